package overlay

import "slices"

// ears fills outlines with triangles by cutting off corners. It adds no point:
// whatever the outline, the triangles' border is the outline, so that bodies
// stay closed.
type ears struct {
	node   []node
	reflex []int32
	out    [][3]int32
	tried  []bool
}

type node struct {
	p          int32
	prev, next int32
	gone       bool
	convex     bool
}

// fill triangulates the inside of rings: the first anticlockwise, the others,
// its holes, clockwise.
func (e *ears) fill(see view, corners []int32, rings []ring) {
	outer := corners[rings[0].from:rings[0].to]
	if len(rings) == 1 {
		switch len(outer) {
		case 0, 1, 2:
			return
		case 3:
			e.out = append(e.out, [3]int32{outer[0], outer[1], outer[2]})
			return
		case 4:
			if e.fillFour(see, outer) {
				return
			}
		}
	}
	e.node = e.node[:0]
	e.addRing(outer)
	if len(rings) > 1 {
		e.bridgeHoles(see, corners, rings[1:])
	}
	e.clip(see)
}

// fillFour cuts a convex quadrangle along its shorter diagonal.
func (e *ears) fillFour(see view, q []int32) bool {
	for k := range 4 {
		if see.turn(q[k], q[(k+1)%4], q[(k+2)%4]) <= 0 {
			return false
		}
	}
	d := func(a, b int32) float64 {
		x := sub(&see.at[a], &see.at[b])
		return dot(&x, &x)
	}
	if d(q[0], q[2]) <= d(q[1], q[3]) {
		e.out = append(e.out, [3]int32{q[0], q[1], q[2]}, [3]int32{q[0], q[2], q[3]})
	} else {
		e.out = append(e.out, [3]int32{q[0], q[1], q[3]}, [3]int32{q[1], q[2], q[3]})
	}
	return true
}

func (e *ears) addRing(loop []int32) int32 {
	first := int32(len(e.node))
	n := int32(len(loop))
	for k, p := range loop {
		e.node = append(e.node, node{p: p, prev: first + (int32(k)+n-1)%n, next: first + (int32(k)+1)%n})
	}
	return first
}

// bridgeHoles ties the holes to the outline, from left to right: then the
// leftmost corner of each sees a corner left of it of what is tied already.
func (e *ears) bridgeHoles(see view, corners []int32, holes []ring) {
	type hole struct {
		ring
		left int32 // place of its leftmost corner in corners
	}
	list := make([]hole, 0, len(holes))
	for _, r := range holes {
		h := hole{r, r.from}
		for k := r.from + 1; k < r.to; k++ {
			if see.before(corners[k], corners[h.left]) {
				h.left = k
			}
		}
		list = append(list, h)
		for k := len(list) - 1; k > 0 && see.before(corners[list[k].left], corners[list[k-1].left]); k-- {
			list[k], list[k-1] = list[k-1], list[k]
		}
	}
	for _, h := range list {
		if e.hang(see, corners[h.from:h.to]) {
			continue
		}
		to := e.visible(see, corners[h.left])
		first := e.addRing(corners[h.from:h.to])
		entry := first + h.left - h.from
		// to → entry … entry → to: both ends of the bridge are there twice
		last := e.node[entry].prev
		after := e.node[to].next
		again := int32(len(e.node))
		e.node = append(e.node,
			node{p: e.node[entry].p, prev: last, next: again + 1},
			node{p: e.node[to].p, prev: again, next: after})
		e.node[last].next = again
		e.node[after].prev = again + 1
		e.node[to].next = entry
		e.node[entry].prev = to
	}
}

// hang ties a hole to the outline at a corner that they share, if there is one.
func (e *ears) hang(see view, loop []int32) bool {
	for k := range e.node {
		m := &e.node[k]
		at := slices.Index(loop, m.p)
		if at < 0 || !e.opens(see, int32(k), loop[(at+1)%len(loop)]) {
			continue
		}
		after := m.next
		again := e.addRing(loop) + int32(at)
		// k → the hole from its corner on → again, the same corner → after
		second := e.node[again].next
		e.node[k].next, e.node[second].prev = second, int32(k)
		e.node[again].next, e.node[after].prev = after, again
		return true
	}
	return false
}

// visible is the nearest corner of the outline, left of p, that p sees.
func (e *ears) visible(see view, p int32) int32 {
	e.tried = resized(e.tried, len(e.node))
	clear(e.tried)
	at := &see.at[p]
	nearest := int32(-1)
	for {
		best, least := int32(-1), 0.0
		for k := range e.node {
			if e.tried[k] {
				continue
			}
			q := &see.at[e.node[k].p]
			dx, dy := q[see.i]-at[see.i], q[see.j]-at[see.j]
			if d := dx*dx + dy*dy; (best < 0 || d < least) && dx <= 2*blur {
				best, least = int32(k), d
			}
		}
		if best < 0 {
			return max(nearest, 0) // none: the rings contradict each other
		}
		if nearest < 0 {
			nearest = best
		}
		e.tried[best] = true
		if see.before(e.node[best].p, p) && e.opens(see, best, p) && e.clear(see, best, p) {
			return best
		}
	}
}

// opens tells whether p lies in the angle that the outline leaves at a node.
func (e *ears) opens(see view, k, p int32) bool {
	n := &e.node[k]
	a, c := e.node[n.prev].p, e.node[n.next].p
	left, right := see.turn(a, n.p, p) > 0, see.turn(n.p, c, p) > 0
	if see.turn(a, n.p, c) > 0 {
		return left && right
	}
	return left || right
}

// clear tells whether nothing of the outline lies between a node and p.
func (e *ears) clear(see view, k, p int32) bool {
	q := e.node[k].p
	a, b := &see.at[q], &see.at[p]
	x0, x1 := min(a[see.i], b[see.i])-2*blur, max(a[see.i], b[see.i])+2*blur
	y0, y1 := min(a[see.j], b[see.j])-2*blur, max(a[see.j], b[see.j])+2*blur
	for m := range e.node {
		r, s := e.node[m].p, e.node[e.node[m].next].p
		c, d := &see.at[r], &see.at[s]
		if c[see.i] < x0 && d[see.i] < x0 || c[see.i] > x1 && d[see.i] > x1 ||
			c[see.j] < y0 && d[see.j] < y0 || c[see.j] > y1 && d[see.j] > y1 {
			continue
		}
		if r == q || s == q {
			other := r + s - q
			if other != p && see.turn(q, p, other) == 0 && see.within(q, p, other) {
				return false
			}
			continue
		}
		if see.turn(q, p, r)*see.turn(q, p, s) <= 0 && see.turn(r, s, q)*see.turn(r, s, p) <= 0 {
			return false
		}
	}
	return true
}

func (e *ears) classify(see view, k int32) {
	n := &e.node[k]
	n.convex = see.turn(e.node[n.prev].p, n.p, e.node[n.next].p) > 0
}

// clip cuts ears until none is left. In exact arithmetic an outline that does
// not cross itself always has one; if there is none, the corner that turns left
// is cut all the same.
func (e *ears) clip(see view) {
	e.reflex = e.reflex[:0]
	left := len(e.node)
	for k := range e.node {
		e.classify(see, int32(k))
		if !e.node[k].convex {
			e.reflex = append(e.reflex, int32(k))
		}
	}
	at, idle := int32(0), 0
	for left > 3 {
		n := &e.node[at]
		forced := idle > left
		if e.node[n.prev].p == e.node[n.next].p {
			// a spike: there and back
			at = e.cut(see, at)
			at = e.cut(see, at)
			left -= 2
			idle = 0
			continue
		}
		if n.convex && (e.isEar(see, at) || forced) || idle > 2*left {
			e.out = append(e.out, [3]int32{e.node[n.prev].p, n.p, e.node[n.next].p})
			at = e.node[e.cut(see, at)].next
			left--
			idle = 0
			continue
		}
		at = n.next
		idle++
	}
	if left == 3 {
		n := &e.node[at]
		t := [3]int32{e.node[n.prev].p, n.p, e.node[n.next].p}
		if t[0] != t[1] && t[1] != t[2] && t[2] != t[0] {
			e.out = append(e.out, t)
		}
	}
}

// cut takes a node out and returns the next.
func (e *ears) cut(see view, k int32) int32 {
	n := &e.node[k]
	n.gone = true
	e.node[n.prev].next = n.next
	e.node[n.next].prev = n.prev
	for _, m := range [2]int32{n.prev, n.next} {
		was := e.node[m].convex
		e.classify(see, m)
		if was && !e.node[m].convex { // only of outlines that touch themselves
			e.reflex = append(e.reflex, m)
		}
	}
	return n.next
}

func (e *ears) isEar(see view, k int32) bool {
	n := &e.node[k]
	u, w := &e.node[n.prev], &e.node[n.next]
	a, b, c := u.p, n.p, w.p
	if u.convex && see.turn(e.node[u.prev].p, a, c) <= 0 || w.convex && see.turn(c, e.node[w.next].p, a) <= 0 {
		return false
	}
	pa, pb, pc := &see.at[a], &see.at[b], &see.at[c]
	i, j := see.i, see.j
	x0, x1 := min(pa[i], pb[i], pc[i])-2*blur, max(pa[i], pb[i], pc[i])+2*blur
	y0, y1 := min(pa[j], pb[j], pc[j])-2*blur, max(pa[j], pb[j], pc[j])+2*blur
	kept := e.reflex[:0]
	blocked := false
	for m, r := range e.reflex {
		o := &e.node[r]
		if o.gone || o.convex {
			continue
		}
		kept = append(kept, r)
		p := o.p
		q := &see.at[p]
		if q[i] < x0 || q[i] > x1 || q[j] < y0 || q[j] > y1 || p == a || p == b || p == c {
			continue
		}
		if see.turn(a, b, p) >= 0 && see.turn(b, c, p) >= 0 && see.turn(c, a, p) >= 0 {
			blocked = true
			kept = append(kept, e.reflex[m+1:]...)
			break
		}
	}
	e.reflex = kept
	return !blocked
}
