package tin

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// Bounds on what rounding can do to the plain formulas, as shares of the sum of
// their terms' sizes; Shewchuk (1997), with ε = 2⁻⁵³.
const (
	epsilon      = 1.0 / (1 << 53)
	orientRounds = (3 + 16*epsilon) * epsilon
	circleRounds = (10 + 96*epsilon) * epsilon
)

// orient tells on which side of the line a → b the point c lies: > 0 left,
// < 0 right, 0 exactly on it. The sign is exact as long as products of
// coordinates neither overflow nor fall below 1e-290.
func orient(a, b, c mgl64.Vec2) float64 {
	left := (a[0] - c[0]) * (b[1] - c[1])
	right := (a[1] - c[1]) * (b[0] - c[0])
	det := left - right
	if math.Abs(det) > orientRounds*(math.Abs(left)+math.Abs(right)) {
		return det
	}
	if left == 0 && right == 0 { // a factor of each is zero, and differences of numbers are zero only if these are equal
		return 0
	}
	if near(a, c) && near(b, c) && whole(a) && whole(b) && whole(c) {
		return det
	}
	return orientExactly(a, b, c)
}

func orientExactly(a, b, c mgl64.Vec2) float64 {
	left := difference(a[0], c[0]).times(difference(b[1], c[1]))
	right := difference(a[1], c[1]).times(difference(b[0], c[0]))
	return left.minus(right).sign()
}

// incircle tells whether d lies inside (> 0), outside (< 0) or exactly on the
// circle through a, b and c, which go round anticlockwise.
func incircle(a, b, c, d mgl64.Vec2) float64 {
	adx, ady := a[0]-d[0], a[1]-d[1]
	bdx, bdy := b[0]-d[0], b[1]-d[1]
	cdx, cdy := c[0]-d[0], c[1]-d[1]
	bcx, bcy := bdx*cdy, cdx*bdy
	cax, cay := cdx*ady, adx*cdy
	abx, aby := adx*bdy, bdx*ady
	alift, blift, clift := adx*adx+ady*ady, bdx*bdx+bdy*bdy, cdx*cdx+cdy*cdy
	det := alift*(bcx-bcy) + blift*(cax-cay) + clift*(abx-aby)
	size := alift*(math.Abs(bcx)+math.Abs(bcy)) + blift*(math.Abs(cax)+math.Abs(cay)) + clift*(math.Abs(abx)+math.Abs(aby))
	if math.Abs(det) > circleRounds*size {
		return det
	}
	if near(a, d) && near(b, d) && near(c, d) && whole(a) && whole(b) && whole(c) && whole(d) {
		return det
	}
	return incircleExactly(a, b, c, d)
}

// whole tells whether a point's coordinates are whole numbers, as those of cells'
// centres are in the lattice, and their differences exact.
func whole(p mgl64.Vec2) bool {
	const most = 1 << 50
	return p[0] == math.Trunc(p[0]) && p[1] == math.Trunc(p[1]) && math.Abs(p[0]) < most && math.Abs(p[1]) < most
}

// near tells whether whole points are so close that nothing is rounded: the
// terms of incircle then stay below 2⁵³.
func near(a, b mgl64.Vec2) bool {
	const most = 1 << 12
	return math.Abs(a[0]-b[0]) <= most && math.Abs(a[1]-b[1]) <= most
}

func incircleExactly(a, b, c, d mgl64.Vec2) float64 {
	adx, ady := difference(a[0], d[0]), difference(a[1], d[1])
	bdx, bdy := difference(b[0], d[0]), difference(b[1], d[1])
	cdx, cdy := difference(c[0], d[0]), difference(c[1], d[1])
	lift := func(x, y expansion) expansion { return x.times(x).plus(y.times(y)) }
	cross := func(px, py, qx, qy expansion) expansion { return px.times(qy).minus(qx.times(py)) }
	det := lift(adx, ady).times(cross(bdx, bdy, cdx, cdy)).
		plus(lift(bdx, bdy).times(cross(cdx, cdy, adx, ady))).
		plus(lift(cdx, cdy).times(cross(adx, ady, bdx, bdy)))
	return det.sign()
}
