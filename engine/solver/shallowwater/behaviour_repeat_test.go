package shallowwater

import (
	"bytes"
	"math"
	"math/rand/v2"
	"runtime"
	"testing"
)

// What must hold for any water, whatever the exact solution. Tolerances were
// set before the first run.

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

// fused tells whether the compiler makes x*y+z one operation (arm64, and amd64
// with GOAMD64=v3): then mirrored sums round differently.
func fused() bool { return multiplyAdd(1.1, 1.1, -float64(multiplyAdd(1.1, 1.1, 0))) != 0 }

//go:noinline
func multiplyAdd(x, y, z float64) float64 { return x*y + z }

// A mirrored or turned site has mirrored or turned water: to the last bit, or
// where multiplication and addition are fused to 1e-9.
func TestSymmetry(t *testing.T) {
	const n = 64 // two blocks each way
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
		s := mustNew(t, c)
		must(t, s.SetFlow(h, hu, hv))
		must(t, s.SetRain(1e-5, nil))
		advance(t, s, 20, 1)
		return s
	}
	a := site("")
	for _, how := range []string{"mirrored", "turned"} {
		b := site(how)
		for k := range a.Depth() {
			to := turned(n, k, how)
			qx, qy := a.VelocityX()[k], a.VelocityY()[k]
			switch how {
			case "mirrored":
				qx = -qx
			case "turned":
				qx, qy = -qy, qx
			}
			off := max(math.Abs(a.Depth()[k]-b.Depth()[to]), math.Abs(qx-b.VelocityX()[to]), math.Abs(qy-b.VelocityY()[to]))
			if off > 0 && !(fused() && off < 1e-9) {
				t.Fatalf("%s: %s has (%g, %g, %g), its image (%g, %g, %g)", how, a.grid.name(k), a.Depth()[k], qx, qy, b.Depth()[to], b.VelocityX()[to], b.VelocityY()[to])
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
	a, b := mustNew(t, c), mustNew(t, c)
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
		s := mustNew(t, jumble(9, 40))
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
	const n, allowed = 128, 0.01 // L1 of depth and of discharge, relative
	run := func(one bool) *Solver {
		c := city(n)
		c.South = Boundary{Kind: OpenOutflow}
		s := mustNew(t, c)
		s.oneStep = one
		h := make([]float64, n*n)
		for k := range h {
			if c.Kind[k] == Open {
				h[k] = 0.1
			}
			if c.Bed[k] < -10 {
				h[k] = 3
			}
			if k/n > 116 {
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
	for k := range local.Depth() {
		d += math.Abs(local.Depth()[k] - global.Depth()[k])
		sum += global.Depth()[k]
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
