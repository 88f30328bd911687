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

// places finds points by where they are: in cells of a grid some tolerances
// wide, of which those are looked at that a point's tolerance reaches into:
// mostly one.
type places struct {
	tolerance, width float64
	last             map[[3]int64]uint32 // the last point put in a cell
	before           []uint32            // the point put in the same cell before this one, plus one; 0 if it was the first
}

func newPlaces(tolerance float64, n int) places {
	width := max(16*tolerance, 1e-9) // 1e9 m / 1e-9 m still counts in an int64
	return places{tolerance, width, make(map[[3]int64]uint32, n), make([]uint32, 0, n)}
}

// find returns the index of the first point within the tolerance of p; if there
// is none, p becomes the last of the points.
func (l *places) find(points *[]mgl64.Vec3, p mgl64.Vec3) uint32 {
	var cell, low, more [3]int64
	for axis, v := range p {
		cell[axis], low[axis] = int64(math.Floor(v/l.width)), int64(math.Floor((v-l.tolerance)/l.width))
		if int64(math.Floor((v+l.tolerance)/l.width)) > low[axis] {
			more[axis] = 1 // the tolerance is less than a cell
		}
	}
	best := uint32(math.MaxUint32)
	for x := range more[0] + 1 {
		for y := range more[1] + 1 {
			for z := range more[2] + 1 {
				k, ok := l.last[[3]int64{low[0] + x, low[1] + y, low[2] + z}]
				for ok {
					if k < best && (*points)[k].Sub(p).Len() <= l.tolerance {
						best = k
					}
					if ok = l.before[k] > 0; ok {
						k = l.before[k] - 1
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
	first := uint32(0)
	if last, ok := l.last[cell]; ok {
		first = last + 1
	}
	l.before = append(l.before, first)
	l.last[cell] = k
	return k
}
