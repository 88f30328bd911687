package overlay

import "slices"

// use is a cell at an edge: dir is 1 if a ring of it runs from the edge's
// lesser point to the greater, −1 if back.
type use struct {
	lesser, greater int32
	cell            int32
	dir             int8
}

// Each cell has two sides: 2k is the front of cell k, 2k+1 its back. Sides that
// look into the same volume of space are joined.

func (w *work) root(s int32) int32 {
	for w.joined[s] != s {
		w.joined[s] = w.joined[w.joined[s]]
		s = w.joined[s]
	}
	return s
}

func (w *work) join(a, b int32) {
	a, b = w.root(a), w.root(b)
	if a < b {
		w.joined[b] = a
	} else {
		w.joined[a] = b
	}
}

// leftSide is the side of a cell that one enters when turning about the edge
// anticlockwise away from the cell, rightSide the one that one leaves into it.
func (u *use) leftSide() int32 {
	if u.dir > 0 {
		return 2 * u.cell
	}
	return 2*u.cell + 1
}

func (u *use) rightSide() int32 { return u.leftSide() ^ 1 }

// joinSides walks around every edge and joins the sides that face each other.
func (w *work) joinSides() {
	w.joined = resized(w.joined, 2*len(w.cells))
	for k := range w.joined {
		w.joined[k] = int32(k)
	}
	w.gatherUses()
	w.open = [2]int{}
	for k := 0; k < len(w.uses); {
		end := k + 1
		for end < len(w.uses) && w.uses[end].greater == w.uses[k].greater && w.uses[end].lesser == w.uses[k].lesser {
			end++
		}
		w.joinAround(w.uses[k:end])
		k = end
	}
}

func (w *work) joinAround(at []use) {
	var sum [2]int
	for k := range at {
		for body, n := range w.cells[at[k].cell].times {
			sum[body] += int(at[k].dir) * int(n)
		}
	}
	for body, n := range sum {
		if n != 0 {
			w.open[body]++
		}
	}
	switch len(at) {
	case 1:
		return // a border: its two sides are one volume, but no step may lead round it
	case 2:
	default:
		w.sortAround(at)
	}
	if w.nearby && !w.reaches(at[0].lesser, at[0].greater) {
		return
	}
	for k := range at {
		next := &at[(k+1)%len(at)]
		w.join(at[k].leftSide(), next.rightSide())
	}
}

// reaches tells whether an edge touches the common box.
func (w *work) reaches(a, b int32) bool {
	from, to := 0.0, 1.0 // the part of the edge between the box's sides so far
	p, q := &w.at[a], &w.at[b]
	for axis := range 3 {
		low, high, d := w.low[axis]-2*blur-p[axis], w.high[axis]+2*blur-p[axis], q[axis]-p[axis]
		if d == 0 {
			if low > 0 || high < 0 {
				return false
			}
			continue
		}
		if d < 0 {
			low, high = high, low
		}
		from, to = max(from, low/d), min(to, high/d)
	}
	return from <= to
}

// gatherUses lists the uses of edges by cells, edge by edge. Points number
// few, so they are sorted by the lesser point in one counting pass.
func (w *work) gatherUses() {
	w.count = resized(w.count, len(w.at)+1)
	clear(w.count)
	total := 0
	w.eachEdge(func(a, b, c int32) {
		w.count[min(a, b)+1]++
		total++
	})
	for k := 1; k < len(w.count); k++ {
		w.count[k] += w.count[k-1]
	}
	w.uses = resized(w.uses, total)
	w.eachEdge(func(a, b, c int32) {
		u := use{a, b, c, 1}
		if a > b {
			u = use{b, a, c, -1}
		}
		w.uses[w.count[u.lesser]] = u
		w.count[u.lesser]++
	})
	for k := 0; k < len(w.uses); {
		end := k + 1
		for end < len(w.uses) && w.uses[end].lesser == w.uses[k].lesser {
			end++
		}
		group := w.uses[k:end]
		if len(group) > 24 {
			slices.SortFunc(group, byGreater)
		} else {
			for i := 1; i < len(group); i++ {
				for j := i; j > 0 && byGreater(group[j], group[j-1]) < 0; j-- {
					group[j], group[j-1] = group[j-1], group[j]
				}
			}
		}
		k = end
	}
}

func byGreater(a, b use) int {
	if a.greater != b.greater {
		return int(a.greater - b.greater)
	}
	return int(a.cell - b.cell)
}

func (w *work) eachEdge(do func(a, b, cell int32)) {
	for c := range w.cells {
		for _, r := range w.rings[w.cells[c].ring:w.cells[c].ends] {
			loop := w.corners[r.from:r.to]
			last := loop[len(loop)-1]
			for _, p := range loop {
				do(last, p, int32(c))
				last = p
			}
		}
	}
}

// sortAround sorts cells anticlockwise about their edge, seen so that it runs
// towards the eye.
func (w *work) sortAround(at []use) {
	w.around = w.around[:0]
	for k := range at {
		w.around = append(w.around, spoke{use: at[k], tip: w.tipOf(&at[k])})
	}
	first := w.around[0]
	for k := 1; k < len(w.around); k++ {
		s := &w.around[k]
		switch w.aside(&first, s) {
		case 1:
			s.part = 1
		case -1:
			s.part = 3
		default:
			s.part = 2
			if w.sameHalf(&first, s) {
				s.part = 0
			}
		}
	}
	slices.SortStableFunc(w.around, func(a, b spoke) int {
		if a.part != b.part {
			return int(a.part) - int(b.part)
		}
		return -w.aside(&a, &b)
	})
	for k := range at {
		at[k] = w.around[k].use
	}
}

// spoke is a cell at an edge, with the corner of its triangle that lies on the
// cell's side of the edge: that tells the direction in which the cell lies.
type spoke struct {
	use
	tip  int32
	part int8 // of a turn from the first: 0 none, 1 less than half, 2 half, 3 more
}

// aside tells whether b lies less than half a turn anticlockwise of a (1), more
// (−1), or in the same plane (0).
func (w *work) aside(a, b *spoke) int {
	return int(a.dir) * w.planes[w.cells[a.cell].tri].side(&w.at[b.tip])
}

// sameHalf tells whether two cells in one plane lie on one side of their edge.
func (w *work) sameHalf(a, b *spoke) bool {
	see := w.seen(&w.planes[w.cells[a.cell].tri])
	return see.turn(a.lesser, a.greater, b.tip)*int(a.dir) > 0
}

// tipOf is the corner of a cell's triangle furthest on the cell's side of an
// edge of it.
func (w *work) tipOf(u *use) int32 {
	t := w.cells[u.cell].tri
	see := w.seen(&w.planes[t])
	a, b := &w.at[u.lesser], &w.at[u.greater]
	dx, dy := (b[see.i]-a[see.i])*float64(u.dir), (b[see.j]-a[see.j])*float64(u.dir)
	var best int32
	most := 0.0
	for k, p := range w.tris[t].v {
		c := &w.at[p]
		far := dx*(c[see.j]-a[see.j]) - dy*(c[see.i]-a[see.i])
		if k == 0 || far > most {
			best, most = p, far
		}
	}
	if see.turn(u.lesser, u.greater, best)*int(u.dir) > 0 {
		return best
	}
	for _, p := range w.tris[t].v { // the edge is shorter than the blur
		if see.turn(u.lesser, u.greater, p)*int(u.dir) > 0 {
			return p
		}
	}
	return best
}
