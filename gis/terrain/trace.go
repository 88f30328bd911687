package terrain

import (
	"slices"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
)

// Region is a set of cells that hang together by their sides, with its outline
// along them: an outer ring anticlockwise, then holes clockwise.
type Region struct {
	Rings [][]mgl64.Vec2
	Cells []int // in rising order
}

// Trace finds the regions of the cells that are in, ordered by their first cell.
func Trace(g engine.Grid, in func(cell int) bool) []Region {
	t := tracer{g: g, region: make([]int32, g.Len()), sides: make([]uint8, (g.NX+1)*(g.NY+1))}
	for cell := range t.region {
		if in(cell) {
			t.region[cell] = unknown
		}
	}
	var regions []Region
	for cell, r := range t.region {
		if r == unknown {
			regions = append(regions, Region{Cells: t.fill(cell, int32(len(regions)+1))})
		}
	}
	for cell, r := range t.region {
		if r > 0 {
			t.markSides(cell)
		}
	}
	// The first corner of a region in this order lies on its outer ring, so that
	// comes first.
	for corner := range t.sides {
		for t.sides[corner] != 0 {
			r, ring := t.ring(corner)
			regions[r-1].Rings = append(regions[r-1].Rings, ring)
		}
	}
	return regions
}

const unknown = -1

// Directions along the sides of cells, by quarter turns to the left.
const (
	east = iota
	north
	west
	south
)

// tracer works on the corners of cells: corner (i, j) has number j*(NX+1)+i.
type tracer struct {
	g      engine.Grid
	region []int32 // per cell: from 1; 0 out; unknown
	sides  []uint8 // per corner: bit d is a side that starts there in direction d, its region on the left
}

// fill gives a region to a cell and all that hang together with it.
func (t *tracer) fill(first int, region int32) []int {
	t.region[first] = region
	var cells []int
	for stack := []int{first}; len(stack) > 0; {
		cell := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		cells = append(cells, cell)
		for _, next := range t.neighbours(cell) {
			if next >= 0 && t.region[next] == unknown {
				t.region[next] = region
				stack = append(stack, next)
			}
		}
	}
	slices.Sort(cells)
	return cells
}

// neighbours returns the cells south, east, north and west; -1 is none.
func (t *tracer) neighbours(cell int) [4]int {
	n := [4]int{cell - t.g.NX, cell + 1, cell + t.g.NX, cell - 1}
	i, j := cell%t.g.NX, cell/t.g.NX
	for k, none := range [4]bool{j == 0, i == t.g.NX-1, j == t.g.NY-1, i == 0} {
		if none {
			n[k] = -1
		}
	}
	return n
}

// markSides notes the sides of a cell beyond which there is no region: going
// round it to the left, its south side goes east, and so on.
func (t *tracer) markSides(cell int) {
	wide := t.g.NX + 1
	corner := cell/t.g.NX*wide + cell%t.g.NX
	starts := [4]int{corner, corner + 1, corner + 1 + wide, corner + wide}
	for d, next := range t.neighbours(cell) {
		if next < 0 || t.region[next] == 0 {
			t.sides[starts[d]] |= 1 << d
		}
	}
}

// ring follows sides from a corner until it comes back, and takes them away.
// Where two regions meet at a corner it turns left and stays with its own.
func (t *tracer) ring(corner int) (region int32, ring []mgl64.Vec2) {
	wide := t.g.NX + 1
	step := [4]int{1, wide, -1, -wide}
	d := east
	for t.sides[corner]&(1<<d) == 0 {
		d++
	}
	region = t.leftOf(corner, d)
	first, start, last := corner, d, -1
	for {
		if d != last {
			ring = append(ring, mgl64.Vec2{
				t.g.X0 + float64(corner%wide)*t.g.Cell,
				t.g.Y0 + float64(corner/wide)*t.g.Cell,
			})
		}
		if last >= 0 {
			t.sides[corner] &^= 1 << d
		}
		corner, last = corner+step[d], d
		d = t.turn(corner, last, region)
		if corner == first && d == start {
			t.sides[corner] &^= 1 << d
			return region, ring
		}
	}
}

// turn returns the direction in which a ring goes on: left, straight on or right.
func (t *tracer) turn(corner, last int, region int32) int {
	for _, quarters := range [2]int{1, 0} {
		d := (last + quarters) % 4
		if t.sides[corner]&(1<<d) != 0 && t.leftOf(corner, d) == region {
			return d
		}
	}
	return (last + 3) % 4
}

// leftOf returns the region on the left of the side that starts at a corner.
func (t *tracer) leftOf(corner, d int) int32 {
	wide := t.g.NX + 1
	i, j := corner%wide, corner/wide
	switch d {
	case north:
		i--
	case west:
		i, j = i-1, j-1
	case south:
		j--
	}
	return t.region[j*t.g.NX+i]
}
