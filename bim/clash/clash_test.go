package clash

import (
	"context"
	"fmt"
	"math"
	"reflect"
	"testing"
	"time"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine/solver/solid"
)

var strict = Rules{Tolerance: 0.001, Clearance: 0.05}

// block is a box as a mesh in which each side has its own corners, as many files
// have it.
func block(low, high mgl64.Vec3) *solid.Mesh {
	m := &solid.Mesh{}
	for _, side := range [6][4]int{{0, 2, 3, 1}, {4, 5, 7, 6}, {0, 1, 5, 4}, {2, 6, 7, 3}, {0, 4, 6, 2}, {1, 3, 7, 5}} {
		first := uint32(len(m.Points))
		for _, k := range side {
			p := low
			for axis := range 3 {
				if k>>axis&1 == 1 {
					p[axis] = high[axis]
				}
			}
			m.Points = append(m.Points, p)
		}
		m.Triangles = append(m.Triangles, [3]uint32{first, first + 1, first + 2}, [3]uint32{first, first + 2, first + 3})
	}
	return m
}

// tube is a closed prism of n sides round the x axis.
func tube(from, to, radius float64, n int) *solid.Mesh {
	m := &solid.Mesh{Points: []mgl64.Vec3{{from, 0, 0}, {to, 0, 0}}}
	for k := range n {
		s, c := math.Sincos(2 * math.Pi * float64(k) / float64(n))
		m.Points = append(m.Points, mgl64.Vec3{from, radius * c, radius * s}, mgl64.Vec3{to, radius * c, radius * s})
	}
	for k := range n {
		a, b := uint32(2+2*k), uint32(2+2*((k+1)%n))
		m.Triangles = append(m.Triangles, [3]uint32{a, b, b + 1}, [3]uint32{a, b + 1, a + 1}, [3]uint32{0, b, a}, [3]uint32{1, a + 1, b + 1})
	}
	if m.Volume() < 0 {
		m.Flip()
	}
	return m
}

func object(guid, kind string, mesh *solid.Mesh) Object {
	return Object{GUID: guid, Type: kind, Mesh: mesh, Transform: mgl64.Ident4()}
}

func TestKinds(t *testing.T) {
	wall := block(mgl64.Vec3{}, mgl64.Vec3{0.4, 10, 3})
	socket := block(mgl64.Vec3{-0.005, 2, 1}, mgl64.Vec3{0, 2.1, 1.1}) // the plate on the wall
	socket.Append(block(mgl64.Vec3{0, 2.02, 1.02}, mgl64.Vec3{0.05, 2.08, 1.08}))
	fine := tube(-0.3, 0.003, 0.5, 720) // its end is 3 mm in, its triangles are as thin as 4 mm
	open := &solid.Mesh{Points: []mgl64.Vec3{{-1, 1, 1}, {1, 1, 1}, {1, 2, 1}}, Triangles: [][3]uint32{{0, 1, 2}}}
	nan := math.NaN()
	for _, c := range []struct {
		name                    string
		mesh                    *solid.Mesh
		kind                    Kind
		depth, volume, distance float64
	}{
		{"a pipe through it", tube(-1, 1.4, 0.1, 24), Pierce, 0.2, math.NaN(), 0},
		{"a panel let in", block(mgl64.Vec3{-0.03, 4, 1}, mgl64.Vec3{0.11, 4.4, 1.5}), Pierce, 0.11, 0.11 * 0.4 * 0.5, 0},
		{"let in by less than the tolerance", block(mgl64.Vec3{-0.03, 4, 1}, mgl64.Vec3{0.0009, 4.4, 1.5}), Clearance, 0, 0, 0},
		{"let in by more than the tolerance", block(mgl64.Vec3{-0.03, 4, 1}, mgl64.Vec3{0.0011, 4.4, 1.5}), Pierce, 0.0011, 0.0011 * 0.4 * 0.5, 0},
		{"a socket", socket, Overlap, 0.05, 0.05 * 0.06 * 0.06, 0},
		{"the wall again", block(mgl64.Vec3{}, mgl64.Vec3{0.4, 10, 3}), Overlap, 0.2, 12, 0},
		{"a half of it again", block(mgl64.Vec3{}, mgl64.Vec3{0.4, 5, 3}), Overlap, 0.2, 6, 0},
		{"a slab on top", block(mgl64.Vec3{-5, 0, 3}, mgl64.Vec3{5, 10, 3.2}), Clearance, 0, 0, 0},
		{"a wall in line", block(mgl64.Vec3{0, 10, 0}, mgl64.Vec3{0.4, 20, 3}), Clearance, 0, 0, 0},
		{"a wall across, touching", block(mgl64.Vec3{0.4, 4, 0}, mgl64.Vec3{5, 4.2, 3}), Clearance, 0, 0, 0},
		{"a column past its corner", block(mgl64.Vec3{0.4, 10, -1}, mgl64.Vec3{0.8, 10.4, 9}), Clearance, 0, 0, 0},
		{"a heater within", block(mgl64.Vec3{0.1, 5, 1}, mgl64.Vec3{0.2, 6, 2}), Contains, 0.2, 0.1, 0.1},
		{"4 cm away", block(mgl64.Vec3{0.44, 0, 0}, mgl64.Vec3{1, 1, 1}), Clearance, 0, 0, 0.04},
		{"6 cm away", block(mgl64.Vec3{0.46, 0, 0}, mgl64.Vec3{1, 1, 1}), "", 0, 0, 0},
		{"a sheet through it", open, Pierce, nan, nan, 0},
		{"the end of a fine tube", fine, Pierce, 0.003, nan, 0},
	} {
		mesh := c.mesh
		at := mgl64.Ident4()
		if c.name == "a pipe through it" || c.name == "the end of a fine tube" {
			at = mgl64.Translate3D(0, 5, 1.5)
		}
		// Where it stands, mirrored, far away and askew: the answer is the same.
		for k, world := range []mgl64.Mat4{mgl64.Ident4(), mgl64.Scale3D(1, -1, 1), mgl64.Translate3D(4e5, 3.4e6, 20).Mul4(mgl64.HomogRotate3D(0.8, mgl64.Vec3{1, 2, 3}.Normalize()))} {
			a, b := object("wall", "IfcWall", wall), object("x", "IfcPipeSegment", mesh)
			a.Transform, b.Transform = world, world.Mul4(at)
			pairs, err := Between(context.Background(), []Object{a}, []Object{b}, strict)
			if err != nil {
				t.Fatal(err)
			}
			name := fmt.Sprintf("%s, stood %d", c.name, k)
			if c.kind == "" {
				if len(pairs) != 0 {
					t.Errorf("%s: %+v, want no clash", name, pairs)
				}
				continue
			}
			if len(pairs) != 1 || pairs[0].Kind != c.kind {
				t.Errorf("%s: %+v, want %s", name, pairs, c.kind)
				continue
			}
			p := pairs[0]
			if p.Distance < c.distance-1e-6 || p.Distance > c.distance+1e-6 {
				t.Errorf("%s: %v m apart, want %v m", name, p.Distance, c.distance)
			}
			if !math.IsNaN(c.depth) && (p.Depth > c.depth+1e-6 || p.Depth < 0.98*c.depth-1e-6) {
				t.Errorf("%s: %v m deep, want %v m", name, p.Depth, c.depth)
			}
			if !math.IsNaN(c.volume) && math.Abs(p.Volume-c.volume) > 1e-6 {
				t.Errorf("%s: %v m³ shared, want %v m³", name, p.Volume, c.volume)
			}
		}
	}
}

func TestTouchingIsNoClash(t *testing.T) {
	a := object("a", "IfcWall", block(mgl64.Vec3{}, mgl64.Vec3{0.4, 10, 3}))
	b := object("b", "IfcSlab", block(mgl64.Vec3{-5, 0, 3}, mgl64.Vec3{5, 10, 3.2}))
	pairs, err := Within(context.Background(), []Object{a, b}, Rules{Tolerance: 0.001})
	if err != nil || len(pairs) != 0 {
		t.Errorf("%v, %+v; want no clash", err, pairs)
	}
}

// A stretched instance has a shape of its own; one that is turned shares.
func TestInstances(t *testing.T) {
	mesh := block(mgl64.Vec3{}, mgl64.Vec3{1, 1, 1})
	var many []Object
	for k := range 5 {
		o := object(string(rune('a'+k)), "IfcBeam", mesh)
		o.Transform = mgl64.Translate3D(0.8*float64(k), 0, 0).Mul4(mgl64.HomogRotate3DZ(math.Pi / 2 * float64(k%2))).Mul4(mgl64.Translate3D(0, -float64(k%2), 0))
		many = append(many, o)
	}
	stretched := object("z", "IfcBeam", mesh)
	stretched.Transform = mgl64.Translate3D(-2, 0, 0).Mul4(mgl64.Scale3D(2.5, 1, 1))
	pairs, err := Within(context.Background(), append(many, stretched), Rules{Tolerance: 0.001})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range pairs {
		got = append(got, fmt.Sprintf("%s%s %.3f", p.A.GUID, p.B.GUID, p.Volume))
	}
	want := []string{"ab 0.200", "az 0.500", "bc 0.200", "cd 0.200", "de 0.200"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("clashes %v, want %v", got, want)
	}
}

func TestExclusions(t *testing.T) {
	base := func() (Object, Object) {
		return object("a", "IfcWall", block(mgl64.Vec3{}, mgl64.Vec3{1, 1, 1})), object("b", "IfcDoor", block(mgl64.Vec3{0.2, -1, 0.2}, mgl64.Vec3{0.8, 2, 0.8}))
	}
	day := func(d int) time.Time { return time.Date(2026, 3, d, 0, 0, 0, 0, time.UTC) }
	for _, c := range []struct {
		name   string
		change func(a, b *Object)
		want   int
	}{
		{"nothing said", func(a, b *Object) {}, 1},
		{"one GUID", func(a, b *Object) { b.GUID = a.GUID }, 0},
		{"no GUID", func(a, b *Object) { a.GUID, b.GUID = "", "" }, 1},
		{"space", func(a, b *Object) { a.Type = "IfcSpace" }, 0},
		{"opening", func(a, b *Object) { b.Type = "IfcOpeningElement" }, 0},
		{"filling", func(a, b *Object) { b.Hosts = []string{"a"} }, 0},
		{"filling of another", func(a, b *Object) { b.Hosts = []string{"c"} }, 1},
		{"assembly", func(a, b *Object) { a.Assembly, b.Assembly = "w", "w" }, 0},
		{"two assemblies", func(a, b *Object) { a.Assembly, b.Assembly = "w", "v" }, 1},
		{"ports", func(a, b *Object) { a.Joined = []string{"x", "b"} }, 0},
		{"never together", func(a, b *Object) {
			a.Stands = []Interval{{day(1), day(5)}}
			b.Stands = []Interval{{From: day(5)}}
		}, 0},
		{"temporary works, still there", func(a, b *Object) {
			a.Stands = []Interval{{day(1), day(6)}}
			b.Stands = []Interval{{From: day(5)}}
		}, 1},
		{"put up twice", func(a, b *Object) {
			a.Stands = []Interval{{day(1), day(2)}, {day(8), day(9)}}
			b.Stands = []Interval{{day(3), day(4)}, {day(5), time.Time{}}}
		}, 1},
	} {
		a, b := base()
		c.change(&a, &b)
		pairs, err := Between(context.Background(), []Object{a}, []Object{b}, strict)
		if err != nil || len(pairs) != c.want {
			t.Errorf("%s: %d clashes (%v), want %d", c.name, len(pairs), err, c.want)
		}
		if c.name == "put up twice" && len(pairs) == 1 && pairs[0].Together != (Interval{day(8), day(9)}) {
			t.Errorf("stand together %v, want 8 to 9 March", pairs[0].Together)
		}
	}
}

func TestAnyNumberOfWorkersFindsTheSame(t *testing.T) {
	var all []Object
	for k := range 60 {
		o := object(fmt.Sprintf("%02d", k*37%60), "IfcBeam", tube(0, 3, 0.2, 12))
		o.Transform = mgl64.Translate3D(float64(k%7), float64(k%5)*0.7, float64(k%3)*0.3).Mul4(mgl64.HomogRotate3DZ(float64(k)))
		all = append(all, o)
	}
	one := strict
	one.Workers = 1
	first, err := Within(context.Background(), all, one)
	if err != nil || len(first) < 20 {
		t.Fatalf("%d clashes, %v", len(first), err)
	}
	for _, workers := range []int{2, 8} {
		one.Workers = workers
		again, err := Within(context.Background(), all, one)
		if err != nil || fmt.Sprint(again) != fmt.Sprint(first) {
			t.Errorf("%d workers find something else (%v)", workers, err)
		}
	}
	done, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Within(done, all, one); err == nil {
		t.Error("goes on although it was called off")
	}
	if _, err := Within(context.Background(), all, Rules{Tolerance: math.NaN()}); err == nil {
		t.Error("takes a tolerance that is no number")
	}
}

func TestGroups(t *testing.T) {
	duct, pipe := &Object{GUID: "duct", Type: "IfcDuct"}, &Object{GUID: "pipe", Type: "IfcPipe"}
	var pairs []Pair
	for k := range 4 {
		beam := &Object{GUID: fmt.Sprint("beam", k), Type: "IfcBeam"}
		pairs = append(pairs, Pair{A: beam, B: duct, Kind: Pierce})
		if k < 2 {
			pairs = append(pairs, Pair{A: beam, B: pipe, Kind: Pierce})
		}
		if k == 3 {
			pairs = append(pairs, Pair{A: beam, B: pipe, Kind: Clearance})
		}
	}
	var got []string
	for _, g := range Groups(pairs) {
		got = append(got, fmt.Sprint(g.Element.GUID, " ", g.Other, " ", g.Hard, " ", g.Pairs))
	}
	want := []string{"duct IfcBeam true [0 2 4 5]", "pipe IfcBeam true [1 3]", "beam3 IfcPipe false [6]"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("groups %q, want %q", got, want)
	}
}
