package clash

import (
	"sync"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine/solver/collide"
	"shapan/engine/solver/solid"
)

// weld [m] is how near corners of a mesh must be to be one.
const weld = 1e-6

// shape is a mesh prepared for questions, once for all the objects that share it.
type shape struct {
	mesh *solid.Mesh
	tree *collide.Tree

	once   sync.Once
	closed bool
	corner []cornerOf // each place once
	shells int
}

// cornerOf is a corner of the mesh and the shell, the connected part, it is of.
type cornerOf struct {
	at    mgl64.Vec3
	shell int
}

// look finds out whether the mesh is closed, and its shells; only bodies that
// something touches are worth it.
func (s *shape) look() {
	s.once.Do(func() {
		w := &solid.Mesh{Points: s.mesh.Points, Triangles: append([][3]uint32(nil), s.mesh.Triangles...)}
		w.Weld(weld)
		s.closed = w.Closed()
		parent := make([]uint32, len(w.Points))
		for k := range parent {
			parent[k] = uint32(k)
		}
		root := func(k uint32) uint32 {
			for parent[k] != k {
				parent[k] = parent[parent[k]]
				k = parent[k]
			}
			return k
		}
		for _, t := range w.Triangles {
			parent[root(t[1])] = root(t[0])
			parent[root(t[2])] = root(t[0])
		}
		number := make(map[uint32]int)
		for k, p := range w.Points {
			r := root(uint32(k))
			n, ok := number[r]
			if !ok {
				n = len(number)
				number[r] = n
			}
			s.corner = append(s.corner, cornerOf{p, n})
		}
		s.shells = len(number)
	})
}

// item is an object where it stands.
type item struct {
	*Object
	order     int
	shape     *shape
	at        mgl64.Mat4 // world from the shape's mesh
	body      collide.Body
	low, high mgl64.Vec3
}

// place puts a shape where its object stands. A placement that stretches makes a
// shape of its own: distances are measured as the mesh lies.
func (i *item) place() {
	body, keepsLengths := collide.NewBody(i.shape.tree, i.at)
	if !keepsLengths {
		mesh := i.Mesh.Transformed(i.at)
		i.shape = &shape{mesh: mesh, tree: collide.NewTree(mesh)}
		i.at = mgl64.Ident4()
		body, _ = collide.NewBody(i.shape.tree, i.at)
	}
	i.body = body
}

// around is the box around a mesh's box as it stands in the world.
func around(low, high mgl64.Vec3, at mgl64.Mat4) (mgl64.Vec3, mgl64.Vec3) {
	half := high.Sub(low).Mul(0.5)
	center := mgl64.TransformCoordinate(low.Add(half), at)
	turned := mgl64.Vec3{}
	for row := range 3 {
		for column := range 3 {
			turned[row] += abs(at.At(row, column)) * half[column]
		}
	}
	return center.Sub(turned), center.Add(turned)
}

func abs(v float64) float64 {
	if v < 0 {
		return -v
	}
	return v
}
