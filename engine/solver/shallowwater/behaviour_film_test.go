package shallowwater

import (
	"math"
	"testing"
)

// Ripples like a chessboard, which no scheme should feed, on water that runs down even
// slopes as Manning has it: from films to deep water, from still to swift, from smooth
// to thickets. First order, whose dissipation friction holds back. They must not grow.
func TestRipplesDoNotGrow(t *testing.T) {
	const (
		nx, ny = 96, 4
		ripple = 0.01 // of the depth
	)
	board := func(i, j int) float64 { return float64(1 - 2*((i+j)%2)) }
	worst := 0.0
	for _, manning := range []float64{0.01, 0.03, 0.1, 0.3} {
		for _, slope := range []float64{0, 1e-4, 1e-3, 5e-3, 2e-2, 0.1} {
			for _, h := range []float64{0.001, 0.005, 0.01, 0.1, 1} { // m
				c := Config{Grid: Grid{nx, ny, 1}, Bed: make([]float64, nx*ny), Manning: fill(nx*ny, manning)}
				c.West, c.East = Boundary{Kind: OpenOutflow}, Boundary{Kind: OpenOutflow}
				depth, flow := make([]float64, nx*ny), make([]float64, nx*ny)
				u := math.Pow(h, 2.0/3) * math.Sqrt(slope) / manning
				for j := range ny {
					for i := range nx {
						k := j*nx + i
						c.Bed[k] = -slope * float64(i)
						depth[k] = h * (1 + ripple*board(i, j))
						flow[k] = depth[k] * u
					}
				}
				s := mustNew(t, c)
				must(t, s.SetFlow(depth, flow, nil))
				for range 4 {
					advance(t, s, 4/(u+math.Sqrt(Gravity*h)), 1)
					sum := 0.0
					for j := range ny {
						for i := 40; i < 56; i++ { // far from the rims
							sum += s.Depth()[j*nx+i] * board(i, j)
						}
					}
					left := math.Abs(sum) / (16 * ny) / (ripple * h)
					worst = max(worst, left)
					if left > 1 {
						t.Errorf("n %g, slope %g, %g m deep: ripples are %.2f of what they were", manning, slope, h, left)
					}
				}
			}
		}
	}
	t.Logf("at most %.2f is left", worst)
}
