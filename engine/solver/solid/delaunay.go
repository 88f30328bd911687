package solid

import (
	"cmp"
	"math"
	"slices"
	"sync"

	"github.com/go-gl/mathgl/mgl64"
)

// delaunay is a triangulation of points, as half-edges: half-edge h belongs to
// triangle h/3, starts at vertex from[h], and twin[h] is the same edge seen from
// the triangle beyond it, −1 on the hull.
//
// Points are rounded to a grid of whole numbers below 2³¹, on which the side of
// a line that a point is on is exact in an int64; so nothing that follows can
// contradict itself. The points that come out are the unrounded ones. Those that
// go in take every 16th place alone, which leaves room between them for places
// where loops cross.
type delaunay struct {
	origin mgl64.Vec2
	scale  float64 // grid steps per metre, a power of two
	x, y   []int64 // of each vertex, on the grid

	vertex []int32 // of each input point
	first  []int32 // the input point that stands for a vertex, −1 for an added one

	from, twin []int32
	fixed      []bool     // half-edge lies on a loop
	winding    [][2]int16 // what outer loop and holes wind more to the left of a half-edge than to its right
	out        []int32    // a half-edge that starts at the vertex
	hullNext   []int32    // the next vertex on the hull, anticlockwise
	hullPrev   []int32
	hullEdge   []int32 // the half-edge from the vertex to its hullNext
	stack      []int32
	ways       [][2]int32 // what lay has still to go
	crossed    [][2]int32 // edges between a vertex and where it is going
	placed     []placed
	inside     []bool // of each triangle
	seen       []bool
	around     [][2]int16 // what winds round each triangle
}

type placed struct {
	x, y  int64
	point int32
}

// benches holds triangulations that are done with, for the slices that they
// have grown: most regions are small and there are many.
var benches = sync.Pool{New: func() any { return new(delaunay) }}

// grown is a slice of n zeros in the room of another.
func grown[T any](s []T, n int) []T {
	s = slices.Grow(s[:0], n)[:n]
	clear(s)
	return s
}

const (
	gridBits = 31
	spacing  = 16
)

// triangulate triangulates the convex hull of the points. Points that all lie on
// one line give no triangles.
func (d *delaunay) triangulate(points []mgl64.Vec2) {
	d.place(points)
	n := len(d.x)
	d.from, d.twin = d.from[:0], d.twin[:0]
	d.fixed, d.winding = d.fixed[:0], d.winding[:0]
	d.out, d.hullNext, d.hullPrev, d.hullEdge = grown(d.out, n), grown(d.hullNext, n), grown(d.hullPrev, n), grown(d.hullEdge, n)
	d.stack = d.stack[:0]
	d.sweep(n)
}

// place rounds the points to the grid and makes equal ones one vertex. The
// vertices are numbered from left to right.
func (d *delaunay) place(points []mgl64.Vec2) {
	low, high := Loop(points).Bounds()
	d.origin = low
	extent := max(high[0]-low[0], high[1]-low[1])
	_, exp := math.Frexp(extent)                     // extent < 2^exp
	d.scale = math.Ldexp(1, gridBits-max(exp, -500)) // no overflow where the extent is next to nothing
	d.placed = d.placed[:0]
	for k, p := range points {
		d.placed = append(d.placed, placed{d.round(p[0] - low[0]), d.round(p[1] - low[1]), int32(k)})
	}
	slices.SortFunc(d.placed, func(a, b placed) int {
		if a.x != b.x {
			return cmp.Compare(a.x, b.x)
		}
		if a.y != b.y {
			return cmp.Compare(a.y, b.y)
		}
		return cmp.Compare(a.point, b.point)
	})
	d.vertex = grown(d.vertex, len(points))
	d.first, d.x, d.y = d.first[:0], d.x[:0], d.y[:0]
	for k, p := range d.placed {
		if k == 0 || p.x != d.placed[k-1].x || p.y != d.placed[k-1].y {
			d.x, d.y = append(d.x, p.x), append(d.y, p.y)
			d.first = append(d.first, p.point)
		}
		d.vertex[p.point] = int32(len(d.x) - 1)
	}
}

// round puts a length in metres on one of the places for points.
func (d *delaunay) round(v float64) int64 {
	return min(int64(math.RoundToEven(v*d.scale/spacing))*spacing, 1<<gridBits-1)
}

// turn is positive if c lies to the left of the line from a to b, negative to
// its right, and zero on it: twice the area of the triangle. Exact.
func (d *delaunay) turn(a, b, c int32) int64 {
	return (d.x[b]-d.x[a])*(d.y[c]-d.y[a]) - (d.y[b]-d.y[a])*(d.x[c]-d.x[a])
}

// sweep adds the vertices from left to right, each of which sees the vertex
// before it on the hull.
func (d *delaunay) sweep(n int) {
	line := 2 // vertices 0..line−1 lie on one line
	for line < n && d.turn(0, 1, int32(line)) == 0 {
		line++
	}
	if line >= n {
		return
	}
	// The first triangles fan out from the first vertex off that line.
	apex := int32(line)
	left := d.turn(0, 1, apex) > 0
	before := int32(-1)
	for k := range int32(line - 1) {
		a, b := k, k+1
		if !left {
			a, b = b, a
		}
		t := d.add(a, b, apex)
		d.hullEdge[a] = t
		if before >= 0 {
			// The edge between the apex and vertex k is shared.
			if left {
				d.join(t+2, before+1)
			} else {
				d.join(t+1, before+2)
			}
		}
		if k == 0 {
			if left {
				d.hullEdge[apex] = t + 2
			} else {
				d.hullEdge[a], d.hullEdge[b] = t, t+1
			}
		}
		before = t
	}
	last := int32(line - 1)
	if left {
		for k := range last {
			d.follow(k, k+1)
		}
		d.hullEdge[last] = before + 1
		d.follow(last, apex)
		d.follow(apex, 0)
	} else {
		for k := range last {
			d.follow(k+1, k)
		}
		d.hullEdge[apex] = before + 2
		d.follow(apex, last)
		d.follow(0, apex)
	}
	for v := apex + 1; v < int32(n); v++ {
		d.extend(v)
	}
}

// extend joins a vertex to the right of all others to the hull edges that it
// sees.
func (d *delaunay) extend(v int32) {
	start, end := v-1, v-1
	firstEdge, lastEdge := int32(-1), int32(-1)
	see := func(a, b int32, back bool) {
		t := d.add(b, a, v)
		d.join(t, d.hullEdge[a])
		if back { // this triangle follows v − start on the way round
			if firstEdge >= 0 {
				d.join(t+2, firstEdge)
			}
			firstEdge = t + 1
			if lastEdge < 0 {
				lastEdge = t + 2
			}
		} else {
			if lastEdge >= 0 {
				d.join(t+1, lastEdge)
			}
			lastEdge = t + 2
			if firstEdge < 0 {
				firstEdge = t + 1
			}
		}
		d.stack = append(d.stack, t)
	}
	for next := d.hullNext[end]; d.turn(end, next, v) < 0; next = d.hullNext[end] {
		see(end, next, false)
		end = next
	}
	for prev := d.hullPrev[start]; d.turn(prev, start, v) < 0; prev = d.hullPrev[start] {
		see(prev, start, true)
		start = prev
	}
	// firstEdge runs from start to v, lastEdge from v to end.
	d.hullEdge[start], d.hullEdge[v] = firstEdge, lastEdge
	d.follow(start, v)
	d.follow(v, end)
	d.legalise()
}

// add appends a triangle with no neighbours and returns its first half-edge.
func (d *delaunay) add(a, b, c int32) int32 {
	t := int32(len(d.from))
	d.from = append(d.from, a, b, c)
	d.twin = append(d.twin, -1, -1, -1)
	d.fixed = append(d.fixed, false, false, false)
	d.winding = append(d.winding, [2]int16{}, [2]int16{}, [2]int16{})
	d.out[a], d.out[b], d.out[c] = t, t+1, t+2
	return t
}

func (d *delaunay) follow(v, next int32) { d.hullNext[v], d.hullPrev[next] = next, v }

func (d *delaunay) join(a, b int32) {
	d.twin[a] = b
	if b >= 0 {
		d.twin[b] = a
	}
}

func nextEdge(h int32) int32 {
	if h%3 == 2 {
		return h - 2
	}
	return h + 1
}

func prevEdge(h int32) int32 {
	if h%3 == 0 {
		return h + 2
	}
	return h - 1
}

// flip turns the edge between two triangles into the other diagonal of the four
// corners. The half-edge prevEdge(a) is then the new one.
func (d *delaunay) flip(a int32) {
	b := d.twin[a]
	al, ar := nextEdge(a), prevEdge(a)
	br, bl := nextEdge(b), prevEdge(b)
	right, left := d.from[a], d.from[b]
	p, q := d.from[ar], d.from[bl]
	beyondP, beyondQ := d.twin[ar], d.twin[bl]
	d.from[a], d.from[b] = q, p
	d.move(a, bl, beyondQ)
	d.move(b, ar, beyondP)
	d.join(ar, bl)
	d.fixed[ar], d.fixed[bl] = false, false
	d.winding[ar], d.winding[bl] = [2]int16{}, [2]int16{}
	d.out[right], d.out[left], d.out[p], d.out[q] = br, al, b, a
}

// move puts what is known of half-edge old into another slot.
func (d *delaunay) move(slot, old, beyond int32) {
	d.join(slot, beyond)
	d.fixed[slot], d.winding[slot] = d.fixed[old], d.winding[old]
	if beyond < 0 {
		d.hullEdge[d.from[slot]] = slot
	}
}

// convexAcross tells whether the edge may be flipped: its four corners are
// strictly convex.
func (d *delaunay) convexAcross(a int32) bool {
	b := d.twin[a]
	p, q := d.from[prevEdge(a)], d.from[prevEdge(b)]
	return d.turn(p, q, d.from[b]) > 0 && d.turn(q, p, d.from[a]) > 0
}

// legalise flips edges on the stack, and those about them, until each has the
// corner beyond it outside the circle through its triangle (Lawson 1977).
func (d *delaunay) legalise() {
	for budget := 64*len(d.from) + 64; len(d.stack) > 0 && budget > 0; budget-- {
		a := d.stack[len(d.stack)-1]
		d.stack = d.stack[:len(d.stack)-1]
		b := d.twin[a]
		if b < 0 || d.fixed[a] || !d.inCircle(d.from[a], d.from[b], d.from[prevEdge(a)], d.from[prevEdge(b)]) || !d.convexAcross(a) {
			continue
		}
		d.flip(a)
		d.stack = append(d.stack, a, b, nextEdge(a), nextEdge(b))
	}
	d.stack = d.stack[:0]
}

// inCircle tells whether q lies clearly inside the circle through a, b and p
// (anticlockwise). In doubt it says no, so that flipping comes to an end.
func (d *delaunay) inCircle(a, b, p, q int32) bool {
	ax, ay := float64(d.x[a]-d.x[q]), float64(d.y[a]-d.y[q])
	bx, by := float64(d.x[b]-d.x[q]), float64(d.y[b]-d.y[q])
	px, py := float64(d.x[p]-d.x[q]), float64(d.y[p]-d.y[q])
	a2, b2, p2 := ax*ax+ay*ay, bx*bx+by*by, px*px+py*py
	ab, bp, pa := ax*by-ay*bx, bx*py-by*px, px*ay-py*ax
	det := a2*bp + b2*pa + p2*ab
	return det > 1e-14*(a2*math.Abs(bp)+b2*math.Abs(pa)+p2*math.Abs(ab))
}
