package collide

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// Meeting is where two bodies are nearest.
type Meeting struct {
	Distance  float64    // [m]; 0 if their surfaces touch or cross
	A, B      mgl64.Vec3 // the nearest point of each [m]
	TriangleA int        // of the mesh of each
	TriangleB int
}

// Distance finds where the surfaces of two bodies are nearest, no further apart
// than a cut-off [m] (math.Inf(1) for none); ok is false if they are further.
func (b *Body) Distance(o *Body, cutoff float64) (m Meeting, ok bool) {
	w := newPairWalk(b, o)
	w.square = limit(cutoff)
	if w.start() {
		w.nearest(w.rootA(), w.rootB())
	}
	if !w.found {
		return m, false
	}
	return Meeting{
		Distance:  math.Sqrt(w.square),
		A:         b.at.point(w.onA).out(),
		B:         b.at.point(w.onB).out(),
		TriangleA: int(b.Tree.index[w.bestA]),
		TriangleB: int(o.Tree.index[w.bestB]),
	}, true
}

// pairWalk goes down two trees at once, in the frame of the first.
type pairWalk struct {
	a, b         *Tree
	aFromB       motion
	square       float64 // of the distance found so far
	found        bool
	bestA, bestB int
	onA, onB     vec
	each         func(i, j int, t, u *[3]vec) // for touching
}

func newPairWalk(a, b *Body) *pairWalk {
	back := a.at.inverse()
	return &pairWalk{a: a.Tree, b: b.Tree, aFromB: back.after(&b.at)}
}

func (w *pairWalk) start() bool { return len(w.a.triangles) > 0 && len(w.b.triangles) > 0 }

// part is a node or a leaf of one tree with its box in the frame of the first.
type part struct {
	child, count int32
	center, half vec
}

func (w *pairWalk) rootA() part {
	half := w.a.high.sub(w.a.low).mul(0.5)
	return part{0, 0, w.a.low.add(half), half}
}

func (w *pairWalk) rootB() part {
	center, half := w.aFromB.box(w.b.low, w.b.high)
	return part{0, 0, center, half}
}

func (w *pairWalk) children(p part, ofB bool) (out [2]part) {
	t := w.a
	if ofB {
		t = w.b
	}
	n := &t.nodes[p.child]
	for side := range 2 {
		box := &n.box[side]
		low := vec{float64(box.low[0]), float64(box.low[1]), float64(box.low[2])}
		high := vec{float64(box.high[0]), float64(box.high[1]), float64(box.high[2])}
		q := &out[side]
		q.child, q.count = n.child[side], n.count[side]
		if ofB {
			q.center, q.half = w.aFromB.box(low, high)
		} else {
			q.half = high.sub(low).mul(0.5)
			q.center = low.add(q.half)
		}
	}
	return out
}

// apart is the square of the distance of two boxes; +Inf if one of them is the
// empty child of a tree of one leaf.
func apart(p, q *part) float64 {
	if p.child < 0 && p.count == 0 || q.child < 0 && q.count == 0 {
		return math.Inf(1)
	}
	x := max(math.Abs(p.center.x-q.center.x)-p.half.x-q.half.x, 0)
	y := max(math.Abs(p.center.y-q.center.y)-p.half.y-q.half.y, 0)
	z := max(math.Abs(p.center.z-q.center.z)-p.half.z-q.half.z, 0)
	return x*x + y*y + z*z
}

// downA tells which of two parts to open: the larger that can be.
func downA(p, q *part) bool {
	if p.child < 0 {
		return false
	}
	return q.child < 0 || p.half.x+p.half.y+p.half.z >= q.half.x+q.half.y+q.half.z
}

func (w *pairWalk) nearest(p, q part) {
	if p.child < 0 && q.child < 0 {
		w.leaves(p, q, func(i, j int, t, u *[3]vec) {
			if sq, onA, onB := triangleTriangle(t, u, w.square); sq < w.square {
				w.square, w.found, w.bestA, w.bestB, w.onA, w.onB = sq, true, i, j, onA, onB
			}
		})
		return
	}
	var pairs [2][2]part
	if downA(&p, &q) {
		c := w.children(p, false)
		pairs = [2][2]part{{c[0], q}, {c[1], q}}
	} else {
		c := w.children(q, true)
		pairs = [2][2]part{{p, c[0]}, {p, c[1]}}
	}
	first, second := apart(&pairs[0][0], &pairs[0][1]), apart(&pairs[1][0], &pairs[1][1])
	if second < first {
		pairs[0], pairs[1] = pairs[1], pairs[0]
		first, second = second, first
	}
	if first < w.square {
		w.nearest(pairs[0][0], pairs[0][1])
	}
	if second < w.square {
		w.nearest(pairs[1][0], pairs[1][1])
	}
}

// touching visits all pairs of triangles whose boxes meet.
func (w *pairWalk) touching(p, q part) {
	if apart(&p, &q) > 0 {
		return
	}
	if p.child < 0 && q.child < 0 {
		w.leaves(p, q, w.each)
		return
	}
	if downA(&p, &q) {
		for _, c := range w.children(p, false) {
			w.touching(c, q)
		}
		return
	}
	for _, c := range w.children(q, true) {
		w.touching(p, c)
	}
}

func (w *pairWalk) leaves(p, q part, each func(i, j int, t, u *[3]vec)) {
	for j := int(^q.child); j < int(^q.child)+int(q.count); j++ {
		u := w.aFromB.triangle(&w.b.triangles[j])
		for i := int(^p.child); i < int(^p.child)+int(p.count); i++ {
			each(i, j, &w.a.triangles[i], &u)
		}
	}
}
