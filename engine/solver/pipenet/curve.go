package pipenet

import (
	"fmt"
	"math"
	"sort"
)

// Curve is a function given by points, linear between them and level outside.
type Curve struct {
	X, Y []float64 // X rising
}

// Check says whether the points make a curve.
func (c Curve) Check() error {
	if len(c.X) == 0 || len(c.X) != len(c.Y) {
		return fmt.Errorf("%d x for %d y: expected the same number, at least 1", len(c.X), len(c.Y))
	}
	for k := range c.X {
		if math.IsNaN(c.X[k]) || math.IsInf(c.X[k], 0) || math.IsNaN(c.Y[k]) || math.IsInf(c.Y[k], 0) {
			return fmt.Errorf("row %d: (%v, %v): must be finite numbers", k+1, c.X[k], c.Y[k])
		}
		if k > 0 && !(c.X[k] > c.X[k-1]) {
			return fmt.Errorf("row %d: x %v is not greater than %v of the row before", k+1, c.X[k], c.X[k-1])
		}
	}
	return nil
}

// At returns y at x.
func (c Curve) At(x float64) float64 { y, _ := c.slope(x); return y }

// slope returns y and dy/dx at x.
func (c Curve) slope(x float64) (y, dy float64) {
	k := sort.SearchFloat64s(c.X, x)
	switch {
	case len(c.X) == 0:
		return 0, 0
	case k == 0:
		return c.Y[0], 0
	case k == len(c.X):
		return c.Y[k-1], 0
	}
	dy = (c.Y[k] - c.Y[k-1]) / (c.X[k] - c.X[k-1])
	return c.Y[k-1] + (x-c.X[k-1])*dy, dy
}

// step returns the y of the first point beyond x, the last one's at the end: a
// stair.
func (c Curve) step(x float64) float64 {
	if len(c.X) == 0 {
		return 0
	}
	return c.Y[min(sort.Search(len(c.X), func(k int) bool { return c.X[k] > x }), len(c.X)-1)]
}

// rises says whether y is greater at some point than at the one before.
func (c Curve) rises() (row int, yes bool) {
	for k := 1; k < len(c.Y); k++ {
		if c.Y[k] > c.Y[k-1] {
			return k + 1, true
		}
	}
	return 0, false
}
