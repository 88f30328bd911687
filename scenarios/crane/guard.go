package crane

import (
	"math"

	"shapan/engine"
	"shapan/engine/solver/crane"
)

// Level is how near a crane is to something that it must not meet.
type Level uint8

// The levels, by what present motion leads to.
const (
	Free     Level = iota
	Warned         // the operator must act now
	Slowed         // half of the room that braking needs is left beyond it
	Stopped        // it brakes now, or cannot stop in time
	Touching       // the clearance is gone
)

// String is the level's name in summaries.
func (l Level) String() string {
	return [...]string{"free", "warned", "slowed", "stopped", "touching"}[l]
}

// guard keeps cranes apart from each other and from things.
type guard struct {
	off                       bool
	clear                     float64 // [m]
	sensor, operator, horizon float64 // [s]
	things                    []thing
	threats                   []threat // of this tick, in a fixed order
}

// thing is what stands, with who it is.
type thing struct {
	crane.Thing
	id     string // "building/b1", "zone/school"
	name   engine.Text
	kind   string // "building", "school", "power_line", "crane"
	rule   Rule
	loaded bool                     // of interest only with a load
	holds  func(ofDay float64) bool // by the time of day; nil: always
	zone   int                      // number of its zone from 1; 0: it is none
	absent bool                     // it does not stand now
	placed bool                     // loads are set down on it: only what comes from aside is kept off
}

// matters tells whether a crane has to keep clear of a thing now.
func (m *Model) matters(th *thing, t *tower) bool {
	if th.absent {
		return false
	}
	loaded := t.State.Load.Mass > 0
	if th.zone > 0 {
		switch m.Zones[th.zone-1].State {
		case zoneBlocked: // people are below: no empty hook either
			return true
		case zoneFree:
			return false
		}
		if m.zones[th.zone-1].laydown {
			return false
		}
	}
	return (loaded || !th.loaded) && (th.holds == nil || th.holds(m.ofDay()))
}

// aside is how fast a crane's hook goes sideways [m/s].
func (t *tower) aside() float64 {
	s := &t.State
	return math.Hypot(s.Slew.Rate*t.Radius(s), s.Reach.Rate*t.perReach())
}

// threat is one crane before another or before a thing.
type threat struct {
	a, b     int // towers; b < 0: thing -1-b
	level    Level
	distance float64 // now [m]; NaN if it is far
	ttc      float64 // until the clearance is gone; +Inf [s]
	partA    crane.Group
	partB    crane.Group
	rule     Rule
}

// look finds the threats of a tick: every pair of cranes in reach, and every
// crane with every thing.
func (m *Model) look() {
	g := &m.guard
	g.threats = g.threats[:0]
	for i, a := range m.towers {
		if a.Mode == Unknown {
			continue // the others keep out of its circle
		}
		for j := i + 1; j < len(m.towers); j++ {
			if b := m.towers[j]; b.Mode != Unknown {
				m.lookAtPair(i, j)
			}
		}
		for k := range g.things {
			m.lookAtThing(i, k)
		}
		for j, b := range m.towers {
			if j != i && b.Mode == Unknown {
				m.lookAtCircle(i, j)
			}
		}
	}
	for _, t := range m.towers {
		t.Level = Free
	}
	for k := range g.threats {
		x := &g.threats[k]
		m.towers[x.a].Level = max(m.towers[x.a].Level, x.level)
		if x.b >= 0 {
			m.towers[x.b].Level = max(m.towers[x.b].Level, x.level)
		}
	}
}

// judge turns a time to touch into a level. Braking from a rate covers the way of
// rate/2b seconds at that rate.
func (g *guard) judge(ttc, braking, dt float64) Level {
	machine := g.sensor + dt
	switch {
	case ttc <= machine+braking:
		return Stopped
	case ttc <= machine+2*braking:
		return Slowed
	case ttc <= machine+g.operator+braking:
		return Warned
	}
	return Free
}

// braking is the longest that any motion of a crane brakes, as time at its
// present rate [s].
func (t *tower) braking() float64 {
	s := &t.State
	return max(math.Abs(s.Slew.Rate)/(2*t.Slewing.Brake), math.Abs(s.Reach.Rate)/(2*t.Reaching.Brake), math.Abs(s.Rope.Rate)/(2*t.Hoisting.Brake))
}

func (m *Model) lookAtPair(i, j int) {
	g, a, b := &m.guard, m.towers[i], m.towers[j]
	sa, sb := a.swaying(a.State), b.swaying(b.State)
	touch, ok := crane.TimeToTouch(&a.Crane, &b.Crane, &sa, &sb, g.clear, g.horizon)
	x := threat{a: i, b: j, ttc: math.Inf(1), distance: math.NaN(), rule: rules["crane_gap_m"]}
	if ok {
		x.ttc, x.partA, x.partB = touch.At, touch.A, touch.B
		x.level = g.judge(touch.At, max(a.braking(), b.braking()), m.Tick)
	}
	if d := a.Foot.Vec2().Sub(b.Foot.Vec2()).Len(); d < a.Jib+b.Jib+a.Pivot+b.Pivot+g.clear {
		var pa, pb crane.Group
		x.distance, pa, pb = crane.Clearance(&a.Crane, &b.Crane, &a.State, &b.State)
		if !ok {
			x.partA, x.partB = pa, pb
		}
		if x.distance < g.clear-1e-4 {
			x.level = Touching
		}
		g.threats = append(g.threats, x)
	}
}

// far is the distance beyond which nobody asks how far a thing is [m].
const far = 10.0

func (m *Model) lookAtThing(i, k int) {
	t, th := m.towers[i], &m.guard.things[k]
	if m.matters(th, t) {
		m.addThing(i, -1-k, &th.Thing, th.rule, th.placed)
	}
}

// lookAtCircle keeps a crane out of the circle of one that nobody knows.
func (m *Model) lookAtCircle(i, j int) {
	if c := m.towers[j].circle; c != nil {
		m.addThing(i, j, c, rules["crane_gap_m"], false)
	}
}

// addThing notes how near a crane is to a thing. To one on which loads are placed
// they are lowered as slowly as it takes: only what goes aside threatens it.
func (m *Model) addThing(i, b int, thing *crane.Thing, rule Rule, placed bool) {
	g, t := &m.guard, m.towers[i]
	distance, part := t.Nearest(&t.State, thing, far)
	x := threat{a: i, b: b, distance: distance, partA: part, ttc: math.Inf(1), rule: rule}
	swaying := t.swaying(t.State)
	if placed {
		swaying.Rope.Rate = 0
	}
	still := placed && t.aside() < 0.02 // [m/s]
	if at, group, ok := t.TimeToThing(&swaying, thing, g.horizon); ok && !still {
		x.ttc, x.partA = at, group
		x.level = g.judge(at, t.braking(), m.Tick)
	}
	if (distance < thing.Keep-1e-4 || distance == 0) && !still {
		x.level = Touching
	}
	if x.level > Free || distance < far && !placed {
		g.threats = append(g.threats, x)
	}
}

// limit reduces what a crane wishes to what it can still stop from, motion by
// motion. Motions that lead away stay free.
func (m *Model) limit(i int) {
	t := m.towers[i]
	if m.guard.off || t.Override || !t.Guard {
		return
	}
	rates := [3]*float64{&t.wish.Slew, &t.wish.Reach, &t.wish.Rope}
	// As it moves now, it would meet: all of it comes to rest before it goes on.
	t.Braking = t.moves() && (t.Braking || t.Level >= Stopped && !m.parts(i))
	if t.Braking {
		t.wish = crane.Order{}
		return
	}
	for k, rate := range rates {
		if *rate == 0 {
			continue
		}
		wished := *rate
		for share := 1.0; ; share /= 2 {
			if share < 0.1 {
				*rate = 0
				break
			}
			if *rate = wished * share; m.safe(i, k, *rate) {
				break
			}
		}
	}
	if t.Level == Slowed {
		t.wish.Slew = clamp(t.wish.Slew, t.Slewing.Speed/2)
		t.wish.Reach = clamp(t.wish.Reach, t.Reaching.Speed/2)
	}
}

// moves tells whether any of a crane's motions does.
func (t *tower) moves() bool {
	return t.State.Slew.Rate != 0 || t.State.Reach.Rate != 0 || t.State.Rope.Rate != 0
}

// parts tells whether a crane gets away from all that it would meet, were that
// to stand: then braking makes nothing better, and it is for the other to brake.
func (m *Model) parts(i int) bool {
	const soon = 0.5 // [s]
	t := m.towers[i]
	later := t.Later(t.State, soon)
	for k := range m.guard.threats {
		x := &m.guard.threats[k]
		if x.level < Stopped || x.a != i && x.b != i {
			continue
		}
		other := x.b
		if x.b == i {
			other = x.a
		}
		var now, then float64
		switch {
		case other < 0:
			th := &m.guard.things[-1-other].Thing
			now, _ = t.Nearest(&t.State, th, far)
			then, _ = t.Nearest(&later, th, far)
		case m.towers[other].Mode == Unknown:
			now, _ = t.Nearest(&t.State, m.towers[other].circle, far)
			then, _ = t.Nearest(&later, m.towers[other].circle, far)
		default:
			o := m.towers[other]
			now, _, _ = crane.Clearance(&t.Crane, &o.Crane, &t.State, &o.State)
			then, _, _ = crane.Clearance(&t.Crane, &o.Crane, &later, &o.State)
		}
		if !(then > now) {
			return false
		}
	}
	return true
}

func clamp(v, most float64) float64 { return max(-most, min(v, most)) }

// safe tells whether a crane that makes one motion at a rate, the others at rest,
// can still stop before it comes too near to anything as that moves now; or comes
// no nearer to what is too near already, as a hook that is raised.
func (m *Model) safe(i, motion int, rate float64) bool {
	t, g := m.towers[i], &m.guard
	s := t.State
	s.Slew.Rate, s.Reach.Rate, s.Rope.Rate = 0, 0, 0
	var d *crane.Drive
	switch motion {
	case 0:
		s.Slew.Rate, d = rate, &t.Slewing
	case 1:
		s.Reach.Rate, d = rate, &t.Reaching
	default:
		s.Rope.Rate, d = rate, &t.Hoisting
	}
	needs := g.sensor + m.Tick + math.Abs(rate)/(2*d.Brake)
	s = t.swaying(s)
	for j, b := range m.towers {
		switch {
		case j == i:
		case b.Mode == Unknown:
			if b.circle != nil && !t.clears(&s, b.circle, needs) {
				return false
			}
		default:
			// It may move on for as long before it brakes too.
			other := b.swaying(b.State)
			if touch, ok := crane.TimeToTouch(&t.Crane, &b.Crane, &s, &other, g.clear, needs+b.braking()); ok {
				if touch.At > 1e-3 {
					return false
				}
				later := t.Later(s, 0.5)
				now, _, _ := crane.Clearance(&t.Crane, &b.Crane, &s, &other)
				then, _, _ := crane.Clearance(&t.Crane, &b.Crane, &later, &other)
				if then < now-noNearer {
					return false
				}
			}
		}
	}
	for k := range g.things {
		th := &g.things[k]
		if !m.matters(th, t) || th.placed && motion == 2 {
			continue
		}
		if !t.clears(&s, &th.Thing, needs) {
			return false
		}
	}
	return true
}

// clears tells whether a motion keeps its distance from a thing for some seconds,
// or comes no nearer to it.
func (t *tower) clears(s *crane.State, th *crane.Thing, seconds float64) bool {
	at, _, ok := t.TimeToThing(s, th, seconds)
	if !ok {
		return true
	}
	if at > 1e-3 {
		return false
	}
	later := t.Later(*s, 0.5)
	now, _ := t.Nearest(s, th, far)
	then, _ := t.Nearest(&later, th, far)
	return then >= now-noNearer
}

// noNearer is by how much two distances may differ and be the same [m].
const noNearer = 1e-4

// swaying keeps room for the swing of what hangs: what it does now, and what
// braking from the present rate adds, (2a/g) sin(π t/T) with t the time to rest.
func (t *tower) swaying(s crane.State) crane.State {
	length := s.Rope.At
	if s.Load.Mass > 0 {
		length += s.Load.Sling + s.Load.Size[2]/2
	}
	period := crane.Period(length)
	angle := s.Swing.Amplitude(length)
	for _, motion := range []struct{ rate, brake, arm float64 }{
		{s.Slew.Rate, t.Slewing.Brake, t.Radius(&s)}, {s.Reach.Rate, t.Reaching.Brake, t.perReach()},
	} {
		if motion.rate != 0 {
			share := min(math.Abs(motion.rate)/motion.brake/period, 0.5)
			angle += 2 * motion.brake * motion.arm / crane.Gravity * math.Sin(math.Pi*share)
		}
	}
	s.Sway = length * math.Sin(min(angle, math.Pi/2))
	return s
}
