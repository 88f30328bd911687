package forecast

import (
	"math"
	"slices"
)

// Series is a quantity at rising instants.
type Series struct {
	T []float64 // [s]
	Y []float64
}

// Len counts the readings.
func (s Series) Len() int { return len(s.T) }

// Until is the part up to an instant, that included.
func (s Series) Until(t float64) Series {
	n, _ := slices.BinarySearchFunc(s.T, t, func(a, b float64) int {
		if a <= b {
			return -1
		}
		return 1
	})
	return Series{s.T[:n], s.Y[:n]}
}

// Sound is the series without what is not a number and what does not come later
// than what is before it.
func (s Series) Sound() Series {
	out := Series{}
	for k, t := range s.T {
		y := s.Y[k]
		if finite(t) && finite(y) && (len(out.T) == 0 || t > out.T[len(out.T)-1]) {
			out.T, out.Y = append(out.T, t), append(out.Y, y)
		}
	}
	return out
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// At is the value between two readings; before the first and after the last it
// is theirs.
func (s Series) At(t float64) float64 {
	k, found := slices.BinarySearch(s.T, t)
	switch {
	case found:
		return s.Y[k]
	case k == 0:
		return s.Y[0]
	case k == len(s.T):
		return s.Y[k-1]
	}
	share := (t - s.T[k-1]) / (s.T[k] - s.T[k-1])
	return s.Y[k-1] + share*(s.Y[k]-s.Y[k-1])
}

// Even is the series at even distances: the median distance of its readings, or
// more if that makes over most points.
func (s Series) Even(most int) (values []float64, step float64) {
	if len(s.T) < 2 {
		return slices.Clone(s.Y), 0
	}
	gaps := make([]float64, len(s.T)-1)
	for k := range gaps {
		gaps[k] = s.T[k+1] - s.T[k]
	}
	slices.Sort(gaps)
	span := s.T[len(s.T)-1] - s.T[0]
	step = max(gaps[len(gaps)/2], span/float64(most-1))
	n := int(span/step+1e-9) + 1
	last := s.T[len(s.T)-1]
	values = make([]float64, n)
	for k := range values { // backwards from the last, which counts most
		values[n-1-k] = s.At(last - float64(k)*step)
	}
	return values, step
}

// line fits y = a + b t by least squares, with the instant of its middle for
// origin. ok is false for fewer than two instants.
func line(t, y []float64) (a, b float64, ok bool) {
	n := float64(len(t))
	if n < 2 {
		return 0, 0, false
	}
	mt, my := 0.0, 0.0
	for k := range t {
		mt, my = mt+t[k]/n, my+y[k]/n
	}
	tt, ty := 0.0, 0.0
	for k := range t {
		tt += (t[k] - mt) * (t[k] - mt)
		ty += (t[k] - mt) * (y[k] - my)
	}
	if tt == 0 {
		return 0, 0, false
	}
	b = ty / tt
	return my - b*mt, b, true
}

// TheilSen is the line through the points whose slope is the median of all
// slopes between two of them, and whose height is the median of what is then
// left (Theil 1950, Sen 1968). It bears a third of the points being wrong.
func TheilSen(t, y []float64) (a, b float64, ok bool) {
	var slopes []float64
	for i := range t {
		for j := i + 1; j < len(t); j++ {
			if t[j] != t[i] {
				slopes = append(slopes, (y[j]-y[i])/(t[j]-t[i]))
			}
		}
	}
	if len(slopes) == 0 {
		return 0, 0, false
	}
	b = median(slopes)
	rest := make([]float64, len(t))
	for k := range t {
		rest[k] = y[k] - b*t[k]
	}
	return median(rest), b, true
}

// median of values, whose order it changes.
func median(v []float64) float64 {
	slices.Sort(v)
	n := len(v)
	if n%2 == 1 {
		return v[n/2]
	}
	return (v[n/2-1] + v[n/2]) / 2
}

// quantile of sorted values.
func quantile(sorted []float64, q float64) float64 {
	if len(sorted) == 0 {
		return math.NaN()
	}
	x := q * float64(len(sorted)-1)
	k := int(x)
	if k+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return sorted[k] + (x-float64(k))*(sorted[k+1]-sorted[k])
}
