package solid

import (
	"math"
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
