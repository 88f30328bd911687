package shallowwater

import (
	"math"
	"testing"
)

// The pace by which the first order chooses its steps is no less than the
// largest eigenvalue of |A|+|B| and no more than |u|+|v|+2c. In the variables
// (√(g/h) h, u, v), in which A and B are symmetric, |A| is with U = |u|
//
//	max(c,U)  min(c,U)  0
//	min(c,U)  max(c,U)  0      (up to signs)
//	0         0         U
//
// and |B| the same with V for v in place of u.
func TestPaceIsStable(t *testing.T) {
	least := 1.0
	for _, h := range []float64{1e-5, 0.02, 1, 30} {
		c := math.Sqrt(Gravity * h)
		for i := range 81 {
			for j := range 81 {
				u, v := c*math.Pow(float64(i)/40, 2)*2, c*math.Pow(float64(j)/40, 2)*2 // to 8 c
				want := largestOf(u, v, c)
				got := float64(paceOf(float32(h), float32(-u), float32(v), 1))
				most := u + v + 2*c
				if got < want*(1-1e-6) || got > most*(1+1e-6) {
					t.Fatalf("U = %.3g c, V = %.3g c: pace %.6g, eigenvalue %.6g, |u|+|v|+2c %.6g", u/c, v/c, got, want, most)
				}
				least = min(least, got/most)
			}
		}
	}
	t.Logf("pace is down to %.3f of |u|+|v|+2c", least)
	if least < 1.5/swiftest {
		t.Errorf("pace is down to %g of |u|+|v|+2c: swiftest is for %g", least, 1.5/swiftest)
	}
}

// largestOf is the largest eigenvalue of |A|+|B|: the largest root of
// λ - a = p²/(λ - b) + q²/(λ - d).
func largestOf(u, v, c float64) float64 {
	x, y := max(c, u), max(c, v)
	p, q := min(c, u), min(c, v)
	a, b, d := x+y, x+v, y+u
	low, high := max(a, b, d), a+b+d
	for range 80 {
		mid := (low + high) / 2
		if mid-a < p*p/(mid-b)+q*q/(mid-d) {
			low = mid
		} else {
			high = mid
		}
	}
	return high
}
