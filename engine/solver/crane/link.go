package crane

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine/solver/collide"
)

// link is a straight part of a group at an instant, with how its ends move.
type link struct {
	collide.Capsule
	rateA, rateB mgl64.Vec3 // velocities of the capsule's A and B [m/s]
}

// links are what a group is made of: its main capsule and, where there is one,
// its tie. What hangs is taken whole, round the rope's line: thicker than it is.
type links [2]link

const theMain, theTie = 0, 1

// heights are those that a link stays within [m]; ok is false if there is none.
func (m *mover) heights(g Group, which int) (low, high float64, ok bool) {
	c := m.crane
	if which == theTie {
		_, ok = m.tieEnd(g)
		return m.base[2] - tieHalf, m.base[2] + c.Head + tieHalf, ok
	}
	switch {
	case g == JibGroup && c.Kind != Luffing:
		return m.base[2] - c.JibHalf, m.base[2] + c.JibHalf, true
	case g == CounterGroup:
		return m.base[2] - c.CounterHalf, m.base[2] + c.CounterHalf, true
	}
	return m.extent[g].low, m.extent[g].high, true
}

// behind tells whether a group's tie is never nearer than its jib to what stays
// below a height: it lies above the jib's axis, and is no thicker.
func (m *mover) behind(g Group, which int, high float64) bool {
	half := m.crane.JibHalf
	if g == CounterGroup {
		half = m.crane.CounterHalf
	}
	return which == theTie && high <= m.base[2] && half >= tieHalf
}

// place sets the capsules of a group at an instant, and the velocities of their
// ends.
func (m *mover) place(l *links, p *pose, g Group, tie bool) {
	c := m.crane
	x := &l[theMain]
	switch g {
	case MastGroup:
		x.A, x.B, x.Radius = c.Foot, m.base, c.MastHalf
		x.B[2] += c.Head
		x.rateA, x.rateB = mgl64.Vec3{}, mgl64.Vec3{}
		return
	case HangingGroup:
		hangs := p.rope + m.arm
		x.Radius = m.round
		m.end(p, &x.A, &x.rateA, p.radius, 0, p.rise, p.out, 0, p.up)
		m.end(p, &x.B, &x.rateB, p.radius+m.radial*hangs, m.across*hangs, p.rise+m.down*hangs, p.out+m.radial*p.pay, m.across*p.pay, p.up+m.down*p.pay)
		return
	case CounterGroup:
		x.Radius = c.CounterHalf
		x.A, x.rateA = m.base, mgl64.Vec3{}
		m.end(p, &x.B, &x.rateB, -c.CounterJib, 0, 0, 0, 0, 0)
	case JibGroup:
		x.Radius = c.JibHalf
		if c.Kind == Luffing {
			m.end(p, &x.A, &x.rateA, c.Pivot, 0, 0, 0, 0, 0)
			m.end(p, &x.B, &x.rateB, p.radius, 0, p.rise, p.out, 0, p.up)
			return
		}
		x.A, x.rateA = m.base, mgl64.Vec3{}
		m.end(p, &x.B, &x.rateB, c.Jib, 0, 0, 0, 0, 0)
	}
	if radius, ok := m.tieEnd(g); ok && tie {
		x = &l[theTie]
		x.Radius = tieHalf
		x.A, x.rateA = m.base, mgl64.Vec3{}
		x.A[2] += c.Head
		m.end(p, &x.B, &x.rateB, radius, 0, 0, 0, 0, 0)
	}
}

// end sets a point of the jib's frame, along the jib, across it and above it, and
// its velocity as it moves there and as the frame turns [m/s].
func (m *mover) end(p *pose, at, rate *mgl64.Vec3, along, across, rise, out, aside, up float64) {
	at[0], at[1], at[2] = m.base[0]+along*p.cos-across*p.sin, m.base[1]+along*p.sin+across*p.cos, m.base[2]+rise
	turn := m.slew.Rate
	r, t := out-turn*across, aside+turn*along
	rate[0], rate[1], rate[2] = r*p.cos-t*p.sin, r*p.sin+t*p.cos, up
}

// gap of two links beyond a clearance [m], and for how long it certainly stays
// open [s]; who asks for no longer than enough gets no better answer. Seen along
// the way between them, the ends of the one come towards those of the other at
// rates that are known and that change by bend [m/s²] at most; between its ends a
// line is no further along than they are.
func (a *link) gap(b *link, clear, bend, enough float64) (gap, open float64) {
	keep := a.Radius + b.Radius + clear
	axes, way := a.Way(&b.Capsule)
	gap = axes - keep
	if !(gap > 0) {
		return gap, 0
	}
	rateA, rateB := dot(&way, &a.rateA), dot(&way, &a.rateB)
	otherRateA, otherRateB := dot(&way, &b.rateA), dot(&way, &b.rateB)
	// As if the fastest ends were the nearest ones.
	if open = collide.Open(gap, min(otherRateA, otherRateB)-max(rateA, rateB), bend); open > enough {
		return gap, open
	}
	atA, atB := dot(&way, &a.A), dot(&way, &a.B)
	otherA, otherB := dot(&way, &b.A)-keep, dot(&way, &b.B)-keep
	// By rounding an end may seem nearer than the gap is.
	return gap, min(
		collide.Open(max(otherA-atA, gap), otherRateA-rateA, bend),
		collide.Open(max(otherB-atA, gap), otherRateB-rateA, bend),
		collide.Open(max(otherA-atB, gap), otherRateA-rateB, bend),
		collide.Open(max(otherB-atB, gap), otherRateB-rateB, bend),
	)
}

// hangingGap is gap for what hangs, as it is: rope and box. The corners of a box
// go as its middle does, and at most as fast round it as the crane turns.
func (m *mover) hangingGap(p *pose, others *links, which [2]bool, clear, bend float64) (gap, open float64) {
	gap, open = math.Inf(1), math.Inf(1)
	h := m.hanging(p)
	var rope link
	hangs := p.rope + m.arm
	var rate mgl64.Vec3 // of the box's middle
	m.end(p, &rope.A, &rate, p.radius+m.radial*hangs, m.across*hangs, p.rise+m.down*hangs, p.out+m.radial*p.pay, m.across*p.pay, p.up+m.down*p.pay)
	spin := math.Abs(m.slew.Rate) * math.Sqrt(m.half[0]*m.half[0]+m.half[1]*m.half[1])
	m.end(p, &rope.A, &rope.rateA, p.radius, 0, p.rise, p.out, 0, p.up)
	for k := range h.pieces {
		share := float64(k+1) / float64(h.pieces)
		down, pay := p.rope*share, p.pay*share
		rope.Radius = h.ropes[k].Radius
		m.end(p, &rope.B, &rope.rateB, p.radius+m.radial*down, m.across*down, p.rise+m.down*down, p.out+m.radial*pay, m.across*pay, p.up+m.down*pay)
		for j := range others {
			if which[j] {
				g, o := rope.gap(&others[j], clear, bend, math.Inf(1))
				gap, open = min(gap, g), min(open, o)
			}
		}
		rope.A, rope.rateA = rope.B, rope.rateB
	}
	for j := range others {
		if !which[j] {
			continue
		}
		other := &others[j]
		axis, way := h.load.Way(&other.Capsule)
		g := axis - other.Radius - clear
		gap = min(gap, g)
		if !(g > 0) {
			continue
		}
		reach, away := dot(&way, &h.load.Center)+other.Radius+clear, dot(&way, &rate)+spin
		for k := range h.load.Half {
			side := h.load.Axes.Col(k)
			reach += math.Abs(dot(&way, &side)) * h.load.Half[k]
		}
		open = min(open,
			collide.Open(max(dot(&way, &other.A)-reach, g), dot(&way, &other.rateA)-away, bend),
			collide.Open(max(dot(&way, &other.B)-reach, g), dot(&way, &other.rateB)-away, bend))
	}
	return gap, open
}

func dot(a, b *mgl64.Vec3) float64 { return a[0]*b[0] + a[1]*b[1] + a[2]*b[2] }

// bend bounds how fast the velocity of a group's axis changes [m/s²]: towards the
// mast as it turns, across as its parts go in or out, and towards the pivot of a
// jib that is luffed. Velocities that end at the end of a range end at a break.
func (m *mover) bend(g Group) float64 {
	e := &m.extent[g]
	turn := math.Abs(m.slew.Rate)
	bend := turn*turn*e.radius + 2*turn*e.along
	if m.crane.Kind == Luffing && (g == JibGroup || g == HangingGroup) {
		bend += m.crane.Jib * m.reach.Rate * m.reach.Rate
	}
	return bend
}

// breaks is the first instant after t at which a motion comes to the end of its
// range, so that velocities jump.
func (m *mover) breaks(g Group, t float64) float64 {
	next := math.Inf(1)
	if g == HangingGroup || g == JibGroup && m.crane.Kind == Luffing {
		if m.reachEnd > t {
			next = m.reachEnd
		}
		if m.ropeEnd > t {
			next = min(next, m.ropeEnd)
		}
	}
	return next
}
