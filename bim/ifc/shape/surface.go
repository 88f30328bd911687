package shape

import (
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
