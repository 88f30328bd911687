package server

import (
	"math"

	"shapan/engine"
	"shapan/engine/pack"
)

// A scale that was fitted to the values keeps room above and below, and is
// given up when the values leave it or use too little of it.
const (
	roomAround = 0.5 // of the range, on each side
	leastUsed  = 1.0 / 64
	mostQuanta = pack.NoData - 1
	wholeStep  = 1 // the step before values are known, and of classes and counts
)

// outgrows tells whether the values want another scale.
func outgrows(s pack.Scale, f *engine.Field) bool {
	if pack.Known(f) {
		return f.Unit == "s" && pack.ScaleFor(f) != s
	}
	low, high := extent(f.Values)
	width := s.Step * mostQuanta
	switch {
	case low < s.Offset || high > s.Offset+width:
		return true
	case !(high > low) || high-low >= leastUsed*width:
		return false
	}
	return s.Step != wholeStep || !whole(f.Values)
}

// whole tells whether all values are whole numbers.
func whole(values []float32) bool {
	for _, v := range values {
		if v-v == 0 && v != float32(math.Trunc(float64(v))) {
			return false
		}
	}
	return true
}

// roomyScale is the scale of a known quantity, or one fitted to the values
// with room to move.
func roomyScale(f *engine.Field) pack.Scale {
	if pack.Known(f) {
		return pack.ScaleFor(f)
	}
	low, high := extent(f.Values)
	switch {
	case low > high: // no data yet
		return pack.Scale{Step: wholeStep}
	case low == high: // it may go either way
		return pack.Scale{Step: wholeStep, Offset: low - mostQuanta/2}
	case low >= 0 && high <= mostQuanta && whole(f.Values):
		return pack.Scale{Step: wholeStep}
	}
	room := roomAround * (high - low)
	return pack.Scale{Step: (high - low + 2*room) / mostQuanta, Offset: low - room}
}

// extent returns the least and greatest finite value; low > high when there is none.
func extent(values []float32) (low, high float64) {
	least, most := float32(math.Inf(1)), float32(math.Inf(-1))
	for _, v := range values {
		if v-v == 0 {
			least, most = min(least, v), max(most, v)
		}
	}
	return float64(least), float64(most)
}
