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
func (j *job) sectionedSurface(in step.Instance, along *alignment, profiles, positions []step.Instance) (*solid.Mesh, error) {
	return nil, fault(in, "later")
}
