package pipenet

import (
	"fmt"
	"math"
)

// inletControl is the greatest discharge that a culvert's entrance lets in, over
// the depth before it [m], tabulated from the equations of
//
//	FHWA, Hydraulic Design of Highway Culverts, HDS-5 (2012), appendix A:
//	not drowned, form 1: H/D = yc/D + yh/2D + K (Q/(A sqrt D))^M - S/2
//	             form 2: H/D = K (Q/(A sqrt D))^M
//	drowned:             H/D = c (Q/(A sqrt D))² + Y - S/2   (+0.7 S when mitered)
//
// with Q, A and D in feet, and a straight line between the two regimes.
type inletControl struct {
	step  float64 // [m]
	flow  []float64
	depth float64 // of the culvert [m]
	k     float64 // beyond the table: flow = k sqrt(y - foot)
	foot  float64
}

func newInletControl(code int, s *Section, slope float64) (*inletControl, error) {
	if code < 1 || code > len(culverts) {
		return nil, fmt.Errorf("culvert code %d: must be 1 to %d", code, len(culverts))
	}
	c := culverts[code-1]
	correction := 0.5 * slope
	if code == 5 || code == 37 || code == 46 {
		correction = -7 * slope
	}
	d := s.Depth / foot
	unit := s.FullArea() / foot / foot * math.Sqrt(d) * foot * foot * foot // m³/s at Q/(A sqrt D) = 1
	dry := func(h float64) float64 {                                       // not drowned; h = H/D
		if c.form == 2 {
			return unit * math.Pow(max(h/c.k, 0), 1/c.m)
		}
		low, high := 0.0, s.Depth
		for range 60 {
			y := (low + high) / 2
			a, w := s.Area(y), max(s.Width(y), 1e-9)
			q := a * math.Sqrt(gravity*a/w)
			if y/s.Depth+a/w/2/s.Depth+c.k*math.Pow(q/unit, c.m) < h+correction {
				low = y
			} else {
				high = y
			}
		}
		a, w := s.Area(low), max(s.Width(low), 1e-9)
		return a * math.Sqrt(gravity*a/w)
	}
	drowned := func(h float64) float64 { return unit * math.Sqrt(max((h-c.y+correction)/c.c, 0)) }
	from, to := 0.95, 16*c.c+c.y-correction
	const n = 200
	t := &inletControl{step: to * s.Depth / n, depth: s.Depth}
	for i := range n + 1 {
		h := to * float64(i) / n
		q := 0.0
		switch {
		case h <= from:
			q = dry(h)
		default:
			q0, q1 := dry(from), drowned(to)
			q = q0 + (q1-q0)*(h-from)/(to-from)
		}
		t.flow = append(t.flow, q)
	}
	t.k = unit / math.Sqrt(c.c*s.Depth)
	t.foot = (c.y - correction) * s.Depth
	return t, nil
}

// at returns the greatest flow [m³/s] at depth y [m] and its derivative.
func (t *inletControl) at(y float64) (q, slope float64) {
	x := y / t.step
	if x <= 0 {
		return 0, 0
	}
	if k := int(x); k < len(t.flow)-1 {
		slope = max((t.flow[k+1]-t.flow[k])/t.step, 0)
		return t.flow[k] + (y-float64(k)*t.step)*slope, slope
	}
	q = t.k * math.Sqrt(max(y-t.foot, 0))
	return q, q / 2 / max(y-t.foot, 1e-9)
}

// culverts holds form, K, M, c and Y of the entrances 1 to 57 as SWMM numbers
// them. Source: FHWA HDS-5, table A.2 (SWMM User's Manual, table A.10).
var culverts = [...]struct {
	form       int
	k, m, c, y float64
}{
	{1, .0098, 2, .0398, .67}, {1, .0018, 2, .0292, .74}, {1, .0045, 2, .0317, .69}, {1, .0078, 2, .0379, .69},
	{1, .021, 1.33, .0463, .75}, {1, .034, 1.5, .0553, .54}, {1, .0018, 2.5, .03, .74}, {1, .0018, 2.5, .0243, .83},
	{1, .026, 1, .0347, .81}, {1, .061, .75, .04, .8}, {1, .061, .75, .0423, .82}, {2, .51, .667, .0309, .8},
	{2, .486, .667, .0249, .83}, {2, .515, .667, .0375, .79}, {2, .495, .667, .0314, .82}, {2, .486, .667, .0252, .865},
	{2, .545, .667, .04505, .73}, {2, .533, .667, .0425, .705}, {2, .522, .667, .0402, .68}, {2, .498, .667, .0327, .75},
	{2, .497, .667, .0339, .803}, {2, .493, .667, .0361, .806}, {2, .495, .667, .0386, .71}, {2, .497, .667, .0302, .835},
	{2, .495, .667, .0252, .881}, {2, .493, .667, .0227, .887}, {1, .0083, 2, .0379, .69}, {1, .0145, 1.75, .0419, .64},
	{1, .034, 1.5, .0496, .57}, {1, .01, 2, .0398, .67}, {1, .0018, 2.5, .0292, .74}, {1, .0045, 2, .0317, .69},
	{1, .01, 2, .0398, .67}, {1, .0018, 2.5, .0292, .74}, {1, .0095, 2, .0317, .69}, {1, .0083, 2, .0379, .69},
	{1, .03, 1, .0463, .75}, {1, .034, 1.5, .0496, .57}, {1, .03, 1.5, .0496, .57}, {1, .0088, 2, .0368, .68},
	{1, .003, 2, .0269, .77}, {1, .03, 1.5, .0496, .57}, {1, .0088, 2, .0368, .68}, {1, .003, 2, .0269, .77},
	{1, .0083, 2, .0379, .69}, {1, .03, 1, .0473, .75}, {1, .034, 1.5, .0496, .57}, {2, .534, .555, .0196, .9},
	{2, .519, .64, .021, .9}, {2, .536, .622, .0368, .83}, {2, .5035, .719, .0478, .8}, {2, .547, .8, .0598, .75},
	{2, .475, .667, .0179, .97}, {2, .56, .667, .0446, .85}, {2, .56, .667, .0378, .87}, {2, .5, .667, .0446, .65},
	{2, .5, .667, .0378, .71},
}
