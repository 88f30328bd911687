// Package hydraulics holds the laws of the small works between two bodies of
// water: culverts, gates, weirs, pumps, and the tide. Each is a pure function
// of levels; it knows no grid, no time step and no storage.
//
// Levels are heights of still water [m] in one reckoning; flows are [m³/s],
// positive from the first body to the second.
//
//	symbol  meaning                                  unit
//	h1, h2  level of the first and second body       m
//	H       head above an invert, sill or crest      m
//	y, A, R, T  depth, area, hydraulic radius and top width of a section  m, m², m, m
//	n       Manning's roughness                      s/m^(1/3)
//	k       coefficient of a local loss, k V²/2g     -
//
// What is ignored: the velocity of the water on its way to a mouth, air, waves
// and the time that water needs through a barrel.
package hydraulics

import "math"

// Gravity g [m/s²].
const Gravity = 9.81

// bisect returns x in [low, high] where rising f crosses zero, to rounding of
// some 2^-48 of the interval.
func bisect(low, high float64, f func(x float64) float64) float64 {
	for range 48 {
		if middle := 0.5 * (low + high); f(middle) < 0 {
			low = middle
		} else {
			high = middle
		}
	}
	return 0.5 * (low + high)
}

func clamp(x, low, high float64) float64 { return math.Min(math.Max(x, low), high) }
