package crane

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine/solver/collide"
)

// Thing is what stands while cranes move: a building, a zone, a power line.
type Thing struct {
	Surface *collide.Tree     // in the site; a closed one is a solid
	Wires   []collide.Capsule // or conductors
	Keep    float64           // the distance to keep from it [m]
	Groups  [4]bool           // what of a crane has to, by Group
	center  mgl64.Vec2
	radius  float64 // of all of it in plan, round its middle [m]
	low     float64
	high    float64
}

// NewThing readies a thing; ok is false if there is nothing of it.
func NewThing(surface *collide.Tree, wires []collide.Capsule, keep float64, of ...Group) (t Thing, ok bool) {
	t = Thing{Surface: surface, Wires: wires, Keep: keep}
	for _, g := range of {
		t.Groups[g] = true
	}
	low, high := mgl64.Vec3{math.Inf(1), math.Inf(1), math.Inf(1)}, mgl64.Vec3{math.Inf(-1), math.Inf(-1), math.Inf(-1)}
	take := func(p mgl64.Vec3, r float64) {
		for axis, v := range p {
			low[axis], high[axis] = min(low[axis], v-r), max(high[axis], v+r)
		}
	}
	if surface != nil {
		if l, h, some := surface.Bounds(); some {
			take(l, 0)
			take(h, 0)
		}
	}
	for k := range wires {
		take(wires[k].A, wires[k].Radius)
		take(wires[k].B, wires[k].Radius)
	}
	if low[0] > high[0] {
		return t, false
	}
	t.center = low.Add(high).Mul(0.5).Vec2()
	t.radius = high.Sub(low).Vec2().Len() / 2
	t.low, t.high = low[2], high[2]
	return t, true
}

// nearest is how far a group is from the thing [m], or the cut-off if it is
// further.
func (t *Thing) nearest(m *mover, p *pose, g Group, cutoff float64) float64 {
	best := cutoff
	capsule := func(c *collide.Capsule) {
		if t.Surface != nil {
			if hit, ok := t.Surface.NearestCapsule(c, best); ok {
				best = min(best, hit.Distance)
			}
		}
		for k := range t.Wires {
			best = min(best, c.Distance(&t.Wires[k]))
		}
	}
	if g != HangingGroup {
		axis := m.axis(p, g)
		capsule(&axis)
		if tie, ok := m.tie(p, g); ok {
			capsule(&tie)
		}
		return best
	}
	h := m.hanging(p)
	for k := range h.pieces {
		capsule(&h.ropes[k])
	}
	if t.Surface != nil {
		if hit, ok := t.Surface.NearestBox(&h.load, best); ok {
			best = min(best, hit.Distance)
		}
	}
	for k := range t.Wires {
		best = min(best, h.load.DistanceCapsule(&t.Wires[k]))
	}
	return best
}

// holds tells whether a group is inside the thing, where its surface may be far.
func (t *Thing) holds(m *mover, p *pose, g Group) bool {
	if t.Surface == nil {
		return false
	}
	c := m.axis(p, g)
	return t.Surface.Inside(c.B) || t.Surface.Inside(c.A)
}

// Nearest is the distance of a crane from a thing [m] and the group that is
// nearest; the cut-off where it is further. Inside a solid it is 0.
func (c *Crane) Nearest(s *State, t *Thing, cutoff float64) (distance float64, g Group) {
	m := newMover(c, s, 0)
	if c.Foot.Vec2().Sub(t.center).Len()-t.radius-m.far > cutoff {
		return cutoff, 0
	}
	p := m.at(0)
	distance = cutoff
	for x := range groups {
		if !t.Groups[x] || m.extent[x].low-t.high > distance || t.low-m.extent[x].high > distance {
			continue
		}
		if t.holds(m, &p, x) {
			return 0, x
		}
		if d := t.nearest(m, &p, x, distance); d < distance {
			distance, g = d, x
		}
	}
	return distance, g
}

// TimeToThing finds when a crane that keeps its rates comes nearer to a thing
// than it has to keep, as TimeToTouch does between cranes.
func (c *Crane) TimeToThing(s *State, t *Thing, horizon float64) (at float64, g Group, ok bool) {
	m := newMover(c, s, horizon)
	x, y := t.center[0]-c.Foot[0], t.center[1]-c.Foot[1]
	d := math.Sqrt(x*x + y*y)
	other := t.radius + t.Keep
	if d > m.far+other {
		return horizon, 0, false
	}
	at = horizon
	off := math.Atan2(m.sin*x-m.cos*y, m.cos*x+m.sin*y)
	for k := range groups {
		e := &m.extent[k]
		if !t.Groups[k] || e.low > t.high+t.Keep || t.low > e.high+t.Keep || e.radius+other < d {
			continue
		}
		first := m.at(0)
		if t.holds(m, &first, k) {
			return 0, k, true
		}
		turns, some := m.turns(k, off, d, other, at)
		if !some {
			continue
		}
		for ; turns.from <= at; turns.next() {
			if when, hit := m.advanceTo(t, k, max(turns.from, 0), min(turns.to, at)); hit && (when < at || !ok) {
				at, g, ok = when, k, true
			}
		}
	}
	return at, g, ok
}

func (m *mover) advanceTo(t *Thing, g Group, from, to float64) (float64, bool) {
	speed := m.extent[g].speed
	return collide.FirstContact(from, to, near, func(at float64) (gap, until float64) {
		p := m.at(at)
		// Nothing further than it can go until the end is of interest.
		gap = t.nearest(m, &p, g, t.Keep+speed*(to-at)+2*near) - t.Keep
		return gap, at + gap/speed
	})
}
