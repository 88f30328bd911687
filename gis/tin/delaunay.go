package tin

import (
	"github.com/go-gl/mathgl/mgl64"
)

// triangle goes round its corners anticlockwise. Side k lies opposite corner k,
// from corner k+1 to corner k+2.
type triangle struct {
	v    [3]int32 // corners
	n    [3]int32 // neighbours beyond the sides; none
	line [3]int32 // which line holds the side fast, from 1; 0: the side may be flipped
}

const none = -1

// triangulation is a Delaunay triangulation of a rectangle with sides that are
// held fast. Triangles are rewritten, never taken away, so their numbers last.
type triangulation struct {
	points []mgl64.Vec2
	tris   []triangle
	at     []int32 // a triangle of every point
	last   int32   // where the last search ended
	dice   uint32  // which side a search tries first

	touched []int32 // triangles that the last insertion has made or changed; may repeat
	stack   []int32
}

// newTriangulation covers a rectangle with two triangles; its corners are
// points 0 to 3, anticlockwise from low.
func newTriangulation(low, high mgl64.Vec2, room int) *triangulation {
	t := &triangulation{
		points: make([]mgl64.Vec2, 0, room), at: make([]int32, 0, room), tris: make([]triangle, 0, 2*room),
	}
	t.points = append(t.points, low, mgl64.Vec2{high[0], low[1]}, high, mgl64.Vec2{low[0], high[1]})
	t.at = append(t.at, 0, 0, 0, 1)
	t.tris = append(t.tris,
		triangle{v: [3]int32{0, 1, 2}, n: [3]int32{none, 1, none}},
		triangle{v: [3]int32{0, 2, 3}, n: [3]int32{none, none, 0}},
	)
	return t
}

// place is where a point was found: in a triangle, on one of its sides, or at
// one of its corners.
type place struct {
	tri          int32
	side, corner int // none
}

// locate finds a point of the rectangle by walking towards it.
func (t *triangulation) locate(p mgl64.Vec2) place {
	for at := t.last; ; {
		tri := &t.tris[at]
		t.dice = t.dice*1664525 + 1013904223
		first := int(t.dice>>16) % 3
		on, next := none, int32(none)
		for r := range 3 {
			k := (first + r) % 3
			side := orient(t.points[tri.v[(k+1)%3]], t.points[tri.v[(k+2)%3]], p)
			if side < 0 && tri.n[k] != none {
				next = tri.n[k]
				break
			}
			if side <= 0 {
				on = k
			}
		}
		if next != none {
			at = next
			continue
		}
		t.last = at
		for k, v := range tri.v {
			if t.points[v] == p {
				return place{tri: at, side: none, corner: k}
			}
		}
		return place{tri: at, side: on, corner: none}
	}
}

// insert adds a point and returns its number, or that of the point which is
// there already.
func (t *triangulation) insert(p mgl64.Vec2) (point int32, isNew bool) {
	w := t.locate(p)
	if w.corner != none {
		return t.tris[w.tri].v[w.corner], false
	}
	if w.side != none {
		return t.splitSide(w.tri, w.side, p), true
	}
	return t.splitTriangle(w.tri, p), true
}

func (t *triangulation) addPoint(p mgl64.Vec2, tri int32) int32 {
	t.points = append(t.points, p)
	t.at = append(t.at, tri)
	return int32(len(t.points) - 1)
}

// splitTriangle puts a point into a triangle: three take its place.
func (t *triangulation) splitTriangle(a int32, p mgl64.Vec2) int32 {
	v := t.addPoint(p, a)
	old := t.tris[a]
	b, c := int32(len(t.tris)), int32(len(t.tris)+1)
	t.tris = append(t.tris, triangle{}, triangle{})
	for k, id := range [3]int32{a, b, c} { // triangle k keeps side k of the old one
		ids := [3]int32{a, b, c}
		t.tris[id] = triangle{
			v:    [3]int32{v, old.v[(k+1)%3], old.v[(k+2)%3]},
			n:    [3]int32{old.n[k], ids[(k+1)%3], ids[(k+2)%3]},
			line: [3]int32{old.line[k], 0, 0},
		}
		t.meet(old.n[k], a, id)
		t.at[old.v[(k+1)%3]] = id
	}
	t.touched = append(t.touched[:0], a, b, c)
	t.stack = append(t.stack[:0], a, b, c)
	t.legalise(v)
	return v
}

// splitSide puts a point on a side: each of its triangles becomes two. The
// halves are held fast as the whole was.
func (t *triangulation) splitSide(a int32, k int, p mgl64.Vec2) int32 {
	v := t.addPoint(p, a)
	old := t.tris[a]
	top, from, to := old.v[k], old.v[(k+1)%3], old.v[(k+2)%3]
	line, b := old.line[k], old.n[k]
	// a becomes (v, top, from), a2 is (v, to, top)
	a2 := int32(len(t.tris))
	t.tris = append(t.tris, triangle{})
	t.tris[a] = triangle{v: [3]int32{v, top, from}, n: [3]int32{old.n[(k+2)%3], none, a2}, line: [3]int32{old.line[(k+2)%3], line, 0}}
	t.tris[a2] = triangle{v: [3]int32{v, to, top}, n: [3]int32{old.n[(k+1)%3], a, none}, line: [3]int32{old.line[(k+1)%3], 0, line}}
	t.meet(old.n[(k+1)%3], a, a2)
	t.at[top], t.at[from], t.at[to] = a, a, a2
	t.touched = append(t.touched[:0], a, a2)
	t.stack = append(t.stack[:0], a, a2)
	if b != none {
		old := t.tris[b]
		m := indexOf(old.n, a) // the same side seen from b: from to → from
		bottom := old.v[m]
		b2 := int32(len(t.tris))
		t.tris = append(t.tris, triangle{})
		// b becomes (v, bottom, to), b2 is (v, from, bottom)
		t.tris[b] = triangle{v: [3]int32{v, bottom, to}, n: [3]int32{old.n[(m+2)%3], a2, b2}, line: [3]int32{old.line[(m+2)%3], line, 0}}
		t.tris[b2] = triangle{v: [3]int32{v, from, bottom}, n: [3]int32{old.n[(m+1)%3], b, a}, line: [3]int32{old.line[(m+1)%3], 0, line}}
		t.meet(old.n[(m+1)%3], b, b2)
		t.tris[a].n[1], t.tris[a2].n[2] = b2, b
		t.at[bottom] = b
		t.touched = append(t.touched, b, b2)
		t.stack = append(t.stack, b, b2)
	}
	t.legalise(v)
	return v
}

// meet tells a neighbour that it now borders on another triangle.
func (t *triangulation) meet(neighbour, before, now int32) {
	if neighbour != none {
		n := &t.tris[neighbour]
		n.n[indexOf(n.n, before)] = now
	}
}

func indexOf(list [3]int32, what int32) int {
	switch what {
	case list[0]:
		return 0
	case list[1]:
		return 1
	}
	return 2
}

// legalise flips the sides opposite a new point until all of its triangles are
// Delaunay (Lawson). The stack holds triangles with the point as corner.
func (t *triangulation) legalise(v int32) {
	for len(t.stack) > 0 {
		a := t.stack[len(t.stack)-1]
		t.stack = t.stack[:len(t.stack)-1]
		k := indexOf(t.tris[a].v, v)
		b := t.tris[a].n[k]
		if b == none || t.tris[a].line[k] != 0 {
			continue
		}
		tri := &t.tris[a]
		far := t.tris[b].v[indexOf(t.tris[b].n, a)]
		if incircle(t.points[tri.v[0]], t.points[tri.v[1]], t.points[tri.v[2]], t.points[far]) > 0 {
			t.flip(a, k)
			t.touched = append(t.touched, b)
			t.stack = append(t.stack, a, b)
		}
	}
}

// flip turns side k of a triangle, which it shares with b, to the other
// diagonal of their quadrilateral. Corner k of a stays a corner of both.
func (t *triangulation) flip(a int32, k int) {
	ta := t.tris[a]
	b := ta.n[k]
	tb := t.tris[b]
	m := indexOf(tb.n, a)
	near, from, to, far := ta.v[k], ta.v[(k+1)%3], ta.v[(k+2)%3], tb.v[m]
	// a: near, from, far    b: near, far, to
	t.tris[a] = triangle{
		v:    [3]int32{near, from, far},
		n:    [3]int32{tb.n[(m+1)%3], b, ta.n[(k+2)%3]},
		line: [3]int32{tb.line[(m+1)%3], 0, ta.line[(k+2)%3]},
	}
	t.tris[b] = triangle{
		v:    [3]int32{near, far, to},
		n:    [3]int32{tb.n[(m+2)%3], ta.n[(k+1)%3], a},
		line: [3]int32{tb.line[(m+2)%3], ta.line[(k+1)%3], 0},
	}
	t.meet(tb.n[(m+1)%3], b, a)
	t.meet(ta.n[(k+1)%3], a, b)
	t.at[near], t.at[from], t.at[far], t.at[to] = a, a, a, b
}
