package shape

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/bim/ifc/step"
	"shapan/engine/solver/solid"
)

// A facets collects flat faces whose corners are shared by the file's points.
type facets struct {
	j      *job
	mesh   *solid.Mesh
	corner map[step.ID]uint32
	edges  map[step.ID][]uint32
	err    error // of the first face that was left out
	lost   int   // faces left out
}

func (j *job) facets() *facets {
	return &facets{j: j, mesh: &solid.Mesh{}, corner: map[step.ID]uint32{}, edges: map[step.ID][]uint32{}}
}

// shell adds the faces of an IfcConnectedFaceSet, open or closed shell.
func (f *facets) shell(in step.Instance) error {
	switch in.Type() {
	case "IFCCONNECTEDFACESET", "IFCOPENSHELL", "IFCCLOSEDSHELL": // CfsFaces
	default:
		return fault(in, "expected a set of faces")
	}
	a := in.Args()
	list, ok := a.List(0)
	if !ok {
		return fault(in, "CfsFaces is %s; expected a set", a.Kind(0))
	}
	for k := 0; list.Kind(k) != step.None; k++ {
		face, err := need(in, &list, k, "CfsFaces")
		if err == nil {
			err = f.face(face)
		}
		if f.j.left < 0 {
			return err
		}
		if err != nil {
			if f.lost++; f.err == nil {
				f.err = err
			}
		}
	}
	return nil
}

// face adds an IfcFace: Bounds; a curved face goes to package solid's surfaces.
func (f *facets) face(in step.Instance) error {
	switch in.Type() {
	case "IFCFACE":
	case "IFCFACESURFACE", "IFCADVANCEDFACE":
		return f.curvedFace(in)
	default:
		return fault(in, "expected an IfcFace")
	}
	a := in.Args()
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
			continue // a hole or face shrunk to a line
		}
		if bound.Type() == "IFCFACEOUTERBOUND" && outer < 0 {
			outer = len(loops)
		}
		loops = append(loops, loop)
	}
	return f.flat(in, loops, outer)
}

// flat adds a flat face of which one loop, or the largest, is the outline.
func (f *facets) flat(in step.Instance, loops [][]uint32, outer int) error {
	if len(loops) == 0 {
		return nil // has no area
	}
	if outer < 0 {
		outer = f.largest(loops)
	}
	loops[0], loops[outer] = loops[outer], loops[0]
	return addFace(in, f.mesh, loops)
}

// addFace adds a flat face; one without area is none.
func addFace(in step.Instance, m *solid.Mesh, loops [][]uint32) error {
	err := m.AddFace(loops[0], loops[1:]...)
	if err != nil && newell(m.Points, loops[0]).Len() < 1e-8 {
		return nil
	}
	if err != nil {
		return fault(in, "%v", err)
	}
	return nil
}

// newell is the normal of a loop that need not be quite flat; its length is
// twice the area.
func newell(all []mgl64.Vec3, loop []uint32) (n mgl64.Vec3) {
	origin := all[loop[0]]
	for k := 1; k+1 < len(loop); k++ {
		n = n.Add(all[loop[k]].Sub(origin).Cross(all[loop[k+1]].Sub(origin)))
	}
	return n
}

// largest is the loop around the largest area: the outline where none is named.
func (f *facets) largest(loops [][]uint32) int {
	best, at := math.Inf(-1), 0
	for k, l := range loops {
		if area := newell(f.mesh.Points, l).Len(); area > best {
			best, at = area, k
		}
	}
	return at
}

// bound reads an IfcFaceBound: Bound, Orientation.
func (f *facets) bound(in step.Instance) ([]uint32, error) {
	a := in.Args()
	loop, err := need(in, &a, 0, "Bound")
	if err != nil {
		return nil, err
	}
	if loop.Type() != "IFCPOLYLOOP" { // Polygon
		return f.edgeLoop(in, loop, &a)
	}
	l := loop.Args()
	list, ok := l.List(0)
	if !ok {
		return nil, fault(loop, "Polygon is %s; expected a list", l.Kind(0))
	}
	out := make([]uint32, 0, 4)
	for k := 0; ; k++ {
		id, ok := list.Ref(k)
		if !ok {
			if list.Kind(k) == step.None {
				break
			}
			return nil, fault(loop, "Polygon(%d) is %s; expected a reference", k+1, list.Kind(k))
		}
		at, err := f.at(loop, id)
		if err != nil {
			return nil, err
		}
		if len(out) == 0 || out[len(out)-1] != at {
			out = append(out, at)
		}
	}
	for len(out) > 1 && out[0] == out[len(out)-1] {
		out = out[:len(out)-1]
	}
	if forward, known := a.Bool(1); known && !forward {
		for i, k := 0, len(out)-1; i < k; i, k = i+1, k-1 {
			out[i], out[k] = out[k], out[i]
		}
	}
	return out, f.j.spend(len(out))
}

// at is the mesh's point for a point of the file.
func (f *facets) at(in step.Instance, id step.ID) (uint32, error) {
	if at, ok := f.corner[id]; ok {
		return at, nil
	}
	to, ok := f.j.file.Instance(id)
	if !ok {
		return 0, fault(in, "#%d is not there", id)
	}
	p, err := f.j.point(to)
	if err != nil {
		return 0, err
	}
	at := uint32(len(f.mesh.Points))
	f.mesh.Points = append(f.mesh.Points, p)
	f.corner[id] = at
	return at, nil
}

// done returns the mesh; an error tells that faces are missing, or all of them.
func (f *facets) done(in step.Instance) (*solid.Mesh, error) {
	if f.err != nil && len(f.mesh.Triangles) == 0 {
		return nil, f.err
	}
	if f.err != nil {
		f.j.warn("#%d %s: %d faces left out, first: %v", in.ID(), in.Type(), f.lost, f.err)
	}
	if len(f.mesh.Triangles) == 0 {
		return nil, fault(in, "has no faces")
	}
	return f.mesh, nil
}

// solidBrep reads IfcFacetedBrep and IfcAdvancedBrep, with voids or without:
// Outer, Voids.
func (j *job) solidBrep(in step.Instance) (*solid.Mesh, error) {
	a := in.Args()
	outer, err := need(in, &a, 0, "Outer")
	if err != nil {
		return nil, err
	}
	f := j.facets()
	if err := f.shell(outer); err != nil {
		return nil, err
	}
	m, err := f.done(in)
	if err == nil {
		m, err = j.closedUp(in, m)
	}
	if err != nil {
		return nil, err
	}
	outwards(m)
	if voids, ok := a.List(1); ok {
		for k := 0; voids.Kind(k) != step.None; k++ {
			to, err := need(in, &voids, k, "Voids")
			if err != nil {
				return nil, err
			}
			hole := j.facets()
			if err := hole.shell(to); err != nil {
				return nil, err
			}
			inner, err := hole.done(to)
			if err == nil {
				inner, err = j.closedUp(to, inner)
			}
			if err != nil {
				return nil, err
			}
			if outwards(inner); inner.Volume() > 0 {
				inner.Flip()
			}
			m.Append(inner)
		}
	}
	return m, nil
}

// outwards turns a mesh round that is inside out.
func outwards(m *solid.Mesh) {
	if m.Volume() < 0 {
		m.Flip()
	}
}

// surfaceModel reads IfcFaceBasedSurfaceModel (FbsmFaces) and
// IfcShellBasedSurfaceModel (SbsmBoundary): sets of shells.
func (j *job) surfaceModel(in step.Instance) (*solid.Mesh, error) {
	a := in.Args()
	list, ok := a.List(0)
	if !ok {
		return nil, fault(in, "faces are %s; expected a set", a.Kind(0))
	}
	f := j.facets()
	for k := 0; list.Kind(k) != step.None; k++ {
		to, err := need(in, &list, k, "shells")
		if err != nil {
			return nil, err
		}
		if err := f.shell(to); err != nil {
			return nil, err
		}
	}
	return f.done(in)
}
