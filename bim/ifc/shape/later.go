package shape

import (
	"errors"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/bim/ifc/step"
	"shapan/engine/solver/solid"
)

var errLater = errors.New("not made yet")

func (j *job) pcurve(in step.Instance, a *step.Args) (curve, error)      { return nil, fault(in, "later") }
func (j *job) offsetCurve(in step.Instance, a *step.Args) (curve, error) { return nil, fault(in, "later") }
func (j *job) centreLine(in step.Instance, a *step.Args) ([]solid.Region, error) {
	return nil, fault(in, "later")
}
func (f *facets) onSurface(in, surface step.Instance, loops [][]uint32, outer int, same bool) error {
	return fault(surface, "later")
}
func (j *job) revolved(in step.Instance) (*solid.Mesh, error)    { return nil, fault(in, "later") }
func (j *job) sweptDisk(in step.Instance) (*solid.Mesh, error)   { return nil, fault(in, "later") }
func (j *job) sweptAlong(in step.Instance) (*solid.Mesh, error)  { return nil, fault(in, "later") }
func (j *job) sectioned(in step.Instance) (*solid.Mesh, error)   { return nil, fault(in, "later") }
func (j *job) primitive(in step.Instance) (*solid.Mesh, error)   { return nil, fault(in, "later") }
func (j *job) surfaceItem(in step.Instance) (*solid.Mesh, error) { return nil, fault(in, "later") }
func (j *job) tapered(in step.Instance, a, b []solid.Region, by mgl64.Mat4, along mgl64.Vec3) (*solid.Mesh, error) {
	return nil, fault(in, "later")
}
func (j *job) keepInside(in step.Instance, m *solid.Mesh, h space) (*solid.Mesh, error) {
	return nil, fault(in, "later")
}
func (j *job) keepOutside(in step.Instance, m *solid.Mesh, h space) (*solid.Mesh, error) {
	return nil, fault(in, "later")
}
func (j *job) united(in step.Instance, a, b *solid.Mesh) (*solid.Mesh, error) {
	return nil, fault(in, "later")
}
func (j *job) intersected(in step.Instance, a, b *solid.Mesh) (*solid.Mesh, error) {
	return nil, fault(in, "later")
}
func (j *job) subtracted(in step.Instance, a *solid.Mesh, b []*solid.Mesh) (*solid.Mesh, error) {
	return nil, fault(in, "later")
}
