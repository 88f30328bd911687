package placement

import (
	"shapan/gis/crs"
)

// OnGlobe is where a rectangle of a system lies: longitudes and latitudes of
// WGS 84 [degree].
func OnGlobe(c *crs.CRS, b Bounds) (Bounds, error) {
	if b.Empty() {
		return b, nil
	}
	wgs, err := crs.FromEPSG(4326)
	if err != nil {
		return Bounds{}, err
	}
	t, err := crs.NewTransformation(c, wgs)
	if err != nil {
		return Bounds{}, err
	}
	return around(b, func(x, y float64) (float64, float64) {
		u, v, _ := t.Forward(x, y, 0)
		return u, v
	}), nil
}
