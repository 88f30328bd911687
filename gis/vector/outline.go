package vector

import (
	"fmt"

	"github.com/go-gl/mathgl/mgl64"
	"github.com/paulmach/orb"
)

// Outlines is a layer's areas, each checked to be one.
type Outlines struct {
	Name  string // of the file, as given
	EPSG  int    // where the file says; else 0
	CRS   string // the same as written in the file
	Areas []Outline

	degrees bool
}

// Outline is an area with its properties. A feature of several polygons
// (MultiPolygon) becomes several Outlines with equal properties.
type Outline struct {
	ID         string // the feature's id where it has one, a text or a number
	Rings      [][]mgl64.Vec2
	Properties map[string]any // as encoding/json has them; nil: none
	Index      int            // in the file, from 0
	Part       int            // of a MultiPolygon, from 0
	Line       int            // in the file, from 1; 0: not a text
}

const maxVertices = 100_000 // of one polygon: Fault compares its sides

// ReadOutlines reads the areas of a file of any format that Open knows. Its
// error is Errors when the content is at fault.
func ReadOutlines(path string, o Options) (*Outlines, error) {
	l, err := Open(path, o)
	if err != nil {
		return nil, err
	}
	return OutlinesOf(l)
}

// OutlinesOf returns the areas of a layer that holds nothing else. Its error is
// Errors: all that is no area.
func OutlinesOf(l *Layer) (*Outlines, error) {
	o := &Outlines{Name: l.File, EPSG: l.CRS.EPSG, CRS: l.CRS.Name, degrees: l.Degrees()}
	if l.CRS.How == unsaidCRS {
		o.EPSG, o.CRS = 0, "" // said by a standard that files break: see Degrees
	}
	r := report{file: l.File}
	for _, f := range l.Features {
		if err := o.take(f); err != nil {
			r.fail(f.Line, l.place(f), "%v", err)
		}
	}
	if err := r.err(); err != nil {
		return nil, err
	}
	return o, nil
}

// place names a feature's place in its file.
func (l *Layer) place(f Feature) string { return fmt.Sprintf("features[%d]", f.Index) }

func (o *Outlines) take(f Feature) error {
	var polygons orb.MultiPolygon
	switch g := f.Geometry.(type) {
	case orb.Polygon:
		polygons = orb.MultiPolygon{g}
	case orb.MultiPolygon:
		polygons = g
	case nil:
		return fmt.Errorf("has no geometry")
	default:
		return fmt.Errorf("geometry %q: must be Polygon or MultiPolygon", TypeOf(g))
	}
	if len(polygons) == 0 {
		return fmt.Errorf("has no polygon")
	}
	for part, polygon := range polygons {
		total := 0
		for _, ring := range polygon {
			total += len(ring)
		}
		if total > maxVertices {
			return fmt.Errorf("more than %d vertices: simplify it first (ogr2ogr -simplify)", maxVertices)
		}
		rings := ringsOf(polygon)
		if err := Fault(rings); err != nil {
			return fmt.Errorf("%w (repair it: ogr2ogr -makevalid)", err)
		}
		o.Areas = append(o.Areas, Outline{ID: f.ID, Rings: rings, Properties: f.Properties, Index: f.Index, Part: part, Line: f.Line})
	}
	return nil
}

// Errorf returns a mistake at the place of the outline.
func (o *Outlines) Errorf(a Outline, format string, args ...any) *Error {
	return &Error{File: o.Name, Line: a.Line, Place: fmt.Sprintf("features[%d]", a.Index), Message: fmt.Sprintf(format, args...)}
}

// Bound returns the extent of all areas; empty when there are none.
func (o *Outlines) Bound() orb.Bound {
	b := emptyBound()
	for _, a := range o.Areas {
		for _, ring := range a.Rings {
			for _, p := range ring {
				b = b.Extend(orb.Point(p))
			}
		}
	}
	return b
}

// Degrees tells whether the coordinates are longitudes and latitudes: see
// Layer.Degrees.
func (o *Outlines) Degrees() bool { return o.degrees }

// ringsOf drops the closing points of a polygon that has them, and points that
// repeat the one before.
func ringsOf(p orb.Polygon) [][]mgl64.Vec2 {
	rings := make([][]mgl64.Vec2, len(p))
	for k, ring := range p {
		points := make([]mgl64.Vec2, len(ring))
		for m, q := range ring {
			points[m] = mgl64.Vec2(q)
		}
		rings[k] = OpenRing(points)
	}
	return rings
}

// OpenRing returns a ring without its closing point and without points that
// repeat the one before.
func OpenRing(ring []mgl64.Vec2) []mgl64.Vec2 {
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
