package infiltration

import (
	"fmt"
	"time"
)

// Evaporation is the rate by calendar month, January first [m/s]; zero is none.
type Evaporation [12]float64

// NewEvaporation takes rates in mm/day: 1 for all months or 12.
func NewEvaporation(mmPerDay ...float64) (Evaporation, error) {
	var e Evaporation
	if len(mmPerDay) != 1 && len(mmPerDay) != 12 {
		return e, fmt.Errorf("%d rates of evaporation: expected 1, or 12 from January to December", len(mmPerDay))
	}
	for k := range e {
		x := mmPerDay[k%len(mmPerDay)]
		if !(x >= 0 && x <= 50) {
			return Evaporation{}, fmt.Errorf("evaporation of month %d: %g mm/day: expected 0 to 50", k+1, x)
		}
		e[k] = x / 1000 / 86400
	}
	return e, nil
}

// At returns the rate at an instant [m/s], for Soil.SetEvaporation.
func (e Evaporation) At(t time.Time) float64 { return e[t.Month()-1] }
