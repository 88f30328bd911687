package shape

import (
	"github.com/go-gl/mathgl/mgl64"

	"shapan/bim/ifc"
	"shapan/bim/ifc/step"
)

// loose finds the representation items of a file that no other instance refers
// to: what there is to see in a file that has geometry but no products, as
// programs write to pass a single body on.
func loose(m *ifc.Model) []product {
	used := make(map[step.ID]bool, m.File.Len())
	for k := range m.File.Len() {
		in := m.File.At(k)
		references(in.Text(), func(id step.ID) {
			if id != in.ID() {
				used[id] = true
			}
		})
	}
	var out []product
	for k := range m.File.Len() {
		in := m.File.At(k)
		if used[in.ID()] {
			continue
		}
		e := m.Entity(in.ID())
		if !e.Is("IfcSolidModel") && !e.Is("IfcBooleanResult") && !e.Is("IfcCsgPrimitive3D") && !e.Is("IfcTessellatedItem") &&
			!e.Is("IfcFaceBasedSurfaceModel") && !e.Is("IfcShellBasedSurfaceModel") && !e.Is("IfcCurve") && !e.Is("IfcMappedItem") &&
			!e.Is("IfcGeometricSet") && !e.Is("IfcSectionedSpine") && !e.Is("IfcConnectedFaceSet") && !e.Is("IfcFace") && !e.Is("IfcSurface") &&
			!e.Is("IfcProfileDef") && !e.Is("IfcHalfSpaceSolid") && !e.Is("IfcShapeRepresentation") && !e.Is("IfcBoundingBox") {
			continue
		}
		p := product{in: in, loose: true, shaped: true, placement: mgl64.Ident4()}
		p.ID, p.Type = in.ID(), e.Type()
		out = append(out, p)
	}
	return out
}

// references finds the #12 in an instance's text, outside of strings.
func references(text string, found func(id step.ID)) {
	for k := 0; k < len(text); k++ {
		switch text[k] {
		case '\'':
			for k++; k < len(text) && text[k] != '\''; k++ {
			}
		case '#':
			id := uint64(0)
			for k+1 < len(text) && text[k+1] >= '0' && text[k+1] <= '9' && id < 1<<32 {
				k++
				id = id*10 + uint64(text[k]-'0')
			}
			if id < 1<<32 {
				found(step.ID(id))
			}
		}
	}
}

// typeShapes are the representations of type objects, IfcTypeProduct, as products:
// what a library of parts shows, where nothing is placed.
func typeShapes(m *ifc.Model) []product {
	var out []product
	for _, e := range m.Of("IfcTypeProduct") {
		maps := e.Refs("RepresentationMaps")
		if len(maps) == 0 {
			continue
		}
		p := product{maps: maps, shaped: true, placement: mgl64.Ident4()}
		p.in, _ = m.File.Instance(e.Number())
		p.ID, p.Type, p.GUID, p.Name = e.Number(), e.Type(), e.Text("GlobalId"), e.Text("Name")
		out = append(out, p)
	}
	return out
}

// typeParts makes the best of a type's representations, each with the origin of
// its map.
func (j *job) typeParts(p *product) ([]Part, error) {
	var out []Part
	best := 0
	for _, id := range p.maps {
		source, ok := j.file.Instance(id)
		if !ok {
			continue
		}
		s := source.Args() // MappingOrigin, MappedRepresentation
		to, err := need(source, &s, 1, "MappedRepresentation")
		if err != nil {
			return nil, err
		}
		r := rank(to)
		if r == 0 || r < best {
			continue
		}
		if r > best {
			best, out = r, nil
		}
		some, err := j.once(to)
		if err != nil {
			return nil, err
		}
		out = append(out, some...)
	}
	return out, nil
}

// looseParts makes an item that stands alone; a profile shows its outlines.
func (j *job) looseParts(in step.Instance) ([]Part, error) {
	switch kind := in.Type(); {
	case kind == "IFCSHAPEREPRESENTATION":
		return j.representation(in)
	case halfSpace(in):
		return j.border(in)
	case len(kind) > 10 && kind[len(kind)-10:] == "PROFILEDEF" || kind == "IFCARBITRARYPROFILEDEFWITHVOIDS":
		if open(in) {
			path, err := j.openProfile(in)
			return []Part{{Lines: [][]mgl64.Vec3{path}, Transform: mgl64.Ident4(), Item: in.ID()}}, err
		}
		regions, err := j.profile(in)
		if err != nil {
			return nil, err
		}
		part := Part{Transform: mgl64.Ident4(), Item: in.ID()}
		for _, r := range regions {
			for _, loop := range append(r.Holes, r.Outer) {
				line := make([]mgl64.Vec3, 0, len(loop)+1)
				for _, p := range loop {
					line = append(line, p.Vec3(0))
				}
				part.Lines = append(part.Lines, append(line, line[0]))
			}
		}
		return []Part{part}, nil
	}
	return j.parts(in)
}
