package glb

import (
	"github.com/go-gl/mathgl/mgl64"
	"github.com/qmuntal/gltf"
)

// group writes a mesh once and where its instances stand. The packing of the
// mesh, p = offset + step·n, is undone by the instances: a place, a rotation and
// a scale followed by an even scale and a shift are again a place, a rotation
// and a scale. Places are relative to the middle of the group, which the node
// holds in full precision.
func (w *writer) group(g *group) {
	s := w.shapes[g.mesh]
	if g.mirror {
		s = s.mirrored()
	}
	widest := 0.0
	middle := mgl64.Vec3{}
	for _, p := range g.list {
		widest = max(widest, p.scale[0], p.scale[1], p.scale[2])
		middle = middle.Add(p.at.Mul(1 / float64(len(g.list))))
	}
	accessor, packed := w.positions(s.points, s.low, s.high, widest)
	w.keepError(packed, widest, s.low, s.high)
	var at, turn, scale, ids []float64
	for _, p := range g.list {
		shift := mgl64.Vec3{p.scale[0] * packed.offset[0], p.scale[1] * packed.offset[1], p.scale[2] * packed.offset[2]}
		place := p.at.Add(p.turn.Rotate(shift)).Sub(middle)
		at = append(at, place[:]...)
		turn = append(turn, p.turn.V[0], p.turn.V[1], p.turn.V[2], p.turn.W)
		scale = append(scale, p.scale[0]*packed.step, p.scale[1]*packed.step, p.scale[2]*packed.step)
		ids = append(ids, float64(w.m.Instances[p.instance].Feature))
	}
	attributes := map[string]int{
		"TRANSLATION": w.floats(at, gltf.AccessorVec3, 0), "ROTATION": w.floats(turn, gltf.AccessorVec4, 0),
		"SCALE": w.floats(scale, gltf.AccessorVec3, 0), "_FEATURE_ID_0": w.floats(ids, gltf.AccessorScalar, 0),
	}
	node := &gltf.Node{Translation: middle, Extensions: gltf.Extensions{
		"EXT_mesh_gpu_instancing": map[string]any{"attributes": attributes},
		"EXT_instance_features":   w.featureIDsOf(distinct(ids)),
	}}
	w.draw(&gltf.Primitive{
		Attributes: gltf.PrimitiveAttributes{gltf.POSITION: accessor, gltf.NORMAL: w.normals(s.normals)},
		Indices:    gltf.Index(w.indices(s.triangles, len(s.points))),
		Material:   gltf.Index(w.material(g.color)),
	}, node)
	w.instanced = true
	w.stats.Instanced += len(g.list)
	w.stats.Vertices += len(s.points)
	w.stats.Stored += len(s.triangles)
	w.stats.Triangles += len(s.triangles) * len(g.list)
}

// featureIDsOf says that attribute _FEATURE_ID_0 numbers rows of table 0, if
// there is one.
func (w *writer) featureIDsOf(count int) map[string]any {
	ids := map[string]any{"featureCount": count, "attribute": 0}
	if w.tabled {
		ids["propertyTable"] = 0
	}
	return map[string]any{"featureIds": []map[string]any{ids}}
}

func distinct[T comparable](list []T) int {
	seen := make(map[T]struct{}, len(list))
	for _, v := range list {
		seen[v] = struct{}{}
	}
	return len(seen)
}
