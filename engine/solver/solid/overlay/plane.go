package overlay

import "math"

type vec = [3]float64

// reach is the largest coordinate on the grid. Differences of corners are then
// at most 2²⁶ and the components of a cross product of two of them at most 2⁵³:
// float64 holds them exactly.
const reach = 1 << 25

// plane holds the points x with n·(x−a) = 0. Both n and a are whole numbers.
type plane struct{ n, a vec }

func sub(a, b *vec) vec { return vec{a[0] - b[0], a[1] - b[1], a[2] - b[2]} }

func cross(u, v *vec) vec {
	return vec{u[1]*v[2] - u[2]*v[1], u[2]*v[0] - u[0]*v[2], u[0]*v[1] - u[1]*v[0]}
}

// planeOf goes through three grid points, and its normal points to where they
// run anticlockwise.
func planeOf(a, b, c *vec) plane {
	u, v := sub(b, a), sub(c, a)
	return plane{cross(&u, &v), *a}
}

// side tells on which side of the plane a grid point lies: 1 where the normal
// points, −1 behind, 0 on it. Exact.
func (p *plane) side(x *vec) int {
	u, v, w := p.n[0]*(x[0]-p.a[0]), p.n[1]*(x[1]-p.a[1]), p.n[2]*(x[2]-p.a[2])
	sum := u + v + w
	size := math.Abs(u) + math.Abs(v) + math.Abs(w)
	bound := size * (1.0 / (1 << 51)) // three roundings of 2⁻⁵³ each, and some air
	switch {
	case sum > bound:
		return 1
	case sum < -bound:
		return -1
	case size < 1<<53: // no rounding happened
		return signOf(sum)
	}
	return p.height(x).sign()
}

// height is n·(x−a), exactly.
func (p *plane) height(x *vec) wide {
	h := mulWide(int64(p.n[0]), int64(x[0]-p.a[0]))
	h = h.add(mulWide(int64(p.n[1]), int64(x[1]-p.a[1])))
	return h.add(mulWide(int64(p.n[2]), int64(x[2]-p.a[2])))
}

// steepest is the axis along which the normal is longest: seen along it, what
// lies in the plane keeps its shape best.
func (p *plane) steepest() int {
	x, y, z := math.Abs(p.n[0]), math.Abs(p.n[1]), math.Abs(p.n[2])
	switch {
	case z >= x && z >= y:
		return 2
	case y >= x:
		return 1
	}
	return 0
}

// spin tells how a, b, c turn: the sign of det(b−a, c−a, d−a), which is on
// which side of the plane through a, b, c the point d lies.
func spin(a, b, c, d *vec) int {
	p := planeOf(a, b, c)
	return p.side(d)
}
