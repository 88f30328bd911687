package solid

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
)

// Exact volumes; allowed are 1e-12 of the body's for rounding.
func TestClipHalfSpace(t *testing.T) {
	unit := cuboid(0, 0, 0, 1, 1, 1)
	frame := prism([]mgl64.Vec2{{0, 0}, {2, 0}, {2, 0.5}, {0.5, 0.5}, {0.5, 2}, {0, 2}}, 0, 1)
	tunnel, err := Difference(cuboid(0, 0, 0, 3, 3, 3), cuboid(1, -1, 1, 2, 4, 2))
	if err != nil {
		t.Fatal(err)
	}
	shell, err := Difference(cuboid(0, 0, 0, 3, 3, 3), cuboid(1, 1, 1, 2, 2, 2))
	if err != nil {
		t.Fatal(err)
	}
	third := 1 / math.Sqrt(3)
	cases := []struct {
		name  string
		m     *Mesh
		plane Plane
		want  float64
	}{
		{"half a cube", unit, Plane{mgl64.Vec3{0, 0, 1}, 0.5}, 0.5},
		{"the other half", unit, Plane{mgl64.Vec3{0, 0, 1}, 0.25}.Flipped(), 0.75},
		{"a corner", unit, Plane{mgl64.Vec3{third, third, third}, 0.5 * third}, 0.125 / 6},
		{"through corners", unit, Plane{mgl64.Vec3{third, third, third}, third}, 1.0 / 6},
		{"along an edge diagonally", unit, PlaneThrough(mgl64.Vec3{1, 0, 0}, mgl64.Vec3{1, 1, 0}), 0.5},
		{"flush, body behind", unit, Plane{mgl64.Vec3{0, 0, 1}, 1}, 1},
		{"flush, body in front", unit, Plane{mgl64.Vec3{0, 0, -1}, 0}.Flipped(), 0},
		{"beyond", unit, Plane{mgl64.Vec3{0, 0, 1}, 7}, 1},
		{"an L into two", frame, PlaneThrough(mgl64.Vec3{1, 1, 0}, mgl64.Vec3{-1, -1, 0}), 2 * 0.125},
		{"an L along its inner face", frame, Plane{mgl64.Vec3{1, 0, 0}, 0.5}, 1},
		{"an L outside its inner face", frame, Plane{mgl64.Vec3{1, 0, 0}, 0.5}.Flipped(), 0.75},
		{"across a tunnel", tunnel, Plane{mgl64.Vec3{0, 1, 0}, 1.5}, 1.5 * 8},
		{"along a tunnel's floor", tunnel, Plane{mgl64.Vec3{0, 0, 1}, 1}, 9},
		{"through a hollow", shell, Plane{mgl64.Vec3{1, 0, 0}, 1.5}, 13},
		{"sides that share no corner", box(mgl64.Vec3{}, mgl64.Vec3{1, 1, 1}), PlaneThrough(mgl64.Vec3{0.5, 0.5, 0.5}, mgl64.Vec3{1, 2, 3}), 0.5},
	}
	for _, c := range cases {
		got := ClipHalfSpace(c.m, c.plane)
		if v := got.Volume(); math.Abs(v-c.want) > 1e-12*c.m.Volume() {
			t.Errorf("%s: volume %.15g, want %.15g", c.name, v, c.want)
		}
		if c.want > 0 && c.name != "beyond" && !got.Closed() {
			t.Errorf("%s: %d open edges", c.name, got.OpenEdges())
		}
	}
}

// Both parts make up the whole, whatever the body and the plane; half of the
// planes go through corners.
func TestClippedPartsMakeTheWhole(t *testing.T) {
	for seed := range uint64(2000) {
		r := rand.New(rand.NewPCG(seed, 3))
		m := randomBody(r, seed%2 == 0)
		p := m.Points[r.IntN(len(m.Points))]
		q := m.Points[r.IntN(len(m.Points))]
		direction := mgl64.Vec3{r.NormFloat64(), r.NormFloat64(), r.NormFloat64()}
		if seed%4 == 0 {
			s := m.Points[r.IntN(len(m.Points))]
			if n := q.Sub(p).Cross(s.Sub(p)); n.Len() > 1e-3 {
				direction = n
			}
		} else if seed%4 == 1 {
			p = p.Add(q).Mul(0.5)
		}
		plane := PlaneThrough(p, direction)
		if seed%3 == 0 {
			turn := randomTurn(r)
			m = m.Transformed(turn)
			plane = PlaneThrough(mgl64.TransformCoordinate(p, turn), mgl64.TransformNormal(direction, turn))
		}
		behind, before := ClipHalfSpace(m, plane), ClipHalfSpace(m, plane.Flipped())
		if n := behind.OpenEdges() + before.OpenEdges(); n > 0 {
			t.Errorf("seed %d: %d open edges", seed, n)
		}
		if sum, whole := behind.Volume()+before.Volume(), m.Volume(); math.Abs(sum-whole) > 1e-12*whole {
			t.Errorf("seed %d: parts have %.15g, the whole %.15g", seed, sum, whole)
		}
		// what is kept lies behind the plane
		for _, k := range behind.Triangles {
			for _, c := range k {
				if h := plane.Normal.Dot(behind.Points[c]) - plane.Offset; h > Flush {
					t.Fatalf("seed %d: a corner lies %v m before the plane", seed, h)
				}
			}
		}
	}
}

// The cut of a closed body by a plane is the boolean with a box that has a face
// there.
func TestClipAgreesWithBoolean(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 4))
		m := randomBody(r, seed%2 == 0)
		low, high, _ := m.Bounds()
		z := low[2] + (high[2]-low[2])*r.Float64()
		clipped := ClipHalfSpace(m, Plane{mgl64.Vec3{0, 0, 1}, z})
		cut, err := Difference(m, cuboid(-9, -9, z, 9, 9, 9))
		if err != nil {
			t.Fatal(err)
		}
		if a, b := clipped.Volume(), cut.Volume(); math.Abs(a-b) > 1e-7*m.Volume() {
			t.Errorf("seed %d: clipped %.12g, boolean %.12g", seed, a, b)
		}
		if a, b := clipped.Area(), cut.Area(); math.Abs(a-b) > 1e-6*m.Area() {
			t.Errorf("seed %d: area clipped %.12g, boolean %.12g", seed, a, b)
		}
	}
}

func BenchmarkClipHalfSpace(b *testing.B) {
	wall := cuboid(0, 0, 0, 5, 0.3, 3)
	plane := PlaneThrough(mgl64.Vec3{0, 0, 2}, mgl64.Vec3{-0.3, 0, 1})
	for b.Loop() {
		ClipHalfSpace(wall, plane)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "clips/s")
}
