package hydraulics

import "math"

// degreePerHour is 1 °/h [rad/s].
const degreePerHour = math.Pi / 180 / 3600

// TidalSpeeds are the angular speeds [rad/s] of harmonic constituents by name.
// Source: Schureman (1958), Manual of Harmonic Analysis and Prediction of Tides.
var TidalSpeeds = map[string]float64{
	"M2": 28.9841042 * degreePerHour, "S2": 30.0000000 * degreePerHour, "N2": 28.4397295 * degreePerHour, "K2": 30.0821373 * degreePerHour,
	"K1": 15.0410686 * degreePerHour, "O1": 13.9430356 * degreePerHour, "P1": 14.9589314 * degreePerHour, "Q1": 13.3986609 * degreePerHour,
	"M4": 57.9682084 * degreePerHour, "MS4": 58.9841042 * degreePerHour, "M6": 86.9523127 * degreePerHour,
}

// Constituent is one harmonic of the tide.
type Constituent struct {
	Speed     float64 // ω [rad/s]
	Amplitude float64 // A [m]
	Phase     float64 // φ [rad] at t = 0
}

// Tide is a level that swings about a mean.
type Tide struct {
	Mean         float64 // [m]
	Constituents []Constituent
}

// Level [m] at t [s]:  mean + Σ A cos(ω t - φ).
func (t Tide) Level(at float64) float64 {
	level := t.Mean
	for _, c := range t.Constituents {
		level += c.Amplitude * math.Cos(c.Speed*at-c.Phase)
	}
	return level
}
