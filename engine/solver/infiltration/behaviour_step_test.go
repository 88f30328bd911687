package infiltration

import (
	"math"
	"testing"
)

// Steady rain of 50 mm/h for an hour, all run-off going away: what soaks in
// hardly depends on the step. The one tick in which ponding begins is off by
// what the soil could have taken beyond the rain before. Allowed: 2e-5 of the
// exact depth with steps of 1 s, 0.3 % with 60 s.
func TestStepHardlyMatters(t *testing.T) {
	const rain = 0.05 / 3600
	for _, texture := range Textures().Textures {
		g := texture.GreenAmpt(0.3)
		want := g.UnderRain(rain, 3600)
		for dt, allowed := range map[float64]float64{1: 2e-5, 10: 1e-3, 60: 3e-3} {
			p := newSurface(mustNew(t, all(1, Class{Law: g})), true)
			p.rain(t, 0, 3600, dt, rain)
			if off := p.soaked[0]/want - 1; math.Abs(off) > allowed {
				t.Errorf("%s, steps of %g s: %g m, want %g m (%.2g off, allowed %.2g)", texture.Class, dt, p.soaked[0], want, off, allowed)
			}
		}
	}
	// Horton's capacity is f0 at first, so the same holds.
	h := func(dt float64) float64 {
		p := newSurface(mustNew(t, all(1, Class{Law: loamHorton})), true)
		p.rain(t, 0, 3600, dt, rain)
		return p.soaked[0]
	}
	if off := h(60)/h(1) - 1; math.Abs(off) > 3e-3 {
		t.Errorf("Horton: steps of 60 s are %.2g off those of 1 s", off)
	}
}
