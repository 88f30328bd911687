package rainstorm

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
)

// take lets events set what they name at t [s], and tells whether barriers have
// changed.
func (m *Model) take(events []engine.Event, t float64) (walls bool, err error) {
	for _, e := range events {
		set, known := m.settable(e.Subject, false)
		if known {
			err = set(e, t)
		}
		if err != nil {
			return walls, fmt.Errorf("event from %s: %w", e.Source, err)
		}
		walls = walls || kindOf(e.Subject) == "barrier"
	}
	return walls, nil
}

// CheckEvent implements engine.EventChecker: it tries the event on a copy.
func (m *Model) CheckEvent(e engine.Event) (handled bool, err error) {
	set, known := m.settable(e.Subject, true)
	if !known {
		return false, nil
	}
	return true, set(e, m.Time)
}

func kindOf(subject string) string {
	kind, _, _ := strings.Cut(subject, "/")
	return kind
}

// settable finds what an event's subject is, or a copy of it that may be
// spoilt; known is false if it is none of this model's.
func (m *Model) settable(subject string, copied bool) (set func(e engine.Event, t float64) error, known bool) {
	switch kindOf(subject) {
	case "pump":
		if p := find(m.pumps, subject, func(p *pump) string { return p.id }); p != nil {
			if copied {
				p = clone(p)
			}
			return func(e engine.Event, _ float64) error { return m.setPump(p, e) }, true
		}
		return m.unknown(subject, ids(m.pumps, func(p *pump) string { return p.id })), true
	case "power":
		if f := find(m.feeds, subject, func(f *feed) string { return f.id }); f != nil {
			if copied {
				f = clone(f)
			}
			return func(e engine.Event, _ float64) error { return f.set(e) }, true
		}
		return m.unknown(subject, ids(m.feeds, func(f *feed) string { return f.id })), true
	case "culvert", "sluice", "weir":
		if l := find(m.links, subject, func(l *link) string { return l.id }); l != nil {
			if copied {
				l = clone(l)
			}
			return func(e engine.Event, _ float64) error { return l.set(e) }, true
		}
		return m.unknown(subject, ids(m.links, func(l *link) string { return l.id })), true
	case "inflow":
		if f := find(m.inflows, subject, func(f *inflow) string { return f.id }); f != nil {
			if copied {
				f = clone(f)
			}
			return func(e engine.Event, _ float64) error { return f.set(e) }, true
		}
		return m.unknown(subject, ids(m.inflows, func(f *inflow) string { return f.id })), true
	case "boundary":
		if s := find(m.stretches, subject, func(s *stretch) string { return s.id }); s != nil {
			if copied {
				s = clone(s)
			}
			return func(e engine.Event, _ float64) error { return s.set(e) }, true
		}
		return m.unknown(subject, ids(m.stretches, func(s *stretch) string { return s.id })), true
	case "barrier":
		if copied {
			return (&barrier{ID: subject, Breach: newBreach()}).set, true
		}
		return m.barrier(subject).set, true
	case "manhole", "conduit", "outfall":
		if m.pipes == nil {
			return m.unknown(subject, nil), true
		}
		return m.pipes.settable(subject, copied), true
	case "rain":
		factor, told := &m.Factor, &m.Heard
		if copied {
			factor, told = new(float64), clone(told)
		}
		return func(e engine.Event, t float64) error { return m.setRain(factor, told, e, t) }, true
	case "gauge", "sump":
		told := &m.Heard
		if copied {
			told = clone(told)
		}
		return func(e engine.Event, t float64) error { return m.hear(told, e, t) }, true
	}
	return nil, false
}

func find[T any](list []*T, id string, of func(*T) string) *T {
	for _, x := range list {
		if of(x) == id {
			return x
		}
	}
	return nil
}

func clone[T any](x *T) *T {
	y := *x
	return &y
}

func ids[T any](list []*T, of func(*T) string) (names []string) {
	for _, x := range list {
		names = append(names, of(x))
	}
	return names
}

// unknown names what there is instead.
func (m *Model) unknown(subject string, known []string) func(engine.Event, float64) error {
	known = slices.DeleteFunc(known, func(id string) bool { return kindOf(id) != kindOf(subject) })
	return func(engine.Event, float64) error {
		if len(known) == 0 {
			return fmt.Errorf("%s: no such %s: there is none here", subject, kindOf(subject))
		}
		return fmt.Errorf("%s: no such %s on this site; it has %s", subject, kindOf(subject), strings.Join(known, ", "))
	}
}

func (m *Model) setPump(p *pump, e engine.Event) (err error) {
	switch e.Property {
	case "state":
		word, _ := e.Value.Text()
		state, known := pumpWords[word]
		if !known {
			return fmt.Errorf("%s.state: %v: expected ok, failed, no_power or stopped", e.Subject, e.Value)
		}
		if state != PumpOff || p.State != PumpRunning { // "ok" leaves a running pump alone
			p.State = state
		}
		return nil
	case "position":
		if p.Position, err = point(e.Value); err == nil {
			err = p.place(m)
		}
		if err == nil {
			p.Position[2] = float64(m.site.Ground.Values[p.in])
		}
		return err
	case "discharge":
		return m.setDischarge(p, e)
	case "start_depth_m":
		p.start, err = number(e.Value, 0, 100)
		return err
	case "stop_depth_m":
		p.stop, err = number(e.Value, 0, 100)
		return err
	case "clogged":
		p.Clogged, err = number(e.Value, 0, 1)
		return err
	}
	return fmt.Errorf("%s.%s: a pump knows state, position, discharge, start_depth_m, stop_depth_m, clogged", e.Subject, e.Property)
}

func (m *Model) setDischarge(p *pump, e engine.Event) error {
	p.Discharge, p.DischargeTo = nil, ""
	word, _ := e.Value.Text()
	switch kindOf(word) {
	case "offsite":
	case "sump", "manhole":
		p.DischargeTo = word
	default:
		at, err := point(e.Value)
		if err != nil {
			return fmt.Errorf("%s.discharge: %w, or offsite, sump/<id>, manhole/<id>", e.Subject, err)
		}
		p.Discharge = &at
	}
	return p.place(m)
}

func point(v engine.Value) (mgl64.Vec3, error) {
	if p, ok := v.Points(); ok && len(p) == 1 {
		return p[0], nil
	}
	return mgl64.Vec3{}, fmt.Errorf("%v: expected a point [x, y]", v)
}

func number(v engine.Value, low, high float64) (float64, error) {
	n, ok := v.Number()
	if !ok || n < low || n > high || math.IsNaN(n) {
		return 0, fmt.Errorf("%v: expected a number from %g to %g", v, low, high)
	}
	return n, nil
}
