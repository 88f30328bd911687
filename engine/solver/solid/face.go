package solid

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// AddFace adds a plane face as triangles between points that the mesh has
// already: an outer loop, anticlockwise seen from outside, and holes either way
// round. Faces that name the same points share their edges. A face that is not
// quite plane is triangulated as seen along its mean normal.
func (m *Mesh) AddFace(outer []uint32, holes ...[]uint32) error {
	if len(outer) < 3 {
		return ErrNoArea
	}
	if len(outer) == 3 && len(holes) == 0 {
		a, b, c := m.Points[outer[0]], m.Points[outer[1]], m.Points[outer[2]]
		size := b.Sub(a).Cross(c.Sub(a)).Len()
		if !finite(size) {
			return ErrNotFinite
		}
		if size == 0 {
			return ErrNoArea
		}
		m.Triangles = append(m.Triangles, [3]uint32(outer))
		return nil
	}
	normal, centre := m.newell(outer)
	if !finite(normal[0]) || !finite(normal[1]) || !finite(normal[2]) {
		return ErrNotFinite
	}
	view, ok := along(normal)
	if !ok {
		return ErrNoArea
	}
	if len(outer) == 4 && len(holes) == 0 && m.addQuad(outer, view) {
		return nil
	}
	if len(holes) == 0 && m.bent(outer) {
		m.addBent(outer)
		return nil
	}
	index := make([]uint32, 0, len(outer)+16)
	flat := func(loop []uint32) Loop {
		l := make(Loop, len(loop))
		for k, p := range loop {
			l[k] = view.flat(m.Points[p])
		}
		index = append(index, loop...)
		return l
	}
	r := Region{Outer: flat(outer)}
	for _, h := range holes {
		r.Holes = append(r.Holes, flat(h))
	}
	t, err := r.Triangulate()
	if err != nil {
		return err
	}
	for _, p := range t.Points[len(index):] { // where loops cross
		index = append(index, uint32(len(m.Points)))
		m.Points = append(m.Points, view.lift(p, normal, centre))
	}
	for _, c := range t.Triangles {
		m.Triangles = append(m.Triangles, [3]uint32{index[c[0]], index[c[1]], index[c[2]]})
	}
	return nil
}

// addQuad adds a face of four corners as two triangles, along a diagonal at
// which both face the way that the face does.
func (m *Mesh) addQuad(q []uint32, view plane) bool {
	var p [4]mgl64.Vec2
	for k, at := range q {
		p[k] = view.flat(m.Points[at])
	}
	size := math.Abs(Loop(p[:]).Area())
	left := func(a, b, c int) bool { return Loop{p[a], p[b], p[c]}.Area() > 1e-9*size }
	switch {
	case left(0, 1, 2) && left(0, 2, 3):
		m.Triangles = append(m.Triangles, [3]uint32{q[0], q[1], q[2]}, [3]uint32{q[0], q[2], q[3]})
	case left(1, 2, 3) && left(1, 3, 0):
		m.Triangles = append(m.Triangles, [3]uint32{q[1], q[2], q[3]}, [3]uint32{q[1], q[3], q[0]})
	default:
		return false
	}
	return true
}

// newell is the area vector of a loop, doubled, and the mean of its points
// (Newell's method): right for any loop, plane or not.
func (m *Mesh) newell(loop []uint32) (normal, centre mgl64.Vec3) {
	origin := m.Points[loop[0]]
	last := m.Points[loop[len(loop)-1]].Sub(origin)
	for _, k := range loop {
		p := m.Points[k].Sub(origin)
		normal = normal.Add(last.Cross(p))
		centre = centre.Add(p)
		last = p
	}
	return normal, origin.Add(centre.Mul(1 / float64(len(loop))))
}

// plane drops the coordinate along which a face is seen most fully; the other
// two keep their sense of turning.
type plane struct{ u, v, dropped int }

func along(normal mgl64.Vec3) (plane, bool) {
	w := 0
	for k := 1; k < 3; k++ {
		if math.Abs(normal[k]) > math.Abs(normal[w]) {
			w = k
		}
	}
	view := plane{(w + 1) % 3, (w + 2) % 3, w}
	if normal[w] < 0 {
		view.u, view.v = view.v, view.u
	}
	return view, normal[w] != 0
}

func (v plane) flat(p mgl64.Vec3) mgl64.Vec2 { return mgl64.Vec2{p[v.u], p[v.v]} }

// lift puts a flat point back on the plane through the centre.
func (v plane) lift(p mgl64.Vec2, normal, centre mgl64.Vec3) mgl64.Vec3 {
	var out mgl64.Vec3
	out[v.u], out[v.v] = p[0], p[1]
	out[v.dropped] = centre[v.dropped] - ((p[0]-centre[v.u])*normal[v.u]+(p[1]-centre[v.v])*normal[v.v])/normal[v.dropped]
	return out
}
