package shape

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/bim/ifc/step"
)

// A stretch is one segment: a run from a start on, heading so, for a length of
// its parameter. In a profile of heights x is the distance and y the height.
type stretch struct {
	at, x, y, heading float64 // at: distance [m] of the start
	length            float64 // along the run
	reach             float64 // distance that it covers
	run               run
}

// segmentLine is an IfcCurveSegment that is shown alone. The last one of an
// alignment often has no length; then it shows nothing.
func (j *job) segmentLine(in step.Instance) ([][]mgl64.Vec3, error) {
	one, err := j.stretch(in)
	if err != nil {
		return nil, err
	}
	if one.length <= 1e-9 {
		return [][]mgl64.Vec3{}, nil
	}
	c := &alignment{plan: []stretch{one}}
	path := points(c, 0, one.reach, j.tol)
	return [][]mgl64.Vec3{path}, j.spend(len(path))
}

// stretch reads an IfcCurveSegment as if it started the plan.
func (j *job) stretch(segment step.Instance) (stretch, error) {
	s := segment.Args()
	place, err := j.placementAt(&s, 1)
	if err != nil {
		return stretch{}, err
	}
	r, length, err := j.run(segment, &s)
	if err != nil {
		return stretch{}, err
	}
	origin, x := place.Col(3).Vec3(), place.Col(0).Vec3()
	return stretch{x: origin[0], y: origin[1], heading: math.Atan2(x[1], x[0]), length: length, reach: length, run: r}, nil
}

// stretches reads the IfcCurveSegment of a composite or gradient curve:
// Transition, Placement, SegmentStart, SegmentLength, ParentCurve. In plan the
// distance adds up; in a profile it is the x of the placement.
func (j *job) stretches(in step.Instance, a *step.Args, profile bool) ([]stretch, error) {
	list, ok := a.List(0)
	if !ok {
		return nil, fault(in, "Segments is %s; expected a list", a.Kind(0))
	}
	var out []stretch
	total := 0.0
	for k := 0; list.Kind(k) != step.None; k++ {
		if err := j.spend(1); err != nil {
			return nil, err
		}
		segment, err := need(in, &list, k, "Segments")
		if err != nil {
			return nil, err
		}
		if segment.Type() != "IFCCURVESEGMENT" {
			return nil, fault(segment, "expected an IfcCurveSegment")
		}
		one, err := j.stretch(segment)
		if err != nil {
			return nil, err
		}
		one.at = total
		end, _, _ := one.on(one.length)
		if profile {
			one.at, one.reach = one.x, end-one.x
		}
		total += one.reach
		if one.reach > 1e-9 || len(out) == 0 && k == 0 && profile {
			out = append(out, one)
		}
	}
	if len(out) == 0 {
		return nil, fault(in, "has no segments of any length")
	}
	return out, nil
}

// alignmentCurve reads the curves of IFC4X1 on that follow an alignment.
func (j *job) alignmentCurve(in step.Instance) (curve, error) {
	if err := j.enter(in); err != nil {
		return nil, err
	}
	defer j.leave()
	a := in.Args()
	switch in.Type() {
	case "IFCCOMPOSITECURVE": // Segments, SelfIntersect
		plan, err := j.stretches(in, &a, false)
		if err != nil {
			return nil, err
		}
		return &alignment{plan: plan}, nil
	case "IFCGRADIENTCURVE", "IFCSEGMENTEDREFERENCECURVE": // Segments, SelfIntersect, BaseCurve, EndPoint
		to, err := need(in, &a, 2, "BaseCurve")
		if err != nil {
			return nil, err
		}
		base, err := j.curve(to)
		if err != nil {
			return nil, err
		}
		out := alignment{base: base}
		if under, ok := base.(*alignment); ok {
			out = *under
		} else if out.base, err = j.byLength(to, base); err != nil {
			return nil, err
		}
		list, err := j.stretches(in, &a, true)
		if err != nil {
			return nil, err
		}
		if in.Type() == "IFCGRADIENTCURVE" {
			out.level = list
		} else {
			out.cant = list
		}
		return &out, nil
	case "IFCOFFSETCURVEBYDISTANCES": // BasisCurve, OffsetValues, Tag
		to, err := need(in, &a, 0, "BasisCurve")
		if err != nil {
			return nil, err
		}
		base, err := j.curve(to)
		if err != nil {
			return nil, err
		}
		out := alignment{}
		if under, ok := base.(*alignment); ok && under.offset == nil {
			out = *under
		} else if out.base, err = j.byLength(to, base); err != nil {
			return nil, err
		}
		list, ok := a.List(1)
		if !ok {
			return nil, fault(in, "OffsetValues is %s; expected a list", a.Kind(1))
		}
		from, _ := out.domain()
		for k := 0; list.Kind(k) != step.None; k++ {
			value, err := need(in, &list, k, "OffsetValues")
			if err != nil {
				return nil, err
			}
			v := value.Args() // DistanceAlong, OffsetLateral, OffsetVertical, ...
			out.offset = append(out.offset, offset{from + j.optional(&v, 0), j.optional(&v, 1), j.optional(&v, 2)})
		}
		if len(out.offset) == 0 {
			return nil, fault(in, "has no OffsetValues")
		}
		return &out, nil
	case "IFCALIGNMENTCURVE":
		return j.alignment4x1(in, &a)
	}
	return nil, fault(in, "no alignment that is known here")
}
