package collide

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// Box is a box that may be turned: a load on the hook.
type Box struct {
	Center mgl64.Vec3 // [m]
	Axes   mgl64.Mat3 // columns: the box's own x, y, z; orthogonal and of length 1
	Half   mgl64.Vec3 // half of its length along each axis [m]
}

// frame is a box as the loops use it.
type frame struct{ center, x, y, z, half vec }

func (b *Box) frame() frame {
	return frame{of(b.Center), of(b.Axes.Col(0)), of(b.Axes.Col(1)), of(b.Axes.Col(2)), of(b.Half)}
}

// turn sees a direction from the box.
func (f *frame) turn(d vec) vec { return vec{f.x.dot(d), f.y.dot(d), f.z.dot(d)} }

// into sees a point from the box.
func (f *frame) into(p vec) vec { return f.turn(p.sub(f.center)) }

// back turns what the box sees to where it is.
func (f *frame) back(p vec) vec {
	return f.center.along(f.x, p.x).along(f.y, p.y).along(f.z, p.z)
}

// corner is one of the eight, by the bits of k, in the box's own frame.
func (f *frame) corner(k int) vec {
	c := f.half
	if k&1 == 0 {
		c.x = -c.x
	}
	if k&2 == 0 {
		c.y = -c.y
	}
	if k&4 == 0 {
		c.z = -c.z
	}
	return c
}

// reach is half of the size of the box round the box that is not turned.
func (f *frame) reach() vec {
	return vec{
		math.Abs(f.x.x)*f.half.x + math.Abs(f.y.x)*f.half.y + math.Abs(f.z.x)*f.half.z,
		math.Abs(f.x.y)*f.half.x + math.Abs(f.y.y)*f.half.y + math.Abs(f.z.y)*f.half.z,
		math.Abs(f.x.z)*f.half.x + math.Abs(f.y.z)*f.half.y + math.Abs(f.z.z)*f.half.z,
	}
}

// DistanceCapsule is how far a capsule is from the box [m]; 0 if they touch.
func (b *Box) DistanceCapsule(c *Capsule) float64 {
	f := b.frame()
	p := f.into(of(c.A))
	_, square := segmentBox(p, f.into(of(c.B)).sub(p), f.half)
	return max(math.Sqrt(square)-c.Radius, 0)
}

// Way is the distance of a capsule's axis from the box [m] and the direction from
// the box to it where they are nearest; none where they cross.
func (b *Box) Way(c *Capsule) (axis float64, way mgl64.Vec3) {
	f := b.frame()
	p := f.into(of(c.A))
	d := f.into(of(c.B)).sub(p)
	t, square := segmentBox(p, d, f.half)
	if square == 0 {
		return 0, way
	}
	q := p.along(d, t)
	axis = math.Sqrt(square)
	w := q.sub(intoBox(q, f.half)).mul(1 / axis)
	return axis, vec{}.along(f.x, w.x).along(f.y, w.y).along(f.z, w.z).out()
}

// Distance is how far apart two boxes are [m]; 0 if they touch or one holds the
// other. The nearest pair of points lies on an edge of one of them: all 24 are
// tried.
func (b *Box) Distance(o *Box) float64 {
	f, g := b.frame(), o.frame()
	return math.Sqrt(min(edgesBox(&f, &g), edgesBox(&g, &f)))
}

// edgesBox is the square of the shortest distance of an edge of box a to box b.
func edgesBox(a, b *frame) float64 {
	var corner [8]vec
	for k := range corner {
		corner[k] = b.into(a.back(a.corner(k)))
	}
	best := math.Inf(1)
	for k := range 8 {
		for bit := 1; bit < 8; bit <<= 1 {
			if k&bit == 0 {
				_, square := segmentBox(corner[k], corner[k|bit].sub(corner[k]), b.half)
				best = min(best, square)
			}
		}
	}
	return best
}

// triangleBox is the square of the distance of a triangle to the box |x| ≤ half,
// and the triangle's nearest point; +Inf may stand for what is not below limit.
// The nearest point lies on an edge of the triangle, unless a corner of the box
// stands over its inside, or the box goes through it.
func triangleBox(a, b, c, half vec, limit float64) (square float64, on vec) {
	low, high := lowest(a, lowest(b, c)), highest(a, highest(b, c))
	x := max(low.x-half.x, -half.x-high.x, 0)
	y := max(low.y-half.y, -half.y-high.y, 0)
	z := max(low.z-half.z, -half.z-high.z, 0)
	if x*x+y*y+z*z >= limit {
		return math.Inf(1), on
	}
	// The corner that lies furthest along n: height of the plane over the middle,
	// and how far the box reaches, both times |n|.
	ab, bc, ca := b.sub(a), c.sub(b), a.sub(c)
	n := ab.cross(bc)
	nn := n.dot(n)
	far := vec{math.Copysign(half.x, n.x), math.Copysign(half.y, n.y), math.Copysign(half.z, n.z)}
	height, reach := n.dot(a), n.dot(far)
	gap := math.Abs(height) - reach
	plane := gap * gap / nn
	if gap > 0 && plane >= limit {
		return math.Inf(1), on
	}
	if gap > 0 {
		side := math.Copysign(1, height)
		if foot := far.mul(side).along(n, side*gap/nn); overTriangle(foot, a, b, c, n) {
			return plane, foot // nothing is nearer than the plane
		}
	}
	t, square := segmentBox(a, ab, half)
	on = a.along(ab, t)
	if t, s := segmentBox(b, bc, half); s < square {
		square, on = s, b.along(bc, t)
	}
	if t, s := segmentBox(c, ca, half); s < square {
		square, on = s, c.along(ca, t)
	}
	if square > 0 && nn > 0 && gap <= 0 { // the plane cuts the box: does the triangle?
		foot := far.mul(height / max(reach, math.SmallestNonzeroFloat64)) // where a diagonal meets the plane
		if overTriangle(foot, a, b, c, n) {
			return 0, foot
		}
	}
	return square, on
}
