package collide

import (
	"math"
	"testing"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine/solver/solid"
)

// FuzzDistance builds two meshes of what it is given: corners on a lattice of
// whole metres from -16 to 15, so that whether triangles touch can be told exactly
// in whole numbers, and now and then a coordinate that is no place. Nothing may
// panic, and on the lattice the distance is the same both ways, and 0 if and only
// if two triangles touch. Not touching, they are 1/|d × e| >= 3e-4 m apart (1 is
// the least volume on the lattice); the numbers' own error is below 1e-9 m.
func FuzzDistance(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte("\x00\x00\x00\x04\x00\x00\x00\x04\x00" + "\x01\x01\x00\x05\x01\x00\x01\x05\x00")) // in one plane
	f.Add([]byte("\x00\x00\x00\x04\x00\x00\x00\x04\x00" + "\x01\x01\x1f\x01\x01\x01\x02\x02\x01")) // through
	f.Add([]byte("\x00\x00\x00\x04\x00\x00\x00\x04\x00" + "\x04\x00\x00\x08\x00\x00\x04\x04\x01")) // at a corner
	f.Add([]byte("\x00\x00\x00\x04\x00\x00\x08\x00\x00" + "\x02\x00\x00\x02\x00\x00\x02\x00\x00")) // a line and a point
	f.Add([]byte("\x00\x00\x00\xe0\x00\x00\x00\x04\x00" + "\x01\x01\x01\x05\x01\x02\x01\x05\x03")) // no number
	f.Add([]byte("\xe2\xe3\xe4\xe5\xe6\xe7\xe8\xe9\xea" + "\xeb\xec\xed\xee\xef\xe2\xe3\xe4\xe5")) // huge and tiny
	f.Fuzz(func(t *testing.T, data []byte) {
		a, b, whole := twoMeshes(data)
		ta, tb := NewTree(a), NewTree(b)
		ba, _ := NewBody(ta, mgl64.Ident4())
		bb, _ := NewBody(tb, mgl64.Ident4())
		ab, okAB := ba.Distance(&bb, math.Inf(1))
		ba2, okBA := bb.Distance(&ba, math.Inf(1))
		if ab.Distance < 0 || math.IsNaN(ab.Distance) || math.IsNaN(ba2.Distance) {
			t.Fatalf("distances %v and %v", ab.Distance, ba2.Distance)
		}
		for _, p := range a.Points {
			tb.Nearest(p, math.Inf(1))
			tb.Winding(p)
			bb.Depth(p)
		}
		ba.Deepest(&bb)
		ba.DeepestWithin(&bb, 100)
		ba.SharedVolume(&bb)
		if !whole {
			return
		}
		if okAB != (len(a.Triangles) > 0 && len(b.Triangles) > 0) || okAB != okBA {
			t.Fatalf("found %v and %v of %d and %d triangles", okAB, okBA, len(a.Triangles), len(b.Triangles))
		}
		if !okAB {
			return
		}
		if math.Abs(ab.Distance-ba2.Distance) > 1e-9 {
			t.Fatalf("%v one way, %v the other", ab.Distance, ba2.Distance)
		}
		touch := false
		for _, i := range a.Triangles {
			for _, j := range b.Triangles {
				touch = touch || latticeTouch(latticeOf(a, i), latticeOf(b, j))
			}
		}
		if near := ab.Distance < 1e-5; near != touch || touch && ab.Distance > 1e-9 {
			t.Fatalf("distance %v, they touch: %v", ab.Distance, touch)
		}
	})
}

// twoMeshes takes nine bytes for a triangle, by turns for the one mesh and the
// other; bytes from 0xe0 are places that are none or that are too far or too near.
func twoMeshes(data []byte) (a, b *solid.Mesh, whole bool) {
	odd := [...]float64{math.NaN(), math.Inf(1), math.Inf(-1), 1e300, -1e300, 1e154, 1e38, -1e19, 1e-300, 5e-324, math.MaxFloat64, 1e-7, 1e9, 0.1, -1e-38, 3e6}
	a, b, whole = &solid.Mesh{}, &solid.Mesh{}, true
	for k := 0; len(data) >= 9 && k < 24; k++ {
		m := [2]*solid.Mesh{a, b}[k%2]
		n := uint32(len(m.Points))
		for corner := range 3 {
			var p mgl64.Vec3
			for axis := range 3 {
				v := data[3*corner+axis]
				p[axis] = float64(int8(v<<3) >> 3)
				if v >= 0xe0 {
					p[axis], whole = odd[v&15], false
				}
			}
			m.Points = append(m.Points, p)
		}
		m.Triangles = append(m.Triangles, [3]uint32{n, n + 1, n + 2})
		data = data[9:]
	}
	return a, b, whole
}
