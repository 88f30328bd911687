package overlay

import (
	"math/rand/v2"
	"testing"
)

// A grid point a hair off a plane is off it: n·x = ±1 where the products are
// near 2⁵², which rounding cannot tell from a plane through the point but
// float64 still holds exactly.
func TestSideIsExact(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	tried := 0
	for tried < 2000 {
		a, b := 1+r.Int64N(1<<26), 1+r.Int64N(1<<26)
		u, v, gcd := bezout(a, b)
		if gcd != 1 {
			continue
		}
		tried++
		for _, sign := range [2]int64{1, -1} {
			p := plane{n: vec{float64(a), float64(b), 0}}
			x := vec{float64(sign * u), float64(sign * v), float64(r.Int64N(1 << 20))}
			if got := p.side(&x); got != int(sign) {
				t.Fatalf("normal (%d, %d, 0): side of %v is %d, want %d", a, b, x, got, sign)
			}
			if got := p.height(&x); got != (wide{}).add(mulWide(sign, 1)) {
				t.Fatalf("height %v, want %d", got, sign)
			}
		}
	}
}

// bezout finds u·a + v·b = gcd.
func bezout(a, b int64) (u, v, gcd int64) {
	u0, v0, u1, v1 := int64(1), int64(0), int64(0), int64(1)
	for b != 0 {
		q := a / b
		a, b = b, a-q*b
		u0, u1 = u1, u0-q*u1
		v0, v1 = v1, v0-q*v1
	}
	return u0, v0, a
}
