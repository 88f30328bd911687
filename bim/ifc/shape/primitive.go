package shape

import (
	"shapan/bim/ifc/step"
	"shapan/engine/solver/solid"
)

// primitive reads the bodies of constructive solid geometry: Position and their
// measures.
func (j *job) primitive(in step.Instance) (*solid.Mesh, error) {
	a := in.Args()
	by, err := j.placementAt(&a, 0)
	if err != nil {
		return nil, err
	}
	m := measures{j: j, in: in, a: &a}
	var out *solid.Mesh
	switch in.Type() {
	case "IFCBLOCK": // XLength, YLength, ZLength
		x, y, z := m.need(1, "XLength"), m.need(2, "YLength"), m.need(3, "ZLength")
		out, err = solid.Block(x, y, z)
	case "IFCRECTANGULARPYRAMID": // XLength, YLength, Height
		x, y, z := m.need(1, "XLength"), m.need(2, "YLength"), m.need(3, "Height")
		out, err = solid.Pyramid(x, y, z)
	case "IFCRIGHTCIRCULARCONE": // Height, BottomRadius
		z, r := m.need(1, "Height"), m.need(2, "BottomRadius")
		out, err = solid.Cone(r, z, j.tol)
	case "IFCRIGHTCIRCULARCYLINDER": // Height, Radius
		z, r := m.need(1, "Height"), m.need(2, "Radius")
		out, err = solid.Cylinder(r, z, j.tol)
	case "IFCSPHERE": // Radius
		out, err = solid.Sphere(m.need(1, "Radius"), j.tol)
	}
	if m.err != nil {
		return nil, m.err
	}
	if err != nil {
		return nil, fault(in, "%v", err)
	}
	return placed(out, by), j.spend(len(out.Triangles))
}
