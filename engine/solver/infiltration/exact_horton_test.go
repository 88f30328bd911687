package infiltration

import (
	"math"
	"testing"
)

var loamHorton = Horton{First: 2.1e-5, Last: 2.8e-6, Decay: 4.0 / 3600, Recovery: 0.05 / 3600}

// Ponded soil takes Horton's integral, whatever the step. Allowed: 1e-6, as
// capacities are single precision.
func TestPondedHortonTakesItsIntegral(t *testing.T) {
	for _, dt := range []float64{1, 60, 900} {
		p := newSurface(mustNew(t, all(1, Class{Law: loamHorton})), false)
		p.pond[0] = 10
		p.rain(t, 0, 7200, dt, 0)
		want := loamHorton.Cumulative(7200)
		if math.Abs(p.soaked[0]/want-1) > 1e-6 {
			t.Errorf("steps of %g s: %g m, want %g m", dt, p.soaked[0], want)
		}
		if f := loamHorton.Last + (loamHorton.First-loamHorton.Last)*(1-p.soil.spent[0]); math.Abs(f/loamHorton.Rate(7200)-1) > 1e-6 {
			t.Errorf("steps of %g s: capacity %g m/s, want %g m/s", dt, f, loamHorton.Rate(7200))
		}
	}
}

// Rain below the capacity spends only what soaks in: after it the soil is where
// ponded soil would be that has taken as much. Allowed: 1e-9 of f0.
func TestHortonIsSpentByWhatSoaksIn(t *testing.T) {
	const rain = 4e-6
	for _, h := range []Horton{loamHorton, {First: 2e-5, Decay: 1e-3}} {
		for _, dt := range []float64{1, 60, 600} {
			p := newSurface(mustNew(t, all(1, Class{Law: h})), false)
			p.rain(t, 0, 1800, dt, rain)
			if math.Abs(p.soaked[0]-1800*rain) > 1e-15 {
				t.Fatalf("%g m of %g m soaked in: this tests nothing", p.soaked[0], 1800*rain)
			}
			lo, hi := 0.0, 1e5 // t_e with F(t_e) = what soaked in
			for range 200 {
				if mid := (lo + hi) / 2; h.Cumulative(mid) < p.soaked[0] {
					lo = mid
				} else {
					hi = mid
				}
			}
			got := h.Last + (h.First-h.Last)*(1-p.soil.spent[0])
			if want := h.Rate(lo); math.Abs(got-want) > 1e-9*h.First {
				t.Errorf("steps of %g s: capacity %g m/s, want %g m/s", dt, got, want)
			}
		}
	}
}

// Dry soil recovers exponentially, whatever the step. Allowed: 1e-12.
func TestHortonRecovers(t *testing.T) {
	for _, dt := range []float64{60, 3600} {
		p := newSurface(mustNew(t, all(1, Class{Law: loamHorton})), true)
		p.rain(t, 0, 3600, 60, 1e-3)
		spent := p.soil.spent[0]
		p.rain(t, 0, 86400, dt, 0)
		if want := spent * math.Exp(-loamHorton.Recovery*86400); math.Abs(p.soil.spent[0]/want-1) > 1e-12 {
			t.Errorf("steps of %g s: %g spent, want %g", dt, p.soil.spent[0], want)
		}
	}
}

func TestConstantLossAndRoom(t *testing.T) {
	p := newSurface(mustNew(t, all(1, Class{Law: ConstantLoss{Rate: 1e-5}, Room: 0.02})), false)
	p.pond[0] = 1
	p.rain(t, 0, 1000, 10, 0)
	if math.Abs(p.soaked[0]-0.01) > 1e-8 {
		t.Errorf("%g m after 1000 s, want 0.01 m", p.soaked[0])
	}
	p.rain(t, 0, 5000, 10, 0)
	if math.Abs(p.soaked[0]-0.02) > 1e-8 {
		t.Errorf("%g m in soil with room for 0.02 m", p.soaked[0])
	}
}

// Storage fills first, with all that comes, then the soil takes. Allowed: 1e-7 m.
func TestStorageFillsFirst(t *testing.T) {
	c := all(2, Class{Law: ConstantLoss{Rate: 1e-6}, Storage: 0.004})
	c.Paved, c.PavedStorage = []float32{0, 0.75}, 0.001
	p := newSurface(mustNew(t, c), false)
	p.rain(t, 0, 100, 10, 1e-5)
	if p.soil.held[0] != p.soaked[0] || math.Abs(p.soaked[0]-1e-3) > 1e-9 {
		t.Errorf("after 1 mm: %g m held, %g m soaked", p.soil.held[0], p.soaked[0])
	}
	p.rain(t, 0, 2000, 10, 1e-4)
	for k, want := range []float64{0.004, 0.25*0.004 + 0.75*0.001} {
		if math.Abs(p.soil.held[k]-want) > 1e-7 {
			t.Errorf("cell %d holds %g m, want %g m", k, p.soil.held[k], want)
		}
	}
	if got, want := p.soaked[1]-p.soil.held[1], 0.25*p.soil.water[1]; math.Abs(got-want) > 1e-12 {
		t.Errorf("a quarter of the second cell is open: its soil has %g m, want %g m", got, want)
	}
}

// Evaporation takes standing water, then storage, then the soil's, and stops.
// Allowed: 1e-8 m.
func TestEvaporationInItsOrder(t *testing.T) {
	e, err := NewEvaporation(8.64)
	must(t, err)
	p := newSurface(mustNew(t, all(1, Class{Law: ConstantLoss{}, Storage: 0.002})), false)
	p.pond[0] = 0.003 // 2 mm to storage, 1 mm stands
	p.soil.water[0] = 0.001
	p.soil.seen[0], p.soaked[0] = 0.001, 0.001
	must(t, p.soil.SetEvaporation(e[6])) // 1e-7 m/s
	for hours, want := range []struct{ pond, held, soil float64 }{
		{0, 0, 0}, {0.00064, 0.002, 0.001}, {0.00028, 0.002, 0.001}, {0, 0.00192, 0.001},
	} {
		if hours > 0 {
			p.rain(t, 0, 3600, 60, 0)
			if math.Abs(p.pond[0]-want.pond) > 1e-8 || math.Abs(p.soil.held[0]-want.held) > 1e-8 || math.Abs(p.soil.water[0]-want.soil) > 1e-8 {
				t.Errorf("after %d h: %g m stand, %g m held, %g m in the soil; want %v", hours, p.pond[0], p.soil.held[0], p.soil.water[0], want)
			}
		}
	}
	p.rain(t, 0, 19200, 60, 0)
	if math.Abs(p.soil.water[0]-0.001) > 1e-8 || p.soil.held[0] > 1e-8 {
		t.Errorf("storage should just be dry: %g m, soil %g m", p.soil.held[0], p.soil.water[0])
	}
	p.rain(t, 0, 86400, 60, 0)
	if p.soil.water[0] != 0 || math.Abs(p.soil.Account().Evaporated-0.004) > 1e-8 {
		t.Errorf("all should be dry: %+v", p.soil.Account())
	}
}
