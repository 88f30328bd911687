package crane

import "math"

// asinAtMost is not below the arc sine of x in 0…1: (asin x − x)/x³ grows up to
// π/2 − 1.
func asinAtMost(x float64) float64 { return x + (math.Pi/2-1)*x*x*x }

// acosAtMost is not below the arc cosine of x: that is twice the arc sine of the
// root of (1−x)/2.
func acosAtMost(x float64) float64 { return 2 * asinAtMost(math.Sqrt(max((1-x)/2, 0))) }

// halfAngle is at least how far from the line between two masts, d apart, the
// bearing of a point up to the radius own may be that is within other of the second.
func halfAngle(own, other, d float64) float64 {
	switch {
	case other >= d:
		return math.Pi
	case own*own >= d*d-other*other: // the tangent's foot is in reach
		return asinAtMost(other / d)
	}
	return acosAtMost(max(-1, (d*d+own*own-other*other)/(2*d*own)))
}

// turns are the times at which a group points somewhere: from one instant to
// another, and so again every turn.
type turns struct{ from, to, every float64 }

func (s *turns) next() { s.from, s.to = s.from+s.every, s.to+s.every }

// turns are the times up to the horizon at which a group may come within other of
// a mast that stands d away, off being the way from it to the jib; ok is
// false if there are none.
func (m *mover) turns(g Group, off, d, other, horizon float64) (s turns, ok bool) {
	always := turns{0, horizon, math.Inf(1)}
	if g == MastGroup {
		return always, true
	}
	e := &m.extent[g]
	half := halfAngle(e.radius, other, d)
	// A point beside the jib's line is on another bearing than it; those that are
	// so near to the second mast are at least d - other away from their own.
	if least := d - other; least > e.beside {
		half += asinAtMost(e.beside / least)
	} else {
		return always, true
	}
	if half >= math.Pi {
		return always, true
	}
	if g == CounterGroup {
		off += math.Pi
		if off > math.Pi {
			off -= 2 * math.Pi
		}
	}
	rate := m.slew.Rate
	if rate < 0 {
		off, rate = -off, -rate
	}
	if rate == 0 {
		return always, math.Abs(off) <= half
	}
	if off > half { // it is past: the next time is a turn on
		off -= 2 * math.Pi
	}
	per := 1 / rate
	s = turns{(-half - off) * per, (half - off) * per, 2 * math.Pi * per}
	return s, s.from <= horizon
}
