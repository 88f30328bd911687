package inp

import (
	"math"
	"strings"

	"shapan/engine/solver/pipenet/runoff"
)

func (b *builder) readRunoff() {
	if b.ignoreRain {
		return
	}
	b.each("RAINGAGES", b.gage)
	b.each("EVAPORATION", b.evaporation)
	rows := b.rows["SUBCATCHMENTS"]
	for k, r := range rows { // names first: an outlet may be a subcatchment further down
		key := strings.ToLower(r.fields[0])
		if _, twice := b.lines["area/"+key]; !twice {
			b.areas[key] = k
			b.lines["area/"+key] = r.line
		}
	}
	b.each("SUBCATCHMENTS", b.subcatchment)
	withSoil, withPlanes := map[string]bool{}, map[string]bool{}
	b.each("SUBAREAS", func() {
		withPlanes[strings.ToLower(b.text(0))] = true
		b.subarea()
	})
	b.each("INFILTRATION", func() {
		withSoil[strings.ToLower(b.text(0))] = true
		b.soil()
	})
	for k := range b.file.Runoff.Areas {
		a := &b.file.Runoff.Areas[k]
		key := strings.ToLower(a.Name)
		b.section, b.at = "SUBCATCHMENTS", row{line: b.lines["area/"+key]}
		if !withPlanes[key] {
			b.wrong("subcatchment %s has no row in [SUBAREAS]", a.Name)
		}
		if !withSoil[key] && a.Impervious < 1 {
			b.wrong("subcatchment %s has no row in [INFILTRATION]", a.Name)
		}
	}
}

func (b *builder) gage() {
	g := runoff.Gage{Name: b.text(0)}
	key := strings.ToLower(g.Name)
	if _, twice := b.gages[key]; twice {
		b.wrong("rain gage %s: is there twice", g.Name)
		return
	}
	kind := b.upper(1)
	interval, ok := hours(b.need(2, "recording interval"))
	if !ok || interval <= 0 {
		b.wrong("recording interval: %q: expected hours > 0 or hours:minutes", clip(b.text(2)))
		interval = 1
	}
	interval = math.Round(interval * 3600)
	b.gages[key] = len(b.file.Runoff.Gages)
	defer func() { b.file.Runoff.Gages = append(b.file.Runoff.Gages, g) }()
	if b.upper(4) != "TIMESERIES" {
		b.wrong("rain gage %s: %q: only TIMESERIES is read; a rain file can be given as a time series with FILE", g.Name, clip(b.text(4)))
		return
	}
	s := b.seriesOf(5, "rain")
	if s == nil {
		return
	}
	last := 0.0
	for k, v := range s.Values {
		rate := 0.0
		switch kind {
		case "INTENSITY":
			rate = v * b.u.rate
		case "VOLUME":
			rate = v * b.u.rain / interval
		case "CUMULATIVE":
			if v >= last {
				rate = (v - last) * b.u.rain / interval
			} else {
				rate = v * b.u.rain / interval
			}
			last = v
		default:
			b.wrong("rain gage %s: %q: expected INTENSITY, VOLUME or CUMULATIVE", g.Name, clip(b.text(1)))
			return
		}
		if rate < 0 {
			b.wrong("rain gage %s: series %s (line %d): rain of %v: must be >= 0", g.Name, s.Name, s.line, v)
			return
		}
		from, to := s.Times[k], s.Times[k]+interval
		if kind == "CUMULATIVE" {
			from, to = from-interval, to-interval
		}
		if n := len(g.Times); n > 0 && from < g.Ends[n-1]-1e-6 {
			g.Ends[n-1] = from // rows closer than the interval
			if !(g.Ends[n-1] > g.Times[n-1]) {
				g.Times, g.Ends, g.Rates = g.Times[:n-1], g.Ends[:n-1], g.Rates[:n-1]
			}
		} else if n > 0 && math.Abs(from-g.Ends[n-1]) < 1e-6 {
			from = g.Ends[n-1]
		}
		if rate > 0 && to > from {
			g.Times, g.Ends, g.Rates = append(g.Times, from), append(g.Ends, to), append(g.Rates, rate)
		}
	}
}

func (b *builder) evaporation() {
	e := &b.file.Runoff.Evaporation
	perDay := b.u.rain / 86400
	switch b.upper(0) {
	case "CONSTANT":
		e.Times, e.Rates = []float64{0}, []float64{b.notNegative(1, "evaporation", 0) * perDay}
	case "MONTHLY":
		at := b.file.Start
		for n := 0; n < 1200 && at.Before(b.file.End) || n == 0; n++ {
			e.Times = append(e.Times, at.Sub(b.file.Start).Seconds())
			e.Rates = append(e.Rates, b.notNegative(int(at.Month()), "evaporation", 0)*perDay)
			at = at.AddDate(0, 1, 1-at.Day())
		}
	case "TIMESERIES":
		if s := b.seriesOf(1, "evaporation"); s != nil {
			e.Times, e.Rates = s.Times, scaled(s.Values, perDay)
		}
	case "DRY_ONLY":
		e.DryOnly = b.yes(1, "DRY_ONLY")
	case "RECOVERY":
		b.leave(true, "monthly pattern of the soil's recovery")
	case "TEMPERATURE", "FILE":
		b.leave(true, "evaporation by %s", b.text(0))
	default:
		b.wrong("%q: expected CONSTANT, MONTHLY, TIMESERIES, DRY_ONLY, RECOVERY, TEMPERATURE or FILE", clip(b.text(0)))
	}
}

func (b *builder) subcatchment() {
	key := strings.ToLower(b.text(0))
	a := runoff.Subcatchment{Name: b.text(0), Gage: -1, Node: -1, Next: -1}
	if b.lines["area/"+key] != b.at.line {
		b.wrong("subcatchment %s: is there already on line %d", a.Name, b.lines["area/"+key])
	}
	if g, ok := b.gages[strings.ToLower(b.text(1))]; ok {
		a.Gage = g
	} else if b.has(1) && b.text(1) != "*" {
		b.wrong("rain gage %q is not defined", clip(b.text(1)))
	}
	out := strings.ToLower(b.need(2, "outlet"))
	if n, ok := b.nodes[out]; ok {
		a.Node = n
	} else if k, ok := b.areas[out]; ok {
		if out != key { // to itself: it drains nowhere
			a.Next = k
		}
	} else if out != "" {
		b.wrong("outlet: node or subcatchment %q is not defined", clip(b.text(2)))
	}
	a.Area = b.notNegative(3, "area", 0) * b.u.area
	a.Impervious = b.percent(4, "impervious share", 0)
	a.Width = b.notNegative(5, "width", 0) * b.u.length
	a.Slope = b.notNegative(6, "slope", 0) / 100
	if b.has(8) {
		b.leave(true, "snow pack %s", b.text(8))
	}
	b.file.Runoff.Areas = append(b.file.Runoff.Areas, a)
}

func (b *builder) percent(i int, what string, otherwise float64) float64 {
	v := b.optional(i, what, otherwise)
	if !(v >= 0 && v <= 100) {
		b.wrong("%s: %v %%: must be from 0 to 100", what, v)
		return 0
	}
	return v / 100
}

// area finds the subcatchment that the present row is about.
func (b *builder) area() *runoff.Subcatchment {
	k, ok := b.areas[strings.ToLower(b.text(0))]
	if !ok || k >= len(b.file.Runoff.Areas) {
		b.wrong("subcatchment %q is not defined", clip(b.text(0)))
		return nil
	}
	return &b.file.Runoff.Areas[k]
}

func (b *builder) subarea() {
	a := b.area()
	if a == nil {
		return
	}
	a.NImpervious, a.NPervious = b.notNegative(1, "n of the impervious part", 0), b.notNegative(2, "n of the pervious part", 0)
	a.StoreImpervious = b.notNegative(3, "storage of the impervious part", 0) * b.u.rain
	a.StorePervious = b.notNegative(4, "storage of the pervious part", 0) * b.u.rain
	a.Bare = b.percent(5, "share without storage", 0)
	a.Routed = b.percent(7, "share routed", 100)
	switch b.upper(6) {
	case "OUTLET", "":
	case "PERVIOUS":
		a.Route = runoff.ToPervious
	case "IMPERVIOUS":
		a.Route = runoff.ToImpervious
	default:
		b.wrong("%q: expected OUTLET, PERVIOUS or IMPERVIOUS", clip(b.text(6)))
	}
}

func (b *builder) soil() {
	a := b.area()
	if a == nil {
		return
	}
	method := b.infiltration
	if last := len(b.at.fields) - 1; last > 0 && !isNumber(b.text(last)) { // 5.2: a method of its own
		method = b.upper(last)
		b.at.fields = b.at.fields[:last]
	}
	s := &a.Soil
	switch method {
	case "HORTON", "MODIFIED_HORTON":
		s.Method = runoff.Horton
		s.First, s.Last = b.notNegative(1, "first rate", 0)*b.u.rate, b.notNegative(2, "last rate", 0)*b.u.rate
		s.Decay = b.notNegative(3, "decay", 0) / 3600
		s.Most = b.notNegative(5, "most infiltrated", 0) * b.u.rain
		if days := b.notNegative(4, "drying time", 0); days > 0 {
			s.Recovery = -math.Log(1-0.98) / (days * 86400)
		}
		if method == "MODIFIED_HORTON" {
			s.Method = runoff.ModifiedHorton
		}
	case "GREEN_AMPT", "MODIFIED_GREEN_AMPT":
		s.Method = runoff.GreenAmpt
		if method == "MODIFIED_GREEN_AMPT" {
			s.Method = runoff.ModifiedGreenAmpt
		}
		s.Suction = b.notNegative(1, "suction", 0) * b.u.rain
		s.Conductivity = b.notNegative(2, "conductivity", 0) * b.u.rate
		s.Deficit = b.notNegative(3, "moisture deficit", 0)
	case "CURVE_NUMBER":
		s.Method = runoff.CurveNumber
		s.Number = min(max(b.number(1, "curve number"), 10), 99)
		s.Drying = b.notNegative(3, "drying time", 0) * 86400
	default:
		b.wrong("infiltration %q: expected HORTON, MODIFIED_HORTON, GREEN_AMPT, MODIFIED_GREEN_AMPT or CURVE_NUMBER", clip(method))
	}
}
