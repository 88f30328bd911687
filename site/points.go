package site

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"shapan/engine"
	"shapan/engine/alarm"
	"shapan/yamlfile"
)

// point is a place that is measured (测点), or, with a file, all places of a table
// that have the rest in common.
type point struct {
	ID       string      `yaml:"id" jsonschema:"oneof_required=id,pattern=^[0-9A-Za-z一-鿿_-]+$,example=CX1" jsonschema_description:"letters, digits, - and _"`
	File     string      `yaml:"file" jsonschema:"oneof_required=file,example=inclinometers.csv" jsonschema_description:"table of points: columns id, x, y, and if wanted z, name_zh, name_en, group, group_zh"`
	Name     engine.Text `yaml:"name"`
	At       []float64   `yaml:"at" jsonschema:"minItems=2,maxItems=3" jsonschema_description:"[x, y] on the ground, or [x, y, z]"`
	Kind     string      `yaml:"kind" jsonschema:"required,pattern=^[a-z][a-z0-9_]*$,example=inclinometer" jsonschema_description:"what it is: inclinometer, settlement, strut_force, water_level, dust, …"`
	Property string      `yaml:"property" jsonschema:"required,pattern=^[0-9A-Za-z一-鿿_.-]+$,example=displacement" jsonschema_description:"of its readings"`
	Unit     string      `yaml:"unit" jsonschema:"required,minLength=1,example=mm" jsonschema_description:"of its readings and of all limits here"`
	Group    string      `yaml:"group" jsonschema:"example=north wall" jsonschema_description:"of points that one cause raises together: their alarms are told as one"`

	Standard *pointStandard `yaml:"standard" jsonschema_description:"limits of a standard's table"`
	Limits   *pointLimits   `yaml:"limits" jsonschema_description:"limits of the project's own, of the quantity as it is"`
	Rate     *pointRate     `yaml:"rate" jsonschema_description:"the same of its change per day"`
	Basis    *basis         `yaml:"basis" jsonschema_description:"where the project's own limits come from"`

	DeadBand *float64      `yaml:"dead_band" jsonschema:"minimum=0,maximum=1e9" jsonschema_description:"how far it must come back before a limit is over, in its unit; absent: the standard's, or 3 % of the least limit"`
	OnDelay  time.Duration `yaml:"on_delay" jsonschema:"minimum=0,maximum=604800,example=20min" jsonschema_description:"how long a limit must be passed before it counts"`
	OffDelay time.Duration `yaml:"off_delay" jsonschema:"minimum=0,maximum=604800"`

	Sensor   *pointSensor    `yaml:"sensor" jsonschema_description:"what a sound one is like; what differs is a fault"`
	Latches  bool            `yaml:"latches" jsonschema_description:"its alarm stays until it is reset"`
	Escalate []time.Duration `yaml:"escalate" jsonschema:"maxItems=10" jsonschema_description:"times without acknowledgement after which the next person is called: [15min, 30min]"`
	Horizon  time.Duration   `yaml:"forecast" jsonschema:"minimum=0,maximum=31536000,example=24h" jsonschema_description:"how far ahead it is forecast; absent: not at all"`
	Season   time.Duration   `yaml:"season" jsonschema:"minimum=0,maximum=31536000,example=24h" jsonschema_description:"rhythm that it may have"`
}

type pointStandard struct {
	Code      string          `yaml:"code" jsonschema:"enum=GB 50497-2019,enum=DBJ/T 15-197-2020" jsonschema_description:"which says the same as item; absent: the one that has the item"`
	Item      string          `yaml:"item" jsonschema:"required,example=deep_horizontal" jsonschema_description:"what is measured: top_horizontal, top_vertical, deep_horizontal, ground_settlement, groundwater_level (its change), strut_force; formwork_horizontal, formwork_settlement, formwork_tilt, formwork_base_differential"`
	Support   string          `yaml:"support" jsonschema:"enum=wall,enum=nail" jsonschema_description:"of the pit: piles or diaphragm wall, or soil nails; for top_horizontal, top_vertical and deep_horizontal"`
	Grade     int             `yaml:"grade" jsonschema:"minimum=1,maximum=3" jsonschema_description:"of the pit; not for struts and formwork"`
	Depth     float64         `yaml:"depth_m" jsonschema:"exclusiveMinimum=0,maximum=200" jsonschema_description:"of the pit; not for struts and formwork"`
	Capacity  float64         `yaml:"capacity_kn" jsonschema:"minimum=0,maximum=1e6,example=3000" jsonschema_description:"f2 of a strut"`
	Prestress float64         `yaml:"prestress_kn" jsonschema:"minimum=0,maximum=1e6,example=800" jsonschema_description:"fy of a strut; absent: it has none"`
	Span      float64         `yaml:"span_m" jsonschema:"minimum=0,maximum=1000,example=6" jsonschema_description:"between the places that formwork_base_differential compares"`
	Designer  *designersValue `yaml:"designer" jsonschema_description:"the designer's values, which stand in place of the table's"`
}

type designersValue struct {
	MM       float64 `yaml:"control_mm" jsonschema:"minimum=0,maximum=10000,example=24" jsonschema_description:"absent: the table's"`
	MMPerDay float64 `yaml:"control_mm_per_day" jsonschema:"minimum=0,maximum=10000,example=2" jsonschema_description:"absent: the table's"`
	MostKN   float64 `yaml:"control_kn" jsonschema:"minimum=0,maximum=1e6,example=1500" jsonschema_description:"of a strut; absent: the table's"`
	LeastKN  float64 `yaml:"least_kn" jsonschema:"minimum=0,maximum=1e6,example=600" jsonschema_description:"that a strut must keep; absent: the table's"`
	Paper    string  `yaml:"paper" jsonschema:"required,minLength=1,example=monitoring scheme S-07 rev. B" jsonschema_description:"in which they stand, and whose it is"`
}

type pointLimits struct {
	Notice  *float64 `yaml:"notice" jsonschema:"minimum=-1e9,maximum=1e9" jsonschema_description:"预警"`
	Warning *float64 `yaml:"warning" jsonschema:"minimum=-1e9,maximum=1e9" jsonschema_description:"报警"`
	Danger  *float64 `yaml:"danger" jsonschema:"minimum=-1e9,maximum=1e9" jsonschema_description:"控制值: work stops"`
	Side    string   `yaml:"side" jsonschema:"enum=above,enum=below,enum=both,default=above" jsonschema_description:"below: it is bad to be less; both: the magnitude is judged"`
}

type pointRate struct {
	Over    time.Duration `yaml:"over" jsonschema:"exclusiveMinimum=0,maximum=2592000,default=24h" jsonschema_description:"the time whose change is looked at"`
	Notice  *float64      `yaml:"notice_per_day" jsonschema:"exclusiveMinimum=0,maximum=1e9"`
	Warning *float64      `yaml:"warning_per_day" jsonschema:"exclusiveMinimum=0,maximum=1e9"`
	Danger  *float64      `yaml:"danger_per_day" jsonschema:"exclusiveMinimum=0,maximum=1e9"`
}

type pointSensor struct {
	Low        *float64      `yaml:"low" jsonschema:"minimum=-1e12,maximum=1e12" jsonschema_description:"least that it can measure"`
	High       *float64      `yaml:"high" jsonschema:"minimum=-1e12,maximum=1e12" jsonschema_description:"most that it can measure"`
	Noise      float64       `yaml:"noise" jsonschema:"minimum=0,maximum=1e9" jsonschema_description:"least change that shows that it lives; absent: it may rest"`
	Every      time.Duration `yaml:"every" jsonschema:"minimum=0,maximum=2592000,example=10min" jsonschema_description:"between its readings; absent: it may be silent"`
	StuckFor   time.Duration `yaml:"stuck_for" jsonschema:"minimum=0,maximum=2592000" jsonschema_description:"without a change by its noise; absent: 24 readings"`
	MostSkew   time.Duration `yaml:"most_skew" jsonschema:"minimum=0,maximum=86400" jsonschema_description:"of its clock; absent: 5 min"`
	Spike      float64       `yaml:"spike_deviations" jsonschema:"minimum=0,maximum=1000" jsonschema_description:"from the median, from which a reading is a spike; absent: 5"`
	Neighbours []string      `yaml:"neighbours" jsonschema:"maxItems=50" jsonschema_description:"ids of at least three points that move as it does; of a table: group stands for all others of its group"`
	MostOff    float64       `yaml:"most_off_neighbours" jsonschema:"minimum=0,maximum=1e9" jsonschema_description:"of its change over a day from theirs, in its unit; absent: any"`
}

// points puts what is measured among the assets and keeps its rules.
func (l *loader) points() {
	type wish struct {
		node yamlfile.Node
		k    int
	}
	var wishes []wish
	for k := range l.doc.Points {
		p, node := &l.doc.Points[k], l.at("points", k)
		rules := l.pointRules(node, p)
		sensor := l.pointSensor(node.At("sensor"), p.Sensor)
		for i, d := range p.Escalate {
			if d <= 0 {
				l.fail(node.At("escalate", i), "%v: must be > 0", d)
			}
		}
		for _, row := range l.pointPlaces(node, p) {
			id := "point/" + row.id
			l.take(row.node, id)
			properties := map[string]engine.Value{
				"type": engine.Word(p.Kind), "property": engine.Word(p.Property), "unit": engine.Word(p.Unit),
			}
			if row.group != "" {
				properties["group"] = engine.Word(row.group)
				if row.told != "" {
					properties["group_zh"] = engine.Word(row.told)
				}
			}
			l.site.Assets = append(l.site.Assets, engine.Asset{ID: id, Kind: "point", Name: named(row.name, row.id), Position: row.at, Properties: properties})
			watched := alarm.Point{
				ID: id, Property: p.Property, Unit: p.Unit, Group: row.group, Rules: rules, Sensor: sensor,
				Manner:  alarm.Manner{Latches: p.Latches, Escalate: p.Escalate},
				Horizon: p.Horizon, Season: p.Season,
			}
			l.watched = append(l.watched, watched)
			if p.Sensor != nil && len(p.Sensor.Neighbours) > 0 {
				wishes = append(wishes, wish{node.At("sensor", "neighbours"), len(l.watched) - 1})
			}
		}
	}
	for _, w := range wishes { // now that all are known
		p := &l.watched[w.k]
		p.Neighbours = l.neighbours(w.node, p)
	}
	slices.SortFunc(l.watched, func(a, b alarm.Point) int { return strings.Compare(a.ID, b.ID) })
}

// neighbours finds the points that a point's sensor is compared with.
func (l *loader) neighbours(n yamlfile.Node, p *alarm.Point) []string {
	var ids, named []string
	if n.Decode(&named) != nil {
		return nil // reported when it was decoded
	}
	for k, name := range named {
		found := false
		for i := range l.watched {
			q := &l.watched[i]
			switch {
			case name == "group" && p.Group != "" && q.Group == p.Group && q.Property == p.Property && q.ID != p.ID:
				ids, found = append(ids, q.ID), true
			case q.ID == "point/"+name && q.ID != p.ID:
				ids, found = append(ids, q.ID), true
			}
		}
		if !found && name != "group" {
			l.fail(n.At(k), "%s: there is no such other point", name)
		}
	}
	if len(ids) < 3 {
		l.fail(n, "%s has %d neighbours: must be at least 3, or nobody can tell who is wrong", p.ID, len(ids))
	}
	return ids
}

// pointRules are the rules of a point: its standard's, or the project's own.
func (l *loader) pointRules(node yamlfile.Node, p *point) []alarm.Rule {
	own := p.Limits != nil || p.Rate != nil
	switch {
	case p.Standard != nil && own:
		l.fail(node, "standard, and limits or rate: give one of them; a designer's value goes under standard.designer")
		return nil
	case own && p.Basis == nil:
		l.fail(node, "basis: missing: say where the limits come from")
	}
	var rules []alarm.Rule
	if p.Standard != nil {
		rules = l.standardRules(node, p)
	} else {
		rules = l.ownRules(node, p)
	}
	for k := range rules {
		r := &rules[k]
		if p.DeadBand != nil && r.Rate == 0 {
			r.DeadBand = *p.DeadBand
		}
		r.OnDelay, r.OffDelay = p.OnDelay, p.OffDelay
	}
	return rules
}

func (l *loader) ownRules(node yamlfile.Node, p *point) (rules []alarm.Rule) {
	var from alarm.Basis
	if b := p.Basis; b != nil {
		from = alarm.Basis{Code: b.Code, Clause: b.Clause, Source: b.Note, Verified: b.Verified}
	}
	add := func(n yamlfile.Node, r alarm.Rule, suffix string, limits [3]*float64) {
		least, given := math.Inf(1), 0
		for t, v := range limits {
			if r.Limits[t] = math.NaN(); v == nil {
				continue
			}
			r.Limits[t], given = *v, given+1
			least = math.Min(least, math.Abs(*v))
			for u := range t {
				if worse := limits[u]; worse != nil && (!r.Below && *worse >= *v || r.Below && *worse <= *v) {
					l.fail(n.At(tierKeys[u]+suffix), "%g: must be less bad than %s, %g", *worse, tierKeys[t]+suffix, *v)
				}
			}
			if r.Both && *v <= 0 {
				l.fail(n.At(tierKeys[t]+suffix), "%g: must be > 0: of both sides the magnitude is judged", *v)
			}
		}
		if given == 0 {
			l.fail(n, "notice, warning or danger: give at least one")
			return
		}
		r.DeadBand, r.Basis = 0.03*least, from
		rules = append(rules, r)
	}
	if v := p.Limits; v != nil {
		add(node.At("limits"), alarm.Rule{Below: v.Side == "below", Both: v.Side == "both"}, "", [3]*float64{v.Notice, v.Warning, v.Danger})
	}
	if v := p.Rate; v != nil {
		add(node.At("rate"), alarm.Rule{Rate: v.Over}, "_per_day", [3]*float64{v.Notice, v.Warning, v.Danger})
	}
	return rules
}

var tierKeys = [3]string{"notice", "warning", "danger"}

func (l *loader) pointSensor(n yamlfile.Node, s *pointSensor) alarm.Sensor {
	sensor := alarm.NoSensor
	if s == nil {
		return sensor
	}
	sensor.Every, sensor.Noise, sensor.StuckFor = s.Every, s.Noise, s.StuckFor
	sensor.MostSkew, sensor.Spikes, sensor.MostOff = s.MostSkew, s.Spike, s.MostOff
	if s.Low != nil {
		sensor.Low = *s.Low
	}
	if s.High != nil {
		sensor.High = *s.High
	}
	if sensor.Low >= sensor.High {
		l.fail(n.At("low"), "%g: must be < high, %g", sensor.Low, sensor.High)
	}
	if s.Noise > 0 && s.Every == 0 && s.StuckFor == 0 {
		l.fail(n.At("noise"), "every or stuck_for: missing: without one of them nobody knows how long it may rest")
	}
	if s.MostOff > 0 && len(s.Neighbours) == 0 {
		l.fail(n.At("most_off_neighbours"), "neighbours: missing")
	}
	return sensor
}

// Watched says in a line what a point is judged by, for reports.
func Watched(p *alarm.Point) string {
	text := []string{p.ID + " " + p.Property + " [" + p.Unit + "]"}
	for k := range p.Rules {
		r := &p.Rules[k]
		what := "limits"
		if r.Rate > 0 {
			what = fmt.Sprintf("per day, over %v,", r.Rate)
		}
		text = append(text, fmt.Sprintf("%s %.4g %.4g %.4g (%s %s)", what, r.Limits[0], r.Limits[1], r.Limits[2], r.Basis.Code, r.Basis.Clause))
	}
	return strings.Join(text, "; ")
}
