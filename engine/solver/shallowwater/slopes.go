package shallowwater

// findSlopes readies the faces of all cells and of those just beyond the rim.
func (s *Solver) findSlopes(b *block, w *bench) {
	dt := s.stepOf(b)
	w.slopes = slopeJob{
		water: w.water, motion: w.motion, stepX: b.stepX, stepY: b.stepY, soil: b.soil,
		x: w.faceX, y: w.faceY, pull: w.pull, depth: w.depth,
		rain: float32(s.rainRate * dt / 2), half: float32(dt / 2), lambda: float32(dt / b.cell),
		runs: b.runs.slopes, ahead: w.ahead,
	}
	for k := range b.brinks {
		m := &b.brinks[k]
		w.extrapolate(m.k, m.side, b.isOpen[m.k-aside(m.side)] && m.bound.Kind != Closed)
	}
	for _, e := range b.echoes {
		if !e.wall {
			w.extrapolate(e.k, e.side, e.goesOn)
		}
	}
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
					b.rate[k] = per * (0.5*(f[faceUnEast+k]+f[faceUnWest+k]) - w.motion[k])
					b.rate[motionV+k] = per * (0.5*(f[faceUtEast+k]+f[faceUtWest+k]) - w.motion[motionV+k])
				}
			}
		}
	}
}

// extrapolate continues the water beyond an open rim on a side of cell k, so
// that its face there sees its slope; unless there is nothing to continue.
func (w *bench) extrapolate(k, sd int, goesOn bool) {
	h, v := w.water, w.motion
	out, in := k+aside(sd), k-aside(sd)
	goesOn = goesOn && float32(h[in]) > film32
	if h[out] = h[k]; goesOn {
		h[out] = max(2*h[k]-h[in], 0)
	}
	w.depth[out] = float32(h[out])
	for p := 0; p < motions*plane; p += plane {
		if v[p+out] = v[p+k]; goesOn {
			v[p+out] = 2*v[p+k] - v[p+in]
		}
	}
}
