package pipenet

// half returns, per length, the volume [m²] of the half of the reach beside an
// end of depth y, and how it grows, of area and width there. The surface runs
// straight from end to end, so that half is as deep as the mean of y and of the
// middle: a wide valley that is drowned at its foot alone holds much less than
// its foot's section all along. With b = A/y of the middle, a half holds
//
//	L/4 (A(y) + b y)
//
// which is nothing for a dry end, and together L/4 (A1 + 2 Am + A2), as SWMM has
// it. b is that of the start of the step: so a half follows its own level alone,
// and the matrix remains what it is. Near a crown the two are not told apart.
func (r *reach) half(y, area, width float64) (float64, float64) {
	top := r.section.shoulder.y
	if r.section.Open {
		top = r.section.Depth
	}
	switch {
	case y <= 0:
		return area, width
	case y < top:
		return (area + r.bulk*y) / 2, (width + r.bulk) / 2
	}
	at, _, _, _ := r.section.at(top)
	return area + (r.bulk*top-at)/2, width
}

// fixBulk finds bulk and trail of the depths that both ends had last.
func (r *reach) fixBulk() {
	y := (r.y1 + r.y2) / 2
	area, width, _, _ := r.section.at(y)
	r.bulk = width
	if y > 1e-6 {
		r.bulk = area / y
	}
	r.trail = 1
	if r.y1 > r.y2 {
		r.trail = r.y2 / r.y1
	}
}

// Where water falls out of end 2 (critical or normal depth, fallen below which
// the node's level no longer matters), the lower half of the reach is as full as
// its own flow makes it, and follows end 1: its depth is trail times that of end
// 1, trail being that of the start of the step. Its volume is then with node 1.
// When node 2 rises over the free depth the half is drowned and follows node 2.

// tail returns area [m²] and width [m] of a hanging lower half, per its length,
// over the depth y [m] of end 1.
func (r *reach) tail(y float64) (area, width float64) {
	full := y >= r.section.Depth
	y = r.trail * min(y, r.section.Depth)
	area, width, _, _ = r.section.at(y)
	area, width = r.half(y, area, width)
	if full {
		return area, 0
	}
	return area, r.trail * width
}

// handOver gives the lower half's volume to the node that it follows from now on:
// as much as node 2 holds of it at its level, so that that level stays.
func (s *Solver) handOver(r *reach) {
	if r.falls == r.hangs || r.part1 == 0 {
		return
	}
	r.hangs = r.falls
	a, b := &s.nodes[r.from], &s.nodes[r.to]
	y := s.end(b, r.z2)
	if b.row >= 0 {
		y = b.head
	}
	area, width := r.section.hold(y-r.z2, b.crown-r.z2, b.fade)
	area, _ = r.half(y-r.z2, area, width)
	moved := r.part2 * r.length * r.barrels * area
	if r.hangs {
		moved = min(moved, b.volume)
	} else {
		moved = -min(moved, a.volume)
	}
	a.volume += moved
	b.volume -= moved
}
