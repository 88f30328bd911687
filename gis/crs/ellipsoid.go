package crs

import "math"

// Ellipsoid is the figure that stands for the Earth in a datum.
type Ellipsoid struct {
	Code int     // EPSG; 0 when it is not registered
	Name string  //
	A    float64 // semi-major axis a [m]
	InvF float64 // inverse flattening 1/f [-]; 0 for a sphere
}

func (e Ellipsoid) f() float64 {
	if e.InvF == 0 {
		return 0
	}
	return 1 / e.InvF
}

// e2 is the first eccentricity squared, e² = f(2 - f).
func (e Ellipsoid) e2() float64 { f := e.f(); return f * (2 - f) }

func (e Ellipsoid) b() float64 { return e.A * (1 - e.f()) }

// alike tells whether coordinates on both ellipsoids mean the same place to a
// fifth of a millimetre, as on GRS 1980 and WGS 84, whose polar radii differ
// by 0.105 mm.
func (e Ellipsoid) alike(o Ellipsoid) bool {
	return math.Abs(e.A-o.A) < 2e-4 && math.Abs(e.b()-o.b()) < 2e-4
}

// ToECEF returns the geocentric coordinates [m] of longitude and latitude [rad]
// and height above the ellipsoid [m]: x to the prime meridian on the equator,
// z to the north pole.
//
//	x = (ν + h) cos φ cos λ,  y = (ν + h) cos φ sin λ,  z = (ν(1-e²) + h) sin φ,
//	ν = a / √(1 - e² sin² φ)
//
// Source: EPSG Guidance Note 7-2, method 9602.
func (e Ellipsoid) ToECEF(lon, lat, h float64) (x, y, z float64) {
	sin, cos := math.Sincos(lat)
	sinLon, cosLon := math.Sincos(lon)
	e2 := e.e2()
	nu := e.A / math.Sqrt(1-e2*sin*sin)
	return (nu + h) * cos * cosLon, (nu + h) * cos * sinLon, (nu*(1-e2) + h) * sin
}

// FromECEF is the inverse of ToECEF by Bowring's iteration on the reduced
// latitude β:
//
//	tan φ = (z + e'² b sin³ β) / (p - e² a cos³ β),  tan β = (1-f) tan φ
//
// From the surface to satellites three rounds settle it to the last bits; at
// the centre of the Earth, where latitude means nothing, some latitude results.
// Source: Bowring (1976), Survey Review 23.
func (e Ellipsoid) FromECEF(x, y, z float64) (lon, lat, h float64) {
	f, e2, b := e.f(), e.e2(), e.b()
	p := math.Hypot(x, y)
	lon = math.Atan2(y, x)
	second := e2 / (1 - e2) // e'²
	sinB, cosB := unit(z, p*(1-f))
	var sin, cos float64
	for range 3 {
		sin, cos = unit(z+second*b*sinB*sinB*sinB, p-e2*e.A*cosB*cosB*cosB)
		sinB, cosB = unit((1-f)*sin, cos)
	}
	lat = math.Atan2(sin, cos)
	h = p*cos + z*sin - e.A*math.Sqrt(1-e2*sin*sin)
	return lon, lat, h
}

// unit returns sine and cosine of the angle whose tangent is s/c.
func unit(s, c float64) (sin, cos float64) {
	r := math.Sqrt(s*s + c*c)
	if r == 0 {
		return 0, 1
	}
	return s / r, c / r
}
