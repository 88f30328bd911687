package shallowwater

import "math"

// fillHalo copies what the neighbours hold into the rim of a block.
func (s *Solver) fillHalo(b *block) {
	for sd := range b.seams {
		if m := b.seams[sd]; len(m) == 1 && m[0].coarser == 0 && (s.order == 1 || !m[0].other.inner && !s.within(b, m[0].other)) {
			b.copyRows(sd, m[0].other, s.order)
			continue
		}
		s.eachBeside(b, sd, s.order, func(k int, o *block, at, n int) { s.fillCell(b, k, o, at, n) })
	}
	if s.order == 2 {
		eachCorner(b, func(k int, o *block, at, n int) { s.fillCell(b, k, o, at, n) })
	}
}

// within tells whether block b is computed within a longer step of block o,
// which it then sees as it changes.
func (s *Solver) within(b, o *block) bool {
	return o.level < b.level && s.now > o.began && o.rate != nil && !o.idle
}

// fillCell fills rim cell k from the cell of o at, or the mean of four.
func (s *Solver) fillCell(b *block, k int, o *block, at, n int) {
	h, from := b.now.water, o.now.water
	if !o.isOpen[at] { // its block may write there, see extrapolate
		h[k] = 0
		for p := 0; p < motions*plane; p += plane {
			b.now.motion[p+k] = 0
		}
		return
	}
	if n == 1 {
		h[k] = from[at]
		for p := 0; p < motions*plane; p += plane {
			b.now.motion[p+k] = o.now.motion[p+at]
		}
		if s.within(b, o) {
			after := float32(math.Ldexp(s.macro, -maxLevel) * float64(s.now-o.began))
			rise := max(after*o.rate[rateDepth+at], -0.5*float32(h[k]))
			h[k] += float64(rise)
			b.now.motion[k] += after * o.rate[at]
			b.now.motion[motionV+k] += after * o.rate[motionV+at]
		}
		return
	}
	h[k] = 0.25 * ((from[at] + from[at+1]) + (from[at+stride] + from[at+stride+1]))
	for p := 0; p < motions*plane; p += plane {
		from := o.now.motion[p+at:]
		b.now.motion[p+k] = 0.25 * ((from[0] + from[1]) + (from[stride] + from[stride+1]))
	}
}

// copyRows copies the cells of o along a side of b into its rim, some rows deep.
func (b *block) copyRows(sd int, o *block, deep int) {
	i, j := rimCell(sd, 0)
	k := local(i, j) + aside(sd)
	i, j = rimCell(opposite(sd), 0)
	at := local(i, j)
	for layer := range deep {
		if sd == west || sd == east {
			b.now.fillColumn(k, &o.now.columns[opposite(sd)*deep+layer])
		} else {
			copy(b.now.water[k:k+side], o.now.water[at:])
			for p := 0; p < motions*plane; p += plane {
				copy(b.now.motion[p+k:p+k+side], o.now.motion[p+at:])
			}
		}
		k, at = k+aside(sd), at+aside(sd)
	}
}

// fillColumn puts a neighbour's column in the rim, from cell k northwards.
func (s *state) fillColumn(k int, c *column) {
	const length = (side-1)*stride + 1
	water, u, v := s.water[k:][:length], s.motion[motionU+k:][:length], s.motion[motionV+k:][:length]
	for j := range side {
		k := j * stride
		water[k], u[k], v[k] = c.water[j], c.motion[0][j], c.motion[1][j]
	}
}

// findSlopes readies the faces of all cells and of those just beyond the rim.
func (s *Solver) findSlopes(b *block, w *bench) {
	dt := s.stepOf(b)
	w.slopes = slopeJob{
		water: b.now.water, motion: b.now.motion, stepX: b.stepX, stepY: b.stepY, soil: b.soil,
		x: w.faceX, y: w.faceY, pull: w.pull, depth: w.depth,
		rain: float32(s.rainRate * dt / 2), half: float32(dt / 2), lambda: float32(dt / b.cell),
		runs: b.runs.slopes, ahead: w.ahead,
	}
	for k := range b.brinks {
		m := &b.brinks[k]
		b.extrapolate(m.k, m.side, b.isOpen[m.k-aside(m.side)] && m.bound.Kind != Closed)
	}
	for _, e := range b.echoes {
		if !e.wall {
			b.extrapolate(e.k, e.side, e.goesOn)
		}
	}
	w.round(b.now.water[:plane])
	w.slopes.run()
	w.ahead = w.slopes.ahead
	for k := range b.walls { // a cell beside a wall is flat towards it
		m := &b.walls[k]
		w.flatten(m.at, m.side)
		w.flatten(m.at+aside(m.side), m.side)
	}
	for _, e := range b.echoes {
		if e.wall {
			w.flatten(e.k, e.side)
		}
	}
	b.findRates(w, dt)
}

// echo is a brink or a wall on a side of a neighbour's cell, which lies at k in
// the rim: both blocks must find the same slopes there.
type echo struct {
	k, side      int
	wall, goesOn bool
}

// flatten takes the slope towards a wall on a side of cell k.
func (w *bench) flatten(k, sd int) {
	face, pull := w.faceX, w.pull
	if sd >= south {
		face, pull = w.faceY, w.pull[plane:]
	}
	for _, p := range [...]int{faceRiseEast, faceUnEast, faceUtEast} {
		mean := 0.5 * (face[p+k] + face[p+plane+k])
		face[p+k], face[p+plane+k] = mean, mean
	}
	face[faceGround+k], pull[k] = 0, 0
}

// findEchoes lists what neighbours know about the rim, and the seams at which
// with that both find the same flux: where neither has larger or smaller cells
// beside it, so that the rims have all their corners, or brinks within.
func (s *Solver) findEchoes() {
	if s.order == 1 {
		return
	}
	for _, b := range s.blocks {
		for sd := range b.seams {
			for x := range b.seams[sd] {
				m := &b.seams[sd][x]
				m.agrees = m.coarser == 0 && !b.inner && !m.other.inner && b.alike(sd) && m.other.alike(sd)
			}
		}
	}
	for _, b := range s.blocks {
		b.echoes = b.echoes[:0]
		for sd := range b.seams {
			if len(b.seams[sd]) != 1 || b.seams[sd][0].coarser != 0 {
				continue
			}
			o := b.seams[sd][0].other
			row := rimRow(opposite(sd))
			shift := side * aside(sd)
			for k := range o.brinks {
				if m := &o.brinks[k]; row(m.k) && m.side != opposite(sd) {
					b.echoes = append(b.echoes, echo{m.k + shift, m.side, false, o.isOpen[m.k-aside(m.side)] && m.bound.Kind != Closed})
				}
			}
			for k := range o.walls {
				m := &o.walls[k]
				for _, c := range [2]int{m.at, m.at + aside(m.side)} {
					if row(c) {
						b.echoes = append(b.echoes, echo{c + shift, m.side, true, false})
					}
				}
			}
		}
	}
}

// alike tells whether the neighbours beside the ends of a side have cells of
// the block's size.
func (b *block) alike(sd int) bool {
	ends := [2]int{south, north}
	if sd >= south {
		ends = [2]int{west, east}
	}
	for _, end := range ends {
		for x := range b.seams[end] {
			if b.seams[end][x].coarser != 0 {
				return false
			}
		}
	}
	return true
}

// rimRow tells of cells whether they lie along a side.
func rimRow(sd int) func(k int) bool {
	return func(k int) bool {
		i, j := (k-margin)%stride, (k-margin)/stride-halo
		return i >= 0 && i < side && j >= 0 && j < side && onRim(sd, i, j)
	}
}

// findRates keeps how the cells beside finer steps change, from what they do in
// half a step.
func (b *block) findRates(w *bench, dt float64) {
	per := float32(2 / dt)
	clear(b.rate) // of the last step: a block across a corner reads there too
	for sd := range b.seams {
		for x := range b.seams[sd] {
			m := &b.seams[sd][x]
			if m.other.level <= b.level {
				continue
			}
			if b.rate == nil {
				b.rate = make([]float32, rates*plane)
			}
			for c := m.from; c < m.from+m.n; c++ {
				i, j := rimCell(sd, c)
				for layer := range halo {
					k := local(i, j) - layer*aside(sd)
					f := w.faceX
					b.rate[rateDepth+k] = per * 0.5 * (f[faceRiseEast+k] + f[faceRiseWest+k])
					b.rate[k] = per * (0.5*(f[faceUnEast+k]+f[faceUnWest+k]) - b.now.motion[k])
					b.rate[motionV+k] = per * (0.5*(f[faceUtEast+k]+f[faceUtWest+k]) - b.now.motion[motionV+k])
				}
			}
		}
	}
}

// extrapolate continues the water beyond an open rim on a side of cell k, so
// that its face there sees its slope; unless there is nothing to continue.
func (b *block) extrapolate(k, sd int, goesOn bool) {
	h, v := b.now.water, b.now.motion
	out, in := k+aside(sd), k-aside(sd)
	goesOn = goesOn && float32(h[in]) > film32
	if h[out] = h[k]; goesOn {
		h[out] = max(2*h[k]-h[in], 0)
	}
	for p := 0; p < motions*plane; p += plane {
		if v[p+out] = v[p+k]; goesOn {
			v[p+out] = 2*v[p+k] - v[p+in]
		}
	}
}

// flow computes the fluxes of a block over its step, enters in coarser
// neighbours what crosses to them, and ends the step of all cells that await
// nothing from finer ones.
func (s *Solver) flow(b *block, w *bench) {
	s.fillHalo(b)
	s.fluxes(b, w)
	b.crossed, b.cuts = false, b.cuts[:0]
	ratio := s.stepOf(b) / b.cell
	b.limited = b.awaits != 0 && b.overdrawnAtSeams(w, ratio)
	if !b.limited {
		if b.awaits != 0 {
			s.setBudgets(b, w)
			b.cutSeams(w)
		}
		b.limited = s.tally(b, w)&overdrawn != 0 && b.overdrawn(w, ratio)
		if b.limited && b.awaits != 0 { // the seams' fluxes are gone from the bench
			s.fluxes(b, w)
		}
	}
	if b.limited { // reduce does the rest
		s.findShares(b, w)
		if b.awaits != 0 {
			s.setBudgets(b, w)
		}
		return
	}
	if b.gives && s.cross(b, w) {
		s.tally(b, w)
	}
	s.close(b, w)
}

// tally turns the fluxes on the bench into what the step leaves in each cell,
// before rain and friction, and returns overdrawn and drained.
func (s *Solver) tally(b *block, w *bench) int {
	dt := s.stepOf(b)
	for k := range b.brinks {
		m := &b.brinks[k]
		m.crossed = outward(m.side, float64(w.through(m.side)[edgeOf(m.k, m.side)]))
	}
	for k := range b.gates {
		g := &b.gates[k]
		g.crossed = g.sign * float64(w.through(g.side)[edgeOf(g.k, g.side)])
	}
	w.tally = tallyJob{
		water: b.now.water, nextWater: b.next.water, motion: b.now.motion, nextMotion: b.next.motion,
		x: w.x, y: w.y, pull: w.pull, depth: w.depth,
		ratio: dt / b.cell, runs: b.runs.cells, ahead: w.ahead,
	}
	if b.porous != nil {
		tallyPorous(&w.tally, b.porous)
	} else {
		w.tally.run()
		w.ahead = w.tally.ahead
	}
	for _, k := range b.beyond {
		b.next.water[k] = 0
		b.scaleDischarge(k, 0)
	}
	if w.tally.flags&drained != 0 {
		b.calm()
	}
	return w.tally.flags
}

// close ends the step of all cells that await nothing from finer neighbours,
// while the block is at hand. The others are left for finish.
func (s *Solver) close(b *block, w *bench) {
	b.begin()
	if len(b.sources) > 0 {
		return
	}
	p := b.partBeside()
	s.settle(b, w, &p.early)
	b.late = &p.late
	for _, sd := range [...]int{west, east} {
		if !b.awaits.has(sd) {
			b.next.publish(sd, 0, side)
		}
	}
}

// publishLate publishes what close has not.
func (b *block) publishLate() {
	for _, sd := range [...]int{west, east} {
		if b.late == &b.runs.rows || b.awaits.has(sd) {
			b.next.publish(sd, 0, side)
			continue
		}
		if b.awaits.has(south) {
			b.next.publish(sd, 0, 1)
		}
		if b.awaits.has(north) {
			b.next.publish(sd, side-1, 1)
		}
	}
}

// tallyPorous is tally where water fills only a share of the cells.
func tallyPorous(a *tallyJob, porous []float64) {
	tallyGo(a)
	a.flags = 0
	ratio := float32(a.ratio)
	for j := range side {
		for i := range side {
			k := local(i, j)
			share := porous[k]
			h := float64(a.depth[k])
			a.nextWater[k] = a.water[k] + (a.nextWater[k]-a.water[k])/share
			for p := 0; p <= motionV; p += plane {
				if a.pull != nil {
					q := &a.nextWater[waterQX+p+k]
					*q = a.water[waterQX+p+k] + (*q-a.water[waterQX+p+k])/share
					continue
				}
				q := h * float64(a.motion[p+k])
				a.nextMotion[p+k] = float32(q + (float64(a.nextMotion[p+k])-q)/share)
			}
			e, n := k+1, k+stride
			if ratio*float32(outflow(float64(a.x[k]), float64(a.x[e]), float64(a.y[k]), float64(a.y[n]))) > keep32*float32(a.water[k]*share) {
				a.flags |= overdrawn
			}
			if a.nextWater[k] < float64(emptied)*a.water[k] {
				a.flags |= drained
			}
		}
	}
}

// calm limits the speed of the little that a step has left in a cell to that
// of a front from its former water, |V| + 2c (Ritter 1892): pressure has acted
// during the whole step on water that went within it.
func (b *block) calm() {
	for j := range b.ny {
		for k := local(0, j); k < local(b.nx, j); k++ {
			if b.isDrained(k) {
				b.calmCell(k)
			}
		}
	}
}

func (b *block) isDrained(k int) bool {
	return float32(b.next.water[k]) < emptied*float32(b.now.water[k])
}

func (b *block) calmCell(k int) {
	now := b.now.motion
	fast := fastestOf(float32(b.now.water[k]), now[k], now[motionV+k])
	most := max(b.next.water[k], 0) * float64(fast)
	qx, qy := b.discharge(k)
	if x := math.Sqrt(qx*qx + qy*qy); x > most {
		b.scaleDischarge(k, most/x)
	}
}

// exact tells whether discharges are kept in float64, as second order does.
func (b *block) exact() bool { return len(b.now.water) > waterQX }

// discharge per metre [m²/s] between tally and settle.
func (b *block) discharge(k int) (qx, qy float64) {
	if b.exact() {
		return b.next.water[waterQX+k], b.next.water[waterQY+k]
	}
	return float64(b.next.motion[k]), float64(b.next.motion[motionV+k])
}

func (b *block) scaleDischarge(k int, share float64) {
	if b.exact() {
		b.next.water[waterQX+k] *= share
		b.next.water[waterQY+k] *= share
		return
	}
	b.next.motion[k] *= float32(share)
	b.next.motion[motionV+k] *= float32(share)
}

func (b *block) addDischarge(k int, qx, qy float64) {
	if b.exact() {
		b.next.water[waterQX+k] += qx
		b.next.water[waterQY+k] += qy
		return
	}
	b.next.motion[k] += float32(qx)
	b.next.motion[motionV+k] += float32(qy)
}

// finish ends a block's step: what finer neighbours let in or out, sources,
// rain, infiltration and friction.
func (s *Solver) finish(b *block, w *bench) {
	dt := s.stepOf(b)
	if b.idle && b.touched == [4][2]bool{} {
		return
	}
	if b.idle {
		copy(b.next.water, b.now.water)
		for k, d := range b.now.water[:plane] { // what it holds may be in films only
			h := float32(d)
			b.next.motion[k], b.next.motion[motionV+k] = h*b.now.motion[k], h*b.now.motion[motionV+k]
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

// unsoak takes back what has soaked away in the cells that close has settled,
// to the last bit or two, so that their step can be done again. The bench has
// the fluxes of the step.
func (s *Solver) unsoak(b *block, w *bench) {
	if !s.soaks || b.late == &b.runs.rows {
		return
	}
	s.tally(b, w)
	dt := s.stepOf(b)
	for _, runs := range b.partBeside().early {
		for _, r := range runs {
			for k := r.first; k < r.first+8*r.vecs; k++ {
				d := b.next.water[k] + s.rainRate*dt*float64(b.soil[soilRain+k])
				b.soaked[k] += max64(dt*float64(b.soil[soilLoss+k])-d, 0)
			}
		}
	}
}

// settle ends the step of some cells in b.next: rain, infiltration, friction, speeds.
func (s *Solver) settle(b *block, w *bench, rows *[3][]run) {
	dt := s.stepOf(b)
	a := &w.settle
	*a = settleJob{
		water: b.next.water, motion: b.next.motion, soil: b.soil, soaked: b.soaked,
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
			most = max(most, x)
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
			h, v := float32(b.now.water[k]), b.now.motion
			if !(h > film32) {
				v[k], v[motionV+k] = 0, 0
				if b.exact() {
					b.now.water[waterQX+k], b.now.water[waterQY+k] = 0, 0
				}
			}
			fast := fastestOf(h, v[k], v[motionV+k])
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
		b.now.publish(west, 0, side)
		b.now.publish(east, 0, side)
	}
}
