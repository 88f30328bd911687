package shape

import (
	"math"

	"shapan/bim/ifc/step"
	"shapan/engine/solver/solid"
)

// surfaceItem makes a surface that is a representation item itself.
func (j *job) surfaceItem(in step.Instance) (*solid.Mesh, error) {
	a := in.Args()
	switch in.Type() {
	case "IFCCURVEBOUNDEDPLANE":
		return j.boundedPlane(in, &a)
	case "IFCSURFACEOFLINEAREXTRUSION": // SweptCurve, Position, ExtrudedDirection, Depth
		profile, err := need(in, &a, 0, "SweptCurve")
		if err != nil {
			return nil, err
		}
		return j.extrudedSurface(in, profile, &a)
	case "IFCPLANE":
		return nil, nil // without end: nothing to see
	}
	switch in.Type() {
	case "IFCRECTANGULARTRIMMEDSURFACE":
		return j.trimmedSurface(in, &a)
	case "IFCCURVEBOUNDEDSURFACE":
		return j.boundedSurface(in, &a)
	}
	s, err := j.surface(in)
	if err != nil {
		return nil, err
	}
	return j.surfaceWithin(in, s, s.Domain())
}

// surfaceWithin is a surface within a range of its parameters.
func (j *job) surfaceWithin(in step.Instance, s solid.Surface, d solid.Domain) (*solid.Mesh, error) {
	for k := range 2 {
		if math.IsInf(d.Low[k], 0) || math.IsInf(d.High[k], 0) {
			return nil, fault(in, "a surface without end cannot be shown")
		}
	}
	us, vs := s.Lines(d.Low, d.High, j.tol)
	if err := j.spend(len(us) * len(vs)); err != nil {
		return nil, err
	}
	m := &solid.Mesh{}
	for _, u := range us {
		for _, v := range vs {
			m.Points = append(m.Points, s.At(u, v))
		}
	}
	n := uint32(len(vs))
	for u := range uint32(len(us) - 1) {
		for v := range n - 1 {
			k := u*n + v
			m.Triangles = append(m.Triangles, [3]uint32{k, k + n, k + n + 1}, [3]uint32{k, k + n + 1, k + 1})
		}
	}
	return m, nil
}
