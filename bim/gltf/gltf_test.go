package gltf

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/go-gl/mathgl/mgl64"
	"github.com/qmuntal/gltf"
)

// cube is a GLB of a box of 2 × 4 (up) × 6 with its low corner at the origin,
// as other programs write it: 12 triangles over 8 vertices.
func cube(change func(*gltf.Document)) []byte {
	var bin bytes.Buffer
	for k := range 8 {
		for axis, length := range []float32{2, 4, 6} {
			_ = binary.Write(&bin, binary.LittleEndian, length*float32(k>>axis&1))
		}
	}
	faces := []uint16{0, 1, 2, 2, 1, 3, 4, 6, 5, 5, 6, 7, 0, 4, 1, 1, 4, 5, 2, 3, 6, 6, 3, 7, 0, 2, 4, 4, 2, 6, 1, 5, 3, 3, 5, 7}
	_ = binary.Write(&bin, binary.LittleEndian, faces)
	doc := &gltf.Document{
		Asset:   gltf.Asset{Version: "2.0", Generator: "test"},
		Scene:   gltf.Index(0),
		Scenes:  []*gltf.Scene{{Nodes: []int{0}}},
		Nodes:   []*gltf.Node{{Name: "office", Mesh: gltf.Index(0)}},
		Buffers: []*gltf.Buffer{{ByteLength: bin.Len(), Data: bin.Bytes()}},
		BufferViews: []*gltf.BufferView{
			{ByteLength: 96, Target: gltf.TargetArrayBuffer},
			{ByteOffset: 96, ByteLength: 72, Target: gltf.TargetElementArrayBuffer},
		},
		Accessors: []*gltf.Accessor{
			{BufferView: gltf.Index(0), ComponentType: gltf.ComponentFloat, Count: 8, Type: gltf.AccessorVec3, Min: []float64{0, 0, 0}, Max: []float64{2, 4, 6}},
			{BufferView: gltf.Index(1), ComponentType: gltf.ComponentUshort, Count: 36, Type: gltf.AccessorScalar},
		},
		Meshes: []*gltf.Mesh{{Primitives: []*gltf.Primitive{{Attributes: gltf.PrimitiveAttributes{gltf.POSITION: 0}, Indices: gltf.Index(1)}}}},
	}
	if change != nil {
		change(doc)
	}
	text, err := json.Marshal(doc)
	if err != nil {
		panic(err)
	}
	return glb(text, bin.Bytes())
}

func glb(text, bin []byte) []byte {
	chunk := func(kind uint32, data []byte, pad byte) []byte {
		for len(data)%4 != 0 {
			data = append(data, pad)
		}
		out := binary.LittleEndian.AppendUint32(nil, uint32(len(data)))
		return append(binary.LittleEndian.AppendUint32(out, kind), data...)
	}
	body := chunk(chunkJSON, text, ' ')
	if bin != nil {
		body = append(body, chunk(chunkBIN, bin, 0)...)
	}
	out := binary.LittleEndian.AppendUint32([]byte("glTF"), 2)
	return append(binary.LittleEndian.AppendUint32(out, uint32(12+len(body))), body...)
}

func TestReadTurnsZUp(t *testing.T) {
	m, err := Read("cube.glb", cube(func(d *gltf.Document) {
		d.Nodes[0].Translation = [3]float64{10, 0, 0}
		d.Nodes = append(d.Nodes, &gltf.Node{Name: "twin", Mesh: gltf.Index(0), Scale: [3]float64{1, 2, 1}})
		d.Scenes[0].Nodes = []int{0, 1}
		d.Animations = []*gltf.Animation{{Name: "gate"}, {}}
	}), nil)
	if err != nil {
		t.Fatal(err)
	}
	i := m.Info
	// glTF's y (0 to 8) is up, its z (0 to 6) points south
	if i.Min != (mgl64.Vec3{0, -6, 0}) || i.Max != (mgl64.Vec3{12, 0, 8}) {
		t.Errorf("extent %v %v", i.Min, i.Max)
	}
	if i.Triangles != 24 || i.Vertices != 16 || i.Nodes != 2 || i.Meshes != 1 || strings.Join(i.Names, " ") != "office twin" || strings.Join(i.Animations, ", ") != "gate, animation 1" {
		t.Errorf("%+v", i)
	}
	if len(m.Doc.Buffers[0].Data) != 168 {
		t.Errorf("%d bytes of data", len(m.Doc.Buffers[0].Data))
	}
}

func TestZUpFromYUpKeepsHandedness(t *testing.T) {
	if d := ZUpFromYUp().Det(); d != 1 {
		t.Errorf("determinant %v", d)
	}
	if up := ZUpFromYUp().Mul4x1(mgl64.Vec4{0, 1, 0, 0}); up != (mgl64.Vec4{0, 0, 1, 0}) {
		t.Errorf("up is %v", up)
	}
}

func TestLies(t *testing.T) {
	sound := cube(nil)
	edit := func(at int, v uint32) []byte {
		out := bytes.Clone(sound)
		binary.LittleEndian.PutUint32(out[at:], v)
		return out
	}
	jsonEnd := 20 + int(binary.LittleEndian.Uint32(sound[12:]))
	text := func(s string) []byte { return []byte(s) }
	change := func(f func(*gltf.Document)) []byte { return cube(f) }
	for _, c := range []struct {
		name string
		data []byte
		want string
	}{
		{"empty", nil, "is neither GLB nor glTF"},
		{"a text", text("hello"), "is neither GLB nor glTF"},
		{"four bytes", sound[:4], "ends within the GLB header"},
		{"truncated", sound[:len(sound)-20], "it is cut off"},
		{"length 4 GB", edit(8, math.MaxUint32), "claims 4294967295 bytes"},
		{"length 3", edit(8, 3), "must be at least 12"},
		{"version 1", edit(4, 1), "GLB version 1"},
		{"JSON chunk 4 GB", edit(12, math.MaxUint32), "chunk 0 claims 4294967295"},
		{"BIN chunk 2 GB", edit(jsonEnd, 1<<31), "chunk 1 claims 2147483648"},
		{"first chunk not JSON", edit(16, chunkBIN), "must be JSON"},
		{"only a header", append(bytes.Clone(sound[:8]), 12, 0, 0, 0), "no JSON chunk"},
		{"broken JSON", glb(text(`{"asset":`), nil), "JSON part"},
		{"no asset", text(`{}`), "asset.version"},
		{"null mesh", text(`{"asset":{},"meshes":[null]}`), "meshes[0]: is null"},
		{"null primitive", text(`{"asset":{},"meshes":[{"primitives":[null]}]}`), "meshes[0].primitives[0]: is null"},
		{"null channel", text(`{"asset":{},"animations":[{"channels":[null]}]}`), "null entry"},
		{"buffer 1 TB", change(func(d *gltf.Document) { d.Buffers[0].ByteLength = 1 << 40 }), "buffers[0].byteLength: 1099511627776: there are 168 bytes"},
		{"buffer negative", change(func(d *gltf.Document) { d.Buffers[0].ByteLength = -1 }), "must be > 0"},
		{"view beyond", change(func(d *gltf.Document) { d.BufferViews[1].ByteOffset = 100 }), "bufferViews[1]: bytes 100 + 72"},
		{"view overflow", change(func(d *gltf.Document) {
			d.BufferViews[1].ByteOffset, d.BufferViews[1].ByteLength = math.MaxInt, math.MaxInt
		}), "must lie in buffer 0"},
		{"accessor count", change(func(d *gltf.Document) { d.Accessors[0].Count = math.MaxInt }), "must lie in bufferView 0 of 96 bytes"},
		{"accessor one more", change(func(d *gltf.Document) { d.Accessors[0].Count = 9 }), "9 elements of 12 bytes"},
		{"accessor offset", change(func(d *gltf.Document) { d.Accessors[0].ByteOffset = math.MaxInt }), "must lie in bufferView"},
		{"accessor nowhere", change(func(d *gltf.Document) { d.Accessors[0].BufferView = nil; d.Accessors[0].Count = 1 << 40 }), "has no bufferView"},
		{"sparse zeros", change(func(d *gltf.Document) {
			d.Accessors[0].BufferView, d.Accessors[0].Count, d.Accessors[0].Sparse = nil, 1<<40, &gltf.Sparse{Count: 1}
		}), "must have a bufferView"},
		{"stride too small", change(func(d *gltf.Document) { d.BufferViews[0].ByteStride = 4 }), "byteStride of 4"},
		{"index beyond", change(func(d *gltf.Document) {
			d.Accessors[0].Count, d.BufferViews[0].ByteLength = 7, 84
		}), "index 7: there are 7 vertices"},
		{"no such accessor", change(func(d *gltf.Document) { d.Meshes[0].Primitives[0].Attributes[gltf.POSITION] = -1 }), "POSITION: -1: must be an index below 2"},
		{"no such mesh", change(func(d *gltf.Document) { d.Nodes[0].Mesh = gltf.Index(1) }), "nodes[0].mesh: 1"},
		{"no such child", change(func(d *gltf.Document) { d.Nodes[0].Children = []int{3} }), "nodes[0].children: 3"},
		{"its own child", change(func(d *gltf.Document) { d.Nodes[0].Children = []int{0} }), "is a child of node 0"},
		{"twice a child", change(func(d *gltf.Document) {
			d.Nodes = append(d.Nodes, &gltf.Node{Children: []int{0, 0}})
		}), "has another parent"},
		{"twice in the scene", change(func(d *gltf.Document) { d.Scenes[0].Nodes = []int{0, 0} }), "shown twice"},
		{"no such scene", change(func(d *gltf.Document) { d.Scene = gltf.Index(7) }), "scene: 7"},
		{"no such picture", change(func(d *gltf.Document) { d.Textures = []*gltf.Texture{{Source: gltf.Index(0)}} }), "textures[0].source"},
		{"no such texture", change(func(d *gltf.Document) {
			d.Materials = []*gltf.Material{{EmissiveTexture: &gltf.TextureInfo{Index: 2}}}
		}), "emissiveTexture: 2"},
		{"huge transform", change(func(d *gltf.Document) { d.Nodes[0].Scale = [3]float64{1e308, 1e308, 1e308} }), "too large"},
		{"draco", change(func(d *gltf.Document) { d.ExtensionsRequired = []string{"KHR_draco_mesh_compression"} }), "unpack it first"},
		{"meshopt", change(func(d *gltf.Document) { d.ExtensionsRequired = []string{"EXT_meshopt_compression"} }), "unpack it first"},
		{"unknown extension", change(func(d *gltf.Document) { d.ExtensionsRequired = []string{"X_y"} }), "X_y: is not supported"},
		{"web address", change(func(d *gltf.Document) { d.Images = []*gltf.Image{{URI: "https://example.com/a.png"}} }), "never fetched"},
		{"file above", change(func(d *gltf.Document) { d.Images = []*gltf.Image{{URI: "../a.png"}} }), "beside the model or below"},
		{"file above, escaped", change(func(d *gltf.Document) { d.Images = []*gltf.Image{{URI: "%2e%2e/a.png"}} }), "beside the model or below"},
		{"absolute file", change(func(d *gltf.Document) { d.Images = []*gltf.Image{{URI: "/etc/passwd"}} }), "beside the model or below"},
		{"no files at all", change(func(d *gltf.Document) { d.Images = []*gltf.Image{{URI: "a.png"}} }), "must be inside the file"},
	} {
		_, err := Read("lie.glb", c.data, nil)
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(err.Error(), "lie.glb: ") {
			t.Errorf("%s: %v; want …%s…", c.name, err, c.want)
		}
	}
	nan := bytes.Clone(sound)
	binary.LittleEndian.PutUint32(nan[jsonEnd+8+12:], math.Float32bits(float32(math.NaN())))
	if _, err := Read("nan.glb", nan, nil); err == nil || !strings.Contains(err.Error(), "vertex 1") {
		t.Errorf("NaN: %v", err)
	}
}

func TestFilesBeside(t *testing.T) {
	text := []byte(`{"asset":{"version":"2.0"},"buffers":[{"uri":"a%20b.bin","byteLength":4},{"uri":"data:application/octet-stream;base64,AAAA","byteLength":3}],"images":[{"uri":"./a.png"}]}`)
	beside := fstest.MapFS{"a b.bin": {Data: []byte{1, 2, 3, 4, 5}}, "a.png": {Data: []byte{0}}}
	m, err := Read("a.gltf", text, beside)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Join(m.External, " ") != "a b.bin a.png" || len(m.Doc.Buffers[0].Data) != 4 || len(m.Doc.Buffers[1].Data) != 3 {
		t.Errorf("%q %v", m.External, m.Doc.Buffers)
	}
	beside["a b.bin"].Data = []byte{1}
	if _, err := Read("a.gltf", text, beside); err == nil || !strings.Contains(err.Error(), "there are 1 bytes") {
		t.Errorf("%v", err)
	}
	delete(beside, "a.png")
	beside["a b.bin"].Data = make([]byte, 4)
	if _, err := Read("a.gltf", text, beside); err == nil || !strings.Contains(err.Error(), "images[0]: uri \"a.png\": file does not exist") {
		t.Errorf("%v", err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "c.glb"), cube(nil), 0o600); err != nil {
		t.Fatal(err)
	}
	if info, err := Inspect(filepath.Join(dir, "c.glb")); err != nil || info.Triangles != 12 || info.Size() != (mgl64.Vec3{2, 6, 4}) {
		t.Errorf("%v %+v", err, info)
	}
	if _, err := Inspect(dir); err == nil || !strings.Contains(err.Error(), "must be a regular file") {
		t.Errorf("a folder: %v", err)
	}
}
