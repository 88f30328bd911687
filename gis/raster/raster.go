// Package raster reads elevation models and other grids of one value per cell,
// from GeoTIFF, ESRI ASCII and SRTM files, and writes GeoTIFF.
//
// Read takes a file as a whole: the first band, north up, in memory as single
// precision. Open reads what a file says about itself and no value; windows of
// it follow when asked for, from the bands and overviews that are wanted, so a
// file may be far larger than memory. Sizes that a header claims are believed
// only as far as the bytes of the file bear them out, and every defect is an
// error that names file and place.
//
// It will not reproject (package crs does; File.Keys and Source.WKT are for it),
// rotate, merge, resample to another grid, or read pictures: JPEG, LERC and the
// like are refused with the gdal_translate line that converts them.
//
// The walk: Open tells the formats apart (open.go) and makes a File (file.go).
// An ASCII grid is one file (asciigrid.go), SRTM another (hgt.go). A GeoTIFF
// (geotiff.go) goes from bytes (tiff.go) to directories (ifd.go), the layout of
// strips or tiles (layout.go), the place on the map (geokeys.go, placement.go,
// worldfile.go) and what a number means (meaning.go). A window (window.go) is
// the blocks that it touches: compared with the bytes they have (plausible.go),
// then decoded side by side (decode.go, lzw.go, deflate.go, packbits.go, zstd.go,
// predictor.go, sample.go). What a file holds is summed up in info.go and
// statistics.go. Writing is write.go, with storage.go and overview.go.
package raster

import (
	"fmt"
	"math"
)

// maxCells bounds a raster to 4 GiB of values; larger ones are to be cropped first.
const maxCells = 1 << 30

// Raster is a north-up grid of values with its place on the map.
//
// Map coordinates, cell sizes and X0, Y0 share the unit of the coordinate
// reference system: metres for most projected ones, degrees for geographic
// ones (Info().Degrees). Values have the unit of the file, for heights
// normally metres (Source.ValueUnit where the file says).
type Raster struct {
	NX, NY       int       // columns (west to east), rows (south to north)
	X0, Y0       float64   // map coordinates of the south-west corner of the south-west cell
	CellX, CellY float64   // cell size along x and y, > 0
	EPSG         int       // code of the coordinate reference system; 0 when the file does not say
	Values       []float32 // row-major from the south-west: Values[j*NX+i], i east, j north; NaN = no data
	Source       Source    // what the file said beside this; zero for a raster made in memory
}

// Source tells how the values were stored in the file they were read from.
type Source struct {
	Format       string  // "GeoTIFF", "BigTIFF GeoTIFF", "ESRI ASCII grid" or "SRTM .hgt"
	Sample       string  // sample type: "int16", "float32", ...; "text" in an ASCII grid
	Compression  string  // "none", "LZW", "deflate", "PackBits" or "zstd"
	Predictor    int     // TIFF predictor: 1 none, 2 differences, 3 floating point
	Bands        int     // bands in the file
	Band         int     // the one that was read, 1 the first; 0 of a raster made in memory
	NoData       string  // no-data value as written in the file; "" when there is none
	WKT          string  // text of the .prj file beside one that does not name its coordinate reference system
	CRS          string  // name of the coordinate reference system as written in the file
	MapUnit      string  // unit of the coordinates where the file says: "m", "ft", "US survey ft", "degree"
	ValueUnit    string  // unit of the values where the file says
	VerticalEPSG int     // code of the vertical reference system where the file says
	Rounding     float64 // largest |value in file - value kept|: what single precision cost, in the unit of the values
}

// At returns the value at map coordinates (x, y), bilinear between the centres
// of the four nearest cells. Within half a cell of the border it is constant
// across the border. It is NaN outside the raster and wherever a cell that
// would contribute has no data.
func (ra *Raster) At(x, y float64) float64 {
	u := (x - ra.X0) / ra.CellX // in cells from the west border
	v := (y - ra.Y0) / ra.CellY // in cells from the south border
	if !(u >= 0 && u <= float64(ra.NX) && v >= 0 && v <= float64(ra.NY)) {
		return math.NaN()
	}
	i, s := bracket(u, ra.NX)
	j, t := bracket(v, ra.NY)
	south, north := ra.Values[j*ra.NX:], ra.Values[min(j+1, ra.NY-1)*ra.NX:]
	east := min(i+1, ra.NX-1)
	return blend(t,
		blend(s, float64(south[i]), float64(south[east])),
		blend(s, float64(north[i]), float64(north[east])))
}

// bracket returns the cell whose centre is the last one at or before u, and the
// fraction of the way to the next centre; both are held inside the n cells.
func bracket(u float64, n int) (int, float64) {
	u = max(0, min(u-0.5, float64(n-1)))
	i := math.Floor(u)
	return int(i), u - i
}

// blend keeps a no-data neighbour of weight zero from spoiling the other.
func blend(t, a, b float64) float64 {
	if t == 0 {
		return a
	}
	return a + t*(b-a)
}

// check reports the first thing that makes a raster made in memory unusable.
func (ra *Raster) check() error {
	switch {
	case ra.NX < 1 || ra.NY < 1 || ra.NX > maxCells/ra.NY:
		return fmt.Errorf("%d × %d cells: both must be > 0, their product at most %d", ra.NX, ra.NY, maxCells)
	case len(ra.Values) != ra.NX*ra.NY:
		return fmt.Errorf("%d values for %d × %d cells: must be %d", len(ra.Values), ra.NX, ra.NY, ra.NX*ra.NY)
	}
	return ra.checkPlace()
}

// checkPlace reports what makes the place on the map unusable.
func (ra *Raster) checkPlace() error {
	east, north := ra.X0+float64(ra.NX)*ra.CellX, ra.Y0+float64(ra.NY)*ra.CellY
	switch {
	case !(ra.CellX > 0) || !(ra.CellY > 0):
		return fmt.Errorf("cell size %g × %g: must be > 0", ra.CellX, ra.CellY)
	case !finite(ra.X0) || !finite(ra.Y0) || !finite(east) || !finite(north):
		return fmt.Errorf("corners (%g, %g), (%g, %g): coordinates must be finite", ra.X0, ra.Y0, east, north)
	}
	return nil
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
