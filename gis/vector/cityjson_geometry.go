package vector

import (
	"errors"
	"fmt"
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// ringDepth says how many lists lie around a ring of vertices in boundaries.
var ringDepth = map[string]int{"MultiSurface": 2, "CompositeSurface": 2, "Solid": 3, "MultiSolid": 4, "CompositeSolid": 4}

// geometry reads one of an object or a template.
func (r *cityJSON) geometry(s *jsonScan) (g CityGeometry, err error) {
	boundaries, semantics, template := -1, -1, -1
	var matrix []float64
	err = s.members(func(key string) (err error) {
		switch key {
		case "type":
			return s.decode(&g.Type)
		case "lod":
			raw, err := s.raw()
			if err == nil {
				g.LoD, err = lodOf(raw)
			}
			return err
		case "boundaries":
			boundaries = s.at
		case "semantics":
			semantics = s.at
		case "template":
			return s.decode(&template)
		case "transformationMatrix":
			return s.decode(&matrix)
		}
		_, err = s.raw()
		return err
	})
	if err != nil {
		return g, err
	}
	end := s.at
	defer func() { s.at = max(s.at, end) }()
	if boundaries < 0 {
		return g, errors.New("has no boundaries")
	}
	s.at = boundaries
	depth := ringDepth[g.Type]
	switch {
	case g.Type == "MultiPoint":
		g.Points, err = r.ring(s, r.vertices)
	case g.Type == "MultiLineString":
		err = s.elements(func(int) error {
			line, err := r.ring(s, r.vertices)
			g.Lines = append(g.Lines, line)
			return err
		})
	case g.Type == "GeometryInstance":
		return r.instance(s, template, matrix)
	case depth == 0:
		return g, fmt.Errorf("type %q: must be a geometry of CityJSON", g.Type)
	default:
		err = r.surfaces(s, &g, depth, [3]int{})
	}
	if err != nil {
		return g, fmt.Errorf("boundaries: %w", err)
	}
	if semantics >= 0 && depth > 0 {
		s.at = semantics
		if err := r.semantics(s, &g); err != nil {
			return g, fmt.Errorf("semantics: %w", err)
		}
	}
	return g, nil
}

// surfaces walks down to the faces; path holds solid, shell and face.
func (r *cityJSON) surfaces(s *jsonScan, g *CityGeometry, depth int, path [3]int) error {
	if depth == 1 {
		face := CitySurface{Solid: path[0], Shell: path[1]}
		err := s.elements(func(int) error {
			ring, err := r.ring(s, r.vertices)
			face.Rings = append(face.Rings, ring)
			return err
		})
		g.Surfaces = append(g.Surfaces, face)
		return err
	}
	return s.elements(func(k int) error {
		path[4-depth] = k // depth 4: solids, 3: shells, 2: faces
		return r.surfaces(s, g, depth-1, path)
	})
}

// ring reads a list of indices.
func (r *cityJSON) ring(s *jsonScan, vertices []mgl64.Vec3) (ring []mgl64.Vec3, err error) {
	err = s.elements(func(int) error {
		n, err := s.number()
		if err != nil {
			return err
		}
		if !(n >= 0 && n < float64(len(vertices))) || n != math.Trunc(n) {
			return fmt.Errorf("vertex %g: must be a whole number below %d", n, len(vertices))
		}
		ring = append(ring, vertices[int(n)])
		return nil
	})
	return ring, err
}

// semantics gives each face its meaning. Lists of values nest as the faces do,
// one level less; null in place of a list means all of it.
func (r *cityJSON) semantics(s *jsonScan, g *CityGeometry) error {
	if s.null() {
		return nil
	}
	var m struct {
		Surfaces []struct {
			Type string `json:"type"`
		} `json:"surfaces"`
		Values any `json:"values"`
	}
	if err := s.decode(&m); err != nil {
		return err
	}
	counts := map[[2]int]int{} // faces of each shell
	solids, shells := 0, map[int]int{}
	for _, f := range g.Surfaces {
		counts[[2]int{f.Solid, f.Shell}]++
		solids = max(solids, f.Solid+1)
		shells[f.Solid] = max(shells[f.Solid], f.Shell+1)
	}
	face := 0
	name := func(values any, n int) error {
		list, _ := values.([]any)
		if values != nil && len(list) != n {
			return fmt.Errorf("%d values for %d faces", len(list), n)
		}
		for _, v := range list {
			k, isNumber := v.(float64)
			if v != nil {
				if !isNumber || !(k >= 0 && k < float64(len(m.Surfaces))) || k != math.Trunc(k) {
					return fmt.Errorf("value %v: must be null or a whole number below %d", v, len(m.Surfaces))
				}
				g.Surfaces[face].Semantic = m.Surfaces[int(k)].Type
			}
			face++
		}
		if values == nil {
			face += n
		}
		return nil
	}
	item := func(values any, k int) any {
		if list, ok := values.([]any); ok && k < len(list) {
			return list[k]
		}
		return nil
	}
	for solid := range solids {
		ofSolid := m.Values
		if ringDepth[g.Type] == 4 {
			ofSolid = item(m.Values, solid)
		}
		for shell := range shells[solid] {
			ofShell := ofSolid
			if ringDepth[g.Type] >= 3 {
				ofShell = item(ofSolid, shell)
			}
			if err := name(ofShell, counts[[2]int{solid, shell}]); err != nil {
				return err
			}
		}
	}
	return nil
}

// geometryTemplates reads shapes that objects use many times, such as trees.
func (r *cityJSON) geometryTemplates() error {
	templates, anchors := -1, -1
	err := r.members(func(key string) error {
		switch key {
		case "templates":
			templates = r.at
		case "vertices-templates":
			anchors = r.at
		}
		_, err := r.raw()
		return err
	})
	if err != nil || templates < 0 || anchors < 0 {
		return err
	}
	r.at = anchors
	own, err := r.positions(nil, mgl64.Vec3{1, 1, 1}, mgl64.Vec3{})
	if err != nil {
		return err
	}
	model := r.vertices
	defer func() { r.vertices = model }()
	r.vertices, r.at = own, templates
	return r.elements(func(k int) error {
		from := r.at
		raw, err := r.raw()
		if err != nil {
			return err
		}
		s := &jsonScan{data: raw}
		g, err := r.geometry(s)
		if err != nil {
			r.fail(r.lineAt(from), fmt.Sprintf("geometry-templates.templates[%d]", k), "%v", err)
		}
		r.templates = append(r.templates, g)
		return nil
	})
}

const maxInstanced = 64 // faces of instances for each byte of the file: a file of 1 MB may repeat a template to 64 million

// instance places a template at a vertex: x = M·t + vertex.
func (r *cityJSON) instance(s *jsonScan, template int, matrix []float64) (g CityGeometry, err error) {
	at, err := r.ring(s, r.vertices)
	switch {
	case err != nil:
		return g, fmt.Errorf("boundaries: %w", err)
	case len(at) != 1:
		return g, fmt.Errorf("boundaries: %d vertices: must be one", len(at))
	case template < 0 || template >= len(r.templates):
		return g, fmt.Errorf("template %d: there are %d", template, len(r.templates))
	case len(matrix) != 16:
		return g, fmt.Errorf("transformationMatrix: %d numbers: must be 16", len(matrix))
	}
	t := r.templates[template]
	if r.instanced += int64(len(t.Surfaces) + len(t.Lines) + len(t.Points)); r.instanced > maxInstanced*int64(len(r.data)) {
		return g, errors.New("templates are repeated beyond reason")
	}
	var m mgl64.Mat4
	copy(m[:], matrix)
	modelFromTemplate := mgl64.Translate3D(at[0][0], at[0][1], at[0][2]).Mul4(m.Transpose()) // rows in the file
	bad := false
	place := func(list []mgl64.Vec3) []mgl64.Vec3 {
		out := make([]mgl64.Vec3, len(list))
		for k, v := range list {
			out[k] = mgl64.TransformCoordinate(v, modelFromTemplate)
			for _, x := range out[k] {
				bad = bad || !(math.Abs(x) <= furthest)
			}
		}
		return out
	}
	g = CityGeometry{Type: t.Type, LoD: t.LoD, Points: place(t.Points)}
	for _, line := range t.Lines {
		g.Lines = append(g.Lines, place(line))
	}
	for _, face := range t.Surfaces {
		rings := make([][]mgl64.Vec3, len(face.Rings))
		for k, ring := range face.Rings {
			rings[k] = place(ring)
		}
		face.Rings = rings
		g.Surfaces = append(g.Surfaces, face)
	}
	if bad {
		return g, errors.New("transformationMatrix: leads off the earth")
	}
	return g, nil
}
