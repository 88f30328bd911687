package shape

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/bim/ifc/step"
	"shapan/engine/solver/solid"
)

func halfSpace(in step.Instance) bool {
	switch in.Type() {
	case "IFCHALFSPACESOLID", "IFCPOLYGONALBOUNDEDHALFSPACE", "IFCBOXEDHALFSPACE":
		return true
	}
	return false
}

// A space is the half space below a plane: where normal·x < offset. A bounded
// one reaches only as far as the outline, drawn in frame, goes along its z.
type space struct {
	normal mgl64.Vec3
	point  mgl64.Vec3 // on the plane
	within solid.Loop
	frame  mgl64.Mat4
}

// halfSpace reads BaseSurface, AgreementFlag; a polygonal bounded one Position
// and PolygonalBoundary. With the flag set the plane's normal points away from
// the material.
func (j *job) halfSpace(in step.Instance) (space, error) {
	var h space
	a := in.Args()
	base, err := need(in, &a, 0, "BaseSurface")
	if err != nil {
		return h, err
	}
	if base.Type() != "IFCPLANE" { // Position
		return h, fault(in, "BaseSurface is %s; expected an IfcPlane", base.Type())
	}
	b := base.Args()
	f, err := j.placementAt(&b, 0)
	if err != nil {
		return h, err
	}
	h.normal, h.point = f.Col(2).Vec3(), f.Col(3).Vec3()
	if agrees, known := a.Bool(1); known && !agrees {
		h.normal = h.normal.Mul(-1)
	}
	if in.Type() == "IFCPOLYGONALBOUNDEDHALFSPACE" {
		if h.frame, err = j.placementAt(&a, 2); err != nil {
			return h, err
		}
		if h.within, err = j.outline(in, &a, 3, "PolygonalBoundary"); err != nil {
			return h, err
		}
	}
	return h, nil
}

// bounded makes a body of a bounded half space, long enough to cut another: the
// prism over its outline, below the plane. Nil if it does not reach the other.
func (j *job) bounded(in step.Instance, h space, other *solid.Mesh) (*solid.Mesh, error) {
	low, high, ok := other.Bounds()
	if !ok {
		return nil, nil
	}
	z, origin := h.frame.Col(2).Vec3(), h.frame.Col(3).Vec3()
	from, to := math.Inf(1), math.Inf(-1)
	for k := range 8 {
		p := low
		for axis := range 3 {
			if k>>axis&1 == 1 {
				p[axis] = high[axis]
			}
		}
		d := p.Sub(origin).Dot(z)
		from, to = min(from, d), max(to, d)
	}
	margin := 0.1 + 0.1*(to-from)
	m, err := solid.Extrude(solid.Region{Outer: h.within}, mgl64.Vec3{0, 0, to - from + 2*margin})
	if err != nil {
		return nil, fault(in, "%v", err)
	}
	m, err = j.keepInside(in, placed(m, h.frame.Mul4(mgl64.Translate3D(0, 0, from-margin))), h)
	if err != nil {
		return nil, err
	}
	if len(m.Triangles) == 0 {
		return nil, nil
	}
	return m, nil
}

// border is what can be shown of a half space that stands alone, as some files
// hold it: what of its box it fills, or where its outline meets its plane.
func (j *job) border(in step.Instance) ([]Part, error) {
	h, err := j.halfSpace(in)
	if err != nil {
		return nil, err
	}
	part := Part{Transform: mgl64.Ident4(), Item: in.ID()}
	switch {
	case in.Type() == "IFCBOXEDHALFSPACE": // Enclosure
		a := in.Args()
		box, err := need(in, &a, 2, "Enclosure")
		if err != nil {
			return nil, err
		}
		m, err := j.boundingBox(box) // an IfcBoxDomain has the same attributes
		if err == nil {
			m, err = j.keepInside(in, m, h)
		}
		if err != nil {
			return nil, err
		}
		part.Mesh, part.Solid = m, true
		return []Part{part}, nil
	case h.within == nil:
		return nil, fault(in, "a half space has no end and cannot stand alone")
	}
	z := h.frame.Col(2).Vec3()
	slant := z.Dot(h.normal)
	if math.Abs(slant) < 1e-6 {
		return nil, fault(in, "its plane stands along its outline's way")
	}
	var line []mgl64.Vec3
	for _, p := range append(h.within, h.within[0]) {
		q := mgl64.TransformCoordinate(p.Vec3(0), h.frame)
		line = append(line, q.Add(z.Mul(h.point.Sub(q).Dot(h.normal)/slant)))
	}
	part.Lines = [][]mgl64.Vec3{line}
	j.warn("#%d %s: a half space has no end; the border of its plane is shown", in.ID(), in.Type())
	return []Part{part}, nil
}
