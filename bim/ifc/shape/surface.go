package shape

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/bim/ifc/step"
	"shapan/engine/solver/solid"
)

// placedCurve is a curve of an item seen through a frame, for the surfaces of
// package solid.
type placedCurve struct {
	curve
	by, back mgl64.Mat4
}

func (c placedCurve) At(u float64) mgl64.Vec3    { return mgl64.TransformCoordinate(c.at(u), c.by) }
func (c placedCurve) Domain() (float64, float64) { return c.domain() }
func (c placedCurve) Period() float64            { return c.period() }
func (c placedCurve) Nearest(p mgl64.Vec3) float64 {
	return c.nearest(mgl64.TransformCoordinate(p, c.back))
}
func (c placedCurve) Cuts(low, high float64, tol solid.Tolerance) []float64 {
	return c.cuts(low, high, tol)
}

// surface reads an elementary, swept or B-spline surface; a plane is none.
func (j *job) surface(in step.Instance) (solid.Surface, error) {
	a := in.Args()
	switch in.Type() {
	case "IFCCYLINDRICALSURFACE": // Position, Radius
		f, r, err := j.roundSurface(in, &a, "Radius")
		if err != nil {
			return nil, err
		}
		return solid.CylinderSurface(f, r), nil
	case "IFCSPHERICALSURFACE": // Position, Radius
		f, r, err := j.roundSurface(in, &a, "Radius")
		if err != nil {
			return nil, err
		}
		return solid.SphereSurface(f, r), nil
	case "IFCTOROIDALSURFACE": // Position, MajorRadius, MinorRadius
		f, major, err := j.roundSurface(in, &a, "MajorRadius")
		if err != nil {
			return nil, err
		}
		minor, err := j.positive(in, &a, 2, "MinorRadius")
		if err != nil {
			return nil, err
		}
		return solid.TorusSurface(f, major, minor), nil
	case "IFCSURFACEOFLINEAREXTRUSION": // SweptCurve, Position, ExtrudedDirection, Depth
		c, err := j.sweptCurve(in, &a)
		if err != nil {
			return nil, err
		}
		along := c.by.Mul4x1(j.directionAt(&a, 2, mgl64.Vec3{0, 0, 1}).Vec4(0)).Vec3()
		return solid.ExtrudedSurface(c, along), nil
	case "IFCSURFACEOFREVOLUTION": // SweptCurve, Position, AxisPosition
		c, err := j.sweptCurve(in, &a)
		if err != nil {
			return nil, err
		}
		about, err := need(in, &a, 2, "AxisPosition")
		if err != nil {
			return nil, err
		}
		axis, err := j.placement(about)
		if err != nil {
			return nil, err
		}
		axis = c.by.Mul4(axis)
		return solid.RevolvedSurface(c, axis.Col(3).Vec3(), axis.Col(2).Vec3()), nil
	case "IFCBSPLINESURFACEWITHKNOTS", "IFCRATIONALBSPLINESURFACEWITHKNOTS":
		return j.splineSurface(in, &a)
	case "IFCRECTANGULARTRIMMEDSURFACE", "IFCCURVEBOUNDEDSURFACE": // BasisSurface, ...
		to, err := need(in, &a, 0, "BasisSurface")
		if err != nil {
			return nil, err
		}
		if err := j.enter(in); err != nil {
			return nil, err
		}
		defer j.leave()
		return j.surface(to)
	}
	return nil, fault(in, "no curved surface that is known here")
}

func (j *job) roundSurface(in step.Instance, a *step.Args, name string) (mgl64.Mat4, float64, error) {
	f, err := j.placementAt(a, 0)
	if err != nil {
		return f, 0, err
	}
	r, err := j.positive(in, a, 1, name)
	return f, r, err
}

// sweptCurve reads the SweptCurve and Position of a swept surface.
func (j *job) sweptCurve(in step.Instance, a *step.Args) (placedCurve, error) {
	by, err := j.placementAt(a, 1)
	if err != nil {
		return placedCurve{}, err
	}
	profile, err := need(in, a, 0, "SweptCurve")
	if err != nil {
		return placedCurve{}, err
	}
	if p := profile.Args(); profile.Type() == "IFCARBITRARYOPENPROFILEDEF" || profile.Type() == "IFCARBITRARYCLOSEDPROFILEDEF" {
		to, err := need(profile, &p, 2, "Curve")
		if err != nil {
			return placedCurve{}, err
		}
		c, err := j.curve(to)
		return placedCurve{c, by, by.Inv()}, err
	}
	path, err := j.openProfile(profile)
	if err != nil {
		return placedCurve{}, err
	}
	return placedCurve{polyline(path), by, by.Inv()}, nil
}

// splineSurface reads UDegree, VDegree, ControlPointsList, SurfaceForm, UClosed,
// VClosed, SelfIntersect, UMultiplicities, VMultiplicities, UKnots, VKnots,
// KnotSpec, (WeightsData).
func (j *job) splineSurface(in step.Instance, a *step.Args) (solid.Surface, error) {
	u, okU := a.Int(0)
	v, okV := a.Int(1)
	if !okU || !okV || u < 1 || v < 1 || u > maxDegree || v > maxDegree {
		return nil, fault(in, "degrees are %d and %d; expected 1 to %d", u, v, maxDegree)
	}
	s := solid.SplineSurface{DegreeU: int(u), DegreeV: int(v)}
	rows, ok := a.List(2)
	if !ok {
		return nil, fault(in, "ControlPointsList is %s; expected a list", a.Kind(2))
	}
	for k := 0; rows.Kind(k) != step.None; k++ {
		row, ok := rows.List(k)
		if !ok {
			return nil, fault(in, "ControlPointsList(%d) is %s; expected a list", k+1, rows.Kind(k))
		}
		var poles []mgl64.Vec3
		for i := 0; row.Kind(i) != step.None; i++ {
			if err := j.spend(1); err != nil {
				return nil, err
			}
			p, err := j.pointAt(in, &row, i, "ControlPointsList")
			if err != nil {
				return nil, err
			}
			poles = append(poles, p)
		}
		s.Poles = append(s.Poles, poles)
	}
	if len(s.Poles) == 0 {
		return nil, fault(in, "has no control points")
	}
	var err error
	if s.KnotsU, err = j.knots(in, a, 7, 9, len(s.Poles), s.DegreeU); err != nil {
		return nil, err
	}
	if s.KnotsV, err = j.knots(in, a, 8, 10, len(s.Poles[0]), s.DegreeV); err != nil {
		return nil, err
	}
	if in.Type() == "IFCRATIONALBSPLINESURFACEWITHKNOTS" {
		rows, ok := a.List(12)
		if !ok {
			return nil, fault(in, "WeightsData is %s; expected a list", a.Kind(12))
		}
		for k := range s.Poles {
			row, _, ok := rows.Reals(k, nil)
			if !ok {
				return nil, fault(in, "WeightsData(%d) is %s; expected a list of numbers", k+1, rows.Kind(k))
			}
			s.Weights = append(s.Weights, row)
		}
	}
	out, err := solid.NewSplineSurface(s)
	if err != nil {
		return nil, fault(in, "%v", err)
	}
	return out, nil
}

// onSurface adds a face on a curved surface. One that cannot be drawn there is
// drawn flat between its edges, and told.
func (f *facets) onSurface(in, surface step.Instance, loops [][]uint32, outer int, same bool) error {
	s, err := f.j.surface(surface)
	if err == nil {
		if err = f.j.spend(100); err != nil {
			return err
		}
		before := len(f.mesh.Triangles)
		if err = f.mesh.AddCurvedFace(s, loops, same, f.j.tol); err == nil {
			return f.j.spend(len(f.mesh.Triangles) - before)
		}
		err = fault(in, "%v", err)
	}
	if len(loops) > 0 && f.flat(in, loops, outer) == nil {
		f.j.warn("%v; drawn flat between its edges", err)
		return nil
	}
	return err
}

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
