package shape

import (
	"github.com/go-gl/mathgl/mgl64"

	"shapan/bim/ifc/step"
	"shapan/engine/solver/solid"
)

// sectioned reads IfcSectionedSpine (SpineCurve, CrossSections,
// CrossSectionPositions) and IfcSectionedSolidHorizontal or IfcSectionedSurface
// (Directrix, CrossSections or CrossSectionPositions, ...): a body that leads
// from one section to the next.
func (j *job) sectioned(in step.Instance) (*solid.Mesh, error) {
	a := in.Args()
	curveAt, err := need(in, &a, 0, "Directrix")
	if err != nil {
		return nil, err
	}
	sectionsAt, positionsAt := 1, 2
	if in.Type() == "IFCSECTIONEDSURFACE" { // Directrix, CrossSectionPositions, CrossSections
		sectionsAt, positionsAt = 2, 1
	}
	var profiles []step.Instance
	if err := j.each(in, &a, sectionsAt, func(to step.Instance, _ *step.Args) error {
		profiles = append(profiles, to)
		return nil
	}); err != nil {
		return nil, err
	}
	var positions []step.Instance
	if err := j.each(in, &a, positionsAt, func(to step.Instance, _ *step.Args) error {
		positions = append(positions, to)
		return nil
	}); err != nil {
		return nil, err
	}
	if len(profiles) != len(positions) || len(profiles) < 2 {
		return nil, fault(in, "has %d sections at %d places; expected as many, 2 or more", len(profiles), len(positions))
	}
	if in.Type() == "IFCSECTIONEDSPINE" {
		return j.spine(in, profiles, positions)
	}
	base, err := j.curve(curveAt)
	if err != nil {
		return nil, err
	}
	along, ok := base.(*alignment)
	if !ok {
		byLength, err := j.byLength(curveAt, base)
		if err != nil {
			return nil, err
		}
		along = &alignment{base: byLength}
	}
	if in.Type() == "IFCSECTIONEDSURFACE" {
		return j.sectionedSurface(in, along, profiles, positions)
	}
	return j.sectionedSolid(in, along, profiles, positions)
}

// spine joins sections that each have their own frame.
func (j *job) spine(in step.Instance, profiles, positions []step.Instance) (*solid.Mesh, error) {
	frames := make([]mgl64.Mat4, len(positions))
	sections := make([][]solid.Region, len(positions))
	for k := range positions {
		var err error
		if frames[k], err = j.placement(positions[k]); err != nil {
			return nil, err
		}
		if sections[k], err = j.profile(profiles[k]); err != nil {
			return nil, err
		}
		if len(sections[k]) != len(sections[0]) {
			return nil, fault(in, "sections have different numbers of areas")
		}
	}
	return j.lofted(in, sections, frames)
}

// lofted joins sections; those of different numbers of points in pairs.
func (j *job) lofted(in step.Instance, sections [][]solid.Region, frames []mgl64.Mat4) (*solid.Mesh, error) {
	out := &solid.Mesh{}
	for area := range sections[0] {
		regions := make([]solid.Region, len(sections))
		for k := range sections {
			if err := j.spend(len(sections[k][area].Outer)); err != nil {
				return nil, err
			}
			regions[k] = sections[k][area].Oriented()
		}
		// All get the points of all: twice round, so that the first does too.
		for range 2 {
			for k := 1; k < len(regions); k++ {
				var err error
				if regions[k-1], regions[k], err = matched(regions[k-1], regions[k]); err != nil {
					return nil, fault(in, "%v", err)
				}
			}
			for k := len(regions) - 1; k > 0; k-- {
				var err error
				if regions[k-1], regions[k], err = matched(regions[k-1], regions[k]); err != nil {
					return nil, fault(in, "%v", err)
				}
			}
		}
		m, err := solid.Loft(regions, frames)
		if err != nil {
			return nil, fault(in, "%v", err)
		}
		out.Append(m)
	}
	return out, nil
}

// sectionedSolid follows a directrix from section to section; between them the
// outline changes evenly. Sections stand upright and square to the directrix in
// plan: x to the left, y up.
func (j *job) sectionedSolid(in step.Instance, along *alignment, profiles, positions []step.Instance) (*solid.Mesh, error) {
	type place struct {
		at      float64
		by      mgl64.Mat4 // from the section to the frame along the directrix
		regions []solid.Region
	}
	places := make([]place, len(positions))
	for k := range positions {
		at, shift, err := j.distanceOf(positions[k], along)
		if err != nil {
			return nil, err
		}
		regions, err := j.profile(profiles[k])
		if err != nil {
			return nil, err
		}
		if k > 0 && len(regions) != len(places[0].regions) {
			return nil, fault(in, "sections have different numbers of areas")
		}
		places[k] = place{at, mgl64.Translate3D(shift[0], shift[1], shift[2]), regions}
	}
	// The section's x is the frame's y (left), its y the frame's z (up).
	toFrame := frame(mgl64.Vec3{0, 1, 0}, mgl64.Vec3{0, 0, 1}, mgl64.Vec3{1, 0, 0}, mgl64.Vec3{})
	var sections [][]solid.Region
	var frames []mgl64.Mat4
	add := func(d float64, shift mgl64.Mat4, regions []solid.Region) {
		at, heading, _ := along.frameAt(d)
		upright := mgl64.Translate3D(at[0], at[1], at[2]).Mul4(mgl64.HomogRotate3DZ(heading))
		sections = append(sections, regions)
		frames = append(frames, upright.Mul4(shift).Mul4(toFrame))
	}
	for k := range places {
		if k == 0 {
			add(places[0].at, places[0].by, places[0].regions)
			continue
		}
		p, q := places[k-1], places[k]
		if q.at-p.at <= 1e-9 {
			continue
		}
		as, bs := make([]solid.Region, len(p.regions)), make([]solid.Region, len(p.regions))
		for i := range p.regions {
			var err error
			if as[i], bs[i], err = matched(p.regions[i], q.regions[i]); err != nil {
				return nil, fault(in, "%v", err)
			}
		}
		cuts := along.cuts(p.at, q.at, j.tol)
		if err := j.spend(len(cuts)); err != nil {
			return nil, err
		}
		for _, d := range cuts[1:] {
			t := (d - p.at) / (q.at - p.at)
			regions := make([]solid.Region, len(as))
			for i := range as {
				regions[i] = blended(as[i], bs[i], t)
			}
			shift := p.by.Col(3).Add(q.by.Col(3).Sub(p.by.Col(3)).Mul(t))
			add(d, mgl64.Translate3D(shift[0], shift[1], shift[2]), regions)
		}
	}
	if len(frames) < 2 {
		return nil, fault(in, "all sections stand at one place")
	}
	return j.lofted(in, sections, frames)
}

// distanceOf reads where along a directrix a section stands: an
// IfcAxis2PlacementLinear (Location), an IfcPointByDistanceExpression or the
// IfcDistanceExpression of IFC4X1 (DistanceAlong, OffsetLateral, OffsetVertical,
// OffsetLongitudinal): the distance [m], and the shift in the frame there.
func (j *job) distanceOf(in step.Instance, along *alignment) (float64, mgl64.Vec3, error) {
	a := in.Args()
	switch in.Type() {
	case "IFCAXIS2PLACEMENTLINEAR", "IFCAXIS2PLACEMENT3D":
		to, err := need(in, &a, 0, "Location")
		if err != nil {
			return 0, mgl64.Vec3{}, err
		}
		if to.Type() == "IFCAXIS2PLACEMENTLINEAR" {
			return 0, mgl64.Vec3{}, fault(in, "Location is a placement")
		}
		return j.distanceOf(to, along)
	case "IFCPOINTBYDISTANCEEXPRESSION", "IFCDISTANCEEXPRESSION":
		d, err := j.length(in, &a, 0, "DistanceAlong")
		if err != nil {
			return 0, mgl64.Vec3{}, err
		}
		from, _ := along.domain()
		return from + d, mgl64.Vec3{j.optional(&a, 3), j.optional(&a, 1), j.optional(&a, 2)}, nil
	case "IFCCARTESIANPOINT":
		p, err := j.point(in)
		return along.nearest(p), mgl64.Vec3{}, err
	}
	return 0, mgl64.Vec3{}, fault(in, "no place along a curve")
}
