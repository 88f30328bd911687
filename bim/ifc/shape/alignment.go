package shape

import (
	"math"
	"slices"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/bim/ifc/step"
	"shapan/engine/solver/solid"
)

// An alignment is a curve by the distance along its plan [m]: a horizontal
// alignment, with heights over it, and offsets.
type alignment struct {
	from   float64 // distance where it starts
	plan   []stretch
	base   curve     // instead of plan: any curve, by its length
	level  []stretch // heights by distance; none: flat
	cant   []stretch
	offset []offset // by distance; none: on the line
}

// A stretch is one segment: a run from a start on, heading so, for a length of
// its parameter. In a profile of heights x is the distance and y the height.
type stretch struct {
	at, x, y, heading float64 // at: distance [m] of the start
	length            float64 // along the run
	reach             float64 // distance that it covers
	run               run
}

// offset is to the left and upwards [m].
type offset struct{ at, left, up float64 }

// on is the place and the heading at a distance past the start of a stretch.
func (s *stretch) on(d float64) (x, y, heading float64) {
	u, v, turned := s.run.along(d)
	sin, cos := math.Sincos(s.heading)
	return s.x + cos*u - sin*v, s.y + sin*u + cos*v, s.heading + turned
}

// find is the stretch that covers a distance; beyond the ends, the last or first.
func find(all []stretch, d float64) *stretch {
	k, found := slices.BinarySearchFunc(all, d, func(s stretch, d float64) int {
		switch {
		case s.at < d:
			return -1
		case s.at > d:
			return 1
		}
		return 0
	})
	if !found {
		k--
	}
	return &all[max(0, min(k, len(all)-1))]
}

// height is y and the slope at a distance, of a profile: the run is walked until
// its x is the distance.
func height(all []stretch, d float64) (y, slope float64) {
	s := find(all, d)
	u := max(0, d-s.at)
	if _, ok := s.run.(straight); ok {
		return s.y + u*math.Tan(s.heading), math.Tan(s.heading)
	}
	for range 30 { // Newton: profiles are nearly level
		x, y, heading := s.on(u)
		step := (d - x) / math.Max(0.1, math.Cos(heading))
		if u += step; math.Abs(step) < 1e-10*(1+math.Abs(u)) {
			return y + (d-x)*math.Tan(heading), math.Tan(heading)
		}
	}
	_, y, heading := s.on(u)
	return y, math.Tan(heading)
}

// frameAt is the frame at a distance: x along the plan, z up, y to the left; and
// the slope there.
func (c *alignment) frameAt(d float64) (at mgl64.Vec3, heading, slope float64) {
	if c.plan != nil {
		s := find(c.plan, d)
		x, y, h := s.on(d - s.at)
		at, heading = mgl64.Vec3{x, y, 0}, h
	} else {
		const step = 1e-3
		from, to := c.base.domain()
		u := max(from, min(to, d-c.from+from))
		at = c.base.at(u)
		way := c.base.at(min(to, u+step)).Sub(c.base.at(max(from, u-step)))
		heading = math.Atan2(way[1], way[0])
		if flat := math.Hypot(way[0], way[1]); flat > 0 {
			slope = way[2] / flat
		}
	}
	if c.level != nil {
		at[2], slope = height(c.level, d)
	}
	if c.cant != nil {
		up, _ := height(c.cant, d)
		at[2] += up
	}
	if c.offset != nil {
		left, up := c.offsetAt(d)
		sin, cos := math.Sincos(heading)
		at = at.Add(mgl64.Vec3{-sin * left, cos * left, up})
	}
	return at, heading, slope
}

func (c *alignment) offsetAt(d float64) (left, up float64) {
	o := c.offset
	for k := 1; k < len(o); k++ {
		if d < o[k].at || k == len(o)-1 {
			t := 0.0
			if span := o[k].at - o[k-1].at; span > 0 {
				t = max(0, min(1, (d-o[k-1].at)/span))
			}
			return o[k-1].left + t*(o[k].left-o[k-1].left), o[k-1].up + t*(o[k].up-o[k-1].up)
		}
	}
	return o[0].left, o[0].up
}

// frame is the transform from the frame at a distance to that of the alignment:
// x along it, z upwards and square to x, y to the left.
func (c *alignment) frame(d float64) mgl64.Mat4 {
	at, heading, slope := c.frameAt(d)
	sin, cos := math.Sincos(heading)
	x := mgl64.Vec3{cos, sin, slope}.Normalize()
	y := mgl64.Vec3{-sin, cos, 0}
	return frame(x, y, x.Cross(y), at)
}

func (c *alignment) at(d float64) mgl64.Vec3 {
	p, _, _ := c.frameAt(d)
	return p
}
func (c *alignment) domain() (float64, float64) {
	if c.plan != nil {
		last := c.plan[len(c.plan)-1]
		return c.plan[0].at, last.at + last.reach
	}
	from, to := c.base.domain()
	return c.from, c.from + to - from
}
func (c *alignment) period() float64 { return 0 }
func (c *alignment) cuts(u, v float64, tol solid.Tolerance) []float64 {
	low, high := min(u, v), max(u, v)
	breaks := []float64{}
	for _, list := range [][]stretch{c.plan, c.level, c.cant} {
		for _, s := range list {
			breaks = append(breaks, s.at)
		}
	}
	for _, o := range c.offset {
		breaks = append(breaks, o.at)
	}
	if c.base != nil {
		from, to := c.base.domain()
		for _, b := range c.base.cuts(from, to, tol) {
			breaks = append(breaks, b-from+c.from)
		}
	}
	slices.Sort(breaks)
	spans := withBreaks(low, high, len(breaks), func(k int) float64 { return breaks[k] })
	out := spans[:1:1]
	for k := 1; k < len(spans); k++ {
		out = halve(c, out, spans[k-1], spans[k], tol, 0)
	}
	if u > v {
		slices.Reverse(out)
	}
	return out
}
func (c *alignment) nearest(p mgl64.Vec3) float64 { return nearestBySampling(c, p) }

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
		s := segment.Args()
		place, err := j.placementAt(&s, 1)
		if err != nil {
			return nil, err
		}
		r, length, err := j.run(segment, &s)
		if err != nil {
			return nil, err
		}
		origin, x := place.Col(3).Vec3(), place.Col(0).Vec3()
		one := stretch{at: total, x: origin[0], y: origin[1], heading: math.Atan2(x[1], x[0]), length: length, run: r}
		end, _, _ := one.on(length)
		one.reach = length
		if profile {
			one.at, one.reach = origin[0], end-origin[0]
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

// byLength cuts any curve into chords and lets its parameter be the distance
// along them.
func (j *job) byLength(in step.Instance, c curve) (curve, error) {
	path, err := j.pathOf(in, c)
	if err != nil {
		return nil, err
	}
	return newMeasured(path), nil
}

// measured is a polyline whose parameter is the length along it in plan.
type measured struct {
	polyline
	dist []float64
}

func newMeasured(path []mgl64.Vec3) *measured {
	m := &measured{polyline: path, dist: make([]float64, len(path))}
	for k := 1; k < len(path); k++ {
		m.dist[k] = m.dist[k-1] + path[k].Vec2().Sub(path[k-1].Vec2()).Len()
	}
	return m
}

func (m *measured) at(d float64) mgl64.Vec3 {
	k, found := slices.BinarySearch(m.dist, d)
	if found && k < len(m.dist) {
		return m.polyline[k]
	}
	k = max(1, min(k, len(m.dist)-1))
	span := m.dist[k] - m.dist[k-1]
	if span <= 0 {
		return m.polyline[k]
	}
	return m.polyline.at(float64(k-1) + (d-m.dist[k-1])/span)
}
func (m *measured) domain() (float64, float64) { return 0, m.dist[len(m.dist)-1] }
func (m *measured) cuts(u, v float64, tol solid.Tolerance) []float64 {
	return withBreaks(u, v, len(m.dist), func(k int) float64 { return m.dist[k] })
}
func (m *measured) nearest(p mgl64.Vec3) float64 {
	u := m.polyline.nearest(p)
	k := max(0, min(int(u), len(m.dist)-2))
	return m.dist[k] + (u-float64(k))*(m.dist[k+1]-m.dist[k])
}
