package terrain

import (
	"math"

	"shapan/engine"
)

// around lists the eight neighbours of a cell, anticlockwise from the east.
var around = [8][2]int{{1, 0}, {1, 1}, {0, 1}, {-1, 1}, {-1, 0}, {-1, -1}, {0, -1}, {1, -1}}

// neighbour returns the cell beside another in direction d; -1 beyond the rim.
func neighbour(g engine.Grid, cell, d int) int {
	i, j := cell%g.NX+around[d][0], cell/g.NX+around[d][1]
	if i < 0 || j < 0 || i >= g.NX || j >= g.NY {
		return -1
	}
	return j*g.NX + i
}

// outlet tells whether water leaves the ground at a cell: at its rim, and beside
// cells without data.
func outlet(f *engine.Field, cell int) bool {
	for d := range around {
		n := neighbour(f.Grid, cell, d)
		if n < 0 || math.IsNaN(float64(f.Values[n])) {
			return true
		}
	}
	return false
}

// FillDepressions returns the ground with every depression filled to where it
// spills over: the lowest surface, nowhere below the ground, from which each
// cell has a way to an outlet over eight neighbours without rising. Outlets are
// the rim, cells beside such without data, and the drains.
//
// Priority-flood: cells are visited from the lowest outlet inwards, each at
// least as high as the one it was reached from; what lies lower goes through a
// plain queue. Source: Barnes, Lehman & Mulla, Computers & Geosciences 62
// (2014), algorithm 2.
func FillDepressions(f *engine.Field, drains ...int) *engine.Field {
	return flood(f, drains, func(from float32) float32 { return from })
}

// FillToSlope is FillDepressions with each filled cell a last digit above the
// one it drains to, so that water runs everywhere (Barnes et al., algorithm 3).
// It is for routing, not for heights.
func FillToSlope(f *engine.Field, drains ...int) *engine.Field {
	return flood(f, drains, func(from float32) float32 { return math.Nextafter32(from, math.MaxFloat32) })
}

// flood visits all cells with data; above gives the least height of a cell
// reached from another.
func flood(f *engine.Field, drains []int, above func(from float32) float32) *engine.Field {
	filled := *f
	filled.Values = append([]float32(nil), f.Values...)
	z := filled.Values
	seen := make([]bool, len(z))
	var open heightHeap
	start := func(cell int) {
		if !seen[cell] {
			seen[cell] = true
			open.push(z[cell], int32(cell))
		}
	}
	for _, cell := range drains {
		if z[cell] == z[cell] { // not NaN
			start(cell)
		}
	}
	for cell, h := range z {
		if h != h {
			seen[cell] = true
		} else if outlet(f, cell) {
			start(cell)
		}
	}
	var low []int32 // below where they were reached from, first come, first served
	for head := 0; head < len(low) || len(open) > 0; {
		var cell int
		// a cell raised by a last digit must not be overtaken by a lower one
		if head < len(low) && (len(open) == 0 || z[low[head]] <= open[0].z) {
			cell, head = int(low[head]), head+1
			if head == len(low) {
				low, head = low[:0], 0
			}
		} else {
			cell = int(open.pop())
		}
		least := above(z[cell])
		for d := range around {
			n := neighbour(f.Grid, cell, d)
			if n < 0 || seen[n] {
				continue
			}
			seen[n] = true
			if z[n] <= least {
				z[n] = least
				low = append(low, int32(n))
			} else {
				open.push(z[n], int32(n))
			}
		}
	}
	return &filled
}

// heightHeap gives the lowest cell first, of equals the one with the lowest number.
type heightHeap []struct {
	z    float32
	cell int32
}

func (h heightHeap) before(a, b int) bool {
	return h[a].z < h[b].z || h[a].z == h[b].z && h[a].cell < h[b].cell
}

func (h *heightHeap) push(z float32, cell int32) {
	*h = append(*h, struct {
		z    float32
		cell int32
	}{z, cell})
	q := *h
	for k := len(q) - 1; k > 0 && q.before(k, (k-1)/2); k = (k - 1) / 2 {
		q[k], q[(k-1)/2] = q[(k-1)/2], q[k]
	}
}

func (h *heightHeap) pop() int32 {
	q := *h
	top, last := q[0].cell, len(q)-1
	q[0] = q[last]
	q = q[:last]
	for k := 0; ; {
		c := 2*k + 1
		if c >= last {
			break
		}
		if c+1 < last && q.before(c+1, c) {
			c++
		}
		if !q.before(c, k) {
			break
		}
		q[k], q[c] = q[c], q[k]
		k = c
	}
	*h = q
	return top
}
