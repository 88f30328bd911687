package infiltration

import (
	"errors"
	"fmt"
	"math"
)

// GreenAmpt is a soil with a sharp wetting front.
type GreenAmpt struct {
	Conductivity float64 // K of the wetted soil [m/s]
	Suction      float64 // ψ, head at the wetting front [m], > 0 for a soil that sucks
	Deficit      float64 // Δθ, porosity less the water there at the start [-]
}

func (g GreenAmpt) check() error {
	var errs []error
	if !(g.Conductivity >= 0) || !finite(g.Conductivity) {
		errs = append(errs, fmt.Errorf("conductivity %g m/s: expected ≥ 0, e.g. 1.8e-6 (silt loam)", g.Conductivity))
	}
	if !(g.Suction >= 0) || !finite(g.Suction) {
		errs = append(errs, fmt.Errorf("suction %g m: expected ≥ 0, e.g. 0.1668 (silt loam)", g.Suction))
	}
	if !(g.Deficit >= 0 && g.Deficit <= 1) {
		errs = append(errs, fmt.Errorf("deficit %g: expected 0 to 1, e.g. 0.34", g.Deficit))
	}
	return errors.Join(errs...)
}

// Pull is S = ψ Δθ [m], under thin water.
func (g GreenAmpt) Pull() float64 { return g.Suction * g.Deficit }

// Rate returns f [m/s] of ponded soil that has taken F [m]; +Inf at first.
func (g GreenAmpt) Rate(taken float64) float64 {
	if g.Pull() == 0 {
		return g.Conductivity
	}
	return g.Conductivity * (1 + g.Pull()/taken)
}

// Cumulative returns F [m] of soil that has been ponded for t [s].
func (g GreenAmpt) Cumulative(t float64) float64 { return advance(0, g.Pull(), g.Conductivity*t) }

// PondingTime returns t_p [s] of steady rain [m/s]: +Inf if it never ponds.
func (g GreenAmpt) PondingTime(rain float64) float64 {
	if rain <= g.Conductivity {
		return math.Inf(1)
	}
	return g.Conductivity * g.Pull() / (rain * (rain - g.Conductivity))
}

// UnderRain returns F [m] after t [s] of steady rain [m/s], all run-off going
// away at once.
func (g GreenAmpt) UnderRain(rain, t float64) float64 {
	ponding := g.PondingTime(rain)
	if t <= ponding {
		return rain * t
	}
	taken := rain * ponding
	return taken + advance(taken, g.Pull(), g.Conductivity*(t-ponding))
}

// advance returns the depth x [m] by which ponded soil that has taken F goes on
// while K t more [m] would run through it by weight alone:
//
//	x - S ln(1 + x/(F + S)) = K t
//
// With u = x/(F + S) that is  F u + S (u - ln(1+u)) = K t.  The start leaves out
// all beyond u² in the logarithm; what u³ adds comes by one of Newton's steps,
// and the rest by Halley's.
func advance(taken, pull, kt float64) float64 {
	if !(pull > 0) || !(kt > 0) {
		return kt
	}
	u := 2 * kt / (taken + math.Sqrt(taken*taken+2*pull*kt))
	if u >= 0.25 {
		return (taken + pull) * advanceFar(u, taken, pull, kt)
	}
	u += pull * u * u * u / (3 * (taken + pull*u))
	u = halley(u, excess(u), taken, pull, kt)
	if u > onceIsEnough {
		u = halley(u, excess(u), taken, pull, kt)
	}
	return (taken + pull) * u
}

// onceIsEnough is the u up to which one step of Halley's is within 1e-12.
const onceIsEnough = 0.05

// halley returns a better root of F u + S e - K t, where e = u - ln(1+u).
func halley(u, e, taken, pull, kt float64) float64 {
	// f' = slope/(1+u), f" = S/(1+u)²
	f, slope := taken*u+pull*e-kt, taken+(taken+pull)*u
	return u - 2*f*slope*(1+u)/(2*slope*slope-f*pull)
}

// excess returns u - ln(1+u) for -1/4 ≤ u ≤ 1/4, to 1e-12 of u²/2:
// ln(1+u) = 2 atanh z, z = u/(2+u), and u - 2z = u z.
func excess(u float64) float64 {
	z := u / (2 + u)
	s := z * z
	return z*u - 2*z*s*(1./3+s*(1./5+s*(1./7+s*(1./9+s*(1./11)))))
}

// advanceFar is for long steps: over a quarter of what the soil has taken and
// could suck in.
func advanceFar(u, taken, pull, kt float64) float64 {
	for range 50 {
		next := halley(u, u-math.Log1p(u), taken, pull, kt)
		if math.Abs(next-u) <= 1e-14*next {
			return next
		}
		u = next
	}
	return u
}

func (g GreenAmpt) capacity(dt float64, c cells, into []float64) {
	kt, pull := g.Conductivity*dt, g.Pull()
	if c.ponded == nil {
		for k, taken := range c.water {
			into[k] = advance(taken, pull, kt)
		}
		return
	}
	for k, taken := range c.water {
		into[k] = advance(taken, pull+c.ponded[k]*g.Deficit, kt)
	}
}

func (g GreenAmpt) take(dt float64, c cells, took []float64) {
	for k, x := range took {
		c.water[k] += x
	}
}

func finite(xs ...float64) bool {
	for _, x := range xs {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return false
		}
	}
	return true
}
