package crs

import (
	"math"
	"testing"
)

func TestENU(t *testing.T) {
	e := epsg(t, 4490).Datum.Ellipsoid
	lon, lat := radians(121.4737), radians(31.2304)
	f := NewENU(e, lon, lat, 12)
	if x, y, z := f.FromGeographic(lon, lat, 112); math.Hypot(x, y) > 1e-8 || math.Abs(z-100) > 1e-8 {
		t.Errorf("100 m above the origin: %v %v %v", x, y, z)
	}
	// A hundredth of a second along parallel and meridian by their radii.
	sin, cos := math.Sincos(lat)
	w := 1 - e.e2()*sin*sin
	nu, rho := e.A/math.Sqrt(w), e.A*(1-e.e2())/(w*math.Sqrt(w))
	step := 0.01 * arcsecond
	if x, y, _ := f.FromGeographic(lon+step, lat, 12); math.Abs(x-step*(nu+12)*cos) > 1e-8 || math.Abs(y) > 1e-6 {
		t.Errorf("east: %v %v", x, y)
	}
	if x, y, _ := f.FromGeographic(lon, lat+step, 12); math.Abs(y-step*(rho+12)) > 1e-8 || math.Abs(x) > 1e-8 {
		t.Errorf("north: %v %v", x, y)
	}
	// The sagitta of the comment.
	if _, _, up := f.FromGeographic(lon, lat+1000/rho, 12); math.Abs(up+1000*1000/(2*rho)) > 1e-3 {
		t.Errorf("1 km away the ground is at %v m", up)
	}
	a, b, h := f.ToGeographic(f.FromGeographic(lon+0.001, lat-0.002, 50))
	if math.Abs(a-lon-0.001) > 1e-15 || math.Abs(b-lat+0.002) > 1e-15 || math.Abs(h-50) > 1e-8 {
		t.Errorf("there and back: %v %v %v", a-lon, b-lat, h)
	}
}
