package hydraulics

import "math"

// orificeDischarge is the coefficient of a sharp-edged hole in a floor.
const orificeDischarge = 0.6

// ShaftFlow is what falls [m³/s] into an open shaft of the given rim [m] and
// area [m²] from water of depth y [m] around it: over the rim as over a weir
// while it is shallow, through the shaft's mouth as through an orifice when it
// is deep.
//
//	Q = min(1.705 rim y^(3/2), 0.6 area √(2 g y))
func ShaftFlow(y, rim, area float64) float64 {
	if y <= 0 {
		return 0
	}
	return math.Min(broadCrest*rim*y*math.Sqrt(y), orificeDischarge*area*math.Sqrt(2*Gravity*y))
}
