package pipenet

import (
	"fmt"
	"math"
)

// EXTRAN's own scheme, for files that are compared with SWMM's report, whose
// peaks are often those of this scheme and not of the equations: surges of
// seconds as pipes fill, whose height the step decides; swings between steps. A
// step is up to Options.Trials trials of
//
//	Q = (Q0 - dt g A dH/L + 2 v (A - A0) + dt v² dA/L) / (1 + dt friction |v| + losses)
//	y = y0 + dt (mean net inflow) / (surface area), below the crown
//	y = y + net inflow / sum of dQ/dH, above it
//
// each but the first taken half. Areas and depths are those of the trial before.
// Source: SWMM Reference Manual II, hydraulics (EPA/600/R-17/111), chapter 3.
//
// Its levels do not know how much water there is: SWMM reports the difference as
// its continuity error. Here the volumes are kept beside the levels, by the mean
// flows of each step: the ledger counts those and closes, and Strayed tells how
// far levels and volumes are apart: that is what to set beside SWMM's continuity
// error, and as large. A node's own volume may be off by more, even below nothing,
// as the scheme does not say which node holds the water. (To lead the levels back
// to the volumes was tried: by a hundredth of what passes a node it moves user2's
// peaks by as much as they miss, and volumes by 1 to 2 %.)

// Quantities of EXTRAN.
const (
	grav     = 32.2 * foot // SWMM's acceleration [m/s²]
	metric   = 1.4859182   // Manning's 1 m^(1/3)/s in ft^(1/3)/s
	film     = 1e-4 * foot // a depth that counts as dry [m], and its area [m²]
	headTol  = 5e-3 * foot // change of a level at which trials end [m]
	topSpeed = 50 * foot   // of the inertial and friction terms [m/s]
	leastFil = 1e-3 * foot // least fall of a conduit [m]
	equalLen = 200 * foot  // least length of the pipe that an orifice stands for [m]
	corrEnd  = 0.6         // share of the change of a surcharged upstream end
	shortest = 0.5         // of variable steps, where Options.LeastStep does not say [s]
	slotFade = 15          // of the surface area over a crown
	omega    = 0.5         // share of a trial, but of the first
)

// shaken is what EXTRAN's scheme keeps of a node.
type shaken struct {
	crown   float64 // top of all that joins [m]
	source  bool    // nothing leads to it: an upstream end
	net     float64 // inflow less outflow at the end of the last step, what comes from outside with it [m³/s]
	given   float64 // what came from outside then [m³/s]
	surface float64 // area when it was last free [m²]
	rate    float64 // of its level [m/s]
	strayed float64 // volume it holds less that which the levels say [m³]

	in, out, area, slope float64 // in a trial
	still                bool    // the last trial changed it by less than headTol
	over                 float64 // lost or ponded in the step [m³/s]
}

// classes of flow in a conduit.
const (
	dry = iota
	upDry
	downDry
	free
	upCritical
	downCritical
)

// prepareExtran sets up what the scheme needs beside the other's.
func (s *Solver) prepareExtran() {
	s.shaken = make([]shaken, len(s.nodes))
	s.mean = make([]float64, len(s.flow))
	for i := range s.shaken {
		s.shaken[i].crown, s.shaken[i].source = s.nodes[i].crown, true
	}
	for k := range s.reaches {
		r := &s.reaches[k]
		s.fed(r.from, r.to)
		r.lengthen(min(s.options.Lengthen, s.options.Step))
	}
	for k := range s.gates {
		g := &s.gates[k]
		s.fed(g.from, g.to)
		l := &s.net.Links[g.link]
		height := 0.0
		switch {
		case l.Orifice != nil:
			height = l.Orifice.Offset + l.Orifice.Height
		case l.Weir != nil:
			height = l.Weir.Offset + l.Weir.Height
		case l.Outlet != nil:
			height = l.Outlet.Offset
		}
		for _, i := range []int32{g.from, g.to} {
			s.shaken[i].crown = max(s.shaken[i].crown, s.nodes[i].invert+height)
		}
	}
	for i := range s.nodes {
		v := &s.nodes[i]
		v.volume = 0
		if v.row < 0 {
			v.head = max(v.stage, v.invert)
		}
	}
	for i := range s.nodes {
		if s.nodes[i].row >= 0 {
			s.nodes[i].volume = s.said(i)
		}
	}
}

// said is the volume of node i as its levels have it [m³]: its own and the half
// of each conduit beside it; all of one that ends at an outfall.
func (s *Solver) said(i int) float64 {
	v := &s.nodes[i]
	total := 0.0
	if v.basin >= 0 {
		total, _ = s.basins[v.basin].at(min(v.head, v.rim) - v.invert)
	}
	if v.basin < 0 {
		total = s.options.leastArea() * min(v.head-v.invert, s.shaken[i].crown-v.invert)
	}
	if v.above > 0 && !v.loses {
		total += v.above * max(v.head-v.rim, 0)
	}
	for _, k := range s.around[i] {
		r := &s.reaches[k]
		a1, _ := r.section.look(r.y1)
		a2, _ := r.section.look(r.y2)
		a := a1
		if int(r.to) == i {
			a = a2
		}
		if s.nodes[r.from].row < 0 || s.nodes[r.to].row < 0 {
			a = a1 + a2
		}
		total += a / 2 * r.length * r.barrels
	}
	return total
}

// Strayed returns the water that the network holds, less that which its levels
// say [m³]; 0 but in EXTRAN's scheme.
func (s *Solver) Strayed() float64 {
	total := 0.0
	for i := range s.shaken {
		total += s.shaken[i].strayed
	}
	return total
}

// fed notes that a link leads to its lower end, or to an outfall at its upper one.
func (s *Solver) fed(from, to int32) {
	if s.net.Nodes[from].Kind == Outfall {
		to = from
	}
	s.shaken[to].source = false
}

// NextStep is the step [s] that the next Advance takes when it is asked for as
// much or more: by EXTRAN's scheme what the last step's flows allow, by the other
// one Options.Step.
func (s *Solver) NextStep() float64 {
	o := &s.options
	if o.Trials <= 0 || o.Courant <= 0 {
		return o.Step
	}
	least := o.LeastStep
	if least <= 0 {
		least = shortest
	}
	least = max(min(least, o.Step), 1e-3)
	if s.counters.Steps == 0 {
		return least
	}
	most := o.Step
	for k := range s.reaches {
		r := &s.reaches[k]
		if q := math.Abs(r.flow); q > film*foot*foot && r.mid > film*foot && r.froude > 0.01 {
			a1, _ := r.section.look(r.y1)
			a2, _ := r.section.look(r.y2)
			most = min(most, (a1+a2)/2*r.long/q*r.froude/(1+r.froude)*o.Courant)
		}
	}
	for i := range s.nodes {
		v, x := &s.nodes[i], &s.shaken[i]
		depth := v.head - v.invert
		if v.row < 0 || depth <= film || v.head+film >= x.crown || x.rate < film {
			continue
		}
		if tall := (x.crown - v.invert) / 4; tall >= film {
			most = min(most, tall/x.rate)
		}
	}
	return math.Floor(1000*max(most, least)) / 1000
}

// shake moves the network by dt, EXTRAN's way.
func (s *Solver) shake(dt float64) error {
	for k := range s.gates {
		g := &s.gates[k]
		v := &s.nodes[g.from]
		volume := v.volume
		if v.basin >= 0 {
			volume, _ = s.basins[v.basin].at(v.head - v.invert)
		}
		g.begin(v.head-v.invert, volume)
		g.move(dt, s.net.Links[g.link].Orifice)
		g.last = s.flow[g.link]
	}
	for k := range s.reaches {
		s.reaches[k].guess = s.reaches[k].flow
		s.reaches[k].area = s.reaches[k].mid
	}
	for i := range s.nodes {
		v := &s.nodes[i]
		v.lateral, v.try = (s.shaken[i].given+s.lateral[i])/2, v.head
		s.shaken[i].still = false
	}
	settled := false
	n := 0
	for ; n < s.options.Trials && !(n > 1 && settled); n++ {
		s.trialFlows(n, dt)
		settled = s.trialDepths(n, dt)
	}
	s.counters.Iterations += n
	s.counters.Steps++
	if !settled {
		s.counters.Unsettled++
	}
	for k := range s.reaches {
		r := &s.reaches[k]
		q := r.guess * r.barrels
		if r.turned {
			q = -q
		}
		s.mean[r.link], s.flow[r.link] = q, (s.flow[r.link]+q)/2
	}
	for k := range s.gates {
		g := &s.gates[k]
		s.mean[g.link], s.flow[g.link] = g.last, (s.flow[g.link]+g.last)/2
	}
	s.sumUp(dt)
	return s.close(dt)
}

// close books a step of EXTRAN's scheme by its mean flows and makes its end the
// new state.
func (s *Solver) close(dt float64) error {
	for i := range s.nodes {
		v, x := &s.nodes[i], &s.shaken[i]
		if math.IsNaN(v.next) || math.IsNaN(v.try) {
			return fmt.Errorf("node %s: NaN at %.3f s: head %v m, volume %v m³", s.net.Nodes[i].Name, s.time, v.try, v.next)
		}
		if v.lateral >= 0 {
			s.book[inflow].add(dt * v.lateral)
		} else {
			s.book[withdrawn].add(-dt * v.lateral)
		}
		x.rate = math.Abs(v.try-v.head) / dt
		v.head, v.flooded = v.try, 0
		if v.row < 0 {
			v.arrived = v.next / dt
			if v.next >= 0 {
				s.book[outfallOut].add(v.next)
			} else {
				s.book[outfallIn].add(-v.next)
			}
			v.volume = 0
			continue
		}
		if x.over > 0 && v.loses {
			lost := x.over * dt
			v.next -= lost
			v.flooded = lost / dt
			s.book[flooded].add(lost)
		}
		v.volume = v.next
	}
	for i := range s.nodes {
		s.shaken[i].net, s.shaken[i].given = s.lateral[i], s.lateral[i]
	}
	for k := range s.flow {
		l := &s.net.Links[k]
		s.flow[k] = s.mean[k]
		s.shaken[l.From].net -= s.flow[k]
		s.shaken[l.To].net += s.flow[k]
	}
	for k := range s.reaches {
		r := &s.reaches[k]
		r.flow = s.flow[r.link] / r.barrels
		if r.turned {
			r.flow = -r.flow
		}
		r.mid = r.area
	}
	for i := range s.nodes {
		if s.nodes[i].row >= 0 {
			s.shaken[i].strayed = s.nodes[i].volume - s.said(i)
		}
	}
	s.time += dt
	return nil
}
