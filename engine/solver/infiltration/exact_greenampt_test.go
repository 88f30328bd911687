package infiltration

import (
	"math"
	"math/rand/v2"
	"testing"
)

// Cumulative infiltration solves F - S ln(1 + F/S) = K t for every texture, dry
// and wet, from a second to a month. Allowed: 1e-12 of K t + F.
func TestCumulativeSolvesTheImplicitEquation(t *testing.T) {
	for _, texture := range Textures().Textures {
		for _, wet := range []float64{0, 0.3, 0.9, 1} {
			g := texture.GreenAmpt(wet)
			for _, at := range []float64{0.1, 1, 60, 3600, 86400, 2.6e6} {
				f, s := g.Cumulative(at), g.Pull()
				residual := f - g.Conductivity*at
				if s > 0 {
					// x - ln(1+x) without loss for small x
					x := f / s
					e := x - math.Log1p(x)
					if x < 1e-3 {
						e = x * x * (0.5 - x*(1./3-x*(0.25-x/5)))
					}
					residual = s*e - g.Conductivity*at
				}
				if math.Abs(residual) > 1e-12*(g.Conductivity*at+f) {
					t.Errorf("%s, %g wet, %g s: F = %g m leaves %g m", texture.Class, wet, at, f, residual)
				}
			}
		}
	}
}

// A step from any state is the root as bisection finds it. Allowed: 1e-9 of the
// step, or 1e-15 of a soil's depth where the step is that small.
func TestAdvanceAgainstBisection(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 20000 {
		pull := math.Pow(10, -4+4*r.Float64())
		taken := math.Pow(10, -6+6*r.Float64())
		if r.IntN(10) == 0 {
			taken = 0
		}
		kt := math.Pow(10, -9+9*r.Float64())
		got := advance(taken, pull, kt)
		f := func(x float64) float64 {
			// for small x/(F+S) by the series, so that the reference is exact
			u := x / (taken + pull)
			e := u - math.Log1p(u)
			if u < 1e-2 {
				e = 0
				for n, p := 2, u*u; n < 14; n, p = n+1, -p*u {
					e += p / float64(n)
				}
			}
			return x*taken/(taken+pull) + pull*e - kt
		}
		lo, hi := 0.0, kt
		for f(hi) < 0 {
			hi *= 2
		}
		for range 200 {
			mid := (lo + hi) / 2
			if f(mid) < 0 {
				lo = mid
			} else {
				hi = mid
			}
		}
		if math.Abs(got-lo) > 1e-9*lo+1e-15 {
			t.Fatalf("F=%g S=%g Kt=%g: %g, want %g (%g off)", taken, pull, kt, got, lo, got/lo-1)
		}
	}
}

// Ponded soil stepped through Capacity and Book follows the implicit equation,
// whatever the step. Allowed: 2e-6, as capacities are single precision.
func TestPondedSoilFollowsTheImplicitEquation(t *testing.T) {
	for _, texture := range Textures().Textures {
		g := texture.GreenAmpt(0.3)
		for _, dt := range []float64{1, 60, 600} {
			p := newSurface(mustNew(t, all(3, Class{Law: g})), false)
			for k := range p.pond {
				p.pond[k] = 10
			}
			p.rain(t, 0, 7200, dt, 0)
			if want := g.Cumulative(7200); math.Abs(p.soaked[1]/want-1) > 2e-6 {
				t.Errorf("%s, steps of %g s: %g m, want %g m (%.2g off)", texture.Class, dt, p.soaked[1], want, p.soaked[1]/want-1)
			}
		}
	}
}

// Ponding begins at t_p = K ψΔθ/(i (i-K)). As a capacity holds over a tick,
// water stands from the start of the tick after which some is found. Allowed:
// the step, 1 s.
func TestPondingTime(t *testing.T) {
	for _, texture := range Textures().Textures {
		g := texture.GreenAmpt(0.3)
		rain := 3 * g.Conductivity
		if rain < 5e-6 {
			rain = 5e-6
		}
		want := g.PondingTime(rain)
		if f := g.Rate(rain * want); math.Abs(f/rain-1) > 1e-12 {
			t.Errorf("%s: at t_p the soil takes %g m/s, the rain is %g m/s", texture.Class, f, rain)
		}
		p := newSurface(mustNew(t, all(1, Class{Law: g})), false)
		at := 0.0
		for ; p.pond[0] == 0 && at < 1e5; at++ {
			p.tick(t, 1, rain, 1)
		}
		if began := at - 1; math.Abs(began-want) > 1 {
			t.Errorf("%s: ponds from %g s on, want %g s", texture.Class, began, want)
		}
	}
	if g := (GreenAmpt{Conductivity: 1e-5, Suction: 0.1, Deficit: 0.3}); !math.IsInf(g.PondingTime(1e-5), 1) {
		t.Error("rain that the soil takes by weight alone ponds")
	}
}

// Water standing on the soil pushes: with a depth h that stays, S = (ψ+h) Δθ.
// Allowed: 2e-6.
func TestStandingWaterPushes(t *testing.T) {
	g := GreenAmpt{Conductivity: 2e-6, Suction: 0.15, Deficit: 0.35}
	s := mustNew(t, all(1, Class{Law: g}))
	loss, soaked := make([]float32, 1), make([]float64, 1)
	for range 120 {
		must(t, s.Capacity(30, []float64{0.8}, loss))
		soaked[0] += 30 * float64(loss[0])
		must(t, s.Book(30, soaked))
	}
	want := GreenAmpt{Conductivity: 2e-6, Suction: 0.95, Deficit: 0.35}.Cumulative(3600)
	if math.Abs(soaked[0]/want-1) > 2e-6 {
		t.Errorf("%g m, want %g m", soaked[0], want)
	}
}
