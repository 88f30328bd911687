package collide

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// Shape is a body in its own frame: *Capsule, *Box, *Hull or *Tree.
type Shape interface{ shape() }

func (*Capsule) shape() {}
func (*Box) shape()     {}
func (*Hull) shape()    {}
func (*Tree) shape()    {}

// Moving is a body under way.
type Moving struct {
	Shape Shape
	// At is where the body is at an instant [s]: from its own frame to the world. It
	// keeps lengths.
	At func(t float64) mgl64.Mat4
	// Speed is not exceeded by any of its points between two instants [m/s]. The
	// truer it is, the fewer instants are looked at; it must not be too low.
	Speed func(from, to float64) float64
}

// Steady is a body that from instant 0 on keeps a velocity [m/s], that of its own
// origin, and a spin [rad/s] round it, both in the world.
func Steady(s Shape, start mgl64.Mat4, velocity, spin mgl64.Vec3) Moving {
	rate := spin.Len()
	speed := velocity.Len() + rate*Reach(s)
	at := func(t float64) mgl64.Mat4 {
		m := start
		if rate > 0 {
			m = mgl64.HomogRotate3D(rate*t, spin.Mul(1/rate)).Mul4(m)
		}
		m.SetCol(3, start.Col(3).Add(velocity.Mul(t).Vec4(0)))
		return m
	}
	return Moving{s, at, func(_, _ float64) float64 { return speed }}
}

// Still is a body that stands.
func Still(s Shape, where mgl64.Mat4) Moving {
	return Moving{s, func(float64) mgl64.Mat4 { return where }, func(_, _ float64) float64 { return 0 }}
}

// Reach is how far the furthest point of a shape is from its own origin [m].
func Reach(s Shape) (reach float64) {
	switch s := s.(type) {
	case *Capsule:
		return max(s.A.Len(), s.B.Len()) + s.Radius
	case *Box:
		f := s.frame()
		for k := range 8 {
			reach = max(reach, f.back(f.corner(k)).len())
		}
	case *Hull:
		for _, p := range s.Points {
			reach = max(reach, p.Len())
		}
		reach += s.Radius
	case *Tree:
		for k := range s.triangles {
			for _, c := range s.triangles[k] {
				reach = max(reach, s.back(c).len())
			}
		}
	}
	return reach
}

// FirstTouch is the first meeting of two bodies under way.
type FirstTouch struct {
	At       float64    // [s]
	Distance float64    // there; between the clearance and Near above it, unless they begin nearer [m]
	A, B     mgl64.Vec3 // the nearest point of each, in the world [m]
}

// Near is how near beyond the clearance bodies are when they are taken to touch [m].
const Near = 1e-5

// Touch finds the first instant from one to another [s] at which two bodies come
// within a clearance [m] of each other; ok is false if they do not. However fast
// they are, they do not pass through each other unseen, and the instant is never
// late; it is early by the time in which they come nearer by Near. A body that
// begins within a closed mesh touches it then.
func (a *Moving) Touch(b *Moving, clear, from, to float64) (touch FirstTouch, ok bool) {
	p := newPairing(a.Shape, b.Shape)
	if start, end := a.At(from), b.At(from); from <= to && p.within(start, end) {
		at := p.inside.out()
		return FirstTouch{At: from, A: at, B: at}, true
	}
	touch.At, ok = FirstContact(from, to, Near, func(t float64) (gap, until float64) {
		// What they cannot close before the end is of no interest.
		fastest := a.Speed(t, to) + b.Speed(t, to)
		cutoff := clear + fastest*(to-t) + 2*Near
		touch.Distance, touch.A, touch.B = p.distance(a.At(t), b.At(t), cutoff)
		gap = touch.Distance - clear
		return gap, t + a.apart(b, gap, t, to, fastest)
	})
	if !ok {
		return FirstTouch{}, false
	}
	return touch, true
}

// apart is for how long two bodies certainly do not close a gap [s], at most until
// to. The bound of their speeds over all that time may be far above that of the
// next instants, so that shorter and shorter times are tried.
func (a *Moving) apart(b *Moving, gap, t, to, fastest float64) float64 {
	open := gap / fastest
	for range 4 {
		span := 2 * open
		if !(t+span < to) {
			break
		}
		longer := min(span, gap/(a.Speed(t, t+span)+b.Speed(t, t+span)))
		if longer <= open*1.1 {
			return max(open, longer)
		}
		open = longer
	}
	return open
}

// pairing is two shapes that are compared again and again.
type pairing struct {
	a, b   Shape
	hulls  [2]Hull // room for what has to be a convex body
	inside vec     // where within found one
}

func newPairing(a, b Shape) *pairing { return &pairing{a: a, b: b} }

// distance of the shapes as they stand [m], and the nearest points; the cut-off
// where that is less and one of them is a mesh.
func (p *pairing) distance(atA, atB mgl64.Mat4, cutoff float64) (distance float64, onA, onB mgl64.Vec3) {
	treeA, okA := p.a.(*Tree)
	treeB, okB := p.b.(*Tree)
	switch {
	case okA && okB:
		x, _ := NewBody(treeA, atA)
		y, _ := NewBody(treeB, atB)
		if m, ok := x.Distance(&y, cutoff); ok {
			return m.Distance, m.A, m.B
		}
		return cutoff, onA, onB
	case okA:
		distance, onB, onA = p.fromTree(treeA, p.b, atA, atB, cutoff, 1)
		return distance, onA, onB
	case okB:
		return p.fromTree(treeB, p.a, atB, atA, cutoff, 0)
	}
	if a, ok := p.a.(*Capsule); ok {
		if b, ok := p.b.(*Capsule); ok {
			x, y := a.moved(atA), b.moved(atB)
			return x.Nearest(&y)
		}
	}
	return p.hull(0, p.a, atA).Nearest(p.hull(1, p.b, atB))
}

// fromTree is the distance of a shape from a mesh [m], and the nearest points: the
// shape's and the mesh's.
func (p *pairing) fromTree(t *Tree, s Shape, tree, shape mgl64.Mat4, cutoff float64, room int) (distance float64, body, on mgl64.Vec3) {
	treeFromShape := rigidInverse(tree).Mul4(shape)
	var c Contact
	var ok bool
	switch s := s.(type) {
	case *Capsule:
		x := s.moved(treeFromShape)
		c, ok = t.NearestCapsule(&x, cutoff)
	case *Box:
		x := s.moved(treeFromShape)
		c, ok = t.NearestBox(&x, cutoff)
	case *Hull:
		c, ok = t.NearestHull(p.hull(room, s, treeFromShape), cutoff)
	}
	if !ok {
		return cutoff, body, on
	}
	return c.Distance, mgl64.TransformCoordinate(c.Other, tree), mgl64.TransformCoordinate(c.On, tree)
}

// rigidInverse is the way back of a placement that keeps lengths.
func rigidInverse(m mgl64.Mat4) mgl64.Mat4 {
	turn := m.Mat3().Transpose()
	back := turn.Mat4()
	back.SetCol(3, turn.Mul3x1(m.Col(3).Vec3()).Mul(-1).Vec4(1))
	return back
}

// moved is a capsule elsewhere.
func (c *Capsule) moved(m mgl64.Mat4) Capsule {
	return Capsule{mgl64.TransformCoordinate(c.A, m), mgl64.TransformCoordinate(c.B, m), c.Radius}
}

// moved is a box elsewhere.
func (b *Box) moved(m mgl64.Mat4) Box {
	return Box{mgl64.TransformCoordinate(b.Center, m), m.Mat3().Mul3(b.Axes), b.Half}
}

// hull is a shape elsewhere as a convex body.
func (p *pairing) hull(room int, s Shape, m mgl64.Mat4) *Hull {
	h := &p.hulls[room]
	h.Points, h.Radius = h.Points[:0], 0
	put := func(q mgl64.Vec3) { h.Points = append(h.Points, mgl64.TransformCoordinate(q, m)) }
	switch s := s.(type) {
	case *Capsule:
		h.Radius = s.Radius
		put(s.A)
		put(s.B)
	case *Box:
		f := s.frame()
		for k := range 8 {
			put(f.back(f.corner(k)).out())
		}
	case *Hull:
		h.Radius = s.Radius
		for _, q := range s.Points {
			put(q)
		}
	}
	return h
}

// within tells whether one of the shapes begins inside the other, a closed mesh,
// whose surface may be far. Winding numbers are 1 in there; near the middle of an
// open sheet they come up to ½.
func (p *pairing) within(atA, atB mgl64.Mat4) bool {
	const inside = 0.75
	look := func(outer, inner Shape, atOuter, atInner mgl64.Mat4) bool {
		t, ok := outer.(*Tree)
		if !ok {
			return false
		}
		q, ok := somePoint(inner)
		if !ok {
			return false
		}
		world := mgl64.TransformCoordinate(q, atInner)
		p.inside = of(world)
		return math.Abs(t.Winding(mgl64.TransformCoordinate(world, rigidInverse(atOuter)))) >= inside
	}
	return look(p.a, p.b, atA, atB) || look(p.b, p.a, atB, atA)
}

func somePoint(s Shape) (p mgl64.Vec3, ok bool) {
	switch s := s.(type) {
	case *Capsule:
		return s.A, true
	case *Box:
		return s.Center, true
	case *Hull:
		if len(s.Points) > 0 {
			return s.Points[0], true
		}
	case *Tree:
		if len(s.triangles) > 0 {
			return s.back(s.triangles[0][0]).out(), true
		}
	}
	return p, false
}
