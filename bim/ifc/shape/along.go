package shape

import (
	"math"
	"slices"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/bim/ifc/step"
	"shapan/engine/solver/solid"
)

// directrix reads the curve of attribute k and cuts off what StartParam and
// EndParam, the two attributes behind, leave out.
func (j *job) directrix(in step.Instance, a *step.Args, k, from int) (curve, trimmed, error) {
	to, err := need(in, a, k, "Directrix")
	if err != nil {
		return nil, trimmed{}, err
	}
	base, err := j.curve(to)
	if err != nil {
		return nil, trimmed{}, err
	}
	part, err := whole(base)
	if _, isLine := base.(line); err != nil && !isLine {
		return nil, part, fault(to, "is %v", err)
	}
	u, hasU := a.Real(from)
	v, hasV := a.Real(from + 1)
	if err != nil && (!hasU || !hasV) {
		return nil, part, fault(to, "is %v", err)
	}
	if err != nil {
		part = trimmed{base, 0, 0}
	}
	if hasU && math.Abs(u) < 1e12 {
		part.u = j.fileParameter(base, u)
	}
	if hasV && math.Abs(v) < 1e12 {
		part.v = j.fileParameter(base, v)
	}
	if low, high := base.domain(); base.period() == 0 && !math.IsInf(low, 0) {
		part.u, part.v = max(low, min(part.u, high)), max(low, min(part.v, high))
		if part.u == part.v { // parameters of another count: all of the curve
			part.u, part.v = low, high
		}
	}
	return base, part, nil
}

// fileParameter turns a parameter as the file counts it into ours, also through
// the pieces of a composite curve, each of which the file counts in its own units.
func (j *job) fileParameter(c curve, v float64) float64 {
	switch c := c.(type) {
	case *composite:
		for k, piece := range c.pieces {
			length := j.fileLength(piece)
			if v <= length || k == len(c.pieces)-1 {
				if length == 0 {
					return c.starts[k]
				}
				return c.starts[k] + (c.starts[k+1]-c.starts[k])*v/length
			}
			v -= length
		}
	case trimmed:
		if length := j.fileLength(c); length > 0 {
			return v * math.Abs(c.v-c.u) / length
		}
	case *alignment, *measured:
		return v * j.metre
	}
	return j.parameter(c, v)
}

// fileLength is how far a piece takes the parameter on as the file counts it.
func (j *job) fileLength(t trimmed) float64 {
	extent := math.Abs(t.v - t.u)
	switch base := t.base.(type) {
	case conic:
		return extent / j.radian
	case line, *alignment, *measured:
		return extent / j.metre
	case trimmed:
		if _, to := base.domain(); to > 0 {
			return j.fileLength(base) * extent / to
		}
	case *composite:
		if _, to := base.domain(); to > 0 {
			total := 0.0
			for _, p := range base.pieces {
				total += j.fileLength(p)
			}
			return total * extent / to
		}
	}
	return extent
}

// sweptDisk reads Directrix, Radius, InnerRadius, StartParam, EndParam,
// (FilletRadius).
func (j *job) sweptDisk(in step.Instance) (*solid.Mesh, error) {
	a := in.Args()
	_, part, err := j.directrix(in, &a, 0, 3)
	if err != nil {
		return nil, err
	}
	radius, err := j.positive(in, &a, 1, "Radius")
	if err != nil {
		return nil, err
	}
	inner := j.optional(&a, 2)
	path := points(part.base, part.u, part.v, j.tol)
	if fillet := j.optional(&a, 5); fillet > 0 && in.Type() == "IFCSWEPTDISKSOLIDPOLYGONAL" {
		path = filleted(path, fillet, j.tol)
	}
	if inner >= radius {
		inner = 0
	}
	way := cleanPath(path)
	way.Start, way.End = headings(part, j.tol)
	m, err := solid.SweepDisk(way, radius, inner, j.tol)
	if err != nil {
		return nil, fault(in, "%v", err)
	}
	return m, j.spend(len(m.Triangles))
}

// cleanPath is a path without points that repeat; one that ends where it starts
// is closed.
func cleanPath(path []mgl64.Vec3) solid.Path {
	path = slices.CompactFunc(path, func(p, q mgl64.Vec3) bool { return p.Sub(q).Len() <= near })
	if n := len(path); n > 3 && path[0].Sub(path[n-1]).Len() <= 1e-6 {
		return solid.Path{Points: path[:n-1], Closed: true}
	}
	return solid.Path{Points: path}
}

// headings are the directions of a curve at its ends, which its first and last
// chord have only nearly: what is swept ends square to the curve. They are taken
// from three points within those chords; the error goes with the square of their
// distance, a thousandth of a chord.
func headings(part trimmed, tol solid.Tolerance) (start, end mgl64.Vec3) {
	cuts := part.base.cuts(part.u, part.v, tol)
	n := len(cuts)
	if n < 2 {
		return start, end
	}
	from := func(u, next float64) mgl64.Vec3 {
		h := (next - u) * 1e-3
		a, b, c := part.base.at(u), part.base.at(u+h), part.base.at(u+2*h)
		return b.Sub(a).Mul(4).Sub(c.Sub(a))
	}
	return from(cuts[0], cuts[1]), from(cuts[n-1], cuts[n-2]).Mul(-1)
}

// sweptAlong reads SweptArea, Position, Directrix, StartParam, EndParam, and
// ReferenceSurface or FixedReference: the profile's x axis is the surface's
// normal, or the reference as seen square to the directrix.
func (j *job) sweptAlong(in step.Instance) (*solid.Mesh, error) {
	a := in.Args()
	area, err := need(in, &a, 0, "SweptArea")
	if err != nil {
		return nil, err
	}
	regions, err := j.profile(area)
	if err != nil {
		return nil, err
	}
	by, err := j.placementAt(&a, 1)
	if err != nil {
		return nil, err
	}
	_, part, err := j.directrix(in, &a, 2, 3)
	if err != nil {
		return nil, err
	}
	path := points(part.base, part.u, part.v, j.tol)
	var reference func(int, mgl64.Vec3) mgl64.Vec3
	if in.Type() == "IFCSURFACECURVESWEPTAREASOLID" {
		surface, err := need(in, &a, 5, "ReferenceSurface")
		if err != nil {
			return nil, err
		}
		normal, err := j.normalOf(surface)
		if err != nil {
			return nil, err
		}
		reference = func(_ int, p mgl64.Vec3) mgl64.Vec3 { return normal(p) }
	} else {
		x := j.directionAt(&a, 5, mgl64.Vec3{0, 0, 1})
		reference = func(int, mgl64.Vec3) mgl64.Vec3 { return x }
	}
	clean := cleanPath(path)
	clean.Start, clean.End = headings(part, j.tol)
	out := &solid.Mesh{}
	for _, r := range regions {
		m, err := solid.SweepAlong(r, clean, func(k int) mgl64.Vec3 { return reference(k, clean.Points[k]) })
		if err != nil {
			return nil, fault(in, "%v", err)
		}
		out.Append(m)
	}
	return placed(out, by), j.spend(len(out.Triangles))
}

// normalOf is the direction square to a surface near a point.
func (j *job) normalOf(in step.Instance) (func(p mgl64.Vec3) mgl64.Vec3, error) {
	a := in.Args()
	switch in.Type() {
	case "IFCPLANE": // Position
		f, err := j.placementAt(&a, 0)
		if err != nil {
			return nil, err
		}
		return func(mgl64.Vec3) mgl64.Vec3 { return f.Col(2).Vec3() }, nil
	case "IFCCYLINDRICALSURFACE": // Position, Radius
		f, err := j.placementAt(&a, 0)
		if err != nil {
			return nil, err
		}
		return func(p mgl64.Vec3) mgl64.Vec3 {
			q := p.Sub(f.Col(3).Vec3())
			z := f.Col(2).Vec3()
			return q.Sub(z.Mul(q.Dot(z)))
		}, nil
	case "IFCSURFACEOFLINEAREXTRUSION": // SweptCurve, Position, ExtrudedDirection, Depth
		f, err := j.placementAt(&a, 1)
		if err != nil {
			return nil, err
		}
		profile, err := need(in, &a, 0, "SweptCurve")
		if err != nil {
			return nil, err
		}
		path, err := j.openProfile(profile)
		if err != nil {
			return nil, err
		}
		along := f.Mul4x1(j.directionAt(&a, 2, mgl64.Vec3{0, 0, 1}).Vec4(0)).Vec3()
		for k, p := range path {
			path[k] = mgl64.TransformCoordinate(p, f)
		}
		return func(p mgl64.Vec3) mgl64.Vec3 {
			best, normal := math.Inf(1), mgl64.Vec3{0, 0, 1}
			for k := 1; k < len(path); k++ {
				side := path[k].Sub(path[k-1])
				flat := func(v mgl64.Vec3) mgl64.Vec3 { return v.Sub(along.Mul(v.Dot(along))) }
				q, d := flat(p.Sub(path[k-1])), flat(side)
				t := 0.0
				if n := d.Dot(d); n > 0 {
					t = max(0, min(1, q.Dot(d)/n))
				}
				if far := q.Sub(d.Mul(t)).Len(); far < best-1e-9 {
					best, normal = far, side.Cross(along)
				}
			}
			return normal
		}, nil
	}
	s, err := j.surface(in)
	if err != nil {
		return nil, err
	}
	return func(p mgl64.Vec3) mgl64.Vec3 { return solid.NormalNear(s, p) }, nil
}
