package crane

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine/solver/collide"
)

// bodies are a group's parts as convex bodies, for who wants the points and not
// only the distance.
func (m *mover) bodies(p *pose, g Group) []collide.Hull {
	capsule := func(c collide.Capsule) collide.Hull {
		return collide.Hull{Points: []mgl64.Vec3{c.A, c.B}, Radius: c.Radius}
	}
	if g != HangingGroup {
		all := []collide.Hull{capsule(m.axis(p, g))}
		if tie, ok := m.tie(p, g); ok {
			all = append(all, capsule(tie))
		}
		return all
	}
	h := m.hanging(p)
	var load collide.Hull
	for corner := range 8 {
		at := h.load.Half
		for axis := range at {
			if corner>>axis&1 == 1 {
				at[axis] = -at[axis]
			}
		}
		load.Points = append(load.Points, h.load.Center.Add(h.load.Axes.Mul3x1(at)))
	}
	all := []collide.Hull{load}
	for k := range h.pieces {
		all = append(all, capsule(h.ropes[k]))
	}
	return all
}

// NearestPoints are the points of two cranes' groups that are nearest to each
// other, of the first crane first; Clearance tells which groups those are.
func NearestPoints(a, b *Crane, sa, sb *State, ga, gb Group) (on, other mgl64.Vec3) {
	ma, mb := newMover(a, sa, 0), newMover(b, sb, 0)
	pa, pb := ma.at(0), mb.at(0)
	theirs := mb.bodies(&pb, gb)
	least := math.Inf(1)
	for _, x := range ma.bodies(&pa, ga) {
		for k := range theirs {
			if d, p, q := x.Nearest(&theirs[k]); d < least {
				least, on, other = d, p, q
			}
		}
	}
	return on, other
}

// NearestPoints are the points of a crane's group and of a thing that are
// nearest to each other, the crane's first; ok is false if they are further
// apart than the cut-off [m].
func (t *Thing) NearestPoints(c *Crane, s *State, g Group, cutoff float64) (on, other mgl64.Vec3, ok bool) {
	m := newMover(c, s, 0)
	p := m.at(0)
	for _, x := range m.bodies(&p, g) {
		if t.Surface != nil {
			if hit, found := t.Surface.NearestHull(&x, cutoff); found {
				cutoff, on, other, ok = hit.Distance, hit.Other, hit.On, true
			}
		}
		for k := range t.Wires {
			w := &t.Wires[k]
			wire := collide.Hull{Points: []mgl64.Vec3{w.A, w.B}, Radius: w.Radius}
			if d, p, q := x.Nearest(&wire); d < cutoff {
				cutoff, on, other, ok = d, p, q, true
			}
		}
	}
	return on, other, ok
}
