package shape

import (
	"math"
	"slices"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/bim/ifc/step"
	"shapan/engine/solver/solid"
)

// boolean reads Operator, FirstOperand, SecondOperand. A chain of differences,
// ((a - b) - c) - d, as clippings are written, is one body and many cutters, and
// is walked rather than called: some are thousands long.
func (j *job) boolean(in step.Instance) (*solid.Mesh, error) {
	var cutters []step.Instance
	seen := map[step.ID]bool{}
	for at := in; ; {
		if seen[at.ID()] {
			return nil, fault(at, "contains itself")
		}
		seen[at.ID()] = true
		if err := j.spend(1); err != nil {
			return nil, err
		}
		a := at.Args()
		operator, ok := a.Enum(0)
		if !ok {
			return nil, fault(at, "Operator is %s; expected UNION, INTERSECTION or DIFFERENCE", a.Kind(0))
		}
		first, err := need(at, &a, 1, "FirstOperand")
		if err != nil {
			return nil, err
		}
		second, err := need(at, &a, 2, "SecondOperand")
		if err != nil {
			return nil, err
		}
		if operator != "DIFFERENCE" {
			if len(cutters) > 0 { // a difference over a union: the union is its body
				return j.less(in, at, cutters)
			}
			return j.combine(at, operator, first, second)
		}
		cutters = append(cutters, second)
		if first.Type() != "IFCBOOLEANRESULT" && first.Type() != "IFCBOOLEANCLIPPINGRESULT" {
			return j.less(in, first, cutters)
		}
		at = first
	}
}

// combine is the union or the intersection of two operands.
func (j *job) combine(in step.Instance, operator string, first, second step.Instance) (*solid.Mesh, error) {
	if halfSpace(first) {
		first, second = second, first
	}
	a, err := j.operand(in, first)
	if err != nil {
		return nil, err
	}
	if halfSpace(second) {
		h, err := j.halfSpace(second)
		if err != nil {
			return nil, err
		}
		if operator == "INTERSECTION" {
			return j.keepInside(in, a, h)
		}
		return nil, fault(in, "%s with a half space, which has no end", operator)
	}
	b, err := j.operand(in, second)
	if err != nil {
		return nil, err
	}
	if err := j.spend(len(a.Triangles) + len(b.Triangles)); err != nil {
		return nil, err
	}
	switch operator {
	case "UNION":
		return j.united(in, a, b)
	case "INTERSECTION":
		return j.intersected(in, a, b)
	}
	return nil, fault(in, "Operator is %s; expected UNION, INTERSECTION or DIFFERENCE", operator)
}

// less is a body without its cutters, of which the last was written innermost.
func (j *job) less(in, body step.Instance, cutters []step.Instance) (*solid.Mesh, error) {
	var m *solid.Mesh
	var err error
	if body.Type() == "IFCBOOLEANRESULT" || body.Type() == "IFCBOOLEANCLIPPINGRESULT" {
		a := body.Args()
		operator, _ := a.Enum(0)
		first, e := need(body, &a, 1, "FirstOperand")
		if e != nil {
			return nil, e
		}
		second, e := need(body, &a, 2, "SecondOperand")
		if e != nil {
			return nil, e
		}
		if err := j.enter(body); err != nil {
			return nil, err
		}
		m, err = j.combine(body, operator, first, second)
		j.leave()
	} else {
		m, err = j.operand(in, body)
	}
	if err != nil {
		return nil, err
	}
	slices.Reverse(cutters)
	var bodies []*solid.Mesh
	for _, c := range cutters {
		if halfSpace(c) {
			h, err := j.halfSpace(c)
			if err != nil {
				return nil, err
			}
			if h.within == nil {
				if m, err = j.keepOutside(in, m, h); err != nil {
					return nil, err
				}
				continue
			}
			cutter, err := j.bounded(c, h, m)
			if err != nil {
				return nil, err
			}
			if cutter != nil {
				bodies = append(bodies, cutter)
			}
			continue
		}
		cutter, err := j.operand(in, c)
		if err != nil {
			return nil, err
		}
		bodies = append(bodies, cutter)
	}
	if len(bodies) == 0 {
		return m, nil
	}
	return j.subtracted(in, m, bodies)
}

// operand makes the body of an operand.
func (j *job) operand(in, of step.Instance) (*solid.Mesh, error) {
	if halfSpace(of) {
		return nil, fault(in, "its first operand, #%d, is a half space, which has no end", of.ID())
	}
	m, err := j.mesh(of)
	if err == nil && m == nil {
		err = fault(of, "is no body")
	}
	return m, err
}

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
