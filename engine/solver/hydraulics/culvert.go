package hydraulics

import "math"

// Inlet holds what the form of a culvert's mouth does: K, M, C, Y and Ks of the
// inlet-control equations (FHWA HDS-5, Hydraulic Design of Highway Culverts,
// Appendix A) and the entrance loss Ke of outlet control.
type Inlet struct {
	K, M, C, Y, Ke float64
	Ks             float64 // of the slope: 0 stands for the usual -0.5
}

// Inlets are those of HDS-5 by name; all of its form 1.
var Inlets = map[string]Inlet{
	"square_edge":        {K: 0.0098, M: 2.0, C: 0.0398, Y: 0.67, Ke: 0.5},           // concrete pipe in a headwall
	"groove_end":         {K: 0.0018, M: 2.0, C: 0.0292, Y: 0.74, Ke: 0.2},           // concrete pipe, groove end in a headwall
	"metal_headwall":     {K: 0.0078, M: 2.0, C: 0.0379, Y: 0.69, Ke: 0.5},           // corrugated metal in a headwall
	"metal_mitered":      {K: 0.0210, M: 1.33, C: 0.0463, Y: 0.75, Ke: 0.7, Ks: 0.7}, // cut to the slope
	"metal_projecting":   {K: 0.0340, M: 1.50, C: 0.0553, Y: 0.54, Ke: 0.9},
	"box_flared_wings":   {K: 0.0260, M: 1.0, C: 0.0347, Y: 0.81, Ke: 0.4}, // wingwalls at 30° to 75°
	"box_headwall":       {K: 0.0610, M: 0.75, C: 0.0400, Y: 0.80, Ke: 0.5},
	"box_parallel_wings": {K: 0.0610, M: 0.75, C: 0.0423, Y: 0.82, Ke: 0.7},
}

// ku turns HDS-5's equations, made for feet, into metres.
const ku = 1.811

// The inlet is a weir up to x = Ku Q/(A √D) = weirTo, an orifice from
// orificeFrom; between them HDS-5 draws a line.
const weirTo, orificeFrom = 3.5, 4.0

// Culvert is a barrel, or several side by side, through a bank.
type Culvert struct {
	Section
	Barrels float64
	Length  float64 // [m]
	Z1, Z2  float64 // inverts at the first and second mouth [m]
	Manning float64 // [s/m^(1/3)]
	Inlet   Inlet
	Kx      float64 // exit loss, 1: all velocity head is lost
	Flap    bool    // a flap gate: no way back
	Blocked float64 // share of the opening that is blocked, 0 to 1
}

// Flow [m³/s] at levels h1 and h2 [m]: the smaller of what the inlet takes in
// and what the barrel carries to the outlet, as HDS-5 has it.
func (c *Culvert) Flow(h1, h2 float64) float64 {
	open := c.Barrels * (1 - c.Blocked)
	switch {
	case h1 > h2:
		return open * c.through(h1, h2, c.Z1, c.Z2)
	case h2 > h1 && !c.Flap:
		return -open * c.through(h2, h1, c.Z2, c.Z1)
	}
	return 0
}

// through is the flow of one barrel from a level up over invert zu to a level
// down over invert zd.
func (c *Culvert) through(up, down, zu, zd float64) float64 {
	if up <= math.Max(zu, zd) {
		return 0
	}
	return math.Min(c.inletFlow(up-zu, (zu-zd)/c.Length), c.outletFlow(up, down, zu, zd))
}

// inletFlow inverts HDS-5 for the flow at head HW over the invert, S the slope:
//
//	weir     HW/D = Hc/D + K x^M + Ks S     x ≤ 3.5
//	orifice  HW/D = C x² + Y + Ks S         x ≥ 4
func (c *Culvert) inletFlow(head, slope float64) float64 {
	d := c.Height
	unit := c.Area(d) * math.Sqrt(d) / ku // flow at x = 1
	ks := c.Inlet.Ks
	if ks == 0 {
		ks = -0.5
	}
	lean := -ks * clamp(slope, -0.1, 0.1) * d
	weir := func(y float64) float64 {
		x := c.CriticalFlow(y) / unit
		return c.criticalHead(y) + d*c.Inlet.K*math.Pow(x, c.Inlet.M) - lean
	}
	atWeirTo := weir(c.CriticalDepth(weirTo * unit))
	atOrifice := d*(c.Inlet.C*orificeFrom*orificeFrom+c.Inlet.Y) - lean
	switch {
	case head <= 0:
		return 0
	case head <= atWeirTo:
		y := bisect(0, math.Min(d, math.Max(head+lean, 0)+1e-9), func(y float64) float64 { return weir(y) - head })
		return c.CriticalFlow(y)
	case head < atOrifice:
		return unit * (weirTo + (orificeFrom-weirTo)*(head-atWeirTo)/(atOrifice-atWeirTo))
	}
	return unit * math.Max(orificeFrom, math.Sqrt(math.Max(0, ((head+lean)/d-c.Inlet.Y)/c.Inlet.C)))
}

// outletFlow is what the losses at entrance and exit and Manning's friction
// let through between the two levels, full or partly full:
//
//	up - tail = Q² [ (Ke + Kx)/(2g A²) + n² L/(A² R^(4/3)) ]
//
// A and R are those of the mean depth in the barrel. The tail is the level
// down, or where that is low the critical depth Q leaves with; once the mouth
// is drowned, by and by (critical depth + height)/2 (HDS-5).
func (c *Culvert) outletFlow(up, down, zu, zd float64) float64 {
	d := c.Height
	drowned := clamp(((up-zu)/d-1)/0.6, 0, 1) // slower than the head itself rises
	carried := func(critical float64) float64 {
		tail := math.Max(down-zd, critical+0.5*drowned*(d-critical))
		fall := up - zd - tail
		if fall <= 0 {
			return 0
		}
		mean := 0.5 * (clamp(up-zu, 0, d) + clamp(tail, 0, d))
		a := c.Area(mean)
		if a <= 0 {
			return 0
		}
		local := (c.Inlet.Ke + c.Kx) / (2 * Gravity * a * a)
		return math.Sqrt(fall / (local + c.Manning*c.Manning*c.Length/c.conveyance(mean)))
	}
	if down-zd >= d {
		return carried(d)
	}
	y := bisect(0, d, func(y float64) float64 { return c.CriticalFlow(y) - carried(y) })
	return carried(y)
}

// conveyance is A² R^(4/3) at depth y [m], at most that of the full barrel: a
// barrel that is nearly full carries 7 % more, which no culvert holds for long,
// and which would let the flow leap back and forth.
func (c *Culvert) conveyance(y float64) float64 {
	of := func(y float64) float64 {
		a := c.Area(y)
		return a * a * math.Pow(c.Radius(y), 4.0/3)
	}
	return math.Min(of(y), of(c.Height))
}
