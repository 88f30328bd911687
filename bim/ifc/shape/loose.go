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

// looseParts makes an item that stands alone; a profile shows its outlines.
func (j *job) looseParts(in step.Instance) ([]Part, error) {
	switch kind := in.Type(); {
	case kind == "IFCSHAPEREPRESENTATION":
		return j.representation(in)
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
