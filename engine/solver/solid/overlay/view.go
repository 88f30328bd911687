package overlay

import (
	"math"
	"math/big"
)

// view looks at points along an axis: i points right and j up.
type view struct {
	*points
	i, j int
}

// seen is the view in which what runs anticlockwise around the plane's normal
// runs anticlockwise.
func (p *points) seen(pl *plane) view {
	k := pl.steepest()
	if pl.n[k] > 0 {
		return view{p, (k + 1) % 3, (k + 2) % 3}
	}
	return view{p, (k + 2) % 3, (k + 1) % 3}
}

// turn tells how the way a, b, c turns: 1 to the left, −1 to the right, 0 if
// the three lie on a line. Exact.
func (v view) turn(a, b, c int32) int {
	pa, pb, pc := &v.at[a], &v.at[b], &v.at[c]
	i, j := v.i, v.j
	bx, by := pb[i]-pa[i], pb[j]-pa[j]
	cx, cy := pc[i]-pa[i], pc[j]-pa[j]
	l, r := bx*cy, by*cx
	det := l - r
	if !v.rough[a] && !v.rough[b] && !v.rough[c] {
		return signOf(det) // products of 26 bits: nothing was rounded
	}
	if a == b || b == c || c == a {
		return 0
	}
	bound := 2*blur*(math.Abs(bx)+math.Abs(by)+math.Abs(cx)+math.Abs(cy)+8*blur) + (math.Abs(l)+math.Abs(r))*(1.0/(1<<51))
	if math.Abs(det) > bound {
		return signOf(det)
	}
	return v.exactTurn(a, b, c)
}

func signOf(x float64) int {
	switch {
	case x > 0:
		return 1
	case x < 0:
		return -1
	}
	return 0
}

func (v view) exactTurn(a, b, c int32) int {
	p, q, r := v.ratio(a), v.ratio(b), v.ratio(c)
	m := [3][3]*big.Int{
		{&p.at[v.i], &p.at[v.j], &p.w},
		{&q.at[v.i], &q.at[v.j], &q.w},
		{&r.at[v.i], &r.at[v.j], &r.w},
	}
	return det3(&m).Sign()
}

// compare tells the order of two points along an axis. Exact.
func (p *points) compare(a, b int32, axis int) int {
	d := p.at[a][axis] - p.at[b][axis]
	if !p.rough[a] && !p.rough[b] || math.Abs(d) > 2*blur {
		return signOf(d)
	}
	if a == b {
		return 0
	}
	x, y := p.ratio(a), p.ratio(b)
	var l, r big.Int
	return l.Mul(&x.at[axis], &y.w).Cmp(r.Mul(&y.at[axis], &x.w))
}

// before orders points from left to right, and from below where they are level.
func (v view) before(a, b int32) bool {
	if c := v.compare(a, b, v.i); c != 0 {
		return c < 0
	}
	return v.compare(a, b, v.j) < 0
}

// along orders points of the line from a to b in that direction; a and b differ.
func (v view) along(a, b int32) (axis, sign int) {
	d := sub(&v.at[b], &v.at[a])
	axis = v.i
	if math.Abs(d[v.j]) > math.Abs(d[v.i]) {
		axis = v.j
	}
	sign = v.compare(b, a, axis)
	if sign == 0 { // both differences are within the blur
		axis = v.i + v.j - axis
		sign = v.compare(b, a, axis)
	}
	return axis, sign
}

// within tells whether a point of the line through a and b lies between them.
func (v view) within(a, b, p int32) bool {
	if p == a || p == b {
		return false
	}
	axis, sign := v.along(a, b)
	return v.compare(p, a, axis) == sign && v.compare(b, p, axis) == sign
}

// upper tells whether b lies above a, or level with it to the right: the half
// of the directions with which a turn anticlockwise begins.
func (v view) upper(a, b int32) bool {
	if c := v.compare(b, a, v.j); c != 0 {
		return c > 0
	}
	return v.compare(b, a, v.i) > 0
}
