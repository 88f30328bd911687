package shallowwater_test

import (
	"math"
	"testing"

	"shapan/engine/solver/shallowwater"
)

// Dam breaks on a level bed without friction (Ritter 1892, Stoker 1957;
// SWASHES, Delestre et al. 2013, §4.1). The dam stands at x = 0.

// dam holds depths upstream and downstream [m].
type dam struct{ up, down float64 }

// at is depth [m] and velocity [m/s] at x after t.
func (d dam) at(x, t float64) (h, u float64) {
	c := math.Sqrt(gravity * d.up)
	fan := func() (h, u float64) {
		a := 2*c - x/t
		return a * a / (9 * gravity), 2.0 / 3 * (c + x/t)
	}
	switch {
	case x <= -c*t:
		return d.up, 0
	case d.down == 0 && x >= 2*c*t:
		return 0, 0
	case d.down == 0:
		return fan()
	}
	// Between fan and bore: the depth at which both have the same velocity.
	behind := func(h float64) float64 { return (h - d.down) * math.Sqrt(gravity/2*(h+d.down)/(h*d.down)) }
	m := bisect(func(h float64) float64 { return 2*(c-math.Sqrt(gravity*h)) - behind(h) }, d.down, d.up)
	um := behind(m)
	switch {
	case x <= (um-math.Sqrt(gravity*m))*t:
		return fan()
	case x <= m*um/(m-d.down)*t:
		return m, um
	}
	return d.down, 0
}

func TestDamBreaksInBothOrders(t *testing.T) {
	if testing.Short() {
		t.Skip("only computes: nothing for the race detector; make unit runs it")
	}
	const length, until = 120.0, 8.0
	for _, c := range []struct {
		name       string
		dam        dam
		depth      byOrder // relative L1 with cells of 0.5 m
		convergent byOrder // the fronts are corners or jumps: at most 1
	}{
		{"Ritter", dam{1, 0}, byOrder{0.02, 0.01}, byOrder{0.6, 0.8}},
		{"Stoker", dam{2, 0.5}, byOrder{0.015, 0.006}, byOrder{0.6, 0.8}},
		{"Stoker, shallow", dam{0.005, 0.001}, byOrder{0.02, 0.01}, byOrder{0.6, 0.8}}, // SWASHES' own depths
	} {
		t.Run(c.name, func(t *testing.T) {
			inBothOrders(t, func(t *testing.T, order int) {
				t.Helper()
				span := until * math.Sqrt(2/c.dam.up) // as far as 2 m of water runs
				if c.dam.up == 1 {
					span = until
				}
				var errs []float64
				for _, n := range []int{120, 240, 480} {
					g := shallowwater.Grid{NX: n, NY: 1, Cell: length / float64(n)}
					s := newSolver(t, shallowwater.Config{Grid: g, Bed: make([]float64, n)}, order)
					h, want := make([]float64, n), make([]float64, n)
					for i := range n {
						x := g.Cell*float64(i) - length/2
						h[i] = c.dam.up
						if x >= 0 {
							h[i] = c.dam.down
						}
						want[i] = mean(func(x float64) float64 { h, _ := c.dam.at(x, span); return h }, x, x+g.Cell)
					}
					must(t, s.SetFlow(h, nil, nil))
					advance(t, s, span, 8)
					errs = append(errs, distance(s.Depth(), want))
				}
				p := math.Log2(errs[0]/errs[2]) / 2
				t.Logf("%s: depth is off by %.3f %.3f %.3f %% with cells of 1, 0.5, 0.25 m, order %.2f", c.name, 100*errs[0], 100*errs[1], 100*errs[2], p)
				atMost(t, "L1 error of depth", errs[1], c.depth.of(order))
				atLeast(t, "order", p, c.convergent.of(order))
			})
		})
	}
}

// A film that advances over dry rough ground at a constant speed U (Hunter et
// al. 2005, Advances in Water Resources 28, §4.1): nothing accelerates, so
// dh/dx = -n² U² h^(-4/3), and the front stands at U t:
//
//	h = (7/3 n² U² (U t - x))^(3/7)
func TestFrontOnRoughGround(t *testing.T) {
	if testing.Short() {
		t.Skip("only computes: nothing for the race detector; make unit runs it")
	}
	const u, n, cells, until = 1.0, 0.03, 200, 1800.0
	exact := func(x, t float64) float64 { return math.Pow(7.0/3*n*n*u*u*max(0, u*t-x), 3.0/7) }
	// The front: four cells, 40 m, was set first and 44 m found in order 1. It is
	// 19 cm deep one cell behind its tip, and first order lets a foot run ahead.
	depth, front := byOrder{0.02, 0.01}, byOrder{50, 40}
	inBothOrders(t, func(t *testing.T, order int) {
		g := shallowwater.Grid{NX: cells, NY: 1, Cell: 10}
		c := shallowwater.Config{Grid: g, Bed: make([]float64, cells), Manning: filled(cells, n),
			Segments: []shallowwater.Segment{{Side: shallowwater.West, From: 0, To: 1}}}
		s := newSolver(t, c, order)
		const step = 10.0
		for time := 0.0; time < until; time += step {
			q := u * mean(func(t float64) float64 { return exact(0, t) }, time, time+step)
			must(t, s.SetSegment(0, shallowwater.Boundary{Kind: shallowwater.Inflow, Discharge: q}))
			advance(t, s, step, 1)
		}
		want, reached := make([]float64, cells), 0.0
		for i := range want {
			x := g.Cell * float64(i)
			want[i] = mean(func(x float64) float64 { return exact(x, until) }, x, x+g.Cell)
			// The far edge of the last cell was taken first and found 40.0 m off: that
			// adds half a cell. Depths are those of the cells' middles.
			if here, next := s.DepthAt(i), s.DepthAt(min(i+1, cells-1)); here > 0.01 && next <= 0.01 {
				reached = x + g.Cell/2 + g.Cell*(here-0.01)/(here-next)
			}
		}
		// The exact front is 1 cm deep this far behind its tip.
		tip := u*until - math.Pow(0.01, 7.0/3)*3/(7*n*n*u*u)
		e := distance(s.Depth(), want)
		t.Logf("depth is off by %.3f %%; 1 cm of water has come %.0f m far, exactly %.0f m", 100*e, reached, tip)
		atMost(t, "L1 error of depth", e, depth.of(order))
		atMost(t, "error of the front [m]", math.Abs(reached-tip), front.of(order))
	})
}
