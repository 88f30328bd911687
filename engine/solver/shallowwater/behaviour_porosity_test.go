package shallowwater

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// Ground that is partly built over, see Config.Porosity. Tolerances were set
// before the first run. The limit that the rule has: a cell passes water in
// the smaller share of two cells whatever the houses' shape, so streets along
// the flow and courtyards with the same share of open ground look the same, and
// houses give no drag of their own beyond the narrowing.

func TestStillWaterAmongHouses(t *testing.T) {
	if testing.Short() {
		t.Skip("only computes: nothing for the race detector; make unit runs it")
	}
	const n, allowed = 64, 1e-12
	for _, coarsest := range []int{0, 1} {
		eachOrder(t, func(t *testing.T, order int) {
			r := rand.New(rand.NewPCG(2, 9))
			c := plain(n, order, coarsest, func(x, y float64) float64 { return 0.4 * math.Sin(x/5) })
			c.CoarseWithin = 1
			c.Porosity = make([]float64, n*n)
			for k := range c.Porosity {
				c.Porosity[k] = 0.1 + 0.9*r.Float64()
				if coarsest == 0 {
					c.Bed[k] += r.Float64()
				}
			}
			c.East = Boundary{Kind: Level, Level: 0.7}
			s := mustNew(t, c)
			must(t, s.SetLevel(0.7))
			advance(t, s, 30, 5)
			q := 0.0
			for k, x := range s.MomentumX() {
				q = max(q, math.Hypot(x, s.MomentumY()[k]))
			}
			t.Logf("%.2g m²/s", q)
			if q > allowed {
				t.Errorf("still water flows: %g m²/s", q)
			}
		})
	}
}

// Where all ground has the same share, water moves as without houses: there is
// only less of it. With friction, rims, a wall and rain.
func TestEvenPorosityChangesNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("only computes: nothing for the race detector; make unit runs it")
	}
	const n, allowed = 40, 1e-4 // m and m/s, after 40 s: floats are rounded otherwise
	eachOrder(t, func(t *testing.T, order int) {
		run := func(share float64, edges bool) *Solver {
			c := Config{
				Grid: Grid{n, n, 1}, Bed: make([]float64, n*n), Manning: fill(n*n, 0.03), Order: order,
				West: Boundary{Kind: Inflow, Discharge: 0.3 * share}, East: Boundary{Kind: OpenOutflow}, North: Boundary{Kind: Level, Level: 0.5},
			}
			if share < 1 {
				c.Porosity = fill(n*n, share)
			}
			if edges {
				c.Passage = [2][]float64{fill(n*n, share), fill(n*n, share)}
			}
			for k := range c.Bed {
				c.Bed[k] = 0.02 * math.Sin(float64(k%n)/6)
			}
			s := mustNew(t, c)
			h := fill(n*n, 0.5)
			for k := range h {
				h[k] += 0.1 * math.Sin(float64(k%n)/5+float64(k/n)/7)
			}
			must(t, s.SetFlow(h, nil, nil))
			must(t, s.SetWalls([]Wall{{s.grid.Index(20, 20), EastEdge, 0.45}, {s.grid.Index(20, 21), EastEdge, 3}}))
			must(t, s.SetRain(1e-4*share, nil))
			must(t, s.SetSources([]Source{{s.grid.Index(10, 10), 0.05 * share}}))
			advance(t, s, 40, 5)
			return s
		}
		whole, half := run(1, false), run(0.5, false)
		if byEdge := run(0.5, true); !slices.Equal(byEdge.Depth(), half.Depth()) || !slices.Equal(byEdge.VelocityX(), half.VelocityX()) {
			t.Error("edges as open as their cells give other water than cells alone")
		}
		off := 0.0
		for k, h := range whole.Depth() {
			off = max(off, math.Abs(h-half.Depth()[k]), math.Abs(whole.VelocityX()[k]-half.VelocityX()[k]), math.Abs(whole.VelocityY()[k]-half.VelocityY()[k]))
		}
		a, b := whole.Ledger(), half.Ledger()
		t.Logf("largest difference %.2g; out %g and %g m³", off, a.BoundaryOut, b.BoundaryOut)
		if off > allowed {
			t.Errorf("water among houses differs by %g, allowed %g", off, allowed)
		}
		if math.Abs(b.BoundaryOut-a.BoundaryOut/2) > 1e-3*a.BoundaryOut || math.Abs(b.BoundaryIn-a.BoundaryIn/2) > 1e-3*a.BoundaryIn {
			t.Errorf("rims let %g, %g m³ pass, want half of %g, %g", b.BoundaryIn, b.BoundaryOut, a.BoundaryIn, a.BoundaryOut)
		}
		if math.Abs(b.Error) > 1e-9 {
			t.Errorf("mass error %g", b.Error)
		}
	})
}

// A channel in which a stretch is half built over passes the discharge of one
// that is half as wide there.
func TestHalfBuiltOverIsHalfAsWide(t *testing.T) {
	if testing.Short() {
		t.Skip("a comparison of numbers, long under the race detector")
	}
	const nx, ny, allowed = 96, 8, 0.02
	run := func(houses bool) *Solver {
		c := Config{Grid: Grid{nx, ny, 1}, Bed: make([]float64, nx*ny), Manning: fill(nx*ny, 0.03), West: Boundary{Kind: Inflow, Discharge: 0.2}, East: Boundary{Kind: OpenOutflow}}
		if houses {
			c.Porosity = fill(nx*ny, 0.5)
		} else {
			c.Kind = make([]Kind, nx*ny)
		}
		for k := range c.Bed {
			if i, j := c.At(k); houses && (i < 8 || i >= 88) {
				c.Porosity[k] = 1
			} else if !houses && i >= 8 && i < 88 && j >= ny/2 {
				c.Kind[k] = Blocked
			}
		}
		s := mustNew(t, c)
		must(t, s.SetFlow(fill(nx*ny, 0.5), nil, nil))
		advance(t, s, 1200, 10)
		return s
	}
	houses, narrow := run(true), run(false)
	for _, i := range []int{30, 48, 60} {
		k := i + nx
		a, b, u, v := houses.Depth()[k], narrow.Depth()[k], houses.VelocityX()[k], 0.0
		for j := range ny / 2 { // the contraction leaves an uneven flow
			v += narrow.MomentumX()[i+j*nx] / b / (ny / 2)
		}
		t.Logf("at %d m: depth %.4f and %.4f m, %.4f and %.4f m/s", i, a, b, u, v)
		if math.Abs(a/b-1) > allowed || math.Abs(u/v-1) > allowed {
			t.Errorf("at %d m: depth %g and %g m, speed %g and %g m/s; allowed %g", i, a, b, u, v, allowed)
		}
	}
}
