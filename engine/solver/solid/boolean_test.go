package solid

import (
	"math"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
)

// cubes tests against volumes that anyone can work out. A grid step moves a
// face by at most 2⁻²⁵ of the half extent, corners given are kept: 1e-7 of the
// volume allows for both.
func TestBooleansOfBoxes(t *testing.T) {
	cases := []struct {
		name        string
		a, b        *Mesh
		and, a0, b0 float64 // volumes of intersection, a and b
	}{
		{"overlapping corner", cuboid(0, 0, 0, 2, 2, 2), cuboid(1, 1, 1, 3, 3, 3), 1, 8, 8},
		{"through", cuboid(0, 0, 0, 4, 4, 1), cuboid(1, 1, -1, 2, 2, 2), 1, 16, 3},
		{"flush on both faces", cuboid(0, 0, 0, 4, 4, 1), cuboid(1, 1, 0, 2, 2, 1), 1, 16, 1},
		{"flush on three sides", cuboid(0, 0, 0, 4, 4, 1), cuboid(0, 1, 0, 2, 2, 1), 2, 16, 2},
		{"corner cut flush", cuboid(0, 0, 0, 2, 2, 2), cuboid(1, 1, 1, 2, 2, 2), 1, 8, 1},
		{"box in box", cuboid(0, 0, 0, 3, 3, 3), cuboid(1, 1, 1, 2, 2, 2), 1, 27, 1},
		{"box in box, one face flush", cuboid(0, 0, 0, 3, 3, 3), cuboid(1, 1, 0, 2, 2, 1), 1, 27, 1},
		{"identical", cuboid(0, 0, 0, 1, 2, 3), cuboid(0, 0, 0, 1, 2, 3), 6, 6, 6},
		{"touch along a face", cuboid(0, 0, 0, 1, 1, 1), cuboid(1, 0, 0, 2, 1, 1), 0, 1, 1},
		{"touch along part of a face", cuboid(0, 0, 0, 1, 1, 1), cuboid(1, 0.25, 0.25, 2, 2, 0.75), 0, 1, 1.75 * 0.5},
		{"touch along an edge", cuboid(0, 0, 0, 1, 1, 1), cuboid(1, 1, 0, 2, 2, 1), 0, 1, 1},
		{"touch at a vertex", cuboid(0, 0, 0, 1, 1, 1), cuboid(1, 1, 1, 2, 2, 2), 0, 1, 1},
		{"same section, shifted", cuboid(0, 0, 0, 2, 1, 1), cuboid(1, 0, 0, 3, 1, 1), 1, 2, 2},
		{"apart", cuboid(0, 0, 0, 1, 1, 1), cuboid(5, 5, 5, 6, 6, 6), 0, 1, 1},
	}
	for _, c := range cases {
		for n, turn := range turns() {
			a, b := c.a.Transformed(turn), c.b.Transformed(turn)
			or, err1 := Union(a, b)
			less, err2 := Difference(a, b)
			and, err3 := Intersection(a, b)
			if err1 != nil || err2 != nil || err3 != nil {
				t.Fatalf("%s: %v %v %v", c.name, err1, err2, err3)
			}
			for _, r := range []struct {
				op   string
				m    *Mesh
				want float64
			}{{"union", or, c.a0 + c.b0 - c.and}, {"difference", less, c.a0 - c.and}, {"intersection", and, c.and}} {
				if v := r.m.Volume(); math.Abs(v-r.want) > 1e-7*(c.a0+c.b0) {
					t.Errorf("%s, turn %d: volume of the %s is %.9g, want %.9g", c.name, n, r.op, v, r.want)
				}
				if r.want > 0 && !r.m.Closed() {
					t.Errorf("%s, turn %d: the %s has %d open edges", c.name, n, r.op, r.m.OpenEdges())
				}
				if r.want == 0 && len(r.m.Triangles) > 0 {
					t.Errorf("%s, turn %d: the %s has %d triangles, want none", c.name, n, r.op, len(r.m.Triangles))
				}
			}
		}
	}
}

// turns are no turn at all, a quarter, and two that leave no axis where it was.
func turns() []mgl64.Mat4 {
	return []mgl64.Mat4{
		mgl64.Ident4(),
		mgl64.HomogRotate3DZ(math.Pi / 2),
		mgl64.Translate3D(30, -20, 7).Mul4(mgl64.HomogRotate3D(0.7, mgl64.Vec3{1, 2, 3}.Normalize())),
		mgl64.Translate3D(4e5, 3e6, 12).Mul4(mgl64.HomogRotate3D(2.1, mgl64.Vec3{-3, 1, 0.2}.Normalize())),
	}
}

func cuboid(x0, y0, z0, x1, y1, z1 float64) *Mesh {
	m := box(mgl64.Vec3{x0, y0, z0}, mgl64.Vec3{x1, y1, z1})
	m.Weld(1e-9)
	return m
}
