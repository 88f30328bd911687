package crane

import (
	"fmt"
	"math"

	"shapan/engine"
	"shapan/engine/solver/crane"
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
		if level != t.Warned {
			if level > engine.NoAlarm && t.Warned == engine.NoAlarm {
				m.Warnings++
			}
			t.Warned, t.Since = level, tick.N
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
	return th.id, th.kind, ""
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

// LayoutFinding is what is wrong with where the cranes stand, whatever they do.
type LayoutFinding struct {
	A        string  `json:"a"`
	B        string  `json:"b,omitempty"`
	What     string  `json:"what"`
	Found    float64 `json:"found_m"`
	Allowed  float64 `json:"allowed_m"`
	Clause   string  `json:"clause"`
	Verified bool    `json:"clause_verified"`
}

// checkLayout compares every two cranes whose circles meet with GB 5144-2006
// 10.5, and every free crane's circle with what stands in it.
func (m *Model) checkLayout() (all []LayoutFinding) {
	gap := rules["crane_gap_m"]
	add := func(a, b *tower, what string, found float64) {
		if found < gap.Value {
			all = append(all, LayoutFinding{a.id, b.id, what, found, gap.Value, gap.Cite(), gap.Verified})
		}
	}
	for i, a := range m.towers {
		for _, b := range m.towers[i+1:] {
			low, high := a, b
			if a.top() > b.top() {
				low, high = b, a
			}
			d := low.Foot.Vec2().Sub(high.Foot.Vec2()).Len()
			reach := low.Jib + low.Pivot
			if d >= reach+high.Jib+high.Pivot {
				continue
			}
			add(low, high, "jib tip to the other's mast", d-reach-high.MastHalf)
			// Lowest part of the high one with its hook drawn in: its jib, or the hook.
			lowest := high.Foot[2] + high.JibHeight - max(high.JibHalf, crane.LeastRope+crane.HookHalf)
			add(high, low, "height above the lower crane's highest part", lowest-low.top())
		}
		m.freeSweep(a, &all)
	}
	return all
}

// top is the crane's highest part [m].
func (t *tower) top() float64 {
	top := t.Foot[2] + t.JibHeight
	if t.Kind == crane.Luffing {
		return top + t.Jib
	}
	return top + max(t.Head, t.JibHalf)
}

// freeSweep turns a crane as the wind may, with its hook drawn in, past what
// stands.
func (m *Model) freeSweep(t *tower, all *[]LayoutFinding) {
	s := t.NewState(0, t.MinRadius, crane.LeastRope, 0)
	s.Slew.Rate = 2 * math.Pi / 100 // one turn in the horizon
	for k := range m.guard.things {
		th := &m.guard.things[k]
		if th.loaded {
			continue
		}
		if at, _, ok := t.TimeToThing(&s, &th.Thing, 100); ok {
			on := t.Later(s, at)
			found, _ := t.Nearest(&on, &th.Thing, far)
			*all = append(*all, LayoutFinding{t.id, th.id, fmt.Sprintf("cannot turn freely in the wind: bearing %.0f°", bearing(on.Slew.At)), found, th.Keep, th.rule.Cite(), th.rule.Verified})
		}
	}
}
