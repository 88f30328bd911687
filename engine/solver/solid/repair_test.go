package solid

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
)

func TestRepair(t *testing.T) {
	turned := cuboid(0, 0, 0, 1, 2, 3)
	turned.Flip()
	half := cuboid(0, 0, 0, 1, 2, 3)
	for k := 0; k < len(half.Triangles); k += 3 {
		c := &half.Triangles[k]
		c[1], c[2] = c[2], c[1]
	}
	open := cuboid(0, 0, 0, 1, 2, 3)
	open.Triangles = slices.Delete(open.Triangles, 4, 6)
	one := cuboid(0, 0, 0, 1, 2, 3)
	one.Triangles = one.Triangles[1:]
	twice := cuboid(0, 0, 0, 1, 2, 3)
	twice.Triangles = append(twice.Triangles, twice.Triangles[3:7]...)
	shaken := box(mgl64.Vec3{}, mgl64.Vec3{1, 2, 3})
	r := rand.New(rand.NewPCG(1, 6))
	for k := range shaken.Points {
		for axis := range 3 {
			shaken.Points[k][axis] += 2e-7 * (r.Float64() - 0.5)
		}
	}
	// the top consists of two halves, the walls do not know of it
	split := cuboid(0, 0, 0, 1, 2, 3)
	split.Triangles = slices.DeleteFunc(split.Triangles, func(c [3]uint32) bool {
		return split.Points[c[0]][2]+split.Points[c[1]][2]+split.Points[c[2]][2] == 9
	})
	for _, y := range []float64{0, 1} {
		n := uint32(len(split.Points))
		split.Points = append(split.Points, mgl64.Vec3{0, y, 3}, mgl64.Vec3{1, y, 3}, mgl64.Vec3{1, y + 1, 3}, mgl64.Vec3{0, y + 1, 3})
		split.Triangles = append(split.Triangles, [3]uint32{n, n + 1, n + 2}, [3]uint32{n, n + 2, n + 3})
	}
	shell := cuboid(0, 0, 0, 3, 3, 3)
	hollow := cuboid(1, 1, 1, 2, 2, 2)
	hollow.Flip()
	shell.Append(hollow)
	for _, c := range []struct {
		name string
		m    *Mesh
		want float64
		did  Repairs
	}{
		{"sound", cuboid(0, 0, 0, 1, 2, 3), 6, Repairs{}},
		{"inside out", turned, 6, Repairs{Turned: 12}},
		{"a third turned", half, 6, Repairs{Turned: 4}},
		{"a face missing", open, 6, Repairs{Filled: 2}},
		{"a triangle missing", one, 6, Repairs{Filled: 1}},
		{"triangles there twice", twice, 6, Repairs{Doubled: 4}},
		{"corners that do not meet", shaken, 6, Repairs{Welded: 16}},
		{"corners on sides", split, 6, Repairs{Welded: 6, Split: 2}},
		{"a hollow", shell, 26, Repairs{}},
	} {
		got, did := Repair(c.m, 1e-6)
		if did != c.did {
			t.Errorf("%s: %+v, want %+v", c.name, did, c.did)
		}
		if v := got.Volume(); math.Abs(v-c.want) > 1e-5 || !got.Closed() {
			t.Errorf("%s: volume %v, closed %v; want %v, true", c.name, v, got.Closed(), c.want)
		}
	}
}

// Bodies from which a few triangles are missing or turned come back, to what
// the missing ones took with them. Nothing is widened for a sphere: what fills
// its gaps lies inside it by no more than the triangles it replaces did.
func TestRepairOfDamagedBodies(t *testing.T) {
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 7))
		m := randomBody(r, seed%2 == 0)
		want := m.Volume()
		damaged := &Mesh{Points: m.Points, Triangles: slices.Clone(m.Triangles)}
		gone := r.IntN(len(m.Triangles))
		damaged.Triangles = slices.Delete(damaged.Triangles, gone, gone+1)
		for range len(m.Triangles) / 4 {
			c := &damaged.Triangles[r.IntN(len(damaged.Triangles))]
			c[1], c[2] = c[2], c[1]
		}
		got, did := Repair(damaged, 1e-6)
		if !got.Closed() || math.Abs(got.Volume()-want) > 1e-9*want {
			t.Errorf("seed %d: volume %v, want %v; closed %v; %+v", seed, got.Volume(), want, got.Closed(), did)
		}
	}
}
