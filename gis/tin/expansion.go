package tin

import "math"

// An expansion is a sum of float64 that do not overlap, smallest first, and so
// a number without rounding. Source: Shewchuk, Adaptive precision
// floating-point arithmetic and fast robust geometric predicates, Discrete &
// Computational Geometry 18 (1997).
type expansion []float64

// twoSum returns a + b and what rounding took from it.
func twoSum(a, b float64) (sum, lost float64) {
	sum = a + b
	bb := sum - a
	return sum, (a - (sum - bb)) + (b - bb)
}

// twoProduct returns a·b and what rounding took from it.
func twoProduct(a, b float64) (product, lost float64) {
	product = a * b
	return product, math.FMA(a, b, -product)
}

// difference returns a − b exactly.
func difference(a, b float64) expansion {
	d, lost := twoSum(a, -b)
	return expansion{lost, d}.trimmed()
}

// trimmed leaves out zeros.
func (e expansion) trimmed() expansion {
	kept := e[:0]
	for _, v := range e {
		if v != 0 {
			kept = append(kept, v)
		}
	}
	return kept
}

// grown returns e + b for a number b (Shewchuk's GROW-EXPANSION).
func (e expansion) grown(b float64) expansion {
	sum := make(expansion, 0, len(e)+1)
	for _, v := range e {
		var lost float64
		if b, lost = twoSum(b, v); lost != 0 {
			sum = append(sum, lost)
		}
	}
	if b != 0 {
		sum = append(sum, b)
	}
	return sum
}

// plus returns e + f.
func (e expansion) plus(f expansion) expansion {
	for _, v := range f {
		e = e.grown(v)
	}
	return e
}

// minus returns e − f.
func (e expansion) minus(f expansion) expansion {
	for _, v := range f {
		e = e.grown(-v)
	}
	return e
}

// times returns e·f: products of parts are exact as two numbers each, and
// adding them one by one keeps the sum exact.
func (e expansion) times(f expansion) expansion {
	var product expansion
	for _, a := range e {
		for _, b := range f {
			p, lost := twoProduct(a, b)
			product = product.grown(lost).grown(p)
		}
	}
	return product
}

// sign returns −1, 0 or 1: the last part outweighs all others.
func (e expansion) sign() float64 {
	if len(e) == 0 {
		return 0
	}
	return math.Copysign(1, e[len(e)-1])
}
