package solid

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine/solver/solid/overlay"
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

// TestTooTangledIsRefused: bodies that cross themselves everywhere end with an
// error that says so, and take no more than the effort given; the same bodies
// are combined where it suffices, and the effort that was left is told.
func TestTooTangledIsRefused(t *testing.T) {
	a, b := tangle(1, 30), tangle(2, 30)
	var tooMuch *overlay.TooMuch
	for _, rule := range []func(e *Effort) (*Mesh, error){
		func(e *Effort) (*Mesh, error) { return e.Union(a, b) },
		func(e *Effort) (*Mesh, error) { return e.Intersection(a, b) },
		func(e *Effort) (*Mesh, error) { return e.Subtract(a, []*Mesh{b}) },
	} {
		e := Effort(100_000)
		if out, err := rule(&e); !errors.As(err, &tooMuch) || out != nil || e >= 0 || e < -1_000_000 {
			t.Errorf("%v with %d left, want overlay.TooMuch", err, e)
		}
	}
	few, other := tangle(1, 4), tangle(2, 4)
	e := *NewEffort()
	out, err := e.Difference(few, other)
	if err != nil || out.OpenEdges() > 0 || e == *NewEffort() {
		t.Errorf("four pieces each: %v, %d left", err, e)
	}
}

// tangle is n tetrahedra one through the other.
func tangle(seed uint64, n int) *Mesh {
	random := rand.New(rand.NewPCG(seed, 0))
	m := &Mesh{}
	for k := range n {
		shift := float64(k) * 0.002
		var at [4]mgl64.Vec3
		for i := range at {
			at[i] = mgl64.Vec3{random.Float64() + shift, random.Float64(), random.Float64()}
		}
		if at[1].Sub(at[0]).Cross(at[2].Sub(at[0])).Dot(at[3].Sub(at[0])) < 0 {
			at[0], at[1] = at[1], at[0]
		}
		b := uint32(len(m.Points))
		m.Points = append(m.Points, at[:]...)
		m.Triangles = append(m.Triangles, [3]uint32{b, b + 2, b + 1}, [3]uint32{b, b + 1, b + 3}, [3]uint32{b + 1, b + 2, b + 3}, [3]uint32{b, b + 3, b + 2})
	}
	return m
}
