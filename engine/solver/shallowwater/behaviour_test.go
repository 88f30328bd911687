package shallowwater

import (
	"bytes"
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// What must hold for any water, whatever the exact solution. Tolerances were
// set before the first run.

// jumble is a site with all that the solver knows: bumps, a pit, buildings, no
// data, open rims; small tiles so that there are many borders between steps.
func jumble(seed uint64, n int) Config {
	r := rand.New(rand.NewPCG(seed, 1))
	c := Config{
		Grid: Grid{n, n, 2}, Bed: make([]float64, n*n), Manning: make([]float64, n*n), Kind: make([]Kind, n*n),
		West: Boundary{Kind: OpenOutflow}, North: Boundary{Level, 0.4}, Rim: Boundary{Kind: OpenOutflow},
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
	for k := range s.h {
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
	for k, h := range s.h {
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
		side := rapid.IntRange(3, 9).Draw(rt, "side of a tile")
		r := rand.New(rand.NewPCG(seed, 2))
		c := jumble(seed, 20)
		s := newSolver(c, side)
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
	s := newSolver(c, 6)
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
	if v := s.SourceVolumes(); math.Abs(v[0]+v[1]+0.6) > 1e-12 || s.h[0] != 0 {
		t.Errorf("then: took %v m³ of the 0.6 m³ left, depth %g m", v, s.h[0])
	}
}

// turn maps cell (i,j) of an n×n grid.
func turned(n, k int, how string) int {
	i, j := k%n, k/n
	switch how {
	case "mirrored":
		i = n - 1 - i
	case "turned": // a quarter to the left
		i, j = n-1-j, i
	}
	return j*n + i
}

// A mirrored or turned site has mirrored or turned water, to the last bit.
func TestSymmetry(t *testing.T) {
	const n = 24
	r := rand.New(rand.NewPCG(7, 7))
	site := func(how string) *Solver {
		r = rand.New(rand.NewPCG(7, 7))
		c := Config{Grid: Grid{n, n, 1}, Bed: make([]float64, n*n), Manning: fill(n*n, 0.02), Kind: make([]Kind, n*n)}
		h, hu, hv := make([]float64, n*n), make([]float64, n*n), make([]float64, n*n)
		for k := range n * n {
			to := turned(n, k, how)
			c.Bed[to] = r.Float64()
			if r.IntN(10) == 0 {
				c.Kind[to] = Blocked
			}
			h[to] = max(0, 1.2*r.Float64()-0.3)
			qx, qy := h[to]*r.Float64(), h[to]*r.Float64()
			switch how {
			case "mirrored":
				qx = -qx
			case "turned":
				qx, qy = -qy, qx
			}
			hu[to], hv[to] = qx, qy
		}
		s := newSolver(c, 6)
		must(t, s.SetFlow(h, hu, hv))
		must(t, s.SetRain(1e-5, nil))
		advance(t, s, 20, 1)
		return s
	}
	a := site("")
	for _, how := range []string{"mirrored", "turned"} {
		b := site(how)
		for k := range a.h {
			to := turned(n, k, how)
			qx, qy := a.u[k], a.v[k]
			switch how {
			case "mirrored":
				qx = -qx
			case "turned":
				qx, qy = -qy, qx
			}
			if a.h[k] != b.h[to] || qx != b.u[to] || qy != b.v[to] {
				t.Fatalf("%s: %s has (%g, %g, %g), its image (%g, %g, %g)", how, a.grid.name(k), a.h[k], qx, qy, b.h[to], b.u[to], b.v[to])
			}
		}
	}
}

func TestRestartIsBitIdentical(t *testing.T) {
	c := jumble(11, 30)
	run := func(s *Solver, r *rand.Rand, steps int) {
		for range steps {
			stir(t, s, r)
			advance(t, s, 3, 1)
		}
	}
	a, b := newSolver(c, 8), newSolver(c, 8)
	r := rand.New(rand.NewPCG(4, 4))
	must(t, a.SetLevel(0.5))
	run(a, r, 3)
	stir(t, a, r)
	saved := a.State()
	must(t, b.SetState(saved))
	for k := range c.Cells() {
		if c.Kind[k] != Open {
			b.bed[k] = a.bed[k] // NaN or not: never read
		}
	}
	if !bytes.Equal(b.State(), saved) {
		t.Fatal("the state changed on its way through SetState")
	}
	advance(t, a, 5, 1)
	advance(t, b, 5, 1)
	run(a, rand.New(rand.NewPCG(5, 5)), 3)
	run(b, rand.New(rand.NewPCG(5, 5)), 3)
	if !bytes.Equal(a.State(), b.State()) {
		t.Error("after a restart the run goes another way")
	}
	for _, bad := range [][]byte{nil, saved[:len(saved)-1], append(bytes.Clone(saved), 0), saved[:100]} {
		if err := b.SetState(bad); err == nil {
			t.Errorf("a state of %d bytes instead of %d was taken", len(bad), len(saved))
		}
	}
	if !bytes.Equal(a.State(), b.State()) {
		t.Error("a refused state changed the solver")
	}
}

func TestProcessorsDoNotMatter(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	var first []byte
	for _, p := range []int{1, 2, 8} {
		runtime.GOMAXPROCS(p)
		s := newSolver(jumble(9, 40), 8)
		r := rand.New(rand.NewPCG(6, 6))
		must(t, s.SetLevel(0.6))
		for range 5 {
			stir(t, s, r)
			advance(t, s, 4, 1)
		}
		if first == nil {
			first = s.State()
		} else if !bytes.Equal(first, s.State()) {
			t.Errorf("GOMAXPROCS %d gives other water than 1", p)
		}
	}
}

// Local time steps against one step for all tiles: an overflowing street and a
// pit with 3 m of water.
func TestLocalStepsAgree(t *testing.T) {
	const n, allowed = 64, 0.01 // L1 of depth and of discharge, relative
	run := func(one bool) *Solver {
		c := city(n)
		c.South = Boundary{Kind: OpenOutflow}
		s := newSolver(c, 8)
		s.oneStep = one
		h := make([]float64, n*n)
		for k := range h {
			if c.Kind[k] == Open {
				h[k] = 0.1
			}
			if c.Bed[k] < -10 {
				h[k] = 3
			}
			if k/n > 56 {
				h[k] *= 4
			}
		}
		must(t, s.SetFlow(h, nil, nil))
		must(t, s.SetRain(3e-5, nil))
		advance(t, s, 60, 2)
		return s
	}
	local, global := run(false), run(true)
	var d, dq, sum, q float64
	qx, qy, gx, gy := local.MomentumX(), local.MomentumY(), global.MomentumX(), global.MomentumY()
	for k := range local.h {
		d += math.Abs(local.h[k] - global.h[k])
		sum += global.h[k]
		dq += math.Hypot(qx[k]-gx[k], qy[k]-gy[k])
		q += math.Hypot(gx[k], gy[k])
	}
	t.Logf("depth differs by %.2g, discharge by %.2g; %d against %d cell updates", d/sum, dq/q, local.counters.CellUpdates, global.counters.CellUpdates)
	if d/sum > allowed || dq/q > allowed {
		t.Errorf("depth differs by %g, discharge by %g; allowed %g", d/sum, dq/q, allowed)
	}
	if local.counters.CellUpdates >= global.counters.CellUpdates {
		t.Error("local steps save no work")
	}
}

func TestDryStaysDry(t *testing.T) {
	c := jumble(2, 40)
	c.North = Boundary{}
	s := newSolver(c, 8)
	advance(t, s, 100, 10)
	for k := range s.h {
		if s.h[k] != 0 || s.u[k] != 0 || s.v[k] != 0 {
			t.Fatalf("%s got wet", s.grid.name(k))
		}
	}
	if n := s.Counters().CellUpdates; n != 0 {
		t.Errorf("%d dry cells were computed", n)
	}
}

func TestNaNStops(t *testing.T) {
	for name, spoil := range map[string]func(s *Solver, cell int){
		"depth h":  func(s *Solver, cell int) { s.rainWeight[cell] = float32(math.NaN()) },
		"velocity": func(s *Solver, cell int) { s.rough[cell] = math.NaN() },
	} {
		s := mustNew(t, Config{Grid: Grid{50, 40, 1}, Bed: make([]float64, 2000)})
		must(t, s.SetLevel(1))
		must(t, s.SetRain(1e-5, make([]float32, 2000)))
		s.tiles[1].rainWeight = 1
		spoil(s, s.grid.Index(33, 7))
		err := s.Advance(context.Background(), 1)
		if err == nil || !strings.Contains(err.Error(), "(33 east, 7 north)") || !strings.Contains(err.Error(), name) {
			t.Errorf("NaN in %s: error %v", name, err)
		}
		if err := s.Advance(context.Background(), 1); err == nil {
			t.Error("the broken solver went on")
		}
		must(t, s.SetRain(0, nil))
		s.rough[s.grid.Index(33, 7)] = 0
		must(t, s.SetLevel(1))
		advance(t, s, 1, 1)
	}
}

func TestCancel(t *testing.T) {
	s := mustNew(t, Config{Grid: Grid{50, 40, 1}, Bed: make([]float64, 2000)})
	must(t, s.SetLevel(1))
	saved := s.State()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := s.Advance(ctx, 10); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want canceled", err)
	}
	must(t, s.SetState(saved))
	advance(t, s, 1, 1)
}

func TestConfigErrorsNameTheCell(t *testing.T) {
	c := Config{Grid: Grid{4, 3, 1}, Bed: make([]float64, 12), Manning: fill(12, 0.02), East: Boundary{Level, math.NaN()}}
	c.Bed[c.Index(2, 1)] = math.NaN()
	c.Manning[c.Index(3, 2)] = -1
	_, err := New(c)
	for _, want := range []string{"cell 6 (2 east, 1 north): bed", "cell 11 (3 east, 2 north): manning", "east boundary"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v does not say %q", err, want)
		}
	}
}

func TestNoAllocationInAStep(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1)) // without helpers
	s := newSolver(jumble(1, 40), 8)
	must(t, s.SetLevel(0.5))
	must(t, s.SetRain(1e-5, nil))
	advance(t, s, 10, 1)
	if n := testing.AllocsPerRun(5, func() { advance(t, s, 1, 1) }); n > 0 {
		t.Errorf("%g allocations in an Advance", n)
	}
}
