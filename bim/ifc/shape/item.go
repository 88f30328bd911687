package shape

import (
	"github.com/go-gl/mathgl/mgl64"

	"shapan/bim/ifc/step"
	"shapan/engine/solver/solid"
)

// A Part is one body of an element, or lines that stand for it.
type Part struct {
	// Mesh [m] may be shared by other parts of this and of other elements.
	Mesh *solid.Mesh
	// Lines [m] are what a curve gives: an axis, an alignment, a grid line.
	Lines [][]mgl64.Vec3
	// Transform leads from the mesh and the lines to the model's frame: z up,
	// metres, before any map placement.
	Transform mgl64.Mat4
	Solid     bool    // the item is a body by its type, not a surface
	Style     *Style  // nil: none in the file
	Item      step.ID // representation item
}

// parts makes what a representation item shows. A mapped item shows all of its
// source, which is made once for all that map it.
func (j *job) parts(in step.Instance) ([]Part, error) {
	if in.Type() == "IFCMAPPEDITEM" {
		return j.mapped(in)
	}
	if lines, err := j.lines(in); lines != nil || err != nil {
		return []Part{{Lines: lines, Transform: mgl64.Ident4(), Style: j.styleOf(in), Item: in.ID()}}, err
	}
	if in.Type() == "IFCGEOMETRICSET" || in.Type() == "IFCGEOMETRICCURVESET" {
		return j.geometricSet(in)
	}
	m, err := j.mesh(in)
	if err != nil {
		return nil, err
	}
	if m == nil { // nothing to see: text, a point, a light
		return nil, nil
	}
	return []Part{{Mesh: m, Transform: mgl64.Ident4(), Solid: j.solid(in), Style: j.styleOf(in), Item: in.ID()}}, nil
}

// solid tells whether an item is a body by its type: its surface should be closed.
func (j *job) solid(in step.Instance) bool {
	switch in.Type() {
	case "IFCFACEBASEDSURFACEMODEL", "IFCSHELLBASEDSURFACEMODEL", "IFCOPENSHELL", "IFCCONNECTEDFACESET", "IFCADVANCEDFACE", "IFCFACESURFACE", "IFCFACE",
		"IFCTRIANGULATEDIRREGULARNETWORK", "IFCCURVEBOUNDEDPLANE", "IFCCURVEBOUNDEDSURFACE", "IFCRECTANGULARTRIMMEDSURFACE",
		"IFCSURFACEOFLINEAREXTRUSION", "IFCSURFACEOFREVOLUTION", "IFCPLANE", "IFCCYLINDRICALSURFACE", "IFCSPHERICALSURFACE", "IFCTOROIDALSURFACE",
		"IFCBSPLINESURFACEWITHKNOTS", "IFCRATIONALBSPLINESURFACEWITHKNOTS", "IFCSECTIONEDSURFACE":
		return false
	case "IFCTRIANGULATEDFACESET", "IFCPOLYGONALFACESET": // Closed, at 1 or 2
		a := in.Args()
		first, known := a.Bool(1)
		second, otherwise := a.Bool(2)
		return known && first || otherwise && second
	case "IFCEXTRUDEDAREASOLID":
		a := in.Args()
		area, ok := a.Instance(0)
		return ok && !open(area)
	}
	return true
}

// mesh makes the body of a representation item. It is nil without error for
// what has none: texts, points, lights.
func (j *job) mesh(in step.Instance) (*solid.Mesh, error) {
	if err := j.enter(in); err != nil {
		return nil, err
	}
	defer j.leave()
	switch in.Type() {
	case "IFCEXTRUDEDAREASOLID", "IFCEXTRUDEDAREASOLIDTAPERED":
		return j.extruded(in)
	case "IFCREVOLVEDAREASOLID", "IFCREVOLVEDAREASOLIDTAPERED":
		return j.revolved(in)
	case "IFCSWEPTDISKSOLID", "IFCSWEPTDISKSOLIDPOLYGONAL":
		return j.sweptDisk(in)
	case "IFCSURFACECURVESWEPTAREASOLID", "IFCFIXEDREFERENCESWEPTAREASOLID", "IFCDIRECTRIXDERIVEDREFERENCESWEPTAREASOLID", "IFCDIRECTRIXCURVESWEPTAREASOLID":
		return j.sweptAlong(in)
	case "IFCSECTIONEDSPINE", "IFCSECTIONEDSOLIDHORIZONTAL", "IFCSECTIONEDSOLID", "IFCSECTIONEDSURFACE":
		return j.sectioned(in)
	case "IFCFACETEDBREP", "IFCFACETEDBREPWITHVOIDS", "IFCADVANCEDBREP", "IFCADVANCEDBREPWITHVOIDS", "IFCMANIFOLDSOLIDBREP":
		return j.solidBrep(in)
	case "IFCFACEBASEDSURFACEMODEL", "IFCSHELLBASEDSURFACEMODEL":
		return j.surfaceModel(in)
	case "IFCOPENSHELL", "IFCCLOSEDSHELL", "IFCCONNECTEDFACESET":
		f := j.facets()
		if err := f.shell(in); err != nil {
			return nil, err
		}
		return f.done(in)
	case "IFCADVANCEDFACE", "IFCFACESURFACE", "IFCFACE":
		f := j.facets()
		if err := f.face(in); err != nil {
			return nil, err
		}
		return f.done(in)
	case "IFCTRIANGULATEDFACESET", "IFCTRIANGULATEDIRREGULARNETWORK", "IFCPOLYGONALFACESET":
		m, err := j.tessellated(in)
		if err == nil && j.solid(in) {
			if m, err = j.closedUp(in, m); err == nil {
				outwards(m)
			}
		}
		return m, err
	case "IFCBOOLEANRESULT", "IFCBOOLEANCLIPPINGRESULT":
		return j.boolean(in)
	case "IFCCSGSOLID": // TreeRootExpression
		a := in.Args()
		to, err := need(in, &a, 0, "TreeRootExpression")
		if err != nil {
			return nil, err
		}
		return j.mesh(to)
	case "IFCBLOCK", "IFCSPHERE", "IFCRIGHTCIRCULARCONE", "IFCRIGHTCIRCULARCYLINDER", "IFCRECTANGULARPYRAMID":
		return j.primitive(in)
	case "IFCBOUNDINGBOX":
		return j.boundingBox(in)
	case "IFCCURVEBOUNDEDPLANE", "IFCCURVEBOUNDEDSURFACE", "IFCRECTANGULARTRIMMEDSURFACE",
		"IFCSURFACEOFLINEAREXTRUSION", "IFCSURFACEOFREVOLUTION", "IFCPLANE", "IFCCYLINDRICALSURFACE", "IFCSPHERICALSURFACE", "IFCTOROIDALSURFACE",
		"IFCBSPLINESURFACEWITHKNOTS", "IFCRATIONALBSPLINESURFACEWITHKNOTS":
		return j.surfaceItem(in)
	case "IFCHALFSPACESOLID", "IFCPOLYGONALBOUNDEDHALFSPACE", "IFCBOXEDHALFSPACE":
		return nil, fault(in, "a half space has no end and cannot stand alone")
	case "IFCTEXTLITERAL", "IFCTEXTLITERALWITHEXTENT", "IFCCARTESIANPOINT", "IFCSTYLEDITEM", "IFCPLANAREXTENT", "IFCPLANARBOX",
		"IFCANNOTATIONFILLAREA", "IFCFILLAREASTYLEHATCHING", "IFCLIGHTSOURCEAMBIENT", "IFCLIGHTSOURCEDIRECTIONAL",
		"IFCLIGHTSOURCEPOSITIONAL", "IFCLIGHTSOURCEGONIOMETRIC", "IFCLIGHTSOURCESPOT", "IFCPOINTONCURVE", "IFCPOINTONSURFACE",
		"IFCDEFINEDSYMBOL", "IFCVERTEXPOINT", "IFCVERTEX", "IFCVERTEXLOOP", "IFCDIRECTION", "IFCANNOTATIONSURFACE", "IFCAXIS2PLACEMENT2D", "IFCAXIS2PLACEMENT3D", "IFCPOINTBYDISTANCEEXPRESSION":
		return nil, nil
	}
	return nil, fault(in, "no representation item that is known here")
}

// lines makes the lines of a curve or an edge; nil for any other item.
func (j *job) lines(in step.Instance) ([][]mgl64.Vec3, error) {
	switch in.Type() {
	case "IFCPOLYLINE", "IFCINDEXEDPOLYCURVE", "IFCTRIMMEDCURVE", "IFCCOMPOSITECURVE", "IFC2DCOMPOSITECURVE", "IFCCIRCLE", "IFCELLIPSE",
		"IFCGRADIENTCURVE", "IFCSEGMENTEDREFERENCECURVE", "IFCALIGNMENTCURVE", "IFCOFFSETCURVEBYDISTANCES", "IFCOFFSETCURVE2D", "IFCOFFSETCURVE3D",
		"IFCBSPLINECURVE", "IFCBSPLINECURVEWITHKNOTS", "IFCRATIONALBSPLINECURVEWITHKNOTS", "IFCBEZIERCURVE", "IFCRATIONALBEZIERCURVE",
		"IFCCOMPOSITECURVEONSURFACE", "IFCBOUNDARYCURVE", "IFCOUTERBOUNDARYCURVE", "IFCSURFACECURVE", "IFCINTERSECTIONCURVE", "IFCSEAMCURVE", "IFCPCURVE":
		path, err := j.path(in)
		if err != nil {
			return nil, err
		}
		return [][]mgl64.Vec3{path}, nil
	case "IFCCURVESEGMENT":
		return j.segmentLine(in)
	case "IFCEDGE", "IFCEDGECURVE", "IFCORIENTEDEDGE", "IFCSUBEDGE":
		path, err := j.edge(in)
		if err != nil {
			return nil, err
		}
		return [][]mgl64.Vec3{path}, nil
	case "IFCPATH", "IFCEDGELOOP": // EdgeList
		var out [][]mgl64.Vec3
		a := in.Args()
		err := j.each(in, &a, 0, func(to step.Instance, _ *step.Args) error {
			path, err := j.edge(to)
			out = append(out, path)
			return err
		})
		return out, err
	case "IFCPOLYLOOP": // Polygon
		a := in.Args()
		c, err := j.polyline(in, &a)
		if err != nil {
			return nil, err
		}
		loop := c.(polyline)
		return [][]mgl64.Vec3{append(loop, loop[0])}, nil
	case "IFCLINE": // Pnt, Dir: without ends; a metre of it is shown
		c, err := j.curve(in)
		if err != nil {
			return nil, err
		}
		return [][]mgl64.Vec3{{c.at(0), c.at(1)}}, nil
	}
	return nil, nil
}

// geometricSet reads Elements: curves, points and surfaces.
func (j *job) geometricSet(in step.Instance) ([]Part, error) {
	if err := j.enter(in); err != nil {
		return nil, err
	}
	defer j.leave()
	a := in.Args()
	list, ok := a.List(0)
	if !ok {
		return nil, fault(in, "Elements is %s; expected a set", a.Kind(0))
	}
	var out []Part
	var first error
	for k := 0; list.Kind(k) != step.None; k++ {
		to, err := need(in, &list, k, "Elements")
		if err != nil {
			return nil, err
		}
		some, err := j.parts(to)
		if err != nil {
			if j.left < 0 {
				return nil, err
			}
			if first == nil {
				first = err
			}
			continue
		}
		if style := j.styleOf(in); style != nil {
			for i := range some {
				if some[i].Style == nil {
					some[i].Style = style
				}
			}
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

// mapped reads an IfcMappedItem: MappingSource, MappingTarget.
func (j *job) mapped(in step.Instance) ([]Part, error) {
	if err := j.enter(in); err != nil {
		return nil, err
	}
	defer j.leave()
	a := in.Args()
	source, err := need(in, &a, 0, "MappingSource")
	if err != nil {
		return nil, err
	}
	target, err := need(in, &a, 1, "MappingTarget")
	if err != nil {
		return nil, err
	}
	to, err := j.operator(target)
	if err != nil {
		return nil, err
	}
	s := source.Args() // MappingOrigin, MappedRepresentation
	origin, err := j.placementAt(&s, 0)
	if err != nil {
		return nil, err
	}
	representation, err := need(source, &s, 1, "MappedRepresentation")
	if err != nil {
		return nil, err
	}
	some, err := j.once(representation)
	if err != nil {
		return nil, err
	}
	// Maps that map maps multiply: what each shows counts again.
	cost := 0
	for _, p := range some {
		cost += 200 + len(p.Lines)
		if p.Mesh != nil {
			cost += len(p.Mesh.Triangles)
		}
	}
	if err := j.spend(cost); err != nil {
		return nil, fault(in, "%v", err)
	}
	// The target is where the origin goes.
	by := to.Mul4(origin)
	style := j.styleOf(in)
	out := make([]Part, len(some))
	for k, p := range some {
		p.Transform = by.Mul4(p.Transform)
		if p.Style == nil {
			p.Style = style
		}
		out[k] = p
	}
	return out, nil
}

// representation makes all items of an IfcShapeRepresentation:
// ContextOfItems, RepresentationIdentifier, RepresentationType, Items.
// Items that fail are told by warnings if others do not.
func (j *job) representation(in step.Instance) ([]Part, error) {
	a := in.Args()
	list, ok := a.List(3)
	if !ok {
		return nil, fault(in, "Items is %s; expected a set", a.Kind(3))
	}
	var out []Part
	var errs []error
	for k := 0; list.Kind(k) != step.None; k++ {
		to, err := need(in, &list, k, "Items")
		if err != nil {
			return nil, err
		}
		some, err := j.parts(to)
		if err != nil {
			if j.left < 0 {
				return nil, err
			}
			errs = append(errs, err)
			continue
		}
		out = append(out, some...)
	}
	if len(errs) > 0 {
		if len(out) == 0 {
			return nil, errs[0]
		}
		for _, err := range errs {
			j.warn("%v", err)
		}
	}
	return out, nil
}
