package rainstorm

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
)

// take lets events set what they name.
func (m *Model) take(events []engine.Event) error {
	walls := false
	for _, e := range events {
		if err := m.set(e, &walls); err != nil {
			return fmt.Errorf("event from %s: %w", e.Source, err)
		}
	}
	if walls {
		return m.layWalls()
	}
	return nil
}

// CheckEvent implements engine.EventChecker: it tries the event on a copy.
func (m *Model) CheckEvent(e engine.Event) (handled bool, err error) {
	kind, _, _ := strings.Cut(e.Subject, "/")
	switch kind {
	case "pump":
		p := m.pump(e.Subject)
		if p == nil {
			return false, m.unknown("pump", e.Subject)
		}
		copied := *p
		return true, m.setPump(&copied, e)
	case "barrier":
		copied := barrier{ID: e.Subject}
		return true, setBarrier(&copied, e)
	case "rain":
		var factor float64
		return true, setRain(&factor, e)
	}
	return false, nil
}

// set lets an event act if it is for this model; walls becomes true when
// barriers have changed.
func (m *Model) set(e engine.Event, walls *bool) error {
	kind, _, _ := strings.Cut(e.Subject, "/")
	switch kind {
	case "pump":
		p := m.pump(e.Subject)
		if p == nil {
			return m.unknown("pump", e.Subject)
		}
		return m.setPump(p, e)
	case "barrier":
		*walls = true
		return setBarrier(m.barrier(e.Subject), e)
	case "rain":
		return setRain(&m.Factor, e)
	}
	return nil
}

func (m *Model) pump(id string) *pump {
	for _, p := range m.pumps {
		if p.id == id {
			return p
		}
	}
	return nil
}

// unknown names what there is instead.
func (m *Model) unknown(kind, subject string) error {
	var known []string
	for _, p := range m.pumps {
		known = append(known, p.id)
	}
	return fmt.Errorf("%s: no such %s on this site; it has %s", subject, kind, strings.Join(known, ", "))
}

// barrier returns the barrier of that name, placed anew where there is none.
func (m *Model) barrier(id string) *barrier {
	at, found := slices.BinarySearchFunc(m.barriers, id, func(b barrier, id string) int { return strings.Compare(b.ID, id) })
	if !found {
		m.barriers = slices.Insert(m.barriers, at, barrier{ID: id, Height: sandbags})
	}
	return &m.barriers[at]
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
			err = p.place(&m.site.Ground, m.wettable)
		}
		if err == nil {
			p.Position[2] = float64(m.site.Ground.Values[p.intake])
		}
		return err
	case "discharge":
		p.Discharge = nil
		if word, ok := e.Value.Text(); !ok || word != "offsite" {
			at, err := point(e.Value)
			if err != nil {
				return fmt.Errorf("%s.discharge: %w, or offsite", e.Subject, err)
			}
			p.Discharge = &at
		}
		return p.place(&m.site.Ground, m.wettable)
	case "start_depth_m":
		p.startDepth, err = number(e.Value, 0, 100)
		return err
	case "stop_depth_m":
		p.stopDepth, err = number(e.Value, 0, 100)
		return err
	}
	return fmt.Errorf("%s.%s: a pump knows state, position, discharge, start_depth_m, stop_depth_m", e.Subject, e.Property)
}

func setBarrier(b *barrier, e engine.Event) (err error) {
	switch e.Property {
	case "line":
		line, ok := e.Value.Points()
		if !ok || len(line) == 1 {
			return fmt.Errorf("%s.line: %v: expected at least two points [[x, y], …]; none removes the barrier", e.Subject, e.Value)
		}
		b.Line = append([]mgl64.Vec3(nil), line...)
		return nil
	case "height_m":
		b.Height, err = number(e.Value, 0, 10)
		return err
	}
	return fmt.Errorf("%s.%s: a barrier knows line, height_m", e.Subject, e.Property)
}

func setRain(factor *float64, e engine.Event) (err error) {
	if e.Property != "factor" {
		return fmt.Errorf("%s.%s: the rain knows factor", e.Subject, e.Property)
	}
	*factor, err = number(e.Value, 0, 10)
	return err
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
