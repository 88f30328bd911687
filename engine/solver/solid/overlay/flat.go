package overlay

import (
	"math"
	"slices"

	"github.com/go-gl/mathgl/mgl64"
)

// Area is a piece of the plane [m]: inside the outer loop, which runs
// anticlockwise, and outside of the holes, which run clockwise.
type Area struct {
	Outer []mgl64.Vec2
	Holes [][]mgl64.Vec2
}

// Flat combines two sets of directed loops in the plane: inside a set is what
// its loops wind around more often anticlockwise than clockwise. A corner within
// the tolerance [m] of another, or of an edge, is taken to lie on it. What the
// result would hold of strips narrower than that is dropped.
func Flat(a, b [][]mgl64.Vec2, rule Rule, tolerance float64) []Area {
	f := &flat{tolerance: tolerance}
	if !f.lay(a, b) {
		return nil
	}
	f.bend()
	f.cross()
	f.trace()
	return f.result(rule)
}

type flat struct {
	points
	see       view
	tolerance float64 // [m], then in steps
	step      float64
	given     []mgl64.Vec2 // relative to origin
	origin    mgl64.Vec2
	edges     []flatEdge
	walls     [][2]int32 // ends of the edge on which a plane stands
	graph     graph
	numbers   [][2]int32 // of a ring's face
}

// flatEdge runs from a to b. times is how often each set runs it so, less how
// often the other way: by that the winding number on its left is greater.
type flatEdge struct {
	a, b  int32
	times [2]int32
}

// lay puts the corners on the grid; false if there are none or they are no
// places.
func (f *flat) lay(a, b [][]mgl64.Vec2) bool {
	low, high := mgl64.Vec2{math.Inf(1), math.Inf(1)}, mgl64.Vec2{math.Inf(-1), math.Inf(-1)}
	for body, set := range [2][][]mgl64.Vec2{a, b} {
		for _, loop := range set {
			first := int32(len(f.given))
			for k, p := range loop {
				for axis, v := range p {
					if math.IsNaN(v) || math.Abs(v) > 1e12 {
						return false
					}
					low[axis], high[axis] = min(low[axis], v), max(high[axis], v)
				}
				f.given = append(f.given, p)
				e := flatEdge{a: first + int32(k), b: first + int32((k+1)%len(loop))}
				e.times[body] = 1
				f.edges = append(f.edges, e)
			}
		}
	}
	if len(f.given) == 0 {
		return false
	}
	f.origin = low.Add(high).Mul(0.5)
	_, exponent := math.Frexp(max(high[0]-low[0], high[1]-low[1]) / 2 / (reach - 2))
	f.step = math.Ldexp(1, max(exponent, -1000))
	f.tolerance = max(f.tolerance/f.step, 1.5)
	f.points.reset()
	for k, p := range f.given {
		f.given[k] = p.Sub(f.origin)
		q := f.given[k].Mul(1 / f.step)
		f.add(vec{math.Round(q[0]), math.Round(q[1]), 0}, false, recipe{-1, -1, [3]int32{}})
	}
	of := make([]int32, len(f.given))
	weld(f.at, make([]uint8, len(f.at)), f.tolerance, of)
	for k := range f.edges {
		f.edges[k].a, f.edges[k].b = of[f.edges[k].a], of[f.edges[k].b]
	}
	f.see = view{&f.points, 0, 1}
	f.sum()
	return true
}

// sum makes one edge of all between two points, and drops those that both ways
// cancel.
func (f *flat) sum() {
	for k := range f.edges {
		if e := &f.edges[k]; e.a > e.b {
			*e = flatEdge{e.b, e.a, [2]int32{-e.times[0], -e.times[1]}}
		}
	}
	slices.SortFunc(f.edges, func(a, b flatEdge) int {
		if a.a != b.a {
			return int(a.a - b.a)
		}
		return int(a.b - b.b)
	})
	kept := f.edges[:0]
	for _, e := range f.edges {
		if n := len(kept); n > 0 && kept[n-1].a == e.a && kept[n-1].b == e.b {
			kept[n-1].times[0] += e.times[0]
			kept[n-1].times[1] += e.times[1]
			continue
		}
		kept = append(kept, e)
	}
	f.edges = slices.DeleteFunc(kept, func(e flatEdge) bool { return e.a == e.b || e.times == [2]int32{} })
}

// bend leads every edge over the corners that lie within the tolerance of it.
func (f *flat) bend() {
	var corners []int32
	for _, e := range f.edges {
		corners = append(corners, e.a, e.b)
	}
	slices.SortFunc(corners, func(a, b int32) int {
		if s := signOf(f.at[a][0] - f.at[b][0]); s != 0 {
			return s
		}
		return int(a - b)
	})
	corners = slices.Compact(corners)
	var on []int32
	f.split(func(e *flatEdge) []int32 {
		on = on[:0]
		a, b := &f.at[e.a], &f.at[e.b]
		dx, dy := b[0]-a[0], b[1]-a[1]
		length := math.Hypot(dx, dy)
		left, right := min(a[0], b[0])-f.tolerance, max(a[0], b[0])+f.tolerance
		k, _ := slices.BinarySearchFunc(corners, left, func(c int32, v float64) int { return signOf(f.at[c][0] - v) })
		for ; k < len(corners) && f.at[corners[k]][0] <= right; k++ {
			c := corners[k]
			p := &f.at[c]
			if c == e.a || c == e.b || p[1] < min(a[1], b[1])-f.tolerance || p[1] > max(a[1], b[1])+f.tolerance {
				continue
			}
			px, py := p[0]-a[0], p[1]-a[1]
			if along := (px*dx + py*dy) / length; math.Abs(px*dy-py*dx) <= f.tolerance*length && along > 0 && along < length {
				on = append(on, c)
			}
		}
		slices.SortFunc(on, func(p, q int32) int {
			return signOf((f.at[p][0]-f.at[q][0])*dx + (f.at[p][1]-f.at[q][1])*dy)
		})
		return on
	})
}

// split replaces edges by the ways over the points that at tells, in order.
func (f *flat) split(at func(*flatEdge) []int32) {
	var out []flatEdge
	for k := range f.edges {
		e := &f.edges[k]
		from := e.a
		for _, p := range at(e) {
			out = append(out, flatEdge{from, p, e.times})
			from = p
		}
		out = append(out, flatEdge{from, e.b, e.times})
	}
	f.edges = out
	f.sum()
}

// cross splits edges where they cross or touch, exactly.
func (f *flat) cross() {
	splits := make([][]int32, len(f.edges))
	spans := make([]span, len(f.edges))
	for k, e := range f.edges {
		f.enter2(e.a)
		f.enter2(e.b)
		a, b := &f.at[e.a], &f.at[e.b]
		spans[k] = span{min(a[0], b[0]), max(a[0], b[0]), min(a[1], b[1]), max(a[1], b[1]), int32(k)}
	}
	slices.SortFunc(spans, func(a, b span) int {
		if s := signOf(a.x0 - b.x0); s != 0 {
			return s
		}
		return int(a.k - b.k)
	})
	for n := range spans {
		a := &spans[n]
		for m := n + 1; m < len(spans) && spans[m].x0 <= a.x1; m++ {
			b := &spans[m]
			if a.y0 > b.y1 || b.y0 > a.y1 {
				continue
			}
			e, g := &f.edges[a.k], &f.edges[b.k]
			l, h := line{e.a, e.b, 0}, line{g.a, g.b, 0}
			tc, td := side(f.see, &l, g.a), side(f.see, &l, g.b)
			ta, tb := side(f.see, &h, e.a), side(f.see, &h, e.b)
			if tc == 0 && f.see.within(e.a, e.b, g.a) {
				splits[a.k] = append(splits[a.k], g.a)
			}
			if td == 0 && f.see.within(e.a, e.b, g.b) {
				splits[a.k] = append(splits[a.k], g.b)
			}
			if ta == 0 && f.see.within(g.a, g.b, e.a) {
				splits[b.k] = append(splits[b.k], e.a)
			}
			if tb == 0 && f.see.within(g.a, g.b, e.b) {
				splits[b.k] = append(splits[b.k], e.b)
			}
			if tc*td < 0 && ta*tb < 0 {
				p := f.meeting2(e, g)
				splits[a.k] = append(splits[a.k], p)
				splits[b.k] = append(splits[b.k], p)
			}
		}
	}
	var chain []int32
	n := -1
	f.split(func(e *flatEdge) []int32 {
		n++
		chain = f.see.between(chain[:0], e.a, e.b, splits[n])
		return chain
	})
}

// enter2 makes a corner known to find, once.
func (f *flat) enter2(p int32) {
	if f.older[p] == -1 {
		f.enter(p)
		if f.older[p] == -1 {
			f.older[p] = -2
		}
	}
}

// meeting2 is where two edges cross: the first crosses the wall on the second.
func (f *flat) meeting2(e, g *flatEdge) int32 {
	d := sub(&f.at[g.b], &f.at[g.a])
	k := int32(len(f.planes))
	f.planes = append(f.planes, plane{vec{d[1], -d[0], 0}, f.at[g.a]})
	f.walls = append(f.walls, [2]int32{g.a, g.b})
	return f.crossing(e.a, e.b, k)
}

// trace finds the faces and how often each set winds around them.
func (f *flat) trace() {
	g := &f.graph
	g.reset()
	for _, e := range f.edges {
		g.addEdge(e.a, e.b)
	}
	g.trace(f.see)
	n := len(g.rings)
	for k := range n {
		g.anticlockwise(f.see, k)
	}
	// face n is the plane outside of all; a hole's face is that of its holder
	face := make([]int32, n)
	for k := range n {
		face[k] = int32(k)
		if !g.leftward[k] {
			if face[k] = g.holder(f.see, int32(k), -1); face[k] < 0 {
				face[k] = int32(n)
			}
		}
	}
	beside := make([][]int32, n+1) // halves along a face
	for h, r := range g.ringOf {
		beside[face[r]] = append(beside[face[r]], int32(h))
	}
	numbers, known := make([][2]int32, n+1), make([]bool, n+1)
	queue := []int32{int32(n)}
	known[n] = true
	for k := 0; k < len(queue); k++ {
		for _, h := range beside[queue[k]] {
			other := face[g.ringOf[h^1]]
			if known[other] {
				continue
			}
			known[other] = true
			times := f.edges[h>>1].times
			sign := int32(-1) // from left to right of the edge as it runs
			if h&1 == 1 {
				sign = 1
			}
			for body := range times {
				numbers[other][body] = numbers[queue[k]][body] + sign*times[body]
			}
			queue = append(queue, other)
		}
	}
	f.numbers = make([][2]int32, n)
	for k := range n {
		f.numbers[k] = numbers[face[k]]
	}
}

// result runs along the edges that have the result on one side.
func (f *flat) result(rule Rule) []Area {
	c := capper{view: f.see}
	inside := func(h int) bool {
		n := f.numbers[f.graph.ringOf[h]]
		return rule.winds(n[0], n[1]) > 0
	}
	for k, e := range f.edges {
		switch left, right := inside(2*k), inside(2*k+1); {
		case left && !right:
			c.edges = append(c.edges, [2]int32{e.a, e.b})
		case right && !left:
			c.edges = append(c.edges, [2]int32{e.b, e.a})
		}
	}
	c.sortLeaving()
	for k := range c.edges {
		c.walk(int32(k))
	}
	c.loops = slices.DeleteFunc(c.loops, func(l ring) bool { return f.narrow(&c, l) })
	around, _ := c.outlines()
	out := make([]Area, 0, len(around))
	for _, o := range around {
		a := Area{Outer: f.loop(&c, o.loop)}
		for _, h := range o.holes {
			a.Holes = append(a.Holes, f.loop(&c, h))
		}
		out = append(out, a)
	}
	return out
}

// narrow tells whether a loop encloses less than a strip of half the tolerance
// along it.
func (f *flat) narrow(c *capper, l ring) bool {
	loop := c.corners[l.from:l.to]
	around := 0.0
	for k, p := range loop {
		q := loop[(k+1)%len(loop)]
		around += math.Hypot(f.at[p][0]-f.at[q][0], f.at[p][1]-f.at[q][1])
	}
	return math.Abs(c.area(l))/2 <= around/2*f.tolerance/2
}

// loop gives the places of a loop's corners, without those on a straight line.
func (f *flat) loop(c *capper, l ring) []mgl64.Vec2 {
	loop := c.corners[l.from:l.to]
	var out []mgl64.Vec2
	for k, p := range loop {
		before, after := loop[(k+len(loop)-1)%len(loop)], loop[(k+1)%len(loop)]
		if f.see.turn(before, p, after) != 0 {
			out = append(out, f.place(p))
		}
	}
	return out
}

func (f *flat) place(p int32) mgl64.Vec2 {
	if int(p) < len(f.given) {
		return f.given[p].Add(f.origin)
	}
	on := mgl64.Vec2{f.at[p][0], f.at[p][1]}.Mul(f.step)
	r := &f.recipe[p]
	wall := f.walls[r.planes[0]]
	a, b, c, d := f.given[r.a], f.given[r.b], f.given[wall[0]], f.given[wall[1]]
	u, v, w := b.Sub(a), d.Sub(c), c.Sub(a)
	t := (w[0]*v[1] - w[1]*v[0]) / (u[0]*v[1] - u[1]*v[0])
	// from the corners as given, unless the lines are nearly one
	if at := a.Add(u.Mul(t)); at.Sub(on).Len() <= 4*f.step {
		on = at
	}
	return on.Add(f.origin)
}
