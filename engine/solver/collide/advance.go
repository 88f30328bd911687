package collide

import "math"

// FirstContact finds the first instant from one to another [s] at which a gap is
// no wider than near [m]: conservative advancement (Mirtich 1996). look tells, for
// an instant, how wide the gap is and until when it certainly stays open; it may
// tell less of either than is true, never more. What it says is believed, and
// nothing else, so that no contact is passed over and none is reported late: the
// instant returned is one at which the gap was looked at, and up to which it was
// open.
func FirstContact(from, to, near float64, look func(t float64) (gap, until float64)) (at float64, ok bool) {
	for t := from; t <= to; {
		gap, until := look(t)
		if !(gap > near) || !(until > t) { // a bound that gets no further, or is no number, cannot rule out a contact
			return t, true
		}
		t = until
	}
	return 0, false
}

// Open is for how long [s] a gap [m] certainly stays open that changes at a rate
// [m/s] and whose rate falls by bend [m/s²] at most: the root of
// gap + rate t − bend t²/2.
func Open(gap, rate, bend float64) float64 {
	switch root := math.Sqrt(rate*rate + 2*bend*gap); {
	case rate < 0:
		return 2 * gap / (root - rate)
	case bend > 0:
		return (rate + root) / bend
	}
	return math.Inf(1)
}
