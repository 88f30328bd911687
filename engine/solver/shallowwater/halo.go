package shallowwater

import "math"

// rims are copies of the cells along the sides of a block, for the neighbours
// to read while the block itself goes on: from each side inwards as many strips
// as they need.
type rims struct{ strips []strip }

// strip is a row or a column of cells along a side, from the west or south.
type strip struct {
	water  [side]float64
	motion [2][side]float32
}

// deep is how many strips neighbours need: as many as the order, and twice as
// many where their cells may be twice as large.
func (s *Solver) deep() int {
	if s.mixed {
		return 2 * s.order
	}
	return s.order
}

func (r *rims) at(sd, layer int) *strip { return &r.strips[sd*(len(r.strips)/4)+layer] }

// cell finds a cell that lies in some strip by its place in the planes.
func (r *rims) cell(k int) (h float64, u, v float32) {
	i, j := (k-margin)%stride, (k-margin)/stride-halo
	deep := len(r.strips) / 4
	var s *strip
	c := i
	switch {
	case j < deep:
		s = r.at(south, j)
	case j >= side-deep:
		s = r.at(north, side-1-j)
	case i < deep:
		s, c = r.at(west, i), j
	default:
		s, c = r.at(east, side-1-i), j
	}
	return s.water[c], s.motion[0][c], s.motion[1][c]
}

// publish brings the strips of a side up to date in cells from on, n of them.
func (b *block) publish(r *rims, sd, from, n int) {
	i, j := rimCell(sd, from)
	for layer := range len(r.strips) / 4 {
		s, at := r.at(sd, layer), local(i, j)-layer*aside(sd)
		if sd >= south {
			copy(s.water[from:from+n], b.water[at:])
			copy(s.motion[0][from:from+n], b.motion[motionU+at:])
			copy(s.motion[1][from:from+n], b.motion[motionV+at:])
			continue
		}
		length := (n-1)*stride + 1
		water, u, v := b.water[at:][:length], b.motion[motionU+at:][:length], b.motion[motionV+at:][:length]
		for c := range n {
			k := c * stride
			s.water[from+c], s.motion[0][from+c], s.motion[1][from+c] = water[k], u[k], v[k]
		}
	}
}

// publishLate publishes what close has not.
func (b *block) publishLate() {
	for sd := range 4 {
		if b.late == &b.runs.rows || b.awaits.has(sd) {
			b.publish(&b.next, sd, 0, side)
			continue
		}
		first, last, n := west, east, 8 // as partBeside divides
		if sd < south {
			first, last, n = south, north, 1
		}
		if b.awaits.has(first) {
			b.publish(&b.next, sd, 0, n)
		}
		if b.awaits.has(last) {
			b.publish(&b.next, sd, side-n, n)
		}
	}
}

// fillHalo puts what the neighbours hold around a block on the bench.
func (s *Solver) fillHalo(b *block, w *bench) {
	for sd := range b.seams {
		m := b.seams[sd]
		if len(m) == 1 && m[0].coarser == 0 && (s.order == 1 || !m[0].other.inner && !s.within(b, m[0].other)) {
			w.beside(sd, &m[0].other.now, s.order)
			continue
		}
		w.beside(sd, nil, s.order)
		s.eachBeside(b, sd, s.order, func(k int, o *block, at, n int) { s.fillCell(w, b, k, o, at, n) })
		for j := 0; sd == east && s.order == 1 && j < side; j++ {
			k := local(side, j)
			w.set(local(j, turnedEast), w.water[k], w.motion[k], w.motion[motionV+k])
		}
	}
	if s.order == 2 {
		for _, k := range [...]int{local(-1, -1), local(side, -1), local(-1, side), local(side, side)} {
			w.set(k, 0, 0, 0)
		}
		eachCorner(b, func(k int, o *block, at, n int) { s.fillCell(w, b, k, o, at, n) })
	}
}

// within tells whether block b is computed within a longer step of block o,
// which it then sees as it changes.
func (s *Solver) within(b, o *block) bool {
	return o.level < b.level && s.now > o.began && o.rate != nil && !o.idle
}

// set says what a cell on the bench holds.
func (w *bench) set(k int, h float64, u, v float32) {
	w.water[k], w.depth[k], w.motion[k], w.motion[motionV+k] = h, float32(h), u, v
}

// setRow lays a strip on the bench from cell k eastwards.
func (w *bench) setRow(k int, s *strip) {
	copy(w.water[k:k+side], s.water[:])
	copy(w.motion[motionU+k:], s.motion[0][:])
	copy(w.motion[motionV+k:], s.motion[1][:])
	depth := w.depth[k:][:side]
	for c, h := range s.water {
		depth[c] = float32(h)
	}
}

// fillCell fills rim cell k from the cell of o at, or the mean of four.
func (s *Solver) fillCell(w *bench, b *block, k int, o *block, at, n int) {
	if !o.isOpen[at] {
		return
	}
	h, u, v := o.now.cell(at)
	if n == 2 {
		h1, u1, v1 := o.now.cell(at + 1)
		h2, u2, v2 := o.now.cell(at + stride)
		h3, u3, v3 := o.now.cell(at + stride + 1)
		w.set(k, 0.25*((h+h1)+(h2+h3)), 0.25*((u+u1)+(u2+u3)), 0.25*((v+v1)+(v2+v3)))
		return
	}
	if s.within(b, o) {
		after := float32(math.Ldexp(s.macro, -maxLevel) * float64(s.now-o.began))
		rise := max(after*o.rate[rateDepth+at], -0.5*float32(h))
		h, u, v = h+float64(rise), u+after*o.rate[at], v+after*o.rate[motionV+at]
	}
	w.set(k, h, u, v)
}

// beside puts strips of a neighbour, or nothing, beside a side of the bench.
func (w *bench) beside(sd int, r *rims, deep int) {
	i, j := rimCell(sd, 0)
	none := strip{}
	for layer := range deep {
		s, k := &none, local(i, j)+(layer+1)*aside(sd)
		if r != nil {
			s = r.at(opposite(sd), layer)
		}
		if sd >= south {
			w.setRow(k, s)
			continue
		}
		if sd == east && deep == 1 {
			w.setRow(local(0, turnedEast), s)
		}
		const length = (side-1)*stride + 1
		water, depth, u, v := w.water[k:][:length], w.depth[k:][:length], w.motion[motionU+k:][:length], w.motion[motionV+k:][:length]
		for c := range side {
			k := c * stride
			water[k], depth[k], u[k], v[k] = s.water[c], float32(s.water[c]), s.motion[0][c], s.motion[1][c]
		}
	}
}
