package gltf

import (
	"encoding/binary"
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/qmuntal/gltf"
)

// instanced is the cube three times: where it was, 10 m along glTF's x, and
// 20 m up and twice as large. Values are changed before they are packed.
func instanced(change func(d *gltf.Document, values []float32)) []byte {
	values := []float32{0, 0, 0, 10, 0, 0, 0, 20, 0, 1, 1, 1, 1, 1, 1, 2, 2, 2}
	return cube(func(d *gltf.Document) {
		d.ExtensionsUsed, d.ExtensionsRequired = []string{instancing}, []string{instancing}
		d.Nodes[0].Extensions = gltf.Extensions{instancing: map[string]any{"attributes": map[string]int{"TRANSLATION": 2, "SCALE": 3}}}
		for k := range 2 {
			d.BufferViews = append(d.BufferViews, &gltf.BufferView{Buffer: 1, ByteOffset: 36 * k, ByteLength: 36})
			d.Accessors = append(d.Accessors, &gltf.Accessor{BufferView: gltf.Index(2 + k), ComponentType: gltf.ComponentFloat, Count: 3, Type: gltf.AccessorVec3})
		}
		if change != nil {
			change(d, values)
		}
		data := []byte(nil)
		for _, v := range values {
			data = binary.LittleEndian.AppendUint32(data, math.Float32bits(v))
		}
		b := &gltf.Buffer{ByteLength: len(data), Data: data}
		b.EmbeddedResource()
		d.Buffers = append(d.Buffers, b)
	})
}

func TestInstancesCount(t *testing.T) {
	m, err := Read("three.glb", instanced(nil), nil)
	if err != nil {
		t.Fatal(err)
	}
	if m.Info.Triangles != 36 || m.Info.Vertices != 24 {
		t.Errorf("%d triangles, %d vertices", m.Info.Triangles, m.Info.Vertices)
	}
	// The cube is 2 × 4 up × 6: to 12 m east, to -12 m north, up to 28 m.
	if m.Info.Min != [3]float64{0, -12, 0} || m.Info.Max != [3]float64{12, 0, 28} {
		t.Errorf("%v to %v", m.Info.Min, m.Info.Max)
	}
}

func TestBrokenInstances(t *testing.T) {
	for want, change := range map[string]func(*gltf.Document, []float32){
		"an index below 4":         func(d *gltf.Document, _ []float32) { attributes(d)["SCALE"] = 9 },
		"as many as the others, 3": func(d *gltf.Document, _ []float32) { d.Accessors[2].Count = 2 },
		"accessor 1 must hold":     func(d *gltf.Document, _ []float32) { attributes(d)["SCALE"], d.Accessors[1].Count = 1, 3 },
		"has no attributes": func(d *gltf.Document, _ []float32) {
			delete(attributes(d), "SCALE")
			delete(attributes(d), "TRANSLATION")
		},
		"instance 1 is not finite": func(_ *gltf.Document, v []float32) { v[4] = float32(math.NaN()) },
		"cannot unmarshal": func(d *gltf.Document, _ []float32) {
			d.Nodes[0].Extensions[instancing] = json.RawMessage(`{"attributes":[]}`)
		},
		"must lie in bufferView 3 of": func(d *gltf.Document, _ []float32) { d.Accessors[3].Count = 4000000 },
	} {
		if _, err := Read("broken.glb", instanced(change), nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: must say %q", err, want)
		}
	}
}

func attributes(d *gltf.Document) map[string]int {
	return d.Nodes[0].Extensions[instancing].(map[string]any)["attributes"].(map[string]int)
}
