package crane

import (
	"fmt"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
)

// zone is a part of the site's space with a rule, and what becomes of it in an
// emergency.
type zone struct {
	id        string
	name      engine.Text
	ring      []mgl64.Vec2
	laydown   bool
	emergency string // "blocked", "free", or "" for as it is
	thing     int    // its number from 1; 0: out of every crane's reach
}

// States of a zone.
const (
	zoneNormal  = "normal"  // its own rule holds
	zoneBlocked = "blocked" // for rescue: no load and no hook above it
	zoneFree    = "free"    // for rescue: loads may pass
)

// zoneSave is what changes of a zone.
type zoneSave struct {
	State string            `json:"state"`
	Water float64           `json:"water"` // of a laydown area, the deepest on it [m]
	Level engine.AlarmLevel `json:"level"`
	Since int64             `json:"since"` // tick of that level
}

// closed tells of a laydown area whether it is flooded.
func (z *zoneSave) closed() bool { return z.Water > rule("laydown_depth_m") }

// setZone takes an event of a zone.
func (m *Model) setZone(e engine.Event) (int, string, error) {
	for k := range m.zones {
		if m.zones[k].id != e.Subject {
			continue
		}
		word, _ := e.Value.Text()
		if e.Property != "state" || word != zoneNormal && word != zoneBlocked && word != zoneFree {
			return 0, "", fmt.Errorf("%s: can set state: normal, blocked (for rescue, no hook above it) or free (for rescue, loads may pass)", e.Subject)
		}
		return k, word, nil
	}
	return 0, "", fmt.Errorf("%s: the site has no such zone", e.Subject)
}

// alarmed stops all cranes, and gives zones to the rescue; or ends that. Single
// cranes may be released meanwhile, to help.
func (m *Model) alarmed(on bool) {
	if m.Emergency == on {
		return
	}
	m.Emergency = on
	for _, t := range m.towers {
		t.Stopped = on
	}
	for k := range m.zones {
		if m.zones[k].emergency == "" {
			continue
		}
		if m.Zones[k].State = zoneNormal; on {
			m.Zones[k].State = m.zones[k].emergency
		}
	}
}

// listenToFrame takes what other models say: an emergency, whoever declares it,
// and the water on the laydown areas.
func (m *Model) listenToFrame(s *engine.Step) {
	if v, ok := s.Before.Scalar("emergency"); ok && v == v {
		if declared := v >= 0.5; declared != m.Declared {
			m.Declared = declared
			m.alarmed(declared)
		}
	}
	water := s.Before.Field("water_depth")
	for k := range m.zones {
		z, saved := &m.zones[k], &m.Zones[k]
		if !z.laydown {
			continue
		}
		saved.Water = 0
		if water != nil {
			water.Grid.Inside([][]mgl64.Vec2{z.ring}, func(cell int) {
				if d := float64(water.Values[cell]); d > saved.Water {
					saved.Water = d
				}
			})
		}
		level := engine.NoAlarm
		if saved.closed() {
			level = engine.AlarmReached
		}
		if level != saved.Level {
			saved.Level, saved.Since = level, s.Tick.N
		}
	}
}

// Numbers of a zone's state in the frame.
const (
	zoneOpen    = 0 // nothing is forbidden
	zoneInForce = 1
	zoneRescue  = 2 // blocked for rescue
	zoneFreed   = 3
	zoneFlooded = 4 // a laydown area under water
)

func (m *Model) zoneState(k int) float64 {
	z, saved := &m.zones[k], &m.Zones[k]
	switch {
	case saved.State == zoneBlocked:
		return zoneRescue
	case saved.State == zoneFree:
		return zoneFreed
	case z.laydown && saved.closed():
		return zoneFlooded
	case z.laydown:
		return zoneOpen
	}
	if z.thing > 0 {
		if holds := m.guard.things[z.thing-1].holds; holds != nil && !holds(m.ofDay()) {
			return zoneOpen
		}
	}
	return zoneInForce
}

// observeZones shows the zones' states, and says which laydown areas are flooded.
func (m *Model) observeZones(f *engine.Frame) {
	emergency := 0.0
	if m.Emergency {
		emergency = 1
	}
	f.Scalars = append(f.Scalars, engine.Scalar{Name: "cranes.emergency", Unit: "1", Value: emergency})
	for k := range m.zones {
		z, saved := &m.zones[k], &m.Zones[k]
		f.Scalars = append(f.Scalars, engine.Scalar{Name: z.id + ".state", Unit: "state", Value: m.zoneState(k)})
		if !z.laydown {
			continue
		}
		f.Scalars = append(f.Scalars, engine.Scalar{Name: z.id + ".water", Unit: "m", Value: saved.Water})
		if saved.Level > engine.NoAlarm || saved.Since == f.Tick.N && saved.Since > 0 {
			text := engine.Text{ZH: z.name.ZH + "：积水退去，恢复使用", EN: z.name.EN + ": the water has gone, open again"}
			if saved.Level > engine.NoAlarm {
				text = engine.Text{ZH: fmt.Sprintf("%s：积水 %.2f 米，停用", z.name.ZH, saved.Water), EN: fmt.Sprintf("%s: closed, %.2f m of water", z.name.EN, saved.Water)}
			}
			f.Alarms = append(f.Alarms, engine.Alarm{Subject: z.id, Level: saved.Level, Since: engine.Tick{N: saved.Since, Step: f.Tick.Step, Start: f.Tick.Start}, Text: text})
		}
	}
}
