package shallowwater

import "math"

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
