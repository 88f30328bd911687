package pipenet

import "math"

// Limits of one step's iteration.
const (
	settled   = 1e-5     // change of every head at which it ends [m]
	patience  = 24       // iterations before the step is halved
	relaxFrom = 10       // iteration from which changes are halved
	briefest  = 1.0 / 32 // no step is halved below this share of Options.Step
)

// step moves the network by dt, or by less where the levels do not settle.
func (s *Solver) step(dt float64) error {
	for k := range s.gates {
		g := &s.gates[k]
		v := &s.nodes[g.from]
		volume := v.volume
		if v.basin >= 0 {
			volume, _ = s.basins[v.basin].at(v.head - v.invert)
		}
		g.begin(v.head-v.invert, volume)
		g.move(dt, s.net.Links[g.link].Orifice)
	}
	for i := range s.nodes {
		s.nodes[i].lateral = s.lateral[i]
	}
	for k := range s.reaches {
		r := &s.reaches[k]
		r.begin(s.nodes[r.from].head, s.nodes[r.to].head, s.options.Damping)
		s.handOver(r)
	}
	for {
		tries, ok := s.settle(dt)
		s.counters.Iterations += tries
		if !ok && dt/2 >= briefest*s.options.Step {
			dt /= 2
			s.pace = dt
			s.counters.Halved++
			for k := range s.reaches {
				s.reaches[k].guess = s.reaches[k].flow
			}
			continue
		}
		if !ok {
			s.counters.Unsettled++
			for i := range s.nodes {
				s.nodes[i].residual = math.NaN() // heads follow the volumes: see commit
			}
		}
		if tries <= patience/2 || dt <= 2*briefest*s.options.Step {
			s.pace = min(s.options.Step, s.pace*1.5)
		}
		break
	}
	s.counters.Steps++
	s.balance(dt)
	s.keepWet(dt)
	if err := s.commit(dt); err != nil {
		return err
	}
	s.time += dt
	return nil
}

// settle finds the heads at the end of a step by Newton's method on the volumes
// of all nodes at once:
//
//	V_i(H) - V_i(old) - dt (sum of flows in at H - sum out + lateral) = 0
//
// Its matrix has V' >= 0 and dt dQ/dH on the diagonal, -dt dQ/dH off it, the
// column sums being V': an M-matrix.
func (s *Solver) settle(dt float64) (tries int, ok bool) {
	for i := range s.nodes {
		v := &s.nodes[i]
		v.try = v.head
		if v.row < 0 {
			v.try = max(v.stage, v.invert)
		}
	}
	for tries = 1; tries <= patience; tries++ {
		s.linearise(dt)
		s.matrix.solve()
		worst := 0.0
		relax := 1.0
		if tries > relaxFrom {
			relax = 0.5
		}
		for i := range s.nodes {
			v := &s.nodes[i]
			if v.row < 0 {
				continue
			}
			change := relax * s.matrix.right[v.row]
			next := v.stop(v.try + change)
			// What the stop cuts off is not settled yet.
			worst = max(worst, math.Abs(s.matrix.right[v.row]))
			v.residual = next - v.try // the change that was made
			v.try = next
		}
		if !(worst > settled) {
			return tries, true
		}
		if math.IsNaN(worst) || math.IsInf(worst, 0) {
			return tries, false
		}
	}
	return patience, false
}

// stop lets a head come to rest at the heights where the volume's slope jumps,
// rather than run past them: the rim, the highest crown, the invert.
func (v *vessel) stop(next float64) float64 {
	const beyond = 1e-7
	switch {
	case v.try <= v.rim && next > v.rim && v.above > 0:
		return v.rim + beyond
	case v.try < v.crown && next > v.crown:
		return v.crown + beyond
	case v.try > v.crown && next < v.crown && v.crown > v.invert:
		return max(next, v.crown-0.05*(v.crown-v.invert))
	case next < v.invert && v.try > v.invert+1e-3:
		return v.invert + 0.1*(v.try-v.invert)
	}
	return next
}

// linearise sets up the matrix at the heads now tried.
func (s *Solver) linearise(dt float64) {
	m := s.matrix
	m.clear()
	for i := range s.nodes {
		v := &s.nodes[i]
		if v.row < 0 {
			continue
		}
		volume, area := s.own(v, v.try)
		v.residual = v.volume + dt*v.lateral - volume
		v.tangent = area
	}
	for k := range s.manholes {
		h := &s.manholes[k]
		v := &s.nodes[h.node]
		h.try(v.try, dt)
		v.residual += dt * h.rate
		v.tangent -= dt * h.slope
	}
	for k := range s.reaches {
		r := &s.reaches[k]
		a, b := &s.nodes[r.from], &s.nodes[r.to]
		r.try(s.end(a, r.z1), s.end(b, r.z2), dt)
		size := r.length * r.barrels
		if r.part1 > 0 && a.row >= 0 {
			area, width := r.holds(a.try-r.z1, r.y1, r.a1, r.w1, a, r.z1)
			a.tangent += r.part1 * size * width
			a.residual -= r.part1 * size * area
			if r.hangs {
				area, width = r.tail(a.try - r.z1)
				a.tangent += r.part2 * size * width
				a.residual -= r.part2 * size * area
			}
		}
		if r.part2 > 0 && b.row >= 0 && !r.hangs {
			area, width := r.holds(b.try-r.z2, r.y2, r.a2, r.w2, b, r.z2)
			b.tangent += r.part2 * size * width
			b.residual -= r.part2 * size * area
		}
		s.join(a, b, s.places[r.link], r.turned, dt, r.guess*r.barrels, r.toward, r.away)
	}
	for k := range s.gates {
		g := &s.gates[k]
		a, b := &s.nodes[g.from], &s.nodes[g.to]
		g.try(a.try, b.try) // an outfall's is its stage or its invert
		s.join(a, b, s.places[g.link], false, dt, g.guess, g.toward, g.away)
	}
	for i := range s.nodes {
		v := &s.nodes[i]
		if v.row >= 0 {
			m.diagonal[v.row] += v.tangent
			m.right[v.row] = v.residual
		}
	}
}

// end is the level that a conduit of height z sees at a node: far below where an
// outfall lets the water fall freely.
func (s *Solver) end(v *vessel, z float64) float64 {
	if v.row < 0 {
		return max(v.stage, z-1)
	}
	return v.try
}

// join enters a flow q from a to b and its slopes.
func (s *Solver) join(a, b *vessel, p place, turned bool, dt, q, toward, away float64) {
	m := s.matrix
	if a.row >= 0 {
		a.residual -= dt * q
		m.diagonal[a.row] += dt * toward
	}
	if b.row >= 0 {
		b.residual += dt * q
		m.diagonal[b.row] += dt * away
	}
	if p.entry < 0 {
		return
	}
	// The entry's first index is the link's From unless flipped.
	if turned != p.flipped { // a is removed after b
		m.lower[p.entry] -= dt * away   // row a, column b
		m.upper[p.entry] -= dt * toward // row b, column a
	} else {
		m.upper[p.entry] -= dt * away
		m.lower[p.entry] -= dt * toward
	}
}
