package shape

import (
	"shapan/bim/ifc/step"
	"shapan/engine/solver/solid"
)

// indices reads a list of numbers from 1 to n, by way of pn if the set has one.
func (j *job) indices(in step.Instance, list *step.Args, pn []uint32, n int, out []uint32) ([]uint32, error) {
	for k := 0; ; k++ {
		v, ok := list.Int(k)
		if !ok {
			if list.Kind(k) == step.None {
				return out, nil
			}
			return out, fault(in, "an index is %s; expected a whole number", list.Kind(k))
		}
		if pn != nil {
			if v < 1 || v > int64(len(pn)) {
				return out, fault(in, "index %d is not one of the %d of PnIndex", v, len(pn))
			}
			v = int64(pn[v-1]) + 1
		}
		if v < 1 || v > int64(n) {
			return out, fault(in, "index %d is not one of the %d points", v, n)
		}
		out = append(out, uint32(v-1))
	}
}

// faceSet reads the start of an IfcTessellatedFaceSet: its points, and PnIndex.
func (j *job) faceSet(in step.Instance, a *step.Args, pnAt int) (m *solid.Mesh, pn []uint32, err error) {
	to, err := need(in, a, 0, "Coordinates")
	if err != nil {
		return nil, nil, err
	}
	all, err := j.pointList(to)
	if err != nil {
		return nil, nil, err
	}
	if list, ok := a.List(pnAt); ok {
		if list.Kind(0) != step.List { // NormalIndex of an early IFC4 stands here too
			if pn, err = j.indices(in, &list, nil, len(all), []uint32{}); err != nil {
				return nil, nil, err
			}
		}
	}
	return &solid.Mesh{Points: all}, pn, nil
}

// tessellated reads a face set of any kind.
func (j *job) tessellated(in step.Instance) (*solid.Mesh, error) {
	if in.Type() == "IFCPOLYGONALFACESET" {
		return j.polygonal(in)
	}
	return j.triangulated(in)
}

// triangulated reads IfcTriangulatedFaceSet and IfcTriangulatedIrregularNetwork:
// Coordinates, Normals and Closed (in either order), CoordIndex, PnIndex, Flags.
func (j *job) triangulated(in step.Instance) (*solid.Mesh, error) {
	a := in.Args()
	m, pn, err := j.faceSet(in, &a, 4)
	if err != nil {
		return nil, err
	}
	list, ok := a.List(3)
	if !ok {
		return nil, fault(in, "CoordIndex is %s; expected a list", a.Kind(3))
	}
	var hidden step.Args // a TIN's triangles with a flag below 0 are holes
	if in.Type() == "IFCTRIANGULATEDIRREGULARNETWORK" {
		hidden, _ = a.List(5)
	}
	buffer := make([]uint32, 0, 3)
	lost, first := 0, error(nil)
	for k := 0; list.Kind(k) != step.None; k++ {
		if err := j.spend(1); err != nil {
			return nil, err
		}
		each, ok := list.List(k)
		if !ok {
			return nil, fault(in, "CoordIndex(%d) is %s; expected a list", k+1, list.Kind(k))
		}
		t, err := j.indices(in, &each, pn, len(m.Points), buffer[:0])
		if err == nil && len(t) != 3 {
			err = fault(in, "CoordIndex(%d) has %d indices; expected 3", k+1, len(t))
		}
		if err != nil {
			if lost++; first == nil {
				first = err
			}
			continue
		}
		if flag, ok := hidden.Int(k); ok && flag < 0 {
			continue
		}
		m.Triangles = append(m.Triangles, [3]uint32(t))
	}
	if len(m.Triangles) == 0 {
		if first != nil {
			return nil, first
		}
		return nil, fault(in, "has no triangles")
	}
	if first != nil {
		j.warn("%d triangles left out, first: %v", lost, first)
	}
	return m, nil
}

// polygonal reads IfcPolygonalFaceSet: Coordinates, Closed, Faces, PnIndex.
func (j *job) polygonal(in step.Instance) (*solid.Mesh, error) {
	a := in.Args()
	m, pn, err := j.faceSet(in, &a, 3)
	if err != nil {
		return nil, err
	}
	n := len(m.Points)
	list, ok := a.List(2)
	if !ok {
		return nil, fault(in, "Faces is %s; expected a list", a.Kind(2))
	}
	lost, first := 0, error(nil)
	for k := 0; list.Kind(k) != step.None; k++ {
		face, err := need(in, &list, k, "Faces")
		if err == nil {
			err = j.indexedFace(face, m, pn, n)
		}
		if j.left < 0 {
			return nil, err
		}
		if err != nil {
			if lost++; first == nil {
				first = err
			}
		}
	}
	if len(m.Triangles) == 0 {
		if first != nil {
			return nil, first
		}
		return nil, fault(in, "has no faces")
	}
	if first != nil {
		j.warn("#%d %s: %d faces left out, first: %v", in.ID(), in.Type(), lost, first)
	}
	return m, nil
}

// indexedFace adds an IfcIndexedPolygonalFace: CoordIndex, InnerCoordIndices.
func (j *job) indexedFace(in step.Instance, m *solid.Mesh, pn []uint32, n int) error {
	a := in.Args()
	list, ok := a.List(0)
	if !ok {
		return fault(in, "CoordIndex is %s; expected a list", a.Kind(0))
	}
	outer, err := j.indices(in, &list, pn, n, nil)
	if err != nil {
		return err
	}
	loops := [][]uint32{outer}
	if holes, ok := a.List(1); ok && in.Type() == "IFCINDEXEDPOLYGONALFACEWITHVOIDS" {
		for k := 0; holes.Kind(k) != step.None; k++ {
			each, ok := holes.List(k)
			if !ok {
				return fault(in, "InnerCoordIndices(%d) is %s; expected a list", k+1, holes.Kind(k))
			}
			hole, err := j.indices(in, &each, pn, n, nil)
			if err != nil {
				return err
			}
			if len(hole) >= 3 {
				loops = append(loops, hole)
			}
		}
	}
	for _, l := range loops {
		if err := j.spend(len(l)); err != nil {
			return err
		}
	}
	if len(outer) < 3 {
		return nil // has no area
	}
	return addFace(in, m, loops)
}
