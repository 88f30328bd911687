package raster

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"runtime"
)

// File is an opened raster file. Size, place and meaning of the values are
// known, the values themselves are read when asked for: windows of it, at full
// resolution or from an overview. Its methods may be called from several
// goroutines at once.
//
// Columns count from the west, rows from the south as in a Raster. Of a file
// that is turned against the map (see Turned) the last stored row is row 0.
type File struct {
	NX, NY       int      // columns and rows
	X0, Y0       float64  // map coordinates of the south-west corner; 0 if turned
	CellX, CellY float64  // cell size along x and y; along columns and rows if turned
	EPSG         int      // code of the coordinate reference system; 0 when the file does not say
	Source       Source   // how the values are stored
	Affine       Affine   // from columns and rows as stored to the map
	Keys         GeoKeys  // all that a GeoTIFF says about its reference system
	Levels       []Level  // [0] is the file itself, then its overviews, finest first
	Notes        []string // what was left out, and why; what files beside it say otherwise
	WKTFrom      string   // file beside it from which Source.WKT is; "" where there is none
	Beside       []Beside // what files beside it say of the reference system, whether or not it was needed

	Goroutines int // that decode a window; 0: as many as there are processors

	name     string
	placedBy string // ending of the file beside it that says where it lies; "": itself
	southUp  bool   // the first stored row is the southern one
	turned   bool
	dir      *directory // of a GeoTIFF, for what differs from band to band
	memory   *Raster    // an ASCII grid is read as a whole
	closer   io.Closer
}

// Beside is a file that lies beside a raster and names a reference system.
type Beside struct {
	File string // its path
	WKT  string
}

// Name returns the path that the file was opened by.
func (f *File) Name() string { return f.name }

// Level is a file at one of its resolutions.
type Level struct {
	NX, NY           int // columns and rows
	BlockNX, BlockNY int // cells that are read at once: windows along such borders cost least

	image *layout
	mask  *layout // nil, or where it is 0 there is no data
}

// Window is a rectangle of cells of one band at one level.
type Window struct {
	Level  int // 0: full resolution
	Band   int // the first is 1, as in GDAL; 0 means 1
	I0, J0 int // first column from the west, first row from the south
	NX, NY int // columns and rows
}

// Whole returns the window that is all of a level.
func (f *File) Whole(level int) Window {
	return Window{Level: level, NX: f.Levels[level].NX, NY: f.Levels[level].NY}
}

// LevelFor returns the coarsest level whose cells are at most so large, along x
// and y, in the unit of the map; 0 where none is fine enough.
func (f *File) LevelFor(cell float64) int {
	for k := len(f.Levels) - 1; k > 0; k-- {
		if x, y := f.cellOf(k); max(x, y) <= cell {
			return k
		}
	}
	return 0
}

// cellOf returns the size of the cells of a level. All levels cover the same area.
func (f *File) cellOf(level int) (x, y float64) {
	l := f.Levels[level]
	return f.CellX * float64(f.NX) / float64(l.NX), f.CellY * float64(f.NY) / float64(l.NY)
}

// Turned reports whether rows and columns do not run along the map's axes. Such
// a file has no Raster; Float64s and Affine serve those who can use it.
func (f *File) Turned() bool { return f.turned }

// Close closes the file. Windows read before stay as they are.
func (f *File) Close() error {
	if f.closer == nil {
		return nil
	}
	return f.closer.Close()
}

// fail names the file in every line of an error.
func (f *File) fail(err error) error { return named(f.name, err) }

func named(name string, err error) error {
	if err == nil {
		return nil
	}
	if several, ok := err.(interface{ Unwrap() []error }); ok {
		var lines []error
		for _, e := range several.Unwrap() {
			lines = append(lines, named(name, e))
		}
		return errors.Join(lines...)
	}
	return fmt.Errorf("%s: %w", name, err)
}

// inside checks a window and counts its band from 0.
func (f *File) inside(w *Window) error {
	if w.Level < 0 || w.Level >= len(f.Levels) {
		return fmt.Errorf("level %d: there are 0 to %d", w.Level, len(f.Levels)-1)
	}
	w.Band = cmp.Or(w.Band, 1)
	if w.Band < 1 || w.Band > f.Source.Bands {
		return fmt.Errorf("band %d: there are 1 to %d", w.Band, f.Source.Bands)
	}
	w.Band--
	l := f.Levels[w.Level]
	if w.NX < 1 || w.NY < 1 || w.I0 < 0 || w.J0 < 0 || w.I0 > l.NX-w.NX || w.J0 > l.NY-w.NY {
		return fmt.Errorf("window of %d × %d cells from column %d, row %d: must lie inside the %d × %d cells of level %d",
			w.NX, w.NY, w.I0, w.J0, l.NX, l.NY, w.Level)
	}
	if w.NX > maxCells/w.NY {
		return fmt.Errorf("%d × %d cells: more than %d in memory: read a window or an overview, or crop first (gdal_translate -projwin)",
			w.NX, w.NY, maxCells)
	}
	return nil
}

// goroutines returns how many decode side by side.
func (f *File) goroutines() int { return cmp.Or(f.Goroutines, runtime.GOMAXPROCS(0)) }
