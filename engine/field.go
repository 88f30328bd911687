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
	first := int(math.Max(0, math.Floor((low-g.Y0)/g.Cell)))
	last := int(math.Min(float64(g.NY-1), math.Floor((high-g.Y0)/g.Cell)))
	for j := first; j <= last; j++ {
		y := g.Y0 + (float64(j)+0.5)*g.Cell
		crossings := rowCrossings(rings, y)
		for k := 0; k+1 < len(crossings); k += 2 {
			from := int(math.Max(0, math.Ceil((crossings[k]-g.X0)/g.Cell-0.5)))
			for i := from; i < g.NX && g.X0+(float64(i)+0.5)*g.Cell < crossings[k+1]; i++ {
				visit(j*g.NX + i)
			}
		}
	}
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

// edgesOfSegment finds the centre-to-centre links that the segment crosses.
// Each row and column of centres is cut at most once by a segment; half-open
// ends make joined segments count a link once.
func (g Grid) edgesOfSegment(p, q mgl64.Vec2, add func(Edge)) {
	toGrid := func(v mgl64.Vec2) mgl64.Vec2 {
		return mgl64.Vec2{(v[0]-g.X0)/g.Cell - 0.5, (v[1]-g.Y0)/g.Cell - 0.5}
	}
	a, b := toGrid(p), toGrid(q)
	if low, high := span(a[1], b[1], g.NY); low <= high {
		for j := low; j <= high; j++ { // the row of centres y = j
			x := a[0] + (float64(j)-a[1])/(b[1]-a[1])*(b[0]-a[0])
			if i := math.Floor(x); i >= 0 && i < float64(g.NX-1) {
				add(Edge{Cell: j*g.NX + int(i)})
			}
		}
	}
	if low, high := span(a[0], b[0], g.NX); low <= high {
		for i := low; i <= high; i++ {
			y := a[1] + (float64(i)-a[0])/(b[0]-a[0])*(b[1]-a[1])
			if j := math.Floor(y); j >= 0 && j < float64(g.NY-1) {
				add(Edge{Cell: int(j)*g.NX + i, North: true})
			}
		}
	}
}

// span returns the whole numbers k in [0, n) with min(a,b) <= k < max(a,b).
func span(a, b float64, n int) (low, high int) {
	if a > b {
		a, b = b, a
	}
	l, h := math.Max(0, math.Ceil(a)), math.Min(float64(n), math.Ceil(b))-1
	return int(l), int(h)
}
