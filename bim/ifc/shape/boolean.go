package shape

import (
	"slices"

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
		switch {
		case operator == "INTERSECTION" && h.within == nil:
			return j.keepInside(in, a, h)
		case operator == "INTERSECTION":
			b, err := j.bounded(second, h, a)
			if err != nil || b == nil {
				return &solid.Mesh{}, err
			}
			return j.intersected(in, a, b)
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
