package shallowwater_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"shapan/engine/solver/shallowwater"
)

// Still water over any bed stays still (SWASHES, Delestre et al. 2013, §3.1.1
// and 3.1.2; and beds from this project's own work).

// restBeds are heights [m] on n×n cells, with a level [m].
var restBeds = []struct {
	name  string
	level float64
	bed   func(i, j, n int) float64
}{
	{"immersed bump", 0.5, func(i, j, n int) float64 { return 0.2 * hump(i, j, n) }},
	{"emerging bump", 0.1, func(i, j, n int) float64 { return 0.2 * hump(i, j, n) }},
	{"pit with a 16 m wall", 4.1, func(i, j, n int) float64 { // ground that falls, streets, a pit
		z := 4 + 0.003*float64(j-n/2) + 0.02*math.Sin(0.7*float64(i))*math.Sin(0.9*float64(j))
		if abs(i-n/2) < n/6 && abs(j-n/2) < n/4 {
			z -= 16
		}
		return z
	}},
	{"random bed", 0.9731, randomBed},
	{"random bed far above the sea", 1500.9731, func(i, j, n int) float64 { return 1500 + randomBed(i, j, n) }},
}

func hump(i, j, n int) float64 {
	x, y := 4*(float64(i)+0.5)/float64(n)-2, 4*(float64(j)+0.5)/float64(n)-2
	return max(0, 1-x*x-y*y)
}

// randomBed lies between -1 and 2.1 m, each cell for itself.
func randomBed(i, j, n int) float64 {
	return rand.New(rand.NewPCG(7, uint64(j*n+i))).Float64()*math.Pi - 1
}

func abs(i int) int { return max(i, -i) }

func TestStillWaterStaysStill(t *testing.T) {
	const n = 48
	for _, bed := range restBeds {
		allowed := 1e-12 // m²/s
		if bed.level > 1000 {
			allowed = 1e-11 // a level of 1,501 m is itself rounded by 2e-13 m
		}
		t.Run(bed.name, func(t *testing.T) {
			inBothOrders(t, func(t *testing.T, order int) {
				c := shallowwater.Config{Grid: shallowwater.Grid{NX: n, NY: n, Cell: 1}, Bed: make([]float64, n*n)}
				c.East = shallowwater.Boundary{Kind: shallowwater.Level, Level: bed.level}
				for k := range c.Bed {
					i, j := c.At(k)
					c.Bed[k] = bed.bed(i, j, n)
				}
				s := newSolver(t, c, order)
				must(t, s.SetLevel(bed.level))
				start := append([]float64(nil), s.Depth()...)
				for s.Counters().SubSteps < 300 {
					advance(t, s, 1, 1)
				}
				q, moved := 0.0, 0.0
				qx, qy := s.MomentumX(), s.MomentumY()
				for k, h := range s.Depth() {
					q = max(q, math.Hypot(qx[k], qy[k]))
					moved = max(moved, math.Abs(h-start[k]))
				}
				t.Logf("after %d steps: %.2g m²/s, depth changed by %.2g m", s.Counters().SubSteps, q, moved)
				atMost(t, "discharge of still water [m²/s]", q, allowed)
				atMost(t, "change of depth [m]", moved, allowed)
			})
		})
	}
}
