package shallowwater

import "math"

// keep is the share of a cell's water that may leave in one step. What stays,
// 1e-12 of it, covers rounding, so a depth cannot become negative.
const keep = 1 - 1.0/(1<<40)

// donate finds, for a tile whose fluxes are fresh, the share theta of its
// outflow that each cell can deliver, and sets budgets aside for finer tiles,
// which then enter what crosses in the rim.
func (s *Solver) donate(t *tile, b *bench) {
	t.limited = false
	ratio := s.stepOf(t) / s.grid.Cell
	for _, r := range t.cruns {
		n := r.n
		h := s.h[r.cell:][:n]
		w := r.j*(t.nx+1) + r.i
		lo, hi := r.j*t.nx+r.i, (r.j+1)*t.nx+r.i
		fw, fe := b.x.f[w:][:n], b.x.f[w+1:][:n]
		fs, fn := b.y.f[lo:][:n], b.y.f[hi:][:n]
		for k := range h {
			out := outflow(fw[k], fe[k], fs[k], fn[k]) * ratio
			if out <= keep*h[k] {
				continue
			}
			if !t.limited {
				t.limited = true
				for i := range t.theta {
					t.theta[i] = 1
				}
			}
			t.theta[lo+k] = keep * h[k] / out
		}
	}
	for side, next := range t.next {
		if next != nil && next.level > t.level {
			s.setBudget(t, b, side, ratio)
			t.rim[side].zero()
		}
	}
}

// outflow is the sum of what leaves a cell through its four edges [m²/s].
func outflow(w, e, s, n float64) float64 {
	return 0.5 * (((math.Abs(e) + e) + (math.Abs(w) - w)) + ((math.Abs(n) + n) + (math.Abs(s) - s)))
}

// setBudget gives each rim cell's edge to a finer tile the outflow that this
// tile expects there, and an equal part of what no edge has claimed.
func (s *Solver) setBudget(t *tile, b *bench, side int, ratio float64) {
	for _, k := range t.shared[side] {
		i, j := t.rimCell(side, k)
		var f [4]float64
		shared := 0.0
		for sd := range f {
			e, at := b.edgeOf(t, i, j, sd)
			f[sd] = e.f[at]
			if next := t.next[sd]; next != nil && next.level > t.level && t.onRim(sd, i, j) && s.conf.open(s.neighbour(t.i0+i, t.j0+j, sd)) {
				shared++
			}
		}
		h := s.h[s.grid.Index(t.i0+i, t.j0+j)]
		theta := 1.0
		if t.limited {
			theta = t.theta[j*t.nx+i]
		}
		claimed := theta * outflow(f[west], f[east], f[south], f[north]) * ratio
		t.budget[side][k] = theta*max(outward(side, f[side]), 0)*ratio + max(keep*h-claimed, 0)/shared
	}
}

// outward turns a flux to the east or north into one out of a cell through side.
func outward(side int, f float64) float64 {
	if side == west || side == south {
		return -f
	}
	return f
}

// exchange makes the fluxes of a tile final: if it or a neighbour with the same
// step gives less than its fluxes say, they are computed once more and scaled;
// and what crosses to or from a coarser tile is entered there too. It writes to
// a neighbour only the rim and the budget of the side that faces this tile.
func (s *Solver) exchange(t *tile, b *bench) {
	again := t.limited
	for _, next := range t.next {
		again = again || next != nil && next.level == t.level && next.limited
	}
	if again {
		s.fluxes(t, b)
		s.scaleEdges(t, b)
		s.tally(t, b)
	}
	for side, next := range t.next {
		if next != nil && next.level < t.level {
			s.crossToCoarse(t, next, side)
		}
	}
}

// scaleEdges reduces all edges to the share that their donors can give. (Those
// to finer tiles too, in vain: tally leaves them to the finer tile.)
func (s *Solver) scaleEdges(t *tile, b *bench) {
	for _, r := range t.xruns {
		j, i := r.at/(t.nx+1), r.at%(t.nx+1)
		for k := range r.n {
			if f := b.x.f[r.at+k]; f > 0 {
				b.x.scale(r.at+k, t.share(i+k-1, j), s.u[r.left+k])
			} else if f < 0 {
				b.x.scale(r.at+k, t.share(i+k, j), s.u[r.right+k])
			}
		}
	}
	for _, r := range t.yruns {
		j, i := r.at/t.nx, r.at%t.nx
		for k := range r.n {
			if f := b.y.f[r.at+k]; f > 0 {
				b.y.scale(r.at+k, t.share(i+k, j-1), s.v[r.left+k])
			} else if f < 0 {
				b.y.scale(r.at+k, t.share(i+k, j), s.v[r.right+k])
			}
		}
	}
	for k := range t.brinks {
		e := &t.brinks[k]
		on, un := e.on(b), s.u[e.cell]
		if e.side >= south {
			un = s.v[e.cell]
		}
		if outward(e.side, on.f[e.at]) > 0 {
			i, j := s.grid.At(e.cell)
			on.scale(e.at, t.share(i-t.i0, j-t.j0), un)
		}
	}
}

// scale reduces mass, and the momentum that this mass carried from a donor
// with normal velocity un, to theta; pressure stays.
func (e *edges) scale(at int, theta, un float64) {
	if theta >= 1 {
		return
	}
	lost := (1 - theta) * e.f[at] * un
	e.f[at] *= theta
	e.t[at] *= theta
	e.l[at] -= lost
	e.r[at] -= lost
}

// share is theta of local cell (i,j), which may lie one beyond the tile: there
// only a tile with the same step has one. Coarser ones set a budget instead.
func (t *tile) share(i, j int) float64 {
	o := t
	switch {
	case i < 0:
		if o = t.next[west]; o != nil {
			i = o.nx - 1
		}
	case i >= t.nx:
		o, i = t.next[east], 0
	case j < 0:
		if o = t.next[south]; o != nil {
			j = o.ny - 1
		}
	case j >= t.ny:
		o, j = t.next[north], 0
	}
	if o == nil || o.idle || o.level != t.level || !o.limited {
		return 1
	}
	return o.theta[j*o.nx+i]
}

// crossToCoarse enters the rim of a tile in the coarser one beside it, within
// the budget that it has set aside.
func (s *Solver) crossToCoarse(t, coarse *tile, side int) {
	back := opposite(side)
	ratio := s.stepOf(t) / s.grid.Cell
	weight := 1 / float64(uint64(1)<<(t.level-coarse.level)) // of this step in the coarse one, exact
	e, ce, budget := &t.rim[side], &coarse.rim[back], coarse.budget[back]
	un := s.u
	if side == south || side == north {
		un = s.v
	}
	for _, k := range t.shared[side] {
		if give := -outward(side, e.f[k]) * ratio; give > budget[k] {
			i, j := t.rimCell(side, k)
			e.scale(k, budget[k]/give, un[s.neighbour(t.i0+i, t.j0+j, side)])
			budget[k] = 0
		} else {
			budget[k] -= give // which grows by what flows in
		}
		ce.f[k] += e.f[k] * weight
		ce.l[k] += e.l[k] * weight
		ce.r[k] += e.r[k] * weight
		ce.t[k] += e.t[k] * weight
		if e.f[k] != 0 {
			coarse.touched[back] = true
		}
	}
}
