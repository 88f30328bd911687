package shallowwater_test

import (
	"math"
	"testing"

	"shapan/engine/solver/shallowwater"
)

// Smooth flows that change with time, to see the order of the scheme in space
// and time together.

// simpleWave runs to the right over still water h0: u = 2(c - c0) everywhere,
// and each depth keeps its speed u + c = 3c - 2c0 (Stoker 1957, §2.9). It breaks
// after 6 s.
type simpleWave struct{ h0, height, width, start float64 }

func (w simpleWave) at(x, t float64) (h, u float64) {
	c0 := math.Sqrt(gravity * w.h0)
	depth := func(from float64) float64 {
		s := (from - w.start) / w.width
		return w.h0 + w.height*math.Exp(-s*s)
	}
	speed := func(from float64) float64 { return 3*math.Sqrt(gravity*depth(from)) - 2*c0 }
	fastest := 3*math.Sqrt(gravity*(w.h0+w.height)) - 2*c0
	from := bisect(func(from float64) float64 { return from + speed(from)*t - x }, x-fastest*t-1, x)
	h = depth(from)
	return h, 2 * (math.Sqrt(gravity*h) - c0)
}

func TestSimpleWave(t *testing.T) {
	if testing.Short() {
		t.Skip("a comparison of numbers, long under the race detector")
	}
	const length, until = 60.0, 3.0
	w := simpleWave{1, 0.2, 5, 22}
	allowed, convergent := byOrder{0.10, 0.015}, byOrder{0.9, 1.7} // of the wave's volume, on 200 cells
	for _, north := range []bool{false, true} {
		name := "east"
		if north {
			name = "north"
		}
		t.Run(name, func(t *testing.T) {
			inBothOrders(t, func(t *testing.T, order int) {
				var errs []float64
				for _, n := range []int{200, 400, 800} {
					g := shallowwater.Grid{NX: n, NY: 1, Cell: length / float64(n)}
					if north {
						g.NX, g.NY = 1, n
					}
					s := newSolver(t, shallowwater.Config{Grid: g, Bed: make([]float64, n)}, order)
					h, q := make([]float64, n), make([]float64, n)
					off, volume := 0.0, 0.0
					at := func(i int, t float64) (h, q float64) {
						a := g.Cell * float64(i)
						h = mean(func(x float64) float64 { h, _ := w.at(x, t); return h }, a, a+g.Cell)
						q = mean(func(x float64) float64 { h, u := w.at(x, t); return h * u }, a, a+g.Cell)
						return h, q
					}
					for i := range n {
						h[i], q[i] = at(i, 0)
					}
					if north {
						must(t, s.SetFlow(h, nil, q))
					} else {
						must(t, s.SetFlow(h, q, nil))
					}
					advance(t, s, until, 4)
					for i := range n {
						want, _ := at(i, until)
						off += math.Abs(s.DepthAt(i) - want)
						volume += want - w.h0
					}
					errs = append(errs, off/volume)
				}
				p := convergence(errs)
				t.Logf("on 200, 400, 800 cells depth is off by %.3f %.3f %.3f %% of the wave, order %.2f", 100*errs[0], 100*errs[1], 100*errs[2], p)
				atMost(t, "L1 error", errs[0], allowed.of(order))
				atLeast(t, "order", p, convergent.of(order))
			})
		})
	}
}

// A vortex that drifts east with the stream keeps its shape: its pull inwards
// balances the slope of the surface, g dh/dr = v²/r with
//
//	v = V (r/R) exp((1 - r²/R²)/2),  h = h0 - V²/(2g) exp(1 - r²/R²)
func TestDriftingVortex(t *testing.T) {
	const size, until = 8.0, 0.4
	const h0, v, r0, stream = 1.0, 1.0, 0.75, 1.0                 // V falls to 1e-5 m/s at the rims
	allowed, convergent := byOrder{0.50, 0.06}, byOrder{0.8, 1.7} // of the dip, on 64² cells; first order is far from its asymptote here
	at := func(x, y float64) (h, u, w float64) {                  // around its middle
		e := math.Exp(1 - (x*x+y*y)/(r0*r0))
		f := v / r0 * math.Sqrt(e)
		return h0 - v*v/(2*gravity)*e, stream - f*y, f * x
	}
	inBothOrders(t, func(t *testing.T, order int) {
		var errs []float64
		for _, n := range []int{64, 128, 256} {
			if testing.Short() && n > 128 {
				continue
			}
			g := shallowwater.Grid{NX: n, NY: n, Cell: size / float64(n)}
			q := h0 * stream
			s := newSolver(t, shallowwater.Config{Grid: g, Bed: make([]float64, n*n),
				West: shallowwater.Boundary{Kind: shallowwater.Inflow, Discharge: q},
				East: shallowwater.Boundary{Kind: shallowwater.Inflow, Discharge: -q}}, order)
			h, qx, qy := make([]float64, n*n), make([]float64, n*n), make([]float64, n*n)
			middles := func(k int, time float64) (hm, um, vm float64) { // means over a cell, by 2×2 points
				i, j := g.At(k)
				for p := range 4 {
					x := (float64(i)+0.5+(float64(p%2)-0.5)/math.Sqrt(3))*g.Cell - size/2 - stream*(time-until/2)
					y := (float64(j)+0.5+(float64(p/2)-0.5)/math.Sqrt(3))*g.Cell - size/2
					h, u, w := at(x, y)
					hm, um, vm = hm+h/4, um+h*u/4, vm+h*w/4
				}
				return hm, um, vm
			}
			for k := range h {
				h[k], qx[k], qy[k] = middles(k, 0)
			}
			must(t, s.SetFlow(h, qx, qy))
			advance(t, s, until, 2)
			off, dip := 0.0, 0.0
			for k := range h {
				want, _, _ := middles(k, until)
				off += math.Abs(s.DepthAt(k) - want)
				dip += h0 - want
			}
			errs = append(errs, off/dip)
		}
		p := convergence(errs)
		t.Logf("on 64², 128², 256² cells depth is off by %.4g of the dip, order %.2f", errs, p)
		atMost(t, "L1 error", errs[0], allowed.of(order))
		if !testing.Short() {
			atLeast(t, "order", p, convergent.of(order))
		}
	})
}
