// Package terrain makes and changes the ground of a site, and answers what
// follows from its shape.
//
//   - Made: heights sampled from a raster in map coordinates, areas painted with a
//     property, outlines traced round cells (terrain.go, trace.go).
//   - Changed: pits with benches, ramps and phases (excavation.go draws them as
//     facets, earthwork.go cuts them out of the ground, excavate.go writes the
//     grid, creases.go gives the edges to package tin for the mesh), breaklines
//     burnt in (breakline.go), surveys compared (survey.go).
//   - Water: depressions filled, flow, catchments, basins, stage–storage curves
//     (fill.go, flow.go, flats.go, basin.go, storage.go).
//   - Form and sight: slope and aspect, viewsheds, lines of sight, blind spots
//     (slope.go, sight.go).
//
// There are two readings of a field, and names say which: on the grid a cell
// belongs to an outline when its centre lies inside, and a thing smaller than a
// cell may be no cell at all; the counts that are returned tell. As a surface
// (facets.go: eight triangles to a cell) volumes are exact, whatever the cells.
//
// It reads no files and checks no outlines; package site does. It simulates no
// water: what runs here runs at once and downhill.
package terrain

import (
	"math"
	"runtime"
	"sync"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
	"shapan/gis/raster"
)

// GridOf returns the grid that covers a whole raster, its south-west corners
// meeting. It holds only for an origin without rotation.
func GridOf(ra *raster.Raster, origin engine.Origin, cell float64) engine.Grid {
	width, height := float64(ra.NX)*ra.CellX, float64(ra.NY)*ra.CellY
	return engine.Grid{
		NX: cells(width, cell), NY: cells(height, cell),
		X0: ra.X0 - origin.Easting, Y0: ra.Y0 - origin.Northing, Cell: cell,
	}
}

// GridIn returns the grid of an extent west, south, east, north [m]; cells that
// do not fit wholly are left out.
func GridIn(extent [4]float64, cell float64) engine.Grid {
	return engine.Grid{
		NX: cells(extent[2]-extent[0], cell), NY: cells(extent[3]-extent[1], cell),
		X0: extent[0], Y0: extent[1], Cell: cell,
	}
}

// cells returns how many cells fit into a length; a millionth of a cell is
// forgiven, so that 600 m in cells of 0.1 m are 6000.
func cells(length, cell float64) int {
	const most = 1 << 30
	return int(math.Max(0, math.Min(most, math.Floor(length/cell+1e-6))))
}

// Sample returns the heights of a raster over the origin's height at the
// centres of a grid: bilinear, or the very values where the cells coincide.
// NaN is no data.
func Sample(ra *raster.Raster, origin engine.Origin, g engine.Grid) []float32 {
	at := ra.At
	if coincide(ra, origin, g) { // then weights of 1e-10 must not fetch a neighbour's NaN
		at = func(x, y float64) float64 { return nearest(ra, x, y) }
	}
	return sample(at, onMap(origin), g, func(z float64) float64 { return z - origin.Height })
}

// SampleBy is Sample for a raster in other coordinates than the site's map:
// where finds them for a point of the site, height makes the site's of a value.
func SampleBy(ra *raster.Raster, where Locator, g engine.Grid, height func(float64) float64) []float32 {
	return sample(ra.At, where, g, height)
}

// Locator finds a raster's coordinates of a point of the site [m].
type Locator func(x, y float64) (rasterX, rasterY float64)

func onMap(origin engine.Origin) Locator {
	return func(x, y float64) (float64, float64) {
		u, v, _ := origin.MapFromSite(mgl64.Vec3{x, y})
		return u, v
	}
}

// sample asks rows of cells, shared among the processors.
func sample(at func(x, y float64) float64, where Locator, g engine.Grid, height func(float64) float64) []float32 {
	values := make([]float32, g.Len())
	eachRow(g, func(from, to int) {
		for cell := from; cell < to; cell++ {
			values[cell] = float32(height(at(where(g.Center(cell).Elem())))) // what is large is subtracted before it becomes float32
		}
	})
	return values
}

// eachRow calls work for the cells of every row, rows shared among processors.
func eachRow(g engine.Grid, work func(from, to int)) {
	workers := max(min(runtime.GOMAXPROCS(0), g.NY), 1)
	var group sync.WaitGroup
	for w := range workers {
		group.Go(func() {
			for j := w * g.NY / workers; j < (w+1)*g.NY/workers; j++ {
				work(j*g.NX, (j+1)*g.NX)
			}
		})
	}
	group.Wait()
}

// coincide tells whether every cell of the grid is one of the raster.
func coincide(ra *raster.Raster, origin engine.Origin, g engine.Grid) bool {
	whole := func(v float64) bool { return math.Abs(v-math.Round(v)) < 1e-6 }
	return origin.Rotation == 0 && origin.MapScale() == 1 &&
		math.Abs(ra.CellX/g.Cell-1)*float64(g.NX) < 1e-6 && math.Abs(ra.CellY/g.Cell-1)*float64(g.NY) < 1e-6 &&
		whole((origin.Easting+g.X0-ra.X0)/g.Cell) && whole((origin.Northing+g.Y0-ra.Y0)/g.Cell)
}

// nearest returns the value of the cell that holds a point; NaN outside.
func nearest(ra *raster.Raster, x, y float64) float64 {
	i, j := math.Floor((x-ra.X0)/ra.CellX), math.Floor((y-ra.Y0)/ra.CellY)
	if !(i >= 0 && j >= 0 && i < float64(ra.NX) && j < float64(ra.NY)) {
		return math.NaN()
	}
	return float64(ra.Values[int(j)*ra.NX+int(i)])
}

// Roofs returns the heights above ground of a raster's buildings on a grid: a
// cell is built up where at least half of it is higher than above [m], and then
// as high as that part on average. NaN is no building.
func Roofs(ra *raster.Raster, origin engine.Origin, g engine.Grid, above float64) []float32 {
	return RoofsBy(ra, onMap(origin), g, above)
}

// RoofsBy is Roofs for a raster in other coordinates than the site's map.
func RoofsBy(ra *raster.Raster, where Locator, g engine.Grid, above float64) []float32 {
	const finest = 8 // samples along a cell
	x0, y0 := where(g.X0, g.Y0)
	x1, y1 := where(g.X0+g.Cell, g.Y0+g.Cell)
	// A turned grid sees its cell's diagonal on one axis, which does no harm.
	along := math.Max(math.Abs(x1-x0)/ra.CellX, math.Abs(y1-y0)/ra.CellY)
	n := int(math.Max(1, math.Min(finest, math.Ceil(along-1e-6))))
	values := make([]float32, g.Len())
	eachRow(g, func(from, to int) {
		for cell := from; cell < to; cell++ {
			high, sum := 0, 0.0
			for k := range n * n {
				offset := mgl64.Vec2{(float64(k%n)+0.5)/float64(n) - 0.5, (float64(k/n)+0.5)/float64(n) - 0.5}
				x, y := where(g.Center(cell).Add(offset.Mul(g.Cell)).Elem())
				if h := nearest(ra, x, y); h > above {
					high, sum = high+1, sum+h
				}
			}
			values[cell] = float32(math.NaN())
			if 2*high >= n*n {
				values[cell] = float32(sum / float64(high))
			}
		}
	})
	return values
}

// Paint sets the value of all cells in an area and returns their number.
func Paint(values []float32, g engine.Grid, rings [][]mgl64.Vec2, value float64) (cells int) {
	g.Inside(rings, func(cell int) {
		values[cell] = float32(value)
		cells++
	})
	return cells
}
