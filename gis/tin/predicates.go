package tin

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// Bounds on what rounding can do to the plain formulas, as shares of the sum of
// their terms' sizes; Shewchuk (1997), with ε = 2⁻⁵³.
const (
	epsilon       = 1.0 / (1 << 53)
	orientRounds  = (3 + 16*epsilon) * epsilon
	circleRounds  = (10 + 96*epsilon) * epsilon
	wholeAndSmall = 1 << 12 // whole numbers up to this leave incircle's terms below 2⁵³: nothing is rounded
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
	if small(adx) && small(ady) && small(bdx) && small(bdy) && small(cdx) && small(cdy) &&
		small(a[0]) && small(a[1]) && small(d[0]) && small(d[1]) && small(b[0]) && small(b[1]) && small(c[0]) && small(c[1]) {
		return det
	}
	return incircleExactly(a, b, c, d)
}

// small tells whether a number is whole and not large: cells' centres are.
func small(v float64) bool { return math.Abs(v) <= wholeAndSmall && v == math.Trunc(v) }

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
