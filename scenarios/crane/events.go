package crane

import (
	"fmt"
	"math"
	"strings"

	"shapan/engine"
	"shapan/engine/solver/crane"
)

// take lets an event set what it names.
func (m *Model) take(e engine.Event) error {
	if e.Subject == "wind" {
		v, err := m.windOf(e)
		if err == nil {
			m.Wind = v
		}
		return err
	}
	switch {
	case e.Subject == "site":
		on, err := emergencyOf(e)
		if err == nil {
			m.alarmed(on)
		}
		return err
	case strings.HasPrefix(e.Subject, "zone/"):
		k, state, err := m.setZone(e)
		if err == nil {
			m.Zones[k].State = state
		}
		return err
	}
	if t := m.tower(e.Subject); t != nil {
		return t.set(e)
	}
	return nil
}

// emergencyOf is what an event of the whole site sets.
func emergencyOf(e engine.Event) (on bool, err error) {
	on, ok := e.Value.Bool()
	if e.Property != "emergency" || !ok {
		return false, fmt.Errorf("site: can set emergency: true or false")
	}
	return on, nil
}

// CheckEvent implements engine.EventChecker: it tries the event on a copy.
func (m *Model) CheckEvent(e engine.Event) (handled bool, err error) {
	if e.Subject == "wind" {
		_, err := m.windOf(e)
		return true, err
	}
	switch {
	case e.Subject == "site":
		_, err := emergencyOf(e)
		return true, err
	case strings.HasPrefix(e.Subject, "zone/"):
		_, _, err := m.setZone(e)
		return true, err
	case !strings.HasPrefix(e.Subject, "crane/"):
		return false, nil
	}
	t := m.tower(e.Subject)
	if t == nil {
		return true, fmt.Errorf("%s: the site has no such crane; it has %s", e.Subject, m.names())
	}
	copied := *t
	return true, copied.set(e)
}

// windOf is the wind that an event sets; "forecast" goes back to the parameters.
func (m *Model) windOf(e engine.Event) (*float64, error) {
	if e.Property != "m_per_s" {
		return nil, fmt.Errorf("wind: %s: can set m_per_s", e.Property)
	}
	if word, ok := e.Value.Text(); ok && word == "forecast" {
		return nil, nil
	}
	v, ok := e.Value.Number()
	if !ok || !(v >= 0 && v <= 80) {
		return nil, fmt.Errorf("wind: m_per_s: must be 0 to 80, or forecast")
	}
	return &v, nil
}

// set takes what an event says of a crane: an operator's act, or a reading.
func (t *tower) set(e engine.Event) error {
	number := func(low, high float64) (float64, error) {
		v, ok := e.Value.Number()
		if !ok || !(v >= low && v <= high) {
			return 0, fmt.Errorf("%s: %s: must be a number from %g to %g", e.Subject, e.Property, low, high)
		}
		return v, nil
	}
	truth := func(into *bool) error {
		v, ok := e.Value.Bool()
		if ok {
			*into = v
			return nil
		}
		return fmt.Errorf("%s: %s: must be true or false", e.Subject, e.Property)
	}
	var err error
	switch e.Property {
	case "lever_slew", "lever_reach", "lever_rope":
		var v float64
		if v, err = number(-1, 1); err == nil {
			*map[string]*float64{"lever_slew": &t.Levers.Slew, "lever_reach": &t.Levers.Reach, "lever_rope": &t.Levers.Rope}[e.Property] = v
			t.Manual = true
		}
	case "manual":
		if err = truth(&t.Manual); err == nil {
			t.Levers = crane.Order{}
		}
	case "override":
		err = truth(&t.Override)
	case "stop":
		err = truth(&t.Stopped)
	case "anti_collision":
		switch word, _ := e.Value.Text(); word {
		case "ok":
			t.Guard = true
		case "failed":
			t.Guard = false
		default:
			err = fmt.Errorf("%s: anti_collision: must be ok or failed", e.Subject)
		}
	case "state":
		switch word, _ := e.Value.Text(); word {
		case "ok":
			t.Mode, t.WindSafe = Working, 0
		case "out_of_service":
			if t.State.Load.Mass > 0 {
				return fmt.Errorf("%s: state: cannot be out_of_service while a load hangs", e.Subject)
			}
			t.Mode = OutOfService
		default:
			err = fmt.Errorf("%s: state: must be ok or out_of_service", e.Subject)
		}
	case "slew_deg", "radius_m", "hook_m", "load_t":
		var v float64
		if v, err = number(-720, 1000); err != nil {
			return err
		}
		if t.heard == nil {
			nan := math.NaN()
			t.heard = &reading{slew: nan, radius: nan, hook: nan, load: nan}
		}
		switch e.Property {
		case "slew_deg":
			t.heard.slew = fromBearing(v)
		case "radius_m":
			t.heard.radius = v
		case "hook_m":
			t.heard.hook = v
		default:
			t.heard.load = 1000 * v
		}
	default:
		err = fmt.Errorf("%s: %s: can set lever_slew, lever_reach, lever_rope, manual, override, stop, anti_collision, state, slew_deg, radius_m, hook_m, load_t", e.Subject, e.Property)
	}
	return err
}
