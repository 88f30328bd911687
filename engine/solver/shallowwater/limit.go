package shallowwater

import "math"

// Where a block gives to one with the same step, both compute the flux, and
// neither waits to hear what else the giving cell gives: guard, which both know
// to do, leaves it within what the cell holds. If a cell would still give more
// than that in all, its block scales what it gives elsewhere.

// guard keeps what crosses the seams to blocks with the same step within what
// the giving cells hold. A cell at a corner may give through two of them: each
// may have the part that waves in its direction have of all.
func (b *block) guard(w *bench, ratio float64) {
	for sd := range b.seams {
		for x := range b.seams[sd] {
			m := &b.seams[sd][x]
			if m.foreign {
				continue
			}
			cells := m.straight()
			if b.brisk {
				p, most := w.through(sd), float32(0.99/ratio)
				for n := range cells {
					c := &cells[n]
					if b.porous != nil || abs32(p[c.edge]) > most*min(w.depth[c.k], w.depth[int(c.k)+aside(sd)]) {
						b.guardEdge(c, sd, false, w, ratio)
					}
				}
			}
			for _, n := range [...]int{0, len(m.shared) - 1} {
				if len(m.shared) > len(cells) && (m.shared[n].own == 0 || m.shared[n].own == side-1) {
					b.guardEdge(&m.shared[n], sd, true, w, ratio)
				}
			}
		}
	}
}

func (b *block) guardEdge(c *pair, sd int, corner bool, w *bench, ratio float64) {
	p, k := w.through(sd), int(c.k)
	f := float64(p[c.edge])
	if outward(sd, f) < 0 {
		k += aside(sd)
	}
	most, give := keep*b.holds(k, w), math.Abs(f)*ratio
	if corner && give > 0 {
		most *= b.partOf(k, sd, w)
	}
	if give > most {
		scale(p, int(c.edge), most/give, float64(w.motion[sd/2*plane+k]))
	}
}

// partOf is the part that waves across the edges of a side have of all the
// waves of cell k, (|un|+c) / (|un|+|ut|+2c).
func (b *block) partOf(k, sd int, w *bench) float64 {
	v := b.waterAt(k, sd, w)
	c := celerity(v.h)
	across, along := math.Abs(v.un)+c, math.Abs(v.ut)+c
	if across+along == 0 {
		return 0.5
	}
	return across / (across + along)
}

// swiftest: an edge takes at most h (u - s) from a cell, with the speed s of
// its waves, and by the two-rarefaction estimate u - s is at most 1.5 times the
// largest |u|+|v|+2c of the two cells, which is at most 1.18 times their pace.
const swiftest = 1.8

// limit scales what the cells of a block give that would give more than they hold.
func (s *Solver) limit(b *block, w *bench) {
	b.books.again++
	s.findShares(b, w)
	if b.awaits != 0 {
		s.setBudgets(b, w)
		b.cutSeams(w)
	}
	b.scaleEdges(w)
}

// findShares finds the share theta of its outflow that each cell can deliver,
// but for what guard leaves alone.
func (s *Solver) findShares(b *block, w *bench) {
	if b.theta == nil {
		b.theta = make([]float64, plane)
	}
	ratio := s.stepOf(b) / b.cell
	for j := range side {
		for i := range side {
			k := local(i, j)
			b.theta[k] = 1
			if out := w.outflow(k); b.isOpen[k] && out*ratio > keep*b.holds(k, w) {
				fixed := b.fixedOutflow(k, w)
				b.theta[k] = 0
				if out > fixed {
					b.theta[k] = max(keep*b.holds(k, w)-fixed*ratio, 0) / ((out - fixed) * ratio)
				}
			}
		}
	}
}

// fixedOutflow of a cell is what it gives to blocks with the same step [m²/s].
func (b *block) fixedOutflow(k int, w *bench) float64 {
	i, j := (k-margin)%stride, (k-margin)/stride-halo
	var f [4]float64
	for sd := range f {
		if onRim(sd, i, j) && b.together(sd) {
			f[sd] = max(outward(sd, float64(w.through(sd)[edgeOf(k, sd)])), 0)
		}
	}
	return (f[west] + f[east]) + (f[south] + f[north])
}

// together tells whether the block at a side takes the same step.
func (b *block) together(sd int) bool { return len(b.seams[sd]) == 1 && !b.seams[sd][0].foreign }

// scaleEdges reduces what own cells give, but for what guard leaves alone, to
// the share that they can.
func (b *block) scaleEdges(w *bench) {
	for _, d := range [...]struct {
		p       []float32
		un      []float32
		rows, n int
		lower   int // the side on which the edge's giving cell lies if the flux is positive
	}{{w.x, w.motion[:plane], side, side + 1, west}, {w.y, w.motion[plane:], side + 1, side, south}} {
		low, high := b.together(d.lower), b.together(opposite(d.lower))
		for j := range d.rows {
			for i := range d.n {
				at := local(i, j)
				f := d.p[at]
				if f == 0 {
					continue
				}
				gi, gj, k, across := i, j, at, d.lower
				if f > 0 {
					gi, gj = beyondSide(i, j, d.lower)
					k, across = at+aside(d.lower), opposite(d.lower)
				}
				if gi < 0 || gi >= side || gj < 0 || gj >= side || onRim(across, gi, gj) && (across == d.lower && low || across != d.lower && high) {
					continue
				}
				scale(d.p, at, b.theta[k], float64(d.un[k]))
			}
		}
	}
}

// scale reduces mass, and the momentum that this mass carried from a donor
// with normal velocity un, to theta; pressure stays.
func scale(p []float32, at int, theta, un float64) {
	if theta >= 1 {
		return
	}
	q := fluxAt(p, at)
	setFlux(p, at, q.scaled(theta, un))
}

func (q flux) scaled(theta, un float64) flux {
	lost := (1 - theta) * q.f * un
	return flux{q.f * theta, q.l - lost, q.r - lost, q.t * theta}
}
