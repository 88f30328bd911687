package shallowwater

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// What must hold for any water, whatever the exact solution. Tolerances were
// set before the first run.

// What must hold for any water, whatever the exact solution. Tolerances were
// set before the first run.

// jumble is a site with all that the solver knows: bumps, a pit, buildings, no
// data, open rims; small tiles so that there are many borders between steps.
func jumble(seed uint64, n int) Config {
	r := rand.New(rand.NewPCG(seed, 1))
	c := Config{
		Grid: Grid{n, n, 2}, Bed: make([]float64, n*n), Manning: make([]float64, n*n), Kind: make([]Kind, n*n),
		West: Boundary{Kind: OpenOutflow}, North: Boundary{Kind: Level, Level: 0.4}, Rim: Boundary{Kind: OpenOutflow},
	}
	for k := range c.Bed {
		i, j := c.At(k)
		c.Bed[k] = 0.3*r.Float64() + 0.01*float64(i)
		c.Manning[k] = 0.03 * r.Float64()
		switch {
		case i > n/2 && i < n/2+n/4 && j > n/3 && j < n/2:
			c.Bed[k] = -16 + r.Float64()
		case r.IntN(12) == 0:
			c.Kind[k] = Blocked
		case r.IntN(60) == 0:
			c.Kind[k], c.Bed[k] = Outside, math.NaN()
		}
	}
	return c
}

// stir changes all that may change during a run.
func stir(t testing.TB, s *Solver, r *rand.Rand) {
	var open []int
	for k := range s.Depth() {
		if s.conf.open(k) {
			open = append(open, k)
		}
	}
	var walls []Wall
	for range r.IntN(30) {
		walls = append(walls, Wall{r.IntN(s.grid.Cells()), WallSide(r.IntN(2)), r.Float64()})
	}
	must(t, s.SetWalls(walls))
	var sources []Source
	for range r.IntN(6) {
		sources = append(sources, Source{open[r.IntN(len(open))], 4 * (r.Float64() - 0.5)})
	}
	must(t, s.SetSources(sources))
	weight, loss := make([]float32, s.grid.Cells()), make([]float32, s.grid.Cells())
	for k := range weight {
		weight[k], loss[k] = 2*r.Float32(), 1e-5*r.Float32()
	}
	must(t, s.SetRain(1e-4*r.Float64(), weight))
	if r.IntN(3) == 0 {
		loss = nil
	}
	must(t, s.SetLoss(loss))
	if r.IntN(3) == 0 {
		must(t, s.SetBed(open[r.IntN(len(open))], r.Float64()))
	}
}

func checkDepths(t interface{ Fatalf(string, ...any) }, s *Solver) {
	for k, h := range s.Depth() {
		if !(h >= 0) {
			t.Fatalf("%s: depth %g m", s.grid.name(k), h)
		}
		if h > 0 && !s.conf.open(k) {
			t.Fatalf("%s: %g m of water in a building", s.grid.name(k), h)
		}
	}
}

func TestMassAndDepth(t *testing.T) {
	const allowed = 1e-9
	worst := 0.0
	rapid.Check(t, func(rt *rapid.T) {
		seed := rapid.Uint64().Draw(rt, "seed")
		r := rand.New(rand.NewPCG(seed, 2))
		c := jumble(seed, rapid.IntRange(20, 50).Draw(rt, "cells"))
		s := mustNew(t, c)
		h := make([]float64, c.Cells())
		for k := range h {
			if r.IntN(2) == 0 {
				h[k] = 2 * r.Float64()
			}
		}
		must(t, s.SetFlow(h, nil, nil))
		for range 8 {
			stir(t, s, r)
			for range 3 {
				before := s.Ledger()
				must(t, s.Advance(context.Background(), 0.1+2*r.Float64()))
				checkDepths(rt, s)
				after, sum := s.Ledger(), 0.0
				for _, v := range s.SourceVolumes() {
					sum += v
				}
				if d := after.SourcesIn - after.SourcesOut - before.SourcesIn + before.SourcesOut - sum; math.Abs(d) > 1e-9 {
					rt.Fatalf("sources say %g m³, the ledger %g m³ more", sum, d)
				}
			}
		}
		e := math.Abs(s.Ledger().Error)
		worst = max(worst, e)
		if e > allowed {
			rt.Fatalf("mass error %g, allowed %g: %+v", e, allowed, s.Ledger())
		}
	})
	t.Logf("largest mass error %.2g", worst)
}

// A thin layer on very uneven ground that pumps and weirs try to empty: the
// donors' limit works all the time.
func TestNeverNegative(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	c := jumble(5, 24)
	s := mustNew(t, c)
	h := make([]float64, c.Cells())
	for k := range h {
		c.Bed[k] *= 20
		h[k] = 0.01 * r.Float64()
	}
	must(t, s.SetFlow(h, nil, nil))
	for range 100 {
		stir(t, s, r)
		must(t, s.SetRain(0, nil))
		must(t, s.Advance(context.Background(), 1))
		checkDepths(t, s)
	}
	if e := s.Ledger().Error; math.Abs(e) > 1e-9 {
		t.Errorf("mass error %g", e)
	}
}

func TestPumpTakesOnlyWhatIsThere(t *testing.T) {
	s := mustNew(t, Config{Grid: Grid{1, 1, 2}, Bed: []float64{0}})
	must(t, s.SetLevel(0.5)) // 2 m³
	must(t, s.SetSources([]Source{{0, -0.7}, {0, -0.7}}))
	advance(t, s, 1, 1)
	if v := s.SourceVolumes(); math.Abs(v[0]+0.7) > 1e-12 || math.Abs(v[1]+0.7) > 1e-12 {
		t.Errorf("first second: took %v m³, want -0.7 each", v)
	}
	advance(t, s, 1, 1)
	if v := s.SourceVolumes(); math.Abs(v[0]+v[1]+0.6) > 1e-12 || s.Depth()[0] != 0 {
		t.Errorf("then: took %v m³ of the 0.6 m³ left, depth %g m", v, s.Depth()[0])
	}
}
