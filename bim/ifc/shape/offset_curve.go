package shape

import (
	"github.com/go-gl/mathgl/mgl64"

	"shapan/bim/ifc/step"
)

// pcurve reads BasisSurface, ReferenceCurve: a curve drawn in the parameters of
// a surface.
func (j *job) pcurve(in step.Instance, a *step.Args) (curve, error) {
	base, err := need(in, a, 0, "BasisSurface")
	if err != nil {
		return nil, err
	}
	to, err := need(in, a, 1, "ReferenceCurve")
	if err != nil {
		return nil, err
	}
	path, err := j.path(to)
	if err != nil {
		return nil, err
	}
	if base.Type() == "IFCPLANE" {
		b := base.Args()
		by, err := j.placementAt(&b, 0)
		if err != nil {
			return nil, err
		}
		for k, p := range path {
			path[k] = mgl64.TransformCoordinate(p, by)
		}
		return polyline(path), nil
	}
	s, err := j.surface(base)
	if err != nil {
		return nil, err
	}
	period := s.Domain().Period
	scale := [2]float64{1, 1}
	for k := range 2 {
		if period[k] > 0 { // an angle, read as if it were a length
			scale[k] = j.radian / j.metre
		}
	}
	// Between its points the curve bends with the surface.
	var out polyline
	for k, p := range path {
		if k > 0 {
			q := path[k-1]
			for i := 1; i < 8; i++ {
				m := q.Add(p.Sub(q).Mul(float64(i) / 8))
				out = append(out, s.At(m[0]*scale[0], m[1]*scale[1]))
			}
		}
		out = append(out, s.At(p[0]*scale[0], p[1]*scale[1]))
	}
	return out, j.spend(len(out))
}

// offsetCurve reads BasisCurve, Distance, SelfIntersect, (RefDirection): to the
// left of the curve, as seen against the direction.
func (j *job) offsetCurve(in step.Instance, a *step.Args) (curve, error) {
	to, err := need(in, a, 0, "BasisCurve")
	if err != nil {
		return nil, err
	}
	path, err := j.path(to)
	if err != nil {
		return nil, err
	}
	distance, err := j.length(in, a, 1, "Distance")
	if err != nil {
		return nil, err
	}
	up := j.directionAt(a, 3, mgl64.Vec3{0, 0, 1})
	clean := cleanPath(path)
	frames, err := clean.Frames(func(int) mgl64.Vec3 { return up })
	if err != nil {
		return nil, fault(in, "%v", err)
	}
	out := make(polyline, len(frames))
	for k, f := range frames { // x up, z along: y = z × x is to the right of neither
		out[k] = clean.Points[k].Add(f.Col(1).Vec3().Mul(-distance))
		if left := up.Cross(f.Col(2).Vec3()); left.Dot(f.Col(1).Vec3()) > 0 {
			out[k] = clean.Points[k].Add(f.Col(1).Vec3().Mul(distance))
		}
	}
	if clean.Closed {
		out = append(out, out[0])
	}
	return out, nil
}
