package pipenet

import (
	"fmt"
	"math"
)

// balance takes the flows of the last linear system, for which the volumes
// balance exactly, as those of the step.
func (s *Solver) balance(dt float64) {
	change := func(v *vessel) float64 {
		if v.row < 0 {
			return 0
		}
		return s.matrix.right[v.row]
	}
	for k := range s.reaches {
		r := &s.reaches[k]
		q := r.guess*r.barrels + r.toward*change(&s.nodes[r.from]) - r.away*change(&s.nodes[r.to])
		if r.flap > 0 && q < 0 || r.flap < 0 && q > 0 {
			q = 0
		}
		r.guess = q / r.barrels
		if r.turned {
			q = -q
		}
		s.flow[r.link] = q
	}
	for k := range s.gates {
		g := &s.gates[k]
		q := g.guess + g.toward*change(&s.nodes[g.from]) - g.away*change(&s.nodes[g.to])
		if (g.flap || g.pump != nil) && q < 0 {
			q = 0
		}
		s.flow[g.link] = q
	}
	for k := range s.manholes {
		m := &s.manholes[k]
		m.rate = min(m.rate+m.slope*change(&s.nodes[m.node]), m.available/dt)
	}
	s.sumUp(dt)
}

// sumUp finds the volumes at the end of the step from its flows.
func (s *Solver) sumUp(dt float64) {
	for i := range s.nodes {
		v := &s.nodes[i]
		v.next = v.volume + dt*v.lateral
	}
	for k := range s.flow {
		l := &s.net.Links[k]
		s.nodes[l.From].next -= dt * s.flow[k]
		s.nodes[l.To].next += dt * s.flow[k]
	}
	for k := range s.manholes {
		s.nodes[s.manholes[k].node].next += dt * s.manholes[k].rate
	}
}

// keepWet cuts what leaves nodes that the step would empty below nothing, link
// by link, until none is left: flows are limited, volumes never clipped.
func (s *Solver) keepWet(dt float64) {
	for pass := 0; ; pass++ {
		short := false
		for i := range s.nodes {
			v := &s.nodes[i]
			v.tangent = 1
			if v.row < 0 || v.next >= 0 {
				continue
			}
			short = true
			out := dt * max(-v.lateral, 0)
			for _, k := range s.leaving(i) {
				out += dt * math.Abs(s.flow[k])
			}
			if m := s.manholeOf(i); m != nil {
				out += dt * max(-m.rate, 0)
			}
			v.tangent = max(1+v.next/out*(1+1e-9), 0)
			if pass > 50 {
				v.tangent = 0
			}
		}
		if !short {
			return
		}
		if pass == 0 {
			s.counters.Limited++
		}
		for k, q := range s.flow {
			l := &s.net.Links[k]
			from := l.From
			if q < 0 {
				from = l.To
			}
			s.flow[k] *= s.nodes[from].tangent
		}
		for i := range s.nodes {
			if v := &s.nodes[i]; v.tangent < 1 {
				if v.lateral < 0 {
					v.lateral *= v.tangent
				}
				if m := s.manholeOf(i); m != nil && m.rate < 0 {
					m.rate *= v.tangent
				}
			}
		}
		s.sumUp(dt)
		for i := range s.nodes {
			if v := &s.nodes[i]; v.tangent < 1 {
				v.residual = math.NaN() // its head no longer fits: see commit
			}
		}
	}
}

// commit makes the end of the step the new state and books it.
func (s *Solver) commit(dt float64) error {
	for k := range s.reaches {
		r := &s.reaches[k]
		r.flow = s.flow[r.link] / r.barrels
		if r.turned {
			r.flow = -r.flow
		}
		r.mid = r.area
	}
	for i := range s.nodes {
		v := &s.nodes[i]
		if math.IsNaN(v.next) || math.IsNaN(v.try) {
			return fmt.Errorf("node %s: NaN at %.3f s: head %v m, volume %v m³", s.net.Nodes[i].Name, s.time, v.try, v.next)
		}
		if v.lateral >= 0 {
			s.book[inflow].add(dt * v.lateral)
		} else {
			s.book[withdrawn].add(-dt * v.lateral)
		}
		v.flooded = 0
		if v.row < 0 {
			s.leave(i, v, dt)
			continue
		}
		if math.IsNaN(v.residual) {
			v.try = s.levelOf(i, v.next)
		}
		if v.loses && v.try > v.rim {
			lost := min(v.above*(v.try-v.rim), v.next)
			v.next -= lost
			v.try = v.rim
			v.flooded = lost / dt
			s.book[flooded].add(lost)
		}
		v.volume, v.head = v.next, max(v.try, v.invert)
	}
	for k := range s.manholes {
		m := &s.manholes[k]
		v := dt * m.rate
		m.volume += v
		if v > 0 {
			m.available = max(m.available-v, 0)
			s.book[fromSurface].add(v)
		} else {
			s.book[toSurface].add(-v)
		}
	}
	return nil
}

// leave lets out through an outfall what its conduits brought and do not hold.
func (s *Solver) leave(i int, v *vessel, dt float64) {
	v.head = v.invert
	for _, k := range s.around[i] {
		r := &s.reaches[k]
		if int(r.to) == i {
			v.head = max(v.head, r.z2+r.y2)
		} else {
			v.head = max(v.head, r.z1+r.y1)
		}
	}
	v.head = max(v.head, v.stage)
	held, _ := s.volumeAt(i, max(v.stage, v.invert))
	if s.gated(i) {
		// Nothing comes in behind the gate: the conduit holds less than the level
		// outside says, until its own water fills it.
		held = min(held, max(v.next, 0))
	}
	out := v.next - held
	v.volume = held
	v.arrived = out / dt
	if out >= 0 {
		s.book[outfallOut].add(out)
	} else {
		s.book[outfallIn].add(-out)
	}
}

// gated says whether flap gates keep what stands before outfall i out of all its
// conduits.
func (s *Solver) gated(i int) bool {
	for _, k := range s.around[i] {
		if r := &s.reaches[k]; int(r.to) == i && r.flap <= 0 || int(r.from) == i && r.flap >= 0 {
			return false
		}
	}
	return len(s.around[i]) > 0
}
