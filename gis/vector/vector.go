// Package vector reads what lies on the map: points, lines and areas with their
// properties, from the files that planners have. GeoJSON (also one feature a
// line), Shapefile, GeoPackage, OpenStreetMap (XML and PBF), FlatGeobuf,
// CityJSON and tables with coordinate columns all become a Layer.
//
// GeoPackage is read where package geopackage is imported.
//
// The walk: Open tells the formats apart by content (open.go) and calls the
// reader of one (a file or a few per format). What they read is a Layer of
// Features with orb's geometries; FactsOf (facts.go) counts and measures it, on
// the ellipsoid where coordinates are degrees (geodesic.go). OutlinesOf
// (outline.go) takes a layer's polygons, checks that each is an area (fault.go)
// and gives them to the site.
//
// Coordinates are passed on as they stand in the file, x first: east, or
// longitude. CRS repeats what the file says about them. The package will not
// project (package crs does), clip or repair: a mistake is an error with file,
// line, place and the command that mends it, all of a file in one report; what
// is merely doubtful is a warning of the Layer.
package vector

import (
	"fmt"
	"strings"

	"github.com/paulmach/orb"
)

// Layer is a set of features of one file in one reference system.
type Layer struct {
	Name     string // of the layer in the file; "" where the format has one without name
	File     string // as given
	Format   string // "GeoJSON", "Shapefile", …
	CRS      CRS
	Features []Feature
	Box      *[6]float64    // west, south, low, east, north, high of what the features were derived from; nil: their own
	Warnings []string       // what is doubtful, each with the way to mend it
	Objects  map[string]int // what the file counts beside features: OSM's node, way, relation; CityJSON's types; nil: nothing

	toldSwapped bool // among Warnings, by the names of the columns
}

// CRS is what a file says about its coordinates. The zero value: nothing.
type CRS struct {
	EPSG int    // where the file gives a code; else 0
	Name string // as the file writes it: "urn:ogc:def:crs:EPSG::4549", the name inside WKT
	WKT  string // whole, of a .prj file or a table of systems; "" where there is none
	How  string // where it was said: "crs member", ".prj", "RFC 7946", "gpkg_spatial_ref_sys", …
}

// Feature is a thing on the map.
type Feature struct {
	ID       string       // the file's own; "" where it has none
	Geometry orb.Geometry // nil: none. A polygon's rings are closed; x first
	// Heights are those of the geometry's positions in the order of Positions;
	// NaN where a single one has none; nil: two dimensions. Unit as in the file.
	Heights []float64
	// Properties hold nil, bool, string, float64, and what JSON nests. A whole
	// number that float64 cannot hold is an int64. nil: none.
	Properties map[string]any
	Index      int // record in the file, from 0
	Line       int // in the file, from 1; 0: not a text
}

// Options choose what is read. The zero value reads all of a file's only layer.
type Options struct {
	Layer    string // of a GeoPackage that has several
	LoD      string // of CityJSON: "1.2"; "": the highest of each object
	Encoding string // of text in a Shapefile or table: "GBK", "UTF-8"; "": what the file says, else what it looks like
	X, Y, Z  string // columns of a table; "": known names
	WKT      string // column of a table with geometries as text; "": known names
}

// Error is a mistake at one place of a file.
type Error struct {
	File    string
	Line    int    // from 1; 0: unknown, or not a text
	Place   string // "features[3]", "record 7"; "" is the file
	Message string
}

// Error returns "buildings.geojson:7: features[3]: …".
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.File)
	if e.Line > 0 {
		fmt.Fprintf(&b, ":%d", e.Line)
	}
	b.WriteString(": ")
	if e.Place != "" {
		b.WriteString(e.Place + ": ")
	}
	return b.String() + e.Message
}

// Errors is all the mistakes of a file.
type Errors []*Error

// Error returns a line per mistake.
func (l Errors) Error() string {
	lines := make([]string, len(l))
	for k, e := range l {
		lines[k] = e.Error()
	}
	return strings.Join(lines, "\n")
}

// maxErrors of a file are reported: who sees a hundred mends the cause.
const maxErrors = 100

// report collects a file's mistakes.
type report struct {
	file string
	errs Errors
}

func (r *report) fail(line int, place, format string, args ...any) {
	if len(r.errs) < maxErrors {
		r.errs = append(r.errs, &Error{File: r.file, Line: line, Place: place, Message: fmt.Sprintf(format, args...)})
	}
}

// err returns the mistakes, or nil when there are none.
func (r *report) err() error {
	if len(r.errs) == 0 {
		return nil
	}
	return r.errs
}

// Warn adds a warning to a layer, each but once.
func (l *Layer) Warn(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	for _, w := range l.Warnings {
		if w == text {
			return
		}
	}
	l.Warnings = append(l.Warnings, text)
}

// WholeNumber returns a number as properties hold it.
func WholeNumber(n int64) any {
	if f := float64(n); n > -1<<53 && n < 1<<53 {
		return f
	}
	return n
}
