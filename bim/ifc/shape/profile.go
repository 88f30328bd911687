package shape

import (
	"github.com/go-gl/mathgl/mgl64"

	"shapan/bim/ifc/step"
	"shapan/engine/solver/solid"
)

// profile reads an IfcProfileDef that bounds areas: one region, or those of a
// composite profile.
func (j *job) profile(in step.Instance) ([]solid.Region, error) {
	if err := j.enter(in); err != nil {
		return nil, err
	}
	defer j.leave()
	a := in.Args() // ProfileType, ProfileName, ...
	switch in.Type() {
	case "IFCARBITRARYCLOSEDPROFILEDEF": // OuterCurve
		outer, err := j.outline(in, &a, 2, "OuterCurve")
		if err != nil {
			return nil, err
		}
		return []solid.Region{{Outer: outer}}, nil
	case "IFCARBITRARYPROFILEDEFWITHVOIDS": // OuterCurve, InnerCurves
		return j.withVoids(in, &a)
	case "IFCCOMPOSITEPROFILEDEF": // Profiles, Label
		list, ok := a.List(2)
		if !ok {
			return nil, fault(in, "Profiles is %s; expected a set", a.Kind(2))
		}
		var out []solid.Region
		for k := 0; list.Kind(k) != step.None; k++ {
			to, err := need(in, &list, k, "Profiles")
			if err != nil {
				return nil, err
			}
			regions, err := j.profile(to)
			if err != nil {
				return nil, err
			}
			if err := j.spend(200 * len(regions)); err != nil { // composites of composites multiply
				return nil, err
			}
			out = append(out, regions...)
		}
		if len(out) == 0 {
			return nil, fault(in, "has no profiles")
		}
		return out, nil
	case "IFCDERIVEDPROFILEDEF", "IFCMIRROREDPROFILEDEF": // ParentProfile, Operator, Label
		to, err := need(in, &a, 2, "ParentProfile")
		if err != nil {
			return nil, err
		}
		regions, err := j.profile(to)
		if err != nil {
			return nil, err
		}
		by, err := j.derivation(in, &a)
		if err != nil {
			return nil, err
		}
		for k, r := range regions {
			regions[k] = moved(r, by)
		}
		return regions, nil
	case "IFCCENTERLINEPROFILEDEF": // Curve, Thickness
		return j.centreLine(in, &a)
	}
	region, err := j.parameterised(in, &a)
	if err != nil {
		return nil, err
	}
	by, err := j.placementAt(&a, 2) // Position
	if err != nil {
		return nil, err
	}
	if by != mgl64.Ident4() {
		region = moved(region, by)
	}
	return []solid.Region{region}, nil
}

// derivation is the transform of a derived profile; a mirrored one has none in
// the file and is seen from behind.
func (j *job) derivation(in step.Instance, a *step.Args) (mgl64.Mat4, error) {
	if in.Type() == "IFCMIRROREDPROFILEDEF" {
		return mgl64.Scale3D(-1, 1, 1), nil
	}
	operator, err := need(in, a, 3, "Operator")
	if err != nil {
		return mgl64.Ident4(), err
	}
	return j.operator(operator)
}

// outline reads the curve of attribute k as a loop.
func (j *job) outline(in step.Instance, a *step.Args, k int, name string) (solid.Loop, error) {
	to, err := need(in, a, k, name)
	if err != nil {
		return nil, err
	}
	path, err := j.path(to)
	if err != nil {
		return nil, err
	}
	loop := flat(closed(path))
	if len(loop) < 3 {
		return nil, fault(in, "%s has %d points that differ; expected 3 or more", name, len(loop))
	}
	return loop, nil
}

func (j *job) withVoids(in step.Instance, a *step.Args) ([]solid.Region, error) {
	outer, err := j.outline(in, a, 2, "OuterCurve")
	if err != nil {
		return nil, err
	}
	region := solid.Region{Outer: outer}
	list, ok := a.List(3)
	if !ok {
		return []solid.Region{region}, nil
	}
	for k := 0; list.Kind(k) != step.None; k++ {
		hole, err := j.outline(in, &list, k, "InnerCurves")
		if err != nil {
			return nil, err
		}
		region.Holes = append(region.Holes, hole)
	}
	return []solid.Region{region}, nil
}

// moved is the region seen through a transform of the plane.
func moved(r solid.Region, by mgl64.Mat4) solid.Region {
	move := func(l solid.Loop) solid.Loop {
		out := make(solid.Loop, len(l))
		for k, p := range l {
			out[k] = mgl64.TransformCoordinate(p.Vec3(0), by).Vec2()
		}
		return out
	}
	out := solid.Region{Outer: move(r.Outer)}
	for _, h := range r.Holes {
		out.Holes = append(out.Holes, move(h))
	}
	return out.Oriented()
}

// openProfile reads a profile that is a curve: its paths, for surfaces.
func (j *job) openProfile(in step.Instance) ([]mgl64.Vec3, error) {
	a := in.Args()
	switch in.Type() {
	case "IFCARBITRARYOPENPROFILEDEF": // Curve
		to, err := need(in, &a, 2, "Curve")
		if err != nil {
			return nil, err
		}
		return j.path(to)
	case "IFCDERIVEDPROFILEDEF", "IFCMIRROREDPROFILEDEF":
		if err := j.enter(in); err != nil {
			return nil, err
		}
		defer j.leave()
		to, err := need(in, &a, 2, "ParentProfile")
		if err != nil {
			return nil, err
		}
		path, err := j.openProfile(to)
		if err != nil {
			return nil, err
		}
		by, err := j.derivation(in, &a)
		if err != nil {
			return nil, err
		}
		for k, p := range path {
			path[k] = mgl64.TransformCoordinate(p, by)
		}
		return path, nil
	}
	regions, err := j.profile(in)
	if err != nil {
		return nil, err
	}
	outer := regions[0].Outer
	path := make([]mgl64.Vec3, len(outer), len(outer)+1)
	for k, p := range outer {
		path[k] = p.Vec3(0)
	}
	return append(path, path[0]), nil
}
