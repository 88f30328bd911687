package shallowwater

import "math"

// apply ends a tile's step: the divergence of its fluxes, then rain,
// infiltration, sources, friction, and the speeds that the next step needs.
func (s *Solver) apply(t *tile) {
	dt := s.stepOf(t)
	for _, r := range t.cruns {
		s.diverge(t, r, dt/s.grid.Cell)
	}
	s.bookBoundaries(t, dt)
	s.fall(t, dt)
	s.pump(t, dt)
	s.soak(t, dt)
	s.settleTile(t, dt)
	t.clean = false
	t.touched = [4]bool{}
	t.books.updates += int64(t.open)
}

// diverge changes n cells by what crosses their edges; ratio is dt/dx. The
// order of the sums is symmetric under mirroring and quarter turns.
func (s *Solver) diverge(t *tile, r cellRun, ratio float64) {
	n := r.n
	h, hu, hv := s.h[r.cell:][:n], s.hu[r.cell:][:n], s.hv[r.cell:][:n]
	w := r.j*(t.nx+1) + r.i
	lo, hi := r.j*t.nx+r.i, (r.j+1)*t.nx+r.i
	fw, fe := t.x.f[w:][:n], t.x.f[w+1:][:n]
	rw, le := t.x.r[w:][:n], t.x.l[w+1:][:n]
	tw, te := t.x.t[w:][:n], t.x.t[w+1:][:n]
	fs, fn := t.y.f[lo:][:n], t.y.f[hi:][:n]
	rs, ln := t.y.r[lo:][:n], t.y.l[hi:][:n]
	ts, tn := t.y.t[lo:][:n], t.y.t[hi:][:n]
	for k := range h {
		d := h[k] - ratio*((fe[k]-fw[k])+(fn[k]-fs[k]))
		qx := hu[k] - ratio*((le[k]-rw[k])+(tn[k]-ts[k]))
		qy := hv[k] - ratio*((ln[k]-rs[k])+(te[k]-tw[k]))
		if d < emptied*h[k] {
			qx, qy = s.calm(r.cell+k, d, qx, qy)
		}
		h[k], hu[k], hv[k] = d, qx, qy
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

// settleTile finds velocities and speeds of a tile after dt of friction.
func (s *Solver) settleTile(t *tile, dt float64) {
	t.speed, t.rimSpeed = 0, [4]float64{}
	for _, r := range t.cruns {
		fastest := s.settle(r.cell, r.n, dt)
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
}

// rescan finds what follows from the state after it was set from outside.
func (s *Solver) rescan() {
	for k := range s.tiles {
		t := &s.tiles[k]
		s.settleTile(t, 0)
		s.findMoist(t)
	}
}
