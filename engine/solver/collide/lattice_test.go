package collide

import "shapan/engine/solver/solid"

// Whether triangles of whole numbers touch, told without rounding: the brute
// force that distances are held against. Coordinates below 2^7 keep all products
// within int64.

type whole [3]int64

func (a whole) minus(b whole) whole { return whole{a[0] - b[0], a[1] - b[1], a[2] - b[2]} }
func (a whole) dot(b whole) int64   { return a[0]*b[0] + a[1]*b[1] + a[2]*b[2] }
func (a whole) cross(b whole) whole {
	return whole{a[1]*b[2] - a[2]*b[1], a[2]*b[0] - a[0]*b[2], a[0]*b[1] - a[1]*b[0]}
}

func latticeOf(m *solid.Mesh, corners [3]uint32) (t [3]whole) {
	for k, c := range corners {
		for axis := range 3 {
			t[k][axis] = int64(m.Points[c][axis])
		}
	}
	return t
}

// latticeTouch: two triangles touch where an edge of one meets the other.
func latticeTouch(t, u [3]whole) bool {
	for k := range 3 {
		if latticeLine(t[k], t[(k+1)%3], u) || latticeLine(u[k], u[(k+1)%3], t) {
			return true
		}
	}
	return false
}

// latticeLine tells whether the line from p to q meets the triangle.
func latticeLine(p, q whole, t [3]whole) bool {
	for k := range 3 {
		if latticeCross(p, q, t[k], t[(k+1)%3]) {
			return true
		}
	}
	n := t[1].minus(t[0]).cross(t[2].minus(t[0]))
	if n == (whole{}) {
		return false
	}
	from, to := n.dot(p.minus(t[0])), n.dot(q.minus(t[0]))
	switch {
	case from == 0 && latticeOver(p, t, n), to == 0 && latticeOver(q, t, n):
		return true
	case from == to, (from > 0) == (to > 0):
		return false
	}
	// It goes through the plane: through the triangle if it passes all three edges
	// on the same side.
	var sides [3]int64
	for k := range 3 {
		sides[k] = q.minus(p).cross(t[k].minus(p)).dot(t[(k+1)%3].minus(p))
	}
	return min(sides[0], sides[1], sides[2]) >= 0 || max(sides[0], sides[1], sides[2]) <= 0
}

// latticeOver tells whether p, in the triangle's plane, lies in it.
func latticeOver(p whole, t [3]whole, n whole) bool {
	for k := range 3 {
		if t[(k+1)%3].minus(t[k]).cross(p.minus(t[k])).dot(n) < 0 {
			return false
		}
	}
	return true
}

// latticeCross tells whether two lines with ends meet.
func latticeCross(p, q, r, s whole) bool {
	d, e, w := q.minus(p), s.minus(r), r.minus(p)
	n := d.cross(e)
	nn := n.dot(n)
	if nn == 0 { // along one another, or one of them a point
		for _, at := range [4][3]whole{{r, p, q}, {s, p, q}, {p, r, s}, {q, r, s}} {
			v, side := at[0].minus(at[1]), at[2].minus(at[1])
			if v.cross(side) == (whole{}) && v.dot(side) >= 0 && v.dot(v) <= side.dot(side) {
				return true
			}
		}
		return false
	}
	if w.dot(n) != 0 {
		return false
	}
	on, over := w.cross(e).dot(n), w.cross(d).dot(n)
	return on >= 0 && on <= nn && over >= 0 && over <= nn
}
