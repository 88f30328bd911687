package hydraulics

import "math"

// contraction of the jet under a sharp edge: π/(π+2). Source: Kirchhoff (1869).
const contraction = math.Pi / (math.Pi + 2)

// Gate is a rectangular opening in a wall: a sluice, or an orifice whose
// opening never changes. Water below its upper edge passes as over a weir.
type Gate struct {
	Width   float64 // [m]
	Sill    float64 // level of the lower edge [m]
	Opening float64 // a: from the sill to the upper edge [m]
	Factor  float64 // of the contraction, 1 for a sharp edge
	Flap    bool    // no way back
}

// Flow [m³/s] at levels h1 and h2 [m]: the least of
//
//	weir     over the sill, free or drowned
//	free     Cc a b √(2g (H - Cc a))       Source: Henderson (1966)
//	drowned  Cc a b √(2g (h1 - h2))
func (g *Gate) Flow(h1, h2 float64) float64 {
	if h1 < h2 {
		if g.Flap {
			return 0
		}
		return -g.Flow(h2, h1)
	}
	head := h1 - g.Sill
	if head <= 0 || g.Opening <= 0 {
		return 0
	}
	cc := math.Min(contraction*g.Factor, 1)
	jet := cc * g.Opening
	weir := Weir{Width: g.Width, Crest: g.Sill, Factor: g.Factor}
	q := weir.Flow(h1, h2)
	if head > g.Opening { // there the two laws meet within 1 %: hold what the weir gave last
		free := jet * g.Width * math.Sqrt(2*Gravity*(head-jet))
		q = math.Min(q, math.Max(free, weir.Flow(g.Sill+g.Opening, g.Sill)))
	}
	if h2-g.Sill > jet {
		q = math.Min(q, jet*g.Width*math.Sqrt(2*Gravity*(h1-h2)))
	}
	return q
}
