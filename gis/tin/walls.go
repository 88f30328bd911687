package tin

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// onSide tells whether a cell lies on a wall or in one of the triangle's
// corners, where the lines have given the heights.
func (r *refiner) onSide(tri *triangle, u, v float64) bool {
	const near = 1e-6 // of a cell
	p := mgl64.Vec2{u, v}
	for k, line := range tri.line {
		if r.points[tri.v[k]].Sub(p).LenSqr() < near*near {
			return true
		}
		if line == 0 || !r.b.segments[line-1].wall() {
			continue
		}
		a, b := r.points[tri.v[(k+1)%3]], r.points[tri.v[(k+2)%3]]
		d, w := b.Sub(a), p.Sub(a)
		if math.Abs(d[0]*w[1]-d[1]*w[0]) < near*d.Len() {
			return true
		}
	}
	return false
}

// levelAt returns the height of corner k of a triangle whose corner stands on a
// wall: the walls that leave there divide the triangles round it, and each
// group has the height of its side of its walls. The open end of a wall closes
// at the mean.
func (r *refiner) levelAt(id int32, k int) float64 {
	v := r.tris[id].v[k]
	sum, n := 0.0, 0
	var ends [2]int32
	for dir := range 2 { // clockwise, where the wall met has the triangle on its left; then anticlockwise
		at := id
		for first := true; first || at != id; first = false {
			tri := &r.tris[at]
			k := indexOf(tri.v, v)
			wallSide, other := (k+2)%3, tri.v[(k+1)%3] // the side v → next corner
			if dir == 1 {
				wallSide, other = (k+1)%3, tri.v[(k+2)%3]
			}
			if line := tri.line[wallSide]; line != 0 && r.b.segments[line-1].wall() {
				s := &r.b.segments[line-1]
				left, right := s.heights(r.points[v])
				along := r.points[other].Sub(r.points[v]).Dot(s.b.Sub(s.a)) > 0
				if along == (dir == 0) {
					sum += left
				} else {
					sum += right
				}
				ends[dir] = other + 1
				n++
				break
			}
			next := tri.n[wallSide]
			if next == none {
				break
			}
			at = next
		}
	}
	if n == 0 || n == 2 && ends[0] == ends[1] {
		return r.z[v]
	}
	return sum / float64(n)
}

// part takes the triangles out, and puts walls where the two sides of a line
// have different heights.
func (r *refiner) part() part {
	var out part
	number := make([]uint32, len(r.points)) // of the corner of a point that is on no wall, from 1
	levels := map[mgl64.Vec3]uint32{}
	corner := func(id int32, k int) uint32 {
		v := r.tris[id].v[k]
		z := r.z[v]
		if r.onLine[v] == onAWall {
			z = r.levelAt(id, k)
		} else if number[v] != 0 {
			return number[v] - 1
		}
		p := r.points[v].Vec3(z)
		n, known := uint32(len(out.corners)), false
		if r.onLine[v] == onAWall {
			if n, known = levels[p]; known {
				return n
			}
			n = uint32(len(out.corners))
			levels[p] = n
		} else {
			number[v] = n + 1
		}
		out.corners, out.border = append(out.corners, p), append(out.border, r.onRim(r.points[v]))
		return n
	}
	cell, origin := r.b.ground.Grid.Cell, r.b.origin.Vec2()
	void := func(id int32) bool {
		v := r.tris[id].v
		return math.IsNaN(r.z[v[0]] + r.z[v[1]] + r.z[v[2]])
	}
	for k := range r.tris {
		id, tri := int32(k), &r.tris[k]
		if void(id) {
			continue
		}
		middle := r.points[tri.v[0]].Add(r.points[tri.v[1]]).Add(r.points[tri.v[2]]).Mul(cell / 3)
		out.indices = append(out.indices, corner(id, 0), corner(id, 1), corner(id, 2))
		out.classes = append(out.classes, r.b.class(middle.Add(origin)))
		for k, line := range tri.line {
			n := tri.n[k]
			if line == 0 || n < id || !r.b.segments[line-1].wall() || void(n) { // none is < id
				continue
			}
			m := indexOf(r.tris[n].n, id)
			p, q := corner(id, (k+1)%3), corner(id, (k+2)%3)
			farP, farQ := corner(n, (m+2)%3), corner(n, (m+1)%3)
			if out.corners[p][2]+out.corners[q][2] < out.corners[farP][2]+out.corners[farQ][2] {
				p, q, farP, farQ = farQ, farP, q, p // as the high triangle sees its side
			}
			for _, t := range [2][3]uint32{{farP, farQ, q}, {farP, q, p}} {
				if t[0] != t[1] && t[1] != t[2] && t[2] != t[0] {
					out.indices = append(out.indices, t[:]...)
					out.classes = append(out.classes, Wall)
				}
			}
		}
	}
	return out
}

// onRim tells whether a point lies on the tile's border.
func (r *refiner) onRim(p mgl64.Vec2) bool {
	low, high := r.points[0], r.points[2]
	return p[0] == low[0] || p[0] == high[0] || p[1] == low[1] || p[1] == high[1]
}
