package main

import (
	"bytes"
	"math"

	"github.com/go-gl/mathgl/mgl64"
	"github.com/qmuntal/gltf"
	"github.com/qmuntal/gltf/modeler"
)

type vec = mgl64.Vec3

// material is a colour with its gloss. Colours are linear, as glTF wants them.
type material struct {
	name            string
	r, g, b         float64
	metallic, rough float64
}

// paint makes a material of an sRGB colour.
func paint(name string, hex uint32, metallic, roughness float64) material {
	linear := func(shift uint) float64 {
		c := float64(hex>>shift&0xff) / 255
		return math.Round(1000*math.Pow(c, 2.2)) / 1000
	}
	return material{name, linear(16), linear(8), linear(0), metallic, roughness}
}

// mesh is a model in the making: metres, x forward (or east), y left (or
// north), z up. What is drawn goes to mesh.to, in the material set with in.
type mesh struct {
	parts []*part
	now   *part
	to    mgl64.Mat4 // model from drawing
}

type part struct {
	material material
	position [][3]float32
	normal   [][3]float32
	index    []uint32
}

func newMesh() *mesh { return &mesh{to: mgl64.Ident4()} }

// in chooses the material of what follows.
func (m *mesh) in(c material) *mesh {
	for _, p := range m.parts {
		if p.material == c {
			m.now = p
			return m
		}
	}
	m.now = &part{material: c}
	m.parts = append(m.parts, m.now)
	return m
}

// at draws what follows with its origin at p, turned by degrees anticlockwise.
func (m *mesh) at(p vec, degrees float64) *mesh {
	m.to = mgl64.Translate3D(p[0], p[1], p[2]).Mul4(mgl64.HomogRotate3DZ(degrees * math.Pi / 180))
	return m
}

// vertex appends a vertex and returns its index.
func (m *mesh) vertex(p, normal vec) uint32 {
	q := m.to.Mul4x1(p.Vec4(1))
	n := m.to.Mul4x1(normal.Vec4(0))
	round := func(v float64) float32 { return float32(math.Round(v*1000) / 1000) } // a millimetre
	m.now.position = append(m.now.position, [3]float32{round(q[0]), round(q[2]), round(-q[1])})
	m.now.normal = append(m.now.normal, [3]float32{float32(n[0]), float32(n[2]), float32(-n[1])})
	return uint32(len(m.now.position) - 1)
}

// face draws a flat convex polygon, anticlockwise seen from outside.
func (m *mesh) face(corners ...vec) {
	n := corners[1].Sub(corners[0]).Cross(corners[2].Sub(corners[0])).Normalize()
	first := m.vertex(corners[0], n)
	for _, c := range corners[1:] {
		m.vertex(c, n)
	}
	for k := 2; k < len(corners); k++ {
		m.now.index = append(m.now.index, first, first+uint32(k)-1, first+uint32(k))
	}
}

// box draws a block between two corners.
func (m *mesh) box(low, high vec) { m.hexahedron(corners(low, high), true) }

// boxOnGround leaves out the underside.
func (m *mesh) boxOnGround(low, high vec) { m.hexahedron(corners(low, high), false) }

func corners(a, b vec) [8]vec {
	return [8]vec{
		{a[0], a[1], a[2]}, {b[0], a[1], a[2]}, {b[0], b[1], a[2]}, {a[0], b[1], a[2]},
		{a[0], a[1], b[2]}, {b[0], a[1], b[2]}, {b[0], b[1], b[2]}, {a[0], b[1], b[2]},
	}
}

// hexahedron draws a block with four corners below and four above, each
// anticlockwise seen from above.
func (m *mesh) hexahedron(c [8]vec, underside bool) {
	m.face(c[4], c[5], c[6], c[7])
	for k := range 4 {
		l := (k + 1) % 4
		m.face(c[k], c[l], c[l+4], c[k+4])
	}
	if underside {
		m.face(c[3], c[2], c[1], c[0])
	}
}

// bar draws a square bar of the given width from a to b, ends open.
func (m *mesh) bar(a, b vec, width float64) { m.beam(a, b, width, width) }

// beam is a bar of width × height, its height as near to upright as it goes.
func (m *mesh) beam(a, b vec, width, height float64) {
	along := b.Sub(a).Normalize()
	up := vec{0, 0, 1}
	if math.Abs(along[2]) > 0.99 {
		up = vec{1, 0, 0}
	}
	side := along.Cross(up).Normalize().Mul(width / 2)
	up = side.Cross(along).Normalize().Mul(height / 2)
	ring := [4]vec{side.Add(up), up.Sub(side), side.Add(up).Mul(-1), side.Sub(up)}
	for k, p := range ring {
		q := ring[(k+1)%4]
		m.face(b.Add(p), b.Add(q), a.Add(q), a.Add(p))
	}
}

// tube draws a round bar from a to b, tapering from ra to rb, ends open.
func (m *mesh) tube(a, b vec, ra, rb float64, sides int) {
	along := b.Sub(a).Normalize()
	up := vec{0, 0, 1}
	if math.Abs(along[2]) > 0.9 {
		up = vec{1, 0, 0}
	}
	u := along.Cross(up).Normalize()
	v := along.Cross(u)
	first := uint32(len(m.now.position))
	for k := range sides {
		sin, cos := math.Sincos(2 * math.Pi * float64(k) / float64(sides))
		d := u.Mul(cos).Add(v.Mul(sin))
		m.vertex(a.Add(d.Mul(ra)), d)
		m.vertex(b.Add(d.Mul(rb)), d)
	}
	n := uint32(2 * sides)
	for k := uint32(0); k < n; k += 2 {
		l := (k + 2) % n
		m.now.index = append(m.now.index, first+k, first+l, first+k+1, first+l, first+l+1, first+k+1)
	}
}

// disc closes a tube that stands upright.
func (m *mesh) disc(c vec, r float64, sides int) {
	rim := make([]vec, sides)
	for k := range rim {
		sin, cos := math.Sincos(2 * math.Pi * float64(k) / float64(sides))
		rim[k] = c.Add(vec{r * cos, r * sin, 0})
	}
	m.face(rim...)
}

// wheel is a disc-faced cylinder across the direction of travel.
func (m *mesh) wheel(c vec, r, width float64) {
	const sides = 10
	a, b := c.Sub(vec{0, width / 2, 0}), c.Add(vec{0, width / 2, 0})
	m.tube(a, b, r, r, sides)
	near, far := make([]vec, sides), make([]vec, sides)
	for k := range sides {
		sin, cos := math.Sincos(2 * math.Pi * float64(k) / sides)
		near[k] = a.Add(vec{r * cos, 0, r * sin})
		far[sides-1-k] = b.Add(vec{r * cos, 0, r * sin})
	}
	m.face(near...)
	m.face(far...)
}

// blob draws a crown of leaves: an icosahedron divided once, dented by seed.
func (m *mesh) blob(c vec, rx, rz float64, seed uint32) {
	first := uint32(len(m.now.position))
	for k, d := range sphere {
		seed = seed*1664525 + 1013904223
		dent := 0.86 + 0.28*float64(seed>>8&0xffff)/0xffff
		if k%2 == 1 {
			dent = 1
		}
		p := vec{d[0] * rx * dent, d[1] * rx * dent, d[2] * rz * dent}
		n := vec{d[0] / rx, d[1] / rx, d[2] / rz}.Normalize()
		m.vertex(c.Add(p), n)
	}
	for _, t := range sphereFaces {
		m.now.index = append(m.now.index, first+t[0], first+t[1], first+t[2])
	}
}

var sphere, sphereFaces = icosphere()

// icosphere divides each face of an icosahedron into four.
func icosphere() ([]vec, [][3]uint32) {
	phi := (1 + math.Sqrt(5)) / 2
	var v []vec
	for _, p := range [][3]float64{{-1, phi, 0}, {1, phi, 0}, {-1, -phi, 0}, {1, -phi, 0}, {0, -1, phi}, {0, 1, phi}, {0, -1, -phi}, {0, 1, -phi}, {phi, 0, -1}, {phi, 0, 1}, {-phi, 0, -1}, {-phi, 0, 1}} {
		v = append(v, vec(p).Normalize())
	}
	faces := [][3]uint32{{0, 11, 5}, {0, 5, 1}, {0, 1, 7}, {0, 7, 10}, {0, 10, 11}, {1, 5, 9}, {5, 11, 4}, {11, 10, 2}, {10, 7, 6}, {7, 1, 8}, {3, 9, 4}, {3, 4, 2}, {3, 2, 6}, {3, 6, 8}, {3, 8, 9}, {4, 9, 5}, {2, 4, 11}, {6, 2, 10}, {8, 6, 7}, {9, 8, 1}}
	half := map[[2]uint32]uint32{}
	middle := func(a, b uint32) uint32 {
		key := [2]uint32{min(a, b), max(a, b)}
		if k, ok := half[key]; ok {
			return k
		}
		v = append(v, v[a].Add(v[b]).Normalize())
		half[key] = uint32(len(v) - 1)
		return half[key]
	}
	var out [][3]uint32
	for _, f := range faces {
		a, b, c := middle(f[0], f[1]), middle(f[1], f[2]), middle(f[2], f[0])
		out = append(out, [3]uint32{f[0], a, c}, [3]uint32{f[1], b, a}, [3]uint32{f[2], c, b}, [3]uint32{a, b, c})
	}
	return v, out
}

// glb packs the model as binary glTF, y up.
func (m *mesh) glb(name string) []byte {
	doc := gltf.NewDocument()
	doc.Asset.Generator = "shapan testdata/generate"
	out := &gltf.Mesh{Name: name}
	for k, p := range m.parts {
		var indices any = p.index
		if len(p.position) <= math.MaxUint16 {
			short := make([]uint16, len(p.index))
			for i, v := range p.index {
				short[i] = uint16(v)
			}
			indices = short
		}
		c := p.material
		doc.Materials = append(doc.Materials, &gltf.Material{
			Name: c.name,
			PBRMetallicRoughness: &gltf.PBRMetallicRoughness{
				BaseColorFactor: &[4]float64{c.r, c.g, c.b, 1},
				MetallicFactor:  gltf.Float(c.metallic),
				RoughnessFactor: gltf.Float(c.rough),
			},
		})
		out.Primitives = append(out.Primitives, &gltf.Primitive{
			Indices: gltf.Index(modeler.WriteIndices(doc, indices)),
			Attributes: gltf.PrimitiveAttributes{
				gltf.POSITION: modeler.WritePosition(doc, p.position),
				gltf.NORMAL:   modeler.WriteNormal(doc, p.normal),
			},
			Material: gltf.Index(k),
		})
	}
	doc.Meshes = []*gltf.Mesh{out}
	doc.Nodes = []*gltf.Node{{Name: name, Mesh: gltf.Index(0)}}
	doc.Scenes[0].Nodes = []int{0}
	var buf bytes.Buffer
	e := gltf.NewEncoder(&buf)
	e.AsBinary = true
	if err := e.Encode(doc); err != nil {
		panic(err)
	}
	return buf.Bytes()
}
