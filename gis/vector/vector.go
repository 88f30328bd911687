// Package vector reads outlines on the map: the polygons of a GeoJSON file with
// their properties.
//
// Coordinates are passed on as they stand in the file; whoever asks knows
// whether they are of the site or of a projected map. Degrees never leave gis:
// a file that has them (RFC 7946 prescribes them) is recognised by Degrees and
// refused by its reader with the command that projects it.
//
// It will not read points and lines, nor project, clip or repair: a polygon
// that crosses itself is an error (Fault), all of a file in one report.
package vector

import (
	"fmt"
	"math"
	"strings"

	"github.com/go-gl/mathgl/mgl64"
	"github.com/paulmach/orb"
)

// Collection is what a file holds.
type Collection struct {
	Name     string // of the file, as given
	EPSG     int    // where the file says (a "crs" member, which GDAL and QGIS write); else 0
	CRS      string // the same as written in the file
	Features []Feature
}

// Feature is an area with its properties. A feature of several polygons
// (MultiPolygon) becomes several Features with equal properties.
type Feature struct {
	ID         string // the feature's id where it has one, a text or a number
	Rings      [][]mgl64.Vec2
	Properties map[string]any // as encoding/json has them; nil: none
	Index      int            // in the file, from 0
	Part       int            // of a MultiPolygon, from 0
	Line       int            // in the file, from 1
}

// Error is a mistake at one place of a file.
type Error struct {
	File    string
	Line    int    // from 1; 0: unknown
	Place   string // "features[3]"; "" is the file
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

// Errorf returns a mistake at the place of the feature.
func (c *Collection) Errorf(f Feature, format string, args ...any) *Error {
	return &Error{File: c.Name, Line: f.Line, Place: fmt.Sprintf("features[%d]", f.Index), Message: fmt.Sprintf(format, args...)}
}

// Bound returns the extent of all features; empty when there are none.
func (c *Collection) Bound() orb.Bound {
	b := orb.Bound{Min: orb.Point{math.Inf(1), math.Inf(1)}, Max: orb.Point{math.Inf(-1), math.Inf(-1)}}
	for _, f := range c.Features {
		for _, ring := range f.Rings {
			for _, p := range ring {
				b = b.Extend(orb.Point(p))
			}
		}
	}
	return b
}

// Degrees tells whether the coordinates are longitudes and latitudes: the file
// says so, or all of it lies in a span that is a district in degrees and less
// than a step in metres.
func (c *Collection) Degrees() bool {
	crs := strings.ToUpper(c.CRS)
	if strings.HasSuffix(crs, "CRS84") || c.EPSG == 4326 || c.EPSG == 4490 || c.EPSG == 4258 {
		return true
	}
	b := c.Bound()
	if c.EPSG != 0 || b.IsEmpty() {
		return false
	}
	onGlobe := b.Min[0] >= -180 && b.Max[0] <= 180 && b.Min[1] >= -90 && b.Max[1] <= 90
	const step = 1.0
	return onGlobe && b.Max[0]-b.Min[0] < step && b.Max[1]-b.Min[1] < step
}

// polygonOf takes the first two of each position's coordinates; heights are
// left out.
func polygonOf(coordinates [][][]float64) (orb.Polygon, error) {
	total := 0
	polygon := make(orb.Polygon, len(coordinates))
	for k, ring := range coordinates {
		if total += len(ring); total > maxVertices {
			return nil, fmt.Errorf("more than %d vertices: simplify it first (ogr2ogr -simplify)", maxVertices)
		}
		for _, position := range ring {
			if len(position) < 2 {
				return nil, fmt.Errorf("ring %d: a position of %d numbers: must be [x, y]", k, len(position))
			}
			if p := (orb.Point{position[0], position[1]}); math.Abs(p[0]) <= 1e9 && math.Abs(p[1]) <= 1e9 {
				polygon[k] = append(polygon[k], p)
				continue
			}
			return nil, fmt.Errorf("ring %d: position %v: must be metres on the earth", k, position)
		}
	}
	return polygon, nil
}

// ringsOf drops the closing points of a polygon that has them, and points that
// repeat the one before.
func ringsOf(p orb.Polygon) [][]mgl64.Vec2 {
	rings := make([][]mgl64.Vec2, len(p))
	for k, ring := range p {
		points := make([]mgl64.Vec2, len(ring))
		for m, q := range ring {
			points[m] = mgl64.Vec2(q)
		}
		rings[k] = Open(points)
	}
	return rings
}

// Open returns a ring without its closing point and without points that repeat
// the one before.
func Open(ring []mgl64.Vec2) []mgl64.Vec2 {
	var out []mgl64.Vec2
	for _, p := range ring {
		if len(out) == 0 || p != out[len(out)-1] {
			out = append(out, p)
		}
	}
	for len(out) > 1 && out[0] == out[len(out)-1] {
		out = out[:len(out)-1]
	}
	return out
}
