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

// seeker is a body as a question to a tree, as the tree sees it. One
// type for all kinds, since a call that the compiler cannot see through would
// cost more than what it does here.
type seeker struct {
	kind         kind
	low, high    vec   // the box round it
	center, half vec   // the same
	p, d         vec   // a point; the line p…p+d
	box          frame // a turned box
	x, y, z      vec   // its axes without signs
	hull         *Hull // a convex body
	tree         *Tree // a hull stands where it stands

	// What has been found: the square of how far it is, and the plane through it
	// across the way there from the body, which lies wholly on this side of it. What
	// lies wholly on the other side is no nearer: that leaves all but a few triangles
	// of a wall with two dozen operations each.
	square      float64
	way, absWay vec
	plane       float64 // along way, as the tree sees it
	planeSeen   float64 // the same from center
}

type kind uint8

const (
	aPoint kind = iota
	aLine
	aBox
	aHull
)

// beyond is a square that the distance to a box is not below, or anything that is
// not below what has been found. Three answers are tried, each dearer than the one
// before: the gap between the boxes round both; the plane through what has been
// found, across the way there; and, for a line that runs askew or a turned box,
// which fill the boxes round them badly, the gap as they see it.
func (s *seeker) beyond(b *bounds) float64 {
	half := vec{0.5 * (float64(b.high[0]) - float64(b.low[0])), 0.5 * (float64(b.high[1]) - float64(b.low[1])), 0.5 * (float64(b.high[2]) - float64(b.low[2]))}
	c := vec{float64(b.low[0]) + half.x - s.center.x, float64(b.low[1]) + half.y - s.center.y, float64(b.low[2]) + half.z - s.center.z}
	x := positive(math.Abs(c.x) - half.x - s.half.x)
	y := positive(math.Abs(c.y) - half.y - s.half.y)
	z := positive(math.Abs(c.z) - half.z - s.half.z)
	square := x*x + y*y + z*z
	if square >= s.square {
		return square
	}
	if s.way.dot(c)-s.absWay.dot(half) >= s.planeSeen {
		return s.square
	}
	switch s.kind {
	case aLine:
		_, closer := segmentBox(s.p.sub(c.add(s.center)), s.d, half)
		return max(square, closer*(1-slack))
	case aBox:
		f := &s.box
		x = positive(math.Abs(f.x.dot(c)) - f.half.x - s.x.dot(half))
		y = positive(math.Abs(f.y.dot(c)) - f.half.y - s.y.dot(half))
		z = positive(math.Abs(f.z.dot(c)) - f.half.z - s.z.dot(half))
		return max(square, (x*x+y*y+z*z)*(1-slack))
	}
	return square
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
	return hullTriangle(s.hull, s.tree, t)
}

// slack is what share nearer a thing may be that is not looked for: more than
// rounding does, so that what lies in one plane is told to once.
const slack = 1e-12

// begin readies a question for what lies nearer than √limit.
func (s *seeker) begin(limit float64) {
	s.square = limit
	s.half = s.high.sub(s.low).mul(0.5)
	s.center = s.low.add(s.half)
	s.plane, s.planeSeen = math.Inf(1), math.Inf(1)
	if s.kind == aBox {
		s.x, s.y, s.z = s.box.x.abs(), s.box.y.abs(), s.box.z.abs()
	}
}

// found takes note of the nearest thing so far.
func (s *seeker) found(square float64, body, on vec) {
	s.square = square
	distance := math.Sqrt(square)
	s.way = on.sub(body).unit()
	s.absWay = s.way.abs()
	var reach float64
	switch s.kind {
	case aPoint:
		reach = s.way.dot(s.p)
	case aLine:
		reach = s.way.dot(s.p) + positive(s.way.dot(s.d))
	case aBox:
		reach = s.way.dot(s.box.center) + s.box.turn(s.way).abs().dot(s.box.half)
	default:
		reach = math.Inf(-1)
		for _, p := range s.hull.Points {
			reach = max(reach, s.tree.into(of(p)).dot(s.way))
		}
	}
	s.plane = reach + distance*(1-slack)
	s.planeSeen = s.plane - s.way.dot(s.center)
}

// hidden tells whether a triangle lies beyond the plane of what has been found.
func (s *seeker) hidden(t *[3]vec) bool {
	w := s.way
	return w.dot(t[0]) >= s.plane && w.dot(t[1]) >= s.plane && w.dot(t[2]) >= s.plane
}

// nearest finds the triangle nearest to a body, if one is nearer than √limit.
// Waiting boxes lie on a stack, nearer ones on top.
func (t *Tree) nearest(s *seeker, limit float64) (best int, square float64, body, on vec) {
	best, square = -1, limit
	if len(t.nodes) == 0 {
		return best, square, body, on
	}
	s.begin(limit)
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
				if s.hidden(&t.triangles[k]) {
					continue
				}
				if sq, p, q := s.triangle(&t.triangles[k], square); sq < square {
					best, square, body, on = k, sq, p, q
					s.found(square, body, on)
				}
			}
			if square == 0 {
				break
			}
			continue
		}
		n := &t.nodes[top.child]
		first, second := s.beyond(&n.box[0]), s.beyond(&n.box[1])
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

// answer turns what was found by the tree into a contact, taking the
// body's radius off.
func (t *Tree) answer(k int, square float64, body, on vec, radius float64) (Contact, bool) {
	if k < 0 {
		return Contact{}, false
	}
	c := Contact{Triangle: int(t.index[k])}
	c.Distance, c.Other, c.On = rounded(t.back(body), t.back(on), math.Sqrt(square), radius, 0)
	if c.Distance == 0 {
		c.On = t.back(on).out()
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
	at := t.into(of(p))
	s := seeker{kind: aPoint, p: at, low: at, high: at}
	k, square, body, on := t.nearest(&s, limit(cutoff))
	return t.answer(k, square, body, on, 0)
}

// NearestCapsule finds where a capsule is nearest to the mesh, no further than a
// cut-off [m]; ok is false if it is nowhere.
func (t *Tree) NearestCapsule(c *Capsule, cutoff float64) (Contact, bool) {
	p, q := t.into(of(c.A)), t.into(of(c.B))
	s := seeker{kind: aLine, p: p, d: q.sub(p), low: lowest(p, q), high: highest(p, q)}
	k, square, body, on := t.nearest(&s, limit(cutoff+c.Radius))
	return t.answer(k, square, body, on, c.Radius)
}

// NearestBox finds where a box is nearest to the mesh, no further than a cut-off
// [m]; ok is false if it is nowhere.
func (t *Tree) NearestBox(b *Box, cutoff float64) (Contact, bool) {
	s := seeker{kind: aBox, box: b.frame()}
	f := &s.box
	f.center, f.x, f.y, f.z = t.into(f.center), t.turn(f.x), t.turn(f.y), t.turn(f.z)
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
	s := seeker{kind: aHull, hull: h, tree: t}
	s.low = t.into(of(h.Points[0]))
	s.high = s.low
	for _, p := range h.Points {
		q := t.into(of(p))
		s.low, s.high = lowest(s.low, q), highest(s.high, q)
	}
	k, square, body, on := t.nearest(&s, limit(cutoff+h.Radius))
	return t.answer(k, square, body, on, h.Radius)
}
