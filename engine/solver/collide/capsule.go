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

// Distance is how far apart two capsules are [m]; 0 if they touch or cross.
func (c *Capsule) Distance(o *Capsule) float64 {
	p, q := of(c.A), of(o.A)
	_, _, square := segmentSegment(p, of(c.B).sub(p), q, of(o.B).sub(q))
	return max(math.Sqrt(square)-c.Radius-o.Radius, 0)
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
