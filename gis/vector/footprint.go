package vector

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/go-gl/mathgl/mgl64"
	"github.com/paulmach/orb"
)

// Shape is a city object in one level of detail, with what of it is missing
// taken from its parts.
type Shape struct {
	LoD       string
	Footprint orb.Geometry // Polygon or MultiPolygon; nil: nothing of it faces down or up
	Low, High float64      // of all its vertices
}

// Height returns how tall it is, in the unit of the file.
func (s Shape) Height() float64 { return s.High - s.Low }

// geometriesOf returns an object's geometries in the wanted level of detail, or
// those of its parts where it has none of its own.
func (m *CityModel) geometriesOf(o *CityObject, lod string, depth int) []CityGeometry {
	best := ""
	for _, g := range o.Geometries {
		if (lod == "" || g.LoD == lod || strings.HasPrefix(g.LoD, lod+".")) && g.LoD >= best {
			best = g.LoD
		}
	}
	var list []CityGeometry
	for _, g := range o.Geometries {
		if g.LoD == best && (lod == "" || best != "") {
			list = append(list, g)
		}
	}
	if len(list) > 0 || depth > maxNesting {
		return list
	}
	for _, id := range o.Children {
		if child, ok := m.Object(id); ok {
			list = append(list, m.geometriesOf(child, lod, depth+1)...)
		}
	}
	return list
}

// Shape derives footprint and height of an object; lod "" is the highest. It
// fails when the object has no such level.
func (m *CityModel) Shape(o *CityObject, lod string) (Shape, error) {
	list := m.geometriesOf(o, lod, 0)
	if len(list) == 0 {
		return Shape{}, errors.New("has no geometry in this level of detail")
	}
	s := Shape{Low: math.Inf(1), High: math.Inf(-1)}
	var faces []CitySurface
	for _, g := range list {
		s.LoD = max(s.LoD, g.LoD)
		g.positions(func(v mgl64.Vec3) { s.Low, s.High = min(s.Low, v[2]), max(s.High, v[2]) })
		faces = append(faces, g.Surfaces...)
	}
	if math.IsInf(s.Low, 0) {
		return Shape{}, errors.New("has an empty geometry")
	}
	s.Footprint = footprint(faces)
	return s, nil
}

// positions visits all vertices of a geometry.
func (g *CityGeometry) positions(visit func(mgl64.Vec3)) {
	for _, v := range g.Points {
		visit(v)
	}
	for _, line := range g.Lines {
		for _, v := range line {
			visit(v)
		}
	}
	for _, face := range g.Surfaces {
		for _, ring := range face.Rings {
			for _, v := range ring {
				visit(v)
			}
		}
	}
}

// footprint is the plan of the faces that are said to be ground; else of those
// that look down; else of those that look up, which a road or a roof alone has.
func footprint(faces []CitySurface) orb.Geometry {
	choices := []func(CitySurface) bool{
		func(f CitySurface) bool { return f.Semantic == "GroundSurface" },
		func(f CitySurface) bool { return f.Shell == 0 && steep(f) < -0.5 },
		func(f CitySurface) bool { return f.Shell == 0 && steep(f) > 0.5 },
	}
	for k, choose := range choices {
		var chosen []CitySurface
		for _, f := range faces {
			if choose(f) {
				chosen = append(chosen, f)
			}
		}
		// Faces that look down may be floors of an oriel only; then those that
		// look up cover more.
		if g := planOf(chosen); g != nil && (k != 1 || planArea(chosen) >= 0.5*planArea(slices.Collect(upward(faces)))) {
			return g
		}
		if g := unionOf(chosen); k != 1 && g != nil {
			return g
		}
	}
	return nil
}

// unionOf is the plan of faces that overlap.
func unionOf(faces []CitySurface) orb.Geometry {
	var list []orb.Geometry
	for _, f := range faces {
		var p orb.Polygon
		for _, ring := range f.Rings {
			p = append(p, closed(plan(ring)))
		}
		if g, err := Union(p); err == nil && g != nil { // faces that are no polygons are left out
			list = append(list, g)
		}
	}
	if len(list) == 0 {
		return nil
	}
	g, err := Union(list...)
	if err != nil {
		return nil
	}
	switch g.(type) {
	case orb.Polygon, orb.MultiPolygon:
		return g
	}
	return nil
}

func upward(faces []CitySurface) func(func(CitySurface) bool) {
	return func(yield func(CitySurface) bool) {
		for _, f := range faces {
			if f.Shell == 0 && steep(f) > 0.5 && !yield(f) {
				return
			}
		}
	}
}

func planArea(faces []CitySurface) (sum float64) {
	for _, f := range faces {
		for _, ring := range f.Rings {
			sum += signedArea(plan(ring))
		}
	}
	return math.Abs(sum)
}

func plan(ring []mgl64.Vec3) []orb.Point {
	out := make([]orb.Point, len(ring))
	for k, v := range ring {
		out[k] = orb.Point{v[0], v[1]}
	}
	return out
}

// steep is the vertical part of a face's normal: 1 looks up, -1 down, 0 is a
// wall (Newell's method).
func steep(f CitySurface) float64 {
	if len(f.Rings) == 0 {
		return 0
	}
	var n mgl64.Vec3
	ring := f.Rings[0]
	for k, a := range ring { // from the first point: large coordinates eat digits
		b := ring[(k+1)%len(ring)]
		n = n.Add(a.Sub(ring[0]).Cross(b.Sub(ring[0])))
	}
	if length := n.Len(); length > 0 {
		return n[2] / length
	}
	return 0
}

// planOf joins faces that meet along sides: a side that two faces run through
// in opposite directions is inside; the rest is the outline. Faces that lie
// upon each other are left to unionOf.
func planOf(faces []CitySurface) orb.Geometry {
	type side struct{ a, b orb.Point }
	count, order := map[side]int{}, []side(nil)
	for _, f := range faces {
		for _, ring := range f.Rings {
			points := plan(ring)
			for k, a := range points {
				b := points[(k+1)%len(points)]
				if a == b {
					continue
				}
				if back := (side{b, a}); count[back] > 0 {
					count[back]--
					continue
				}
				count[side{a, b}]++
				order = append(order, side{a, b})
			}
		}
	}
	next := map[orb.Point][]orb.Point{}
	for _, s := range order {
		if count[s] > 0 {
			count[s]--
			next[s.a] = append(next[s.a], s.b)
		}
	}
	var rings []orb.Ring
	for _, s := range order {
		if len(next[s.a]) == 0 {
			continue
		}
		ring := orb.Ring{s.a}
		for at := s.a; ; {
			ways := next[at]
			if len(ways) == 0 {
				return nil // not closed: faces overlap or are turned
			}
			to := ways[0]
			next[at] = ways[1:]
			at = to
			ring = append(ring, at)
			if at == s.a {
				break
			}
		}
		if len(ring) >= 4 {
			rings = append(rings, ring)
		}
	}
	// A ring across another, or one in another that turns the same way, is a
	// face upon a face.
	open := make([][]mgl64.Vec2, len(rings))
	for k, ring := range rings {
		for _, p := range ring[1:] {
			open[k] = append(open[k], mgl64.Vec2(p))
		}
	}
	if _, _, _, crossed := firstCrossing(segmentsOf(open)); crossed {
		return nil
	}
	g, sum := polygonsOf(rings), planArea(faces)
	if _, area := Measure(g, false); math.Abs(area-sum) > 1e-9*(1+sum) {
		return nil
	}
	return g
}

// Layer makes a feature of each object that is no part of another: its
// footprint with its attributes and type, lod, z_min, z_max, height. lod ""
// is the highest of each object; "1" also takes "1.2".
func (m *CityModel) Layer(lod string) *Layer {
	l := &Layer{File: m.File, Format: "CityJSON " + m.Version, CRS: m.CRS, Objects: m.Counts}
	if m.Seq {
		l.Format = "CityJSONSeq " + m.Version
	}
	if m.Low[0] <= m.High[0] {
		l.Box = &[6]float64{m.Low[0], m.Low[1], m.Low[2], m.High[0], m.High[1], m.High[2]}
	}
	without := 0
	for k := range m.Objects {
		o := &m.Objects[k]
		if len(o.Parents) > 0 {
			continue
		}
		f := Feature{ID: o.ID, Index: k, Line: o.Line, Properties: map[string]any{}}
		for key, value := range o.Attributes {
			f.Properties[key] = value
		}
		f.Properties["type"] = o.Type
		shape, err := m.Shape(o, lod)
		if err != nil {
			without++
		} else {
			f.Geometry = shape.Footprint
			f.Properties["lod"], f.Properties["z_min"], f.Properties["z_max"] = shape.LoD, shape.Low, shape.High
			f.Properties["height"] = shape.Height()
		}
		l.Features = append(l.Features, f)
	}
	if without > 0 {
		l.Warn("%d objects have no geometry in this level of detail: the file has %s", without, strings.Join(m.LoDs(), ", "))
	}
	if m.CRS == (CRS{}) {
		l.Warn("metadata.referenceSystem is missing: say the system (cjio %s crs_assign EPSG out.city.json)", m.File)
	}
	return l
}

func readCityLayer(path string, o Options) (*Layer, error) {
	m, err := ReadCityJSON(path)
	if err != nil {
		return nil, err
	}
	l := m.Layer(o.LoD)
	if lods := m.LoDs(); o.LoD != "" && !slices.ContainsFunc(lods, func(lod string) bool { return lod == o.LoD || strings.HasPrefix(lod, o.LoD+".") }) {
		return nil, fmt.Errorf("%s: level of detail %q: the file has %s", path, o.LoD, strings.Join(lods, ", "))
	}
	return l, nil
}
