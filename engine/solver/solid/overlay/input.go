package overlay

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// Body is a surface as it comes: triangles whose corners run anticlockwise seen
// from outside. Corners of the same place need not be the same point.
type Body struct {
	Points    []mgl64.Vec3 // [m]
	Triangles [][3]uint32
}

// input is both bodies in one list: first a's triangles, then b's.
type input struct {
	at        []vec // [m], relative to origin
	triangles [][3]int32
	ofA       int // how many of the triangles are a's
	pointsOfA int // and of the points
	origin    vec
}

func (in *input) corner(t int32, k int) vec { return in.at[in.triangles[t][k]] }

// normal is the unit normal of a triangle and its area [m²].
func (in *input) normal(t int32) (vec, float64) {
	a, b, c := in.corner(t, 0), in.corner(t, 1), in.corner(t, 2)
	u, v := sub(&b, &a), sub(&c, &a)
	n := cross(&u, &v)
	l := math.Sqrt(dot(&n, &n))
	if l == 0 {
		return vec{}, 0
	}
	return vec{n[0] / l, n[1] / l, n[2] / l}, l / 2
}

func (in *input) area(t int32) float64 {
	_, a := in.normal(t)
	return a
}

// take appends a body; it tells of the first corner that cannot be used.
func (in *input) take(b *Body) error {
	first := int32(len(in.at))
	for k, p := range b.Points {
		for _, v := range p {
			if math.IsNaN(v) || math.Abs(v) > 1e12 {
				return &BadPoint{Point: k, At: p}
			}
		}
		if len(in.at) == 0 {
			in.origin = vec(p)
		}
		q := vec(p)
		in.at = append(in.at, sub(&q, &in.origin))
	}
	for k, t := range b.Triangles {
		for _, corner := range t {
			if int(corner) >= len(b.Points) {
				return &BadCorner{Triangle: k, Corner: corner, Points: len(b.Points)}
			}
		}
		in.triangles = append(in.triangles, [3]int32{first + int32(t[0]), first + int32(t[1]), first + int32(t[2])})
	}
	return nil
}

// boundsOf is the box around listed triangles [m].
func (in *input) boundsOf(from, to int) (low, high vec) {
	low, high = vec{math.Inf(1), math.Inf(1), math.Inf(1)}, vec{math.Inf(-1), math.Inf(-1), math.Inf(-1)}
	for _, t := range in.triangles[from:to] {
		for _, k := range t {
			for axis, v := range in.at[k] {
				low[axis], high[axis] = min(low[axis], v), max(high[axis], v)
			}
		}
	}
	return low, high
}

// within lists the triangles whose boxes touch a box.
func (in *input) within(from, to int, low, high *vec) []int32 {
	var out []int32
next:
	for t := from; t < to; t++ {
		c := in.triangles[t]
		a, b, d := &in.at[c[0]], &in.at[c[1]], &in.at[c[2]]
		for axis := range 3 {
			if max(a[axis], b[axis], d[axis]) < low[axis] || min(a[axis], b[axis], d[axis]) > high[axis] {
				continue next
			}
		}
		out = append(out, int32(t))
	}
	return out
}
