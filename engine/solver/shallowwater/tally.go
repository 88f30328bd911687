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
		water: w.water, nextWater: b.water, motion: w.motion, nextMotion: b.motion,
		x: w.x, y: w.y, pull: w.pull, depth: w.depth,
		ratio: dt / b.cell, runs: b.runs.cells, ahead: ahead{w.ahead[0], w.aheadSoil},
	}
	if b.porous != nil {
		tallyPorous(&w.tally, b.porous)
	} else {
		w.tally.run()
		w.ahead[0] = w.tally.ahead[0]
	}
	for _, k := range b.beyond {
		b.water[k] = 0
		b.scaleDischarge(k, 0)
	}
	if w.tally.flags&drained != 0 {
		b.calm(w)
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
func (b *block) calm(w *bench) {
	for j := range b.ny {
		for k := local(0, j); k < local(b.nx, j); k++ {
			if b.isDrained(k, w.depth[k]) {
				b.calmCell(k, w.depth[k], w.motion[k], w.motion[motionV+k])
			}
		}
	}
}

// isDrained tells whether little is left of a cell's former depth h.
func (b *block) isDrained(k int, h float32) bool { return float32(b.water[k]) < emptied*h }

// calmCell is calm for a cell that had depth h and moved at u, v.
func (b *block) calmCell(k int, h, u, v float32) {
	most := max(b.water[k], 0) * float64(fastestOf(h, u, v))
	qx, qy := b.discharge(k)
	if x := math.Sqrt(qx*qx + qy*qy); x > most {
		b.scaleDischarge(k, most/x)
	}
}

// exact tells whether discharges are kept in float64, as second order does.
func (b *block) exact() bool { return len(b.water) > waterQX }

// discharge per metre [m²/s] between tally and settle.
func (b *block) discharge(k int) (qx, qy float64) {
	if b.exact() {
		return b.water[waterQX+k], b.water[waterQY+k]
	}
	return float64(b.motion[k]), float64(b.motion[motionV+k])
}

func (b *block) scaleDischarge(k int, share float64) {
	if b.exact() {
		b.water[waterQX+k] *= share
		b.water[waterQY+k] *= share
		return
	}
	b.motion[k] *= float32(share)
	b.motion[motionV+k] *= float32(share)
}

func (b *block) addDischarge(k int, qx, qy float64) {
	if b.exact() {
		b.water[waterQX+k] += qx
		b.water[waterQY+k] += qy
		return
	}
	b.motion[k] += float32(qx)
	b.motion[motionV+k] += float32(qy)
}
