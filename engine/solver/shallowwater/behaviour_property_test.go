package shallowwater

import (
	"bytes"
	"context"
	"math"
	"math/rand/v2"
	"os"
	"runtime"
	"testing"
)

// Properties of any site and any run, over many seeds: SHAPAN_LONG=1 tries
// 1,000 of them. Tolerances were set before the first run.

func seeds() uint64 {
	switch {
	case os.Getenv("SHAPAN_LONG") != "":
		return 1000
	case testing.Short():
		return 3
	}
	return 60
}

// anySite draws a site: cliffs, buildings, no data, segments, sizes, houses.
func anySite(r *rand.Rand) Config {
	nx, ny := 20+r.IntN(110), 20+r.IntN(110)
	c := Config{Grid: Grid{nx, ny, 0.5 + 4*r.Float64()}, Bed: make([]float64, nx*ny), Manning: make([]float64, nx*ny), Kind: make([]Kind, nx*ny), Order: 1 + r.IntN(2), Coarsest: r.IntN(3), CoarseWithin: 0.1}
	rough, base := 0.0, 1000*r.Float64()*float64(r.IntN(2))
	if c.Coarsest == 0 || r.IntN(2) == 0 {
		rough = 0.4 * r.Float64()
	}
	if c.Coarsest > 0 {
		c.Fine = make([]bool, nx*ny)
	}
	if r.IntN(3) == 0 {
		c.Porosity = make([]float64, nx*ny)
	}
	town := nx
	if c.Coarsest > 0 {
		town = 40 // rough ground and buildings in the west only
	}
	for k := range c.Bed {
		i, j := c.At(k)
		c.Bed[k] = base + 0.01*float64(i) + 0.1*math.Sin(float64(j)/20)
		c.Manning[k] = 0.03
		if c.Porosity != nil {
			c.Porosity[k] = 0.2 + 0.8*r.Float64()
		}
		if i >= town {
			continue
		}
		c.Bed[k] += rough * r.Float64()
		switch {
		case i > 12 && i < 30 && j > 8 && j < 40:
			c.Bed[k] -= 16
		case r.IntN(14) == 0:
			c.Kind[k] = Blocked
		case r.IntN(50) == 0:
			c.Kind[k], c.Bed[k] = Outside, math.NaN()
		}
	}
	rule := func() Boundary { return anyRule(r, base) }
	c.West, c.East, c.South, c.North, c.Rim = rule(), rule(), rule(), rule(), Boundary{Kind: OpenOutflow}
	for range r.IntN(3) {
		sd := Side(r.IntN(4))
		cells := ny
		if sd >= South {
			cells = nx
		}
		from := r.IntN(cells - 1)
		c.Segments = append(c.Segments, Segment{sd, from, from + 1 + r.IntN(cells-from), rule()})
	}
	if c.Porosity != nil && r.IntN(2) == 0 {
		c.Passage = anyPassage(r, c)
	}
	return c
}

// anyPassage is shares of edges from closed to as wide as they may be.
func anyPassage(r *rand.Rand, c Config) (passage [2][]float64) {
	for d, ahead := range [...]int{1, c.NX} {
		passage[d] = make([]float64, c.Cells())
		for k := range passage[d] {
			least := c.Porosity[k]
			if k+ahead < c.Cells() {
				least = min(least, c.Porosity[k+ahead])
			}
			passage[d][k] = max(0, 1.2*r.Float64()-0.2) * min(1, WidestPassage*least)
		}
	}
	return passage
}

func anyRule(r *rand.Rand, base float64) Boundary {
	switch r.IntN(5) {
	case 0:
		return Boundary{Kind: OpenOutflow}
	case 1:
		return Boundary{Kind: Level, Level: base + 1.5*r.Float64()}
	case 2:
		return Boundary{Kind: Inflow, Discharge: r.Float64()}
	}
	return Boundary{Kind: Closed}
}

// meddle changes all that may change during a run.
func meddle(t testing.TB, s *Solver, r *rand.Rand) {
	g := s.grid
	cell := func() int {
		for {
			if k := r.IntN(g.Cells()); s.conf.open(k) {
				return k
			}
		}
	}
	base := s.bed[cell()]
	var walls []Wall
	for range r.IntN(20) {
		walls = append(walls, Wall{r.IntN(g.Cells()), WallSide(r.IntN(2)), base + r.Float64()})
	}
	if r.IntN(2) == 0 {
		walls = nil
	}
	must(t, s.SetWalls(walls))
	var sources []Source
	for range r.IntN(4) {
		sources = append(sources, Source{cell(), 4 * (r.Float64() - 0.5)})
	}
	must(t, s.SetSources(sources))
	if r.IntN(2) == 0 {
		must(t, s.SetRain(1e-4*r.Float64(), nil))
	} else {
		rates := make([]float32, g.Cells())
		for k := range rates {
			rates[k] = 1e-4 * r.Float32()
		}
		must(t, s.SetRainRates(rates))
	}
	var loss []float32
	if r.IntN(2) == 0 {
		loss = make([]float32, g.Cells())
		for k := range loss {
			loss[k] = 1e-4 * r.Float32()
		}
	}
	must(t, s.SetLoss(loss))
	if r.IntN(3) == 0 {
		k := cell()
		must(t, s.SetBed(k, s.bed[k]+2*(r.Float64()-0.5)))
	}
	for k := range s.segments {
		must(t, s.SetSegment(k, anyRule(r, base)))
	}
	if r.IntN(3) == 0 {
		must(t, s.SetSections([]Section{ring(g, 2, 2+r.IntN(g.NX-3)+1, 2, 2+r.IntN(g.NY-3)+1)}))
	}
}

// anyRun makes a run of a seed and returns the largest mass error.
func anyRun(t *testing.T, seed uint64) (*Solver, float64) {
	r := rand.New(rand.NewPCG(seed, 77))
	c := anySite(r)
	s := mustNew(t, c)
	h, hu, hv := randomFlow(r, c.Cells())
	if r.IntN(4) > 0 {
		must(t, s.SetFlow(h, hu, hv))
	}
	worst := 0.0
	for tick := range 5 {
		meddle(t, s, r)
		if err := s.Advance(context.Background(), 0.1+3*r.Float64()); err != nil {
			t.Fatalf("seed %d, tick %d: %v", seed, tick, err)
		}
		u, v := s.VelocityX(), s.VelocityY()
		for k, h := range s.Depth() {
			if !(h >= 0 && finite(h) && finite(u[k]) && finite(v[k])) || h > 0 && !s.conf.open(k) {
				t.Fatalf("seed %d, tick %d, order %d, coarsest %d, porous %v: %s of kind %d: depth %g m, %g, %g m/s", seed, tick, s.order, s.conf.Coarsest, c.Porosity != nil, s.grid.name(k), c.Kind[k], h, u[k], v[k])
			}
		}
		worst = max(worst, math.Abs(s.Ledger().Error))
	}
	return s, worst
}

func TestAnySite(t *testing.T) {
	const allowed = 1e-9
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	worst, failed := 0.0, 0
	for seed := range seeds() {
		runtime.GOMAXPROCS(2)
		s, e := anyRun(t, seed)
		worst = max(worst, e)
		if e > allowed {
			t.Errorf("seed %d (order %d, coarsest %d, porous %v): mass error %g, allowed %g", seed, s.order, s.conf.Coarsest, s.conf.Porosity != nil, e, allowed)
			if failed++; failed > 5 {
				t.FailNow()
			}
		}
		if seed%4 != 0 {
			continue
		}
		runtime.GOMAXPROCS(1)
		if o, _ := anyRun(t, seed); !bytes.Equal(o.State(), s.State()) {
			t.Errorf("seed %d (order %d, coarsest %d): one processor gives other water than two", seed, s.order, s.conf.Coarsest)
		}
	}
	t.Logf("largest mass error %.2g", worst)
}

// A site on whole blocks and its mirror image have the same water to the last
// bit in first order, with cells of several sizes too.
func TestMirroredSite(t *testing.T) {
	if fused() {
		t.Skip("here x*y+z is one operation")
	}
	for seed := range seeds() / 6 {
		r := rand.New(rand.NewPCG(seed, 99))
		nx, ny, coarsest := 128*(1+r.IntN(2)), 128, r.IntN(3)
		build := func(mirror bool) *Solver {
			r := rand.New(rand.NewPCG(seed, 5))
			at := func(k int) int {
				i, j := k%nx, k/nx
				if mirror {
					i = nx - 1 - i
				}
				return j*nx + i
			}
			c := Config{Grid: Grid{nx, ny, 1}, Bed: make([]float64, nx*ny), Manning: fill(nx*ny, 0.02), Kind: make([]Kind, nx*ny), Coarsest: coarsest, CoarseWithin: 0.1}
			c.West, c.East = Boundary{Kind: OpenOutflow}, Boundary{Kind: Level, Level: 0.5}
			if mirror {
				c.West, c.East = c.East, c.West
			}
			h, hu, hv := make([]float64, nx*ny), make([]float64, nx*ny), make([]float64, nx*ny)
			for k := range nx * ny {
				to := at(k)
				if k%nx < 30 && coarsest > 0 || coarsest == 0 {
					c.Bed[to] = 0.4 * r.Float64()
					if r.IntN(12) == 0 && k != 90*nx+20 && k != 40*nx+50 {
						c.Kind[to] = Blocked
					}
				}
				h[to] = max(0, 1.3*r.Float64()-0.3)
				hu[to], hv[to] = h[to]*r.Float64(), h[to]*r.Float64()
				if mirror {
					hu[to] = -hu[to]
				}
			}
			s := mustNew(t, c)
			must(t, s.SetFlow(h, hu, hv))
			must(t, s.SetSources([]Source{{at(40*nx + 50), 2}, {at(90*nx + 20), -2}}))
			must(t, s.SetRain(1e-5, nil))
			for range 3 {
				must(t, s.Advance(context.Background(), 2))
			}
			return s
		}
		a, b := build(false), build(true)
		for k, h := range a.Depth() {
			to := k/nx*nx + nx - 1 - k%nx
			if h != b.Depth()[to] || a.VelocityX()[k] != -b.VelocityX()[to] || a.VelocityY()[k] != b.VelocityY()[to] {
				t.Fatalf("seed %d, coarsest %d: %s has %g m, its image %g m", seed, coarsest, a.grid.name(k), h, b.Depth()[to])
			}
		}
	}
}

// A block runs dry while its water leaves over the rim; when a neighbour's front
// comes in, what left then must not be counted again.
func TestDryBlockCountsNothingTwice(t *testing.T) {
	const nx, ny = 64, 32
	eachOrder(t, func(t *testing.T, order int) {
		for dam := 40; dam < 44; dam++ { // so that the front comes within a longer step, too
			s := mustNew(t, Config{Grid: Grid{nx, ny, 1}, Bed: make([]float64, nx*ny), Order: order, West: Boundary{Kind: OpenOutflow}})
			h, loss := make([]float64, nx*ny), make([]float32, nx*ny)
			for k := range h {
				switch i := k % nx; {
				case i < 4:
					h[k], loss[k] = 0.05, 10
				case i < 20:
					loss[k] = 10
				case i >= 56: // a deep tank, which makes the block's steps short
					h[k] = 50
				case i >= dam:
					h[k] = 2
				}
			}
			must(t, s.SetFlow(h, nil, nil))
			must(t, s.SetLoss(loss))
			var tank []Wall
			for j := range ny {
				tank = append(tank, Wall{s.grid.Index(55, j), EastEdge, math.Inf(1)})
			}
			must(t, s.SetWalls(tank))
			sections := []Section{ring(s.grid, 0, 32, 0, ny)}
			must(t, s.SetSections(sections))
			for range 20 {
				must(t, s.Advance(context.Background(), 0.162/float64(order))) // 8 steps where it is deep, 4 in the west
				if e := s.Ledger().Error; math.Abs(e) > 1e-9 {
					t.Fatalf("mass error %g", e)
				}
			}
		}
	})
}

// Ground that is dug or heaped up far beyond the relief of New leaves still
// water still.
func TestStillWaterOverDugGround(t *testing.T) {
	const n, allowed = 40, 1e-12
	eachOrder(t, func(t *testing.T, order int) {
		s := mustNew(t, Config{Grid: Grid{n, n, 1}, Bed: make([]float64, n*n), Order: order})
		r := rand.New(rand.NewPCG(3, 1))
		for j := 10; j < 20; j++ {
			for i := 10; i < 20; i++ {
				must(t, s.SetBed(s.grid.Index(i, j), -16.1*r.Float64()))
			}
		}
		must(t, s.SetLevel(1.05))
		advance(t, s, 20, 5)
		q := 0.0
		for k, x := range s.MomentumX() {
			q = max(q, math.Hypot(x, s.MomentumY()[k]))
		}
		t.Logf("%.2g m²/s", q)
		if q > allowed {
			t.Errorf("still water flows: %g m²/s, allowed %g", q, allowed)
		}
	})
}

// A state that something has damaged is refused or taken, but never breaks the
// solver.
func TestDamagedStates(t *testing.T) {
	if testing.Short() {
		t.Skip("only computes: nothing for the race detector; make unit runs it")
	}
	const n = 128
	c := plain(n, 1, 2, flat)
	s := mustNew(t, c)
	must(t, s.SetLevel(0.2))
	must(t, s.SetWalls([]Wall{{5, EastEdge, 1}}))
	must(t, s.SetSources([]Source{{5, 1}}))
	good := s.State()
	r := rand.New(rand.NewPCG(3, 1))
	rasters := 16 + 3*8*n*n // what comes before and after the rasters is more tender
	refused := 0
	for range 300 {
		bad := bytes.Clone(good)
		for range 1 + r.IntN(3) {
			at := len(bad) - 1 - r.IntN(1000)
			if r.IntN(2) == 0 {
				at = rasters + 16 + 13*8 + 2*(4*n*n+1) + r.IntN(16) // sizes
			}
			bad[at] = byte(r.IntN(256)) >> r.IntN(8)
		}
		if s.SetState(bad) != nil {
			refused++
			continue
		}
		_ = s.Advance(context.Background(), 0.01)
	}
	t.Logf("%d of 300 refused", refused)
	must(t, s.SetState(good))
}

// The shorter the steps, the less they matter.
func TestShorterStepsConverge(t *testing.T) {
	if testing.Short() {
		t.Skip("only computes: nothing for the race detector; make unit runs it")
	}
	const n = 64
	eachOrder(t, func(t *testing.T, order int) {
		run := func(dt float64) []float64 {
			c := plain(n, order, 1, dunes)
			c.Manning = fill(n*n, 0.03)
			s := mustNew(t, c)
			h := make([]float64, n*n)
			for k := range h {
				i, j := c.At(k)
				h[k] = 1 + 0.5*math.Sin(float64(i)/9)*math.Cos(float64(j)/11)
			}
			must(t, s.SetFlow(h, nil, nil))
			advance(t, s, 4, dt)
			return append([]float64(nil), s.Depth()...)
		}
		steps := []float64{1, 0.1, 0.02, 0.005} // waves allow 0.1 s
		fine, last := run(0.0025), math.Inf(1)
		for _, dt := range steps {
			d := 0.0
			for k, h := range run(dt) {
				d += math.Abs(h-fine[k]) / n / n
			}
			t.Logf("steps of %g s differ from 0.0025 s by %.2g m on average", dt, d)
			if d > last || d > 0.02 || dt < 0.1 && d > 0.7*last {
				t.Errorf("steps of %g s differ from 0.0025 s by %g m, longer ones by %g m", dt, d, last)
			}
			last = d
		}
	})
}
