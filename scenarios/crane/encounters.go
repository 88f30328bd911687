package crane

import (
	"math"

	"shapan/engine"
)

// Encounter is what came of two things that came too near to each other, from
// the first stop or breach until they were clear again.
type Encounter struct {
	At        float64  `json:"at_s"`
	Until     float64  `json:"until_s"`
	A         string   `json:"a"`
	PartA     string   `json:"part_a"`
	B         string   `json:"b"`
	PartB     string   `json:"part_b,omitempty"`
	Kind      string   `json:"kind"`        // "crane", "building", "school", "street", "railway", "power_line", "prohibited"
	Clearance float64  `json:"clearance_m"` // the least
	ClosestAt float64  `json:"closest_at_s"`
	TTC       *float64 `json:"ttc_s"`  // until the clearance would have been gone, when it began; null: it was gone
	Action    string   `json:"action"` // "stopped", "overridden", "failed", "off", "none": nothing moved that could stop
	Contact   bool     `json:"contact"`
	Clause    string   `json:"clause"`
	Verified  bool     `json:"clause_verified"`
	Open      bool     `json:"open,omitempty"`
}

// quiet is how long two things have to be clear of each other before the next
// approach is another encounter: one who waits for the other to leave meets it once [s].
const quiet = 300

// calm is how long a crane has to be out of a level of alarm before that is over [s].
// A jib that is stopped, let go and stopped again at the edge of the same space would
// otherwise ring at every turn: 62 alarms of two near misses in one morning.
const calm = 60.0

// note keeps encounters and alarms of the tick's threats.
func (m *Model) note(tick engine.Tick) {
	for k := range m.guard.threats {
		x := &m.guard.threats[k]
		if x.level >= Stopped {
			m.meet(x)
		}
	}
	for k := range m.Encounters {
		if e := &m.Encounters[k]; e.Open && m.Time-e.Until > quiet {
			e.Open = false
		}
	}
	for _, t := range m.towers {
		level := engine.NoAlarm
		switch ratio := t.ratio(); {
		case t.Level >= Stopped || ratio > rule("moment_limit") || t.Mode == Unknown:
			level = engine.AlarmReached
		case t.Level >= Warned || ratio >= rule("moment_prewarning") || t.Mode == WindStopped || t.Mode == OutOfService:
			level = engine.PreWarning
		}
		if level >= t.Warned {
			t.CalmAt = m.Time
		}
		if level > t.Warned || level < t.Warned && m.Time-t.CalmAt >= calm {
			if t.Warned == engine.NoAlarm {
				m.Warnings++
			}
			t.Warned, t.Since, t.CalmAt = level, tick.N, m.Time
		}
		if level > engine.NoAlarm && t.CalmAt == m.Time {
			t.Said = t.warning(m)
		}
	}
}

// meet begins an encounter, or goes on with it.
func (m *Model) meet(x *threat) {
	a := m.towers[x.a]
	b, kind, partB := m.other(x)
	var e *Encounter
	for k := range m.Encounters {
		if c := &m.Encounters[k]; c.Open && c.A == a.id && c.B == b {
			e = c
		}
	}
	distance := x.distance
	if distance != distance {
		distance = math.Inf(1)
	}
	if e == nil {
		if x.level < Touching && x.ttc < 1e-3 {
			return // inside the room for its swing, and on the way out of it: nothing more has come
		}
		m.Encounters = append(m.Encounters, Encounter{
			At: m.Time, A: a.id, PartA: x.partA.String(), B: b, PartB: partB, Kind: kind,
			Clearance: distance, ClosestAt: m.Time, Action: m.action(x), Clause: x.rule.Cite(), Verified: x.rule.Verified, Open: true,
		})
		e = &m.Encounters[len(m.Encounters)-1]
		if x.level < Touching {
			ttc := x.ttc
			e.TTC = &ttc
		}
		if e.Action == "stopped" {
			a.Stops++
			if x.b >= 0 {
				m.towers[x.b].Stops++
			}
		}
	}
	e.Until = m.Time
	if distance < e.Clearance {
		e.Clearance, e.ClosestAt, e.PartA, e.PartB = distance, m.Time, x.partA.String(), partB
	}
	e.Contact = e.Contact || distance <= 0
	if now := m.action(x); worse(now, e.Action) {
		e.Action = now
	}
}

// worse orders what the anti-collision did, the best first.
func worse(a, b string) bool {
	rank := map[string]int{"none": 0, "stopped": 1, "off": 2, "failed": 3, "overridden": 4}
	return rank[a] > rank[b]
}

// other names the second of a threat.
func (m *Model) other(x *threat) (id, kind, part string) {
	if x.b >= 0 {
		if m.towers[x.b].Mode == Unknown {
			return m.towers[x.b].id, "unknown_crane", "circle"
		}
		return m.towers[x.b].id, "crane", x.partB.String()
	}
	th := &m.guard.things[-1-x.b]
	if th.kind == "building" && x.level >= Touching {
		part = m.nearestBody(-1-x.b, m.towers[x.a], x.partA)
	}
	return th.id, th.kind, part
}

// action is what the anti-collision does about a threat.
func (m *Model) action(x *threat) string {
	action := "none"
	take := func(t *tower) {
		now := "none"
		switch {
		case !t.moves():
		case m.guard.off:
			now = "off"
		case t.Override:
			now = "overridden"
		case !t.Guard:
			now = "failed"
		default:
			now = "stopped"
		}
		if worse(now, action) {
			action = now
		}
	}
	take(m.towers[x.a])
	if x.b >= 0 {
		take(m.towers[x.b])
	}
	return action
}
