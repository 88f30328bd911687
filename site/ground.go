package site

import (
	"math"

	"shapan/engine"
	"shapan/gis/terrain"
)

// maxCells bounds the grid: a run needs some hundred bytes a cell.
const maxCells = 1 << 25

// maxOffset is how far the ground may lie from the origin [m]. A mistyped
// northing is farther off, and so is the accuracy of single precision.
const maxOffset = 50e3

// ground samples the elevation on the site's grid.
func (l *loader) ground() {
	l.site.Ground = engine.Field{Name: "ground", Unit: "m"}
	ra := l.raster(l.at("ground"), "file", l.doc.Ground.File, l.doc.Ground.positioned)
	grid, ok := l.grid(ra)
	if !ok || l.errs.Knows(l.at("crs")) {
		return
	}
	var values []float32
	if offset := l.doc.Ground.HeightOffset; ra.at.AsMap() && ra.metres == 1 && offset == 0 {
		values = terrain.Sample(ra.Raster, l.site.Origin, grid)
	} else {
		values = terrain.SampleBy(ra.Raster, ra.where, grid, func(z float64) float64 { return z*ra.metres + offset - l.site.Origin.Height })
	}
	low, high, known := math.Inf(1), math.Inf(-1), 0
	for _, v := range values {
		if z := float64(v); !math.IsNaN(z) {
			low, high, known = math.Min(low, z), math.Max(high, z), known+1
		}
	}
	switch {
	case known == 0:
		o := l.site.Origin
		if err := ra.at.JudgeOn(boundsOf(grid)); err != nil && !ra.at.AsMap() {
			l.fail(l.at("ground", "file"), "%s: has no data where the site is: %v", l.doc.Ground.File, err)
			return
		}
		l.fail(l.at("ground", "file"), "%s: has no data where the site is: it covers x %.0f to %.0f, y %.0f to %.0f on the map, the site (%s) has its origin at (%.0f, %.0f)",
			l.doc.Ground.File, ra.X0, ra.X0+float64(ra.NX)*ra.CellX, ra.Y0, ra.Y0+float64(ra.NY)*ra.CellY, extent(grid), o.Easting, o.Northing)
		return
	case low < -12_000 || high > 10_000:
		l.fail(l.at("ground", "file"), "%s: heights from %g to %g m: not of this earth (is a no-data value not marked as such?)", l.doc.Ground.File, low, high)
		return
	}
	l.site.Ground.Grid, l.site.Ground.Values = grid, values
	l.pitCell, l.covered = make([]int32, grid.Len()), make([]int32, grid.Len())
	l.ready = true
}

// grid finds the cells of the ground: those of the file, or as the site says.
func (l *loader) grid(ra *placed) (g engine.Grid, ok bool) {
	doc, node := l.doc.Ground, l.at("ground")
	e := doc.Extent
	switch {
	case e != nil && !(e[2] > e[0] && e[3] > e[1]):
		l.fail(node.At("extent_m"), "%v: must be [west, south, east, north] with west < east and south < north", *e)
		return g, false
	case e == nil && l.site.Origin.Rotation != 0:
		l.fail(node.At("extent_m"), "missing: needed when crs.rotation_deg is not 0")
		return g, false
	case ra == nil:
		return g, false
	case e == nil && !ra.at.AsMap() && !ra.at.OnSite():
		b := ra.at.Extent
		l.fail(node.At("extent_m"), "missing: needed as the file is not in the site's map; it covers about [%.0f, %.0f, %.0f, %.0f]", b[0], b[1], b[2], b[3])
		return g, false
	}
	cell := doc.Cell
	if cell == 0 {
		if ra.at.Degrees {
			l.fail(node.At("cell_m"), "missing: the file's cells are in degrees")
			return g, false
		}
		if math.Abs(ra.CellX/ra.CellY-1)*float64(max(ra.NX, ra.NY)) > 0.01 {
			l.fail(node.At("cell_m"), "missing: the file's cells of %g × %g m are not square (e.g. %.3g)", ra.CellX, ra.CellY, ra.CellX)
			return g, false
		}
		cell = math.Round(ra.CellX*1e6) / 1e6 // a file may say 0.99999999999
	}
	if e != nil {
		g = terrain.GridIn(*e, cell)
	} else {
		g = terrain.GridOf(ra.Raster, l.site.Origin, cell)
	}
	at := node.At("cell_m")
	switch {
	case g.NX < 3 || g.NY < 3:
		l.fail(at, "cells of %g m make a grid of %d × %d: must be at least 3 × 3", cell, g.NX, g.NY)
	case g.NX > l.most/g.NY:
		l.fail(at, "cells of %g m make a grid of %d × %d: must be at most %d in all: give ground.extent_m, or a larger cell_m", cell, g.NX, g.NY, l.most)
	case math.Abs(g.X0) > maxOffset || math.Abs(g.Y0) > maxOffset:
		l.fail(l.at("crs"), "the ground lies %.0f km from the site's origin (%s): must be at most %.0f: check easting_m and northing_m",
			math.Hypot(g.X0, g.Y0)/1000, extent(g), maxOffset/1000)
	default:
		return g, true
	}
	return g, false
}
