package overlay

import (
	"math/big"
	"math/bits"
)

// wide is a whole number of 128 bits with a sign: enough for the height of a
// grid point over a plane (81 bits) times an edge (27 bits).
type wide struct {
	hi int64
	lo uint64
}

func mulWide(a, b int64) wide {
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	h := int64(hi)
	if a < 0 {
		h -= b
	}
	if b < 0 {
		h -= a
	}
	return wide{h, lo}
}

func (a wide) add(b wide) wide {
	lo, carry := bits.Add64(a.lo, b.lo, 0)
	hi, _ := bits.Add64(uint64(a.hi), uint64(b.hi), carry)
	return wide{int64(hi), lo}
}

func (a wide) sub(b wide) wide {
	lo, borrow := bits.Sub64(a.lo, b.lo, 0)
	hi, _ := bits.Sub64(uint64(a.hi), uint64(b.hi), borrow)
	return wide{int64(hi), lo}
}

// times is the product where it fits 128 bits.
func (a wide) times(m int64) wide {
	hi, lo := bits.Mul64(a.lo, uint64(m))
	h := int64(hi) + a.hi*m
	if m < 0 {
		h -= int64(a.lo)
	}
	return wide{h, lo}
}

func (a wide) sign() int {
	switch {
	case a.hi < 0:
		return -1
	case a.hi == 0 && a.lo == 0:
		return 0
	}
	return 1
}

// float is the number rounded: right to a few parts in 2⁵³.
func (a wide) float() float64 {
	if a.hi < 0 {
		return -(wide{}.sub(a)).float()
	}
	return float64(a.hi)*(1<<64) + float64(a.lo)
}

func (a wide) big() *big.Int {
	out := big.NewInt(a.hi)
	out.Lsh(out, 64)
	return out.Add(out, new(big.Int).SetUint64(a.lo))
}
