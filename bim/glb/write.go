package glb

import (
	"bufio"
	"fmt"
	"io"
	"math"

	"github.com/go-gl/mathgl/mgl64"
	"github.com/qmuntal/gltf"
)

// Stats say what was written.
type Stats struct {
	Bytes     int     `json:"bytes"`
	Features  int     `json:"features"`
	Triangles int     `json:"triangles"` // as drawn: those of a mesh count at each of its instances
	Stored    int     `json:"stored"`    // in the file
	Vertices  int     `json:"vertices"`  // in the file
	Draws     int     `json:"draws"`     // calls that draw it
	Instanced int     `json:"instanced"` // instances that share a mesh in the file
	Error     float64 `json:"error_m"`   // by which packing has moved a point at most
}

// writer is a file being made.
type writer struct {
	m         *Model
	o         Options
	doc       *gltf.Document
	bin       []byte
	shapes    []*shaded // of meshes
	materials map[Color]int
	quantised bool
	instanced bool
	tabled    bool // features have texts
	root      *gltf.Node
	stats     Stats
}

// Write writes a model as GLB.
func Write(out io.Writer, m *Model, o Options) (Stats, error) {
	if err := m.check(); err != nil {
		return Stats{}, err
	}
	w := &writer{m: m, o: o.filled(), materials: map[Color]int{}}
	w.root = &gltf.Node{Name: "z up", Matrix: [16]float64(yUpFromZUp())}
	w.doc = &gltf.Document{
		Asset:  gltf.Asset{Version: "2.0", Generator: "Shapan", Extras: map[string]any{"origin": m.Origin}},
		Scene:  gltf.Index(0),
		Scenes: []*gltf.Scene{{Nodes: []int{0}}},
		Nodes:  []*gltf.Node{w.root},
	}
	w.shapes = make([]*shaded, len(m.Meshes))
	for k, mesh := range m.Meshes {
		w.shapes[k] = shade(mesh, w.o.Crease)
	}
	w.features()
	groups, parts := w.arrange()
	for k := range groups {
		w.group(&groups[k])
	}
	for k := range parts {
		w.part(&parts[k])
	}
	w.finish()
	if len(w.bin) > math.MaxUint32-1<<20 {
		return w.stats, fmt.Errorf("%d bytes of geometry: GLB holds at most 4 GiB: write the model in parts", len(w.bin))
	}
	counted := &counter{to: bufio.NewWriterSize(out, 1<<20)}
	if err := gltf.NewEncoder(counted).Encode(w.doc); err != nil {
		return w.stats, err
	}
	w.stats.Bytes = counted.bytes
	return w.stats, counted.to.Flush()
}

// counter counts what goes through. A bufio.Writer keeps its first error, which
// the encoder does not look at.
type counter struct {
	to    *bufio.Writer
	bytes int
}

func (c *counter) Write(b []byte) (int, error) {
	n, err := c.to.Write(b)
	c.bytes += n
	return n, err
}

// yUpFromZUp turns the site's axes (x east, y north, z up) into glTF's: north
// becomes -z. It is the inverse of what bim/gltf does on reading.
func yUpFromZUp() mgl64.Mat4 {
	return mgl64.Mat4{ // by columns
		1, 0, 0, 0,
		0, 0, -1, 0,
		0, 1, 0, 0,
		0, 0, 0, 1,
	}
}

// material is the index of a colour's material. Both sides are drawn: models
// have open shells, and cuts look into them.
func (w *writer) material(c Color) int {
	k, known := w.materials[c]
	if !known {
		k = len(w.doc.Materials)
		w.materials[c] = k
		factor := c.linear()
		m := &gltf.Material{DoubleSided: true, PBRMetallicRoughness: &gltf.PBRMetallicRoughness{BaseColorFactor: &factor, MetallicFactor: gltf.Float(0), RoughnessFactor: gltf.Float(0.8)}}
		if factor[3] < 1 {
			m.AlphaMode = gltf.AlphaBlend
		}
		w.doc.Materials = append(w.doc.Materials, m)
	}
	return k
}

// draw adds a mesh and the node that shows it.
func (w *writer) draw(primitive *gltf.Primitive, node *gltf.Node) {
	w.doc.Meshes = append(w.doc.Meshes, &gltf.Mesh{Primitives: []*gltf.Primitive{primitive}})
	node.Mesh = gltf.Index(len(w.doc.Meshes) - 1)
	w.doc.Nodes = append(w.doc.Nodes, node)
	w.root.Children = append(w.root.Children, len(w.doc.Nodes)-1)
	w.stats.Draws++
}

// keepError remembers by how much a packed point can have moved.
func (w *writer) keepError(g grid, scale float64, low, high mgl64.Vec3) {
	e := g.step * math.Sqrt(3) / 2 * scale
	if g.step == 1 { // floats: half of the last of 24 bits
		e = high.Sub(low).Len() / 2 * scale / (1 << 24)
	}
	w.stats.Error = max(w.stats.Error, e)
}

// finish names the extensions and gives the document its bytes.
func (w *writer) finish() {
	use := func(name string, required bool) {
		w.doc.ExtensionsUsed = append(w.doc.ExtensionsUsed, name)
		if required {
			w.doc.ExtensionsRequired = append(w.doc.ExtensionsRequired, name)
		}
	}
	if w.instanced {
		use("EXT_instance_features", false)
		use("EXT_mesh_gpu_instancing", true) // without it all instances lie in one place
	}
	if w.stats.Draws > 0 {
		use("EXT_mesh_features", false)
	}
	if w.tabled {
		use("EXT_structural_metadata", false)
	}
	if w.quantised {
		use("KHR_mesh_quantization", true)
	}
	if len(w.bin) > 0 {
		w.doc.Buffers = []*gltf.Buffer{{ByteLength: len(w.bin), Data: w.bin}}
	}
}
