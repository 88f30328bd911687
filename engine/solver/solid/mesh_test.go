package solid

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
)

// box has its own corners on each side, as many files write it.
func box(low, high mgl64.Vec3) *Mesh {
	m := &Mesh{}
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

func TestBoxMeasures(t *testing.T) {
	far := mgl64.Vec3{4e5, 3.4e6, 5}
	m := box(far, far.Add(mgl64.Vec3{2, 3, 4}))
	if v := m.Volume(); math.Abs(v-24) > 1e-9 {
		t.Errorf("volume %v, want 24", v)
	}
	if a := m.Area(); math.Abs(a-52) > 1e-9 {
		t.Errorf("area %v, want 52", a)
	}
	if m.Closed() {
		t.Error("sides that share no corner are closed")
	}
	m.Weld(1e-6)
	if !m.Closed() || len(m.Points) != 8 || len(m.Triangles) != 12 {
		t.Errorf("welded: closed %v, %d points, %d triangles; want a closed box of 8 and 12", m.Closed(), len(m.Points), len(m.Triangles))
	}
	low, high, ok := m.Bounds()
	if !ok || low != far || high != far.Add(mgl64.Vec3{2, 3, 4}) {
		t.Errorf("bounds %v %v %v", low, high, ok)
	}
	m.Triangles = m.Triangles[1:]
	if n := m.OpenEdges(); n != 3 {
		t.Errorf("a box that lacks a triangle has %d open edges, want 3", n)
	}
}

func TestMirroredKeepsItsVolume(t *testing.T) {
	m := box(mgl64.Vec3{}, mgl64.Vec3{1, 2, 3}).Transformed(mgl64.Scale3D(-2, 1, 1))
	if v := m.Volume(); math.Abs(v-12) > 1e-12 {
		t.Errorf("volume of a box mirrored and doubled: %v, want 12", v)
	}
}

func TestWeldTakesTheFirst(t *testing.T) {
	m := &Mesh{
		Points:    []mgl64.Vec3{{0, 0, 0}, {1, 0, 0}, {0, 1, 0}, {1e-7, 0, 0}, {5, 5, 5}},
		Triangles: [][3]uint32{{0, 1, 2}, {0, 3, 2}},
	}
	m.Weld(1e-6)
	if len(m.Points) != 3 || len(m.Triangles) != 1 {
		t.Errorf("%d points and %d triangles are left, want 3 and 1", len(m.Points), len(m.Triangles))
	}
}

// The table of edges agrees with a count that is plainly right.
func TestOpenEdgesOfRandomTriangles(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 4))
	for range 200 {
		m := &Mesh{}
		for range rng.IntN(60) {
			m.Triangles = append(m.Triangles, [3]uint32{rng.Uint32N(12), rng.Uint32N(12), rng.Uint32N(12)})
		}
		uses := map[[2]uint32]int{}
		for _, c := range m.Triangles {
			for k := range 3 {
				a, b := c[k], c[(k+1)%3]
				if a <= b {
					uses[[2]uint32{a, b}]++
				} else {
					uses[[2]uint32{b, a}]--
				}
			}
		}
		want := 0
		for _, n := range uses {
			want += max(n, -n)
		}
		if got := m.OpenEdges(); got != want {
			t.Fatalf("%d open edges, want %d", got, want)
		}
	}
}

// Welding agrees with looking at every point before.
func TestWeldRandomPoints(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 5))
	const tolerance = 0.1
	for range 100 {
		m := &Mesh{}
		var first []mgl64.Vec3
		var at []int
		for k := range 90 {
			p := mgl64.Vec3{2 * rng.Float64(), 2*rng.Float64() - 1, 0.3 * rng.Float64()}
			m.Points = append(m.Points, p)
			if k%3 == 2 {
				m.Triangles = append(m.Triangles, [3]uint32{uint32(k - 2), uint32(k - 1), uint32(k)})
			}
			found := -1
			for i, q := range first {
				if q.Sub(p).Len() <= tolerance {
					found = i
					break
				}
			}
			if found < 0 {
				found = len(first)
				first = append(first, p)
			}
			at = append(at, found)
		}
		var want [][3]uint32
		for k := 0; k < 90; k += 3 {
			c := [3]uint32{uint32(at[k]), uint32(at[k+1]), uint32(at[k+2])}
			if c[0] != c[1] && c[1] != c[2] && c[2] != c[0] {
				want = append(want, c)
			}
		}
		m.Weld(tolerance)
		if !slices.Equal(m.Points, first) || !slices.Equal(m.Triangles, want) {
			t.Fatal("welded otherwise")
		}
	}
}

func BenchmarkClosed(b *testing.B) {
	m, err := Sphere(1, Default)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("open edges", func(b *testing.B) {
		for b.Loop() {
			m.OpenEdges()
		}
		b.ReportMetric(float64(b.N*len(m.Triangles))/b.Elapsed().Seconds(), "triangles/s")
	})
	b.Run("weld", func(b *testing.B) {
		for b.Loop() {
			copied := m.Transformed(mgl64.Ident4())
			copied.Weld(1e-6)
		}
		b.ReportMetric(float64(b.N*len(m.Points))/b.Elapsed().Seconds(), "points/s")
	})
}
