package shallowwater_test

import (
	"math"
	"testing"

	"shapan/engine/solver/shallowwater"
)

// Water in a paraboloid z = -D (1 - r²/a²), a = 1 m (Thacker 1981; SWASHES,
// Delestre et al. 2013, §4.2.2): shores that move all the time.
const bowlDepth = 0.1 // D [m]

func bowlBed(x, y float64) float64 { return -bowlDepth * (1 - x*x - y*y) }

// planarBowl: a plane surface that goes round.
func planarBowl(x, y, t float64) (h, u, v float64) {
	const eta = 0.5
	w := math.Sqrt(2 * gravity * bowlDepth)
	sin, cos := math.Sincos(w * t)
	h = eta*bowlDepth*(2*x*cos+2*y*sin-eta) - bowlBed(x, y)
	if h <= 0 {
		return 0, 0, 0
	}
	return h, -eta * w * sin, eta * w * cos
}

// radialBowl: a curved surface that goes up and down.
func radialBowl(x, y, t float64) (h, u, v float64) {
	const r0 = 0.8
	a := (1 - r0*r0) / (1 + r0*r0)
	w := math.Sqrt(8 * gravity * bowlDepth)
	d := 1 - a*math.Cos(w*t)
	h = bowlDepth*(math.Sqrt(1-a*a)/d-1-(x*x+y*y)*((1-a*a)/(d*d)-1)) - bowlBed(x, y)
	if h <= 0 {
		return 0, 0, 0
	}
	f := 0.5 * w * a * math.Sin(w*t) / d
	return h, f * x, f * y
}

func TestBowlsInBothOrders(t *testing.T) {
	if testing.Short() {
		t.Skip("a comparison of numbers, long under the race detector")
	}
	for _, c := range []struct {
		name       string
		exact      func(x, y, t float64) (h, u, v float64)
		period     float64
		quarter    byOrder // relative L1 of depth after a quarter period, 100² cells
		whole      byOrder // after a whole period
		convergent byOrder // after a quarter; the shore is a corner
	}{
		{"planar", planarBowl, 2 * math.Pi / math.Sqrt(2*gravity*bowlDepth), byOrder{0.05, 0.05}, byOrder{0.15, 0.05}, byOrder{0.7, 1.2}},
		{"radial", radialBowl, 2 * math.Pi / math.Sqrt(8*gravity*bowlDepth), byOrder{0.05, 0.02}, byOrder{0.15, 0.05}, byOrder{0.7, 1.2}},
	} {
		run := func(t *testing.T, order, n int, until float64) float64 {
			g := shallowwater.Grid{NX: n, NY: n, Cell: 3.2 / float64(n)}
			bed, h, qx, qy, want := make([]float64, n*n), make([]float64, n*n), make([]float64, n*n), make([]float64, n*n), make([]float64, n*n)
			for k := range bed {
				i, j := g.At(k)
				x, y := (float64(i)+0.5)*g.Cell-1.6, (float64(j)+0.5)*g.Cell-1.6
				d, u, v := c.exact(x, y, 0)
				bed[k], h[k], qx[k], qy[k] = bowlBed(x, y), d, d*u, d*v
				want[k], _, _ = c.exact(x, y, until)
			}
			s := newSolver(t, shallowwater.Config{Grid: g, Bed: bed}, order)
			must(t, s.SetFlow(h, qx, qy))
			advance(t, s, until, 8)
			return distance(s.Depth(), want)
		}
		t.Run(c.name, func(t *testing.T) {
			inBothOrders(t, func(t *testing.T, order int) {
				coarse, quarter := run(t, order, 50, c.period/4), run(t, order, 100, c.period/4)
				whole := run(t, order, 100, c.period)
				p := math.Log2(coarse / quarter)
				t.Logf("%s: on 100² cells depth is off by %.2f %% after a quarter period, by %.2f %% after a whole one; order %.2f", c.name, 100*quarter, 100*whole, p)
				atMost(t, "L1 error after a quarter", quarter, c.quarter.of(order))
				atMost(t, "L1 error after a period", whole, c.whole.of(order))
				atLeast(t, "order", p, c.convergent.of(order))
			})
		})
	}
}
