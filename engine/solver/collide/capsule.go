package collide

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// Capsule is all within Radius [m] of the straight line from A to B: a jib, a
// mast, a rope. With Radius 0 it is the line; with A = B a ball.
type Capsule struct {
	A, B   mgl64.Vec3
	Radius float64
}

// Distance is how far apart two capsules are [m]; 0 if they touch or cross. It is
// segmentSegment written out, as the passing of a dozen numbers costs a third.
func (c *Capsule) Distance(o *Capsule) float64 {
	d := vec{c.B[0] - c.A[0], c.B[1] - c.A[1], c.B[2] - c.A[2]}
	e := vec{o.B[0] - o.A[0], o.B[1] - o.A[1], o.B[2] - o.A[2]}
	r := vec{c.A[0] - o.A[0], c.A[1] - o.A[1], c.A[2] - o.A[2]}
	a, ee, b := d.dot(d), e.dot(e), d.dot(e)
	delta := a*ee - b*b
	if !(delta > notParallel*a*ee) {
		_, _, square := alongside(r, d, vec{}, e)
		return positive(math.Sqrt(square) - c.Radius - o.Radius)
	}
	c0, f := d.dot(r), e.dot(r)
	perA, perE := 1/a, 1/ee
	s := within01((b*f - c0*ee) / delta)
	t := within01((b*s + f) * perE)
	s = within01((b*t - c0) * perA)
	r.x += s*d.x - t*e.x
	r.y += s*d.y - t*e.y
	r.z += s*d.z - t*e.z
	return positive(math.Sqrt(r.dot(r)) - c.Radius - o.Radius)
}

// Way is the distance of the axes of two capsules [m] and the direction from the
// first to the second where they are nearest; none where they cross.
func (c *Capsule) Way(o *Capsule) (axes float64, way mgl64.Vec3) {
	d := vec{c.B[0] - c.A[0], c.B[1] - c.A[1], c.B[2] - c.A[2]}
	e := vec{o.B[0] - o.A[0], o.B[1] - o.A[1], o.B[2] - o.A[2]}
	r := vec{c.A[0] - o.A[0], c.A[1] - o.A[1], c.A[2] - o.A[2]}
	s, t, square := segmentSegment(r, d, vec{}, e)
	if square == 0 {
		return 0, way
	}
	axes = math.Sqrt(square)
	per := 1 / axes
	return axes, mgl64.Vec3{(t*e.x - r.x - s*d.x) * per, (t*e.y - r.y - s*d.y) * per, (t*e.z - r.z - s*d.z) * per}
}

// Nearest is the distance of two capsules with the points of their surfaces that
// it joins, the capsule's own first. Where the capsules cross, the two points are
// one, between the axes.
func (c *Capsule) Nearest(o *Capsule) (distance float64, on, other mgl64.Vec3) {
	p, q := of(c.A), of(o.A)
	d, e := of(c.B).sub(p), of(o.B).sub(q)
	s, t, square := segmentSegment(p, d, q, e)
	return rounded(p.along(d, s), q.along(e, t), math.Sqrt(square), c.Radius, o.Radius)
}

// rounded takes the radii off a distance between two points on axes.
func rounded(a, b vec, axes, radiusA, radiusB float64) (distance float64, on, other mgl64.Vec3) {
	if axes <= radiusA+radiusB {
		share := 0.5
		if sum := radiusA + radiusB; sum > 0 {
			share = radiusA / sum
		}
		middle := a.along(b.sub(a), share).out()
		return 0, middle, middle
	}
	way := b.sub(a).mul(1 / axes)
	return axes - radiusA - radiusB, a.along(way, radiusA).out(), b.along(way, -radiusB).out()
}
