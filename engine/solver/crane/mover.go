package crane

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine/solver/collide"
)

// moved is a state some seconds on, rates kept, within the ends of its ranges.
// The load hangs from its suspension as it does now, turned with the jib.
func (c *Crane) moved(s *State, t float64) State {
	low, high := c.Range()
	on := *s
	on.Slew.At += t * s.Slew.Rate
	on.Reach.At = max(low, min(s.Reach.At+t*s.Reach.Rate, high))
	on.Rope.At = max(LeastRope, min(s.Rope.At+t*s.Rope.Rate, c.MaxRope))
	sin, cos := math.Sincos(t * s.Slew.Rate)
	x, y := s.Swing.Line[0], s.Swing.Line[1]
	on.Swing.Line[0], on.Swing.Line[1] = cos*x-sin*y, sin*x+cos*y
	on.Load.Yaw += t * s.Slew.Rate
	return on
}

// Later is the state some seconds [s] on if the crane keeps its rates.
func (c *Crane) Later(s State, t float64) State { return c.moved(&s, t) }

// mover is a crane that keeps its rates: what is needed to place its groups at
// any instant, and bounds of what they do up to a horizon.
type mover struct {
	crane  *Crane
	base   mgl64.Vec3 // the mast's axis at the jib's height
	slew   Motion
	reach  Motion
	rope   Motion
	low    float64 // of reach
	high   float64
	radial float64 // the rope's line along the jib, across it, and down
	across float64
	down   float64
	yaw    float64 // of the load from the jib
	half   mgl64.Vec3
	arm    float64 // from the hook to the load's middle [m]
	round  float64 // radius of the load about the rope's line [m]
	sway   float64 // of which half and round hold some [m]
	extent [groups]extent
	far    float64 // the furthest of all groups from the mast's axis [m]

	sin, cos          float64 // of the bearing at first
	reachEnd, ropeEnd float64 // when reach and rope come to the ends of their ranges; +Inf: never [s]
}

// extent bounds a group.
type extent struct {
	low, high float64 // heights [m]
	radius    float64 // from the mast's axis [m]
	beside    float64 // from the jib's line, in plan [m]
	speed     float64 // of any of its points [m/s]
	along     float64 // of them as seen from the jib: trolley, luffing, rope [m/s]
}

func newMover(c *Crane, s *State, horizon float64) *mover {
	m := &mover{}
	m.set(c, s, horizon)
	return m
}

// set readies a mover. It is not returned by value: copying it costs more.
func (m *mover) set(c *Crane, s *State, horizon float64) {
	m.crane, m.base, m.slew, m.reach, m.rope = c, c.Foot, s.Slew, s.Reach, s.Rope
	m.base[2] += s.Height
	m.low, m.high = c.Range()
	sin, cos := math.Sincos(s.Slew.At)
	m.sin, m.cos = sin, cos
	m.reachEnd, m.ropeEnd = ends(s.Reach, m.low, m.high), ends(s.Rope, LeastRope, c.MaxRope)
	line := &s.Swing.Line
	m.radial, m.across, m.down = cos*line[0]+sin*line[1], cos*line[1]-sin*line[0], line[2]
	m.half = mgl64.Vec3{HookHalf, HookHalf, HookHalf}
	if s.Load.Mass > 0 {
		m.half = s.Load.Size.Mul(0.5)
		m.arm = s.Load.Sling + m.half[2]
		m.yaw = s.Load.Yaw - s.Slew.At
	}
	if horizon > 0 && s.Sway > 0 {
		m.sway = s.Sway
		m.radial, m.across, m.down = 0, 0, -1
		m.half[0], m.half[1] = m.half[0]+s.Sway, m.half[1]+s.Sway
	}
	m.round = math.Sqrt(dot(&m.half, &m.half))

	slew := math.Abs(s.Slew.Rate)
	jib := m.base[2]
	m.extent[MastGroup] = extent{c.Foot[2] - c.MastHalf, jib + c.Head + c.MastHalf, c.MastHalf, c.MastHalf, 0, 0}
	counter := c.CounterJib + c.CounterHalf
	m.extent[CounterGroup] = extent{jib - c.CounterHalf, jib + max(c.CounterHalf, c.Head+tieHalf), counter, c.CounterHalf, slew * counter, 0}

	far := max(m.radius(0), m.radius(horizon))
	top, run, luff, tip := jib, math.Abs(s.Reach.Rate), 0.0, c.Jib
	if c.Kind == Luffing {
		luff = c.Jib * run
		top, run, tip = jib+c.Jib, luff, far
	}
	m.extent[JibGroup] = extent{
		jib - c.JibHalf, top + max(c.JibHalf, c.Head+tieHalf), tip + c.JibHalf, c.JibHalf, slew*(tip+c.JibHalf) + luff, luff,
	}
	hangs := max(s.Rope.At, m.ropeAt(horizon)) + m.arm
	aside := hangs*math.Sqrt(m.radial*m.radial+m.across*m.across) + m.round
	m.extent[HangingGroup] = extent{
		jib - hangs - m.round, top + RopeHalf, far + aside, aside, slew*(far+aside) + run + math.Abs(s.Rope.Rate), run + math.Abs(s.Rope.Rate),
	}
	for g := range groups {
		m.far = max(m.far, m.extent[g].radius)
	}
}

// ends is when a motion that keeps its rate comes to the end of a range; +Inf if
// it stands or is there.
func ends(m Motion, low, high float64) float64 {
	switch {
	case m.Rate > 0 && m.At < high:
		return (high - m.At) / m.Rate
	case m.Rate < 0 && m.At > low:
		return (low - m.At) / m.Rate
	}
	return math.Inf(1)
}

func (m *mover) reachAt(t float64) float64 {
	return max(m.low, min(m.reach.At+t*m.reach.Rate, m.high))
}

func (m *mover) ropeAt(t float64) float64 {
	return max(LeastRope, min(m.rope.At+t*m.rope.Rate, m.crane.MaxRope))
}

// radius is that of the hook's suspension at an instant.
func (m *mover) radius(t float64) float64 {
	if m.crane.Kind == Luffing {
		return m.crane.RadiusOf(m.reachAt(t))
	}
	return m.reachAt(t)
}

// pose is a crane at an instant: the jib's direction, and where the rope hangs
// and how fast that changes in the jib's plane.
type pose struct {
	sin, cos     float64
	radius, rise float64 // of the suspension, from base
	rope         float64
	out, up, pay float64 // rates of radius, rise and rope
}

func (m *mover) at(t float64) (p pose) {
	p.sin, p.cos = m.sin, m.cos
	if t != 0 && m.slew.Rate != 0 {
		p.sin, p.cos = math.Sincos(m.slew.At + t*m.slew.Rate)
	}
	p.radius, p.rope = m.reachAt(t), m.ropeAt(t)
	if t < m.reachEnd && !math.IsInf(m.reachEnd, 1) {
		p.out = m.reach.Rate
	}
	if t < m.ropeEnd && !math.IsInf(m.ropeEnd, 1) {
		p.pay = m.rope.Rate
	}
	if c := m.crane; c.Kind == Luffing {
		sin, cos := math.Sincos(p.radius)
		p.radius, p.rise = c.Pivot+c.Jib*cos, c.Jib*sin
		p.out, p.up = -p.rise*p.out, c.Jib*cos*p.out
	}
	return p
}

// on is a point of the jib's plane.
func (m *mover) on(p *pose, radius, rise float64) mgl64.Vec3 {
	return mgl64.Vec3{m.base[0] + radius*p.cos, m.base[1] + radius*p.sin, m.base[2] + rise}
}

// line is the way along the rope.
func (m *mover) line(p *pose) mgl64.Vec3 {
	return mgl64.Vec3{m.radial*p.cos - m.across*p.sin, m.radial*p.sin + m.across*p.cos, m.down}
}

// axis is a group's main capsule. What hangs is taken whole, round the rope's
// line: thicker than it is.
func (m *mover) axis(p *pose, g Group) collide.Capsule {
	c := m.crane
	switch g {
	case JibGroup:
		if c.Kind == Luffing {
			return collide.Capsule{A: m.on(p, c.Pivot, 0), B: m.on(p, p.radius, p.rise), Radius: c.JibHalf}
		}
		return collide.Capsule{A: m.base, B: m.on(p, c.Jib, 0), Radius: c.JibHalf}
	case CounterGroup:
		return collide.Capsule{A: m.base, B: m.on(p, -c.CounterJib, 0), Radius: c.CounterHalf}
	case HangingGroup:
		top := m.on(p, p.radius, p.rise)
		return collide.Capsule{A: top, B: top.Add(m.line(p).Mul(p.rope + m.arm)), Radius: m.round}
	}
	top := m.base
	top[2] += c.Head
	return collide.Capsule{A: c.Foot, B: top, Radius: c.MastHalf}
}

// Ties run from the head of a hammerhead to some way along its jib, and to its
// counter-jib's end.
const tieShare, tieHalf = 0.65, 0.2 // of the jib, [m]

func (m *mover) tie(p *pose, g Group) (tie collide.Capsule, ok bool) {
	radius, ok := m.tieEnd(g)
	if !ok {
		return tie, false
	}
	return collide.Capsule{A: m.on(p, 0, m.crane.Head), B: m.on(p, radius, 0), Radius: tieHalf}, true
}

// tieEnd is the radius at which a group's tie ends.
func (m *mover) tieEnd(g Group) (radius float64, ok bool) {
	c := m.crane
	if c.Kind != Hammerhead || c.Head == 0 || g != JibGroup && g != CounterGroup {
		return 0, false
	}
	if g == JibGroup {
		return tieShare * c.Jib, true
	}
	return -c.CounterJib, true
}

// hung is what hangs: the rope, in pieces where it sways, the wider the lower;
// and the box of the hook or of what hangs on it.
type hung struct {
	ropes  [3]collide.Capsule
	pieces int
	load   collide.Box
}

func (m *mover) hanging(p *pose) (h hung) {
	top, line := m.on(p, p.radius, p.rise), m.line(p)
	hook := top.Add(line.Mul(p.rope))
	h.load = collide.Box{Center: hook.Add(line.Mul(m.arm)), Axes: mgl64.Ident3(), Half: m.half}
	if m.arm > 0 {
		sin, cos := math.Sincos(m.yaw)
		sin, cos = sin*p.cos+cos*p.sin, cos*p.cos-sin*p.sin
		h.load.Axes = mgl64.Mat3{cos, sin, 0, -sin, cos, 0, 0, 0, 1}
	}
	if h.pieces = 1; m.sway > 0 {
		h.pieces = len(h.ropes)
	}
	upper := top
	for k := range h.pieces {
		share := float64(k+1) / float64(h.pieces)
		lower := top.Add(line.Mul(p.rope * share))
		h.ropes[k] = collide.Capsule{A: upper, B: lower, Radius: RopeHalf + m.sway*share}
		upper = lower
	}
	return h
}

// distance of what hangs from a capsule [m].
func (h *hung) distance(c *collide.Capsule) float64 {
	d := h.load.DistanceCapsule(c)
	for k := range h.pieces {
		d = min(d, h.ropes[k].Distance(c))
	}
	return d
}

// Bodies are a crane's parts as it stands, as capsules; the load's is thicker
// than it is.
func (c *Crane) Bodies(s *State) (all []collide.Capsule) {
	m := newMover(c, s, 0)
	p := m.at(0)
	for g := range groups {
		all = append(all, m.axis(&p, g))
		if tie, ok := m.tie(&p, g); ok {
			all = append(all, tie)
		}
	}
	return all
}

// atLeast is a distance of groups of two cranes that is not too large [m].
func atLeast(a, b *mover, pa, pb *pose, ga, gb Group) float64 {
	x, y := a.axis(pa, ga), b.axis(pb, gb)
	d := x.Distance(&y)
	tx, okx := a.tie(pa, ga)
	ty, oky := b.tie(pb, gb)
	if okx {
		d = min(d, tx.Distance(&y))
	}
	if oky {
		d = min(d, x.Distance(&ty))
		if okx {
			d = min(d, tx.Distance(&ty))
		}
	}
	return d
}

// between is the distance of groups of two cranes [m].
func between(a, b *mover, pa, pb *pose, ga, gb Group) float64 {
	switch {
	case ga == HangingGroup && gb == HangingGroup:
		x, y := a.hanging(pa), b.hanging(pb)
		d := x.load.Distance(&y.load)
		for k := range x.pieces {
			d = min(d, y.distance(&x.ropes[k]))
		}
		for k := range y.pieces {
			d = min(d, x.load.DistanceCapsule(&y.ropes[k]))
		}
		return d
	case ga == HangingGroup:
		return hangingFrom(a, b, pa, pb, gb)
	case gb == HangingGroup:
		return hangingFrom(b, a, pb, pa, ga)
	}
	return atLeast(a, b, pa, pb, ga, gb)
}

// hangingFrom is the distance of what hangs on a crane from another's group.
func hangingFrom(a, b *mover, pa, pb *pose, gb Group) float64 {
	x, y := a.hanging(pa), b.axis(pb, gb)
	d := x.distance(&y)
	if tie, ok := b.tie(pb, gb); ok {
		d = min(d, x.distance(&tie))
	}
	return d
}
