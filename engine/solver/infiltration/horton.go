package infiltration

import (
	"errors"
	"fmt"
	"math"
)

// Horton is a soil whose capacity decays with what it has taken: rain below the
// capacity spends it only as far as it soaks in (the integrated form).
type Horton struct {
	First    float64 // f0 of dry soil [m/s]
	Last     float64 // fc of wet soil [m/s]
	Decay    float64 // k [1/s]
	Recovery float64 // kr of soil that takes nothing [1/s]; 0: none
}

func (h Horton) check() error {
	var errs []error
	if !(h.Last >= 0) || !finite(h.Last) {
		errs = append(errs, fmt.Errorf("last rate %g m/s: expected ≥ 0", h.Last))
	}
	if !(h.First >= h.Last) || !finite(h.First) {
		errs = append(errs, fmt.Errorf("first rate %g m/s: expected at least the last rate, %g m/s", h.First, h.Last))
	}
	if !(h.Decay > 0) || !finite(h.Decay) {
		errs = append(errs, fmt.Errorf("decay %g 1/s: expected > 0, e.g. 1.1e-3 (4 per hour)", h.Decay))
	}
	if !(h.Recovery >= 0) || !finite(h.Recovery) {
		errs = append(errs, fmt.Errorf("recovery %g 1/s: expected ≥ 0", h.Recovery))
	}
	return errors.Join(errs...)
}

// Rate returns f [m/s] of soil ponded for t [s].
func (h Horton) Rate(t float64) float64 { return h.Last + (h.First-h.Last)*math.Exp(-h.Decay*t) }

// Cumulative returns F [m] of soil ponded for t [s].
func (h Horton) Cumulative(t float64) float64 {
	return h.Last*t - (h.First-h.Last)/h.Decay*math.Expm1(-h.Decay*t)
}

// ahead returns what ponded soil with all of f0 - fc left takes beyond fc dt [m].
func (h Horton) ahead(dt float64) float64 {
	return -(h.First - h.Last) / h.Decay * math.Expm1(-h.Decay*dt)
}

func (h Horton) capacity(dt float64, c cells, into []float64) {
	base, ahead := h.Last*dt, h.ahead(dt)
	for k, spent := range c.spent {
		into[k] = base + ahead*(1-spent)
	}
}

func (h Horton) take(dt float64, c cells, took []float64) {
	base, ahead := h.Last*dt, h.ahead(dt)
	decay, recovery := -math.Expm1(-h.Decay*dt), math.Exp(-h.Recovery*dt)
	for k, x := range took {
		c.water[k] += x
		left := 1 - c.spent[k]
		switch {
		case x <= 0:
			c.spent[k] *= recovery
		case x >= (base+ahead*left)*(1-1e-6): // ponded; single precision told the solver
			c.spent[k] += left * decay
		default:
			c.spent[k] += left * h.spends(x, left)
		}
	}
}

// spends returns the share y = 1 - e^(-k t) of what is left of f0 - fc that goes
// with x [m], less than what ponded soil takes:
//
//	b L + c y = x,  L = -ln(1-y) = y + y²/2 + …,  b = fc/k,  c = left (f0-fc)/k
//
// The start leaves out all beyond y² in L; then Halley as in advance.
func (h Horton) spends(x, left float64) float64 {
	b, c := h.Last/h.Decay, left*(h.First-h.Last)/h.Decay
	both := b + c
	y := 2 * x / (both + math.Sqrt(both*both+2*b*x))
	if !(y < 0.25) {
		return -math.Expm1(-h.Decay * h.timeFor(x, left))
	}
	y -= b * y * y * y / (3 * (both + b*y))
	better := func() {
		f, slope := both*y+b*excess(-y)-x, both*(1-y)+b*y
		y -= 2 * f * slope * (1 - y) / (2*slope*slope - f*b)
	}
	better()
	if y > onceIsEnough {
		better()
	}
	return y
}

// timeFor returns how long ponded soil needs for x [m] with a share left of
// f0 - fc. From the left Newton's steps come near without ever passing, as the
// rate only falls.
func (h Horton) timeFor(x, left float64) float64 {
	gain := (h.First - h.Last) * left
	t := x / (h.Last + gain)
	for range 60 {
		fade := math.Expm1(-h.Decay * t)
		step := (x - h.Last*t + gain/h.Decay*fade) / (h.Last + gain*(1+fade))
		t += step
		if !(step > 1e-13*t) {
			break
		}
	}
	return t
}
