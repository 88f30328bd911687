package collide

import (
	"math"
	"slices"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine/solver/solid"
)

// leafSize is the number of triangles below which a box is not split further.
const leafSize = 4

// Tree is a mesh sorted for questions. It keeps the triangles themselves, in the
// order of its leaves, moved so that the middle of the mesh is the origin: boxes
// in float32, rounded outwards, then cost half the memory and lose nothing. A
// building that stands askew is turned square as well, since boxes round askew
// walls reach far out of them: questions take twice as long.
type Tree struct {
	origin    vec
	sin, cos  float64 // of the bearing to which the mesh's walls stand square
	triangles [][3]vec
	index     []uint32 // where the mesh has the triangle
	nodes     []node   // nodes[0] is the root, unless there are no triangles
	low, high vec      // of all triangles, as the tree sees them
	around    extent   // the same, as the mesh has them
	winding   []dipole // per node
}

// into sees a point from the tree: from its origin and along its walls.
func (t *Tree) into(p vec) vec { return t.turn(p.sub(t.origin)) }

// turn does that with a direction, and turnBack undoes it.
func (t *Tree) turn(d vec) vec     { return vec{t.cos*d.x + t.sin*d.y, t.cos*d.y - t.sin*d.x, d.z} }
func (t *Tree) turnBack(d vec) vec { return vec{t.cos*d.x - t.sin*d.y, t.sin*d.x + t.cos*d.y, d.z} }

// back is where a point is that the tree sees.
func (t *Tree) back(p vec) vec { return t.turnBack(p).add(t.origin) }

// node holds the boxes of its two children, so that one look decides on both.
type node struct {
	box   [2]bounds
	child [2]int32 // a node; or ^first for a leaf
	count [2]int32 // triangles of the leaf; 0 for a node
}

type bounds struct{ low, high [3]float32 }

// NewTree sorts the triangles of a mesh. Triangles with a corner that is not a
// number have no place and are left out.
func NewTree(m *solid.Mesh) *Tree {
	t := &Tree{cos: 1}
	low, high, ok := m.Bounds()
	if !ok {
		return t
	}
	if t.origin = of(low.Add(high).Mul(0.5)); !finite(t.origin) {
		t.origin = vec{}
	}
	work := builder{tree: t}
	for k, corners := range m.Triangles {
		var tri [3]vec
		for c, p := range corners {
			tri[c] = of(m.Points[p]).sub(t.origin)
		}
		if finite(tri[0]) && finite(tri[1]) && finite(tri[2]) {
			t.triangles = append(t.triangles, tri)
			t.index = append(t.index, uint32(k))
		}
	}
	if len(t.triangles) == 0 {
		return t
	}
	t.around = t.extent()
	t.square()
	work.run()
	t.measureWinding()
	return t
}

func finite(v vec) bool { return !math.IsNaN(v.x-v.x) && !math.IsNaN(v.y-v.y) && !math.IsNaN(v.z-v.z) }

// Len is the number of triangles.
func (t *Tree) Len() int { return len(t.triangles) }

// Bounds is the box around all triangles; ok is false if there are none.
func (t *Tree) Bounds() (low, high mgl64.Vec3, ok bool) {
	return t.origin.add(t.around.low).out(), t.origin.add(t.around.high).out(), len(t.triangles) > 0
}

func (t *Tree) extent() extent {
	all := nothing()
	for k := range t.triangles {
		for _, c := range t.triangles[k] {
			all = all.with(extent{c, c})
		}
	}
	return all
}

// square turns the triangles so that walls run along the axes, if most agree on a
// bearing. Four times its normal's bearing is the same for a wall and for those
// square to it; the sum of those directions, each as long as the wall is large in
// area, says which it is and how far they agree.
func (t *Tree) square() {
	const few, agree, least = 256, 0.5, 1e-3 // triangles, share, [rad]
	if len(t.triangles) < few {
		return
	}
	x, y, all := 0.0, 0.0, 0.0
	for k := range t.triangles {
		n := normal(&t.triangles[k])
		h := math.Hypot(n.x, n.y)
		if !(h > 0) || math.IsInf(h, 1) {
			continue
		}
		c, s := n.x/h, n.y/h
		c, s = c*c-s*s, 2*c*s
		c, s = c*c-s*s, 2*c*s
		x, y, all = x+c*h, y+s*h, all+h
	}
	bearing := math.Atan2(y, x) / 4
	if !(math.Hypot(x, y) > agree*all) || math.Abs(bearing) < least {
		return
	}
	t.sin, t.cos = math.Sincos(bearing)
	for k := range t.triangles {
		for c := range t.triangles[k] {
			t.triangles[k][c] = t.turn(t.triangles[k][c])
		}
	}
}

// builder splits by the surface area heuristic: a box is met with a chance that
// grows with its surface, so that the cheapest split has the least sum of
// surface × triangles. A dozen places per axis do as well as all.
type builder struct {
	tree   *Tree
	order  []uint32
	center []vec
	box    []extent
}

type extent struct{ low, high vec }

func nothing() extent {
	inf := math.Inf(1)
	return extent{vec{inf, inf, inf}, vec{-inf, -inf, -inf}}
}

func (e extent) with(o extent) extent { return extent{lowest(e.low, o.low), highest(e.high, o.high)} }

func (e extent) surface() float64 {
	s := e.high.sub(e.low)
	if s.x < 0 {
		return 0
	}
	return s.x*s.y + s.y*s.z + s.z*s.x
}

func (e extent) float32() bounds {
	down := func(v float64) float32 {
		f := float32(v)
		if float64(f) > v {
			f = math.Nextafter32(f, float32(math.Inf(-1)))
		}
		return f
	}
	return bounds{
		low:  [3]float32{down(e.low.x), down(e.low.y), down(e.low.z)},
		high: [3]float32{-down(-e.high.x), -down(-e.high.y), -down(-e.high.z)},
	}
}

func (w *builder) run() {
	t := w.tree
	n := len(t.triangles)
	w.order, w.center, w.box = make([]uint32, n), make([]vec, n), make([]extent, n)
	all := nothing()
	for k := range t.triangles {
		tri := &t.triangles[k]
		e := extent{lowest(tri[0], lowest(tri[1], tri[2])), highest(tri[0], highest(tri[1], tri[2]))}
		w.order[k], w.box[k], w.center[k] = uint32(k), e, e.low.add(e.high)
		all = all.with(e)
	}
	t.low, t.high = all.low, all.high
	t.nodes = make([]node, 0, 2*n/leafSize+1)
	if n <= leafSize { // the root is a node: one child that holds all, one that is nowhere
		t.nodes = append(t.nodes, node{box: [2]bounds{all.float32(), nothing().float32()}, child: [2]int32{^0, ^0}, count: [2]int32{int32(n), 0}})
	} else {
		w.split(0, n, all)
	}
	triangles, index := make([][3]vec, n), make([]uint32, n)
	for k, from := range w.order {
		triangles[k], index[k] = t.triangles[from], t.index[from]
	}
	t.triangles, t.index = triangles, index
}

// split makes a node of the triangles order[from:to], more than leafSize of
// them, and returns its number. What is left after each split goes on in halves
// at worst, where centres are all in one place, so that the depth is bounded.
func (w *builder) split(from, to int, all extent) int32 {
	me := int32(len(w.tree.nodes))
	w.tree.nodes = append(w.tree.nodes, node{})
	middle := w.best(from, to)
	for side, part := range [2][2]int{{from, middle}, {middle, to}} {
		e := nothing()
		for _, k := range w.order[part[0]:part[1]] {
			e = e.with(w.box[k])
		}
		child, count := ^int32(part[0]), int32(part[1]-part[0])
		if count > leafSize {
			child, count = w.split(part[0], part[1], e), 0
		}
		n := &w.tree.nodes[me]
		n.box[side], n.child[side], n.count[side] = e.float32(), child, count
	}
	return me
}

const bins = 12

// best parts order[from:to] in two and returns where the second begins.
func (w *builder) best(from, to int) int {
	part := w.order[from:to]
	centers := nothing()
	for _, k := range part {
		centers = centers.with(extent{w.center[k], w.center[k]})
	}
	size := centers.high.sub(centers.low)
	bestCost, bestAxis, bestBin := math.Inf(1), -1, 0
	for axis := range 3 {
		width := size.axis(axis)
		if !(width > 0) {
			continue
		}
		var box [bins]extent
		var count [bins]int
		for b := range box {
			box[b] = nothing()
		}
		for _, k := range part {
			b := bin(w.center[k].axis(axis), centers.low.axis(axis), width)
			box[b], count[b] = box[b].with(w.box[k]), count[b]+1
		}
		var right [bins]float64
		e, n := nothing(), 0
		for b := bins - 1; b > 0; b-- {
			e, n = e.with(box[b]), n+count[b]
			right[b] = e.surface() * float64(n)
		}
		e, n = nothing(), 0
		for b := 1; b < bins; b++ {
			e, n = e.with(box[b-1]), n+count[b-1]
			if cost := e.surface()*float64(n) + right[b]; n > 0 && n < len(part) && cost < bestCost {
				bestCost, bestAxis, bestBin = cost, axis, b
			}
		}
	}
	if bestAxis >= 0 {
		low, width := centers.low.axis(bestAxis), size.axis(bestAxis)
		at := 0
		for k := range part {
			if bin(w.center[part[k]].axis(bestAxis), low, width) < bestBin {
				part[k], part[at] = part[at], part[k]
				at++
			}
		}
		// A split that leaves next to nothing on one side, again and again, would make
		// a tree as deep as a list: then halves by position are better.
		if smaller := min(at, len(part)-at); smaller*64 > len(part) || len(part) < 256 {
			return from + at
		}
		slices.SortStableFunc(part, func(a, b uint32) int {
			switch d := w.center[a].axis(bestAxis) - w.center[b].axis(bestAxis); {
			case d < 0:
				return -1
			case d > 0:
				return 1
			}
			return 0
		})
	}
	return from + len(part)/2
}

func bin(center, low, width float64) int {
	return min(int((center-low)/width*bins), bins-1)
}

func (a vec) axis(k int) float64 {
	switch k {
	case 0:
		return a.x
	case 1:
		return a.y
	}
	return a.z
}
