package pointcloud

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"shapan/gis/raster"
)

// Statistic says which height stands for a cell.
type Statistic int

// Lowest suits the ground under plants, Highest the surface, Mean ground that is
// classified.
const (
	Mean Statistic = iota
	Lowest
	Highest
)

// GridSpec says how a cloud becomes a grid. Lengths are in the unit of the file.
type GridSpec struct {
	Cell       float64   // side of a cell, > 0
	Classes    []uint8   // that count; nil: all but noise (7, 18)
	LastOnly   bool      // only last returns, which go deepest
	FirstOnly  bool      // only first returns, which stop highest
	Statistic  Statistic // of a cell with points
	FillRadius float64   // empty cells take the heights of cells within it, weighed by 1/distance²; 0: stay empty
}

const maxGridCells = 1 << 28

// Ground is the usual DEM: classified ground, mean, holes up to 20 cells filled.
func Ground(cell float64) GridSpec {
	return GridSpec{Cell: cell, Classes: []uint8{2, 9}, Statistic: Mean, FillRadius: 20 * cell}
}

// Surface is the usual DSM: the highest first return, holes up to 3 cells filled.
func Surface(cell float64) GridSpec {
	return GridSpec{Cell: cell, FirstOnly: true, Statistic: Highest, FillRadius: 3 * cell}
}

// Grid makes a raster of a cloud. Its borders are whole multiples of the cell;
// cells without a height are NaN.
func Grid(c *Cloud, spec GridSpec) (*raster.Raster, error) {
	if !(spec.Cell > 0) || math.IsInf(spec.Cell, 0) {
		return nil, fmt.Errorf("grid of %s: cell %g: must be > 0", c.File, spec.Cell)
	}
	if spec.FirstOnly && spec.LastOnly {
		return nil, fmt.Errorf("grid of %s: first and last returns only: must be one of them", c.File)
	}
	counts := spec.filter()
	// The header's extent is often wrong, and must not decide what is allocated.
	west, south, east, north := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	found := 0
	err := c.Visit(func(p *Point) error {
		if counts(p) {
			west, east = min(west, p.At[0]), max(east, p.At[0])
			south, north = min(south, p.At[1]), max(north, p.At[1])
			found++
		}
		return nil
	})
	switch {
	case err != nil:
		return nil, err
	case found == 0:
		return nil, fmt.Errorf("grid of %s: no point has the classes %v: classify the ground first (pdal translate in.las out.las smrf)", c.File, spec.Classes)
	}
	g := &raster.Raster{CellX: spec.Cell, CellY: spec.Cell, EPSG: c.CRS.EPSG}
	x0, y0 := math.Floor(west/spec.Cell), math.Floor(south/spec.Cell)
	nx, ny := math.Floor(east/spec.Cell)-x0+1, math.Floor(north/spec.Cell)-y0+1
	// One point far away would make a grid of nothing: the cells that can have a
	// point and its neighbours bound what is worth having.
	if !(nx*ny <= maxGridCells) || nx*ny > 1e6+1e3*float64(found) {
		return nil, fmt.Errorf("grid of %s: %.0f × %.0f cells for %d points: take larger cells, or leave out stray points (class 7)", c.File, nx, ny, found)
	}
	g.NX, g.NY, g.X0, g.Y0 = int(nx), int(ny), x0*spec.Cell, y0*spec.Cell

	heights, number := make([]float64, g.NX*g.NY), make([]uint32, g.NX*g.NY)
	err = c.Visit(func(p *Point) error {
		if !counts(p) {
			return nil
		}
		i, j := int(math.Floor(p.At[0]/spec.Cell)-x0), int(math.Floor(p.At[1]/spec.Cell)-y0)
		if i < 0 || j < 0 || i >= g.NX || j >= g.NY {
			return errors.New("the file changed while it was read")
		}
		k := j*g.NX + i
		switch z := p.At[2]; {
		case spec.Statistic == Mean:
			heights[k] += z
		case number[k] == 0, spec.Statistic == Lowest && z < heights[k], spec.Statistic == Highest && z > heights[k]:
			heights[k] = z
		}
		number[k]++
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("grid of %s: %w", c.File, err)
	}
	g.Values = make([]float32, len(heights))
	for k, n := range number {
		switch {
		case n == 0:
			g.Values[k] = float32(math.NaN())
		case spec.Statistic == Mean:
			g.Values[k] = float32(heights[k] / float64(n))
		default:
			g.Values[k] = float32(heights[k])
		}
	}
	if spec.FillRadius > 0 {
		fill(g, spec.FillRadius/spec.Cell)
	}
	return g, nil
}

func (spec GridSpec) filter() func(*Point) bool {
	var chosen [256]bool
	for k := range chosen {
		chosen[k] = spec.Classes == nil && k != 7 && k != 18 || slices.Contains(spec.Classes, uint8(k))
	}
	return func(p *Point) bool {
		return chosen[p.Class] && !p.Withheld && !(spec.FirstOnly && p.Return > 1) && !(spec.LastOnly && p.Return < p.Returns)
	}
}
