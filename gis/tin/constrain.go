package tin

import (
	"math"
	"slices"

	"github.com/go-gl/mathgl/mgl64"
)

// hold makes the segment between two points a side, or a chain of sides where
// points lie on it, and holds it fast under the number of a line. Where it
// crosses a side that is held already, both are split at the crossing.
//
// The sides in its way are flipped out of it one by one (Sloan, A fast
// algorithm for generating constrained Delaunay triangulations, Computers &
// Structures 47, 1993).
func (t *triangulation) hold(a, b, line int32) {
	for a != b {
		a = t.holdPart(a, b, line)
	}
}

// side is an edge by its ends.
type side struct{ p, q int32 }

// holdPart holds the segment from a as far as the next point on it, which it
// returns.
func (t *triangulation) holdPart(a, b, line int32) int32 {
	tri, k, end := t.towards(a, b)
	if end != none {
		t.setLine(tri, k, line)
		return end
	}
	var inTheWay []side
	for {
		v := t.tris[tri].v
		p, q := v[(k+1)%3], v[(k+2)%3] // p right of a → b, q left
		if t.tris[tri].line[k] != 0 {
			x := t.cross(tri, k, a, b)
			t.hold(a, x, line)
			return x
		}
		inTheWay = append(inTheWay, side{p, q})
		next := t.tris[tri].n[k]
		m := indexOf(t.tris[next].n, tri)
		far := t.tris[next].v[m]
		if far == b {
			break
		}
		switch s := orient(t.points[a], t.points[b], t.points[far]); {
		case s == 0:
			t.clear(a, far, inTheWay, line)
			return far
		case s > 0: // the segment leaves between p and far
			k = (m + 1) % 3 // the corner that is q
			if t.tris[next].v[k] != q {
				k = (m + 2) % 3
			}
		default:
			k = (m + 1) % 3
			if t.tris[next].v[k] != p {
				k = (m + 2) % 3
			}
		}
		tri = next
	}
	t.clear(a, b, inTheWay, line)
	return b
}

// towards looks round point a in the direction of b. Either there is a side
// along the segment, which ends at point end: then it is side k of tri; or the
// segment leaves through side k of tri.
func (t *triangulation) towards(a, b int32) (tri int32, k int, end int32) {
	pa, pb := t.points[a], t.points[b]
	start := t.at[a]
	turn := func(tri int32, step int) int32 { return t.tris[tri].n[(indexOf(t.tris[tri].v, a)+step)%3] }
	for at := start; ; {
		k := indexOf(t.tris[at].v, a)
		p, q := t.tris[at].v[(k+1)%3], t.tris[at].v[(k+2)%3]
		sp, sq := orient(pa, pb, t.points[p]), orient(pa, pb, t.points[q])
		if p == b || sp == 0 && ahead(pa, pb, t.points[p]) {
			return at, (k + 2) % 3, p
		}
		if q == b || sq == 0 && ahead(pa, pb, t.points[q]) {
			return at, (k + 1) % 3, q
		}
		if sp < 0 && sq > 0 {
			return at, k, none
		}
		next := turn(at, 1) // beyond the side a–q: anticlockwise
		if next == none {   // at the rectangle's border: go on from the other end of the fan
			for next = at; turn(next, 2) != none; next = turn(next, 2) {
			}
		}
		if at = next; at == start {
			panic("tin: a point of the triangulation sees no triangle in a direction inside the rectangle")
		}
	}
}

// ahead tells whether p, on the line a → b, lies on b's side of a.
func ahead(a, b, p mgl64.Vec2) bool {
	if a[0] != b[0] {
		return (p[0] > a[0]) == (b[0] > a[0]) && p[0] != a[0]
	}
	return (p[1] > a[1]) == (b[1] > a[1]) && p[1] != a[1]
}

// setLine holds a side in both of its triangles. A side that is held keeps its
// first line.
func (t *triangulation) setLine(tri int32, k int, line int32) {
	if t.tris[tri].line[k] != 0 {
		return
	}
	t.tris[tri].line[k] = line
	if n := t.tris[tri].n[k]; n != none {
		t.tris[n].line[indexOf(t.tris[n].n, tri)] = line
	}
}

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

// clear flips all sides out of the way of the segment a–b, holds it, and makes
// what it has flipped Delaunay again.
func (t *triangulation) clear(a, b int32, inTheWay []side, line int32) {
	pa, pb := t.points[a], t.points[b]
	var made []side
	for len(inTheWay) > 0 {
		s := inTheWay[0]
		inTheWay = inTheWay[1:]
		tri, k := t.find(s)
		n := t.tris[tri].n[k]
		near, far := t.tris[tri].v[k], t.tris[n].v[indexOf(t.tris[n].n, tri)]
		from, to := t.tris[tri].v[(k+1)%3], t.tris[tri].v[(k+2)%3]
		if orient(t.points[near], t.points[from], t.points[far]) <= 0 || orient(t.points[near], t.points[far], t.points[to]) <= 0 {
			inTheWay = append(inTheWay, s) // not convex yet: its neighbours' flips will make it so
			continue
		}
		t.flip(tri, k)
		diagonal := side{near, far}
		if near != a && near != b && far != a && far != b &&
			orient(pa, pb, t.points[near])*orient(pa, pb, t.points[far]) < 0 {
			inTheWay = append(inTheWay, diagonal)
		} else {
			made = append(made, diagonal)
		}
	}
	tri, k := t.find(side{a, b})
	t.setLine(tri, k, line)
	for flipped := true; flipped; {
		flipped = false
		for m, s := range made {
			tri, k := t.find(s)
			n := t.tris[tri].n[k]
			if n == none || t.tris[tri].line[k] != 0 {
				continue
			}
			v := t.tris[tri].v
			far := t.tris[n].v[indexOf(t.tris[n].n, tri)]
			if incircle(t.points[v[0]], t.points[v[1]], t.points[v[2]], t.points[far]) > 0 {
				made[m] = side{v[k], far}
				t.flip(tri, k)
				flipped = true
			}
		}
	}
}

// find returns a triangle and which of its sides joins two points.
func (t *triangulation) find(s side) (tri int32, k int) {
	tri, k, there := t.seek(s)
	if !there {
		panic("tin: a side that was made is gone")
	}
	return tri, k
}

// seek finds a side that may have been flipped away.
func (t *triangulation) seek(s side) (tri int32, k int, there bool) {
	for _, round := range [2]int{1, 2} { // to the left, then, from a border, to the right
		for at := t.at[s.p]; at != none; {
			k := indexOf(t.tris[at].v, s.p)
			if t.tris[at].v[(k+1)%3] == s.q {
				return at, (k + 2) % 3, true
			}
			if t.tris[at].v[(k+2)%3] == s.q {
				return at, (k + 1) % 3, true
			}
			if at = t.tris[at].n[(k+round)%3]; at == t.at[s.p] {
				break
			}
		}
	}
	return none, 0, false
}

// Triangles cuts an area (even–odd over all rings) into triangles, anticlockwise.
// Rings may touch and cross.
func Triangles(rings [][]mgl64.Vec2) [][3]mgl64.Vec2 {
	var all []mgl64.Vec2
	for _, ring := range rings {
		all = append(all, ring...)
	}
	if len(all) == 0 {
		return nil
	}
	low, high := all[0], all[0]
	for _, p := range all {
		low = mgl64.Vec2{min(low[0], p[0]), min(low[1], p[1])}
		high = mgl64.Vec2{max(high[0], p[0]), max(high[1], p[1])}
	}
	margin := max(high[0]-low[0], high[1]-low[1])
	if !(margin > 0) {
		return nil
	}
	beside := mgl64.Vec2{margin, margin}
	t := newTriangulation(low.Sub(beside), high.Add(beside), len(all)+4)
	for _, ring := range rings {
		ids := make([]int32, len(ring))
		for k, p := range ring {
			ids[k], _ = t.insert(p)
		}
		for k, id := range ids {
			t.hold(id, ids[(k+1)%len(ids)], 1)
		}
	}
	var inside [][3]mgl64.Vec2
	for _, tri := range t.tris {
		c := [3]mgl64.Vec2{t.points[tri.v[0]], t.points[tri.v[1]], t.points[tri.v[2]]}
		if contains(rings, c[0].Add(c[1]).Add(c[2]).Mul(1.0/3)) {
			inside = append(inside, c)
		}
	}
	return slices.Clip(inside)
}

// contains tells whether a point lies in an area by the even–odd rule.
func contains(rings [][]mgl64.Vec2, p mgl64.Vec2) bool {
	in := false
	for _, ring := range rings {
		for k, a := range ring {
			b := ring[(k+1)%len(ring)]
			if (a[1] > p[1]) != (b[1] > p[1]) && p[0] < a[0]+(p[1]-a[1])/(b[1]-a[1])*(b[0]-a[0]) {
				in = !in
			}
		}
	}
	return in
}
