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
		m, err := solid.Extrude(r, along)
		if err != nil {
			return nil, fault(in, "%v", err)
		}
		if err := j.spend(len(m.Triangles)); err != nil {
			return nil, err
		}
		if len(regions) == 1 {
			out = m
		} else {
			out.Append(m)
		}
	}
	return placed(out, by), nil
}

// placed moves a new mesh to where a frame without mirroring or scale puts it.
func placed(m *solid.Mesh, by mgl64.Mat4) *solid.Mesh {
	for k, p := range m.Points {
		m.Points[k] = mgl64.TransformCoordinate(p, by)
	}
	return m
}

// tapered makes an extrusion whose end has another profile than its start.
func (j *job) tapered(in step.Instance, starts, ends []solid.Region, by mgl64.Mat4, along mgl64.Vec3) (*solid.Mesh, error) {
	if len(starts) != len(ends) {
		return nil, fault(in, "SweptArea has %d areas and EndSweptArea %d", len(starts), len(ends))
	}
	out := &solid.Mesh{}
	for k := range starts {
		a, b, err := matched(starts[k], ends[k])
		if err != nil {
			return nil, fault(in, "%v", err)
		}
		m, err := solid.ExtrudeTapered(a, b, along)
		if err != nil {
			return nil, fault(in, "%v", err)
		}
		out.Append(m)
	}
	return placed(out, by), j.spend(len(out.Triangles))
}

// revolved reads SweptArea, Position, Axis, Angle, (EndSweptArea).
func (j *job) revolved(in step.Instance) (*solid.Mesh, error) {
	a := in.Args()
	area, err := need(in, &a, 0, "SweptArea")
	if err != nil {
		return nil, err
	}
	by, err := j.placementAt(&a, 1)
	if err != nil {
		return nil, err
	}
	about, err := need(in, &a, 2, "Axis")
	if err != nil {
		return nil, err
	}
	axis, err := j.placement(about)
	if err != nil {
		return nil, err
	}
	angle, err := real(in, &a, 3, "Angle")
	if err != nil {
		return nil, err
	}
	angle *= j.radian
	if math.Abs(angle) > 2*math.Pi {
		angle = 2 * math.Pi
	}
	origin, along := axis.Col(3).Vec3(), axis.Col(2).Vec3()
	if open(area) {
		path, err := j.openProfile(area)
		if err != nil {
			return nil, err
		}
		return placed(j.turned(path, origin, along, angle), by), nil
	}
	regions, err := j.profile(area)
	if err != nil {
		return nil, err
	}
	if in.Type() == "IFCREVOLVEDAREASOLIDTAPERED" {
		if end, ok := a.Instance(4); ok {
			ends, err := j.profile(end)
			if err != nil {
				return nil, err
			}
			return j.taperedTurn(in, regions, ends, by, origin, along, angle)
		}
	}
	out := &solid.Mesh{}
	for _, r := range regions {
		m, err := solid.Revolve(r, origin.Vec2(), along.Vec2(), angle, j.tol)
		if err != nil {
			return nil, fault(in, "%v", err)
		}
		out.Append(m)
	}
	return placed(out, by), j.spend(len(out.Triangles))
}

// taperedTurn turns one profile into another about an axis.
func (j *job) taperedTurn(in step.Instance, starts, ends []solid.Region, by mgl64.Mat4, origin, axis mgl64.Vec3, angle float64) (*solid.Mesh, error) {
	if len(starts) != len(ends) {
		return nil, fault(in, "SweptArea has %d areas and EndSweptArea %d", len(starts), len(ends))
	}
	out := &solid.Mesh{}
	for k := range starts {
		a, b, err := matched(starts[k], ends[k])
		if err != nil {
			return nil, fault(in, "%v", err)
		}
		reach := 0.0
		for _, p := range append(append(solid.Loop{}, a.Outer...), b.Outer...) {
			q := p.Vec3(0).Sub(origin)
			reach = max(reach, q.Sub(axis.Mul(q.Dot(axis))).Len())
		}
		n := min(j.tol.Chords(reach, angle), maxCuts)
		if err := j.spend(n * len(a.Outer)); err != nil {
			return nil, err
		}
		regions, frames := make([]solid.Region, n+1), make([]mgl64.Mat4, n+1)
		for i := range n + 1 {
			t := float64(i) / float64(n)
			regions[i] = blended(a, b, t)
			frames[i] = mgl64.Translate3D(origin[0], origin[1], origin[2]).Mul4(mgl64.HomogRotate3D(angle*t, axis)).Mul4(mgl64.Translate3D(-origin[0], -origin[1], -origin[2]))
		}
		m, err := solid.Loft(regions, frames)
		if err != nil {
			return nil, fault(in, "%v", err)
		}
		out.Append(m)
	}
	return placed(out, by), j.spend(len(out.Triangles))
}

// turned is the surface that a path leaves when it turns about an axis.
func (j *job) turned(path []mgl64.Vec3, origin, axis mgl64.Vec3, angle float64) *solid.Mesh {
	reach := 0.0
	for _, p := range path {
		q := p.Sub(origin)
		reach = max(reach, q.Sub(axis.Mul(q.Dot(axis))).Len())
	}
	n := min(j.tol.Chords(reach, angle), maxCuts, max(maxWork/10/len(path), 1))
	m := &solid.Mesh{}
	for i := range n + 1 {
		turn := mgl64.HomogRotate3D(angle*float64(i)/float64(n), axis)
		for _, p := range path {
			m.Points = append(m.Points, mgl64.TransformCoordinate(p.Sub(origin), turn).Add(origin))
		}
	}
	for i := range n {
		for k := range len(path) - 1 {
			a, b := uint32(i*len(path)+k), uint32((i+1)*len(path)+k)
			m.Triangles = append(m.Triangles, [3]uint32{a, a + 1, b + 1}, [3]uint32{a, b + 1, b})
		}
	}
	return m
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
