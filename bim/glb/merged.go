package glb

import (
	"github.com/go-gl/mathgl/mgl64"
	"github.com/qmuntal/gltf"
)

// maxVertices bounds one merged piece, so that no buffer of a graphics card has
// to hold a city.
const maxVertices = 1 << 20

// part writes instances merged into one mesh, with the feature of each vertex.
func (w *writer) part(p *part) {
	vertices, triangles := 0, 0
	for _, one := range p.list {
		s := w.shapes[w.m.Instances[one.instance].Mesh]
		vertices, triangles = vertices+len(s.points), triangles+len(s.triangles)
	}
	vertices = min(vertices, maxVertices)
	piece, ids := newShaded(vertices, triangles), make([]int, 0, vertices)
	flush := func() {
		if len(piece.triangles) > 0 {
			w.merged(piece, ids, p.color)
		}
		piece, ids = &shaded{}, nil
	}
	for _, one := range p.list {
		i := &w.m.Instances[one.instance]
		s := w.shapes[i.Mesh]
		if len(piece.points)+len(s.points) > maxVertices {
			flush()
		}
		piece.take(s, one.model)
		for range s.points {
			ids = append(ids, i.Feature)
		}
	}
	flush()
}

func newShaded(vertices, triangles int) *shaded {
	return &shaded{points: make([]mgl64.Vec3, 0, vertices), normals: make([][3]int8, 0, vertices), triangles: make([][3]uint32, 0, triangles)}
}

// take adds a shape seen through a transform.
func (s *shaded) take(other *shaded, model mgl64.Mat4) {
	first := uint32(len(s.points))
	for _, p := range other.points {
		s.points = append(s.points, mgl64.TransformCoordinate(p, model))
	}
	linear := model.Mat3()
	det := linear.Det()
	turn := linear // of normals: the inverse, transposed; but for its length the cofactors
	if det != 0 {
		turn = linear.Inv().Transpose()
	}
	for _, n := range other.normals {
		s.normals = append(s.normals, small(turn.Mul3x1(mgl64.Vec3{float64(n[0]), float64(n[1]), float64(n[2])})))
	}
	for _, t := range other.triangles {
		if det < 0 {
			t[1], t[2] = t[2], t[1]
		}
		s.triangles = append(s.triangles, [3]uint32{first + t[0], first + t[1], first + t[2]})
	}
}

func (w *writer) merged(s *shaded, ids []int, color Color) {
	s.low, s.high = bounds(s.points)
	accessor, packed := w.positions(s.points, s.low, s.high, 1)
	w.keepError(packed, 1, s.low, s.high)
	node := &gltf.Node{Translation: packed.offset, Scale: mgl64.Vec3{packed.step, packed.step, packed.step}}
	w.draw(&gltf.Primitive{
		Attributes: gltf.PrimitiveAttributes{gltf.POSITION: accessor, gltf.NORMAL: w.normals(s.normals), "_FEATURE_ID_0": w.featureIDs(ids, gltf.TargetArrayBuffer)},
		Indices:    gltf.Index(w.indices(s.triangles, len(s.points))),
		Material:   gltf.Index(w.material(color)),
		Extensions: gltf.Extensions{"EXT_mesh_features": w.featureIDsOf(distinct(ids))},
	}, node)
	w.stats.Vertices += len(s.points)
	w.stats.Stored += len(s.triangles)
	w.stats.Triangles += len(s.triangles)
}
