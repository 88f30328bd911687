package gltf

import (
	"bytes"
	"testing"

	"github.com/qmuntal/gltf"
)

// FuzzRead: no bytes make it panic or take memory that they do not bear out,
// and what passes has an extent.
func FuzzRead(f *testing.F) {
	f.Add(cube(nil))
	f.Add(cube(func(d *gltf.Document) {
		d.Accessors[0].Sparse = &gltf.Sparse{Count: 1, Indices: gltf.SparseIndices{BufferView: 1, ComponentType: gltf.ComponentUshort}}
		d.Skins = []*gltf.Skin{{Joints: []int{0}}}
		d.Animations = []*gltf.Animation{{Channels: []*gltf.AnimationChannel{{}}, Samplers: []*gltf.AnimationSampler{{Input: 1, Output: 1}}}}
	}))
	f.Add([]byte(`{"asset":{"version":"2.0"},"nodes":[{"children":[1]},{"mesh":0,"rotation":[0,0,0,0]}],"meshes":[{"primitives":[{"attributes":{}}]}]}`))
	f.Add([]byte(`{"asset":{"version":"2.0"},"buffers":[{"uri":"data:;base64,AAAAAAAAAAAAAAAAAAAA","byteLength":12}],"bufferViews":[{"byteLength":12}],` +
		`"accessors":[{"bufferView":0,"count":1,"componentType":5126,"type":"VEC3"}],"meshes":[{"primitives":[{"attributes":{"POSITION":0},"mode":6}]}],"nodes":[{"mesh":0}]}`))
	f.Add(bytes.Replace(cube(nil), []byte("VEC3"), []byte("MAT3"), 1))
	f.Add(instanced(nil))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := Read("f.glb", data, nil)
		if err != nil {
			return
		}
		if size := m.Info.Size(); !(size[0] >= 0 && size[1] >= 0 && size[2] >= 0) {
			t.Errorf("extent %v", size)
		}
		_ = m.Info.String()
	})
}
