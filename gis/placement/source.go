package placement

import (
	"path/filepath"

	"shapan/gis/crs"
	"shapan/gis/raster"
	"shapan/gis/vector"
)

// Word is what a file beside an input says of its reference system.
type Word struct {
	WKT  string
	From string // "dem.prj beside it"
}

// format84 is what files without a word are in whose format's standard gives
// the system: GeoJSON's (RFC 7946).
const format84 = "OGC:CRS84"

// nowhere is a rectangle with nothing inside.
var nowhere = Bounds{1, 1, -1, -1}

// SourceOfRaster is what an opened raster and the files beside it say of where
// it is.
func SourceOfRaster(f *raster.File) Source {
	s := Source{
		File: f.Name(), What: "raster", EPSG: f.EPSG, WKT: f.Source.WKT,
		Bounds: Bounds{f.X0, f.Y0, f.X0 + float64(f.NX)*f.CellX, f.Y0 + float64(f.NY)*f.CellY},
	}
	switch keys := crs.GeoKeys(f.Keys); {
	case len(keys.Numbers) > 0:
		s.Keys, s.From = &keys, "its GeoKeys"
	case s.WKT != "":
		s.From = beside(f.WKTFrom)
	case f.EPSG != 0:
		s.From = "its format"
	}
	for _, w := range f.Beside {
		s.Beside = append(s.Beside, Word{w.WKT, beside(w.File)})
	}
	return s
}

func beside(file string) string {
	if file == "" {
		return "its .prj"
	}
	return filepath.Base(file) + " beside it"
}

// SourceOfLayer is what a layer says of where it is.
func SourceOfLayer(l *vector.Layer) Source {
	s := SourceOfFacts(vector.FactsCRS{Code: l.CRS.EPSG, Name: l.CRS.Name, How: l.CRS.How, WKT: l.CRS.WKT})
	s.File = l.File
	if b := l.Bound(); !b.IsEmpty() {
		s.Bounds = Bounds{b.Min[0], b.Min[1], b.Max[0], b.Max[1]}
	}
	return s
}

// SourceOfFacts is what the facts of a layer or a cloud say of its system;
// bounds are to be added.
func SourceOfFacts(f vector.FactsCRS) Source {
	s := Source{What: "outlines", EPSG: f.Code, WKT: f.WKT, From: f.How, Bounds: nowhere}
	if f.Assumed() {
		s.EPSG, s.WKT, s.Usual = 0, "", format84
	}
	return s
}
