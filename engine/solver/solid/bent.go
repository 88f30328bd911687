package solid

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// mostBent bounds the corners of a bent face, for which the work grows with the
// cube of their number.
const mostBent = 128

// bent tells whether a loop lies so far from any plane that to see it along its
// mean normal would say little.
func (m *Mesh) bent(loop []uint32) bool {
	normal, centre := m.newell(loop)
	size := normal.Len()
	if !(size > 0) || len(loop) > mostBent {
		return false
	}
	off, reach := 0.0, 0.0
	for _, k := range loop {
		q := m.Points[k].Sub(centre)
		off, reach = max(off, math.Abs(q.Dot(normal))), max(reach, q.Len())
	}
	return off > 0.05*reach*size
}

// addBent fills a loop through space with triangles between its points, of which
// those that meet at an angle do so as little as can be, and which have the least
// area in sum among such: the strip between two arcs becomes the ruled surface
// between them, a saddle's border a saddle. By dynamic programming over the parts
// of the loop (Barequet and Sharir 1995, with the weights of Liepa 2003).
func (m *Mesh) addBent(loop []uint32) {
	n := len(loop)
	at := func(k int) mgl64.Vec3 { return m.Points[loop[k]] }
	// Of the part from i to j: the best apex for the triangle on its chord, the
	// normal of that, and the weight of all triangles of the part.
	type part struct {
		apex   int
		normal mgl64.Vec3
		angle  float64 // 1 − the least cosine between neighbours
		area   float64
	}
	parts := make([]part, n*n)
	for span := 2; span < n; span++ {
		for i := 0; i+span < n; i++ {
			j := i + span
			best := part{apex: -1}
			chord := at(j).Sub(at(i))
			for k := i + 1; k < j; k++ {
				left, right := &parts[i*n+k], &parts[k*n+j]
				p := part{apex: k, angle: max(left.angle, right.angle)}
				if best.apex >= 0 && p.angle > best.angle+sameAngle {
					continue
				}
				p.normal = at(k).Sub(at(i)).Cross(chord)
				area := p.normal.Len()
				if p.area = left.area + right.area + area; area > 0 {
					p.normal = p.normal.Mul(1 / area)
				}
				if left.apex > 0 {
					p.angle = max(p.angle, 1-p.normal.Dot(left.normal))
				}
				if right.apex > 0 {
					p.angle = max(p.angle, 1-p.normal.Dot(right.normal))
				}
				if best.apex < 0 || p.angle < best.angle-sameAngle || p.angle < best.angle+sameAngle && p.area < best.area {
					best = p
				}
			}
			parts[i*n+j] = best
		}
	}
	open := [][2]int{{0, n - 1}}
	for len(open) > 0 {
		i, j := open[len(open)-1][0], open[len(open)-1][1]
		open = open[:len(open)-1]
		if j-i < 2 {
			continue
		}
		k := parts[i*n+j].apex
		m.Triangles = append(m.Triangles, [3]uint32{loop[i], loop[k], loop[j]})
		open = append(open, [2]int{i, k}, [2]int{k, j})
	}
}

// sameAngle is how much less an angle must be, as 1 − cosine, to matter more than
// area.
const sameAngle = 1e-6
