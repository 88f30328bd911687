package pipenet

import (
	"fmt"
	"math"
)

// Inlet is the opening between a node and the ground above it: a grate, a kerb
// opening or a manhole cover. A node with an inlet neither ponds nor floods in
// the network; what rises above its rim goes to the surface.
//
// With d the depth of water on the rim, H the head in the node, g gravity:
//
//	H below the rim   into the sewer, min(Cw P d^1.5, Co A sqrt(2 g d))
//	H between         into the sewer, min(Cw P d^1.5, Co A sqrt(2 g (level-H)))
//	H above both      out of it, Co Ac sqrt(2 g (H - max(level, rim)))
//
// Source: FHWA HEC-22 (2009), section 4.4.5, grates in a sag.
type Inlet struct {
	Perimeter float64 // P over whose edge water falls in [m]
	OpenArea  float64 // A that lets it in [m²]
	Cover     float64 // Ac that lets it out [m²]; 0: OpenArea
	Weir      float64 // Cw [m^(1/2)/s]; 0: 1.66
	Orifice   float64 // Co [-]; 0: 0.67
}

// manhole is what an inlet keeps while the network runs.
type manhole struct {
	Inlet
	node      int32
	rim       float64
	level     float64 // of the surface [m]
	available float64 // what the surface can still give in this Advance [m³]
	volume    float64 // passed in this Advance, into the sewer positive [m³]
	open      float64 // share not clogged, 0 to 1
	rate      float64 // in the iteration [m³/s]
	slope     float64 // d rate/dH there, never positive
}

func newManhole(in Inlet, node int, rim float64) (*manhole, error) {
	if in.Weir == 0 {
		in.Weir = 1.66
	}
	if in.Orifice == 0 {
		in.Orifice = 0.67
	}
	if in.Cover == 0 {
		in.Cover = in.OpenArea
	}
	if !(in.Perimeter >= 0 && in.OpenArea >= 0 && in.Cover > 0 && in.Weir > 0 && in.Orifice > 0) {
		return nil, fmt.Errorf("inlet: perimeter %v m, open area %v m², cover %v m²: must be >= 0, one of the areas > 0", in.Perimeter, in.OpenArea, in.Cover)
	}
	return &manhole{Inlet: in, node: int32(node), rim: rim, level: math.Inf(-1), open: 1}, nil
}

// try finds the exchange at head h [m] over a step dt [s].
func (m *manhole) try(h, dt float64) {
	m.rate, m.slope = 0, 0
	ground := max(m.level, m.rim)
	const d = bump
	if h > ground {
		k := m.Orifice * m.Cover * math.Sqrt(2*gravity)
		m.rate = -k * root(h-ground)
		m.slope = -k * (root(h-ground+d) - root(h-ground-d)) / (2 * d)
		return
	}
	if m.level <= m.rim || m.available <= 0 {
		return
	}
	depth := m.level - m.rim
	weir := m.Weir * m.Perimeter * m.open * depth * math.Sqrt(depth)
	k := m.Orifice * m.OpenArea * m.open * math.Sqrt(2*gravity)
	lift := m.level - max(h, m.rim)
	if hole := k * root(lift); hole < weir {
		m.rate = hole
		if h > m.rim {
			m.slope = -k * (root(lift+d) - root(lift-d)) / (2 * d)
		}
	} else {
		m.rate = weir
	}
	if most := m.available / dt; m.rate > most {
		m.rate, m.slope = most, 0
	}
}

// SetSurface tells the network, for the coming Advance, how high the water
// stands above a node with an inlet [m] and how much of it [m³] the node may
// take at most. It holds until the next call; what was taken is deducted.
func (s *Solver) SetSurface(node int, level, available float64) {
	if m := s.manholeOf(node); m != nil {
		m.level, m.available = level, max(available, 0)
	}
}

// Exchange returns what passed a node's inlet in the last Advance [m³]: from the
// surface into the sewer positive, out of it negative. It is exactly what the
// ledger counts, so a surface that books the same number loses nothing.
func (s *Solver) Exchange(node int) float64 {
	if m := s.manholeOf(node); m != nil {
		return m.volume
	}
	return 0
}

// SetClogging sets the share of an inlet's perimeter and open area that litter
// blocks, 0 to 1. What comes out from below lifts the litter and is not held.
func (s *Solver) SetClogging(node int, share float64) {
	if m := s.manholeOf(node); m != nil {
		m.open = 1 - min(max(share, 0), 1)
	}
}

func (s *Solver) manholeOf(node int) *manhole {
	if node < 0 || node >= len(s.nodes) || s.nodes[node].manhole < 0 {
		return nil
	}
	return &s.manholes[s.nodes[node].manhole]
}
