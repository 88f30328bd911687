package record

import (
	"math"

	"shapan/engine"
	"shapan/engine/pack"
)

// refit returns the scale for a field whose frames before it went by s. A
// known quantity has its own for ever. Another keeps s while the values fit
// and use more than a fraction of it, and else gets a range with room on both
// sides, so that a recording has a few scales and not one per frame.
func refit(s pack.Scale, f *engine.Field) pack.Scale {
	if pack.Known(f) {
		return pack.ScaleFor(f)
	}
	low, high, any := bounds(f.Values)
	switch {
	case !any && s.Step == 0:
		return pack.Scale{Step: 1}
	case !any:
		return s
	case low == high && s.Offset == low:
		return s
	case low == high:
		return pack.Scale{Step: 1, Offset: low}
	}
	const fraction = 64 // 10 bits of resolution are left at least
	width := s.Step * (pack.NoData - 1)
	if low >= s.Offset && high <= s.Offset+width && (high-low)*fraction >= width {
		return s
	}
	room := (high - low) / 2
	return pack.Scale{Step: 2 * (high - low) / (pack.NoData - 1), Offset: low - room}
}

// bounds returns the least and greatest of the finite values.
func bounds(values []float32) (low, high float64, any bool) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, v := range values {
		if v-v == 0 {
			low, high, any = math.Min(low, float64(v)), math.Max(high, float64(v)), true
		}
	}
	return low, high, any
}
