package crs

import "math"

// ENU is a local frame of east, north and up [m] at a point of an ellipsoid: a
// flat plane that touches it there. At 1 km from the origin the ground is 8 cm
// below the plane, at 5 km 2 m: a site is laid out on a map grid, not in it.
type ENU struct {
	ellipsoid                Ellipsoid
	x, y, z                  float64 // of the origin, geocentric [m]
	sinLon, cosLon, sin, cos float64
}

// NewENU puts the origin at longitude and latitude [rad] and height above the
// ellipsoid [m].
func NewENU(e Ellipsoid, lon, lat, h float64) *ENU {
	f := &ENU{ellipsoid: e}
	f.x, f.y, f.z = e.ToECEF(lon, lat, h)
	f.sinLon, f.cosLon = math.Sincos(lon)
	f.sin, f.cos = math.Sincos(lat)
	return f
}

// FromECEF returns the local coordinates of a geocentric point [m].
func (f *ENU) FromECEF(x, y, z float64) (east, north, up float64) {
	dx, dy, dz := x-f.x, y-f.y, z-f.z
	out := f.cosLon*dx + f.sinLon*dy // from the axis of the Earth, in the plane of the origin's meridian
	return f.cosLon*dy - f.sinLon*dx, f.cos*dz - f.sin*out, f.sin*dz + f.cos*out
}

// ToECEF is the inverse of FromECEF.
func (f *ENU) ToECEF(east, north, up float64) (x, y, z float64) {
	out := f.cos*up - f.sin*north
	return f.x + f.cosLon*out - f.sinLon*east, f.y + f.sinLon*out + f.cosLon*east, f.z + f.cos*north + f.sin*up
}

// FromGeographic returns the local coordinates of longitude and latitude [rad]
// and height above the ellipsoid [m].
func (f *ENU) FromGeographic(lon, lat, h float64) (east, north, up float64) {
	return f.FromECEF(f.ellipsoid.ToECEF(lon, lat, h))
}

// ToGeographic is the inverse of FromGeographic.
func (f *ENU) ToGeographic(east, north, up float64) (lon, lat, h float64) {
	return f.ellipsoid.FromECEF(f.ToECEF(east, north, up))
}
