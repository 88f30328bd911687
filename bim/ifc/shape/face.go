package shape

import (
	"fmt"
	"math"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine/solver/solid"
)

// flatFace adds a flat face to a mesh: the first loop is its outline and the
// others are holes, all given as indices of the mesh's points. Outside is where
// the outline runs anticlockwise.
func flatFace(m *solid.Mesh, loops [][]uint32) error {
	outer := loops[0]
	if len(loops) == 1 && len(outer) == 3 {
		m.Triangles = append(m.Triangles, [3]uint32{outer[0], outer[1], outer[2]})
		return nil
	}
	normal := newell(m.Points, outer)
	size := normal.Len()
	if !(size > 0) {
		return fmt.Errorf("a face without area")
	}
	normal = normal.Mul(1 / size)
	origin := m.Points[outer[0]]
	if len(loops) == 1 && len(outer) == 4 && convexQuad(m, outer, normal) {
		a, b, c, d := outer[0], outer[1], outer[2], outer[3]
		m.Triangles = append(m.Triangles, [3]uint32{a, b, c}, [3]uint32{a, c, d})
		return nil
	}
	x, y := axes(normal, mgl64.Vec3{1, 0, 0})
	if math.Abs(normal[0]) > 0.7 {
		x, y = axes(normal, mgl64.Vec3{0, 1, 0})
	}
	var region solid.Region
	var indices []uint32
	for k, loop := range loops {
		flat := make(solid.Loop, len(loop))
		for i, at := range loop {
			p := m.Points[at].Sub(origin)
			flat[i] = mgl64.Vec2{p.Dot(x), p.Dot(y)}
		}
		indices = append(indices, loop...)
		if k == 0 {
			region.Outer = flat
		} else {
			region.Holes = append(region.Holes, flat)
		}
	}
	t, err := region.Triangulate()
	if err != nil {
		return err
	}
	for _, p := range t.Points[len(indices):] { // where loops cross
		indices = append(indices, uint32(len(m.Points)))
		m.Points = append(m.Points, origin.Add(x.Mul(p[0])).Add(y.Mul(p[1])))
	}
	for _, tri := range t.Triangles {
		m.Triangles = append(m.Triangles, [3]uint32{indices[tri[0]], indices[tri[1]], indices[tri[2]]})
	}
	return nil
}

// newell is the normal of a loop that need not be quite flat; its length is
// twice the area.
func newell(all []mgl64.Vec3, loop []uint32) (n mgl64.Vec3) {
	origin := all[loop[0]]
	for k := 1; k+1 < len(loop); k++ {
		n = n.Add(all[loop[k]].Sub(origin).Cross(all[loop[k+1]].Sub(origin)))
	}
	return n
}

// convexQuad tells whether the diagonal from the first corner to the third cuts
// the quadrangle well.
func convexQuad(m *solid.Mesh, q []uint32, normal mgl64.Vec3) bool {
	for k := range 4 {
		a, b, c := m.Points[q[k]], m.Points[q[(k+1)%4]], m.Points[q[(k+2)%4]]
		u, v := b.Sub(a), c.Sub(b)
		if u.Cross(v).Dot(normal) <= 1e-9*u.Len()*v.Len() {
			return false
		}
	}
	return true
}
