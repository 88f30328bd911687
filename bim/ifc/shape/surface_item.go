package shape

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"

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
	s, err := j.surface(in)
	if err != nil {
		return nil, err
	}
	d := s.Domain()
	if in.Type() == "IFCRECTANGULARTRIMMEDSURFACE" { // BasisSurface, U1, V1, U2, V2, Usense, Vsense
		for k, to := range [4]*float64{&d.Low[0], &d.Low[1], &d.High[0], &d.High[1]} {
			v, err := real(in, &a, 1+k, "U1, V1, U2 or V2")
			if err != nil {
				return nil, err
			}
			if d.Period[k%2] > 0 {
				v *= j.radian
			} else if _, known := s.(interface{ Poles() int }); !known && in.Type() != "IFCBSPLINESURFACEWITHKNOTS" {
				v *= j.metre
			}
			*to = v
		}
		for k := range 2 {
			if d.Low[k] > d.High[k] {
				d.Low[k], d.High[k] = d.High[k], d.Low[k]
			}
		}
	}
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

// boundedPlane reads BasisSurface, OuterBoundary, InnerBoundaries: an area of a
// plane, drawn in its own axes.
func (j *job) boundedPlane(in step.Instance, a *step.Args) (*solid.Mesh, error) {
	base, err := need(in, a, 0, "BasisSurface")
	if err != nil {
		return nil, err
	}
	b := base.Args()
	by, err := j.placementAt(&b, 0)
	if err != nil {
		return nil, err
	}
	outer, err := j.outline(in, a, 1, "OuterBoundary")
	if err != nil {
		return nil, err
	}
	region := solid.Region{Outer: outer}
	if list, ok := a.List(2); ok {
		for k := 0; list.Kind(k) != step.None; k++ {
			hole, err := j.outline(in, &list, k, "InnerBoundaries")
			if err != nil {
				return nil, err
			}
			region.Holes = append(region.Holes, hole)
		}
	}
	t, err := region.Triangulate()
	if err != nil {
		return nil, fault(in, "%v", err)
	}
	m := &solid.Mesh{Triangles: t.Triangles}
	for _, p := range t.Points {
		m.Points = append(m.Points, p.Vec3(0))
	}
	return placed(m, by), j.spend(len(m.Triangles))
}

// sectionedSurface joins open cross sections along a directrix.
func (j *job) sectionedSurface(in step.Instance, along *alignment, profiles, positions []step.Instance) (*solid.Mesh, error) {
	m := &solid.Mesh{}
	var before []mgl64.Vec3
	last := 0.0
	row := func(section []mgl64.Vec3, d float64) {
		at, heading, _ := along.frameAt(d)
		sin, cos := math.Sincos(heading)
		for _, p := range section {
			m.Points = append(m.Points, at.Add(mgl64.Vec3{-sin * p[0], cos * p[0], p[1]}))
		}
		n := uint32(len(section))
		if first := uint32(len(m.Points)) - n; first >= n {
			for k := range n - 1 {
				a, b := first-n+k, first+k
				m.Triangles = append(m.Triangles, [3]uint32{a, b, b + 1}, [3]uint32{a, b + 1, a + 1})
			}
		}
	}
	for k := range positions {
		d, shift, err := j.distanceOf(positions[k], along)
		if err != nil {
			return nil, err
		}
		section, err := j.crossProfile(profiles[k])
		if err != nil {
			return nil, err
		}
		for i := range section {
			section[i] = section[i].Add(mgl64.Vec3{shift[1], shift[2], 0})
		}
		switch {
		case k == 0:
			row(section, d)
		case len(section) != len(before):
			return nil, fault(in, "sections have different numbers of points")
		default:
			cuts := along.cuts(last, d, j.tol)
			if err := j.spend(len(cuts) * len(section)); err != nil {
				return nil, err
			}
			for _, c := range cuts[1:] {
				t := (c - last) / (d - last)
				mixed := make([]mgl64.Vec3, len(section))
				for i := range section {
					mixed[i] = before[i].Add(section[i].Sub(before[i]).Mul(t))
				}
				row(mixed, c)
			}
		}
		before, last = section, d
	}
	return m, nil
}

// crossProfile reads an IfcOpenCrossProfileDef: HorizontalWidths, Widths,
// Slopes, Tags, OffsetPoint.
func (j *job) crossProfile(in step.Instance) ([]mgl64.Vec3, error) {
	if in.Type() != "IFCOPENCROSSPROFILEDEF" {
		return j.openProfile(in)
	}
	a := in.Args()
	level, _ := a.Bool(2)
	widths, _, okW := a.Reals(3, nil)
	slopes, _, okS := a.Reals(4, nil)
	if !okW || !okS || len(widths) != len(slopes) {
		return nil, fault(in, "has %d Widths and %d Slopes; expected as many", len(widths), len(slopes))
	}
	var p mgl64.Vec3
	if to, ok := a.Instance(6); ok {
		var err error
		if p, err = j.point(to); err != nil {
			return nil, err
		}
	}
	out := []mgl64.Vec3{p}
	for k, w := range widths {
		sin, cos := math.Sincos(slopes[k] * j.radian)
		w *= j.metre
		if level && cos != 0 {
			w /= cos
		}
		p = p.Add(mgl64.Vec3{w * cos, w * sin, 0})
		out = append(out, p)
	}
	return out, nil
}
