package shape

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"

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
		out = boxMesh(mgl64.Vec3{}, mgl64.Vec3{x, y, z})
	case "IFCRECTANGULARPYRAMID": // XLength, YLength, Height
		x, y, z := m.need(1, "XLength"), m.need(2, "YLength"), m.need(3, "Height")
		out = cone(solid.Loop{{0, 0}, {x, 0}, {x, y}, {0, y}}, mgl64.Vec3{x / 2, y / 2, z})
	case "IFCRIGHTCIRCULARCONE": // Height, BottomRadius
		z, r := m.need(1, "Height"), m.need(2, "BottomRadius")
		if m.err == nil {
			out = cone(solid.Disk(r, j.tol), mgl64.Vec3{0, 0, z})
		}
	case "IFCRIGHTCIRCULARCYLINDER": // Height, Radius
		z, r := m.need(1, "Height"), m.need(2, "Radius")
		if m.err == nil {
			out, err = solid.Extrude(solid.Region{Outer: solid.Disk(r, j.tol)}, mgl64.Vec3{0, 0, z})
		}
	case "IFCSPHERE": // Radius
		if r := m.need(1, "Radius"); m.err == nil {
			out, err = j.sphere(r)
		}
	}
	if m.err != nil {
		return nil, m.err
	}
	if err != nil {
		return nil, fault(in, "%v", err)
	}
	return placed(out, by), j.spend(len(out.Triangles))
}

// cone joins a loop, anticlockwise in the plane z = 0, to a point above it.
func cone(base solid.Loop, top mgl64.Vec3) *solid.Mesh {
	m := &solid.Mesh{}
	n := uint32(len(base))
	for _, p := range base {
		m.Points = append(m.Points, p.Vec3(0))
	}
	m.Points = append(m.Points, top)
	for k := range n {
		m.Triangles = append(m.Triangles, [3]uint32{k, (k + 1) % n, n})
		if k > 0 && k+1 < n {
			m.Triangles = append(m.Triangles, [3]uint32{0, k + 1, k})
		}
	}
	return m
}

// sphere turns half a disk about its diameter.
func (j *job) sphere(r float64) (*solid.Mesh, error) {
	n := max(4, j.tol.Chords(r, math.Pi))
	half := make(solid.Loop, n+1)
	for k := range half {
		sin, cos := math.Sincos(math.Pi * float64(k) / float64(n))
		half[k] = mgl64.Vec2{r * sin, -r * cos}
	}
	half[0][0], half[n][0] = 0, 0
	m, err := solid.Revolve(solid.Region{Outer: half}, mgl64.Vec2{}, mgl64.Vec2{0, 1}, 2*math.Pi, j.tol)
	if err != nil {
		return nil, err
	}
	// Turned about y; the sphere does not mind.
	return m, nil
}
