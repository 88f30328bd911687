package overlay

// meetFlat is meet for triangles in one plane: each is cut along the edges of
// the other, and the cells they share are recognised later.
func (w *work) meetFlat(t, u int32, shared int) {
	a, b := &w.tris[t], &w.tris[u]
	see := w.seen(&w.planes[t])
	if shared == 2 && w.neighbours(a, b, see) {
		return
	}
	w.contacts = w.contacts[:0]
	for k, p := range a.v {
		if on, ok := w.locate(p, u); ok {
			w.contact(p, cornerOf(k), on, false)
		}
	}
	for k, p := range b.v {
		if on, ok := w.locate(p, t); ok {
			w.contact(p, cornerOf(k), on, true)
		}
	}
	for i := range 3 {
		p, q := a.v[i], a.v[(i+1)%3]
		for j := range 3 {
			r, s := b.v[j], b.v[(j+1)%3]
			if see.turn(p, q, r)*see.turn(p, q, s) < 0 && see.turn(r, s, p)*see.turn(r, s, q) < 0 {
				x := w.crossingEdges(p, q, r, s, w.wall(r, s, w.planes[t].steepest()))
				w.contact(x, 1<<i, 1<<j, false)
			}
		}
	}
	if len(w.contacts) == 0 {
		return
	}
	for k := range w.contacts {
		w.register(t, u, &w.contacts[k])
	}
	if len(w.contacts) < 3 { // they touch at most along an edge
		return
	}
	a.flat, b.flat = true, true
	for k := range 3 {
		w.edgeInside(u, k, a, func(c *contact) (edges, edges) { return c.onT, c.onU }, t)
		w.edgeInside(t, k, b, func(c *contact) (edges, edges) { return c.onU, c.onT }, t)
	}
}

// neighbours tells whether two triangles in one plane that share an edge lie on
// either side of it.
func (w *work) neighbours(a, b *triangle, see view) bool {
	for k := range 3 {
		p, q, r := a.v[k], a.v[(k+1)%3], a.v[(k+2)%3]
		for j := range 3 {
			if s := b.v[j]; s != p && s != q && s != r {
				// r is left of pq; b's own corner is s
				if has(b, p) && has(b, q) {
					return see.turn(p, q, r)*see.turn(p, q, s) < 0
				}
			}
		}
	}
	return false
}

func has(t *triangle, p int32) bool { return t.v[0] == p || t.v[1] == p || t.v[2] == p }

// edgeInside cuts a triangle along the part of an edge of another in the same
// plane that lies inside it.
func (w *work) edgeInside(into int32, k int, from *triangle, where func(*contact) (onFrom, onInto edges), inPlane int32) {
	var ends [2]*contact
	n := 0
	for i := range w.contacts {
		c := &w.contacts[i]
		if on, _ := where(c); on>>k&1 == 1 {
			if n == 2 {
				return // more than two: it runs along an edge of the other
			}
			ends[n] = c
			n++
		}
	}
	if n < 2 {
		return
	}
	_, c := where(ends[0])
	_, d := where(ends[1])
	if c&d != 0 {
		return
	}
	wall := w.wall(from.v[k], from.v[(k+1)%3], w.planes[inPlane].steepest())
	cut := w.cutsOf(into)
	cut.lines = append(cut.lines, line{ends[0].point, ends[1].point, wall})
}

// wall is the plane through an edge that stands along an axis.
func (w *work) wall(a, b int32, axis int) int32 {
	if a > b {
		a, b = b, a
	}
	key := [4]int32{a, b, -2, int32(axis)}
	if k, ok := w.made[key]; ok {
		return k
	}
	var up vec
	up[axis] = 1
	d := sub(&w.at[b], &w.at[a])
	k := int32(len(w.planes))
	w.planes = append(w.planes, plane{cross(&d, &up), w.at[a]})
	w.walls = append(w.walls, [2]int32{a, b})
	w.made[key] = k
	return k
}
