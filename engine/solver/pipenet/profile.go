package pipenet

import (
	"fmt"
	"math"
)

// A profile is a section seen as two walls: how far the left and the right wall
// stand from the axis at height y [m]. From it areas and perimeters follow by
// integration, for every shape in the same way.
type profile struct {
	name        string
	depth       float64
	left, right func(y float64) float64
	open        bool
	drop        float64 // walls (0, 1 or 2) that do not count as wetted
	// area and radius when full [m², m], where a standard gives them; the
	// integrated ones are scaled to agree. 0: as integrated.
	area, radius float64
}

// symmetric makes a profile of its half width.
func symmetric(name string, depth float64, half func(float64) float64) profile {
	return profile{name: name, depth: depth, left: half, right: half}
}

// slices per row when a profile is integrated.
const slices = 32

// section integrates the profile: trapezoids for the area, chords for the
// perimeter, on slices that crowd where walls meet floor and crown.
func (p profile) section() (*Section, error) {
	s := &Section{Name: p.name, Depth: p.depth, Open: p.open}
	var area, wet, radius [rows + 1]float64
	l, r := p.left(0), p.right(0)
	perimeter, a := l+r, 0.0
	wet[0] = perimeter
	for k := range rows {
		for j := 1; j <= slices; j++ {
			// Within the row the slices crowd towards both its ends.
			low := (float64(k) + crowd(float64(j-1)/slices)) * p.depth / rows
			high := (float64(k) + crowd(float64(j)/slices)) * p.depth / rows
			nl, nr := p.left(high), p.right(high)
			d := high - low
			a += d * (l + r + nl + nr) / 2
			perimeter += math.Hypot(d, nl-l)*(1-p.drop/2) + math.Hypot(d, nr-r)*(1-p.drop/2)
			l, r = nl, nr
		}
		area[k+1], wet[k+1] = a, perimeter
	}
	if !p.open {
		wet[rows] += l + r // the ceiling, where it is flat
	}
	if !(a > 0) || math.IsInf(a, 1) {
		return nil, fmt.Errorf("%s: the section has no area", p.name)
	}
	scale, grip := 1.0, 1.0
	if p.area > 0 {
		scale = p.area / a
	}
	if p.radius > 0 {
		grip = p.radius / (p.area / wet[rows])
	}
	for k := 1; k <= rows; k++ {
		area[k] *= scale
		radius[k] = grip * area[k] / wet[k]
	}
	s.tabulate(&area, &radius)
	for k := range s.top {
		y := float64(k) * p.depth / rows
		s.top[k] = scale * (p.left(y) + p.right(y))
	}
	return s, nil
}

func crowd(x float64) float64 { return (1 - math.Cos(math.Pi*x)) / 2 }

// tableWidth reads a width that is given at equal steps of height, linear
// between; it returns half of it.
func tableWidth(depth, widest float64, share []float64) func(float64) float64 {
	n := float64(len(share) - 1)
	return func(y float64) float64 {
		x := min(max(y/depth*n, 0), n)
		k := min(int(x), len(share)-2)
		return widest / 2 * (share[k] + (x-float64(k))*(share[k+1]-share[k]))
	}
}
