package shape

import (
	"math"

	"shapan/bim/ifc/step"
)

// alignment4x1 reads the IfcAlignmentCurve of IFC4X1: Horizontal, Vertical, Tag.
func (j *job) alignment4x1(in step.Instance, a *step.Args) (curve, error) {
	to, err := need(in, a, 0, "Horizontal")
	if err != nil {
		return nil, err
	}
	out := &alignment{}
	h := to.Args() // StartDistAlong, Segments
	out.from = j.optional(&h, 0)
	total := out.from
	if err := j.each(to, &h, 1, func(segment step.Instance, s *step.Args) error {
		geometry, err := need(segment, s, 3, "CurveGeometry") // TangentialContinuity, StartTag, EndTag, CurveGeometry
		if err != nil {
			return err
		}
		one, err := j.horizontal4x1(geometry)
		if err != nil {
			return err
		}
		one.at = total
		total += one.reach
		out.plan = append(out.plan, one)
		return nil
	}); err != nil {
		return nil, err
	}
	if len(out.plan) == 0 {
		return nil, fault(to, "has no segments")
	}
	if v, ok := a.Instance(1); ok {
		va := v.Args() // Segments
		if err := j.each(v, &va, 0, func(segment step.Instance, s *step.Args) error {
			one, err := j.vertical4x1(segment, s)
			if err == nil {
				out.level = append(out.level, one)
			}
			return err
		}); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// each follows the references of list k.
func (j *job) each(in step.Instance, a *step.Args, k int, do func(to step.Instance, args *step.Args) error) error {
	list, ok := a.List(k)
	if !ok {
		return fault(in, "attribute %d is %s; expected a list", k+1, a.Kind(k))
	}
	for i := 0; list.Kind(i) != step.None; i++ {
		if err := j.spend(1); err != nil {
			return err
		}
		to, err := need(in, &list, i, "a member")
		if err != nil {
			return err
		}
		args := to.Args()
		if err := do(to, &args); err != nil {
			return err
		}
	}
	return nil
}

// horizontal4x1 reads StartPoint, StartDirection, SegmentLength; an arc Radius,
// IsCCW; a transition StartRadius, EndRadius, IsStartRadiusCCW, IsEndRadiusCCW,
// TransitionCurveType.
func (j *job) horizontal4x1(in step.Instance) (stretch, error) {
	a := in.Args()
	p, err := j.pointAt(in, &a, 0, "StartPoint")
	if err != nil {
		return stretch{}, err
	}
	heading, err := real(in, &a, 1, "StartDirection")
	if err != nil {
		return stretch{}, err
	}
	length, err := j.positive(in, &a, 2, "SegmentLength")
	if err != nil {
		return stretch{}, err
	}
	one := stretch{x: p[0], y: p[1], heading: heading * j.radian, length: length, reach: length}
	curvature := func(radiusAt, leftAt int) float64 {
		r := j.optional(&a, radiusAt)
		if r == 0 {
			return 0
		}
		if left, known := a.Bool(leftAt); known && !left {
			return -1 / math.Abs(r)
		}
		return 1 / math.Abs(r)
	}
	switch in.Type() {
	case "IFCLINESEGMENT2D":
		one.run = straight{}
	case "IFCCIRCULARARCSEGMENT2D":
		one.run = arc{curvature(3, 4)}
	case "IFCTRANSITIONCURVESEGMENT2D":
		k0, k1 := curvature(3, 5), curvature(4, 6)
		kind, _ := a.Enum(7)
		one.run = spiral{transition(kind, k0, k1, length), 0, 1}
	default:
		return one, fault(in, "no horizontal segment that is known here")
	}
	return one, nil
}

// transition is the heading along a transition from one curvature to another:
// the integral of k0 + (k1-k0) f(s/L). Sources of f: ISO 16739-1,
// IfcTransitionCurveType; Bloss f = 3t² - 2t³, cosine f = (1 - cos πt)/2, sine
// f = t - sin(2πt)/2π, biquadratic f = 2t² before the middle.
func transition(kind string, k0, k1, length float64) func(s float64) float64 {
	return func(s float64) float64 {
		t := s / length
		var f float64 // integral of f over t
		switch kind {
		case "BLOSSCURVE":
			f = t*t*t - t*t*t*t/2
		case "COSINECURVE":
			f = t/2 - math.Sin(math.Pi*t)/(2*math.Pi)
		case "SINECURVE":
			f = t*t/2 + (math.Cos(2*math.Pi*t)-1)/(4*math.Pi*math.Pi)
		case "BIQUADRATICPARABOLA":
			if f = 2 * t * t * t / 3; t > 0.5 {
				f = 1.0/2 - (1 - t) + 2*(1-t)*(1-t)*(1-t)/3
			}
		default: // clothoid, and the cubic parabola, which is one nearly
			f = t * t / 2
		}
		return k0*s + (k1-k0)*length*f
	}
}

// vertical4x1 reads TangentialContinuity, StartTag, EndTag, StartDistAlong,
// HorizontalLength, StartHeight, StartGradient; a parabola ParabolaConstant,
// IsConvex; an arc Radius, IsConvex.
func (j *job) vertical4x1(in step.Instance, a *step.Args) (stretch, error) {
	length, err := j.positive(in, a, 4, "HorizontalLength")
	if err != nil {
		return stretch{}, err
	}
	gradient, err := real(in, a, 6, "StartGradient")
	if err != nil {
		return stretch{}, err
	}
	one := stretch{at: j.optional(a, 3), y: j.optional(a, 5), heading: math.Atan(gradient), length: length, reach: length}
	one.x = one.at
	bend := 0.0 // second derivative of the height, or curvature
	if in.Type() != "IFCALIGNMENT2DVERSEGLINE" {
		r, err := j.positive(in, a, 7, "ParabolaConstant or Radius")
		if err != nil {
			return one, err
		}
		bend = 1 / r
		if convex, _ := a.Bool(8); convex {
			bend = -bend
		}
	}
	switch in.Type() {
	case "IFCALIGNMENT2DVERSEGLINE":
		one.run = straight{}
	case "IFCALIGNMENT2DVERSEGPARABOLICARC":
		// In the profile's own axes: height by distance.
		one.run = polynomial{x: []float64{0, 1}, y: []float64{0, gradient, bend / 2}, sense: 1}
	case "IFCALIGNMENT2DVERSEGCIRCULARARC":
		one.run = arc{bend}
	default:
		return one, fault(in, "no vertical segment that is known here")
	}
	return one, nil
}
