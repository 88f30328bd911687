package collide

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// Body is a mesh that stands somewhere. Any number of bodies may share a tree.
type Body struct {
	Tree *Tree
	at   motion // from as the tree sees it to the world
}

// NewBody places a tree. The placement must keep lengths (it may turn, mirror and
// move), since distances are measured among the triangles as they stand in the
// tree; ok is false if it does not: transform the mesh itself then.
func NewBody(t *Tree, worldFromMesh mgl64.Mat4) (b Body, ok bool) {
	m := motion{
		x: of(worldFromMesh.Col(0).Vec3()),
		y: of(worldFromMesh.Col(1).Vec3()),
		z: of(worldFromMesh.Col(2).Vec3()),
	}
	m.move = of(worldFromMesh.Col(3).Vec3())
	m.move = m.point(t.origin)
	m.x, m.y = m.x.mul(t.cos).along(m.y, t.sin), m.y.mul(t.cos).along(m.x, -t.sin)
	const off = 1e-9 // 1 µm over a kilometre
	keeps := math.Abs(m.x.dot(m.x)-1) < off && math.Abs(m.y.dot(m.y)-1) < off && math.Abs(m.z.dot(m.z)-1) < off &&
		math.Abs(m.x.dot(m.y)) < off && math.Abs(m.y.dot(m.z)) < off && math.Abs(m.z.dot(m.x)) < off
	return Body{t, m}, keeps
}

// Bounds is a box around the body in the world: that of its tree's box, turned.
func (b *Body) Bounds() (low, high mgl64.Vec3, ok bool) {
	if len(b.Tree.triangles) == 0 {
		return low, high, false
	}
	center, half := b.at.box(b.Tree.low, b.Tree.high)
	return center.sub(half).out(), center.add(half).out(), true
}

// Depth is how deep a point lies inside the body [m]; negative outside.
func (b *Body) Depth(p mgl64.Vec3) float64 {
	back := b.at.inverse()
	return b.Tree.depth(back.point(of(p)))
}

// depth is the same for a point as the tree sees it.
func (t *Tree) depth(p vec) float64 {
	s := seeker{kind: aPoint, p: p, low: p, high: p}
	_, square, _, _ := t.nearest(&s, math.Inf(1))
	if len(t.nodes) > 0 && math.Abs(t.wind(0, p)) >= 2*math.Pi {
		return math.Sqrt(square)
	}
	return -math.Sqrt(square)
}

// motion turns and moves: p ↦ x·p.x + y·p.y + z·p.z + move.
type motion struct{ x, y, z, move vec }

func (m *motion) point(p vec) vec {
	return m.move.along(m.x, p.x).along(m.y, p.y).along(m.z, p.z)
}

func (m *motion) turn(d vec) vec {
	return m.x.mul(d.x).along(m.y, d.y).along(m.z, d.z)
}

func (m *motion) triangle(t *[3]vec) [3]vec {
	return [3]vec{m.point(t[0]), m.point(t[1]), m.point(t[2])}
}

// inverse is the way back; the columns are orthogonal and of length 1.
func (m *motion) inverse() motion {
	back := motion{
		x: vec{m.x.x, m.y.x, m.z.x},
		y: vec{m.x.y, m.y.y, m.z.y},
		z: vec{m.x.z, m.y.z, m.z.z},
	}
	back.move = back.turn(m.move).mul(-1)
	return back
}

// after is the motion o and then m.
func (m *motion) after(o *motion) motion {
	return motion{m.turn(o.x), m.turn(o.y), m.turn(o.z), m.point(o.move)}
}

// box is the middle and half of the size of the box around a box that is moved.
func (m *motion) box(low, high vec) (center, half vec) {
	h := high.sub(low).mul(0.5)
	return m.point(low.add(h)), vec{
		math.Abs(m.x.x)*h.x + math.Abs(m.y.x)*h.y + math.Abs(m.z.x)*h.z,
		math.Abs(m.x.y)*h.x + math.Abs(m.y.y)*h.y + math.Abs(m.z.y)*h.z,
		math.Abs(m.x.z)*h.x + math.Abs(m.y.z)*h.y + math.Abs(m.z.z)*h.z,
	}
}
