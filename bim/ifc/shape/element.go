package shape

import (
	"fmt"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/bim/ifc/step"
	"shapan/engine/solver/solid"
)

// An Element is a product with its shape.
type Element struct {
	ID     step.ID
	GUID   string
	Type   string // as the standard writes it: IfcWall
	Name   string
	Storey string
	Parts  []Part
	// Cut is the volume [m³] that the openings took: the gross volume is what is
	// left and this.
	Cut float64
	// Repaired says what was done to bodies that the file leaves open.
	Repaired []string
	// Opening is set for what is cut out of others: it stands for no matter.
	Opening bool
	// Failures are why something is missing of the shape, or all of it.
	Failures []string
	// Boxed is set where the shape could not be made and its box stands for it.
	Boxed bool
}

// Mesh is all bodies of the element as one mesh in the model's frame. Nothing is
// welded.
func (e *Element) Mesh() *solid.Mesh {
	out := &solid.Mesh{}
	for _, p := range e.Parts {
		if p.Mesh != nil {
			out.Append(p.Mesh.Transformed(p.Transform))
		}
	}
	return out
}

// A product is what Build needs to know of an element.
type product struct {
	Element
	in             step.Instance
	placement      mgl64.Mat4
	placed         error
	representation step.Instance
	shaped         bool // has a representation
	axis           step.Instance
	onAxis         bool      // an alignment of IFC4X1: axis instead of a representation
	loose          bool      // is a representation item itself
	maps           []step.ID // of a type object, instead of a representation
	openings       []step.ID
	material       *Style // of what it is made of; for parts without a style of their own
}

// shape fills in the parts of a product.
func (r *reader) shape(p *product, find func(step.ID) *product) {
	j := r.job()
	err := safely(func() error {
		if p.placed != nil {
			return p.placed
		}
		parts, err := j.body(p)
		if err != nil {
			return err
		}
		p.Parts = parts
		if len(p.openings) > 0 {
			if err := j.cutOpenings(p, find); err != nil {
				j.warn("openings are not cut: %v", err)
			}
		}
		for k := range p.Parts {
			p.Parts[k].Transform = p.placement.Mul4(p.Parts[k].Transform)
			if p.Parts[k].Style == nil {
				p.Parts[k].Style = p.material
			}
		}
		return nil
	})
	p.Failures = append(p.Failures, j.warnings...)
	p.Repaired = j.repairs
	if err != nil {
		p.Failures = append(p.Failures, err.Error())
		p.Parts = nil
		_ = safely(func() error {
			if p.placed == nil {
				p.Parts = r.job().box(p)
			}
			p.Boxed = len(p.Parts) > 0
			for k := range p.Parts {
				p.Parts[k].Transform = p.placement.Mul4(p.Parts[k].Transform)
			}
			return nil
		})
	}
}

// body makes the representations that show a product's body, in its own frame.
func (j *job) body(p *product) ([]Part, error) {
	if p.loose {
		return j.looseParts(p.in)
	}
	if p.onAxis {
		return j.parts(p.axis)
	}
	if p.maps != nil {
		return j.typeParts(p)
	}
	chosen, err := j.choose(p.representation)
	if err != nil {
		return nil, err
	}
	var out []Part
	var first error
	for _, in := range chosen {
		some, err := j.representation(in)
		if err != nil {
			if j.left < 0 {
				return nil, err
			}
			if first == nil {
				first = err
			}
			continue
		}
		out = append(out, some...)
	}
	if len(out) == 0 {
		return nil, first
	}
	if first != nil {
		j.warn("%v", first)
	}
	return out, nil
}

// choose picks of a product's representations those that show its body. Many
// have several of one thing: a body, its axis, its box, its plan.
func (j *job) choose(definition step.Instance) ([]step.Instance, error) {
	a := definition.Args() // Name, Description, Representations
	list, ok := a.List(2)
	if !ok {
		return nil, fault(definition, "Representations is %s; expected a list", a.Kind(2))
	}
	best := 0
	var out []step.Instance
	for k := 0; list.Kind(k) != step.None; k++ {
		in, err := need(definition, &list, k, "Representations")
		if err != nil {
			return nil, err
		}
		switch r := rank(in); {
		case r > best:
			best, out = r, []step.Instance{in}
		case r == best && r > 0:
			out = append(out, in)
		}
	}
	return out, nil
}

// rank tells how well a representation shows the body; 0: not at all.
func rank(in step.Instance) int {
	switch in.Type() {
	case "IFCSHAPEREPRESENTATION", "IFCSHAPEMODEL":
	case "IFCTOPOLOGYREPRESENTATION": // of structural members: faces and edges
		return 3
	default:
		return 0
	}
	a := in.Args() // ContextOfItems, RepresentationIdentifier, RepresentationType, Items
	identifier, _ := a.String(1)
	kind, _ := a.String(2)
	solidKind := 0
	switch kind {
	case "Curve2D", "Curve3D", "Curve", "GeometricCurveSet", "Annotation2D", "PointCloud", "Point", "Segment", "Edge", "Path", "LightSource":
		solidKind = -1
	case "SweptSolid", "AdvancedSweptSolid", "Brep", "AdvancedBrep", "CSG", "Clipping", "Tessellation", "SurfaceModel", "SolidModel",
		"MappedRepresentation", "SectionedSpine", "Surface3D", "SectionedSurface", "FaceBasedSurfaceModel", "Surface", "BREP", "AttributedSolid":
		solidKind = 1
	}
	switch identifier {
	case "Body", "body":
		return 9
	case "Facetation", "Tessellation", "Surface", "Body-FallBack", "Body-Fallback":
		return 8
	case "Box":
		return 1
	case "Axis", "FootPrint", "Profile", "Annotation", "Plan", "CoG", "Clearance", "Lighting", "Reference", "SurveyPoints":
		return 2
	}
	switch solidKind {
	case 1:
		return 7
	case -1:
		return 2
	}
	if kind == "BoundingBox" {
		return 1
	}
	return 6
}

// cutOpenings takes the openings of a product from its bodies. Both are brought
// to the frame of the product, where numbers are small.
func (j *job) cutOpenings(p *product, find func(step.ID) *product) error {
	var cutters []*solid.Mesh
	back := p.placement.Inv()
	for _, id := range p.openings {
		o := find(id)
		if o == nil {
			continue
		}
		if o.placed != nil {
			j.warn("opening #%d: %v", id, o.placed)
			continue
		}
		parts, err := j.body(o)
		if err != nil {
			j.warn("opening #%d: %v", id, err)
			continue
		}
		by := back.Mul4(o.placement)
		for _, part := range parts {
			if part.Mesh != nil {
				cutters = append(cutters, part.bakedBy(by).Mesh)
			}
		}
	}
	if len(cutters) == 0 {
		return nil
	}
	for k, part := range p.Parts {
		if part.Mesh == nil {
			continue
		}
		baked := part.bakedBy(mgl64.Ident4())
		cut, err := j.subtracted(p.in, baked.Mesh, cutters)
		if err != nil {
			return fmt.Errorf("%w", err)
		}
		p.Cut += baked.Mesh.Volume() - cut.Volume()
		baked.Mesh = cut
		p.Parts[k] = baked
	}
	return nil
}
