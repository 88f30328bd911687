package overlay

import (
	"math"
	"slices"

	"github.com/go-gl/mathgl/mgl64"
)

// Cap fills the area that lies left of directed edges between points of the
// plane with triangles, anticlockwise, and adds no point. Where as many edges
// enter each point as leave it the triangles' border is just these edges,
// whatever they look like; if the edges do not cross each other, no triangle
// lies outside or over another. Ways that do not close are left out.
func Cap(places []mgl64.Vec2, edges [][2]int32) [][3]int32 {
	c := capper{}
	c.place(places)
	c.edges = slices.Clone(edges)
	c.sortLeaving()
	for k := range c.edges {
		c.walk(int32(k))
	}
	return c.fill()
}

type capper struct {
	points points
	view
	edges   [][2]int32 // by the point they leave, then anticlockwise
	first   []int32    // of a point: where the edges that leave it start
	used    []bool
	corners []int32
	loops   []ring
}

// place puts the points on a grid that is fine enough to keep turns exact.
func (c *capper) place(places []mgl64.Vec2) {
	low, high := mgl64.Vec2{math.Inf(1), math.Inf(1)}, mgl64.Vec2{math.Inf(-1), math.Inf(-1)}
	for _, p := range places {
		for axis, v := range p {
			low[axis], high[axis] = min(low[axis], v), max(high[axis], v)
		}
	}
	_, exponent := math.Frexp(max(high[0]-low[0], high[1]-low[1]) / 2 / (reach - 2))
	scale := math.Ldexp(1, -max(exponent, -1000))
	centre := low.Add(high).Mul(0.5)
	c.view = view{&c.points, 0, 1}
	c.at, c.rough = make([]vec, len(places)), make([]bool, len(places))
	for k, p := range places {
		p = p.Sub(centre).Mul(scale)
		c.at[k] = vec{math.Round(p[0]), math.Round(p[1]), 0}
	}
}

func (c *capper) sortLeaving() {
	slices.SortStableFunc(c.edges, func(a, b [2]int32) int {
		if a[0] != b[0] {
			return int(a[0] - b[0])
		}
		ua, ub := c.upper(a[0], a[1]), c.upper(a[0], b[1])
		switch {
		case ua && !ub:
			return -1
		case ub && !ua:
			return 1
		}
		return -c.turn(a[0], a[1], b[1])
	})
	c.first = make([]int32, len(c.at)+1)
	for _, e := range c.edges {
		c.first[e[0]+1]++
	}
	for k := 1; k < len(c.first); k++ {
		c.first[k] += c.first[k-1]
	}
	c.used = make([]bool, len(c.edges))
}

// walk follows edges from one that is not used yet, and notes every loop as
// soon as the way comes back to a point on it, so that loops visit no point
// twice.
func (c *capper) walk(start int32) {
	if c.used[start] {
		return
	}
	way := []int32{c.edges[start][0]}
	where := map[int32]int{way[0]: 0}
	for e := start; e >= 0; e = c.next(e) {
		c.used[e] = true
		p := c.edges[e][1]
		if k, ok := where[p]; ok {
			from := int32(len(c.corners))
			c.corners = append(c.corners, way[k:]...)
			c.loops = append(c.loops, ring{from, int32(len(c.corners))})
			for _, q := range way[k+1:] {
				delete(where, q)
			}
			way = way[:k+1]
			continue
		}
		where[p] = len(way)
		way = append(way, p)
	}
}

// next is the edge that leaves where e ends, first to the right of the way back.
func (c *capper) next(e int32) int32 {
	from, at := c.edges[e][0], c.edges[e][1]
	best := int32(-1)
	for k := c.first[at]; k < c.first[at+1]; k++ {
		if c.used[k] {
			continue
		}
		if best < 0 || c.rightOf(at, from, c.edges[k][1], c.edges[best][1]) {
			best = k
		}
	}
	return best
}

// rightOf tells whether, turning clockwise about at from the direction of from,
// a comes before b.
func (c *capper) rightOf(at, from, a, b int32) bool {
	ta, tb := c.turn(at, from, a), c.turn(at, from, b)
	part := func(turn int, p int32) int {
		switch {
		case turn < 0:
			return 1
		case turn > 0:
			return 3
		}
		d := (c.at[p][c.i]-c.at[at][c.i])*(c.at[from][c.i]-c.at[at][c.i]) + (c.at[p][c.j]-c.at[at][c.j])*(c.at[from][c.j]-c.at[at][c.j])
		if d < 0 {
			return 2
		}
		return 4 // straight back: last of all
	}
	if pa, pb := part(ta, a), part(tb, b); pa != pb {
		return pa < pb
	}
	return c.turn(at, a, b) < 0
}

// outline is a loop around an area, and the loops of its holes.
type outline struct {
	loop  ring
	area  float64 // in squares of the grid; negative for a hole
	holes []ring
}

// outlines sorts loops into those around areas and the holes in them; lost are
// holes that lie in none.
func (c *capper) outlines() (around []outline, lost []ring) {
	var holes []outline
	for _, l := range c.loops {
		if a := c.area(l); a > 0 {
			around = append(around, outline{loop: l, area: a})
		} else {
			holes = append(holes, outline{loop: l, area: a})
		}
	}
	for _, h := range holes {
		x, y := c.middle(h.loop)
		best := -1
		for k := range around {
			if around[k].area >= -h.area && (best < 0 || around[k].area < around[best].area) && c.encloses(around[k].loop, x, y) {
				best = k
			}
		}
		if best < 0 {
			lost = append(lost, h.loop)
		} else {
			around[best].holes = append(around[best].holes, h.loop)
		}
	}
	return around, lost
}

func (c *capper) fill() [][3]int32 {
	var e ears
	around, lost := c.outlines()
	for _, o := range around {
		e.fill(c.view, c.corners, append([]ring{o.loop}, o.holes...))
	}
	for _, h := range lost { // fill it the other way, so that the border is right
		first := len(e.out)
		loop := slices.Clone(c.corners[h.from:h.to])
		slices.Reverse(loop)
		e.fill(c.view, loop, []ring{{0, int32(len(loop))}})
		for k := first; k < len(e.out); k++ {
			t := &e.out[k]
			t[1], t[2] = t[2], t[1]
		}
	}
	return e.out
}

func (c *capper) area(l ring) float64 {
	loop := c.corners[l.from:l.to]
	o := &c.at[loop[0]]
	sum := 0.0
	for k := 2; k < len(loop); k++ {
		a, b := &c.at[loop[k-1]], &c.at[loop[k]]
		sum += (a[c.i]-o[c.i])*(b[c.j]-o[c.j]) - (a[c.j]-o[c.j])*(b[c.i]-o[c.i])
	}
	return sum
}

// middle is the middle of the longest edge of a loop: unlike its corners, it is
// on no other loop.
func (c *capper) middle(l ring) (x, y float64) {
	loop := c.corners[l.from:l.to]
	longest := -1.0
	for k, p := range loop {
		a, b := &c.at[p], &c.at[loop[(k+1)%len(loop)]]
		if d := math.Hypot(a[c.i]-b[c.i], a[c.j]-b[c.j]); d > longest {
			longest, x, y = d, a[c.i]/2+b[c.i]/2, a[c.j]/2+b[c.j]/2
		}
	}
	return x, y
}

// encloses tells whether an odd number of a loop's edges passes left of a place.
func (c *capper) encloses(l ring, x, y float64) bool {
	loop := c.corners[l.from:l.to]
	odd := false
	for k, p := range loop {
		a, b := &c.at[p], &c.at[loop[(k+1)%len(loop)]]
		if (a[c.j] <= y) != (b[c.j] <= y) && ((b[c.i]-a[c.i])*(y-a[c.j])-(b[c.j]-a[c.j])*(x-a[c.i]) < 0) == (a[c.j] <= y) {
			odd = !odd
		}
	}
	return odd
}

// Unpaired drops edges that are run as often one way as the other, in a fixed
// order.
func Unpaired(edges [][2]uint32) [][2]uint32 {
	slices.SortFunc(edges, func(a, b [2]uint32) int {
		a0, a1, b0, b1 := min(a[0], a[1]), max(a[0], a[1]), min(b[0], b[1]), max(b[0], b[1])
		switch {
		case a0 != b0:
			return int(a0) - int(b0)
		case a1 != b1:
			return int(a1) - int(b1)
		}
		return int(a[0]) - int(b[0])
	})
	var out [][2]uint32
	for k := 0; k < len(edges); {
		a, b := min(edges[k][0], edges[k][1]), max(edges[k][0], edges[k][1])
		sum := 0
		for ; k < len(edges) && min(edges[k][0], edges[k][1]) == a && max(edges[k][0], edges[k][1]) == b; k++ {
			if edges[k][0] == a {
				sum++
			} else {
				sum--
			}
		}
		for ; sum > 0; sum-- {
			out = append(out, [2]uint32{a, b})
		}
		for ; sum < 0; sum++ {
			out = append(out, [2]uint32{b, a})
		}
	}
	return out
}
