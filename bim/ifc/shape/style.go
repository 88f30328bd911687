package shape

import (
	"shapan/bim/ifc"
	"shapan/bim/ifc/step"
)

// A Style is how a surface looks. Components are from 0 to 1.
type Style struct {
	Name         string
	Red          float64
	Green        float64
	Blue         float64
	Transparency float64
}

// styles are found once for a file: by the item that an IfcStyledItem styles,
// and by the material.
type styles struct {
	ofItem     map[step.ID]*Style
	ofMaterial map[step.ID]*Style
}

// readStyles reads all IfcStyledItem (Item, Styles, Name) and
// IfcMaterialDefinitionRepresentation (Name, Description, Representations,
// RepresentedMaterial).
func readStyles(f *step.File) styles {
	s := styles{map[step.ID]*Style{}, map[step.ID]*Style{}}
	made := map[step.ID]*Style{} // by the instance of the style: shared as in the file
	for in := range f.OfType("IFCSTYLEDITEM") {
		a := in.Args()
		item, ok := a.Ref(0)
		if !ok {
			continue
		}
		if style := firstStyle(in, made); style != nil && s.ofItem[item] == nil {
			s.ofItem[item] = style
		}
	}
	for in := range f.OfType("IFCMATERIALDEFINITIONREPRESENTATION") {
		a := in.Args()
		list, ok := a.List(2)
		material, there := a.Ref(3)
		if !ok || !there || s.ofMaterial[material] != nil {
			continue
		}
		for k := 0; list.Kind(k) != step.None && s.ofMaterial[material] == nil; k++ {
			representation, ok := list.Instance(k) // IfcStyledRepresentation: Items are styled items
			if !ok {
				continue
			}
			r := representation.Args()
			items, ok := r.List(3)
			for i := 0; ok && items.Kind(i) != step.None; i++ {
				if item, is := items.Instance(i); is && item.Type() == "IFCSTYLEDITEM" {
					if style := firstStyle(item, made); style != nil {
						s.ofMaterial[material] = style
						break
					}
				}
			}
		}
	}
	return s
}

// material is the style of what an element is made of: of several materials that
// of the first that has one.
func (s styles) material(m *ifc.Model, e ifc.Entity) *Style {
	if len(s.ofMaterial) == 0 {
		return nil
	}
	for _, use := range m.Materials(e) {
		for _, part := range use.Parts {
			if style := s.ofMaterial[part.MaterialID]; style != nil {
				return style
			}
		}
	}
	return nil
}

// firstStyle is the first surface style that a styled item names, by way of
// IfcPresentationStyleAssignment (Styles) in the older editions.
func firstStyle(in step.Instance, made map[step.ID]*Style) *Style {
	a := in.Args()
	list, ok := a.List(1)
	if !ok {
		return nil
	}
	for k := 0; list.Kind(k) != step.None; k++ {
		to, ok := list.Instance(k)
		if !ok {
			continue
		}
		if to.Type() == "IFCPRESENTATIONSTYLEASSIGNMENT" {
			p := to.Args()
			inner, ok := p.List(0)
			for i := 0; ok && inner.Kind(i) != step.None; i++ {
				if style, is := inner.Instance(i); is {
					if found := surfaceStyle(style, made); found != nil {
						return found
					}
				}
			}
		} else if found := surfaceStyle(to, made); found != nil {
			return found
		}
	}
	return nil
}

// surfaceStyle reads IfcSurfaceStyle (Name, Side, Styles), of whose parts
// IfcSurfaceStyleShading and Rendering (SurfaceColour, Transparency) give the
// colour, and IfcCurveStyle (Name, Font, Width, Colour) for lines.
func surfaceStyle(in step.Instance, made map[step.ID]*Style) *Style {
	if style, ok := made[in.ID()]; ok {
		return style
	}
	a := in.Args()
	var out *Style
	switch in.Type() {
	case "IFCSURFACESTYLE":
		list, ok := a.List(2)
		for k := 0; ok && list.Kind(k) != step.None && out == nil; k++ {
			part, is := list.Instance(k)
			if !is || part.Type() != "IFCSURFACESTYLESHADING" && part.Type() != "IFCSURFACESTYLERENDERING" {
				continue
			}
			p := part.Args()
			if out = colour(&p, 0); out != nil {
				if t, ok := p.Real(1); ok && t >= 0 && t <= 1 {
					out.Transparency = t
				}
			}
		}
	case "IFCCURVESTYLE":
		out = colour(&a, 3)
	}
	if out != nil {
		out.Name, _ = a.String(0)
	}
	made[in.ID()] = out
	return out
}

// colour reads the IfcColourRgb (Name, Red, Green, Blue) of attribute k.
func colour(a *step.Args, k int) *Style {
	to, ok := a.Instance(k)
	if !ok || to.Type() != "IFCCOLOURRGB" {
		return nil
	}
	c := to.Args()
	var v [3]float64
	for i := range v {
		x, ok := c.Real(i + 1)
		if !ok || !(x >= 0) {
			return nil
		}
		v[i] = min(x, 1)
	}
	return &Style{Red: v[0], Green: v[1], Blue: v[2]}
}

// styleOf is the style of an item itself, or of the body that a boolean result,
// a CSG solid starts from.
func (j *job) styleOf(in step.Instance) *Style {
	for range maxDepth {
		if s := j.shared.styles.ofItem[in.ID()]; s != nil {
			return s
		}
		at := -1
		switch in.Type() {
		case "IFCBOOLEANRESULT", "IFCBOOLEANCLIPPINGRESULT":
			at = 1
		case "IFCCSGSOLID":
			at = 0
		case "IFCFACETEDBREP", "IFCADVANCEDBREP", "IFCFACETEDBREPWITHVOIDS", "IFCADVANCEDBREPWITHVOIDS":
			at = 0 // some style the shell
		}
		if at < 0 {
			return nil
		}
		a := in.Args()
		to, ok := a.Instance(at)
		if !ok {
			return nil
		}
		in = to
	}
	return nil
}
