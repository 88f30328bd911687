package terrain

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
)

// cellIndex lists the facets that touch each cell, in their order.
type cellIndex struct {
	grid          engine.Grid
	i0, j0, nx    int // the window of cells that facets touch
	facetsOfCells [][]int32
}

func newCellIndex(g engine.Grid, facets []facet) cellIndex {
	x := cellIndex{grid: g}
	low, high := mgl64.Vec2{math.Inf(1), math.Inf(1)}, mgl64.Vec2{math.Inf(-1), math.Inf(-1)}
	for _, f := range facets {
		l, h := f.foot.bounds()
		low = mgl64.Vec2{math.Min(low[0], l[0]), math.Min(low[1], l[1])}
		high = mgl64.Vec2{math.Max(high[0], h[0]), math.Max(high[1], h[1])}
	}
	i0, i1, j0, j1, some := window(g, low, high)
	if !some {
		return x
	}
	x.i0, x.j0, x.nx = i0, j0, i1-i0+1
	x.facetsOfCells = make([][]int32, x.nx*(j1-j0+1))
	for k, f := range facets {
		l, h := f.foot.bounds()
		i0, i1, j0, j1, some := window(g, l, h)
		for j := j0; some && j <= j1; j++ {
			for i := i0; i <= i1; i++ {
				if f.foot.touches(g, i, j) {
					at := (j-x.j0)*x.nx + i - x.i0
					x.facetsOfCells[at] = append(x.facetsOfCells[at], int32(k))
				}
			}
		}
	}
	return x
}

// window returns the cells of a rectangle.
func window(g engine.Grid, low, high mgl64.Vec2) (i0, i1, j0, j1 int, some bool) {
	cell := func(v, v0 float64, n int) int {
		return int(math.Max(-1, math.Min(float64(n), math.Floor((v-v0)/g.Cell))))
	}
	i0, i1 = max(0, cell(low[0], g.X0, g.NX)), min(g.NX-1, cell(high[0], g.X0, g.NX))
	j0, j1 = max(0, cell(low[1], g.Y0, g.NY)), min(g.NY-1, cell(high[1], g.Y0, g.NY))
	return i0, i1, j0, j1, i0 <= i1 && j0 <= j1
}

// touches tells whether no side of the polygon has the whole cell beyond it.
func (p polygon) touches(g engine.Grid, i, j int) bool {
	x, y := g.X0+float64(i)*g.Cell, g.Y0+float64(j)*g.Cell
	corners := [4]mgl64.Vec2{{x, y}, {x + g.Cell, y}, {x + g.Cell, y + g.Cell}, {x, y + g.Cell}}
	for k, a := range p {
		left := beside(a, p[(k+1)%len(p)])
		if left(corners[0]) < 0 && left(corners[1]) < 0 && left(corners[2]) < 0 && left(corners[3]) < 0 {
			return false
		}
	}
	return true
}

// of returns the facets of a cell.
func (x *cellIndex) of(cell int) []int32 {
	i, j := cell%x.grid.NX-x.i0, cell/x.grid.NX-x.j0
	if i < 0 || j < 0 || i >= x.nx || j*x.nx+i >= len(x.facetsOfCells) {
		return nil
	}
	return x.facetsOfCells[j*x.nx+i]
}

// each calls visit for every cell that facets touch, in rising order.
func (x *cellIndex) each(visit func(cell int, facets []int32)) {
	for k, facets := range x.facetsOfCells {
		if len(facets) > 0 {
			visit((k/x.nx+x.j0)*x.grid.NX+k%x.nx+x.i0, facets)
		}
	}
}
