package overlay

import (
	"math"
	"slices"
	"sync"

	"github.com/go-gl/mathgl/mgl64"
)

// Rule says which volumes the result holds, from how often a and b wind around
// them.
type Rule int

const (
	Union        Rule = iota // a or b
	Difference               // a without b
	Intersection             // a and b
)

// winds is how often the result winds around a volume. The numbers of a body
// that overlaps itself are kept where the other one does not reach, so that
// there its surface stays as it is.
func (r Rule) winds(a, b int32) int32 {
	switch {
	case r == Union && b == 0:
		return a
	case r == Union && a == 0:
		return b
	case r == Union:
		return max(a, b)
	case r == Difference && b > 0:
		return 0
	case r == Difference:
		return a
	case a <= 0 || b <= 0:
		return 0
	}
	return min(a, b)
}

// product is winds for numbers that are judged one by one and may be any near a
// splinter: as products they change across a cell by what the cell counts, so
// that a closed surface stays closed.
func (r Rule) product(a, b int32) int32 {
	switch r {
	case Union:
		return a + b - a*b
	case Difference:
		return a - a*b
	}
	return a * b
}

// Result is a surface, and how it came about.
type Result struct {
	Body
	// Guessed says, for a and b, that the surface was open, so that what lies
	// inside it was judged by the solid angle under which its faces are seen.
	Guessed [2]bool
	// Grid is the step [m] of the grid on which was decided.
	Grid float64
}

type triangle struct {
	v         [3]int32
	low, high vec
	cuts      int32 // where others touch it: an index, or −1
	body      int8
	flat      bool // another lies in its plane and overlaps it
	far       bool // not active: outside of the common box
}

// work is the memory of one overlay, used again by the next.
type work struct {
	points
	in        input
	frame     frame
	given     int // points before this one came with the bodies
	of        []int32
	shift     []vec // by how much [m], along the axes of the frame, faces drew points to them
	tris      []triangle
	active    []int32
	low, high vec  // the box in which both bodies are, on the grid
	beyond    bool // a body touches itself outside of that box, where not all of it is active
	nearby    bool // volumes are told apart in that box alone
	sweep     []boxed
	contacts  []contact
	cuts      []cuts
	walls     [][2]int32 // ends of the edges of planes after the triangles'

	graph     graph
	rim       []int32
	chain     []int32
	holes     []int32
	splits    [][]int32
	spans     []span
	cells     []cell
	rings     []ring
	corners   []int32
	seenCells map[uint64]int32

	joined   []int32
	uses     []use
	around   []spoke
	count    []int32
	open     [2]int
	torn     [2]bool
	numbers  [][2]int32
	known    []bool
	facing   []int32 // sides, volume by volume
	next     []int32
	queue    []int32
	unplaced int
	left     int // effort that may still be spent
	ears     ears
}

var works = sync.Pool{New: func() any { return new(work) }}

// Combine unites, subtracts or intersects two bodies. Faces that lie within the
// tolerance [m] of each other along their whole extent are taken to coincide,
// and so are corners. The bodies may touch in any way; b may overlap itself. If
// the bodies are closed, the result is. Left is the effort that may be spent (see
// Most), and less by what was; where it does not suffice the error is a TooMuch.
func Combine(a, b *Body, rule Rule, tolerance float64, left *int) (*Result, error) {
	w := works.Get().(*work)
	w.left = *left
	defer func() {
		*left = w.left
		if !w.spent() { // what took so much memory is not kept
			works.Put(w)
		}
	}()
	out, err := w.combine(a, b, rule, tolerance)
	if w.spent() {
		return nil, &TooMuch{[2]int{len(a.Triangles), len(b.Triangles)}}
	}
	return out, err
}

func (w *work) combine(a, b *Body, rule Rule, tolerance float64) (*Result, error) {
	w.in = input{at: w.in.at[:0], triangles: w.in.triangles[:0]}
	if err := w.in.take(a); err != nil {
		return nil, err
	}
	w.in.ofA, w.in.pointsOfA = len(w.in.triangles), len(w.in.at)
	if err := w.in.take(b); err != nil {
		return nil, err
	}
	// Welding may fold splinters that an earlier cut left: then corners stay where
	// they are to the grid.
	for _, within := range [2]float64{tolerance, 0} {
		w.lay(within)
		w.pairs()
		if w.beyond && !w.spent() {
			w.activateAll()
			w.pairs()
		}
		if w.volumes(); w.spent() {
			return nil, nil
		}
		if !w.contradicts() {
			break
		}
		w.nearby = true
		w.joinSides()
		w.number()
		if !w.contradicts() {
			break
		}
	}
	return w.result(rule), nil
}

// contradicts tells that a closed body winds unlike itself around a volume. One
// that crosses itself outside of the common box, where it is not divided, but
// hangs together there by a side or a corner with what is inside, does: by a way
// round its faces one comes from a volume to itself, through more of them one way
// than the other. Then only what lies nearby, in the box, is asked: there all is
// divided, and elsewhere the other body is not.
func (w *work) contradicts() bool { return w.torn != [2]bool{} && w.open == [2]int{} }

// volumes divides all triangles and numbers the volumes between the cells.
func (w *work) volumes() {
	w.cells, w.rings, w.corners = w.cells[:0], w.rings[:0], w.corners[:0]
	clear(w.seenCells)
	w.unplaced = 0
	for t := range w.tris {
		if w.divide(int32(t)); w.spent() {
			return
		}
	}
	// what cancels, a sheet there and back, is in nobody's way
	w.cells = slices.DeleteFunc(w.cells, func(c cell) bool { return c.times == [2]int32{} })
	w.joinSides()
	w.number()
}

// lay puts both bodies on the grid and picks the triangles that can touch
// another body's.
func (w *work) lay(tolerance float64) {
	in := &w.in
	lowA, highA := in.boundsOf(0, in.ofA)
	lowB, highB := in.boundsOf(in.ofA, len(in.triangles))
	var low, high vec
	for axis := range 3 {
		low[axis] = max(lowA[axis], lowB[axis]) - 2*tolerance
		high[axis] = min(highA[axis], highB[axis]) + 2*tolerance
	}
	near := [2][]int32{in.within(0, in.ofA, &low, &high), in.within(in.ofA, len(in.triangles), &low, &high)}
	w.frame = chooseFrame(in, near, tolerance)
	w.points.reset()
	w.given = len(in.at)
	w.at = resized(w.at, w.given)
	w.shift = resized(w.shift, w.given)
	clear(w.shift)
	drawn := w.frame.toGrid(in, near, tolerance, w.at, w.shift)
	w.of = resized(w.of, w.given)
	weld(w.at, drawn, max(tolerance/w.frame.step, 1), w.of)
	for range w.given {
		w.rough, w.recipe, w.older = append(w.rough, false), append(w.recipe, recipe{-1, -1, [3]int32{}}), append(w.older, -1)
	}
	w.tris, w.cuts, w.walls = w.tris[:0], w.cuts[:0], w.walls[:0]
	if w.seenCells == nil {
		w.seenCells = map[uint64]int32{}
	}
	var thin []int32 // corners of triangles that lie on a line
	for t, corners := range in.triangles {
		v := [3]int32{w.of[corners[0]], w.of[corners[1]], w.of[corners[2]]}
		if v[0] == v[1] || v[1] == v[2] || v[2] == v[0] {
			continue
		}
		p, q, r := &w.at[v[0]], &w.at[v[1]], &w.at[v[2]]
		pl := planeOf(p, q, r)
		if pl.n == (vec{}) {
			thin = append(thin, v[:]...)
			continue
		}
		tr := triangle{v: v, cuts: -1}
		if t >= in.ofA {
			tr.body = 1
		}
		for axis := range 3 {
			tr.low[axis] = min(p[axis], q[axis], r[axis])
			tr.high[axis] = max(p[axis], q[axis], r[axis])
		}
		w.tris = append(w.tris, tr)
		w.planes = append(w.planes, pl)
	}
	w.activate(thin)
}

// activate lists the triangles in the box in which both bodies are, and those
// next to triangles that vanished, whose sides they must take over.
func (w *work) activate(thin []int32) {
	var low, high [2]vec
	for body := range 2 {
		low[body] = vec{math.Inf(1), math.Inf(1), math.Inf(1)}
		high[body] = vec{math.Inf(-1), math.Inf(-1), math.Inf(-1)}
	}
	for k := range w.tris {
		tr := &w.tris[k]
		l, h := &low[tr.body], &high[tr.body]
		for axis := range 3 {
			l[axis], h[axis] = min(l[axis], tr.low[axis]), max(h[axis], tr.high[axis])
		}
	}
	beside := map[int32]bool{}
	for _, p := range thin {
		beside[p] = true
	}
	for axis := range 3 {
		w.low[axis] = max(low[0][axis], low[1][axis])
		w.high[axis] = min(high[0][axis], high[1][axis])
	}
	w.active, w.beyond, w.nearby = w.active[:0], false, false
	for k := range w.tris {
		tr := &w.tris[k]
		in := true
		for axis := range 3 {
			in = in && tr.high[axis] >= w.low[axis] && tr.low[axis] <= w.high[axis]
		}
		if !in && len(beside) > 0 {
			n := 0
			for _, p := range tr.v {
				if beside[p] {
					n++
				}
			}
			in = n > 1
		}
		tr.far = !in
		if in {
			w.setActive(int32(k))
		}
	}
}

func (w *work) setActive(t int32) {
	w.active = append(w.active, t)
	for _, p := range w.tris[t].v {
		if w.older[p] == -1 { // not known to the index yet
			w.enter(p)
			if w.older[p] == -1 {
				w.older[p] = -2
			}
		}
	}
}

// activateAll begins anew with all triangles. An active triangle that its own
// body touches outside of the common box would have points on its sides that
// its neighbours know nothing of. Points made so far are forgotten: one of them
// may lie at a corner of a triangle that was not active.
func (w *work) activateAll() {
	w.active, w.cuts = w.active[:0], w.cuts[:0]
	w.forget(w.given, len(w.tris))
	w.walls = w.walls[:0]
	for k := range w.tris {
		w.tris[k].cuts, w.tris[k].flat, w.tris[k].far = -1, false, false
		w.setActive(int32(k))
	}
	w.beyond = false
	for axis := range 3 {
		w.low[axis], w.high[axis] = math.Inf(-1), math.Inf(1)
	}
}

func (w *work) triangulate(c int32) {
	cl := &w.cells[c]
	if cl.bridged {
		w.triangulateBridged(cl)
		return
	}
	w.ears.fill(w.seen(&w.planes[cl.tri]), w.corners, w.rings[cl.ring:cl.ends])
}

// triangulateBridged leaves out the edges that a cell has on both sides.
func (w *work) triangulateBridged(c *cell) {
	var all [][2]uint32
	for _, r := range w.rings[c.ring:c.ends] {
		loop := w.corners[r.from:r.to]
		for k, p := range loop {
			all = append(all, [2]uint32{uint32(p), uint32(loop[(k+1)%len(loop)])})
		}
	}
	cap := capper{view: w.seen(&w.planes[c.tri])}
	for _, e := range Unpaired(all) {
		cap.edges = append(cap.edges, [2]int32{int32(e[0]), int32(e[1])})
	}
	cap.sortLeaving()
	for k := range cap.edges {
		cap.walk(int32(k))
	}
	w.ears.out = append(w.ears.out, cap.fill()...)
}

// result gathers the cells between which the result's winding number changes.
func (w *work) result(rule Rule) *Result {
	out := &Result{Grid: w.frame.step, Guessed: w.torn}
	back := w.frame.inverse()
	place := make([]int32, len(w.at))
	for k := range place {
		place[k] = -1
	}
	for c := range w.cells {
		if w.spent() {
			return nil
		}
		var n int32
		if times := w.cells[c].times; w.nearby && w.tris[w.cells[c].tri].far && w.torn == [2]bool{} {
			n = rule.winds(times[0], 0) + rule.winds(0, times[1]) // the other is not there
		} else {
			front, behind := w.sidesOf(int32(c))
			n = rule.winds(behind[0], behind[1]) - rule.winds(front[0], front[1])
			if w.torn != [2]bool{} {
				n = rule.product(behind[0], behind[1]) - rule.product(front[0], front[1])
			}
		}
		if n == 0 {
			continue
		}
		w.ears.out = w.ears.out[:0]
		w.triangulate(int32(c))
		for _, t := range w.ears.out {
			var corners [3]uint32
			for k, p := range t {
				if place[p] < 0 {
					place[p] = int32(len(out.Points))
					out.Points = append(out.Points, w.position(p, back))
				}
				corners[k] = uint32(place[p])
			}
			if n < 0 {
				corners[1], corners[2] = corners[2], corners[1]
			}
			for range max(n, -n) {
				out.Triangles = append(out.Triangles, corners)
			}
		}
	}
	return out
}

// sidesOf are the winding numbers at the front and the back of a cell.
func (w *work) sidesOf(c int32) (front, back [2]int32) {
	front, back = w.numbers[w.root(2*c)], w.numbers[w.root(2*c+1)]
	for body, torn := range w.torn {
		if torn {
			front[body], back[body] = w.guess(c, body)
		}
	}
	return front, back
}

// guess judges by the solid angle: inside a surface with small gaps it is
// nearly 4π, outside nearly 0.
func (w *work) guess(c int32, body int) (front, back int32) {
	switch times := int32(w.cells[c].times[body]); {
	case times > 0:
		return 0, times
	case times < 0:
		return -times, 0
	}
	t := w.cells[c].tri
	pl := &w.planes[t]
	see := w.seen(pl)
	axis := pl.steepest()
	x, y, _ := w.insideOf(c, see)
	var p vec
	p[see.i], p[see.j] = x, y
	p[axis], _ = pl.heightAt(axis, see, x, y)
	angle := 0.0
	w.spend(costSeen * len(w.tris))
	for k := range w.tris {
		tr := &w.tris[k]
		if int(tr.body) != body {
			continue
		}
		a, b, d := sub(&w.at[tr.v[0]], &p), sub(&w.at[tr.v[1]], &p), sub(&w.at[tr.v[2]], &p)
		la, lb, ld := math.Sqrt(dot(&a, &a)), math.Sqrt(dot(&b, &b)), math.Sqrt(dot(&d, &d))
		bd := cross(&b, &d)
		// van Oosterom and Strackee (1983)
		angle += 2 * math.Atan2(dot(&a, &bd), la*lb*ld+dot(&a, &b)*ld+dot(&b, &d)*la+dot(&d, &a)*lb)
	}
	n := int32(math.Round(angle / (4 * math.Pi)))
	return n, n
}

func (f *frame) inverse() mgl64.Mat3 {
	return mgl64.Mat3FromRows(mgl64.Vec3(f.axes[0]), mgl64.Vec3(f.axes[1]), mgl64.Vec3(f.axes[2])).Inv()
}
