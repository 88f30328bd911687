package solid

import (
	"math"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
)

// FuzzBoolean reads two bodies from bytes: tetrahedra with corners on a small
// lattice, so that they overlap themselves and one another in every way, turned
// by an angle. Such surfaces are closed, so results must be; volumes add up
// where each body is made of one tetrahedron.
func FuzzBoolean(f *testing.F) {
	f.Add([]byte{0, 0, 0, 0x00, 0x04, 0x20, 0x80, 0x01, 0x05, 0x21, 0x81})
	f.Add([]byte{7, 1, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
	f.Add([]byte{200, 2, 0, 0x3f, 0x15, 0x2a, 0x00, 0x3f, 0x15, 0x2a, 0x01, 0x15, 0x2a, 0x07, 0x38, 0x00, 0x07, 0x38, 0x3f})
	f.Fuzz(func(t *testing.T, data []byte) {
		a, b, ok := twoOfTetrahedra(data)
		if !ok {
			return
		}
		and, or, ab, ba := mustCombine(t, a, b)
		for name, m := range map[string]*Mesh{"A∩B": and, "A∪B": or, "A−B": ab, "B−A": ba} {
			if n := m.OpenEdges(); n > 0 {
				t.Errorf("%s has %d open edges", name, n)
			}
		}
		if va, vb := a.Volume(), b.Volume(); len(a.Triangles) == 4 && len(b.Triangles) == 4 {
			if miss := or.Volume() + and.Volume() - va - vb; math.Abs(miss) > 1e-5 {
				t.Errorf("volumes %v, %v; united %v, common %v", va, vb, or.Volume(), and.Volume())
			}
			if miss := ab.Volume() + and.Volume() - va; math.Abs(miss) > 1e-5 {
				t.Errorf("volume %v; less the other %v, common %v", va, ab.Volume(), and.Volume())
			}
		}
	})
}

// twoOfTetrahedra are bodies of one to four tetrahedra each, as the bytes say:
// an angle by which both are turned, how many there are in each, then corners.
func twoOfTetrahedra(data []byte) (a, b *Mesh, ok bool) {
	if len(data) < 3 {
		return nil, nil, false
	}
	angle, na, nb := float64(data[0])/40, 1+int(data[1])%4, 1+int(data[2])%4
	data = data[3:]
	if len(data) < 4*(na+nb) {
		return nil, nil, false
	}
	turn := mgl64.Ident4()
	if angle > 0 {
		turn = mgl64.HomogRotate3D(angle, mgl64.Vec3{3, 1, 2}.Normalize())
	}
	return tetrahedra(data[:4*na]).Transformed(turn), tetrahedra(data[4*na : 4*(na+nb)]).Transformed(turn), true
}

// tetrahedra has one for every four bytes; a byte holds three coordinates of
// two bits.
func tetrahedra(data []byte) *Mesh {
	m := &Mesh{}
	for k := 0; k+3 < len(data); k += 4 {
		one := &Mesh{Triangles: [][3]uint32{{0, 2, 1}, {0, 1, 3}, {1, 2, 3}, {2, 0, 3}}}
		for _, v := range data[k : k+4] {
			one.Points = append(one.Points, mgl64.Vec3{float64(v & 3), float64(v >> 2 & 3), float64(v >> 4 & 3)})
		}
		if one.Volume() < 0 {
			one.Flip()
		}
		m.Append(one)
	}
	return m
}

// FuzzRepair feeds triangles of any kind to everything that takes a mesh:
// nothing may panic, and what Repair calls closed must be.
func FuzzRepair(f *testing.F) {
	f.Add([]byte{1, 2, 3, 4, 5, 6, 7, 8, 9}, byte(3))
	f.Add([]byte{0, 0, 0, 63, 63, 1, 0, 63, 2, 63, 0, 1, 2, 2, 2}, byte(40))
	f.Fuzz(func(t *testing.T, data []byte, height byte) {
		if len(data) > 96 {
			data = data[:96]
		}
		m := &Mesh{}
		for v := range 64 {
			m.Points = append(m.Points, mgl64.Vec3{float64(v & 3), float64(v >> 2 & 3), float64(v >> 4 & 3)})
		}
		for k := 0; k+2 < len(data); k += 3 {
			m.Triangles = append(m.Triangles, [3]uint32{uint32(data[k] & 63), uint32(data[k+1] & 63), uint32(data[k+2] & 63)})
		}
		fixed, did := Repair(m, 1e-6)
		if did.Open == 0 && len(fixed.Triangles) > 0 && !fixed.Closed() {
			t.Error("reported as closed, but is not")
		}
		plane := PlaneThrough(mgl64.Vec3{1.5, 1.5, float64(height) / 64}, mgl64.Vec3{0.1, 0.2, 1})
		for _, body := range []*Mesh{m, fixed} {
			clipped := ClipHalfSpace(body, plane)
			if len(body.Triangles) > 0 && body.OpenEdges() == 0 && clipped.OpenEdges() > 0 {
				t.Errorf("a closed body clipped has %d open edges", clipped.OpenEdges())
			}
			if _, err := Difference(body, cuboid(0.5, 0.5, 0.5, 2, 2, 9)); err != nil {
				t.Error(err)
			}
		}
	})
}
