package shallowwater

// views are rasters on the Grid, made when asked for.
type views struct {
	h, qx, qy, u, v, soaked view
}

type view struct {
	a     []float64
	fresh bool
}

// stale marks all views as of the past.
func (s *Solver) stale() {
	v := &s.views
	for _, p := range [...]*view{&v.h, &v.qx, &v.qy, &v.u, &v.v, &v.soaked} {
		p.fresh = false
	}
}

// Depth [m] per cell. A read-only copy on the Grid, valid until the next Advance.
func (s *Solver) Depth() []float64 { return s.view(&s.views.h, depthOf) }

// MomentumX is the discharge per metre to the east [m²/s]. A read-only copy.
func (s *Solver) MomentumX() []float64 {
	return s.product(&s.views.qx, s.VelocityX())
}

// MomentumY is the discharge per metre to the north [m²/s]. A read-only copy.
func (s *Solver) MomentumY() []float64 {
	return s.product(&s.views.qy, s.VelocityY())
}

func (s *Solver) product(v *view, u []float64) []float64 {
	if !v.fresh {
		h := s.Depth()
		if v.a == nil {
			v.a = make([]float64, len(h))
		}
		for k := range h {
			v.a[k] = h[k] * u[k]
		}
		v.fresh = true
	}
	return v.a
}

// VelocityX is the mean velocity to the east [m/s]. A read-only copy.
func (s *Solver) VelocityX() []float64 { return s.motionView(&s.views.u, motionU) }

// VelocityY is the mean velocity to the north [m/s]. A read-only copy.
func (s *Solver) VelocityY() []float64 { return s.motionView(&s.views.v, motionV) }

// What scatter puts on the Grid.
func depthOf(b *block) []float64  { return b.water[waterH:] }
func eastOf(b *block) []float64   { return b.water[waterQX:] }
func northOf(b *block) []float64  { return b.water[waterQY:] }
func soakedOf(b *block) []float64 { return b.soaked }

func (s *Solver) view(v *view, of func(*block) []float64) []float64 {
	if !v.fresh {
		v.a, v.fresh = s.scatter(v.a, of), true
	}
	return v.a
}

func (s *Solver) motionView(v *view, p int) []float64 {
	if !v.fresh {
		if v.a == nil {
			v.a = make([]float64, s.grid.Cells())
		}
		onGrid(s, v.a, func(b *block) []float32 { return b.motion[p:] })
		v.fresh = true
	}
	return v.a
}

// Motion puts the mean velocities of all cells to the east and north on the Grid
// [m/s], as the solver has them.
func (s *Solver) Motion(east, north []float32) {
	onGrid(s, east, func(b *block) []float32 { return b.motion[motionU:] })
	onGrid(s, north, func(b *block) []float32 { return b.motion[motionV:] })
}

// scatter puts a plane of all blocks' states on the Grid.
func (s *Solver) scatter(into []float64, of func(*block) []float64) []float64 {
	if into == nil {
		into = make([]float64, s.grid.Cells())
	}
	onGrid(s, into, of)
	return into
}

// onGrid puts a plane of all blocks on the Grid, a coarse cell's value on all that it covers.
func onGrid[A, B float32 | float64](s *Solver, into []A, of func(*block) []B) {
	for _, b := range s.blocks {
		values := of(b)
		s.eachRow(b, func(at, k, n int) {
			row := into[at:][:n<<b.res]
			if b.res == 0 { // most
				for x, v := range values[k:][:len(row)] {
					row[x] = A(v)
				}
				return
			}
			for x := range row {
				row[x] = A(values[k+x>>b.res])
			}
		})
	}
}

// eachRow calls f for every row of the Grid that a block covers: its first
// cell there, the first of the n own cells along it.
func (s *Solver) eachRow(b *block, f func(at, k, n int)) {
	for y := range b.ny << b.res {
		f(s.grid.Index(b.i0, b.j0+y), local(0, y>>b.res), b.nx)
	}
}

// DepthAt a cell [m].
func (s *Solver) DepthAt(cell int) float64 {
	b, k := s.blockAt(cell)
	if b.open == 0 {
		return 0
	}
	return b.water[k]
}

// BedAt is the height of the ground of a cell [m].
func (s *Solver) BedAt(cell int) float64 { return s.bed[cell] }

// Bed is the height of the ground [m] as SetBed left it. A read-only view.
func (s *Solver) Bed() []float64 { return s.bed }

// VelocityAt a cell, east and north [m/s].
func (s *Solver) VelocityAt(cell int) (u, v float64) {
	b, k := s.blockAt(cell)
	if b.open == 0 {
		return 0, 0
	}
	return float64(b.motion[k]), float64(b.motion[motionV+k])
}
