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

// column of cells along the west or the east, for the neighbour to copy: in
// the planes every cell of it lies on a line of cache of its own.
type column struct {
	water  [side]float64
	motion [2][side]float32
}

// publish brings a column up to date from cell row on, n of them.
func (s *state) publish(sd, row, n int) {
	deep := len(s.columns) / 2
	i, _ := rimCell(sd, 0)
	for layer := range deep {
		c := &s.columns[sd*deep+layer]
		at := local(i, 0) - layer*aside(sd)
		water, u, v := s.water[at:], s.motion[motionU+at:], s.motion[motionV+at:]
		for j := row; j < row+n; j++ {
			k := j * stride
			c.water[j], c.motion[0][j], c.motion[1][j] = water[k], u[k], v[k]
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
