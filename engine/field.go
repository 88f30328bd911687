package engine

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// Grid is a raster of square cells in site coordinates. Cell (i, j), i east
// and j north, has index j*NX+i; (X0, Y0) is the south-west corner of (0, 0).
type Grid struct {
	NX   int     `json:"nx"`
	NY   int     `json:"ny"`
	X0   float64 `json:"x0"`   // [m]
	Y0   float64 `json:"y0"`   // [m]
	Cell float64 `json:"cell"` // edge of a cell [m]
}

// Field is a quantity on a grid. NaN means "no data".
type Field struct {
	Name   string
	Unit   string
	Grid   Grid
	Values []float32 // Grid.Len() values, row by row from the south-west

	Lasting bool // what the run has seen so far, as an extreme: recorded seldom, and at the end
}

// Len returns the number of cells.
func (g Grid) Len() int { return g.NX * g.NY }

// Area returns the area of a cell [m²].
func (g Grid) Area() float64 { return g.Cell * g.Cell }

// CellAt returns the index of the cell that holds the point.
func (g Grid) CellAt(x, y float64) (index int, inside bool) {
	i, j := math.Floor((x-g.X0)/g.Cell), math.Floor((y-g.Y0)/g.Cell)
	if !(i >= 0 && j >= 0 && i < float64(g.NX) && j < float64(g.NY)) {
		return 0, false
	}
	return int(j)*g.NX + int(i), true
}

// Center returns the centre of a cell [m].
func (g Grid) Center(index int) mgl64.Vec2 {
	return mgl64.Vec2{
		g.X0 + (float64(index%g.NX)+0.5)*g.Cell,
		g.Y0 + (float64(index/g.NX)+0.5)*g.Cell,
	}
}

// Inside calls visit for every cell whose centre lies in the polygon (even–odd
// rule over all rings), in rising order of index.
func (g Grid) Inside(rings [][]mgl64.Vec2, visit func(index int)) {
	low, high := math.Inf(1), math.Inf(-1)
	for _, ring := range rings {
		for _, p := range ring {
			low, high = math.Min(low, p[1]), math.Max(high, p[1])
		}
	}
	first, last := whole((low-g.Y0)/g.Cell, g.NY), whole((high-g.Y0)/g.Cell, g.NY-1)
	for j := first; j <= last; j++ {
		y := g.Y0 + (float64(j)+0.5)*g.Cell
		crossings := rowCrossings(rings, y)
		for k := 0; k+1 < len(crossings); k += 2 {
			from := whole(math.Ceil((crossings[k]-g.X0)/g.Cell-0.5), g.NX)
			for i := from; i < g.NX && g.X0+(float64(i)+0.5)*g.Cell < crossings[k+1]; i++ {
				visit(j*g.NX + i)
			}
		}
	}
}

// whole returns v rounded down and held between 0 and most; NaN becomes 0.
// Beyond its range, Go's own conversion is undefined.
func whole(v float64, most int) int {
	if !(v > 0) {
		return 0
	}
	return int(min(v, float64(most)))
}

// rowCrossings returns the sorted x of all edges that the line at y crosses.
func rowCrossings(rings [][]mgl64.Vec2, y float64) []float64 {
	var xs []float64
	for _, ring := range rings {
		for k, p := range ring {
			q := ring[(k+1)%len(ring)]
			if (p[1] <= y) == (q[1] <= y) {
				continue
			}
			x := p[0] + (y-p[1])/(q[1]-p[1])*(q[0]-p[0])
			at := len(xs)
			for at > 0 && xs[at-1] > x {
				at--
			}
			xs = append(xs, 0)
			copy(xs[at+1:], xs[at:])
			xs[at] = x
		}
	}
	return xs
}

// Edge is one side of a cell: its east side, or its north side.
type Edge struct {
	Cell  int
	North bool
}

// Edges returns the cell edges that stand in for a polyline: wherever it
// separates the centres of two neighbouring cells, the edge between them.
// The result is a gapless staircase: no water passes it diagonally.
func (g Grid) Edges(line []mgl64.Vec2) []Edge {
	seen := map[Edge]bool{}
	var edges []Edge
	add := func(e Edge) {
		if !seen[e] {
			seen[e] = true
			edges = append(edges, e)
		}
	}
	for k := 0; k+1 < len(line); k++ {
		g.edgesOfSegment(line[k], line[k+1], add)
	}
	return edges
}

// Lines are snapped to a lattice finer than any drawing, so that sides are
// decided in whole numbers and all segments agree. Centres of cells lie on
// multiples of latticeCell, vertices on odd numbers: no vertex is ever level
// with a centre.
const (
	latticeBits = 10
	latticeCell = 1 << latticeBits // steps to a cell
	latticeMost = 1<<29 - 1        // half a million cells; products of two still fit 64 bits
)

// toLattice gives a coordinate in lattice steps from the first centre.
func (g Grid) toLattice(v, origin float64) int64 {
	steps := math.Floor(((v-origin)/g.Cell-0.5)*(latticeCell/2))*2 + 1
	if !(steps > -latticeMost) { // or NaN
		return -latticeMost
	}
	return int64(min(steps, latticeMost))
}

// edgesOfSegment finds the centre-to-centre links that the segment crosses. A
// row or column of centres is crossed at most once. A centre on the line
// itself counts as west of it; were that left to chance, water would slip
// through between the two rules.
func (g Grid) edgesOfSegment(p, q mgl64.Vec2, add func(Edge)) {
	ax, ay := g.toLattice(p[0], g.X0), g.toLattice(p[1], g.Y0)
	bx, by := g.toLattice(q[0], g.X0), g.toLattice(q[1], g.Y0)
	low, high := span(ay, by, g.NY)
	for j := low; j <= high; j++ { // the row of centres y = j
		if i := crossing(ay, ax, by, bx, j, false); i >= 0 && i < int64(g.NX-1) {
			add(Edge{Cell: int(j)*g.NX + int(i)})
		}
	}
	rising := (bx > ax) == (by > ay) // then what is west of the line lies above it
	low, high = span(ax, bx, g.NX)
	for i := low; i <= high; i++ {
		if j := crossing(ax, ay, bx, by, i, rising); j >= 0 && j < int64(g.NY-1) {
			add(Edge{Cell: int(j)*g.NX + int(i), North: true})
		}
	}
}

// crossing returns the cell k whose link to k+1 the segment crosses on the
// line of centres u = level. A centre just met is the lower end of the link,
// or the upper.
func crossing(au, av, bu, bv, level int64, upper bool) int64 {
	if au > bu {
		au, av, bu, bv = bu, bv, au, av
	}
	above := av*(bu-au) + (level*latticeCell-au)*(bv-av)
	if upper {
		above--
	}
	below := latticeCell * (bu - au)
	k := above / below
	if above%below < 0 {
		k--
	}
	return k
}

// span returns the numbers k in [0, n) of the centres between a and b.
func span(a, b int64, n int) (low, high int64) {
	if a > b {
		a, b = b, a
	}
	const up = latticeCell - 1
	return max(0, (a+up)>>latticeBits), min(int64(n), (b+up)>>latticeBits) - 1
}
