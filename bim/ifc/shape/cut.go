package shape

import (
	"github.com/go-gl/mathgl/mgl64"

	"shapan/bim/ifc/step"
	"shapan/engine/solver/solid"
)

// united, intersected and subtracted count the work of booleans: some steps
// for each triangle, and name the item where it fails.
func (j *job) united(in step.Instance, a, b *solid.Mesh) (*solid.Mesh, error) {
	return j.combined(in, len(a.Triangles), len(b.Triangles), func() (*solid.Mesh, error) { return j.cutting.Union(a, b) })
}

func (j *job) intersected(in step.Instance, a, b *solid.Mesh) (*solid.Mesh, error) {
	return j.combined(in, len(a.Triangles), len(b.Triangles), func() (*solid.Mesh, error) { return j.cutting.Intersection(a, b) })
}

func (j *job) subtracted(in step.Instance, a *solid.Mesh, cutters []*solid.Mesh) (*solid.Mesh, error) {
	n := 0
	for _, c := range cutters {
		n += len(c.Triangles)
	}
	return j.combined(in, len(a.Triangles), n, func() (*solid.Mesh, error) { return subtract(j.cutting, a, cutters) })
}

// subtract is a variable so that a test can look on.
var subtract = (*solid.Effort).Subtract

func (j *job) combined(in step.Instance, a, b int, do func() (*solid.Mesh, error)) (*solid.Mesh, error) {
	if err := j.spend(10 * (a + b)); err != nil {
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
func (j *job) clip(_ step.Instance, m *solid.Mesh, normal, point mgl64.Vec3) (*solid.Mesh, error) {
	if err := j.spend(10 * len(m.Triangles)); err != nil {
		return nil, err
	}
	return solid.ClipHalfSpace(m, solid.PlaneThrough(point, normal.Mul(-1))), nil
}
