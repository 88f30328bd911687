package glb

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine/solver/solid"
)

// shaded is a mesh made ready to be drawn: a corner that is sharp in it is
// several vertices, each with its own normal.
type shaded struct {
	points    []mgl64.Vec3
	normals   [][3]int8 // times 127
	triangles [][3]uint32
	low, high mgl64.Vec3
}

// shade gives the corners of a mesh their normals. At each corner of a triangle
// the faces around that point count which differ from it by less than the
// crease, weighed by area: cylinders become round and boxes keep their edges.
// Points of one place are one, whether the mesh shares them or not.
func shade(mesh *solid.Mesh, crease float64) *shaded {
	now, places := places(mesh.Points)
	faces := make([]mgl64.Vec3, len(mesh.Triangles)) // normals, as long as twice the area
	unit := make([]mgl64.Vec3, len(mesh.Triangles))
	first := make([]uint32, places+1) // triangles around each place
	for k, t := range mesh.Triangles {
		a, b, c := mesh.Points[t[0]], mesh.Points[t[1]], mesh.Points[t[2]]
		faces[k] = b.Sub(a).Cross(c.Sub(a))
		if length := faces[k].Len(); length > 0 {
			unit[k] = faces[k].Mul(1 / length)
			for _, p := range t {
				first[now[p]+1]++
			}
		}
	}
	for k := range places {
		first[k+1] += first[k]
	}
	around := make([]uint32, first[places])
	fill := append([]uint32(nil), first[:places]...)
	for k, t := range mesh.Triangles {
		if unit[k] == (mgl64.Vec3{}) {
			continue
		}
		for _, p := range t {
			around[fill[now[p]]] = uint32(k)
			fill[now[p]]++
		}
	}
	type vertex struct {
		place  uint32
		normal [3]int8
	}
	s, known, cosine := &shaded{}, make(map[vertex]uint32, len(mesh.Points)), math.Cos(crease)
	for k, t := range mesh.Triangles {
		if unit[k] == (mgl64.Vec3{}) || now[t[0]] == now[t[1]] || now[t[1]] == now[t[2]] || now[t[2]] == now[t[0]] {
			continue // without area: nothing to see
		}
		var corners [3]uint32
		for c, p := range t {
			sum := mgl64.Vec3{}
			for _, f := range around[first[now[p]]:first[now[p]+1]] {
				if unit[f].Dot(unit[k]) >= cosine {
					sum = sum.Add(faces[f])
				}
			}
			v := vertex{now[p], small(sum)}
			index, ok := known[v]
			if !ok {
				index = uint32(len(s.points))
				known[v] = index
				s.points, s.normals = append(s.points, mesh.Points[p]), append(s.normals, v.normal)
			}
			corners[c] = index
		}
		s.triangles = append(s.triangles, corners)
	}
	s.low, s.high = bounds(s.points)
	return s
}

// places numbers the points by where they are.
func places(points []mgl64.Vec3) (now []uint32, count uint32) {
	now, known := make([]uint32, len(points)), make(map[mgl64.Vec3]uint32, len(points))
	for k, p := range points {
		p = p.Add(mgl64.Vec3{}) // -0 and 0 are one place
		id, ok := known[p]
		if !ok {
			id = count
			known[p] = id
			count++
		}
		now[k] = id
	}
	return now, count
}

// small is a direction in steps of 1/127.
func small(v mgl64.Vec3) [3]int8 {
	length := v.Len()
	if length == 0 {
		return [3]int8{0, 0, 127}
	}
	var out [3]int8
	for axis := range v {
		out[axis] = int8(math.Round(v[axis] / length * 127))
	}
	return out
}

func bounds(points []mgl64.Vec3) (low, high mgl64.Vec3) {
	if len(points) == 0 {
		return low, high
	}
	low, high = points[0], points[0]
	for _, p := range points[1:] {
		for axis, v := range p {
			low[axis], high[axis] = min(low[axis], v), max(high[axis], v)
		}
	}
	return low, high
}

// mirrored is the shape seen in a mirror, x for -x, with its outside outside:
// what is placed by a mirroring transform is this, placed by one that does not
// mirror, since the sides of instances are all turned alike.
func (s *shaded) mirrored() *shaded {
	m := &shaded{points: make([]mgl64.Vec3, len(s.points)), normals: make([][3]int8, len(s.normals)), triangles: make([][3]uint32, len(s.triangles))}
	for k, p := range s.points {
		m.points[k] = mgl64.Vec3{-p[0], p[1], p[2]}
		m.normals[k] = [3]int8{-s.normals[k][0], s.normals[k][1], s.normals[k][2]}
	}
	for k, t := range s.triangles {
		m.triangles[k] = [3]uint32{t[0], t[2], t[1]}
	}
	m.low, m.high = mgl64.Vec3{-s.high[0], s.low[1], s.low[2]}, mgl64.Vec3{-s.low[0], s.high[1], s.high[2]}
	return m
}
