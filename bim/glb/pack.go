package glb

import (
	"encoding/binary"
	"math"

	"github.com/go-gl/mathgl/mgl64"
	"github.com/qmuntal/gltf"
)

// view puts bytes into the buffer, at a multiple of eight as tables of metadata
// ask for, and returns the index of their view.
func (w *writer) view(data []byte, target gltf.Target, stride int) int {
	for len(w.bin)%8 != 0 {
		w.bin = append(w.bin, 0)
	}
	w.doc.BufferViews = append(w.doc.BufferViews, &gltf.BufferView{ByteOffset: len(w.bin), ByteLength: len(data), ByteStride: stride, Target: target})
	w.bin = append(w.bin, data...)
	return len(w.doc.BufferViews) - 1
}

func (w *writer) accessor(a gltf.Accessor, view int) int {
	a.BufferView = gltf.Index(view)
	w.doc.Accessors = append(w.doc.Accessors, &a)
	return len(w.doc.Accessors) - 1
}

// floats packs vectors of numbers.
func (w *writer) floats(values []float64, kind gltf.AccessorType, target gltf.Target) int {
	data := make([]byte, 0, 4*len(values))
	for _, v := range values {
		data = binary.LittleEndian.AppendUint32(data, math.Float32bits(float32(v)))
	}
	return w.accessor(gltf.Accessor{ComponentType: gltf.ComponentFloat, Type: kind, Count: len(values) / kind.Components()}, w.view(data, target, 0))
}

// grid says how packed positions become points: p = offset + step · n.
type grid struct {
	offset mgl64.Vec3
	step   float64
}

// positions packs points: as 16-bit steps of a cube around them if a step moves
// none further than the error allowed, else as floats from the cube's middle. A
// point is at most √3/2 of a step from where it was.
func (w *writer) positions(points []mgl64.Vec3, low, high mgl64.Vec3, scale float64) (accessor int, g grid) {
	size := high.Sub(low)
	widest := max(size[0], size[1], size[2])
	step := widest / 65535
	if step*math.Sqrt(3)/2*scale > w.o.Error {
		g = grid{low.Add(high).Mul(0.5), 1}
		values, least, most := make([]float64, 0, 3*len(points)), mgl64.Vec3{}, mgl64.Vec3{}
		for k, p := range points {
			for axis, v := range p.Sub(g.offset) {
				v = float64(float32(v))
				if k == 0 {
					least[axis], most[axis] = v, v
				}
				least[axis], most[axis] = min(least[axis], v), max(most[axis], v)
				values = append(values, v)
			}
		}
		accessor = w.floats(values, gltf.AccessorVec3, gltf.TargetArrayBuffer)
		w.doc.Accessors[accessor].Min, w.doc.Accessors[accessor].Max = least[:], most[:]
		return accessor, g
	}
	w.quantised = true
	g = grid{low, step}
	if step == 0 {
		g.step = 1 // all points in one place
	}
	data, least, most := make([]byte, 0, 8*len(points)), mgl64.Vec3{65535, 65535, 65535}, mgl64.Vec3{}
	for _, p := range points {
		for axis, v := range p {
			n := math.Round((v - low[axis]) / g.step)
			n = min(max(n, 0), 65535)
			least[axis], most[axis] = min(least[axis], n), max(most[axis], n)
			data = binary.LittleEndian.AppendUint16(data, uint16(n))
		}
		data = append(data, 0, 0)
	}
	view := w.view(data, gltf.TargetArrayBuffer, 8)
	return w.accessor(gltf.Accessor{ComponentType: gltf.ComponentUshort, Type: gltf.AccessorVec3, Count: len(points), Min: least[:], Max: most[:]}, view), g
}

func (w *writer) normals(list [][3]int8) int {
	data := make([]byte, 0, 4*len(list))
	for _, n := range list {
		data = append(data, byte(n[0]), byte(n[1]), byte(n[2]), 0)
	}
	w.quantised = true
	return w.accessor(gltf.Accessor{ComponentType: gltf.ComponentByte, Type: gltf.AccessorVec3, Normalized: true, Count: len(list)}, w.view(data, gltf.TargetArrayBuffer, 4))
}

// indices packs corners in two bytes each where they fit; 65535 would end a
// strip.
func (w *writer) indices(triangles [][3]uint32, vertices int) int {
	kind, data := gltf.ComponentUint, make([]byte, 0, 12*len(triangles))
	if vertices <= 65535 {
		kind = gltf.ComponentUshort
	}
	for _, t := range triangles {
		for _, k := range t {
			if kind == gltf.ComponentUshort {
				data = binary.LittleEndian.AppendUint16(data, uint16(k))
			} else {
				data = binary.LittleEndian.AppendUint32(data, k)
			}
		}
	}
	return w.accessor(gltf.Accessor{ComponentType: kind, Type: gltf.AccessorScalar, Count: 3 * len(triangles)}, w.view(data, gltf.TargetElementArrayBuffer, 0))
}

// featureIDs packs the numbers of features, one for each vertex or instance, in
// the smallest kind that vertex attributes may have; each stands at a multiple
// of four bytes.
func (w *writer) featureIDs(ids []int, target gltf.Target) int {
	most := 0
	for _, id := range ids {
		most = max(most, id)
	}
	if most > math.MaxUint16 {
		values := make([]float64, len(ids))
		for k, id := range ids {
			values[k] = float64(id)
		}
		return w.floats(values, gltf.AccessorScalar, target)
	}
	data := make([]byte, 0, 4*len(ids))
	for _, id := range ids {
		data = binary.LittleEndian.AppendUint16(data, uint16(id))
		data = append(data, 0, 0)
	}
	return w.accessor(gltf.Accessor{ComponentType: gltf.ComponentUshort, Type: gltf.AccessorScalar, Count: len(ids)}, w.view(data, target, 4))
}
