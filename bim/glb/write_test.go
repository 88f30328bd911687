package glb

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"io"
	"math"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
	qm "github.com/qmuntal/gltf"

	"shapan/bim/gltf"
	"shapan/engine/solver/solid"
)

// box is a body from a corner to another.
func box(low, high mgl64.Vec3) *solid.Mesh {
	m := &solid.Mesh{}
	for k := range 8 {
		p := low
		for axis := range p {
			if k>>axis&1 == 1 {
				p[axis] = high[axis]
			}
		}
		m.Points = append(m.Points, p)
	}
	m.Triangles = [][3]uint32{{0, 2, 1}, {1, 2, 3}, {4, 5, 6}, {5, 7, 6}, {0, 1, 4}, {1, 5, 4}, {2, 6, 3}, {3, 6, 7}, {0, 4, 2}, {2, 4, 6}, {1, 3, 5}, {3, 7, 5}}
	return m
}

// column is a round one of many sides, 3 m high.
func column(radius float64, sides int) *solid.Mesh {
	m := &solid.Mesh{Points: []mgl64.Vec3{{0, 0, 0}, {0, 0, 3}}}
	for k := range sides {
		a := 2 * math.Pi * float64(k) / float64(sides)
		m.Points = append(m.Points, mgl64.Vec3{radius * math.Cos(a), radius * math.Sin(a), 0}, mgl64.Vec3{radius * math.Cos(a), radius * math.Sin(a), 3})
	}
	for k := range uint32(sides) {
		a, b := 2+2*k, 2+2*((k+1)%uint32(sides))
		m.Triangles = append(m.Triangles, [3]uint32{0, b, a}, [3]uint32{1, a + 1, b + 1}, [3]uint32{a, b, a + 1}, [3]uint32{b, b + 1, a + 1})
	}
	return m
}

// hall has what files have: walls of their own, columns that repeat, some of
// them mirrored, scaled or sheared, glass, an empty mesh, and all of it far from
// the origin.
func hall() *Model {
	origin := mgl64.Vec3{500000, 5600000, 30}
	m := &Model{Origin: origin, Meshes: []*solid.Mesh{box(mgl64.Vec3{0, 0, 0}, mgl64.Vec3{20, 0.3, 3}), column(0.25, 32), {}, box(mgl64.Vec3{-60, -60, -1}, mgl64.Vec3{60, 60, 0})}}
	at := func(x, y, z float64) mgl64.Mat4 {
		return mgl64.Translate3D(origin[0]+x, origin[1]+y, origin[2]+z)
	}
	add := func(mesh int, place mgl64.Mat4, f Feature, c Color) {
		m.Features = append(m.Features, f)
		m.Instances = append(m.Instances, Instance{mesh, place, len(m.Features) - 1, c})
	}
	add(0, at(0, 0, 0), Feature{"w1", "IfcWall", "Wand süd", "00 begane grond", Color{0.8, 0.4, 0.3, 1}}, Color{})
	add(0, at(20, 0, 0).Mul4(mgl64.HomogRotate3DZ(math.Pi/2)), Feature{"w2", "IfcWall", "东墙", "00 begane grond", Color{0.8, 0.4, 0.3, 1}}, Color{})
	for k := range 12 {
		place := at(float64(1+k%4*5), float64(2+k/4*4), 0).Mul4(mgl64.HomogRotate3D(0.3*float64(k), mgl64.Vec3{1, 2, 3}.Normalize()))
		switch k {
		case 5:
			place = place.Mul4(mgl64.Scale3D(1, 2, 1.5))
		case 6, 7, 8, 9, 10:
			place = place.Mul4(mgl64.Scale3D(1, -1, 1))
		case 11:
			place = place.Mul4(mgl64.ShearX3D(0.2, 0.1))
		}
		add(1, place, Feature{GUID: "c" + string(rune('a'+k)), Type: "IfcColumn", Name: "column"}, Color{})
	}
	add(2, at(0, 0, 0), Feature{GUID: "nothing"}, Color{})
	add(3, at(0, 0, 0), Feature{GUID: "slab", Type: "IfcSlab"}, Color{0.5, 0.6, 0.9, 0.4})
	return m
}

func written(t testing.TB, m *Model, o Options) ([]byte, Stats) {
	t.Helper()
	var out bytes.Buffer
	stats, err := Write(&out, m, o)
	if err != nil {
		t.Fatal(err)
	}
	if out.Len() != stats.Bytes {
		t.Errorf("%d bytes, stats say %d", out.Len(), stats.Bytes)
	}
	return out.Bytes(), stats
}

// corners are the triangles' corners of every feature as a reader sees them,
// z-up: through nodes, instances and packing.
func corners(t *testing.T, data []byte) map[int][]mgl64.Vec3 {
	t.Helper()
	model, err := gltf.Read("hall.glb", data, nil)
	if err != nil {
		t.Fatal(err)
	}
	d := model.Doc
	value := func(accessor, k, axis int) float64 {
		a := d.Accessors[accessor]
		v := d.BufferViews[*a.BufferView]
		size := a.ComponentType.ByteSize()
		stride := max(v.ByteStride, size*a.Type.Components())
		b := d.Buffers[0].Data[v.ByteOffset+a.ByteOffset+k*stride+axis*size:]
		switch a.ComponentType {
		case qm.ComponentUshort:
			return float64(binary.LittleEndian.Uint16(b))
		case qm.ComponentUint:
			return float64(binary.LittleEndian.Uint32(b))
		case qm.ComponentByte:
			return float64(int8(b[0])) / 127
		}
		return float64(math.Float32frombits(binary.LittleEndian.Uint32(b)))
	}
	found := map[int][]mgl64.Vec3{}
	for _, n := range d.Nodes[1:] {
		tr, sc := n.TranslationOrDefault(), n.ScaleOrDefault()
		root := gltf.ZUpFromYUp().Mul4(mgl64.Mat4(d.Nodes[0].Matrix)).Mul4(mgl64.Translate3D(tr[0], tr[1], tr[2])).Mul4(mgl64.Scale3D(sc[0], sc[1], sc[2]))
		p := d.Meshes[*n.Mesh].Primitives[0]
		count := d.Accessors[*p.Indices].Count
		show := func(place mgl64.Mat4, feature func(vertex int) int) {
			for k := range count {
				v := int(value(*p.Indices, k, 0))
				at := mgl64.Vec3{value(p.Attributes["POSITION"], v, 0), value(p.Attributes["POSITION"], v, 1), value(p.Attributes["POSITION"], v, 2)}
				id := feature(v)
				found[id] = append(found[id], mgl64.TransformCoordinate(at, place))
			}
		}
		raw, instanced := n.Extensions["EXT_mesh_gpu_instancing"].(json.RawMessage)
		if !instanced {
			show(root, func(v int) int { return int(value(p.Attributes["_FEATURE_ID_0"], v, 0)) })
			continue
		}
		var said struct{ Attributes map[string]int }
		if err := json.Unmarshal(raw, &said); err != nil {
			t.Fatal(err)
		}
		a := said.Attributes
		for k := range d.Accessors[a["TRANSLATION"]].Count {
			get := func(name string, axis int) float64 { return value(a[name], k, axis) }
			turn := mgl64.Quat{W: get("ROTATION", 3), V: mgl64.Vec3{get("ROTATION", 0), get("ROTATION", 1), get("ROTATION", 2)}}
			place := root.Mul4(mgl64.Translate3D(get("TRANSLATION", 0), get("TRANSLATION", 1), get("TRANSLATION", 2))).Mul4(turn.Normalize().Mat4()).
				Mul4(mgl64.Scale3D(get("SCALE", 0), get("SCALE", 1), get("SCALE", 2)))
			show(place, func(int) int { return int(get("_FEATURE_ID_0", 0)) })
		}
	}
	return found
}

// Every triangle of every feature is where the model has it: within the error
// that is allowed, 0.25 mm, and 0.01 mm for single-precision places; outside is
// outside, though some are mirrored.
func TestReadBack(t *testing.T) {
	m := hall()
	data, stats := written(t, m, Options{})
	found := corners(t, data)
	worst := 0.0
	for k := range m.Instances {
		i := &m.Instances[k]
		body := m.Meshes[i.Mesh].Transformed(mgl64.Translate3D(-m.Origin[0], -m.Origin[1], -m.Origin[2]).Mul4(i.Transform))
		got := found[i.Feature]
		if len(got) != 3*len(body.Triangles) {
			t.Errorf("feature %d: %d corners, must be %d", i.Feature, len(got), 3*len(body.Triangles))
			continue
		}
		back := &solid.Mesh{Points: got}
		for c := 0; c < len(got); c += 3 {
			back.Triangles = append(back.Triangles, [3]uint32{uint32(c), uint32(c + 1), uint32(c + 2)})
		}
		for c, tri := range body.Triangles {
			for _, p := range tri {
				best := math.Inf(1)
				for _, q := range got[3*c : 3*c+3] {
					best = min(best, body.Points[p].Sub(q).Len())
				}
				worst = max(worst, best)
			}
		}
		if a, b := back.Volume(), body.Volume(); math.Abs(a-b) > 2e-3*math.Abs(b) {
			t.Errorf("feature %d (%s): volume %v, must be %v", i.Feature, m.Features[i.Feature].GUID, a, b)
		}
	}
	if worst > 0.26e-3 || stats.Error > 0.25e-3 {
		t.Errorf("a corner is off by %.6f m, stats say %.6f", worst, stats.Error)
	}
	t.Logf("worst corner off by %.3f mm, bound %.3f mm; %+v", worst*1e3, stats.Error*1e3, stats)
}

// bim/gltf sees all of it: triangles of all instances, the extent, z up.
func TestInfoOfWhatIsWritten(t *testing.T) {
	m := hall()
	data, stats := written(t, m, Options{})
	model, err := gltf.Read("hall.glb", data, nil)
	if err != nil {
		t.Fatal(err)
	}
	info := model.Info
	if want := 3*12 + 12*128; info.Triangles != want || stats.Triangles != want {
		t.Errorf("%d triangles, stats %d, must be %d", info.Triangles, stats.Triangles, want)
	}
	for axis, want := range [3][2]float64{{-60, 60}, {-60, 60}} {
		if axis < 2 && (math.Abs(info.Min[axis]-want[0]) > 1e-3 || math.Abs(info.Max[axis]-want[1]) > 1e-3) {
			t.Errorf("axis %d: %v to %v", axis, info.Min[axis], info.Max[axis])
		}
	}
	if math.Abs(info.Min[2]+1) > 1e-3 || info.Max[2] < 3 || info.Max[2] > 7 {
		t.Errorf("up: %v to %v", info.Min[2], info.Max[2])
	}
	if stats.Instanced != 11 || stats.Draws != 5 {
		t.Errorf("%+v: 5 + 1 columns in one group, 5 mirrored in another; sheared column, walls and slab merged", stats)
	}
}

// The same bytes whatever the number of processors, and at every run.
func TestDeterministic(t *testing.T) {
	first, _ := written(t, hall(), Options{})
	for _, n := range []int{1, 2, 8} {
		old := runtime.GOMAXPROCS(n)
		again, _ := written(t, hall(), Options{})
		runtime.GOMAXPROCS(old)
		if !bytes.Equal(first, again) {
			t.Fatalf("other bytes with %d processors", n)
		}
	}
}

// A round column is shaded round, its ends flat; a box has sharp edges.
func TestShading(t *testing.T) {
	if s := shade(box(mgl64.Vec3{}, mgl64.Vec3{1, 1, 1}), math.Pi/6); len(s.points) != 24 {
		t.Errorf("a box has %d vertices, must be 4 for each side", len(s.points))
	}
	s := shade(column(1, 32), math.Pi/6)
	if len(s.points) != 2*32+2*33 {
		t.Errorf("a column has %d vertices, must be 2·32 around and 33 for each end", len(s.points))
	}
	for k, p := range s.points {
		n := mgl64.Vec3{float64(s.normals[k][0]), float64(s.normals[k][1]), float64(s.normals[k][2])}.Mul(1.0 / 127)
		if math.Abs(n.Len()-1) > 0.01 {
			t.Errorf("normal %v is %v long", n, n.Len())
		}
		if flat := math.Abs(n[2]) > 0.99; !flat && math.Abs(n.Dot(mgl64.Vec3{p[0], p[1], 0})-1) > 0.01 {
			t.Errorf("at %v: %v does not point away from the axis", p, n)
		}
	}
}

func TestFeatureTable(t *testing.T) {
	data, _ := written(t, hall(), Options{})
	model, err := gltf.Read("hall.glb", data, nil)
	if err != nil {
		t.Fatal(err)
	}
	var table struct {
		PropertyTables []struct {
			Count      int
			Properties map[string]struct{ Values, StringOffsets int }
		}
	}
	if err := json.Unmarshal(model.Doc.Extensions["EXT_structural_metadata"].(json.RawMessage), &table); err != nil {
		t.Fatal(err)
	}
	view := func(k int) []byte {
		v := model.Doc.BufferViews[k]
		return model.Doc.Buffers[0].Data[v.ByteOffset : v.ByteOffset+v.ByteLength]
	}
	text := func(property string, row int) string {
		p := table.PropertyTables[0].Properties[property]
		offsets := view(p.StringOffsets)
		return string(view(p.Values)[binary.LittleEndian.Uint32(offsets[4*row:]):binary.LittleEndian.Uint32(offsets[4*row+4:])])
	}
	for row, f := range hall().Features {
		if text("guid", row) != f.GUID || text("name", row) != f.Name || text("type", row) != f.Type || text("storey", row) != f.Storey {
			t.Errorf("row %d: %q %q", row, text("guid", row), text("name", row))
		}
	}
}

func TestBrokenModels(t *testing.T) {
	m := &Model{
		Meshes:    []*solid.Mesh{nil, {Points: []mgl64.Vec3{{math.NaN(), 0, 0}}}, {Triangles: [][3]uint32{{0, 1, 2}}}},
		Instances: []Instance{{Mesh: 7, Transform: mgl64.Ident4(), Feature: -1}, {Mesh: 1}},
	}
	_, err := Write(&bytes.Buffer{}, m, Options{})
	for _, want := range []string{"mesh 0: is nil", "mesh 1: point", "mesh 2: triangle", "instance 0: mesh 7", "instance 0: feature -1", "instance 1: transform"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: must say %q", err, want)
		}
	}
	for _, empty := range []*Model{{}, {Features: []Feature{{}}, Meshes: []*solid.Mesh{{}}, Instances: []Instance{{Transform: mgl64.Ident4()}}}} {
		if data, _ := written(t, empty, Options{}); len(data) < 20 {
			t.Error("an empty model has a file too")
		}
	}
}

// Rotations come out of any matrix that holds one.
func TestQuaternion(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 1000 {
		want := mgl64.Quat{W: r.NormFloat64(), V: mgl64.Vec3{r.NormFloat64(), r.NormFloat64(), r.NormFloat64()}}.Normalize()
		m := want.Mat4()
		got := quaternion([3]mgl64.Vec3{m.Col(0).Vec3(), m.Col(1).Vec3(), m.Col(2).Vec3()})
		if math.Abs(math.Abs(got.Dot(want))-1) > 1e-12 {
			t.Fatalf("%v, must be %v", got, want)
		}
	}
	for _, half := range []mgl64.Vec3{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}} {
		m := mgl64.HomogRotate3D(math.Pi, half)
		if got := quaternion([3]mgl64.Vec3{m.Col(0).Vec3(), m.Col(1).Vec3(), m.Col(2).Vec3()}); math.Abs(math.Abs(got.V.Dot(half))-1) > 1e-12 {
			t.Errorf("half a turn about %v: %v", half, got)
		}
	}
}

func BenchmarkWrite(b *testing.B) {
	m := &Model{Meshes: []*solid.Mesh{column(0.3, 64)}}
	for k := range 4000 {
		m.Features = append(m.Features, Feature{GUID: "x", Type: "IfcColumn"})
		place := mgl64.Translate3D(float64(k%64)*3, float64(k/64)*3, 0)
		if k%2 == 0 {
			place = place.Mul4(mgl64.ShearX3D(0.1, 0))
		}
		m.Instances = append(m.Instances, Instance{0, place, k, Color{}})
	}
	b.ReportAllocs()
	var stats Stats
	for b.Loop() {
		var err error
		if stats, err = Write(io.Discard, m, Options{}); err != nil {
			b.Fatal(err)
		}
	}
	b.SetBytes(int64(stats.Bytes))
	b.ReportMetric(float64(stats.Stored*b.N)/b.Elapsed().Seconds(), "triangles/s")
}
