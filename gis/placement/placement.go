// Package placement brings geodata to its place on a site and says how: which
// reference system an input is in and how that was found out, what was done to
// its coordinates, where it came to lie, and what a person should look at.
//
// The walk: a reader tells what the file says of itself (Source), a Target says
// where the site lies, Find chooses the system (find.go) and makes the Placement
// that carries coordinates (carry.go); Judge looks at where they came to lie
// (judge.go): far away, axes swapped, zone prefix lost, feet, a web map's
// displacement.
//
// source.go makes a Source of what package raster or vector has read, input.go
// takes apart how a file is named on a command line.
//
// It opens no files and changes no ground; packages site and cmd do.
package placement

import (
	"fmt"
	"math"
	"strings"

	"shapan/engine"
	"shapan/gis/crs"
)

// Source is what a file says of where it is, and what its user says.
type Source struct {
	File   string
	What   string       // "raster", "outlines", "roads", "points", "model"
	Key    string       // what the user says: "site", "map", or a system as crs.FromUser takes; "" leaves it to the file
	EPSG   int          // code that the file gives; 0: none
	WKT    string       // well-known text that the file gives, or of its .prj
	Keys   *crs.GeoKeys // of a GeoTIFF
	From   string       // where that stands: ".prj", "crs member", "GeoKeys"
	Beside []Word       // what files beside it say, which programs may take or not
	Swap   bool         // x and y are in each other's place
	Usual  string       // system of files of this format that say nothing: "OGC:CRS84" for GeoJSON
	Bounds Bounds       // as in the file
}

// Bounds is a rectangle: west, south, east, north, or the same in the units of
// a file.
type Bounds [4]float64

// Empty tells whether there is nothing inside.
func (b Bounds) Empty() bool { return !(b[2] >= b[0] && b[3] >= b[1]) }

// meets tells whether two rectangles overlap or touch.
func (b Bounds) meets(o Bounds) bool {
	return b[0] <= o[2] && b[2] >= o[0] && b[1] <= o[3] && b[3] >= o[1]
}

// swapped is the rectangle with x and y in each other's place.
func (b Bounds) swapped() Bounds { return Bounds{b[1], b[0], b[3], b[2]} }

func (b Bounds) centre() (x, y float64) { return (b[0] + b[2]) / 2, (b[1] + b[3]) / 2 }

// Target is the site that things are brought to.
type Target struct {
	CRS    *crs.CRS // of its map; nil: it has none
	Origin engine.Origin
	Extent Bounds // of its ground, in site coordinates; empty: not known yet
}

// Placement says how an input came to its place.
type Placement struct {
	File      string   `json:"file"`
	What      string   `json:"what"`
	CRS       string   `json:"crs"`                  // "EPSG:4549 CGCS2000 / 3-degree Gauss-Kruger CM 120E", "site coordinates"
	How       string   `json:"how"`                  // how that was found
	Transform string   `json:"transform"`            // what was done to its coordinates
	Accuracy  float64  `json:"accuracy_m,omitempty"` // of a datum shift; 0: exact, or nobody knows
	Native    Bounds   `json:"bounds_native"`
	Extent    Bounds   `json:"bounds_site_m"`
	Degrees   bool     `json:"degrees,omitempty"` // of Native
	Warnings  []string `json:"warnings,omitempty"`

	target Target
	from   *crs.CRS            // nil: site coordinates, or the site's map as it is
	shown  displacement        // of a web map
	toMap  *crs.Transformation // nil: the coordinates are the site's map's
	onSite bool                // the coordinates are the site's
	swap   bool                // x and y are in each other's place
}

// System is that of the input; nil where its coordinates are the site's own.
func (p *Placement) System() *crs.CRS { return p.from }

// OnSite tells whether the coordinates are the site's own.
func (p *Placement) OnSite() bool { return p.onSite }

// AsMap tells whether the coordinates are those of the site's map as they are.
func (p *Placement) AsMap() bool {
	return !p.onSite && p.toMap == nil && p.shown == none && !p.swap
}

func (p *Placement) warn(format string, args ...any) {
	p.Warnings = append(p.Warnings, fmt.Sprintf(format, args...))
}

// String returns the placement as a paragraph of the report.
func (p *Placement) String() string {
	var s strings.Builder
	fmt.Fprintf(&s, "%s (%s)\n  in      %s\n  found   %s\n  done    %s", p.File, p.What, p.CRS, p.How, p.Transform)
	if p.Accuracy > 0 {
		fmt.Fprintf(&s, " (to ±%.2g m)", p.Accuracy)
	}
	if !p.Extent.Empty() {
		e := p.Extent
		for k := range e {
			e[k] = math.Round(e[k]*10)/10 + 0 // no -0.0
		}
		fmt.Fprintf(&s, "\n  lies    x %.1f to %.1f m, y %.1f to %.1f m on the site", e[0], e[2], e[1], e[3])
	}
	for _, w := range p.Warnings {
		fmt.Fprintf(&s, "\n  WARNING %s", w)
	}
	return s.String()
}
