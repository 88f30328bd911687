package overlay

import "slices"

// graph is a drawing in a plane: edges that meet only at their ends. Edge k is
// run both ways: half 2k goes from its first end to its second, half 2k+1 back.
// The halves that have one face of the drawing on their left form rings.
type graph struct {
	ends     [][2]int32
	order    []int32 // halves by the point they leave, then anticlockwise
	place    []int32 // of a half in order
	from     []int32 // of a place in order: where the halves of its point start
	to       []int32 // … and end
	ringOf   []int32 // of a half
	halves   []int32 // ring after ring
	rings    []ring  // in halves
	loop     []int32
	leftward []bool  // of a ring: it runs anticlockwise
	holders  []int32 // of a ring that is a hole: the ring around it, −2 unknown
}

func (g *graph) reset() { g.ends = g.ends[:0] }

func (g *graph) addEdge(a, b int32) {
	if a != b {
		g.ends = append(g.ends, [2]int32{a, b})
	}
}

// unique drops repeated edges from a place on.
func (g *graph) unique(from int) {
	rest := g.ends[from:]
	for k, e := range rest {
		if e[0] > e[1] {
			rest[k] = [2]int32{e[1], e[0]}
		}
	}
	slices.SortFunc(rest, func(a, b [2]int32) int {
		if a[0] != b[0] {
			return int(a[0] - b[0])
		}
		return int(a[1] - b[1])
	})
	g.ends = g.ends[:from+len(slices.Compact(rest))]
}

func (g *graph) tail(h int32) int32 { return g.ends[h>>1][h&1] }
func (g *graph) head(h int32) int32 { return g.ends[h>>1][h&1^1] }

func resized[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, n+n/2)
	}
	return s[:n]
}

// trace finds the rings.
func (g *graph) trace(see view) {
	n := 2 * len(g.ends)
	g.order, g.place = resized(g.order, n), resized(g.place, n)
	g.from, g.to, g.ringOf = resized(g.from, n), resized(g.to, n), resized(g.ringOf, n)
	for k := range g.order {
		g.order[k] = int32(k)
		g.ringOf[k] = -1
	}
	slices.SortFunc(g.order, func(a, b int32) int {
		p, q := g.tail(a), g.tail(b)
		if p != q {
			return int(p - q)
		}
		if a == b {
			return 0
		}
		ha, hb := g.head(a), g.head(b)
		ua, ub := see.upper(p, ha), see.upper(p, hb)
		if ua != ub {
			if ua {
				return -1
			}
			return 1
		}
		return -see.turn(p, ha, hb)
	})
	for k := 0; k < n; {
		end := k + 1
		for end < n && g.tail(g.order[end]) == g.tail(g.order[k]) {
			end++
		}
		for m := k; m < end; m++ {
			g.place[g.order[m]] = int32(m)
			g.from[m], g.to[m] = int32(k), int32(end)
		}
		k = end
	}
	g.halves, g.rings = g.halves[:0], g.rings[:0]
	for start := range int32(n) {
		if g.ringOf[start] >= 0 {
			continue
		}
		first := int32(len(g.halves))
		for h := start; g.ringOf[h] < 0; {
			g.ringOf[h] = int32(len(g.rings))
			g.halves = append(g.halves, h)
			// at its head, the half that leaves next to the right of the way back
			p := g.place[h^1]
			if p == g.from[p] {
				p = g.to[p]
			}
			h = g.order[p-1]
		}
		g.rings = append(g.rings, ring{first, int32(len(g.halves))})
	}
	g.leftward, g.holders = resized(g.leftward, len(g.rings)), resized(g.holders, len(g.rings))
	for k := range g.holders {
		g.holders[k] = -2
	}
}

// bridged tells whether a ring runs along both sides of an edge: one of another
// body that touches the plane, or the thread by which an island hangs.
func (g *graph) bridged(k int) bool {
	r := g.rings[k]
	for _, h := range g.halves[r.from:r.to] {
		if g.ringOf[h^1] == int32(k) {
			return true
		}
	}
	return false
}

// corners are the tails of the halves of a ring.
func (g *graph) corners(k int) []int32 {
	r := g.rings[k]
	g.loop = g.loop[:0]
	for _, h := range g.halves[r.from:r.to] {
		g.loop = append(g.loop, g.tail(h))
	}
	return g.loop
}

// leftmost is the first corner of a ring from the left.
func (g *graph) leftmost(see view, k int) int32 {
	r := g.rings[k]
	best := g.tail(g.halves[r.from])
	for _, h := range g.halves[r.from+1 : r.to] {
		if p := g.tail(h); p != best && see.before(p, best) {
			best = p
		}
	}
	return best
}

// anticlockwise tells which way a ring runs, and keeps it in leftward.
func (g *graph) anticlockwise(see view, k int) bool {
	r := g.rings[k]
	loop := g.halves[r.from:r.to]
	origin := &see.at[g.tail(loop[0])]
	area := 0.0
	for _, h := range loop {
		a, b := &see.at[g.tail(h)], &see.at[g.head(h)]
		area += (a[see.i]-origin[see.i])*(b[see.j]-origin[see.j]) - (a[see.j]-origin[see.j])*(b[see.i]-origin[see.i])
	}
	// each term is right to 2²⁶ times the blur, four times
	if bound := 64 * float64(len(loop)); area > bound || area < -bound {
		g.leftward[k] = area > 0
		return area > 0
	}
	// At its leftmost corner a ring around a face turns left at every visit; one
	// around a hole turns right at one.
	p := g.leftmost(see, k)
	left := true
	for m, h := range loop {
		if g.tail(h) == p {
			before := loop[(m+len(loop)-1)%len(loop)]
			left = left && see.turn(g.tail(before), p, g.head(h)) > 0
		}
	}
	g.leftward[k] = left
	return left
}

// holder is the ring of the face in which a hole lies: of those around it the
// smallest.
func (g *graph) holder(see view, hole, outside int32) int32 {
	if g.holders[hole] != -2 {
		return g.holders[hole]
	}
	p := g.leftmost(see, int(hole))
	best, smallest := int32(-1), 0.0
	for k := range g.rings {
		if int32(k) == outside || !g.leftward[k] || !g.encloses(see, k, p) {
			continue
		}
		if a := g.size(see, k); best < 0 || a < smallest {
			best, smallest = int32(k), a
		}
	}
	g.holders[hole] = best
	return best
}

func (g *graph) size(see view, k int) float64 {
	r := g.rings[k]
	sum := 0.0
	for _, h := range g.halves[r.from:r.to] {
		a, b := &see.at[g.tail(h)], &see.at[g.head(h)]
		sum += a[see.i]*b[see.j] - a[see.j]*b[see.i]
	}
	return sum
}

// encloses tells whether an odd number of a ring's edges lies left of a point.
func (g *graph) encloses(see view, k int, p int32) bool {
	r := g.rings[k]
	odd := false
	for _, h := range g.halves[r.from:r.to] {
		if see.leftOf(g.tail(h), g.head(h), p) {
			odd = !odd
		}
	}
	return odd
}

// leftOf tells whether the edge from a to b passes left of p: level with it for
// its lower end, not for its upper end.
func (v view) leftOf(a, b, p int32) bool {
	below, under := v.compare(a, p, v.j) <= 0, v.compare(b, p, v.j) <= 0
	if below == under {
		return false
	}
	if below {
		return v.turn(a, b, p) < 0
	}
	return v.turn(a, b, p) > 0
}
