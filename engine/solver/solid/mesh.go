package solid

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// Mesh is a surface of triangles that share their corners. The corners of a
// triangle run anticlockwise seen from outside. Two parts of a body that merely
// touch may have points of the same place; Weld makes them one.
type Mesh struct {
	Points    []mgl64.Vec3 // [m]
	Triangles [][3]uint32
}

// Volume is the volume [m³] inside a closed mesh, by the divergence theorem:
// V = Σ a·(b×c) / 6. It is negative if the triangles face inwards, and means
// nothing where the mesh is open. Corners are taken relative to the first
// point, so that a body far from the origin loses nothing.
func (m *Mesh) Volume() float64 {
	if len(m.Points) == 0 {
		return 0
	}
	origin, sum := m.Points[0], 0.0
	for _, t := range m.Triangles {
		a, b, c := m.Points[t[0]].Sub(origin), m.Points[t[1]].Sub(origin), m.Points[t[2]].Sub(origin)
		sum += a.Dot(b.Cross(c))
	}
	return sum / 6
}

// Area is the area [m²] of all triangles.
func (m *Mesh) Area() float64 {
	sum := 0.0
	for _, t := range m.Triangles {
		a, b, c := m.Points[t[0]], m.Points[t[1]], m.Points[t[2]]
		sum += b.Sub(a).Cross(c.Sub(a)).Len()
	}
	return sum / 2
}

// Bounds is the box around the corners that triangles use; ok is false if there
// are none.
func (m *Mesh) Bounds() (low, high mgl64.Vec3, ok bool) {
	low = mgl64.Vec3{math.Inf(1), math.Inf(1), math.Inf(1)}
	high = low.Mul(-1)
	for _, t := range m.Triangles {
		for _, k := range t {
			for axis, v := range m.Points[k] {
				low[axis], high[axis] = min(low[axis], v), max(high[axis], v)
			}
		}
	}
	return low, high, len(m.Triangles) > 0
}

// OpenEdges counts the edges that are not shared by as many triangles in one
// direction as in the other. Points count as one only if they have one index:
// Weld first where corners repeat.
func (m *Mesh) OpenEdges() int {
	uses := edgeTables.Get().(*edgeTable)
	defer edgeTables.Put(uses)
	uses.clear(3 * len(m.Triangles))
	open := 0
	for _, t := range m.Triangles {
		for k := range 3 {
			open += uses.add(t[k], t[(k+1)%3])
		}
	}
	return open
}

// Closed tells whether the mesh bounds a body: it has triangles and no open
// edges.
func (m *Mesh) Closed() bool { return len(m.Triangles) > 0 && m.OpenEdges() == 0 }

// Append adds the triangles of another mesh. Nothing is welded.
func (m *Mesh) Append(other *Mesh) {
	first := uint32(len(m.Points))
	m.Points = append(m.Points, other.Points...)
	for _, t := range other.Triangles {
		m.Triangles = append(m.Triangles, [3]uint32{first + t[0], first + t[1], first + t[2]})
	}
}

// Transformed is the mesh seen through an affine transform. One that mirrors
// turns the triangles round, so that outside stays outside.
func (m *Mesh) Transformed(toOther mgl64.Mat4) *Mesh {
	out := &Mesh{Points: make([]mgl64.Vec3, len(m.Points)), Triangles: make([][3]uint32, len(m.Triangles))}
	for k, p := range m.Points {
		out.Points[k] = mgl64.TransformCoordinate(p, toOther)
	}
	copy(out.Triangles, m.Triangles)
	if toOther.Mat3().Det() < 0 {
		out.Flip()
	}
	return out
}

// Flip turns the mesh inside out.
func (m *Mesh) Flip() {
	for k, t := range m.Triangles {
		m.Triangles[k] = [3]uint32{t[0], t[2], t[1]}
	}
}
