package collide

import (
	"container/heap"
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// DeepestWithin finds the point of b's surface that lies deepest inside o, and
// how deep [m]; 0 if no point does. It looks at the middles of b's triangles and
// splits the triangle that may still hold the deepest: from the middle, depth can
// grow by no more than the way to the furthest corner. It ends when no triangle
// can hold a point deeper by a hundredth, or after so many looks, so that it may
// fall short of the truth, never exceed it.
func (b *Body) DeepestWithin(o *Body, looks int) (depth float64, at mgl64.Vec3) {
	if len(b.Tree.triangles) == 0 || len(o.Tree.triangles) == 0 {
		return 0, at
	}
	back := o.at.inverse()
	seen := back.after(&b.at) // the frame of o's tree
	var best vec
	var open hopes
	look := func(t [3]vec) {
		middle := t[0].add(t[1]).add(t[2]).mul(1.0 / 3)
		radius := 0.0
		for _, c := range t {
			radius = max(radius, c.sub(middle).len())
		}
		d := o.Tree.depth(middle)
		if d > depth {
			depth, best = d, middle
		}
		if d+radius > depth*1.01 {
			heap.Push(&open, hope{d + radius, t})
		}
	}
	center, half := o.Tree.low.add(o.Tree.high).mul(0.5), o.Tree.high.sub(o.Tree.low).mul(0.5)
	b.Tree.overBox(&seen, center, half, func(k int) {
		t := seen.triangle(&b.Tree.triangles[k])
		for _, c := range t {
			if d := o.Tree.depth(c); d > depth {
				depth, best = d, c
			}
		}
		look(t)
	})
	for ; looks > 0 && len(open) > 0 && open[0].atMost > depth*1.01; looks -= 2 {
		t := heap.Pop(&open).(hope).t
		k := longestEdge(&t)
		p, q, r := t[k], t[(k+1)%3], t[(k+2)%3]
		m := p.add(q).mul(0.5)
		look([3]vec{p, m, r})
		look([3]vec{m, q, r})
	}
	return depth, o.at.point(best).out()
}

// longestEdge is the corner at which it begins.
func longestEdge(t *[3]vec) (best int) {
	most := -1.0
	for k := range 3 {
		if e := t[(k+1)%3].sub(t[k]); e.dot(e) > most {
			most, best = e.dot(e), k
		}
	}
	return best
}

// overBox visits the triangles that reach into the box |x − center| ≤ half when
// the tree is seen through a motion.
func (t *Tree) overBox(seen *motion, center, half vec, each func(k int)) {
	meets := func(c, h vec) bool {
		return math.Abs(c.x-center.x) <= h.x+half.x && math.Abs(c.y-center.y) <= h.y+half.y && math.Abs(c.z-center.z) <= h.z+half.z
	}
	stack := []int32{0}
	for len(stack) > 0 {
		n := &t.nodes[stack[len(stack)-1]]
		stack = stack[:len(stack)-1]
		for side := range 2 {
			b := &n.box[side]
			if b.low[0] > b.high[0] || !meets(seen.box(vec{float64(b.low[0]), float64(b.low[1]), float64(b.low[2])}, vec{float64(b.high[0]), float64(b.high[1]), float64(b.high[2])})) {
				continue
			}
			if n.child[side] >= 0 {
				stack = append(stack, n.child[side])
				continue
			}
			first := int(^n.child[side])
			for k := first; k < first+int(n.count[side]); k++ {
				tri := seen.triangle(&t.triangles[k])
				low, high := lowest(tri[0], lowest(tri[1], tri[2])), highest(tri[0], highest(tri[1], tri[2]))
				h := high.sub(low).mul(0.5)
				if meets(low.add(h), h) {
					each(k)
				}
			}
		}
	}
}

// hope is a triangle in which a point may lie as deep as atMost.
type hope struct {
	atMost float64
	t      [3]vec
}

type hopes []hope

func (h hopes) Len() int           { return len(h) }
func (h hopes) Less(i, j int) bool { return h[i].atMost > h[j].atMost }
func (h hopes) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *hopes) Push(x any)        { *h = append(*h, x.(hope)) }
func (h *hopes) Pop() any {
	old := *h
	last := old[len(old)-1]
	*h = old[:len(old)-1]
	return last
}
