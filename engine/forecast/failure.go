package forecast

import (
	"math"
	"slices"
)

// Failure is ground that gathers speed: 1/v = (Tf − t)/A, s = C − A ln(Tf − t).
type Failure struct {
	Tf      float64    // when it fails [s]
	A       float64    // [unit]
	C       float64    // [unit]
	Between [2]float64 // in which Tf lies with 80 % confidence [s]
}

// At implements Law; past the failure there is no value.
func (f Failure) At(t float64) float64 {
	if t >= f.Tf {
		return math.NaN()
	}
	return f.C - f.A*math.Log(f.Tf-t)
}

// FitFailure finds when moving ground fails, by its inverse velocity. Velocities
// come from slopes over windows that are long enough to stand above the noise of
// the readings; the line of 1/v over t is Theil and Sen's. What it finds is where
// the search for the curve begins that fits the displacements themselves best,
// since a quarter of the noise is lost with the velocities. ok is false if the
// ground does not gather speed.
func FitFailure(s Series) (f Failure, ok bool) {
	if s.Len() < 8 {
		return f, false
	}
	first, ok := inverseVelocity(s)
	if !ok {
		return f, false
	}
	last := s.T[s.Len()-1]
	lead := max(first-last, (last-s.T[0])*1e-3)
	// Golden section in the logarithm of the time left.
	misfit := func(x float64) float64 { _, _, m := creep(s, last+math.Exp(x)); return m }
	low, high := math.Log(lead/30), math.Log(lead*30)
	best := bracket(misfit, low, high)
	f.Tf = last + math.Exp(best)
	var rest float64
	f.C, f.A, rest = creep(s, f.Tf)
	if f.A == 0 || !finite(f.Tf) || best > high-0.05 {
		return f, false // as good as a straight line
	}
	f.Between = between(misfit, best, rest, s.Len(), low-3, high+3)
	for k := range f.Between {
		f.Between[k] = last + math.Exp(f.Between[k])
	}
	return f, true
}

// inverseVelocity is when the line of 1/v reaches zero.
func inverseVelocity(s Series) (tf float64, ok bool) {
	const windows = 12
	var at, inverse []float64
	sign := 1.0
	if s.Y[s.Len()-1] < s.Y[0] {
		sign = -1
	}
	n := s.Len()
	width := max(n/windows, 3)
	for from := 0; from+width <= n; from += max(width/2, 1) {
		_, b, fits := TheilSen(s.T[from:from+width], s.Y[from:from+width])
		if v := sign * b; fits && v > 0 {
			at = append(at, (s.T[from]+s.T[from+width-1])/2)
			inverse = append(inverse, 1/v)
		}
	}
	if len(at) < 4 {
		return 0, false
	}
	a, b, fits := TheilSen(at, inverse)
	if !fits || b >= 0 {
		return 0, false // it does not gather speed
	}
	return -a / b, true
}

// creep fits C − A ln(Tf − t) for a given Tf, and returns the sum of squares left.
func creep(s Series, tf float64) (c, a, misfit float64) {
	x := make([]float64, s.Len())
	for k, t := range s.T {
		x[k] = -math.Log(tf - t)
	}
	c, a, ok := line(x, s.Y)
	if !ok {
		return 0, 0, math.Inf(1)
	}
	for k, y := range s.Y {
		d := y - c - a*x[k]
		misfit += d * d
	}
	return c, a, misfit
}

// bracket finds the least value of f between two ends: a coarse look, then the
// golden section.
func bracket(f func(float64) float64, low, high float64) float64 {
	const looks = 60
	best, at := math.Inf(1), low
	for k := range looks + 1 {
		x := low + (high-low)*float64(k)/looks
		if v := f(x); v < best {
			best, at = v, x
		}
	}
	step := (high - low) / looks
	a, b := max(low, at-step), min(high, at+step)
	const golden = 0.6180339887498949
	c, d := b-golden*(b-a), a+golden*(b-a)
	fc, fd := f(c), f(d)
	for range 100 {
		if fc < fd {
			b, d, fd = d, c, fc
			c = b - golden*(b-a)
			fc = f(c)
		} else {
			a, c, fc = c, d, fd
			d = a + golden*(b-a)
			fd = f(d)
		}
	}
	return (a + b) / 2
}

// between is where the misfit has grown by as much as it does one time in five by
// chance alone: by F(1, n − 3) at 80 %, about 1.7 of the variance.
func between(misfit func(float64) float64, best, least float64, n int, low, high float64) [2]float64 {
	limit := least * (1 + 1.7/float64(max(n-3, 1)))
	edge := func(out float64) float64 {
		in := best
		if misfit(out) <= limit {
			return out
		}
		for range 60 {
			if mid := (in + out) / 2; misfit(mid) <= limit {
				in = mid
			} else {
				out = mid
			}
		}
		return in
	}
	r := [2]float64{edge(low), edge(high)}
	slices.Sort(r[:])
	return r
}
