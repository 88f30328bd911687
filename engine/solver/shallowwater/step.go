package shallowwater

import "math"

// tally turns the fluxes on the bench into what the step adds to each cell.
// Edges to tiles with other steps are left out: to a coarser tile they are kept
// on the rim for exchange, to a finer one they are for that tile to compute.
func (s *Solver) tally(t *tile, b *bench) {
	for side, next := range t.next {
		if next == nil || next.level == t.level {
			continue
		}
		for _, k := range t.shared[side] {
			i, j := t.rimCell(side, k)
			e, at := b.edgeOf(t, i, j, side)
			if next.level < t.level {
				t.rim[side].set(k, e.get(at))
			}
			e.set(at, flux{})
		}
	}
	for k := range t.brinks {
		e := &t.brinks[k]
		e.crossed = outward(e.side, e.on(b).f[e.at])
	}
	ratio := s.stepOf(t) / s.grid.Cell
	for _, r := range t.cruns {
		t.tallyRow(r, b, ratio)
	}
	t.clean = false
}

// tallyRow sums up n cells; ratio is dt/dx. The order of the sums is symmetric
// under mirroring and quarter turns.
func (t *tile) tallyRow(r cellRun, b *bench, ratio float64) {
	n := r.n
	w := r.j*(t.nx+1) + r.i
	lo, hi := r.j*t.nx+r.i, (r.j+1)*t.nx+r.i
	dh, dqx, dqy := t.dh[lo:][:n], t.dqx[lo:][:n], t.dqy[lo:][:n]
	fw, fe := b.x.f[w:][:n], b.x.f[w+1:][:n]
	rw, le := b.x.r[w:][:n], b.x.l[w+1:][:n]
	tw, te := b.x.t[w:][:n], b.x.t[w+1:][:n]
	fs, fn := b.y.f[lo:][:n], b.y.f[hi:][:n]
	rs, ln := b.y.r[lo:][:n], b.y.l[hi:][:n]
	ts, tn := b.y.t[lo:][:n], b.y.t[hi:][:n]
	for k := range dh {
		dh[k] = -ratio * ((fe[k] - fw[k]) + (fn[k] - fs[k]))
		dqx[k] = -ratio * ((le[k] - rw[k]) + (tn[k] - ts[k]))
		dqy[k] = -ratio * ((ln[k] - rs[k]) + (te[k] - tw[k]))
	}
}

// addRims adds what crossed the sides to tiles with other steps. A corner cell
// gets the sum of its sides at once, which keeps the order symmetric.
func (s *Solver) addRims(t *tile, ratio float64) {
	var on [4]bool
	for side, next := range t.next {
		on[side] = next != nil && next.level != t.level
	}
	for side := range on {
		if !on[side] {
			continue
		}
		for k := range t.rim[side].f { // zero where nothing is shared
			i, j := t.rimCell(side, k)
			var q [4]flux
			first := -1
			for sd := range q {
				if on[sd] && t.onRim(sd, i, j) {
					q[sd] = t.rim[sd].get(rimIndex(sd, i, j))
					if first < 0 {
						first = sd
					}
				}
			}
			if first != side {
				continue // done there
			}
			at := j*t.nx + i
			t.dh[at] -= ratio * ((q[east].f - q[west].f) + (q[north].f - q[south].f))
			t.dqx[at] -= ratio * ((q[east].l - q[west].r) + (q[north].t - q[south].t))
			t.dqy[at] -= ratio * ((q[north].l - q[south].r) + (q[east].t - q[west].t))
		}
	}
}

// apply ends a tile's step: what crossed its edges, then rain, sources,
// infiltration and friction, and the speeds that the next step needs.
func (s *Solver) apply(t *tile) {
	dt := s.stepOf(t)
	s.addRims(t, dt/s.grid.Cell)
	s.bookBoundaries(t, dt)
	rain := s.fall(t, dt)
	t.speed, t.rimSpeed = 0, [4]float64{}
	alone := len(t.sources) == 0 && s.loss == nil // then a row can be finished at once
	for _, r := range t.cruns {
		s.addRow(t, r)
		s.fallRow(r, rain)
		if alone {
			s.noteSpeed(t, r, s.settle(t, r, dt))
		}
	}
	if !alone {
		s.pump(t, dt)
		s.soak(t, dt)
		for _, r := range t.cruns {
			s.noteSpeed(t, r, s.settle(t, r, dt))
		}
	}
	t.clean = false
	t.touched = [4]bool{}
	t.books.updates += int64(t.open)
}

// addRow leaves the new discharge of each cell in dqx and dqy.
func (s *Solver) addRow(t *tile, r cellRun) {
	n, at := r.n, r.j*t.nx+r.i
	h, u, v := s.h[r.cell:][:n], s.u[r.cell:][:n], s.v[r.cell:][:n]
	dh, dqx, dqy := t.dh[at:][:n], t.dqx[at:][:n], t.dqy[at:][:n]
	for k := range h {
		d, qx, qy := h[k]+dh[k], h[k]*u[k]+dqx[k], h[k]*v[k]+dqy[k]
		if d < emptied*h[k] {
			qx, qy = s.calm(r.cell+k, d, qx, qy)
		}
		h[k], dqx[k], dqy[k] = d, qx, qy
	}
}

// emptied is the share of a cell's water below which its rest is calmed.
const emptied = 0.1

// calm limits the speed of the little that a step has left in a cell to that
// of a front from its former water, |V| + 2c (Ritter 1892): pressure has acted
// during the whole step on water that went within it.
func (s *Solver) calm(cell int, h, qx, qy float64) (float64, float64) {
	most := h * s.cellSpeed(cell)
	if q := math.Sqrt(qx*qx + qy*qy); q > most {
		return qx * (most / q), qy * (most / q)
	}
	return qx, qy
}

// noteSpeed keeps what the next steps of this tile and its neighbours need of a
// row whose fastest cell is known.
func (s *Solver) noteSpeed(t *tile, r cellRun, fastest float64) {
	t.speed = max(t.speed, fastest)
	if r.j == 0 {
		t.rimSpeed[south] = max(t.rimSpeed[south], fastest)
	}
	if r.j == t.ny-1 {
		t.rimSpeed[north] = max(t.rimSpeed[north], fastest)
	}
	if r.i == 0 {
		t.rimSpeed[west] = max(t.rimSpeed[west], s.cellSpeed(r.cell))
	}
	if r.i+r.n == t.nx {
		t.rimSpeed[east] = max(t.rimSpeed[east], s.cellSpeed(r.cell+r.n-1))
	}
}

// rescan finds what follows from the state after it was set from outside.
func (s *Solver) rescan() {
	for k := range s.tiles {
		t := &s.tiles[k]
		t.speed, t.rimSpeed = 0, [4]float64{}
		for _, r := range t.cruns {
			fastest := 0.0
			for k := r.cell; k < r.cell+r.n; k++ {
				fastest = max(fastest, s.cellSpeed(k))
			}
			s.noteSpeed(t, r, fastest)
		}
		s.findMoist(t)
	}
}
