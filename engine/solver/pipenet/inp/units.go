package inp

import "math"

// units turns the file's units into SI.
type units struct {
	us     bool
	flow   float64 // [m³/s]
	length float64 // [m]
	area   float64 // of subcatchments: acre or hectare [m²]
	rain   float64 // inch or millimetre [m]
	rate   float64 // inch or millimetre per hour [m/s]
}

const (
	foot = 0.3048
	inch = 0.0254
)

var flowUnits = map[string]float64{
	"CFS": foot * foot * foot, "GPM": 231 * inch * inch * inch / 60, "MGD": 231e6 * inch * inch * inch / 86400,
	"CMS": 1, "LPS": 1e-3, "MLD": 1e3 / 86400,
}

func unitsOf(flow string) (units, bool) {
	f, ok := flowUnits[flow]
	switch flow {
	case "CFS", "GPM", "MGD":
		return units{true, f, foot, 43560 * foot * foot, inch, inch / 3600}, ok
	}
	return units{false, f, 1, 1e4, 1e-3, 1e-3 / 3600}, ok
}

// weir turns the coefficient of Q = C L h^1.5 into [m^(1/2)/s].
func (u units) weir(c float64) float64 { return c * math.Sqrt(u.length) }
