package collide

import "math"

// overTriangle tells whether p lies over a triangle with normal n, its rim
// included.
func overTriangle(p, a, b, c, n vec) bool {
	return b.sub(a).cross(p.sub(a)).dot(n) >= 0 &&
		c.sub(b).cross(p.sub(b)).dot(n) >= 0 &&
		a.sub(c).cross(p.sub(c)).dot(n) >= 0
}

// pointTriangle is the point of a triangle nearest to p (Ericson 2005, 5.1.5),
// and the square of the distance. A triangle without area is taken as its edges.
func pointTriangle(p, a, b, c vec) (on vec, square float64) {
	ab, ac, ap := b.sub(a), c.sub(a), p.sub(a)
	d1, d2 := ab.dot(ap), ac.dot(ap)
	if d1 <= 0 && d2 <= 0 {
		return a, ap.dot(ap)
	}
	n := ab.cross(ac)
	nn := n.dot(n)
	if nn > 0 && overTriangle(p, a, b, c, n) {
		h := ap.dot(n) / nn
		return p.along(n, -h), h * h * nn
	}
	on, square = pointSegment(p, a, ab)
	if q, s := pointSegment(p, b, c.sub(b)); s < square {
		on, square = q, s
	}
	if q, s := pointSegment(p, a, ac); s < square {
		on, square = q, s
	}
	return on, square
}

func pointSegment(p, a, d vec) (on vec, square float64) {
	t := 0.0
	if dd := d.dot(d); dd > 0 {
		t = within01(p.sub(a).dot(d) / dd)
	}
	on = a.along(d, t)
	r := p.sub(on)
	return on, r.dot(r)
}

// segmentTriangle is the square of the distance of the line p…p+d to a triangle,
// with the nearest point of each.
func segmentTriangle(p, d, a, b, c vec) (square float64, onLine, on vec) {
	ab, bc, ca := b.sub(a), c.sub(b), a.sub(c)
	n := ab.cross(bc)
	nn := n.dot(n)
	if nn > 0 {
		from, to := n.dot(p.sub(a)), n.dot(p.add(d).sub(a))
		if (from <= 0) != (to <= 0) || from == 0 {
			q := p
			if from != to {
				q = p.along(d, from/(from-to))
			}
			if overTriangle(q, a, b, c, n) {
				return 0, q, q
			}
		}
	}
	square = math.Inf(1)
	for _, edge := range [3][2]vec{{a, ab}, {b, bc}, {c, ca}} {
		if s, t, sq := segmentSegment(p, d, edge[0], edge[1]); sq < square {
			square, onLine, on = sq, p.along(d, s), edge[0].along(edge[1], t)
		}
	}
	if nn > 0 {
		for _, q := range [2]vec{p, p.add(d)} {
			h := n.dot(q.sub(a))
			if sq := h * h / nn; sq < square && overTriangle(q, a, b, c, n) {
				square, onLine, on = sq, q, q.along(n, -h/nn)
			}
		}
	}
	return square, onLine, on
}

// triangleTriangle is the square of the distance of two triangles with the
// nearest point of each; anything that is not below limit may be given as +Inf.
func triangleTriangle(t, u *[3]vec, limit float64) (square float64, onT, onU vec) {
	square = math.Inf(1)
	nu, nt := normal(u), normal(t)
	sideT, heightT := aside(t, u, nu)
	if sideT != 0 && heightT >= limit {
		return square, onT, onU
	}
	sideU, heightU := aside(u, t, nt)
	if sideU != 0 && heightU >= limit {
		return square, onT, onU
	}
	if sideT == 0 && sideU == 0 {
		for k := range 3 {
			if q, ok := through(t[k], t[(k+1)%3], u, nu); ok {
				return 0, q, q
			}
			if q, ok := through(u[k], u[(k+1)%3], t, nt); ok {
				return 0, q, q
			}
		}
	}
	for i := range 3 {
		d := t[(i+1)%3].sub(t[i])
		for j := range 3 {
			e := u[(j+1)%3].sub(u[j])
			if s, v, sq := segmentSegment(t[i], d, u[j], e); sq < square {
				square, onT, onU = sq, t[i].along(d, s), u[j].along(e, v)
			}
		}
	}
	if q, foot, sq := cornerOver(t, u, nu, square); sq < square {
		square, onT, onU = sq, q, foot
	}
	if q, foot, sq := cornerOver(u, t, nt, square); sq < square {
		square, onT, onU = sq, foot, q
	}
	return square, onT, onU
}

func normal(t *[3]vec) vec { return t[1].sub(t[0]).cross(t[2].sub(t[0])) }

// aside tells whether t lies wholly on one side of the plane of u: 1 or −1, 0 if
// it does not or u has no plane; and the square of its distance to the plane.
func aside(t, u *[3]vec, nu vec) (side int, square float64) {
	nn := nu.dot(nu)
	if nn == 0 {
		return 0, 0
	}
	a, b, c := nu.dot(t[0].sub(u[0])), nu.dot(t[1].sub(u[0])), nu.dot(t[2].sub(u[0]))
	low, high := min(a, b, c), max(a, b, c)
	switch {
	case low > 0:
		return 1, low * low / nn
	case high < 0:
		return -1, high * high / nn
	}
	return 0, 0
}

// through is where the line p–q goes through a triangle.
func through(p, q vec, t *[3]vec, n vec) (vec, bool) {
	from, to := n.dot(p.sub(t[0])), n.dot(q.sub(t[0]))
	if from == to || (from > 0) == (to > 0) && from != 0 && to != 0 {
		return vec{}, false
	}
	x := p.along(q.sub(p), from/(from-to))
	return x, overTriangle(x, t[0], t[1], t[2], n)
}

// cornerOver finds the corner of t that stands over u and nearer than square.
func cornerOver(t, u *[3]vec, nu vec, square float64) (corner, foot vec, best float64) {
	nn := nu.dot(nu)
	best = square
	if nn == 0 {
		return corner, foot, best
	}
	for k := range 3 {
		h := nu.dot(t[k].sub(u[0]))
		if sq := h * h / nn; sq < best && overTriangle(t[k], u[0], u[1], u[2], nu) {
			corner, foot, best = t[k], t[k].along(nu, -h/nn), sq
		}
	}
	return corner, foot, best
}
