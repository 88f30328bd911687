package shallowwater_test

import (
	"math"
	"slices"
	"testing"

	"shapan/engine/solver/shallowwater"
)

// A solitary wave of 3.2 cm runs up a cone of slope 1:4 that stands in 32 cm of
// water, after case B of Briggs et al. (1995, Pure and Applied Geophysics 144).
// The measured run-up is not at hand, so what must hold is looked at: the
// north does what the south does, the wave wraps round the cone and meets
// behind it, where it runs up higher than somewhere between, and the run-up is more than the wave's height and less than on a
// plane beach of that slope, 2.831 √(cot β) (H/d)^(5/4) d (Synolakis 1987).
func TestSolitaryWaveOnConicalIsland(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: 37,000 cells for 16 s")
	}
	const cells, cell, depth, height = 192, 0.1, 0.32, 0.032
	const toe, top, slope = 3.6, 1.1, 0.25
	inBothOrders(t, func(t *testing.T, order int) {
		g := shallowwater.Grid{NX: cells, NY: cells, Cell: cell}
		c := shallowwater.Config{Grid: g, Bed: make([]float64, g.Cells()),
			East:     shallowwater.Boundary{Kind: shallowwater.Level, Level: depth},
			Segments: []shallowwater.Segment{{Side: shallowwater.West, From: 0, To: cells}}}
		around := func(k int) (x, y float64) {
			i, j := g.At(k)
			return (float64(i) + 0.5 - cells/2) * cell, (float64(j) + 0.5 - cells/2) * cell
		}
		for k := range c.Bed {
			x, y := around(k)
			c.Bed[k] = slope * max(0, toe-max(top, math.Hypot(x, y)))
		}
		c.Segments[0].Boundary = shallowwater.Boundary{Kind: shallowwater.Level, Level: depth}
		s := newSolver(t, c, order)
		must(t, s.SetLevel(depth))
		const step, until, crest = 0.05, 16.0, 3.0
		speed, steep := math.Sqrt(gravity*(depth+height)), math.Sqrt(3*height/(4*depth*depth*depth))
		var runUp [18]float64 // by angle from where the wave comes, in steps of 10°
		uneven := 0.0
		for time := 0.0; time < until; time += step {
			a := math.Cosh(steep * speed * (time + step/2 - crest))
			must(t, s.SetSegment(0, shallowwater.Boundary{Kind: shallowwater.Level, Level: depth + height/(a*a)}))
			advance(t, s, step, 1)
			for k, h := range s.Depth() {
				i, j := g.At(k)
				if j < cells/2 {
					uneven = max(uneven, math.Abs(h-s.DepthAt(g.Index(i, cells-1-j))))
				}
				if h < 0.001 || c.Bed[k] == 0 {
					continue
				}
				x, y := around(k)
				up := c.Bed[k] + h - depth
				angle := math.Abs(math.Atan2(y, -x)) * 180 / math.Pi
				sector := min(int(angle/10), len(runUp)-1)
				runUp[sector] = max(runUp[sector], up)
			}
		}
		front, lee, least := runUp[0], runUp[len(runUp)-1], slices.Min(runUp[:])
		plane := 2.831 * math.Sqrt(1/slope) * math.Pow(height/depth, 1.25) * depth
		t.Logf("run-up %.1f cm in front, %.1f cm behind, %.1f cm where it is least; plane beach %.1f cm; north and south differ by %.1g m",
			100*front, 100*lee, 100*least, 100*plane, uneven)
		atMost(t, "difference between north and south [m]", uneven, 1e-12)
		atLeast(t, "run-up in front [m]", front, height)
		atMost(t, "run-up in front [m]", front, plane)
		atLeast(t, "run-up behind against the least [m]", lee, 1.01*least)
		atMost(t, "mass error", math.Abs(s.Ledger().Error), 1e-12)
	})
}
