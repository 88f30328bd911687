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
		if !r.wall(line) {
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

// wall tells whether the line that holds a side is a wall.
func (r *refiner) wall(line int32) bool { return line != 0 && r.b.segments[line-1].wall() }

// levelAt returns the height of corner k of a triangle whose corner stands on a
// wall: the walls that leave there divide the triangles round it, and each
// group has the height of its side of its walls. The open end of a wall closes
// at the mean. On the tile's border both tiles take the heights that the border
// knows.
func (r *refiner) levelAt(id int32, k int) float64 {
	v := r.tris[id].v[k]
	ends, onBorder := r.ends[v]
	sum, n := 0.0, 0
	var met [2]int32
	for dir := range 2 { // clockwise, where the wall met has the triangle on its left; then anticlockwise
		at := id
		for first := true; first || at != id; first = false {
			tri := &r.tris[at]
			k := indexOf(tri.v, v)
			wallSide, other := (k+2)%3, tri.v[(k+1)%3] // the side v → next corner
			if dir == 1 {
				wallSide, other = (k+1)%3, tri.v[(k+2)%3]
			}
			if line := tri.line[wallSide]; r.wall(line) && tri.n[wallSide] != none {
				s := &r.b.segments[line-1]
				left, right := s.heights(r.points[v])
				along := r.points[other].Sub(r.points[v]).Dot(s.b.Sub(s.a)) > 0
				if along == (dir == 0) {
					sum += left
				} else {
					sum += right
				}
				met[dir] = other + 1
				n++
				break
			}
			next := tri.n[wallSide]
			if next == none {
				break
			}
			at = next
		}
		if onBorder {
			return ends[min(n, 1)] // no wall met clockwise: the sector at the clockwise end
		}
	}
	if n == 0 || n == 2 && met[0] == met[1] {
		return r.z[v]
	}
	return sum / float64(n)
}

// raise makes the post of a point and tells the triangles round it which of its
// sectors they are in.
func (r *refiner) raise(v int32, sector [][3]int32) *post {
	next := func(id int32, step int) int32 { return r.tris[id].n[(indexOf(r.tris[id].v, v)+step)%3] }
	walled := func(id int32) bool { return r.wall(r.tris[id].line[(indexOf(r.tris[id].v, v)+2)%3]) } // on its clockwise side
	start, ring := r.at[v], true
	for at := start; ; { // clockwise: to the border, or once round to the last wall seen
		if walled(at) {
			start = at
		}
		before := next(at, 2)
		if before == none {
			start, ring = at, false
			break
		}
		if at = before; at == r.at[v] {
			break
		}
	}
	var heights []float64
	for at := start; ; {
		k := indexOf(r.tris[at].v, v)
		if at == start || walled(at) {
			heights = append(heights, r.levelAt(at, k))
		}
		sector[at][k] = int32(len(heights) - 1)
		after := next(at, 1)
		if after == none || after == start {
			break
		}
		at = after
	}
	return newPost(heights, ring)
}

// part takes the triangles out, and puts walls where the two sides of a line
// have different heights.
func (r *refiner) part() part {
	var out part
	number := make([]uint32, len(r.points)) // of the corner of a point that is on no wall, from 1
	posts := map[int32]*post{}
	var sector [][3]int32 // of every triangle, at each of its corners that stands on a wall
	for k := range r.points {
		if r.onLine[k] == onAWall {
			if sector == nil {
				sector = make([][3]int32, len(r.tris))
			}
			posts[int32(k)] = r.raise(int32(k), sector)
		}
	}
	add := func(v int32, z float64) uint32 {
		p := r.points[v]
		out.corners, out.border = append(out.corners, p.Vec3(z)), append(out.border, r.onRim(p))
		return uint32(len(out.corners) - 1)
	}
	onPost := func(v int32, s stand) uint32 {
		p := posts[v]
		n, known := p.number[s]
		if !known {
			n = add(v, p.levels[s.level])
			p.number[s] = n
		}
		return n
	}
	corner := func(id int32, k int) uint32 {
		v := r.tris[id].v[k]
		if p := posts[v]; p != nil {
			return onPost(v, p.top(int(sector[id][k])))
		}
		if number[v] == 0 {
			number[v] = add(v, r.z[v]) + 1
		}
		return number[v] - 1
	}
	// climb goes up or down at a corner of a wall, from the corner of one of its
	// triangles to that of the other.
	climb := func(from int32, k int, to int32, m int) (way []uint32) {
		v := r.tris[from].v[k]
		p := posts[v]
		if p == nil { // a cell's centre on the wall itself: one height
			return []uint32{corner(from, k)}
		}
		for _, s := range p.climb(int(sector[from][k]), int(sector[to][m])) {
			way = append(way, onPost(v, s))
		}
		return way
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
			if n < id || !r.wall(line) || void(n) { // none is < id
				continue
			}
			m := indexOf(r.tris[n].n, id)
			p := climb(n, (m+2)%3, id, (k+1)%3)
			q := climb(n, (m+1)%3, id, (k+2)%3)
			out.stand(p, q)
		}
	}
	return out
}

// stand puts up a wall between two uprights, whose first corners are those of
// the triangle on the wall's right as one walks from p to q.
func (out *part) stand(p, q []uint32) {
	height := func(c uint32) float64 { return out.corners[c][2] }
	if height(p[len(p)-1])+height(q[len(q)-1]) < height(p[0])+height(q[0]) { // as the high triangle sees it
		p, q = reversed(q), reversed(p)
	}
	for i, j := 0, 0; i < len(p)-1 || j < len(q)-1; {
		a, b := p[i], q[j]
		c := uint32(0)
		if i == len(p)-1 || j < len(q)-1 && (j+1)*(len(p)-1) <= (i+1)*(len(q)-1) {
			j++
			c = q[j]
		} else {
			i++
			c = p[i]
		}
		out.indices = append(out.indices, a, b, c)
		out.classes = append(out.classes, Wall)
	}
}

func reversed(way []uint32) []uint32 {
	turned := make([]uint32, 0, len(way))
	for k := len(way) - 1; k >= 0; k-- {
		turned = append(turned, way[k])
	}
	return turned
}

// onRim tells whether a point lies on the tile's border.
func (r *refiner) onRim(p mgl64.Vec2) bool {
	low, high := r.points[0], r.points[2]
	return p[0] == low[0] || p[0] == high[0] || p[1] == low[1] || p[1] == high[1]
}
