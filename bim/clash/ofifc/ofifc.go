// Package ofifc makes clash objects of IFC models: bodies with what excuses them
// from clashing, which is what hosts, holds or joins what.
package ofifc

import (
	"encoding/binary"
	"strings"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/bim/clash"
	"shapan/bim/ifc"
	"shapan/bim/ifc/shape"
	"shapan/bim/ifc/step"
	"shapan/engine/solver/solid"
)

// Unchecked is an element that was not compared with any other, and why.
type Unchecked struct {
	GUID   string `json:"guid"`
	Type   string `json:"type"`
	Name   string `json:"name,omitempty"`
	Model  string `json:"model"`
	Reason string `json:"reason"`
}

// Objects makes objects of the elements of a model, whose name they bear. One
// whose shape could not be made, or of which a box alone is known, is not an
// object: clashes of a box would be guesses. It is named in the second result.
// IFC's own assemblies, fillings and port connections are taken over.
func Objects(m *ifc.Model, elements []shape.Element, model string) ([]clash.Object, []Unchecked) {
	relations := read(m)
	var out []clash.Object
	var missing []Unchecked
	bodies := bodies{map[string]*solid.Mesh{}, map[*solid.Mesh]uint64{}}
	for k := range elements {
		e := &elements[k]
		if e.Opening {
			continue
		}
		mesh, at := bodies.one(e)
		if e.Boxed || mesh == nil && len(e.Failures) > 0 {
			missing = append(missing, Unchecked{e.GUID, e.Type, e.Name, model, strings.Join(e.Failures, "; ")})
			continue
		}
		if mesh == nil { // lines, or nothing to see
			continue
		}
		o := clash.Object{GUID: e.GUID, Type: e.Type, Name: e.Name, Model: model, Mesh: mesh, Transform: at}
		relations.tell(&o, e.ID)
		out = append(out, o)
	}
	return out, missing
}

// bodies makes one mesh of the parts of an element. Elements whose parts are the
// same meshes, moved together, share it, so that it is sorted once for all.
type bodies struct {
	made   map[string]*solid.Mesh
	number map[*solid.Mesh]uint64
}

func (b *bodies) one(e *shape.Element) (*solid.Mesh, mgl64.Mat4) {
	var parts []*shape.Part
	together := true
	for k := range e.Parts {
		if p := &e.Parts[k]; p.Mesh != nil && len(p.Mesh.Triangles) > 0 {
			parts = append(parts, p)
			together = together && p.Transform == parts[0].Transform
		}
	}
	switch {
	case len(parts) == 0:
		return nil, mgl64.Ident4()
	case len(parts) == 1:
		return parts[0].Mesh, parts[0].Transform
	case !together:
		// From the first part's frame, since far from the origin numbers are coarse.
		out, back := &solid.Mesh{}, parts[0].Transform.Inv()
		if parts[0].Transform.Det() == 0 {
			return e.Mesh(), mgl64.Ident4()
		}
		for _, p := range parts {
			out.Append(p.Mesh.Transformed(back.Mul4(p.Transform)))
		}
		return out, parts[0].Transform
	}
	var key []byte
	for _, p := range parts {
		n, known := b.number[p.Mesh]
		if !known {
			n = uint64(len(b.number))
			b.number[p.Mesh] = n
		}
		key = binary.AppendUvarint(key, n)
	}
	out := b.made[string(key)]
	if out == nil {
		out = &solid.Mesh{}
		for _, p := range parts {
			out.Append(p.Mesh)
		}
		b.made[string(key)] = out
	}
	return out, parts[0].Transform
}

// relations are those of a model that excuse clashes.
type relations struct {
	model  *ifc.Model
	joined map[step.ID][]step.ID
}

func read(m *ifc.Model) relations {
	r := relations{m, map[step.ID][]step.ID{}}
	for _, c := range m.Connections() {
		if c.Ports != ([2]step.ID{}) && c.Ends[0] != 0 && c.Ends[1] != 0 {
			r.joined[c.Ends[0]] = append(r.joined[c.Ends[0]], c.Ends[1])
		}
	}
	return r
}

// deepest bounds the way up through wholes, should a file have them in a ring.
const deepest = 64

func (r *relations) tell(o *clash.Object, id step.ID) {
	e := r.model.Entity(id)
	if opening := r.model.Filled(e); opening.Exists() {
		o.Hosts = append(o.Hosts, opening.Text("GlobalId"))
		if host := r.model.Host(opening); host.Exists() {
			o.Hosts = append(o.Hosts, host.Text("GlobalId"))
		}
	}
	for part := range r.model.Parts(e) {
		if part.Is("IfcElement") {
			o.Assembly = o.GUID
			break
		}
	}
	up := e
	for range deepest {
		if up = r.model.Whole(up); !up.Exists() || !up.Is("IfcElement") {
			break
		}
		o.Assembly = up.Text("GlobalId")
	}
	for _, other := range r.joined[id] {
		o.Joined = append(o.Joined, r.model.Entity(other).Text("GlobalId"))
	}
}
