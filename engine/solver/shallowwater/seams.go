package shallowwater

import "math"

// keep is the share of a cell's water that may leave in one step. What stays,
// 1e-6 of it, covers the rounding of fluxes, so a depth cannot become negative.
const keep = 1 - 1.0/(1<<20)

// overdrawnAtSeams tells whether a cell beside a finer neighbour gives more than
// it holds, the fluxes included that are expected to that neighbour. The outflow
// of all those cells waits on the bench.
func (b *block) overdrawnAtSeams(w *bench, ratio float64) bool {
	over := false
	for sd := range b.seams {
		for x := range b.seams[sd] {
			m := &b.seams[sd][x]
			if !m.theirs {
				continue
			}
			for _, c := range m.shared {
				k := int(c.k)
				out := w.outflow(k)
				w.leaving[sd][c.own] = out
				over = over || out*ratio > keep*b.holds(k, w)
			}
		}
	}
	return over
}

// overdrawn tells whether an Open cell gives more than it holds. (The kernel
// asks the cells beyond open rims too, which are dry and may give: inflow.)
func (b *block) overdrawn(w *bench, ratio float64) bool {
	if len(b.beyond) == 0 {
		return true
	}
	found := false
	b.eachOpen(func(_, _, k int) { found = found || w.outflow(k)*ratio > keep*b.holds(k, w) })
	return found
}

// holds is a cell's water before the step per area of the cell [m].
func (b *block) holds(k int, w *bench) float64 {
	if b.porous != nil {
		return w.water[k] * b.porous[k]
	}
	return w.water[k]
}

// areaOf a cell that water can fill [m²].
func (b *block) areaOf(k int) float64 {
	if b.porous != nil {
		return b.cell * b.cell * b.porous[k]
	}
	return b.cell * b.cell
}

// outflow of a cell through its four edges [m²/s].
func (w *bench) outflow(k int) float64 {
	return outflow(float64(w.x[k]), float64(w.x[k+1]), float64(w.y[k]), float64(w.y[k+stride]))
}

// outflow is the sum of what leaves a cell through its four edges [m²/s].
func outflow(w, e, s, n float64) float64 {
	return 0.5 * (((math.Abs(e) + e) + (math.Abs(w) - w)) + ((math.Abs(n) + n) + (math.Abs(s) - s)))
}

// outward turns a flux to the east or north into one out of a cell through side.
func outward(sd int, f float64) float64 {
	if sd == west || sd == south {
		return -f
	}
	return f
}

// setBudgets gives each cell beside a finer block the outflow that this block
// expects there, and an equal part of what no edge has claimed.
func (s *Solver) setBudgets(b *block, w *bench) {
	ratio := s.stepOf(b) / b.cell
	for sd := range b.seams {
		for x := range b.seams[sd] {
			m := &b.seams[sd][x]
			if !m.theirs {
				continue
			}
			b.rim[sd].clear(m.from, m.n)
			p := w.through(sd)
			for _, c := range m.shared {
				k, theta, claims := int(c.k), 1.0, 1.0
				if c.own == 0 || c.own == side-1 {
					claims = b.claims(rimCell(sd, int(c.own)))
				}
				claimed := w.leaving[sd][c.own]
				if b.limited {
					theta = b.theta[k]
					fixed := b.fixedOutflow(k, w)
					claimed = fixed + theta*(claimed-fixed)
				}
				claimed *= ratio
				f := float64(p[c.edge])
				b.budget[sd][c.own] = theta*max(outward(sd, f), 0)*ratio + max(keep*b.holds(k, w)-claimed, 0)/claims
			}
		}
	}
}

// claims is how many finer blocks share cell (i,j).
func (b *block) claims(i, j int) (n float64) {
	for sd := range 4 {
		if onRim(sd, i, j) && b.finerAt(sd, rimIndex(sd, i, j)) {
			n++
		}
	}
	return n
}

// finerAt tells whether a finer block shares rim cell c of a side.
func (b *block) finerAt(sd, c int) bool {
	for x := range b.seams[sd] {
		if m := &b.seams[sd][x]; c >= m.from && c < m.from+m.n && m.theirs {
			i, j := rimCell(opposite(sd), m.beside(c))
			return m.other.isOpen[local(i, j)]
		}
	}
	return false
}

// cutSeams takes the fluxes to finer blocks from the bench: they are for those
// to compute.
func (b *block) cutSeams(w *bench) {
	for sd := range b.seams {
		p := w.through(sd)
		for x := range b.seams[sd] {
			if m := &b.seams[sd][x]; m.theirs {
				for _, c := range m.shared {
					setFlux(p, int(c.edge), flux{})
				}
			}
		}
	}
}

// cross enters what crosses to coarser neighbours in their rims, within the
// budgets that they have set aside, and tells whether some did not suffice:
// then less is left on the bench. It writes to a neighbour only the rim and the
// budget of the side that faces this block.
func (s *Solver) cross(b *block, w *bench) bool {
	cut := false
	for sd := range b.seams {
		for x := range b.seams[sd] {
			if m := &b.seams[sd][x]; m.foreign && !m.theirs {
				s.await(m.other)
				cut = s.crossSeam(b, w, m, sd) || cut
			}
		}
	}
	return cut
}

func (s *Solver) crossSeam(b *block, w *bench, m *seam, sd int) (cut bool) {
	coarse, back := m.other, opposite(sd)
	share := b.cell / coarse.cell // of this edge in the coarse one's
	depth := s.stepOf(b) / coarse.cell * share
	weight := share / float64(uint64(1)<<(b.level-coarse.level)) // in the coarse one's edge and step, exact
	p, theirs, budgets := w.through(sd), coarse.rim[back], &coarse.budget[back]
	un := w.motion[sd/2*plane:]
	for n := range m.shared {
		c := &m.shared[n]
		q := fluxAt(p, int(c.edge))
		if q == (flux{}) {
			continue
		}
		o := c.other
		budget := &budgets[o]
		if give := -outward(sd, q.f) * depth; give > *budget {
			setFlux(p, int(c.edge), q.scaled(max(*budget, 0)/give, float64(un[int(c.k)+aside(sd)])))
			q = fluxAt(p, int(c.edge))
			cut, *budget = true, 0
		} else {
			*budget -= give // which grows by what flows in
		}
		theirs.f[o] += q.f * weight
		theirs.l[o] += q.l * weight
		theirs.r[o] += q.r * weight
		theirs.t[o] += q.t * weight
		if q.f != 0 {
			coarse.touched[back][o/(side/2)] = true
		}
	}
	return cut
}

// addRims adds to the cells what crossed the seams to finer blocks. A corner cell gets the sum of its sides at once, which keeps the order symmetric.
func (b *block) addRims(ratio float64) {
	for sd := range b.seams {
		for x := range b.seams[sd] {
			m := &b.seams[sd][x]
			if !m.theirs {
				continue
			}
			b.addRim(m.straight(), sd, ratio)
			for n := range m.shared {
				if c := &m.shared[n]; c.own == 0 || c.own == side-1 {
					b.addCorner(c, sd, ratio)
				}
			}
		}
	}
	for k := range b.gates {
		if g := &b.gates[k]; g.rimmed && b.finerAt(g.side, g.rimIndex) {
			g.crossed = g.sign * b.rim[g.side].f[g.rimIndex]
		}
	}
}

// addRim is addRims for cells that are on one side only.
func (b *block) addRim(cells []pair, sd int, ratio float64) {
	r, v := b.rim[sd], b.water
	across, sign := &r.r, 1.0 // as the cell to the east or north of the edge sees it
	if sd == east || sd == north {
		across, sign = &r.l, -1
	}
	for n := range cells {
		c, k := cells[n].own, int(cells[n].k)
		per := sign * b.perCell(k, ratio)
		v[k] += per * r.f[c]
		if x, y := per*across[c], per*r.t[c]; sd < south {
			b.addDischarge(k, x, y)
		} else {
			b.addDischarge(k, y, x)
		}
		b.calmRim(k, sd, int(c))
	}
}

// calmRim is calm for own cell k, which is cell c of a side.
func (b *block) calmRim(k, sd, c int) {
	was := b.now.at(sd, 0)
	if h := float32(was.water[c]); b.isDrained(k, h) {
		b.calmCell(k, h, was.motion[0][c], was.motion[1][c])
	}
}

// addCorner is addRims for a cell at the end of a side. It is done with the
// first of its sides.
func (b *block) addCorner(c *pair, sd int, ratio float64) {
	i, j := rimCell(sd, int(c.own))
	var q [4]flux
	first := -1
	for o := range 4 {
		if onRim(o, i, j) && b.finerAt(o, rimIndex(o, i, j)) {
			q[o] = b.rim[o].get(rimIndex(o, i, j))
			if first < 0 {
				first = o
			}
		}
	}
	if first != sd {
		return
	}
	k := int(c.k)
	per := b.perCell(k, ratio)
	b.water[k] -= per * ((q[east].f - q[west].f) + (q[north].f - q[south].f))
	b.addDischarge(k, -per*((q[east].l-q[west].r)+(q[north].t-q[south].t)), -per*((q[north].l-q[south].r)+(q[east].t-q[west].t)))
	b.calmRim(k, sd, int(c.own))
}

// perCell is dt/dx for a cell that water can fill in part only.
func (b *block) perCell(k int, ratio float64) float64 {
	if b.porous != nil {
		return ratio / b.porous[k]
	}
	return ratio
}

// rest readies an idle block for what finer neighbours may let in.
func (b *block) rest() {
	b.limited = false
	for sd := range b.seams {
		*b.rim[sd] = rim{}
		clear(b.budget[sd][:])
	}
}
