package pipenet

import "math"

// A closed conduit that has filled still takes a little more as the pressure
// rises: air is pressed, joints, laterals and shafts fill. Without that, two full
// reaches whose flows differ would meet like rigid columns. As EXTRAN does with
// the surface of its nodes, the width near the crown is kept up to the node's
// crown and then fades with the head above it,
//
//	w = w(0.96 D) exp(-30 (H - crown) / (crown - invert)), at least 0.001 wmax
//
// EXTRAN's exponent is 15, but it applies the law to what each of the two or more
// trials of a step leaves unbalanced: what it stores is half of the integral. In
// truth a full pipe stores next to nothing; less than this makes other peaks
// than EXTRAN's, not another state.
// Here that width is part of the volume, so no water is made or lost by it; area,
// friction and pressure are those of the full section.
// Source of the law: SWMM Reference Manual II (EPA/600/R-17/111), section 3.3.4.
const (
	keep   = 0.96 // of the full depth, above which the width is kept
	fading = 30
	narrow = 0.001
)

// hold returns the volume per length [m²] of a reach at depth y [m], which is
// not cut to the full depth, and how it grows with y [m]. crown is the height of
// the node's crown above the reach's bottom, fade that above the node's invert
// [m]; fade 0 keeps the width for ever.
func (s *Section) hold(y, crown, fade float64) (area, width float64) {
	if s.Open || y <= s.shoulder.y {
		area, width, _, _ = s.at(y)
		if y <= 0 {
			width = 0
		}
		return area, width
	}
	b := &s.shoulder
	if y <= crown || fade <= 0 {
		return b.area + b.width*(y-b.y), b.width
	}
	held, share := faded(y-crown, fade)
	return b.area + b.width*(crown-b.y+held) + b.least*(y-crown), b.width*share + b.least
}

// faded returns the volume [m] that a unit of area holds up to h [m] above the
// crown, and the share of it that is left there.
func faded(h, fade float64) (held, share float64) {
	e := math.Exp(-fading * h / fade)
	return fade / fading * (1 - e), e
}

// edge is a closed section at its shoulder.
type edge struct{ y, area, width, least float64 }
