package rainstorm

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"shapan/engine"
	"shapan/engine/solver/rainfall"
)

// Assimilation says how the water follows what gauges measure: by nudging
// (Newtonian relaxation, Hoke and Anthes 1976). What a level is off by goes as
// exp(-t/Within); around a gauge on the street the correction falls off with
// Cressman's weight (1959), in a pit it concerns the whole pond.
type Assimilation struct {
	Within  time.Duration `yaml:"within" jsonschema:"exclusiveMinimum=0,default=5min" jsonschema_description:"time in which two thirds of what a level is off by are made good"`
	Holds   time.Duration `yaml:"holds" jsonschema:"exclusiveMinimum=0,default=15min" jsonschema_description:"how long a reading counts after it came"`
	RadiusM float64       `yaml:"radius_m" jsonschema:"exclusiveMinimum=0,maximum=500,default=20" jsonschema_description:"how far from a gauge on the street the water is corrected"`
}

// samePond is how near [m] a level must lie to a pond's to be of that pond.
const samePond = 0.05

// heard is what readings and forecasts of rain have told.
type heard struct {
	Rain    *heardRain  `json:"rain,omitempty"`
	Nowcast []rainStep  `json:"nowcast,omitempty"` // by time
	Storm   *begunStorm `json:"storm,omitempty"`   // that an operator let begin
	Levels  []heardAt   `json:"levels,omitempty"`  // by ID
	Given   float64     `json:"given,omitempty"`   // to the water, to follow [m³]
	Taken   float64     `json:"taken,omitempty"`   // from it [m³]
}

type heardRain struct {
	Rate float64 `json:"rate"` // [m/s]
	At   float64 `json:"at"`   // when it came [s]
}

// rainStep is rain that holds from an instant to the next step's.
type rainStep struct {
	From float64 `json:"from"` // [s]
	Rate float64 `json:"rate"` // [m/s]; the last step only ends the forecast
}

type begunStorm struct {
	Years float64 `json:"years"`
	At    float64 `json:"at"` // [s]
}

// heardAt is a level that a gauge or a sump's sensor told.
type heardAt struct {
	ID    string  `json:"id"`
	Level float64 `json:"level"` // [m]
	At    float64 `json:"at"`    // [s]
}

// setRain takes an event about the rain at t [s] into h.
func (m *Model) setRain(factor *float64, h *heard, e engine.Event, t float64) (err error) {
	switch e.Property {
	case "factor":
		*factor, err = number(e.Value, 0, 10)
		return named(e, err)
	case "measured_mm_per_h":
		rate, err := number(e.Value, 0, 2000)
		h.Rain = &heardRain{metresPerSecond(rate), t}
		return named(e, err)
	case "storm_years":
		years, err := number(e.Value, 0, 10000)
		switch {
		case err != nil:
			return named(e, err)
		case years == 0:
			h.Storm = nil
			return nil
		case m.storm(years) == nil:
			return fmt.Errorf("rain.storm_years: the scenario has no storm: or rain.design_storm: that could begin")
		}
		h.Storm = &begunStorm{years, t}
		return nil
	case "nowcast":
		h.Nowcast, err = nowcast(e.Value, t)
		return named(e, err)
	}
	return fmt.Errorf("rain.%s: the rain knows factor, measured_mm_per_h, nowcast, storm_years", e.Property)
}

func named(e engine.Event, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s.%s: %w", e.Subject, e.Property, err)
}

// nowcast reads points [s from now, mm/h]: each rain holds to the next; the
// last one's time is the end.
func nowcast(v engine.Value, t float64) (steps []rainStep, err error) {
	points, ok := v.Points()
	if !ok || len(points) == 1 {
		return nil, fmt.Errorf("%v: expected points [[s from now, mm/h], …], the last one being the end, or []", v)
	}
	for k, p := range points {
		if p[1] < 0 || p[1] > 2000 || k > 0 && p[0] <= points[k-1][0] {
			return nil, fmt.Errorf("point %d, [%g s, %g mm/h]: times must rise and rain lie within 0 and 2000 mm/h", k+1, p[0], p[1])
		}
		steps = append(steps, rainStep{t + p[0], metresPerSecond(p[1])})
	}
	return steps, nil
}

// storm is the design storm that may begin, of so many years; nil: none is known.
func (m *Model) storm(years float64) rainfall.Hyetograph {
	d := m.par.Storm
	if d == nil {
		d = m.par.Rain.DesignStorm
	}
	if d == nil {
		return nil
	}
	s := *d
	s.ReturnPeriodYears = years
	return s.hyetograph()
}

// otherRain is the depth [m] that falls between two times [s] where something
// else than the scenario's rain is known: a storm that was let begin, a reading
// that still counts, a forecast. It falls alike on all ground.
func (m *Model) otherRain(from, to float64) (depth float64, known bool) {
	h := &m.Heard
	if h.Storm != nil {
		storm := m.storm(h.Storm.Years)
		return m.Factor * (storm.Depth(to-h.Storm.At) - storm.Depth(from-h.Storm.At)), true
	}
	if h.Rain != nil && from < h.Rain.At+m.par.Assimilation.Holds.Seconds() {
		return h.Rain.Rate * (to - from), true
	}
	n := len(h.Nowcast)
	if n == 0 || from < h.Nowcast[0].From || from >= h.Nowcast[n-1].From {
		return 0, false
	}
	for k, s := range h.Nowcast[:n-1] {
		depth += s.Rate * math.Max(0, math.Min(to, h.Nowcast[k+1].From)-math.Max(from, s.From))
	}
	return m.Factor * depth, true
}

// hear takes a level that was measured at a gauge or in a sump into h.
func (m *Model) hear(h *heard, e engine.Event, t float64) error {
	place, known := m.placeOf(e.Subject)
	if !known {
		return m.unknown(e.Subject, m.measurable())(e, t)
	}
	level, err := number(e.Value, -1000, 10000)
	switch e.Property {
	case "measured_level_m":
	case "measured_depth_m":
		if level, err = number(e.Value, 0, 100); place.sump != nil {
			level += place.sump.floor
		} else {
			level += m.water.BedAt(place.cell)
		}
	default:
		return fmt.Errorf("%s.%s: a reading is measured_level_m or measured_depth_m", e.Subject, e.Property)
	}
	if err != nil {
		return named(e, err)
	}
	levels := slices.Clone(h.Levels)
	k, found := slices.BinarySearchFunc(levels, e.Subject, func(l heardAt, id string) int { return strings.Compare(l.ID, id) })
	if !found {
		levels = slices.Insert(levels, k, heardAt{})
	}
	levels[k] = heardAt{e.Subject, level, t}
	h.Levels = levels
	return nil
}

// measuring is where a level is measured: in a shaft, or on a cell.
type measuring struct {
	sump *sump
	cell int
}

func (m *Model) placeOf(id string) (p measuring, known bool) {
	if g := find(m.gauges, id, func(g *gauge) string { return g.id }); g != nil {
		return measuring{cell: g.cell}, true
	}
	if s := m.sump(id); s != nil {
		return measuring{sump: s}, true
	}
	for _, a := range m.site.Assets {
		if a.ID == id && a.Kind == "sump" {
			cell, inside := m.grid.CellAt(a.Position[0], a.Position[1])
			return measuring{cell: cell}, inside && m.wettable(cell)
		}
	}
	return measuring{}, false
}

func (m *Model) measurable() (ids []string) {
	for _, a := range m.site.Assets {
		if _, known := m.placeOf(a.ID); known {
			ids = append(ids, a.ID)
		}
	}
	return ids
}

// follow asks for the water by which levels come nearer to their readings
// within dt [s].
func (m *Model) follow(from, dt float64) {
	m.followed = 0
	share := -math.Expm1(-dt / m.par.Assimilation.Within.Seconds())
	for _, l := range m.Heard.Levels {
		if from >= l.At+m.par.Assimilation.Holds.Seconds() {
			continue
		}
		place, _ := m.placeOf(l.ID)
		if s := place.sump; s != nil {
			m.followIn(s, l.Level, share)
			continue
		}
		is := m.water.BedAt(place.cell) + m.water.DepthAt(place.cell)
		off := l.Level - is
		m.around(place.cell, func(cell int, weight float64) {
			bed, depth := m.water.BedAt(cell), m.water.DepthAt(cell)
			rise := weight * share * off
			switch {
			case rise > 0 && bed < l.Level:
				m.draft.give(cell, math.Min(rise, l.Level-bed)*m.areaOf(cell), dt)
				m.Heard.Given += math.Min(rise, l.Level-bed) * m.areaOf(cell)
			case rise < 0 && depth > 0 && bed+depth <= is+samePond:
				m.draft.take(cell, math.Min(-rise, depth)*m.areaOf(cell)/dt, &m.followed)
			}
		})
	}
}

// followIn corrects the water of a shaft.
func (m *Model) followIn(s *sump, level, share float64) {
	want := math.Min(math.Max(level-s.floor, 0)*s.area, s.capacity())
	change := share * (want - s.Volume)
	s.Volume += change
	m.Heard.Given += math.Max(change, 0)
	m.Heard.Taken += math.Max(-change, 0)
}

// around calls each for the cells that a level at a cell speaks for, and how
// much: all of its pit, or those of the street within the radius.
func (m *Model) around(cell int, each func(cell int, weight float64)) {
	if k := m.pitOf[cell]; k > 0 {
		for _, c := range m.pits[k-1].cells {
			each(c, 1)
		}
		return
	}
	radius, g := m.par.Assimilation.RadiusM, m.grid
	reach := int(radius / g.Cell)
	i, j := cell%g.NX, cell/g.NX
	for y := max(j-reach, 0); y <= min(j+reach, g.NY-1); y++ {
		for x := max(i-reach, 0); x <= min(i+reach, g.NX-1); x++ {
			c := y*g.NX + x
			r2 := float64((x-i)*(x-i)+(y-j)*(y-j)) * g.Cell * g.Cell
			if r2 < radius*radius && m.wettable(c) && m.pitOf[c] == 0 {
				each(c, (radius*radius-r2)/(radius*radius+r2))
			}
		}
	}
}
