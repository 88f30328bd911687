package solid

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// Loop is a closed outline in the plane [m]. The first point is not repeated at
// the end.
type Loop []mgl64.Vec2

// Region is an area of the plane: inside the outer loop and outside of the
// holes. Either way round is allowed for each loop; Oriented makes the outer one
// anticlockwise and the holes clockwise.
type Region struct {
	Outer Loop
	Holes []Loop
}

// Area is the signed area [m²] of the loop: positive if it runs anticlockwise.
// Corners are taken relative to the first, so that a loop far from the origin
// loses nothing.
func (l Loop) Area() float64 {
	if len(l) < 3 {
		return 0
	}
	sum := 0.0
	for k := 2; k < len(l); k++ {
		a, b := l[k-1].Sub(l[0]), l[k].Sub(l[0])
		sum += a[0]*b[1] - a[1]*b[0]
	}
	return sum / 2
}

// Reversed is the loop run the other way, from the same first point.
func (l Loop) Reversed() Loop {
	out := make(Loop, len(l))
	for k, p := range l {
		out[(len(l)-k)%len(l)] = p
	}
	return out
}

// Bounds is the rectangle around the loop.
func (l Loop) Bounds() (low, high mgl64.Vec2) {
	low = mgl64.Vec2{math.Inf(1), math.Inf(1)}
	high = low.Mul(-1)
	for _, p := range l {
		low = mgl64.Vec2{min(low[0], p[0]), min(low[1], p[1])}
		high = mgl64.Vec2{max(high[0], p[0]), max(high[1], p[1])}
	}
	return low, high
}

// Contains tells whether a point lies inside the loop (even-odd rule). A point
// on the loop itself may count either way.
func (l Loop) Contains(p mgl64.Vec2) bool {
	inside := false
	for k, a := range l {
		b := l[(k+1)%len(l)]
		if (a[1] > p[1]) != (b[1] > p[1]) && p[0] < a[0]+(b[0]-a[0])*(p[1]-a[1])/(b[1]-a[1]) {
			inside = !inside
		}
	}
	return inside
}

// Area is the area [m²] of the outer loop less that of the holes, which are
// taken to lie inside it and apart from one another.
func (r Region) Area() float64 {
	area := math.Abs(r.Outer.Area())
	for _, h := range r.Holes {
		area -= math.Abs(h.Area())
	}
	return area
}

// Oriented is the region with its outer loop anticlockwise and its holes
// clockwise. Loops that already run so are shared, not copied.
func (r Region) Oriented() Region {
	out := Region{Outer: r.Outer}
	if out.Outer.Area() < 0 {
		out.Outer = out.Outer.Reversed()
	}
	if len(r.Holes) > 0 {
		out.Holes = make([]Loop, len(r.Holes))
	}
	for k, h := range r.Holes {
		if h.Area() > 0 {
			h = h.Reversed()
		}
		out.Holes[k] = h
	}
	return out
}
