package solid

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// region lays the loops into the triangulation and keeps what they enclose.
func (d *delaunay) region(points []mgl64.Vec2, r Region) (Triangulation, error) {
	if len(d.from) == 0 {
		return Triangulation{}, ErrNoArea
	}
	budget := 64*len(points) + 1024
	first := 0
	lay := func(l Loop, winding [2]int16) error {
		for k := range l {
			a, b := d.vertex[first+k], d.vertex[first+(k+1)%len(l)]
			if err := d.lay(a, b, winding, &budget); err != nil {
				return err
			}
		}
		first += len(l)
		return nil
	}
	if err := lay(r.Outer, [2]int16{1, 0}); err != nil {
		return Triangulation{}, err
	}
	for _, h := range r.Holes {
		winding := [2]int16{0, 1}
		if h.Area() < 0 {
			winding[1] = -1
		}
		if err := lay(h, winding); err != nil {
			return Triangulation{}, err
		}
	}
	d.enclose()
	d.refine()
	return d.collect(points)
}

// lay makes the line from vertex a to b a chain of edges and notes on them what
// winds more on their left. Vertices on the line, or next to it, become part of
// the chain; where it crosses an edge that is itself fixed, a vertex is added.
func (d *delaunay) lay(a, b int32, winding [2]int16, budget *int) error {
	ways := append(d.ways[:0], [2]int32{a, b})
	defer func() { d.ways = ways }()
	for len(ways) > 0 {
		way := ways[len(ways)-1]
		ways = ways[:len(ways)-1]
		for v, target := way[0], way[1]; v != target; {
			if *budget--; *budget < 0 {
				return ErrTangled
			}
			h, along := d.leave(v, target)
			if h < 0 {
				return ErrTangled
			}
			if along {
				if by := d.beside(h); by >= 0 {
					end := d.far(h, v)
					ways = append(ways, [2]int32{end, target}, [2]int32{by, end})
					target = by
					continue
				}
				v = d.mark(h, v, winding)
				continue
			}
			stop, hit := d.cross(v, target, h)
			if hit >= 0 {
				stop = d.meet(v, target, hit)
			}
			if hit >= 0 || stop != target && d.turn(v, target, stop) != 0 {
				ways = append(ways, [2]int32{stop, target})
				target = stop
				continue
			}
			if !d.connect(v, stop) {
				return ErrTangled
			}
		}
	}
	return nil
}

// near tells whether p is so close to the line between a and b that the line
// had better pass through it: within the width to which points are rounded. The
// two parts are then shorter than the whole, so that this comes to an end.
func (d *delaunay) near(a, b, p int32) bool {
	dot := (d.x[a]-d.x[p])*(d.x[b]-d.x[p]) + (d.y[a]-d.y[p])*(d.y[b]-d.y[p])
	if dot >= 0 {
		return false
	}
	turn, x, y := float64(d.turn(a, b, p)), float64(d.x[b]-d.x[a]), float64(d.y[b]-d.y[a])
	return turn*turn <= spacing*spacing*(x*x+y*y)
}

// beside returns the corner opposite to the edge of h, on either side, if it is
// near the edge, and else −1.
func (d *delaunay) beside(h int32) int32 {
	a, b := d.from[h], d.from[nextEdge(h)]
	if p := d.from[prevEdge(h)]; d.near(a, b, p) {
		return p
	}
	if t := d.twin[h]; t >= 0 {
		if q := d.from[prevEdge(t)]; d.near(a, b, q) {
			return q
		}
	}
	return -1
}

// far is the end of the edge of h that is not v.
func (d *delaunay) far(h, v int32) int32 {
	if d.from[h] == v {
		return d.from[nextEdge(h)]
	}
	return d.from[h]
}

// leave finds how the line from v to the target leaves v: along a half-edge
// that starts or ends at v, or across the half-edge opposite to v.
func (d *delaunay) leave(v, target int32) (h int32, along bool) {
	start := d.out[v]
	for t := d.twin[start]; t >= 0; t = d.twin[start] { // back to the first of an open fan
		start = nextEdge(t)
		if start == d.out[v] {
			break
		}
	}
	for h := start; ; {
		p, q := d.from[nextEdge(h)], d.from[prevEdge(h)]
		atP, atQ := d.turn(v, target, p), d.turn(v, target, q)
		switch {
		case atP == 0 && d.ahead(v, target, p):
			return h, true
		case atQ == 0 && d.ahead(v, target, q):
			return prevEdge(h), true
		case atP < 0 && atQ > 0:
			return nextEdge(h), false
		}
		if h = d.twin[prevEdge(h)]; h < 0 || h == start {
			return -1, false
		}
	}
}

// ahead tells whether p, which lies on the line from v to the target, lies on
// the target's side of v.
func (d *delaunay) ahead(v, target, p int32) bool {
	return (d.x[target]-d.x[v])*(d.x[p]-d.x[v])+(d.y[target]-d.y[v])*(d.y[p]-d.y[v]) > 0
}

// mark fixes the edge of h, as walked away from v, and returns its other end.
func (d *delaunay) mark(h, v int32, winding [2]int16) int32 {
	note := func(h int32, sign int16) {
		d.fixed[h] = true
		d.winding[h][0] += sign * winding[0]
		d.winding[h][1] += sign * winding[1]
	}
	sign := int16(1)
	if d.from[h] != v {
		sign = -1
	}
	note(h, sign)
	if t := d.twin[h]; t >= 0 {
		note(t, -sign)
	}
	return d.far(h, v)
}

// cross walks from v across half-edge h towards the target. It returns the
// first vertex on the line, or near it, and the edges before it, or the first
// fixed half-edge on the way.
func (d *delaunay) cross(v, target, h int32) (stop, hit int32) {
	d.crossed = d.crossed[:0]
	for _, p := range [2]int32{d.from[h], d.from[nextEdge(h)]} {
		if d.near(v, target, p) {
			return p, -1
		}
	}
	for {
		if d.fixed[h] {
			return -1, h
		}
		d.crossed = append(d.crossed, [2]int32{d.from[h], d.from[nextEdge(h)]})
		t := d.twin[h]
		apex := d.from[prevEdge(t)]
		if apex == target || d.near(v, target, apex) {
			return apex, -1
		}
		if d.turn(v, target, apex) > 0 {
			h = nextEdge(t)
		} else {
			h = prevEdge(t)
		}
	}
}

// connect flips the crossed edges until none lies between v and stop (Sloan
// 1993).
func (d *delaunay) connect(v, stop int32) bool {
	budget := 8*len(d.crossed)*len(d.crossed) + 64
	for first := 0; first < len(d.crossed); first++ {
		if budget--; budget < 0 {
			return false
		}
		e := d.crossed[first]
		h := d.edge(e[0], e[1])
		if h < 0 {
			return false
		}
		if !d.convexAcross(h) {
			d.crossed = append(d.crossed, e)
			continue
		}
		d.flip(h)
		p, q := d.from[prevEdge(h)], d.from[h]
		if p == v || p == stop || q == v || q == stop {
			continue
		}
		if (d.turn(v, stop, p) > 0) != (d.turn(v, stop, q) > 0) {
			d.crossed = append(d.crossed, [2]int32{p, q})
		}
	}
	return true
}

// edge finds a half-edge from a to b, or from b to a on the hull.
func (d *delaunay) edge(a, b int32) int32 {
	start := d.out[a]
	for h := start; ; {
		if d.from[nextEdge(h)] == b {
			return h
		}
		if h = d.twin[prevEdge(h)]; h < 0 {
			break
		}
		if h == start {
			return -1
		}
	}
	for h := d.twin[start]; h >= 0; h = d.twin[nextEdge(h)] {
		if d.from[h] == b {
			return h
		}
	}
	return -1
}

// meet returns the vertex at which the line from v to the target passes the
// fixed half-edge h: a new one where the lines cross, if rounding leaves it
// between the triangles' corners, and else the nearest of these.
func (d *delaunay) meet(v, target, h int32) int32 {
	a, b := d.from[h], d.from[nextEdge(h)]
	atA, atB := float64(d.turn(v, target, a)), float64(d.turn(v, target, b))
	part := atA / (atA - atB)
	x := d.x[a] + int64(math.RoundToEven(part*float64(d.x[b]-d.x[a])))
	y := d.y[a] + int64(math.RoundToEven(part*float64(d.y[b]-d.y[a])))
	if m, ok := d.split(h, x, y); ok {
		return m
	}
	best, least := a, int64(math.MaxInt64)
	for _, c := range [4]int32{a, b, d.from[prevEdge(h)], d.from[prevEdge(d.twin[h])]} {
		if c == v || c == target {
			continue
		}
		dx, dy := d.x[c]-x, d.y[c]-y
		if gap := dx*dx + dy*dy; gap < least {
			best, least = c, gap
		}
	}
	return best
}

// split puts a vertex on the edge of h, at which the two triangles become four,
// unless one of them would have no area.
func (d *delaunay) split(h int32, x, y int64) (int32, bool) {
	t := d.twin[h]
	if t < 0 {
		return 0, false
	}
	m := int32(len(d.x))
	d.x, d.y = append(d.x, x), append(d.y, y)
	a, b := d.from[h], d.from[t]
	p, q := d.from[prevEdge(h)], d.from[prevEdge(t)]
	if d.turn(b, p, m) <= 0 || d.turn(p, a, m) <= 0 || d.turn(a, q, m) <= 0 || d.turn(q, b, m) <= 0 {
		d.x, d.y = d.x[:m], d.y[:m]
		return 0, false
	}
	d.first = append(d.first, -1)
	d.out = append(d.out, 0)
	d.hullEdge = append(d.hullEdge, -1)
	// h's triangle (a, b, p) becomes (a, m, p) and (m, b, p); the twin's
	// (b, a, q) becomes (b, m, q) and (m, a, q).
	hp, tq := nextEdge(h), nextEdge(t) // b→p and a→q
	n1, n2 := d.add(m, b, p), d.add(m, a, q)
	d.move(n1+1, hp, d.twin[hp])
	d.move(n2+1, tq, d.twin[tq])
	d.from[hp], d.from[tq] = m, m
	d.clear(hp)
	d.clear(tq)
	d.join(hp, n1+2) // m→p, p→m
	d.join(tq, n2+2) // m→q, q→m
	for _, e := range [2][2]int32{{n1, h}, {n2, t}} {
		d.fixed[e[0]], d.winding[e[0]] = d.fixed[e[1]], d.winding[e[1]]
	}
	d.join(h, n2) // a→m, m→a
	d.join(t, n1) // b→m, m→b
	d.out[m], d.out[a], d.out[b] = n1, h, t
	d.out[p], d.out[q] = prevEdge(h), prevEdge(t)
	return m, true
}

func (d *delaunay) clear(h int32) { d.fixed[h], d.winding[h] = false, [2]int16{} }
