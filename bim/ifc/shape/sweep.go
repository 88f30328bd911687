package shape

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/bim/ifc/step"
	"shapan/engine/solver/solid"
)

// extruded reads SweptArea, Position, ExtrudedDirection, Depth, (EndSweptArea).
func (j *job) extruded(in step.Instance) (*solid.Mesh, error) {
	a := in.Args()
	area, err := need(in, &a, 0, "SweptArea")
	if err != nil {
		return nil, err
	}
	if open(area) {
		return j.extrudedSurface(in, area, &a)
	}
	regions, err := j.profile(area)
	if err != nil {
		return nil, err
	}
	by, along, err := j.extrusion(in, &a)
	if err != nil {
		return nil, err
	}
	if in.Type() == "IFCEXTRUDEDAREASOLIDTAPERED" {
		if end, ok := a.Instance(4); ok {
			ends, err := j.profile(end)
			if err != nil {
				return nil, err
			}
			return j.tapered(in, regions, ends, by, along)
		}
	}
	out := &solid.Mesh{}
	for _, r := range regions {
		if err := extrude(out, r, by, along); err != nil {
			return nil, fault(in, "%v", err)
		}
	}
	return out, j.spend(len(out.Triangles))
}

// open tells whether a profile is given as a curve that encloses nothing.
func open(profile step.Instance) bool {
	a := profile.Args()
	kind, ok := a.Enum(0)
	return profile.Type() == "IFCARBITRARYOPENPROFILEDEF" || ok && kind == "CURVE" && profile.Type() == "IFCDERIVEDPROFILEDEF"
}

// extrusion reads Position, ExtrudedDirection and Depth: the frame of the
// profile, and the way [m] within it.
func (j *job) extrusion(in step.Instance, a *step.Args) (by mgl64.Mat4, along mgl64.Vec3, err error) {
	if by, err = j.placementAt(a, 1); err != nil {
		return by, along, err
	}
	depth, err := j.length(in, a, 3, "Depth")
	if err != nil {
		return by, along, err
	}
	along = j.directionAt(a, 2, mgl64.Vec3{0, 0, 1}).Mul(depth)
	if math.Abs(along[2]) < 1e-9 {
		return by, along, fault(in, "extruded by %v m at right angles to the profile; expected a depth above 0", along[2])
	}
	return by, along, nil
}

// extrude adds the prism of a region, drawn in a frame, along a way.
func extrude(m *solid.Mesh, r solid.Region, by mgl64.Mat4, along mgl64.Vec3) error {
	t, err := r.Triangulate()
	if err != nil {
		return err
	}
	first, n := uint32(len(m.Points)), uint32(len(t.Points))
	way := by.Mul4x1(along.Vec4(0)).Vec3()
	for _, p := range t.Points {
		m.Points = append(m.Points, mgl64.TransformCoordinate(p.Vec3(0), by))
	}
	for k := range n {
		m.Points = append(m.Points, m.Points[first+k].Add(way))
	}
	start := len(m.Triangles)
	for _, tri := range t.Triangles {
		a, b, c := first+tri[0], first+tri[1], first+tri[2]
		m.Triangles = append(m.Triangles, [3]uint32{a, c, b}, [3]uint32{a + n, b + n, c + n})
	}
	for _, e := range t.Border {
		a, b := first+e[0], first+e[1]
		m.Triangles = append(m.Triangles, [3]uint32{a, b, b + n}, [3]uint32{a, b + n, a + n})
	}
	if along[2] < 0 {
		for k := start; k < len(m.Triangles); k++ {
			m.Triangles[k][1], m.Triangles[k][2] = m.Triangles[k][2], m.Triangles[k][1]
		}
	}
	return nil
}

// extrudedSurface makes the surface that an open profile leaves on its way.
func (j *job) extrudedSurface(in, profile step.Instance, a *step.Args) (*solid.Mesh, error) {
	path, err := j.openProfile(profile)
	if err != nil {
		return nil, err
	}
	by, along, err := j.extrusion(in, a)
	if err != nil {
		return nil, err
	}
	way := by.Mul4x1(along.Vec4(0)).Vec3()
	m := &solid.Mesh{}
	for k, p := range path {
		q := mgl64.TransformCoordinate(p, by)
		m.Points = append(m.Points, q, q.Add(way))
		if k > 0 {
			b := uint32(2 * k)
			m.Triangles = append(m.Triangles, [3]uint32{b - 2, b, b + 1}, [3]uint32{b - 2, b + 1, b - 1})
		}
	}
	return m, nil
}

// boundingBox reads Corner, XDim, YDim, ZDim.
func (j *job) boundingBox(in step.Instance) (*solid.Mesh, error) {
	a := in.Args()
	corner, err := j.pointAt(in, &a, 0, "Corner")
	if err != nil {
		return nil, err
	}
	var size mgl64.Vec3
	for k, name := range [3]string{"XDim", "YDim", "ZDim"} {
		if size[k], err = j.positive(in, &a, k+1, name); err != nil {
			return nil, err
		}
	}
	return boxMesh(corner, corner.Add(size)), nil
}

// boxMesh is the box between two corners.
func boxMesh(low, high mgl64.Vec3) *solid.Mesh {
	m := &solid.Mesh{}
	for k := range 8 {
		p := low
		for axis := range 3 {
			if k>>axis&1 == 1 {
				p[axis] = high[axis]
			}
		}
		m.Points = append(m.Points, p)
	}
	for _, q := range [6][4]uint32{{0, 2, 3, 1}, {4, 5, 7, 6}, {0, 1, 5, 4}, {2, 6, 7, 3}, {0, 4, 6, 2}, {1, 3, 7, 5}} {
		m.Triangles = append(m.Triangles, [3]uint32{q[0], q[1], q[2]}, [3]uint32{q[0], q[2], q[3]})
	}
	return m
}
