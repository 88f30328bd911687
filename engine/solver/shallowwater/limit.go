package shallowwater

import "math"

// keep is the share of a cell's water that may leave in one step. What stays,
// 1e-12 of it, covers rounding, so a depth cannot become negative.
const keep = 1 - 1.0/(1<<40)

// donate finds, for a tile whose fluxes are fresh, the share theta of its
// outflow that each cell can deliver. Edges to finer tiles are then handed
// over: the cell sets a budget aside for each, and the finer tile fills in the
// flux (exchange).
func (s *Solver) donate(t *tile) {
	t.limited = false
	ratio := s.stepOf(t) / s.grid.Cell
	for _, r := range t.cruns {
		n := r.n
		h := s.h[r.cell:][:n]
		w := r.j*(t.nx+1) + r.i
		lo, hi := r.j*t.nx+r.i, (r.j+1)*t.nx+r.i
		fw, fe := t.x.f[w:][:n], t.x.f[w+1:][:n]
		fs, fn := t.y.f[lo:][:n], t.y.f[hi:][:n]
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
	finer := false
	for side, next := range t.next {
		if next != nil && next.level > t.level {
			s.setBudget(t, side, ratio)
			finer = true
		}
	}
	if !finer {
		return
	}
	for side, next := range t.next {
		if next != nil && next.level > t.level {
			t.handOver(side)
		}
	}
}

// outflow is the sum of what leaves a cell through its four edges [m²/s].
func outflow(w, e, s, n float64) float64 {
	return 0.5 * (((math.Abs(e) + e) + (math.Abs(w) - w)) + ((math.Abs(n) + n) + (math.Abs(s) - s)))
}

// setBudget gives each rim cell's edge to a finer tile the outflow that this
// tile expects there, and an equal part of what no edge has claimed.
func (s *Solver) setBudget(t *tile, side int, ratio float64) {
	for k := range t.budget[side] {
		i, j := t.rimCell(side, k)
		var f [4]float64
		shared := 0.0
		for sd := range f {
			e, at := t.edgeOf(i, j, sd)
			f[sd] = e.f[at]
			if next := t.next[sd]; next != nil && next.level > t.level && t.onRim(i, j, sd) {
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

func (t *tile) onRim(i, j, side int) bool {
	switch side {
	case west:
		return i == 0
	case east:
		return i == t.nx-1
	case south:
		return j == 0
	default:
		return j == t.ny-1
	}
}

// outward turns a flux to the east or north into one out of a cell through side.
func outward(side int, f float64) float64 {
	if side == west || side == south {
		return -f
	}
	return f
}

// handOver clears the edges along a side for the finer tile to add to.
func (t *tile) handOver(side int) {
	for k := range t.budget[side] {
		i, j := t.rimCell(side, k)
		e, at := t.edgeOf(i, j, side)
		e.f[at], e.l[at], e.r[at], e.t[at] = 0, 0, 0, 0
	}
}

// exchange makes the fluxes of a tile final: donors give only their share, and
// what crosses to or from a coarser tile is entered there too. It writes to a
// neighbour only the edges and the budget of the side that faces this tile.
func (s *Solver) exchange(t *tile) {
	scale := t.limited
	for _, next := range t.next {
		scale = scale || next != nil && next.level == t.level && next.limited
	}
	if scale {
		s.scaleEdges(t)
	}
	for side, next := range t.next {
		if next != nil && next.level < t.level {
			s.crossToCoarse(t, next, side)
		}
	}
}

// scaleEdges leaves out the edges to finer tiles: those are theirs to write.
func (s *Solver) scaleEdges(t *tile) {
	first, last := [4]int{}, [4]int{east: t.nx, north: t.ny}
	for side, next := range t.next {
		if next != nil && next.level > t.level {
			first[side], last[side] = 1, last[side]-1
		}
	}
	for j := range t.ny {
		for i := first[west]; i <= last[east]; i++ {
			at := j*(t.nx+1) + i
			if f := t.x.f[at]; f > 0 {
				s.scaleEdge(&t.x, at, t.share(i-1, j), i-1, j, t, s.u)
			} else if f < 0 {
				s.scaleEdge(&t.x, at, t.share(i, j), i, j, t, s.u)
			}
		}
	}
	for j := first[south]; j <= last[north]; j++ {
		for i := range t.nx {
			at := j*t.nx + i
			if f := t.y.f[at]; f > 0 {
				s.scaleEdge(&t.y, at, t.share(i, j-1), i, j-1, t, s.v)
			} else if f < 0 {
				s.scaleEdge(&t.y, at, t.share(i, j), i, j, t, s.v)
			}
		}
	}
}

// scaleEdge reduces mass, and the momentum that this mass carried from donor
// cell (i,j), to theta; pressure stays.
func (s *Solver) scaleEdge(e *edges, at int, theta float64, i, j int, t *tile, un []float64) {
	if theta >= 1 {
		return
	}
	lost := (1 - theta) * e.f[at] * un[s.grid.Index(t.i0+i, t.j0+j)]
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
	if o == nil || o.level != t.level || !o.limited {
		return 1
	}
	return o.theta[j*o.nx+i]
}

func (s *Solver) crossToCoarse(t, coarse *tile, side int) {
	back := opposite(side)
	ratio := s.stepOf(t) / s.grid.Cell
	weight := 1 / float64(uint64(1)<<(t.level-coarse.level)) // of this step in the coarse one, exact
	budget := coarse.budget[back]
	un := s.u
	if side == south || side == north {
		un = s.v
	}
	for k := range budget {
		i, j := t.rimCell(side, k)
		e, at := t.edgeOf(i, j, side)
		if give := -outward(side, e.f[at]) * ratio; give > budget[k] {
			di, dj := beside(i, j, side)
			s.scaleEdge(e, at, budget[k]/give, di, dj, t, un)
			budget[k] = 0
		} else {
			budget[k] -= give // which grows by what flows in
		}
		ci, cj := coarse.rimCell(back, k)
		ce, cat := coarse.edgeOf(ci, cj, back)
		ce.f[cat] += e.f[at] * weight
		ce.l[cat] += e.l[at] * weight
		ce.r[cat] += e.r[at] * weight
		ce.t[cat] += e.t[at] * weight
		if e.f[at] != 0 {
			coarse.touched[back] = true
		}
	}
}

// beside is the cell on the other side of an edge.
func beside(i, j, side int) (int, int) {
	switch side {
	case west:
		return i - 1, j
	case east:
		return i + 1, j
	case south:
		return i, j - 1
	default:
		return i, j + 1
	}
}
