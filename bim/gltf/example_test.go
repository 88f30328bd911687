package gltf_test

import (
	"fmt"

	"shapan/bim/gltf"
)

// A point of the sky: one vertex, 3 m up in glTF's axes.
func ExampleRead() {
	m, err := gltf.Read("sky.gltf", []byte(`{
		"asset": {"version": "2.0", "generator": "by hand"},
		"buffers": [{"uri": "data:application/octet-stream;base64,AACAPwAAQEAAAABA", "byteLength": 12}],
		"bufferViews": [{"buffer": 0, "byteLength": 12}],
		"accessors": [{"bufferView": 0, "componentType": 5126, "count": 1, "type": "VEC3"}],
		"meshes": [{"primitives": [{"attributes": {"POSITION": 0}, "mode": 0}]}],
		"nodes": [{"mesh": 0}]
	}`), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(m.Info.Min) // east, north, up

	_, err = gltf.Read("lie.gltf", []byte(`{"asset": {"version": "2.0"},
		"buffers": [{"uri": "data:application/octet-stream;base64,AACAPwAAQEAAAABA", "byteLength": 4000000000}]}`), nil)
	fmt.Println(err)
	// Output:
	// [1 -2 3]
	// lie.gltf: buffers[0].byteLength: 4000000000: there are 12 bytes
}
