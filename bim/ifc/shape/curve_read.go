package shape

import (
	"github.com/go-gl/mathgl/mgl64"

	"shapan/bim/ifc/step"
)

// curve reads an IfcCurve of any kind.
func (j *job) curve(in step.Instance) (curve, error) {
	if err := j.enter(in); err != nil {
		return nil, err
	}
	defer j.leave()
	a := in.Args()
	switch in.Type() {
	case "IFCPOLYLINE": // Points
		return j.polyline(in, &a)
	case "IFCINDEXEDPOLYCURVE":
		return j.indexedPolyCurve(in, &a)
	case "IFCLINE": // Pnt, Dir
		p, err := j.pointAt(in, &a, 0, "Pnt")
		if err != nil {
			return nil, err
		}
		vector, err := need(in, &a, 1, "Dir")
		if err != nil {
			return nil, err
		}
		d, magnitude, err := j.vector(vector)
		if err != nil {
			return nil, err
		}
		if magnitude == 0 {
			return nil, fault(in, "Dir has no length")
		}
		return line{p, d.Mul(magnitude / j.metre)}, nil // parameter: the file's number of magnitudes, in metres below
	case "IFCCIRCLE": // Position, Radius
		f, err := j.placementAt(&a, 0)
		if err != nil {
			return nil, err
		}
		r, err := j.positive(in, &a, 1, "Radius")
		if err != nil {
			return nil, err
		}
		return newConic(f, r, r), nil
	case "IFCELLIPSE": // Position, SemiAxis1, SemiAxis2
		f, err := j.placementAt(&a, 0)
		if err != nil {
			return nil, err
		}
		x, err := j.positive(in, &a, 1, "SemiAxis1")
		if err != nil {
			return nil, err
		}
		y, err := j.positive(in, &a, 2, "SemiAxis2")
		if err != nil {
			return nil, err
		}
		return newConic(f, x, y), nil
	case "IFCTRIMMEDCURVE":
		return j.trimmedCurve(in, &a)
	case "IFCCOMPOSITECURVE", "IFC2DCOMPOSITECURVE", "IFCCOMPOSITECURVEONSURFACE", "IFCBOUNDARYCURVE", "IFCOUTERBOUNDARYCURVE":
		return j.compositeCurve(in, &a)
	case "IFCGRADIENTCURVE", "IFCSEGMENTEDREFERENCECURVE", "IFCALIGNMENTCURVE", "IFCOFFSETCURVEBYDISTANCES":
		return j.alignmentCurve(in)
	case "IFCBSPLINECURVE", "IFCBSPLINECURVEWITHKNOTS", "IFCRATIONALBSPLINECURVEWITHKNOTS", "IFCBEZIERCURVE", "IFCRATIONALBEZIERCURVE":
		return j.bspline(in, &a)
	case "IFCSURFACECURVE", "IFCINTERSECTIONCURVE", "IFCSEAMCURVE": // Curve3D, AssociatedGeometry, MasterRepresentation
		to, err := need(in, &a, 0, "Curve3D")
		if err != nil {
			return nil, err
		}
		return j.curve(to)
	case "IFCPCURVE":
		return j.pcurve(in, &a)
	case "IFCOFFSETCURVE2D", "IFCOFFSETCURVE3D":
		return j.offsetCurve(in, &a)
	case "IFCEDGECURVE": // EdgeStart, EdgeEnd, EdgeGeometry, SameSense
		to, err := need(in, &a, 2, "EdgeGeometry")
		if err != nil {
			return nil, err
		}
		return j.curve(to)
	}
	return nil, fault(in, "no curve that is known here")
}

// vector reads an IfcVector: a unit vector, and its length [m].
func (j *job) vector(in step.Instance) (mgl64.Vec3, float64, error) {
	a := in.Args() // Orientation, Magnitude
	to, err := need(in, &a, 0, "Orientation")
	if err != nil {
		return mgl64.Vec3{}, 0, err
	}
	d, err := j.direction(to)
	if err != nil {
		return mgl64.Vec3{}, 0, err
	}
	length, err := j.length(in, &a, 1, "Magnitude")
	return d, length, err
}

func (j *job) polyline(in step.Instance, a *step.Args) (curve, error) {
	list, ok := a.List(0)
	if !ok {
		return nil, fault(in, "Points is %s; expected a list", a.Kind(0))
	}
	var l polyline
	for k := 0; list.Kind(k) != step.None; k++ {
		if err := j.spend(1); err != nil {
			return nil, err
		}
		p, err := j.pointAt(in, &list, k, "Points")
		if err != nil {
			return nil, err
		}
		l = append(l, p)
	}
	if len(l) < 2 {
		return nil, fault(in, "has %d points; expected 2 or more", len(l))
	}
	return l, nil
}

// pointList reads an IfcCartesianPointList2D or 3D.
func (j *job) pointList(in step.Instance) ([]mgl64.Vec3, error) {
	a := in.Args() // CoordList
	list, ok := a.List(0)
	if !ok {
		return nil, fault(in, "CoordList is %s; expected a list", a.Kind(0))
	}
	var out []mgl64.Vec3
	for k := 0; list.Kind(k) != step.None; k++ {
		if err := j.spend(1); err != nil {
			return nil, err
		}
		each, ok := list.List(k)
		if !ok {
			return nil, fault(in, "CoordList(%d) is %s; expected a list", k+1, list.Kind(k))
		}
		p, err := j.coordinates(in, &each)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

// path reads a curve and cuts it into points within the tolerance.
func (j *job) path(in step.Instance) ([]mgl64.Vec3, error) {
	c, err := j.curve(in)
	if err != nil {
		return nil, err
	}
	return j.pathOf(in, c)
}

func (j *job) pathOf(in step.Instance, c curve) ([]mgl64.Vec3, error) {
	w, err := whole(c)
	if err != nil {
		return nil, fault(in, "is %v", err)
	}
	out := points(w.base, w.u, w.v, j.tol)
	for _, p := range out {
		if !(p.Len() <= 4*farthest) {
			return nil, fault(in, "leads to %v", p)
		}
	}
	return out, j.spend(len(out))
}
