package shape

import (
	"errors"

	"shapan/bim/ifc/step"
	"shapan/engine/solver/solid"
)

var errLater = errors.New("not made yet")

func (j *job) pcurve(in step.Instance, a *step.Args) (curve, error) { return nil, fault(in, "later") }
func (j *job) offsetCurve(in step.Instance, a *step.Args) (curve, error) {
	return nil, fault(in, "later")
}
func (f *facets) onSurface(in, surface step.Instance, loops [][]uint32, outer int, same bool) error {
	return fault(surface, "later")
}
func (j *job) surfaceItem(in step.Instance) (*solid.Mesh, error) { return nil, fault(in, "later") }
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
func (j *job) sectionedSurface(in step.Instance, along *alignment, profiles, positions []step.Instance) (*solid.Mesh, error) {
	return nil, fault(in, "later")
}
