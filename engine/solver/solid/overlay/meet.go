package overlay

import "math/bits"

// Where a point lies on a triangle: the set of its edges it lies on. Edge k
// runs from corner k to the next; a corner lies on two edges, a point of the
// inside on none.
type edges uint8

func cornerOf(k int) edges { return 1<<k | 1<<((k+2)%3) }

// contact is a point that two triangles share, and where it lies on each.
type contact struct {
	point    int32
	onT, onU edges
}

// cuts collects where others touch a triangle.
type cuts struct {
	on    [3][]int32 // points on edges, in no order
	loose []int32    // points inside
	lines []line
}

// line is a piece of the line in which the triangle's plane meets another
// plane, between two points.
type line struct{ a, b, plane int32 }

// meet finds what triangles t and u have in common and notes it at both.
func (w *work) meet(t, u int32) {
	a, b := &w.tris[t], &w.tris[u]
	shared := 0
	for _, p := range a.v {
		for _, q := range b.v {
			if p == q {
				shared++
			}
		}
	}
	ofT, flatT := w.sides(a, u) // corners of t against the plane of u
	if !flatT && (shared == 2 || apart(&ofT)) {
		return
	}
	ofU, flatU := w.sides(b, t)
	if flatT || flatU {
		w.meetFlat(t, u, shared)
		return
	}
	if apart(&ofU) {
		return
	}
	w.contacts = w.contacts[:0]
	for k := range 3 {
		w.edgeThrough(a, k, &ofT, u, false)
		w.edgeThrough(b, k, &ofU, t, true)
	}
	found := w.contacts
	for k := range found {
		w.register(t, u, &found[k])
	}
	if len(found) == 2 {
		c, d := &found[0], &found[1]
		if c.onT&d.onT == 0 {
			w.cutsOf(t).lines = append(w.cutsOf(t).lines, line{c.point, d.point, u})
		}
		if c.onU&d.onU == 0 {
			w.cutsOf(u).lines = append(w.cutsOf(u).lines, line{c.point, d.point, t})
		}
	}
}

// sides tells on which side of a triangle's plane the corners of another lie;
// flat if all lie in it.
func (w *work) sides(of *triangle, t int32) (s [3]int, flat bool) {
	pl := &w.planes[t]
	for k, p := range of.v {
		s[k] = pl.side(&w.at[p])
	}
	return s, s == [3]int{}
}

func apart(s *[3]int) bool {
	return s[0] > 0 && s[1] > 0 && s[2] > 0 || s[0] < 0 && s[1] < 0 && s[2] < 0
}

// edgeThrough finds where edge k of one triangle, and the corner it starts at,
// meet the triangle other. Swapped says that the edge is u's.
func (w *work) edgeThrough(of *triangle, k int, s *[3]int, other int32, swapped bool) {
	next := (k + 1) % 3
	o := &w.tris[other]
	p, q := of.v[k], of.v[next]
	if s[k] == 0 {
		if on, ok := w.locate(p, other); ok {
			w.contact(p, cornerOf(k), on, swapped)
		}
	}
	if s[k]*s[next] >= 0 {
		return
	}
	var zero, seen edges
	sum := 0
	pp, pq := &w.at[p], &w.at[q]
	for e := range 3 {
		turn := spin(pp, &w.at[o.v[e]], &w.at[o.v[(e+1)%3]], pq)
		if turn == 0 {
			zero |= 1 << e
			continue
		}
		seen |= 1 << e
		if sum*turn < 0 {
			return
		}
		sum = turn
	}
	switch zero {
	case 0:
		w.contact(w.crossingOnce(p, q, other, -1), 1<<k, 0, swapped)
	case 1, 2, 4:
		e := 0
		for zero>>e&1 == 0 {
			e++
		}
		r, q2 := o.v[e], o.v[(e+1)%3]
		w.contact(w.crossingEdges(p, q, r, q2, other), 1<<k, zero, swapped)
	default: // at the corner that both edges share
		for c := range 3 {
			if zero == cornerOf(c) {
				w.contact(o.v[c], 1<<k, zero, swapped)
			}
		}
	}
}

// crossingOnce is the crossing of an edge and a triangle, made only once
// though both triangles of the edge ask for it.
func (w *work) crossingOnce(p, q, plane, tag int32) int32 {
	if p > q {
		p, q = q, p
	}
	key := [4]int32{p, q, plane, tag}
	if k, ok := w.made[key]; ok {
		return k
	}
	w.spend(costCrossing)
	k := w.crossing(p, q, plane)
	w.made[key] = k
	return k
}

// crossingEdges is the point at which two edges cross; either plane serves.
func (w *work) crossingEdges(p, q, r, s, plane int32) int32 {
	if p > q {
		p, q = q, p
	}
	if r > s {
		r, s = s, r
	}
	key := [4]int32{p, q, r, s}
	if p > r || p == r && q > s {
		key = [4]int32{r, s, p, q}
	}
	if k, ok := w.made[key]; ok {
		return k
	}
	w.spend(costCrossing)
	k := w.crossing(p, q, plane)
	w.made[key] = k
	return k
}

// locate tells on which edges of a triangle a corner that lies in its plane is;
// ok is false if it lies outside.
func (w *work) locate(p, t int32) (on edges, ok bool) {
	v := w.tris[t].v
	for k := range 3 {
		if v[k] == p {
			return cornerOf(k), true
		}
	}
	see := w.seen(&w.planes[t])
	for k := range 3 {
		switch see.turn(v[k], v[(k+1)%3], p) {
		case -1:
			return 0, false
		case 0:
			on |= 1 << k
		}
	}
	return on, true
}

// contact notes a point of both triangles unless it is known already.
func (w *work) contact(p int32, here, there edges, swapped bool) {
	if swapped {
		here, there = there, here
	}
	for k := range w.contacts {
		if c := &w.contacts[k]; c.point == p {
			c.onT |= here
			c.onU |= there
			return
		}
	}
	w.contacts = append(w.contacts, contact{point: p, onT: here, onU: there})
}

func (w *work) cutsOf(t int32) *cuts {
	tr := &w.tris[t]
	if tr.cuts < 0 {
		tr.cuts = int32(len(w.cuts))
		if len(w.cuts) < cap(w.cuts) { // one with memory from an earlier overlay
			w.cuts = w.cuts[:len(w.cuts)+1]
		} else {
			w.cuts = append(w.cuts, cuts{})
		}
		c := &w.cuts[tr.cuts]
		for k := range c.on {
			c.on[k] = c.on[k][:0]
		}
		c.loose, c.lines = c.loose[:0], c.lines[:0]
	}
	return &w.cuts[tr.cuts]
}

func (w *work) register(t, u int32, c *contact) {
	w.note(t, c.point, c.onT)
	w.note(u, c.point, c.onU)
	if w.tris[t].body == w.tris[u].body && (bits.OnesCount8(uint8(c.onT)) < 2 || bits.OnesCount8(uint8(c.onU)) < 2) {
		for axis, v := range w.at[c.point] {
			w.beyond = w.beyond || v < w.low[axis]+blur && v != w.low[axis] || v > w.high[axis]-blur && v != w.high[axis]
		}
	}
}

func (w *work) note(t, p int32, on edges) {
	switch on {
	case 0:
		c := w.cutsOf(t)
		c.loose = append(c.loose, p)
	case 1, 2, 4:
		c := w.cutsOf(t)
		c.on[on>>1] = append(c.on[on>>1], p)
	}
}
