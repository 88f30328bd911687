package shape

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/bim/ifc/step"
	"shapan/engine/solver/solid"
)

// sectionedSurface joins open cross sections along a directrix.
func (j *job) sectionedSurface(in step.Instance, along *alignment, profiles, positions []step.Instance) (*solid.Mesh, error) {
	m := &solid.Mesh{}
	var before []mgl64.Vec3
	last := 0.0
	row := func(section []mgl64.Vec3, d float64) {
		at, heading, _ := along.frameAt(d)
		sin, cos := math.Sincos(heading)
		for _, p := range section {
			m.Points = append(m.Points, at.Add(mgl64.Vec3{-sin * p[0], cos * p[0], p[1]}))
		}
		n := uint32(len(section))
		if first := uint32(len(m.Points)) - n; first >= n {
			for k := range n - 1 {
				a, b := first-n+k, first+k
				m.Triangles = append(m.Triangles, [3]uint32{a, b, b + 1}, [3]uint32{a, b + 1, a + 1})
			}
		}
	}
	for k := range positions {
		d, shift, err := j.distanceOf(positions[k], along)
		if err != nil {
			return nil, err
		}
		section, err := j.crossProfile(profiles[k])
		if err != nil {
			return nil, err
		}
		for i := range section {
			section[i] = section[i].Add(mgl64.Vec3{shift[1], shift[2], 0})
		}
		switch {
		case k == 0:
			row(section, d)
		case len(section) != len(before):
			return nil, fault(in, "sections have different numbers of points")
		default:
			cuts := along.cuts(last, d, j.tol)
			if err := j.spend(len(cuts) * len(section)); err != nil {
				return nil, err
			}
			for _, c := range cuts[1:] {
				t := (c - last) / (d - last)
				mixed := make([]mgl64.Vec3, len(section))
				for i := range section {
					mixed[i] = before[i].Add(section[i].Sub(before[i]).Mul(t))
				}
				row(mixed, c)
			}
		}
		before, last = section, d
	}
	return m, nil
}

// crossProfile reads an IfcOpenCrossProfileDef: HorizontalWidths, Widths,
// Slopes, Tags, OffsetPoint.
func (j *job) crossProfile(in step.Instance) ([]mgl64.Vec3, error) {
	if in.Type() != "IFCOPENCROSSPROFILEDEF" {
		return j.openProfile(in)
	}
	a := in.Args()
	level, _ := a.Bool(2)
	widths, _, okW := a.Reals(3, nil)
	slopes, _, okS := a.Reals(4, nil)
	if !okW || !okS || len(widths) != len(slopes) {
		return nil, fault(in, "has %d Widths and %d Slopes; expected as many", len(widths), len(slopes))
	}
	var p mgl64.Vec3
	if to, ok := a.Instance(6); ok {
		var err error
		if p, err = j.point(to); err != nil {
			return nil, err
		}
	}
	out := []mgl64.Vec3{p}
	for k, w := range widths {
		sin, cos := math.Sincos(slopes[k] * j.radian)
		w *= j.metre
		if level && cos != 0 {
			w /= cos
		}
		p = p.Add(mgl64.Vec3{w * cos, w * sin, 0})
		out = append(out, p)
	}
	return out, nil
}
