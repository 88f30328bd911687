package shape

import (
	"fmt"
	"strings"

	"shapan/bim/ifc/step"
	"shapan/engine/solver/solid"
)

// mostFilled is how much of a body's surface may be made up to close it: seams
// and cracks are. A missing face is the file's to give.
const mostFilled = 0.01

// closedUp is the surface of a body, mended where the file leaves it open: faces
// that run against their neighbours, as loops round the wrong normal make them,
// sides on which corners of others lie, cracks. What is done is told with the
// element. Where it would not close, or only with faces that are not in the
// file, the surface stays as it is.
func (j *job) closedUp(in step.Instance, m *solid.Mesh) (*solid.Mesh, error) {
	if m.Closed() {
		return m, nil
	}
	if err := j.spend(20 * len(m.Triangles)); err != nil {
		return nil, err
	}
	welded := &solid.Mesh{Points: append(m.Points[:0:0], m.Points...), Triangles: append(m.Triangles[:0:0], m.Triangles...)}
	if welded.Weld(weld); welded.Closed() {
		return m, nil
	}
	fixed, did := solid.Repair(m, weld)
	if did.Open > 0 || len(fixed.Triangles) == 0 {
		return m, nil
	}
	filled := solid.Mesh{Points: fixed.Points, Triangles: fixed.Triangles[len(fixed.Triangles)-did.Filled:]}
	share := 0.0
	if did.Filled > 0 {
		share = filled.Area() / fixed.Area()
	}
	if !(share <= mostFilled) {
		return m, nil
	}
	var done []string
	for _, s := range []struct {
		n    int
		what string
	}{
		{did.Doubled, "triangles that were there twice dropped"}, {did.Split, "sides split"},
		{did.Turned, "triangles turned round"}, {did.Filled, "triangles filled in"},
	} {
		if s.n > 0 {
			done = append(done, fmt.Sprintf("%d %s", s.n, s.what))
		}
	}
	text := fmt.Sprintf("#%d %s was open and is closed: %s", in.ID(), in.Type(), strings.Join(done, ", "))
	if did.Filled > 0 {
		text += fmt.Sprintf(" (%.2g %% of its area)", 100*share)
	}
	j.repairs = append(j.repairs, text)
	return fixed, nil
}
