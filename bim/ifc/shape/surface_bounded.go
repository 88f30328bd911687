package shape

import (
	"math"
	"slices"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/bim/ifc/step"
	"shapan/engine/solver/solid"
)

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

// trimmedSurface reads BasisSurface, U1, V1, U2, V2, Usense, Vsense.
func (j *job) trimmedSurface(in step.Instance, a *step.Args) (*solid.Mesh, error) {
	base, err := need(in, a, 0, "BasisSurface")
	if err != nil {
		return nil, err
	}
	per, err := j.perParameter(base)
	if err != nil {
		return nil, err
	}
	var d solid.Domain
	for k, to := range [4]*float64{&d.Low[0], &d.Low[1], &d.High[0], &d.High[1]} {
		v, err := real(in, a, 1+k, "U1, V1, U2 or V2")
		if err != nil {
			return nil, err
		}
		if *to = v * per[k%2]; math.Abs(*to) > farthest {
			return nil, fault(in, "parameter %d is %v", k+1, v)
		}
	}
	for k := range 2 {
		if d.Low[k] > d.High[k] {
			d.Low[k], d.High[k] = d.High[k], d.Low[k]
		}
	}
	if base.Type() == "IFCPLANE" {
		b := base.Args()
		by, err := j.placementAt(&b, 0)
		if err != nil {
			return nil, err
		}
		m := &solid.Mesh{Triangles: [][3]uint32{{0, 1, 2}, {0, 2, 3}}}
		for _, p := range [4]mgl64.Vec2{d.Low, {d.High[0], d.Low[1]}, d.High, {d.Low[0], d.High[1]}} {
			m.Points = append(m.Points, p.Vec3(0))
		}
		return placed(m, by), nil
	}
	s, err := j.surface(base)
	if err != nil {
		return nil, err
	}
	for k := range 2 { // a curve may be given by parameters of another count
		if own := s.Domain(); own.Period[k] == 0 {
			d.Low[k], d.High[k] = max(d.Low[k], own.Low[k]), min(d.High[k], own.High[k])
		} else if d.High[k]-d.Low[k] > own.Period[k] {
			d.High[k] = d.Low[k] + own.Period[k]
		}
		if !(d.Low[k] < d.High[k]) {
			return nil, fault(in, "the parameters leave nothing of the surface")
		}
	}
	return j.surfaceWithin(in, s, d)
}

// perParameter is what a surface's parameters are in radians, metres or of their
// own, per one as the file counts them. Source: ISO 10303-42, elementary and
// swept surfaces.
func (j *job) perParameter(base step.Instance) (mgl64.Vec2, error) {
	switch base.Type() {
	case "IFCPLANE":
		return mgl64.Vec2{j.metre, j.metre}, nil
	case "IFCCYLINDRICALSURFACE":
		return mgl64.Vec2{j.radian, j.metre}, nil
	case "IFCSPHERICALSURFACE", "IFCTOROIDALSURFACE":
		return mgl64.Vec2{j.radian, j.radian}, nil
	case "IFCSURFACEOFLINEAREXTRUSION", "IFCSURFACEOFREVOLUTION":
		a := base.Args()
		c, err := j.sweptCurve(base, &a)
		if err != nil {
			return mgl64.Vec2{}, err
		}
		if base.Type() == "IFCSURFACEOFREVOLUTION" {
			return mgl64.Vec2{j.radian, j.parameter(c.curve, 1)}, nil
		}
		return mgl64.Vec2{j.parameter(c.curve, 1), j.metre}, nil
	}
	return mgl64.Vec2{1, 1}, nil
}

// boundedSurface reads BasisSurface, Boundaries, ImplicitOuter: what of a surface
// its boundaries enclose; with ImplicitOuter the ends of its own parameters are
// the outermost.
func (j *job) boundedSurface(in step.Instance, a *step.Args) (*solid.Mesh, error) {
	base, err := need(in, a, 0, "BasisSurface")
	if err != nil {
		return nil, err
	}
	f := j.facets()
	var loops [][]uint32
	add := func(path []mgl64.Vec3) {
		if path = closed(path); len(path) < 3 {
			return
		}
		var loop []uint32
		for _, p := range path {
			loop = append(loop, uint32(len(f.mesh.Points)))
			f.mesh.Points = append(f.mesh.Points, p)
		}
		loops = append(loops, loop)
	}
	if err := j.each(in, a, 1, func(to step.Instance, _ *step.Args) error {
		path, err := j.path(to)
		add(path)
		return err
	}); err != nil {
		return nil, err
	}
	if base.Type() == "IFCPLANE" {
		if len(loops) == 0 {
			return nil, fault(in, "a plane without boundary has no end")
		}
		return f.mesh, f.flat(in, loops, -1)
	}
	s, err := j.surface(base)
	if err != nil {
		return nil, err
	}
	if len(loops) == 0 {
		return j.surfaceWithin(in, s, s.Domain())
	}
	if implicit, _ := a.Bool(2); implicit {
		add(rim(s, j.tol))
	}
	if err := j.spend(100); err != nil {
		return nil, err
	}
	if err := f.mesh.AddCurvedFace(s, loops, true, j.tol); err != nil {
		return nil, fault(in, "%v", err)
	}
	return f.mesh, j.spend(len(f.mesh.Triangles))
}

// rim runs round the ends of a surface's parameters; nil if it has none.
func rim(s solid.Surface, tol solid.Tolerance) (path []mgl64.Vec3) {
	d := s.Domain()
	if d.Period != (mgl64.Vec2{}) || math.IsInf(d.Low.Len()+d.High.Len(), 0) {
		return nil
	}
	us, vs := s.Lines(d.Low, d.High, tol)
	for _, u := range us {
		path = append(path, s.At(u, d.Low[1]))
	}
	for _, v := range vs {
		path = append(path, s.At(d.High[0], v))
	}
	for _, u := range slices.Backward(us) {
		path = append(path, s.At(u, d.High[1]))
	}
	for _, v := range slices.Backward(vs) {
		path = append(path, s.At(d.Low[0], v))
	}
	return path
}
