package terrain

import (
	"math"

	"shapan/engine"
)

// Slope returns the angle of the ground [rad] and the azimuth it faces downhill
// [rad, clockwise from the grid's north, 0 to 2π], both by Horn's weights (Hill
// shading and the reflectance map, Proc. IEEE 69, 1981):
//
//	∂z/∂x = ((z_ne + 2 z_e + z_se) − (z_nw + 2 z_w + z_sw)) / 8 c,  ∂z/∂y alike
//
// A neighbour that is missing is where a plane through the cell and the others
// would have it, or level with the cell. Where the ground is
// level, the aspect is NaN; where it has no data, both.
func Slope(f *engine.Field) (slope, aspect *engine.Field) {
	slope = &engine.Field{Name: "slope", Unit: "rad", Grid: f.Grid, Values: make([]float32, len(f.Values))}
	aspect = &engine.Field{Name: "aspect", Unit: "rad", Grid: f.Grid, Values: make([]float32, len(f.Values))}
	weight := [8]float64{2, 1, 2, 1, 2, 1, 2, 1} // as around
	for cell, value := range f.Values {
		centre := float64(value)
		var z [8]float64
		for d := range z {
			z[d] = math.NaN()
			if n := neighbour(f.Grid, cell, d); n >= 0 {
				z[d] = float64(f.Values[n])
			}
		}
		for d := 0; d < 8; d += 2 { // east, north, west, south
			if math.IsNaN(z[d]) {
				if z[d] = 2*centre - z[(d+4)%8]; math.IsNaN(z[d]) {
					z[d] = centre
				}
			}
		}
		var gx, gy float64
		for d, way := range around {
			if math.IsNaN(z[d]) { // across: from those beside it
				z[d] = z[(d+1)%8] + z[(d+7)%8] - centre
			}
			gx += float64(way[0]) * weight[d] * z[d]
			gy += float64(way[1]) * weight[d] * z[d]
		}
		gx, gy = gx/(8*f.Grid.Cell), gy/(8*f.Grid.Cell)
		slope.Values[cell] = float32(math.Atan(math.Hypot(gx, gy)))
		if gx == 0 && gy == 0 || math.IsNaN(centre) {
			aspect.Values[cell] = float32(math.NaN())
			continue
		}
		azimuth := math.Atan2(-gx, -gy)
		if azimuth < 0 {
			azimuth += 2 * math.Pi
		}
		aspect.Values[cell] = float32(azimuth)
	}
	return slope, aspect
}
