package solid

import (
	"fmt"
	"slices"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine/solver/solid/overlay"
)

// Flush is how far apart [m] two faces, or two corners, may lie and still count
// as one when bodies are united or cut. Without it an opening whose end lies a
// rounding error within a wall's face would leave a skin over the hole.
const Flush = 1e-5

// Union is the body of all that lies in a or in b.
//
// It holds for Difference and Intersection too: closed bodies give a closed
// body, however they touch. Corners that neither moves keep their coordinates
// to the last bit. Where a body is open, what lies inside it is judged by the
// solid angle its faces fill, and the result may be open there.
//
// Bodies that cross one another or themselves too often end with an error; see
// Effort.
func Union(a, b *Mesh) (*Mesh, error) { return NewEffort().Union(a, b) }

// Difference is the body of all that lies in a and not in b.
func Difference(a, b *Mesh) (*Mesh, error) { return NewEffort().Difference(a, b) }

// Intersection is the body of all that lies in both a and b. It may be empty.
func Intersection(a, b *Mesh) (*Mesh, error) { return NewEffort().Intersection(a, b) }

// Subtract takes many bodies from one, all at once: they may overlap or touch
// one another. Holes that go right through a prism are cut in the plane across
// it, which is faster; corners are then right to rounding.
func Subtract(m *Mesh, cutters []*Mesh) (*Mesh, error) { return NewEffort().Subtract(m, cutters) }

// Effort is what may still be spent on combining bodies. It is counted in steps,
// not timed, so that the same bodies end with the same error on every machine,
// and may be shared by many combinations one after the other.
type Effort int

// NewEffort is enough for any body seen: some four seconds of a core.
func NewEffort() *Effort {
	e := Effort(overlay.Most)
	return &e
}

// Union is Union within the effort left.
func (e *Effort) Union(a, b *Mesh) (*Mesh, error) { return e.combine(a, b, overlay.Union) }

// Difference is Difference within the effort left.
func (e *Effort) Difference(a, b *Mesh) (*Mesh, error) { return e.combine(a, b, overlay.Difference) }

// Intersection is Intersection within the effort left.
func (e *Effort) Intersection(a, b *Mesh) (*Mesh, error) {
	return e.combine(a, b, overlay.Intersection)
}

// Subtract is Subtract within the effort left.
func (e *Effort) Subtract(m *Mesh, cutters []*Mesh) (*Mesh, error) {
	low, high, ok := m.Bounds()
	var all []*Mesh
	for _, c := range cutters {
		l, h, some := c.Bounds()
		if ok && some && boxesMeet(low, high, l, h) {
			near := nearBox(c, low, high)
			if near.Volume() < 0 { // inside out: it would fill instead of cut
				near = &Mesh{Points: near.Points, Triangles: slices.Clone(near.Triangles)}
				near.Flip()
			}
			all = append(all, near)
		}
	}
	if out, ok := subtractThrough(m, all); ok {
		return out, nil
	}
	one := &Mesh{}
	for _, c := range all {
		one.Append(c)
	}
	return e.combine(m, one, overlay.Difference)
}

func (e *Effort) combine(a, b *Mesh, rule overlay.Rule) (*Mesh, error) {
	lowA, highA, okA := a.Bounds()
	lowB, highB, okB := b.Bounds()
	if !okA || !okB || !boxesMeet(lowA, highA, lowB, highB) {
		return apart(a, b, rule), nil
	}
	if rule != overlay.Union {
		b = nearBox(b, lowA, highA)
	}
	if rule == overlay.Intersection {
		a = nearBox(a, lowB, highB)
	}
	flush := min(flushOf(highA.Sub(lowA)), flushOf(highB.Sub(lowB)))
	out, err := overlay.Combine(faced(a), faced(b), rule, flush, (*int)(e))
	if err != nil {
		return nil, fmt.Errorf("combining bodies of %d and %d triangles: %w", len(a.Triangles), len(b.Triangles), err)
	}
	return &Mesh{Points: out.Points, Triangles: out.Triangles}, nil
}

// nearBox is the body, less what lies far from a box if there is much of that:
// a cutter of 10 km would leave a coarse grid for a wall of 3 m.
func nearBox(m *Mesh, low, high mgl64.Vec3) *Mesh {
	size := high.Sub(low)
	margin := max(size[0], size[1], size[2])
	for axis := range 3 {
		l, h, ok := m.Bounds()
		if !ok {
			return m
		}
		var n mgl64.Vec3
		n[axis] = 1
		if h[axis]-high[axis] > 3*margin {
			m = ClipHalfSpace(m, Plane{n, high[axis] + margin})
		}
		if low[axis]-l[axis] > 3*margin {
			m = ClipHalfSpace(m, Plane{n.Mul(-1), margin - low[axis]})
		}
	}
	return m
}

// faced is the body with its faces outwards, taking a negative volume for the
// sign that they face inwards.
func faced(m *Mesh) *overlay.Body {
	if m.Volume() >= 0 {
		return &overlay.Body{Points: m.Points, Triangles: m.Triangles}
	}
	turned := &Mesh{Points: m.Points, Triangles: append([][3]uint32(nil), m.Triangles...)}
	turned.Flip()
	return &overlay.Body{Points: turned.Points, Triangles: turned.Triangles}
}

func boxesMeet(lowA, highA, lowB, highB mgl64.Vec3) bool {
	for axis := range 3 {
		if lowA[axis] > highB[axis] || lowB[axis] > highA[axis] {
			return false
		}
	}
	return true
}

// apart combines bodies that have nothing in common.
func apart(a, b *Mesh, rule overlay.Rule) *Mesh {
	out := &Mesh{}
	if rule != overlay.Intersection {
		out.Append(a)
	}
	if rule == overlay.Union {
		out.Append(b)
	}
	return out
}
