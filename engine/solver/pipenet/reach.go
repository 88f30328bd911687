package pipenet

import "math"

// fastest is the greatest velocity that the inertial terms may see [m/s].
const fastest = 15

// reach is a conduit as the step sees it, turned so that it runs downhill.
type reach struct {
	section   *Section
	link      int32
	from, to  int32
	turned    bool    // the link's From is the reach's to
	z1, z2    float64 // heights of its bottom ends [m]
	length    float64
	barrels   float64
	slope     float64 // bed slope, >= 0 [-]
	n         float64
	manning   float64 // g n² [m^(2/3)·m/s²·s²]: g Sf = manning v|v| / R^(4/3)
	capacity  float64 // sqrt(slope)/n: normal flow = capacity A R^(2/3)
	main      ForceMain
	entry     float64 // losses at end 1, at end 2 and along the way [-]
	exit      float64
	along     float64
	shut      bool
	limit     float64 // greatest flow [m³/s] of one barrel; +Inf: none
	flap      int8    // +1: no flow from 2 to 1; -1: none from 1 to 2; 0: free
	fall1     bool    // end 1 may fall freely
	fall2     bool
	sluice    bool // normal depth rules end 2 (a Normal outfall)
	part1     float64
	part2     float64 // shares of the volume that end 1 and end 2 keep; together 1
	loose     bool    // end 2 always hangs: a free outfall
	inlet     *inletControl
	criterion NormalLimit
	extran    bool    // Options.Extran
	swell     float64 // how often v dA/dt counts: 2; EXTRAN 1

	// Carried from step to step.
	flow  float64 // of one barrel at the end of the last step [m³/s]
	mid   float64 // area in the middle then [m²]
	hangs bool    // end 2 hangs free: the lower half's volume is with node 1, see hang.go

	// Found at the start of a step.
	v, sigma, rho float64 // velocity [m/s], weight of inertia, weight of the middle against upstream
	jump          float64 // weight of inertia where it would drive rapid flow
	bulk          float64 // A/y in the middle [m]: see half
	trail         float64 // depth of a hanging end over that of end 1

	// EXTRAN's scheme, see extran.go.
	long               float64 // length, with shorter ones lengthened [m]
	rough, capX, full  float64 // manning, capacity and full flow at that length
	inertia            Damping
	froude             float64 // of the last trial
	surface1, surface2 float64 // plan area that both nodes see of one barrel [m²]

	// Found in the iteration.
	guess        float64 // flow of one barrel at the levels now tried [m³/s]
	area         float64 // in the middle
	y1, y2       float64 // depths at both ends, cut to the section
	a1, w1       float64 // area and width there
	a2, w2       float64
	toward, away float64 // dQ/dH1, -dQ/dH2 of all barrels, both >= 0 [m²/s]
	back         float64 // how the depth of a free end damps the flow [-]
	held         bool    // the normal-flow limit or the inlet holds it
	falls        bool    // end 2 is free
}

// begin fixes what one step holds constant: the velocity of the inertial terms,
// how much of them counts, and how far upstream the slope term looks.
func (r *reach) begin(h1, h2 float64, damping Damping) {
	s := r.section
	r.fixBulk()
	y1, y2 := min(max(h1-r.z1, 0), s.Depth), min(max(h2-r.z2, 0), s.Depth)
	full := y1 >= s.Depth && y2 >= s.Depth
	area, width, _, _ := s.at((y1 + y2) / 2)
	r.v, r.sigma, r.rho = 0, 1, 1
	if r.mid > 1e-6 {
		r.v = min(max(r.flow/r.mid, -fastest), fastest)
	}
	froude := 0.0
	if width > 0 && area > 0 {
		froude = math.Abs(r.v) / math.Sqrt(gravity*area/width)
		r.sigma = min(max(2*(1-froude), 0), 1)
	}
	if !full {
		r.rho = r.sigma
	}
	switch {
	case damping == NoDamping:
		r.sigma = min(max(3-froude, 0), 1)
	case damping == FullDamping:
		r.sigma = 0
	}
	if full && !s.Open {
		r.sigma = 0
	}
	// One reach cannot hold a jump: where rapid flow runs into deeper water, the
	// convective term would drive the flow that the jump should brake.
	r.jump = min(r.sigma, max(2-froude, 0))
	if r.extran {
		r.jump = r.sigma
	}
	r.guess, r.area = r.flow, r.mid
}

// try finds the flow of a conduit at the levels h1, h2 [m] of its ends at the
// end of a step dt [s]: backward in time for slope and friction,
//
//	Q + b Q|Q| = Q0 - dt g A (h2-h1)/L + sigma (2 v (A-A0) + dt v² (A2-A1)/L)
//
// EXTRAN takes the mean of two trials, of which the first sees the areas of the
// start and so no A-A0: of its 2 v dA/dt one half acts, however short the step.
// Waves then rise a few per cent higher before a pipe is full, and fill it minutes
// earlier. swell is 1 there.
//
// with b = dt (n² g / (A R^(4/3)) + losses), solved exactly for Q; and how Q
// changes with both levels.
func (r *reach) try(h1, h2, dt float64) {
	for range 4 {
		q := r.guess
		r.once(h1, h2, dt)
		// Where the depth of a free end follows the flow, Newton's method on
		// both together; r.back is how the one damps the other.
		change := (r.guess - q) / (1 + r.back)
		if r.back == 0 || math.Abs(change) <= 1e-7 {
			break
		}
		r.guess = q + change
		r.toward /= 1 + r.back
		r.away /= 1 + r.back
	}
	r.toward *= r.barrels
	r.away *= r.barrels
}

// holds returns area and width that a volume sees at an end whose depth is y [m],
// as found by the last try where it looked at the same depth.
func (r *reach) holds(y, seen, area, width float64, v *vessel, z float64) (float64, float64) {
	if !(y == seen && y > 0 && (y < r.section.shoulder.y || r.section.Open)) {
		area, width = r.section.hold(y, v.crown-z, v.fade)
	}
	return r.half(y, area, width)
}

// once is one evaluation of the equation for one barrel, with the free end that
// the present guess gives.
func (r *reach) once(h1, h2, dt float64) {
	s := r.section
	q := r.guess
	y1, y2 := h1-r.z1, h2-r.z2
	r.toward, r.away, r.held, r.back = 0, 0, false, 0

	// Where water falls out of an end, that end stands at critical depth, or at
	// normal depth where that is less.
	free1, free2 := false, false
	r.falls = r.loose
	if r.fall2 && q >= 0 {
		if y := r.outfall(q); y2 < y {
			y2, h2, free2, r.falls = y, r.z2+y, true, true
		}
	}
	if r.fall1 && q < 0 {
		if y := s.critical(-q); y1 < y {
			y1, h1, free1 = y, r.z1+y, true
		}
	}
	if y1 <= 0 {
		y1, h1 = 0, r.z1
	}
	if y2 <= 0 {
		y2, h2 = 0, r.z2
	}
	c1, c2 := min(y1, s.Depth), min(y2, s.Depth)
	r.y1, r.y2 = c1, c2
	middle := (c1 + c2) / 2
	a1, w1, g1, d1 := s.at(c1)
	a2, w2, g2, d2 := s.at(c2)
	r.a1, r.w1, r.a2, r.w2 = a1, w1, a2, w2
	area, width, grip, rise := s.at(middle)
	r.area = area
	if r.shut || area <= 1e-9 || c1 <= 0 && h2 <= h1 || c2 <= 0 && h1 <= h2 {
		r.guess = 0
		return
	}

	// Area and grip that the slope term sees: of the middle, or of upstream as
	// the flow turns rapid.
	A, G := area, grip
	A1, A2, G1, G2 := width/2, width/2, rise/2, rise/2
	if r.rho < 1 {
		if q > 0 && h1 >= h2 {
			A, G = a1+(area-a1)*r.rho, g1+(grip-g1)*r.rho
			A1, A2 = w1*(1-r.rho)+r.rho*A1, r.rho*A2
			G1, G2 = d1*(1-r.rho)+r.rho*G1, r.rho*G2
		} else if q < 0 && h2 >= h1 {
			A, G = a2+(area-a2)*r.rho, g2+(grip-g2)*r.rho
			A2, A1 = w2*(1-r.rho)+r.rho*A2, r.rho*A1
			G2, G1 = d2*(1-r.rho)+r.rho*G2, r.rho*G1
		}
	}
	if !(A > 1e-9 && G > 0) {
		r.guess = 0
		return
	}
	k := dt * gravity / r.length
	drop := h1 - h2
	v := r.v
	convective := r.sigma * v * v
	if v*(a2-a1) > 0 {
		convective = r.jump * v * v
	}
	convective *= dt / r.length
	source := r.flow + k*A*drop + r.swell*r.sigma*v*(area-r.mid) + convective*(a2-a1)
	friction := r.manning / G
	if s.Depth <= c1 && s.Depth <= c2 && (r.main.HazenWilliams > 0 || r.main.DarcyWeisbach > 0) {
		friction, G1, G2 = r.main.friction(math.Abs(q)/area, math.Pow(grip, 0.75)), 0, 0
	}
	b := dt * friction / area
	if r.entry+r.exit+r.along > 0 {
		b += dt / (2 * r.length) * (r.entry/max(a1, 1e-3) + r.exit/max(a2, 1e-3) + r.along/area)
	}
	d := math.Sqrt(1 + 4*b*math.Abs(source))
	q = 2 * source / (1 + d)

	// dQ = (dsource + Q|Q| b (dA/A + dG/G)) / d; signs that would break the
	// matrix's dominance are dropped, which costs iterations, not accuracy.
	stiff := math.Abs(q) * q * b
	width1, width2 := width/2, width/2
	if y1 >= s.Depth { // a full end changes no area
		width1, A1, G1 = 0, 0, 0
	}
	if y2 >= s.Depth {
		width2, A2, G2 = 0, 0, 0
	}
	up := k*(A+A1*drop) + stiff*(width1/area+G1/G) + r.swell*r.sigma*v*width1 - convective*w1
	down := k*(A-A2*drop) - stiff*(width2/area+G2/G) - r.swell*r.sigma*v*width2 - convective*w2
	r.toward, r.away = max(up/d, 0), max(down/d, 0)
	if free1 {
		r.back = r.toward * (s.critical(1.01*-r.guess+1e-6) - c1) / (0.01*-r.guess + 1e-6)
		r.toward = 0
	}
	if free2 {
		r.back = r.away * (r.outfall(1.01*r.guess+1e-6) - c2) / (0.01*r.guess + 1e-6)
		r.away = 0
	}
	r.back = max(r.back, 0)

	if q > 0 {
		if r.inlet != nil && !(s.Depth <= c1 && s.Depth <= c2) {
			if most, slope := r.inlet.at(y1); most < q {
				q, r.toward, r.away, r.held = most, slope, 0, true
			}
		} else if c1 < s.Depth && !free2 {
			r.hold(&q, c1, c2, a1, w1)
		}
		// An end lets in no more than flows there critically, or normally where
		// that is more: so a node that runs dry gives less and less.
		if c1 < s.Depth {
			most, slope := s.leaves(c1)
			if factor, rise := s.factor(c1); r.capacity*factor > most {
				most, slope = r.capacity*factor, r.capacity*rise
			}
			if q > most {
				q, r.toward, r.away, r.held = most, slope, 0, true
			}
		}
		if q > r.limit {
			q, r.toward, r.away = r.limit, 0, 0
		}
	} else if most, slope := s.leaves(c2); c2 < s.Depth && -q > most {
		q, r.toward, r.away, r.held = -most, 0, slope, true
	} else if -q > r.limit {
		q, r.toward, r.away = -r.limit, 0, 0
	}
	if r.flap > 0 && q < 0 || r.flap < 0 && q > 0 {
		q, r.toward, r.away = 0, 0, 0
	}
	if r.held {
		r.back = 0
	}
	r.guess = q
}
