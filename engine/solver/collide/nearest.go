package collide

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// Contact is where a body and a mesh are nearest.
type Contact struct {
	Distance float64    // [m]; 0 if they touch or cross
	On       mgl64.Vec3 // point of the mesh [m]
	Other    mgl64.Vec3 // point of the body [m]
	Triangle int        // of the mesh
}

// seeker is a body as a question to a tree, seen from the tree's origin. One
// type for all kinds, since a call that the compiler cannot see through would
// cost more than what it does here.
type seeker struct {
	kind      kind
	askew     bool  // whether closer says more than beyond
	low, high vec   // the box round it
	p, d      vec   // a point; the line p…p+d
	box       frame // a turned box
	hull      *Hull // a convex body
	origin    vec   // of the tree: a hull stands where it stands
}

type kind uint8

const (
	aPoint kind = iota
	aLine
	aBox
	aHull
)

// beyond is a square that the distance to a box is not below.
func (s *seeker) beyond(b *bounds) float64 {
	x := max(float64(b.low[0])-s.high.x, s.low.x-float64(b.high[0]), 0)
	y := max(float64(b.low[1])-s.high.y, s.low.y-float64(b.high[1]), 0)
	z := max(float64(b.low[2])-s.high.z, s.low.z-float64(b.high[2]), 0)
	return x*x + y*y + z*z
}

// closer is the same for bodies that fill the box round them badly: a line that
// runs askew, a turned box.
func (s *seeker) closer(b *bounds) float64 {
	low := vec{float64(b.low[0]), float64(b.low[1]), float64(b.low[2])}
	half := vec{float64(b.high[0]), float64(b.high[1]), float64(b.high[2])}.sub(low).mul(0.5)
	if s.kind == aLine {
		_, square := segmentBox(s.p.sub(low.add(half)), s.d, half)
		return square * (1 - 1e-12) // the sum of low and half is rounded
	}
	f := &s.box
	c := f.into(low.add(half))
	x := max(math.Abs(c.x)-f.half.x-math.Abs(f.x.x)*half.x-math.Abs(f.x.y)*half.y-math.Abs(f.x.z)*half.z, 0)
	y := max(math.Abs(c.y)-f.half.y-math.Abs(f.y.x)*half.x-math.Abs(f.y.y)*half.y-math.Abs(f.y.z)*half.z, 0)
	z := max(math.Abs(c.z)-f.half.z-math.Abs(f.z.x)*half.x-math.Abs(f.z.y)*half.y-math.Abs(f.z.z)*half.z, 0)
	return (x*x + y*y + z*z) * (1 - 1e-12)
}

// triangle is the square of the distance to a triangle with the nearest points of
// the body and of the triangle. What is not below limit may be anything that is
// not below it either.
func (s *seeker) triangle(t *[3]vec, limit float64) (square float64, body, on vec) {
	switch s.kind {
	case aPoint:
		on, square = pointTriangle(s.p, t[0], t[1], t[2])
		return square, s.p, on
	case aLine:
		return segmentTriangle(s.p, s.d, t[0], t[1], t[2])
	case aBox:
		if square, on = triangleBox(s.box.into(t[0]), s.box.into(t[1]), s.box.into(t[2]), s.box.half, limit); square < limit {
			body, on = s.box.back(intoBox(on, s.box.half)), s.box.back(on)
		}
		return square, body, on
	}
	return hullTriangle(s.hull, s.origin, t)
}

// nearest finds the triangle nearest to a body, if one is nearer than √limit.
// Waiting boxes lie on a stack, nearer ones on top.
func (t *Tree) nearest(s *seeker, limit float64) (best int, square float64, body, on vec) {
	best, square = -1, limit
	if len(t.nodes) == 0 {
		return best, square, body, on
	}
	var room [64]waiting
	stack := append(room[:0], waiting{})
	for len(stack) > 0 {
		top := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if top.square >= square {
			continue
		}
		if top.child < 0 {
			first := int(^top.child)
			for k := first; k < first+int(top.count); k++ {
				if sq, p, q := s.triangle(&t.triangles[k], square); sq < square {
					best, square, body, on = k, sq, p, q
				}
			}
			if square == 0 {
				break
			}
			continue
		}
		n := &t.nodes[top.child]
		first, second := s.beyond(&n.box[0]), s.beyond(&n.box[1])
		if s.askew {
			if first < square {
				first = max(first, s.closer(&n.box[0]))
			}
			if second < square {
				second = max(second, s.closer(&n.box[1]))
			}
		}
		near, far := waiting{first, n.child[0], n.count[0]}, waiting{second, n.child[1], n.count[1]}
		if second < first {
			near, far = far, near
		}
		if far.square < square {
			stack = append(stack, far)
		}
		if near.square < square {
			stack = append(stack, near)
		}
	}
	return best, square, body, on
}

// waiting is a part of a tree still to be looked at, and the square that its
// distance is not below.
type waiting struct {
	square       float64
	child, count int32
}

// answer turns what was found near the tree's origin into a contact, taking the
// body's radius off.
func (t *Tree) answer(k int, square float64, body, on vec, radius float64) (Contact, bool) {
	if k < 0 {
		return Contact{}, false
	}
	c := Contact{Triangle: int(t.index[k])}
	c.Distance, c.Other, c.On = rounded(body.add(t.origin), on.add(t.origin), math.Sqrt(square), radius, 0)
	if c.Distance == 0 {
		c.On = on.add(t.origin).out()
		c.Other = c.On
	}
	return c, true
}

// limit squares a cut-off so that what lies at the cut-off itself is found.
func limit(cutoff float64) float64 {
	if !(cutoff >= 0) {
		return 0
	}
	return math.Nextafter(cutoff*cutoff*(1+4e-16), math.Inf(1))
}

// Nearest finds the point of the mesh nearest to p, no further than a cut-off [m]
// (math.Inf(1) for none); ok is false if there is none.
func (t *Tree) Nearest(p mgl64.Vec3, cutoff float64) (c Contact, ok bool) {
	at := of(p).sub(t.origin)
	s := seeker{kind: aPoint, p: at, low: at, high: at}
	k, square, body, on := t.nearest(&s, limit(cutoff))
	return t.answer(k, square, body, on, 0)
}

// NearestCapsule finds where a capsule is nearest to the mesh, no further than a
// cut-off [m]; ok is false if it is nowhere.
func (t *Tree) NearestCapsule(c *Capsule, cutoff float64) (Contact, bool) {
	p, q := of(c.A).sub(t.origin), of(c.B).sub(t.origin)
	s := seeker{kind: aLine, askew: true, p: p, d: q.sub(p), low: lowest(p, q), high: highest(p, q)}
	k, square, body, on := t.nearest(&s, limit(cutoff+c.Radius))
	return t.answer(k, square, body, on, c.Radius)
}

// NearestBox finds where a box is nearest to the mesh, no further than a cut-off
// [m]; ok is false if it is nowhere.
func (t *Tree) NearestBox(b *Box, cutoff float64) (Contact, bool) {
	s := seeker{kind: aBox, askew: true, box: b.frame()}
	s.box.center = s.box.center.sub(t.origin)
	reach := s.box.reach()
	s.low, s.high = s.box.center.sub(reach), s.box.center.add(reach)
	k, square, body, on := t.nearest(&s, limit(cutoff))
	return t.answer(k, square, body, on, 0)
}

// NearestHull finds where a convex body is nearest to the mesh, no further than a
// cut-off [m]; ok is false if it is nowhere.
func (t *Tree) NearestHull(h *Hull, cutoff float64) (Contact, bool) {
	if len(h.Points) == 0 {
		return Contact{}, false
	}
	s := seeker{kind: aHull, hull: h, origin: t.origin}
	s.low = of(h.Points[0]).sub(t.origin)
	s.high = s.low
	for _, p := range h.Points {
		q := of(p).sub(t.origin)
		s.low, s.high = lowest(s.low, q), highest(s.high, q)
	}
	k, square, body, on := t.nearest(&s, limit(cutoff+h.Radius))
	return t.answer(k, square, body, on, h.Radius)
}
