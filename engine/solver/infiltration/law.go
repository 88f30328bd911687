package infiltration

import "fmt"

// Law is how a class of soil takes up water: GreenAmpt, Horton, ConstantLoss or
// Sealed.
type Law interface {
	check() error

	// capacity sets into[k] to the depth [m] that cell k takes within dt [s] if
	// water stands on it all the time.
	capacity(dt float64, c cells, into []float64)

	// take books what the cells took [m] within dt [s].
	take(dt float64, c cells, took []float64)
}

// cells is the state of some cells of one class, each per area of open soil.
type cells struct {
	water  []float64 // taken up and not evaporated [m]
	spent  []float64 // Horton's; nil if the soil map has none
	ponded []float64 // depth above the ground [m]; nil to leave it out
}

// ConstantLoss takes at a steady rate.
type ConstantLoss struct {
	Rate float64 // [m/s]
}

func (l ConstantLoss) check() error {
	if !(l.Rate >= 0) || !finite(l.Rate) {
		return fmt.Errorf("rate %g m/s: expected ≥ 0", l.Rate)
	}
	return nil
}

func (l ConstantLoss) capacity(dt float64, _ cells, into []float64) {
	for k := range into {
		into[k] = l.Rate * dt
	}
}

func (l ConstantLoss) take(_ float64, c cells, took []float64) {
	for k, x := range took {
		c.water[k] += x
	}
}

// Sealed takes nothing: rock, concrete, a pit's floor slab. It may still have
// storage, and dries by evaporation.
type Sealed struct{}

func (Sealed) check() error                                { return nil }
func (Sealed) capacity(_ float64, _ cells, into []float64) { clear(into) }
func (Sealed) take(dt float64, c cells, took []float64)    { ConstantLoss{}.take(dt, c, took) }
