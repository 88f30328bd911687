package shape

import (
	"github.com/go-gl/mathgl/mgl64"

	"shapan/bim/ifc/step"
	"shapan/engine/solver/solid"
)

// united, intersected and subtracted count the work of booleans: about a step
// for each triangle, and name the item where it fails.
func (j *job) united(in step.Instance, a, b *solid.Mesh) (*solid.Mesh, error) {
	return j.combined(in, len(a.Triangles)+len(b.Triangles), func() (*solid.Mesh, error) { return solid.Union(a, b) })
}

func (j *job) intersected(in step.Instance, a, b *solid.Mesh) (*solid.Mesh, error) {
	return j.combined(in, len(a.Triangles)+len(b.Triangles), func() (*solid.Mesh, error) { return solid.Intersection(a, b) })
}

func (j *job) subtracted(in step.Instance, a *solid.Mesh, cutters []*solid.Mesh) (*solid.Mesh, error) {
	n := len(a.Triangles)
	for _, c := range cutters {
		n += len(c.Triangles)
	}
	return j.combined(in, n, func() (*solid.Mesh, error) { return solid.Subtract(a, cutters) })
}

func (j *job) combined(in step.Instance, triangles int, do func() (*solid.Mesh, error)) (*solid.Mesh, error) {
	if err := j.spend(10 * triangles); err != nil {
		return nil, err
	}
	m, err := do()
	if err != nil {
		return nil, fault(in, "%v", err)
	}
	return m, nil
}

// keepOutside is what of a body lies above the plane of a half space.
func (j *job) keepOutside(in step.Instance, m *solid.Mesh, h space) (*solid.Mesh, error) {
	return j.clip(in, m, h.normal, h.point)
}

// keepInside is what of a body lies below the plane of a half space.
func (j *job) keepInside(in step.Instance, m *solid.Mesh, h space) (*solid.Mesh, error) {
	return j.clip(in, m, h.normal.Mul(-1), h.point)
}

// clip keeps what lies on the side of a plane to which its normal points.
func (j *job) clip(in step.Instance, m *solid.Mesh, normal, point mgl64.Vec3) (*solid.Mesh, error) {
	low, high, ok := m.Bounds()
	if !ok {
		return m, nil
	}
	above, below := false, false
	for _, p := range m.Points {
		if d := p.Sub(point).Dot(normal); d > 1e-9 {
			above = true
		} else if d < -1e-9 {
			below = true
		}
	}
	switch {
	case !below:
		return m, nil
	case !above:
		return &solid.Mesh{}, nil
	}
	// A block below the plane, around all of the body.
	centre := low.Add(high).Mul(0.5)
	foot := centre.Sub(normal.Mul(centre.Sub(point).Dot(normal)))
	size := high.Sub(low).Len() + 1
	x, y := axes(normal, mgl64.Vec3{1, 0, 0})
	block := placed(boxMesh(mgl64.Vec3{-size, -size, -size}, mgl64.Vec3{size, size, 0}), frame(x, y, normal, foot))
	return j.subtracted(in, m, []*solid.Mesh{block})
}
