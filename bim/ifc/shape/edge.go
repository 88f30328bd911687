package shape

import (
	"math"
	"slices"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/bim/ifc/step"
)

// edge makes the points of an IfcEdge of any kind, from its start to its end.
func (j *job) edge(in step.Instance) ([]mgl64.Vec3, error) {
	a := in.Args() // EdgeStart, EdgeEnd, ...
	switch in.Type() {
	case "IFCORIENTEDEDGE": // *, *, EdgeElement, Orientation
		to, err := need(in, &a, 2, "EdgeElement")
		if err != nil {
			return nil, err
		}
		if to.Type() == "IFCORIENTEDEDGE" {
			return nil, fault(in, "EdgeElement is oriented itself")
		}
		path, err := j.edge(to)
		if forward, known := a.Bool(3); known && !forward {
			slices.Reverse(path)
		}
		return path, err
	case "IFCEDGE", "IFCSUBEDGE", "IFCEDGECURVE":
	default:
		return nil, fault(in, "expected an IfcEdge")
	}
	start, err := j.pointAt(in, &a, 0, "EdgeStart")
	if err != nil {
		return nil, err
	}
	end, err := j.pointAt(in, &a, 1, "EdgeEnd")
	if err != nil {
		return nil, err
	}
	if in.Type() != "IFCEDGECURVE" { // EdgeGeometry, SameSense
		return []mgl64.Vec3{start, end}, nil
	}
	to, err := need(in, &a, 2, "EdgeGeometry")
	if err != nil {
		return nil, err
	}
	base, err := j.curve(to)
	if err != nil {
		return nil, err
	}
	same, known := a.Bool(3)
	part := j.partBetween(base, start, end, same || !known)
	path := points(part.base, part.u, part.v, j.tol)
	if err := j.spend(len(path)); err != nil {
		return nil, err
	}
	// Vertices are what the edges share; the curve comes near them.
	path[0], path[len(path)-1] = start, end
	return path, nil
}

// partBetween is the part of a curve from a start to an end that lie on it.
func (j *job) partBetween(base curve, start, end mgl64.Vec3, forward bool) trimmed {
	const same = 1e-6
	if _, ok := base.(line); ok {
		return trimmed{base, base.nearest(start), base.nearest(end)}
	}
	if base.period() > 0 {
		u := base.nearest(start)
		if start.Sub(end).Len() <= same {
			return between(base, u, u, forward)
		}
		return between(base, u, base.nearest(end), forward)
	}
	from, to := base.domain()
	u, v := base.nearest(start), base.nearest(end)
	meets := base.at(from).Sub(base.at(to)).Len() <= 1e-5
	if meets {
		// On a curve that ends where it starts, a vertex there is both ends.
		near := func(w float64) bool { return base.at(w).Sub(base.at(from)).Len() <= 1e-5 }
		switch {
		case near(u) && near(v):
			u, v = from, to
			if !forward {
				u, v = to, from
			}
		case near(u):
			if u = from; !forward {
				u = to
			}
		case near(v):
			if v = to; !forward {
				v = from
			}
		case forward != (v > u): // over the seam: two parts
			pieces := []trimmed{{base, u, to}, {base, from, v}}
			if !forward {
				pieces = []trimmed{{base, u, from}, {base, to, v}}
			}
			c := newComposite(pieces)
			low, high := c.domain()
			return trimmed{c, low, high}
		}
	}
	if math.Abs(u-v) < 1e-12*(to-from) {
		u, v = from, to
		if !forward {
			u, v = to, from
		}
	}
	return trimmed{base, u, v}
}

// edgeLoop reads the IfcEdgeLoop (EdgeList) of a bound as points of the mesh.
// An edge is cut once and shared by its faces.
func (f *facets) edgeLoop(bound, loop step.Instance, a *step.Args) ([]uint32, error) {
	switch loop.Type() {
	case "IFCVERTEXLOOP": // a cone's apex, a sphere's pole: bounds no area
		return nil, nil
	case "IFCEDGELOOP":
	default:
		return nil, fault(loop, "expected a loop")
	}
	l := loop.Args()
	list, ok := l.List(0)
	if !ok {
		return nil, fault(loop, "EdgeList is %s; expected a list", l.Kind(0))
	}
	var pieces [][]uint32
	for k := 0; list.Kind(k) != step.None; k++ {
		oriented, err := need(loop, &list, k, "EdgeList")
		if err != nil {
			return nil, err
		}
		piece, err := f.edge(oriented)
		if err != nil {
			return nil, err
		}
		pieces = append(pieces, piece)
	}
	var out []uint32
	for k, piece := range pieces {
		// An edge that fits only turned round is turned: the flags of some
		// writers contradict the vertices.
		if k == 0 && len(pieces) > 1 {
			next := pieces[1]
			if !f.meet(piece[len(piece)-1], next) && f.meet(piece[0], next) {
				slices.Reverse(piece)
			}
		} else if k > 0 && f.apart(out[len(out)-1], piece[0]) && !f.apart(out[len(out)-1], piece[len(piece)-1]) {
			slices.Reverse(piece)
		}
		for _, at := range piece {
			if len(out) == 0 || out[len(out)-1] != at && f.apart(out[len(out)-1], at) {
				out = append(out, at)
			}
		}
	}
	for len(out) > 1 && !f.apart(out[0], out[len(out)-1]) {
		out = out[:len(out)-1]
	}
	if forward, known := a.Bool(1); known && !forward {
		slices.Reverse(out)
	}
	return out, nil
}

func (f *facets) apart(a, b uint32) bool {
	return a != b && f.mesh.Points[a].Sub(f.mesh.Points[b]).Len() > near
}

func (f *facets) meet(at uint32, piece []uint32) bool {
	return !f.apart(at, piece[0]) || !f.apart(at, piece[len(piece)-1])
}

// edge is an IfcOrientedEdge as points of the mesh; the caller may turn it.
func (f *facets) edge(in step.Instance) ([]uint32, error) {
	element, forward := in, true
	if in.Type() == "IFCORIENTEDEDGE" {
		a := in.Args()
		var err error
		if element, err = need(in, &a, 2, "EdgeElement"); err != nil {
			return nil, err
		}
		if same, known := a.Bool(3); known {
			forward = same
		}
	}
	made, ok := f.edges[element.ID()]
	if !ok {
		path, err := f.j.edge(element)
		if err != nil {
			return nil, err
		}
		a := element.Args()
		start, ok := a.Ref(0)
		end, alsoEnd := a.Ref(1)
		if !ok || !alsoEnd {
			return nil, fault(element, "has no vertices")
		}
		first, err := f.at(element, start)
		if err != nil {
			return nil, err
		}
		last, err := f.at(element, end)
		if err != nil {
			return nil, err
		}
		made = append(made, first)
		for _, p := range path[1 : len(path)-1] {
			made = append(made, uint32(len(f.mesh.Points)))
			f.mesh.Points = append(f.mesh.Points, p)
		}
		made = append(made, last)
		f.edges[element.ID()] = made
	}
	out := slices.Clone(made)
	if !forward {
		slices.Reverse(out)
	}
	return out, nil
}

// curvedFace adds an IfcFaceSurface or IfcAdvancedFace: Bounds, FaceSurface,
// SameSense.
func (f *facets) curvedFace(in step.Instance) error {
	a := in.Args()
	surface, err := need(in, &a, 1, "FaceSurface")
	if err != nil {
		return err
	}
	list, ok := a.List(0)
	if !ok {
		return fault(in, "Bounds is %s; expected a set", a.Kind(0))
	}
	var loops [][]uint32
	outer := -1
	for k := 0; list.Kind(k) != step.None; k++ {
		bound, err := need(in, &list, k, "Bounds")
		if err != nil {
			return err
		}
		loop, err := f.bound(bound)
		if err != nil {
			return err
		}
		if len(loop) < 3 {
			continue
		}
		if bound.Type() == "IFCFACEOUTERBOUND" && outer < 0 {
			outer = len(loops)
		}
		loops = append(loops, loop)
	}
	same, known := a.Bool(2)
	if surface.Type() != "IFCPLANE" {
		return f.onSurface(in, surface, loops, outer, same || !known)
	}
	return f.flat(in, loops, outer)
}
