package shallowwater_test

import (
	"math"
	"testing"

	"shapan/engine/solver/shallowwater"
)

// A solitary wave of height H comes over water of depth d to a plane beach and
// runs up to R without breaking (Synolakis 1987, J. Fluid Mech. 185, eq. 2.9:
// the exact shallow-water answer for its crest's first run-up, which his flume
// with a beach of 1:19.85 confirmed):
//
//	R/d = 2.831 √(cot β) (H/d)^(5/4),   H/d < 0.8183 (cot β)^(-10/9)
func TestSolitaryWaveRunsUp(t *testing.T) {
	if testing.Short() {
		t.Skip("only computes: nothing for the race detector; make unit runs it")
	}
	const (
		depth, height, cot = 1.0, 0.0185, 19.85
		cell, sea, land    = 0.05, 64.0, 4.0
		cells              = int((sea + land) / cell)
	)
	if height/depth >= 0.8183*math.Pow(cot, -10.0/9) {
		t.Fatal("the wave breaks")
	}
	want := 2.831 * math.Sqrt(cot) * math.Pow(height/depth, 1.25) * depth
	allowed := byOrder{0.10, 0.05} // set before the first run
	gamma := math.Sqrt(0.75*height/depth) / depth
	crest := -(cot*depth + math.Acosh(math.Sqrt(20))/gamma) // where the wave starts, the toe of the beach being at -cot
	inBothOrders(t, func(t *testing.T, order int) {
		g := shallowwater.Grid{NX: cells, NY: 1, Cell: cell}
		c := shallowwater.Config{Grid: g, Bed: make([]float64, cells)}
		h, q := make([]float64, cells), make([]float64, cells)
		for i := range c.Bed {
			x := cell*(float64(i)+0.5) - sea
			c.Bed[i] = max(-depth, x/cot)
			eta := height / math.Pow(math.Cosh(gamma*(x-crest)), 2)
			if h[i] = max(eta-c.Bed[i], 0); x > 0 {
				h[i] = 0
			}
			q[i] = h[i] * 2 * (math.Sqrt(gravity*(depth+eta)) - math.Sqrt(gravity*depth)) // a simple wave that goes east
		}
		s := newSolver(t, c, order)
		must(t, s.SetFlow(h, q, nil))
		highest := 0.0
		for range 300 { // 30 s
			advance(t, s, 0.1, 1)
			for i := cells - 1; i >= 0; i-- {
				if s.DepthAt(i) > 0.0005 {
					highest = max(highest, c.Bed[i]+s.DepthAt(i))
					break
				}
			}
		}
		t.Logf("run-up %.2f mm, Synolakis %.2f mm: %+.2f %%", 1000*highest, 1000*want, 100*(highest/want-1))
		atMost(t, "error of the run-up, of it", math.Abs(highest/want-1), allowed.of(order))
	})
}
