package hydraulics

import "math"

const (
	// broadCrest is (2/3)^(3/2) √g of a broad crest [m^(1/2)/s]. Source: Chow (1959).
	broadCrest = 1.705
	// villemonte's exponent: Q = Q_free (1 - (H2/H1)^(3/2))^0.385. Source: Villemonte (1947).
	villemonte = 0.385
)

// Weir is a broad-crested weir.
type Weir struct {
	Width  float64 // of the crest across the flow [m]
	Crest  float64 // its level [m]
	Factor float64 // of the broad-crested coefficient 1.705; 1 where nothing better is known
}

// Flow [m³/s] at levels h1 and h2 [m], free or drowned.
func (w *Weir) Flow(h1, h2 float64) float64 {
	if h1 < h2 {
		return -w.Flow(h2, h1)
	}
	up, down := h1-w.Crest, math.Max(h2-w.Crest, 0)
	if up <= 0 {
		return 0
	}
	free := broadCrest * w.Factor * w.Width * up * math.Sqrt(up)
	r := down / up
	return free * math.Pow(math.Max(0, 1-r*math.Sqrt(r)), villemonte)
}
