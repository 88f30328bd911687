package collide

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

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
