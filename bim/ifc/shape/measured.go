package shape

import (
	"slices"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/bim/ifc/step"
	"shapan/engine/solver/solid"
)

// byLength cuts any curve into chords and lets its parameter be the distance
// along them.
func (j *job) byLength(in step.Instance, c curve) (curve, error) {
	path, err := j.pathOf(in, c)
	if err != nil {
		return nil, err
	}
	return newMeasured(path), nil
}

// measured is a polyline whose parameter is the length along it in plan.
type measured struct {
	polyline
	dist []float64
}

func newMeasured(path []mgl64.Vec3) *measured {
	m := &measured{polyline: path, dist: make([]float64, len(path))}
	for k := 1; k < len(path); k++ {
		m.dist[k] = m.dist[k-1] + path[k].Vec2().Sub(path[k-1].Vec2()).Len()
	}
	return m
}

func (m *measured) at(d float64) mgl64.Vec3 {
	k, found := slices.BinarySearch(m.dist, d)
	if found && k < len(m.dist) {
		return m.polyline[k]
	}
	k = max(1, min(k, len(m.dist)-1))
	span := m.dist[k] - m.dist[k-1]
	if span <= 0 {
		return m.polyline[k]
	}
	return m.polyline.at(float64(k-1) + (d-m.dist[k-1])/span)
}
func (m *measured) domain() (float64, float64) { return 0, m.dist[len(m.dist)-1] }
func (m *measured) cuts(u, v float64, tol solid.Tolerance) []float64 {
	return withBreaks(u, v, len(m.dist), func(k int) float64 { return m.dist[k] })
}
func (m *measured) nearest(p mgl64.Vec3) float64 {
	u := m.polyline.nearest(p)
	k := max(0, min(int(u), len(m.dist)-2))
	return m.dist[k] + (u-float64(k))*(m.dist[k+1]-m.dist[k])
}
