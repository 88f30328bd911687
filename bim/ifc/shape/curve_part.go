package shape

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/bim/ifc/step"
)

// indexedPolyCurve reads Points, Segments, SelfIntersect. Segments are
// IfcLineIndex of two or more points and IfcArcIndex of three.
func (j *job) indexedPolyCurve(in step.Instance, a *step.Args) (curve, error) {
	to, err := need(in, a, 0, "Points")
	if err != nil {
		return nil, err
	}
	all, err := j.pointList(to)
	if err != nil {
		return nil, err
	}
	segments, ok := a.List(1)
	if !ok {
		if len(all) < 2 {
			return nil, fault(in, "has %d points; expected 2 or more", len(all))
		}
		return polyline(all), nil
	}
	var pieces []trimmed
	for k := 0; segments.Kind(k) != step.None; k++ {
		name, inside, ok := segments.Typed(k)
		list, isList := inside.List(0)
		if !ok || !isList {
			return nil, fault(in, "Segments(%d) is %s; expected IFCLINEINDEX or IFCARCINDEX with a list", k+1, segments.Kind(k))
		}
		var these polyline
		for i := 0; list.Kind(i) != step.None; i++ {
			n, ok := list.Int(i)
			if !ok || n < 1 || int(n) > len(all) {
				return nil, fault(in, "Segments(%d): index %d is not one of the %d points", k+1, n, len(all))
			}
			these = append(these, all[n-1])
		}
		if err := j.spend(len(these)); err != nil {
			return nil, err
		}
		switch {
		case len(these) < 2:
			return nil, fault(in, "Segments(%d) has %d points", k+1, len(these))
		case (name == "IFCARCINDEX" || name == "IfcArcIndex") && len(these) == 3:
			pieces = append(pieces, arcThrough(these[0], these[1], these[2]))
		default:
			pieces = append(pieces, trimmed{these, 0, float64(len(these) - 1)})
		}
	}
	if len(pieces) == 0 {
		return nil, fault(in, "has no segments")
	}
	return newComposite(pieces), nil
}

// arcThrough is the arc from a over b to c; a line where they stand in one.
func arcThrough(a, b, c mgl64.Vec3) trimmed {
	u, v := b.Sub(a), c.Sub(a)
	n := u.Cross(v)
	if area := n.Len(); area < 1e-12*max(u.Dot(u), v.Dot(v)) || area == 0 {
		return trimmed{polyline{a, b, c}, 0, 2}
	}
	// Centre: a + (|v|² n×... ) / 2|n|², the circumcentre of the triangle.
	centre := a.Add(n.Cross(u).Mul(v.Dot(v)).Add(v.Cross(n).Mul(u.Dot(u))).Mul(1 / (2 * n.Dot(n))))
	z := n.Normalize()
	x := a.Sub(centre)
	r := x.Len()
	x = x.Mul(1 / r)
	circle := newConic(frame(x, z.Cross(x), z, centre), r, r)
	return trimmed{circle, 0, circle.nearest(c)}
}

// trimmedCurve reads BasisCurve, Trim1, Trim2, SenseAgreement, MasterRepresentation.
func (j *job) trimmedCurve(in step.Instance, a *step.Args) (curve, error) {
	to, err := need(in, a, 0, "BasisCurve")
	if err != nil {
		return nil, err
	}
	base, err := j.curve(to)
	if err != nil {
		return nil, err
	}
	byPoint := false
	if master, ok := a.Enum(4); ok && master == "CARTESIAN" {
		byPoint = true
	}
	u, err := j.trim(in, a, 1, base, byPoint)
	if err != nil {
		return nil, err
	}
	v, err := j.trim(in, a, 2, base, byPoint)
	if err != nil {
		return nil, err
	}
	if _, ok := base.(conic); ok && j.radian == 1 && (math.Abs(v-u) > 2*math.Pi+0.1 || max(math.Abs(u), math.Abs(v)) > 4*math.Pi+0.1) {
		// Degrees in a file whose unit of angle is the radian, or none at all: no arc
		// goes round more than once. One that ends beyond a full turn may be meant so.
		u, v = mgl64.DegToRad(u), mgl64.DegToRad(v)
	}
	forward, known := a.Bool(3)
	return between(base, u, v, forward || !known), nil
}

// between is the part of a curve from u to v, forward or backward. On a curve
// that meets itself the way from u to v may lead over the seam.
func between(base curve, u, v float64, forward bool) trimmed {
	if period := base.period(); period > 0 {
		turn := v - u
		if !forward {
			turn = -turn
		}
		turn = math.Mod(turn, period)
		if turn < 0 {
			turn += period
		}
		if turn < 1e-9*period || turn > period*(1-1e-12) {
			turn = period
		}
		if !forward {
			turn = -turn
		}
		return trimmed{base, u, u + turn}
	}
	if from, to := base.domain(); !math.IsInf(from, 0) {
		u, v = max(from, min(u, to)), max(from, min(v, to))
	}
	// Trims are given in the order of the curve as it runs; if sense and order
	// disagree, the order of the trims is what writers mean.
	return trimmed{base, u, v}
}

// trim reads attribute k: a set of a point, a parameter or both.
func (j *job) trim(in step.Instance, a *step.Args, k int, base curve, byPoint bool) (float64, error) {
	set, ok := a.List(k)
	if !ok {
		return 0, fault(in, "Trim%d is %s; expected a set", k, a.Kind(k))
	}
	parameter, hasParameter := 0.0, false
	var point mgl64.Vec3
	hasPoint := false
	for i := 0; set.Kind(i) != step.None; i++ {
		if to, ok := set.Instance(i); ok {
			p, err := j.point(to)
			if err != nil {
				return 0, err
			}
			point, hasPoint = p, true
		} else if v, ok := set.Real(i); ok && !math.IsNaN(v) && math.Abs(v) < 1e12 {
			parameter, hasParameter = v, true
		}
	}
	if hasPoint && (byPoint || !hasParameter) {
		return base.nearest(point), nil
	}
	if !hasParameter {
		return 0, fault(in, "Trim%d has neither point nor parameter", k)
	}
	return j.parameter(base, parameter), nil
}

// parameter turns a parameter as the file counts it to ours: angles by its unit
// of angle, lines by its unit of length.
func (j *job) parameter(base curve, v float64) float64 {
	switch base.(type) {
	case conic:
		return v * j.radian
	case line:
		return v * j.metre
	}
	return v
}

// compositeCurve reads Segments, SelfIntersect.
func (j *job) compositeCurve(in step.Instance, a *step.Args) (curve, error) {
	list, ok := a.List(0)
	if !ok {
		return nil, fault(in, "Segments is %s; expected a list", a.Kind(0))
	}
	var pieces []trimmed
	for k := 0; list.Kind(k) != step.None; k++ {
		if err := j.spend(100); err != nil { // curves of curves multiply
			return nil, err
		}
		segment, err := need(in, &list, k, "Segments")
		if err != nil {
			return nil, err
		}
		if segment.Type() == "IFCCURVESEGMENT" {
			return j.alignmentCurve(in)
		}
		s := segment.Args() // Transition, SameSense, ParentCurve, (ParamLength)
		to, err := need(segment, &s, 2, "ParentCurve")
		if err != nil {
			return nil, err
		}
		parent, err := j.curve(to)
		if err != nil {
			return nil, err
		}
		piece, err := whole(parent)
		if err != nil {
			return nil, fault(segment, "ParentCurve is %v", err)
		}
		if same, known := s.Bool(1); known && !same {
			piece = backward(parent)
		}
		pieces = append(pieces, piece)
	}
	if len(pieces) == 0 {
		return nil, fault(in, "has no segments")
	}
	return newComposite(joined(pieces)), nil
}

// backward is a whole curve run from its end.
func backward(c curve) trimmed {
	from, to := c.domain()
	return trimmed{c, to, from}
}

// joined turns pieces round that do not start where the one before ends but do
// end there: SameSense is often wrong.
func joined(pieces []trimmed) []trimmed {
	ends := func(p trimmed) (mgl64.Vec3, mgl64.Vec3) {
		return p.at(0), p.at(math.Abs(p.v - p.u))
	}
	for k := 1; k < len(pieces); k++ {
		_, end := ends(pieces[k-1])
		a, b := ends(pieces[k])
		if k == 1 { // the first itself may be the one to turn
			start, _ := ends(pieces[0])
			here := min(end.Sub(a).Len(), end.Sub(b).Len())
			there := min(start.Sub(a).Len(), start.Sub(b).Len())
			if there < here-1e-6 && len(pieces) > 2 {
				pieces[0].u, pieces[0].v = pieces[0].v, pieces[0].u
				end = start
			}
		}
		if end.Sub(b).Len() < end.Sub(a).Len()-1e-6 {
			pieces[k].u, pieces[k].v = pieces[k].v, pieces[k].u
		}
	}
	return pieces
}
