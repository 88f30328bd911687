package tin

import "math"

// cross returns the point where a → b crosses the held side k of a triangle, to
// go on from: a new one, or one that only rounding tells from it. That may be an
// end of the side (three lines that meet), or a corner beside it: then the side
// is led through the corner. Where a triangle is so flat that a point on its side
// would turn it over, its own side is led through its corner, and a returned: to
// begin again.
func (t *triangulation) cross(tri int32, k int, a, b int32) int32 {
	v := t.tris[tri].v
	near, p, q := v[k], v[(k+1)%3], v[(k+2)%3]
	next := t.tris[tri].n[k]
	far := t.tris[next].v[indexOf(t.tris[next].n, tri)]
	pa, pb, pp, pq := t.points[a], t.points[b], t.points[p], t.points[q]
	d, e := pb.Sub(pa), pq.Sub(pp)
	w := pp.Sub(pa)
	s := (w[1]*d[0] - w[0]*d[1]) / (d[1]*e[0] - d[0]*e[1])
	x := pp.Add(e.Mul(s))
	tiny := rounding * max(math.Abs(x[0]), math.Abs(x[1]))
	away := func(i int32) float64 { return t.points[i].Sub(x).Len() }
	nearer := p
	if away(q) < away(p) {
		nearer = q
	}
	if away(nearer) <= tiny {
		return nearer
	}
	for _, c := range [2]int32{far, near} {
		if away(c) <= tiny {
			t.lead(tri, k, c)
			return c
		}
	}
	turned := func(i, j int32) bool { return orient(t.points[i], t.points[j], x) <= 0 }
	if !(turned(near, p) || turned(p, far) || turned(far, q) || turned(q, near)) {
		return t.splitSide(tri, k, x)
	}
	if t.unfold(tri, tiny) || t.unfold(next, tiny) {
		return a
	}
	return nearer
}

// unfold leads the longest side of a triangle, where it is held, through a
// corner that only rounding keeps off it.
func (t *triangulation) unfold(tri int32, tiny float64) bool {
	v := t.tris[tri].v
	k, long := 0, 0.0
	for m := range v {
		if d := t.points[v[(m+2)%3]].Sub(t.points[v[(m+1)%3]]).Len(); d > long {
			k, long = m, d
		}
	}
	p, q, c := t.points[v[(k+1)%3]], t.points[v[(k+2)%3]], t.points[v[k]]
	d, w := q.Sub(p), c.Sub(p)
	if t.tris[tri].line[k] == 0 || t.tris[tri].n[k] == none || math.Abs(w[0]*d[1]-w[1]*d[0]) > tiny*long {
		return false
	}
	t.lead(tri, k, v[k])
	return true
}

// lead makes the line that holds side k of a triangle go through a corner beside
// the side, on either of its sides.
func (t *triangulation) lead(tri int32, k int, corner int32) {
	line, next := t.tris[tri].line[k], t.tris[tri].n[k]
	m := indexOf(t.tris[next].n, tri)
	t.tris[tri].line[k], t.tris[next].line[m] = 0, 0
	if t.tris[tri].v[k] != corner {
		tri, k = next, m
	}
	t.setLine(tri, (k+1)%3, line)
	t.setLine(tri, (k+2)%3, line)
	v := t.tris[tri].v
	t.relax(side{v[(k+1)%3], v[(k+2)%3]})
}

// relax flips a side that has been let go if it is not Delaunay, and then those
// round it.
func (t *triangulation) relax(s side) {
	tri, k, there := t.seek(s)
	if !there || t.tris[tri].line[k] != 0 || t.tris[tri].n[k] == none {
		return
	}
	n, v := t.tris[tri].n[k], t.tris[tri].v
	far := t.tris[n].v[indexOf(t.tris[n].n, tri)]
	if incircle(t.points[v[0]], t.points[v[1]], t.points[v[2]], t.points[far]) <= 0 {
		return
	}
	t.flip(tri, k)
	for _, p := range [2]int32{s.p, s.q} {
		t.relax(side{v[k], p})
		t.relax(side{far, p})
	}
}

// rounding is some thousand times what a coordinate may be off by, as its share.
const rounding = 1e-12
