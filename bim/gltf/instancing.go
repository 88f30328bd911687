package gltf

import (
	"encoding/json"
	"fmt"
	"math"

	"github.com/go-gl/mathgl/mgl64"
	"github.com/qmuntal/gltf"
)

const instancing = "EXT_mesh_gpu_instancing"

// instances returns where a node shows its mesh: once, or as often as
// EXT_mesh_gpu_instancing says, each by translation · rotation · scale.
func (c *checker) instances(at string, n *gltf.Node) ([]mgl64.Mat4, error) {
	raw, ok := n.Extensions[instancing].(json.RawMessage)
	if !ok || n.Mesh == nil {
		return []mgl64.Mat4{mgl64.Ident4()}, nil
	}
	at += ".extensions." + instancing
	var said struct {
		Attributes map[string]int `json:"attributes"`
	}
	if err := json.Unmarshal(raw, &said); err != nil {
		return nil, fmt.Errorf("%s: %w", at, err)
	}
	count := -1
	for _, name := range sortedKeys(said.Attributes) {
		index := said.Attributes[name]
		if err := within(at+".attributes."+name, index, len(c.doc.Accessors)); err != nil {
			return nil, err
		}
		a := c.doc.Accessors[index]
		if count >= 0 && a.Count != count {
			return nil, fmt.Errorf("%s.attributes.%s: %d values: must be as many as the others, %d", at, name, a.Count, count)
		}
		count = a.Count
		want, known := map[string]gltf.AccessorType{"TRANSLATION": gltf.AccessorVec3, "ROTATION": gltf.AccessorVec4, "SCALE": gltf.AccessorVec3}[name]
		if known && (a.Type != want || a.BufferView == nil || a.Sparse != nil) {
			return nil, fmt.Errorf("%s.attributes.%s: accessor %d must hold %v, and not be sparse", at, name, index, want)
		}
	}
	if count < 0 {
		return nil, fmt.Errorf("%s: has no attributes", at)
	}
	list := make([]mgl64.Mat4, count) // borne out by the accessors' bytes
	for k := range list {
		t := c.vector(said.Attributes, "TRANSLATION", k, [4]float64{})
		r := c.vector(said.Attributes, "ROTATION", k, [4]float64{0, 0, 0, 1})
		s := c.vector(said.Attributes, "SCALE", k, [4]float64{1, 1, 1})
		turn := mgl64.Quat{W: r[3], V: mgl64.Vec3{r[0], r[1], r[2]}}
		list[k] = mgl64.Translate3D(t[0], t[1], t[2]).Mul4(turn.Normalize().Mat4()).Mul4(mgl64.Scale3D(s[0], s[1], s[2]))
		for _, v := range list[k] {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return nil, fmt.Errorf("%s: instance %d %w", at, k, errNotFinite)
			}
		}
	}
	return list, nil
}

// vector reads one value of an attribute, or what stands for a missing one.
func (c *checker) vector(attributes map[string]int, name string, k int, otherwise [4]float64) [4]float64 {
	index, ok := attributes[name]
	if !ok {
		return otherwise
	}
	a := c.doc.Accessors[index]
	data, stride := c.elements(a)
	for axis := range a.Type.Components() {
		otherwise[axis] = component(data[k*stride+axis*a.ComponentType.ByteSize():], a)
	}
	return otherwise
}
