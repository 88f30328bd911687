package overlay

import "slices"

// cell is a piece of a triangle that nothing crosses: one outer ring,
// anticlockwise seen from the triangle's front, and the rings of its holes.
// Cells of several triangles that coincide are one; times then counts, per
// body, how many have their front on this one's front less those that have it
// at the back.
type cell struct {
	tri        int32
	ring, ends int32 // its rings in rings
	times      [2]int32
	bridged    bool // rings run along both sides of an edge
}

// ring is a run of corners.
type ring struct{ from, to int32 }

// divide divides a triangle into cells along the lines noted at it.
func (w *work) divide(t int32) {
	tr := &w.tris[t]
	if tr.cuts < 0 {
		w.newCell(t)
		w.closeRing(tr.v[0], tr.v[1], tr.v[2])
		w.endCell(tr.flat)
		return
	}
	c := &w.cuts[tr.cuts]
	see := w.seen(&w.planes[t])
	w.rim = w.rim[:0]
	for k := range 3 {
		w.rim = append(w.rim, tr.v[k])
		w.rim = see.between(w.rim, tr.v[k], tr.v[(k+1)%3], c.on[k])
	}
	if len(c.lines) == 0 {
		w.newCell(t)
		w.closeRing(w.rim...)
		w.endCell(tr.flat)
		return
	}
	w.graph.reset()
	for k, a := range w.rim {
		w.graph.addEdge(a, w.rim[(k+1)%len(w.rim)])
	}
	if w.splitLines(t, c, see); w.spent() {
		return
	}
	w.graph.trace(see)
	w.cellsOf(t, see)
}

// between appends the points of the line from a to b in order, each once.
func (v view) between(to []int32, a, b int32, list []int32) []int32 {
	if len(list) == 0 {
		return to
	}
	if len(list) > 1 {
		axis, sign := v.along(a, b)
		slices.SortFunc(list, func(p, q int32) int {
			if p == q {
				return 0
			}
			return sign * v.compare(p, q, axis)
		})
	}
	for k, p := range list {
		if k == 0 || list[k-1] != p {
			to = append(to, p)
		}
	}
	return to
}

// splitLines splits the lines of a triangle where they cross or touch one
// another, and adds the pieces to the graph, each once.
func (w *work) splitLines(t int32, c *cuts, see view) {
	slices.SortFunc(c.lines, func(a, b line) int {
		a0, a1, b0, b1 := min(a.a, a.b), max(a.a, a.b), min(b.a, b.b), max(b.a, b.b)
		if a0 != b0 {
			return int(a0 - b0)
		}
		return int(a1 - b1)
	})
	c.lines = slices.CompactFunc(c.lines, func(a, b line) bool {
		return a.a == b.a && a.b == b.b || a.a == b.b && a.b == b.a
	})
	slices.Sort(c.loose)
	c.loose = slices.Compact(c.loose)
	for len(w.splits) < len(c.lines) {
		w.splits = append(w.splits, nil)
	}
	splits := w.splits[:len(c.lines)]
	for k := range splits {
		splits[k] = splits[k][:0]
	}
	x, y := see.i, see.j
	w.spans = w.spans[:0]
	for k := range c.lines {
		a, b := &w.at[c.lines[k].a], &w.at[c.lines[k].b]
		w.spans = append(w.spans, span{
			min(a[x], b[x]) - 2*blur, max(a[x], b[x]) + 2*blur,
			min(a[y], b[y]) - 2*blur, max(a[y], b[y]) + 2*blur, int32(k)})
	}
	slices.SortFunc(w.spans, func(a, b span) int {
		if s := signOf(a.x0 - b.x0); s != 0 {
			return s
		}
		return int(a.k - b.k)
	})
	for n := range w.spans {
		a := &w.spans[n]
		for m := n + 1; m < len(w.spans) && w.spans[m].x0 <= a.x1; m++ {
			if b := &w.spans[m]; a.y0 <= b.y1 && b.y0 <= a.y1 {
				if !w.spend(costLines) {
					return
				}
				w.crossLines(t, c.lines, splits, int(a.k), int(b.k), see)
			}
		}
	}
	for _, p := range c.loose {
		px, py := w.at[p][x], w.at[p][y]
		for k := range w.spans {
			s := &w.spans[k]
			if s.x0 > px+blur {
				break
			}
			if l := &c.lines[s.k]; px <= s.x1 && py >= s.y0 && py <= s.y1 &&
				p != l.a && p != l.b && see.turn(l.a, l.b, p) == 0 && see.within(l.a, l.b, p) {
				splits[s.k] = append(splits[s.k], p)
			}
		}
	}
	rimEdges := len(w.graph.ends)
	for k := range c.lines {
		l := &c.lines[k]
		w.chain = append(w.chain[:0], l.a)
		w.chain = append(see.between(w.chain, l.a, l.b, splits[k]), l.b)
		for n := 1; n < len(w.chain); n++ {
			w.graph.addEdge(w.chain[n-1], w.chain[n])
		}
	}
	w.graph.unique(rimEdges)
}

// span is the box of a line as it is seen.
type span struct {
	x0, x1, y0, y1 float64
	k              int32
}

// crossLines notes at two lines of a triangle the points at which they split
// each other.
func (w *work) crossLines(t int32, lines []line, splits [][]int32, k, l int, see view) {
	a, b := &lines[k], &lines[l]
	tc, td := side(see, a, b.a), side(see, a, b.b)
	ta, tb := side(see, b, a.a), side(see, b, a.b)
	if tc == 0 && see.within(a.a, a.b, b.a) {
		splits[k] = append(splits[k], b.a)
	}
	if td == 0 && see.within(a.a, a.b, b.b) {
		splits[k] = append(splits[k], b.b)
	}
	if ta == 0 && see.within(b.a, b.b, a.a) {
		splits[l] = append(splits[l], a.a)
	}
	if tb == 0 && see.within(b.a, b.b, a.b) {
		splits[l] = append(splits[l], a.b)
	}
	if tc*td < 0 && ta*tb < 0 {
		p := w.junctionOnce(t, a, b)
		splits[k] = append(splits[k], p)
		splits[l] = append(splits[l], p)
	}
}

func side(see view, l *line, p int32) int {
	if p == l.a || p == l.b {
		return 0
	}
	return see.turn(l.a, l.b, p)
}

// junctionOnce is the point where the plane of a triangle meets those of two
// of its lines.
func (w *work) junctionOnce(t int32, a, b *line) int32 {
	p := [3]int32{t, a.plane, b.plane}
	slices.Sort(p[:])
	key := [4]int32{p[0], p[1], p[2], -3}
	if k, ok := w.made[key]; ok {
		return k
	}
	// where the lines cross, as well as float64 tells
	from, to := &w.at[a.a], &w.at[a.b]
	d, e := sub(to, from), sub(&w.at[b.b], &w.at[b.a])
	n := &w.planes[t].n
	across := cross(&e, n)
	gap := sub(&w.at[b.a], from)
	f := dot(&across, &gap) / dot(&across, &d)
	guess := vec{from[0] + f*d[0], from[1] + f*d[1], from[2] + f*d[2]}
	w.spend(costJunction)
	k := w.junction(p[0], p[1], p[2], &guess)
	w.made[key] = k
	return k
}

// cellsOf turns the rings of the graph into cells of a triangle.
func (w *work) cellsOf(t int32, see view) {
	g := &w.graph
	outside := g.ringOf[1] // the rim's first edge, run backwards
	flat := w.tris[t].flat
	w.holes = w.holes[:0]
	for k := range g.rings {
		if int32(k) != outside && !g.anticlockwise(see, k) {
			w.holes = append(w.holes, int32(k))
		}
	}
	for k := range g.rings {
		if int32(k) == outside || !g.leftward[k] {
			continue
		}
		w.newCell(t)
		w.closeRing(g.corners(k)...)
		bridged := g.bridged(k)
		for _, h := range w.holes {
			if g.holder(see, h, outside) == int32(k) {
				w.closeRing(g.corners(int(h))...)
				bridged = bridged || g.bridged(int(h))
			}
		}
		w.cells[len(w.cells)-1].bridged = bridged
		w.endCell(flat)
	}
}

func (w *work) newCell(t int32) {
	c := cell{tri: t, ring: int32(len(w.rings))}
	c.times[w.tris[t].body] = 1
	w.cells = append(w.cells, c)
}

func (w *work) closeRing(corners ...int32) {
	from := int32(len(w.corners))
	w.corners = append(w.corners, corners...)
	w.rings = append(w.rings, ring{from, int32(len(w.corners))})
}

// endCell completes the last cell. If its triangle lies in others, the cell may
// be there already: then that one counts it.
func (w *work) endCell(flat bool) {
	c := &w.cells[len(w.cells)-1]
	c.ends = int32(len(w.rings))
	if !flat {
		return
	}
	r := w.rings[c.ring]
	loop := w.corners[r.from:r.to]
	// a sum over its edges does not depend on where the ring starts or how it runs
	var key uint64
	for k, a := range loop {
		b := loop[(k+1)%len(loop)]
		h := uint64(min(a, b))<<32 | uint64(max(a, b))
		h ^= h >> 31
		h *= 0x9e3779b97f4a7c15
		h ^= h >> 29
		h *= 0xbf58476d1ce4e5b9
		key += h ^ h>>32
	}
	twin, ok := w.seenCells[key]
	if !ok {
		w.seenCells[key] = int32(len(w.cells) - 1)
		return
	}
	other := &w.cells[twin]
	sign := int32(1)
	if n := w.planes[c.tri].n; dot(&n, &w.planes[other.tri].n) < 0 {
		sign = -1
	}
	other.times[w.tris[c.tri].body] += sign
	w.corners = w.corners[:r.from]
	w.rings = w.rings[:c.ring]
	w.cells = w.cells[:len(w.cells)-1]
}
