package shallowwater

// finish ends a block's step: what finer neighbours let in or out, sources,
// rain, infiltration and friction.
func (s *Solver) finish(b *block, w *bench) {
	dt := s.stepOf(b)
	if b.idle && b.touched == [4][2]bool{} {
		return
	}
	if b.idle {
		for k, d := range b.water[:plane] { // what it holds may be in films only
			h := float32(d)
			b.motion[k], b.motion[motionV+k] = h*b.motion[k], h*b.motion[motionV+k]
		}
		b.begin()
		b.nothingCrossed()
	}
	if b.awaits != 0 {
		b.addRims(dt / b.cell)
	}
	s.pump(b, dt)
	s.settle(b, w, b.late)
	b.publishLate()
	s.conclude(b, dt)
	b.bookBoundaries(dt)
	b.books.rain += b.rained
	b.books.soaked += b.drunk
	b.books.updates += int64(b.open)
	b.now, b.next = b.next, b.now
	b.touched = [4][2]bool{}
	b.noteSpeeds()
}

// nothingCrossed empties what an idle block's last step let pass.
func (b *block) nothingCrossed() {
	for k := range b.brinks {
		b.brinks[k].crossed = 0
	}
	for k := range b.gates {
		b.gates[k].crossed = 0
	}
}

// totals of what settle has left in the cells of a block.
type totals struct {
	taken  float64 // soaked away [m]
	depth  float64 // [m]; not a number if any is not
	lowest float64 // least depth before infiltration [m]
	speed  float32 // of waves [m/s]; not a number if any is not
}

// begin awaits the end of the step in all cells.
func (b *block) begin() {
	clear(b.fastest[0][:])
	clear(b.fastest[1][:])
	clear(b.fastest[2][:])
	b.totals, b.late = totals{}, &b.runs.rows
	if b.porous != nil {
		copy(b.dryer, b.soaked)
	}
}

// settle ends the step of some cells: rain, infiltration, friction, speeds.
func (s *Solver) settle(b *block, w *bench, rows *[3][]run) {
	dt := s.stepOf(b)
	a := &w.settle
	*a = settleJob{
		water: b.water, motion: b.motion, soil: b.soil, soilKinds: b.kinds, soaked: b.soaked,
		rain: s.rainRate * dt, dt: dt, soaks: s.soaks, exact: s.order == 2,
	}
	for n, runs := range rows {
		if len(runs) == 0 {
			continue
		}
		a.runs, a.fastest = runs, b.fastest[n][:]
		a.run()
		t := &b.totals
		t.taken, t.speed, t.depth, t.lowest = t.taken+a.taken, t.speed+a.sum, t.depth+a.total, min(t.lowest, a.lowest)
	}
}

// conclude says what the step has made of the block as a whole.
func (s *Solver) conclude(b *block, dt float64) {
	t := &b.totals
	b.sane = finite(float64(t.speed)) && finite(t.depth) && t.lowest >= 0
	b.moist = s.soaks && t.depth > 0
	b.drunk = t.taken * b.cell * b.cell
	if b.porous != nil && s.soaks {
		b.drunk = b.porousSoaked(dt)
	}
	if s.soaks {
		b.soaking += dt
	}
	b.rained = s.rainRate * dt * b.rainWeight
}

// porousSoaked is what has soaked away in the step [m³].
func (b *block) porousSoaked(dt float64) float64 {
	var total sum
	b.eachOpen(func(_, _, k int) {
		total.add((dt*float64(b.soil[soilLoss+k]) + (b.soaked[k] - b.dryer[k])) * b.areaOf(k))
	})
	return total.value()
}

// noteSpeeds keeps what the next steps of this block and its neighbours need.
func (b *block) noteSpeeds() {
	b.top, b.rimTop = 0, [4]float64{}
	for n := range b.fastest {
		most := float32(0)
		for _, x := range b.fastest[n] {
			most = max32(x, most)
		}
		b.top = max(b.top, float64(most))
		switch n {
		case 0:
			b.rimTop[south] = float64(most)
		case 2:
			b.rimTop[north] = float64(most)
		}
		b.rimTop[west] = max(b.rimTop[west], float64(b.fastest[n][0]))
		b.rimTop[east] = max(b.rimTop[east], float64(b.fastest[n][side-1]))
	}
}

// rescan finds what follows from the state after it was set from outside.
func (s *Solver) rescan() {
	for _, b := range s.blocks {
		clear(b.fastest[0][:])
		clear(b.fastest[1][:])
		clear(b.fastest[2][:])
		b.moist = false
		b.eachOpen(func(i, j, k int) {
			h, v := float32(b.water[k]), b.motion
			if !(h > film32) {
				v[k], v[motionV+k] = 0, 0
				if b.exact() {
					b.water[waterQX+k], b.water[waterQY+k] = 0, 0
				}
			}
			fast := paceOf(h, v[k], v[motionV+k], s.order)
			row := 1
			if j == 0 {
				row = 0
			} else if j == side-1 {
				row = 2
			}
			b.fastest[row][i] = max(b.fastest[row][i], fast)
			b.moist = b.moist || s.soaks && h > 0
		})
		b.noteSpeeds()
		for sd := range 4 {
			b.publish(&b.now, sd, 0, side)
		}
	}
}
