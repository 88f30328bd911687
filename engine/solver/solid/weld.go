package solid

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// Weld makes points that lie within a tolerance [m] of an earlier one the same
// point, and drops triangles that thereby lose their area, and points that no
// triangle uses. The first of the points keeps its place, so that the result
// depends on the order of the points alone.
func (m *Mesh) Weld(tolerance float64) {
	places := newPlaces(tolerance, len(m.Points))
	points := m.Points
	m.Points = nil
	now := make([]uint32, len(points))
	for k := range now {
		now[k] = math.MaxUint32
	}
	kept := m.Triangles[:0]
	for _, t := range m.Triangles {
		for k, old := range t {
			if now[old] == math.MaxUint32 {
				now[old] = places.find(&m.Points, points[old])
			}
			t[k] = now[old]
		}
		if t[0] != t[1] && t[1] != t[2] && t[2] != t[0] {
			kept = append(kept, t)
		}
	}
	m.Triangles = kept
}

// places finds points by where they are: in cells of a grid whose width is the
// tolerance, of which a point's neighbours are looked at too.
type places struct {
	tolerance float64
	cells     map[[3]int64][]uint32
}

func newPlaces(tolerance float64, n int) places {
	return places{tolerance: tolerance, cells: make(map[[3]int64][]uint32, n)}
}

// find returns the index of the first point within the tolerance of p; if there
// is none, p becomes the last of the points.
func (l *places) find(points *[]mgl64.Vec3, p mgl64.Vec3) uint32 {
	width := max(l.tolerance, 1e-9) // 1e9 m / 1e-9 m still counts in an int64
	var cell [3]int64
	for axis, v := range p {
		cell[axis] = int64(math.Floor(v / width))
	}
	best := uint32(math.MaxUint32)
	for dx := int64(-1); dx <= 1; dx++ {
		for dy := int64(-1); dy <= 1; dy++ {
			for dz := int64(-1); dz <= 1; dz++ {
				for _, k := range l.cells[[3]int64{cell[0] + dx, cell[1] + dy, cell[2] + dz}] {
					if k < best && (*points)[k].Sub(p).Len() <= l.tolerance {
						best = k
					}
				}
			}
		}
	}
	if best != math.MaxUint32 {
		return best
	}
	k := uint32(len(*points))
	*points = append(*points, p)
	l.cells[cell] = append(l.cells[cell], k)
	return k
}
