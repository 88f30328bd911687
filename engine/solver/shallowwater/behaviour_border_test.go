package shallowwater

import (
	"context"
	"errors"
	"math"
	"runtime"
	"strings"
	"testing"
)

// What must hold for any water, whatever the exact solution. Tolerances were
// set before the first run.

func TestDryStaysDry(t *testing.T) {
	c := jumble(2, 40)
	c.North = Boundary{}
	s := mustNew(t, c)
	advance(t, s, 100, 10)
	for k := range s.Depth() {
		if s.Depth()[k] != 0 || s.VelocityX()[k] != 0 || s.VelocityY()[k] != 0 {
			t.Fatalf("%s got wet", s.grid.name(k))
		}
	}
	if n := s.Counters().CellUpdates; n != 0 {
		t.Errorf("%d dry cells were computed", n)
	}
}

func TestNaNStops(t *testing.T) {
	for plane, where := range map[int]string{
		soilRain:  "(33 east, 7 north)",
		soilRough: "(33 east, 6 north)", // friction reaches over the edges: the first of those that it spoils
	} {
		s := mustNew(t, Config{Grid: Grid{50, 40, 1}, Bed: make([]float64, 2000)})
		must(t, s.SetLevel(1))
		must(t, s.SetRain(1e-5, nil))
		b, k := s.blockAt(s.grid.Index(33, 7))
		b.soil[plane+k] = float32(math.NaN())
		err := s.Advance(context.Background(), 1)
		if err == nil || !strings.Contains(err.Error(), where) || !strings.Contains(err.Error(), "depth became NaN") {
			t.Errorf("NaN at %s: error %v", where, err)
		}
		if err := s.Advance(context.Background(), 1); err == nil {
			t.Error("the broken solver went on")
		}
		must(t, s.SetRain(0, nil))
		b.soil[k], b.soil[soilRain+k] = 0, 1
		s.freshGround = false
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
	c := Config{Grid: Grid{4, 3, 1}, Bed: make([]float64, 12), Manning: fill(12, 0.02), East: Boundary{Kind: Level, Level: math.NaN()}}
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
	s := mustNew(t, jumble(1, 40))
	must(t, s.SetLevel(0.5))
	must(t, s.SetRain(1e-5, nil))
	advance(t, s, 10, 1)
	if n := testing.AllocsPerRun(5, func() { advance(t, s, 1, 1) }); n > 0 {
		t.Errorf("%g allocations in an Advance", n)
	}
}
