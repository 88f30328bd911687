package crs

import "math"

// obliqueStereographic is the double projection that the Dutch RD system and
// others use: conformally from the ellipsoid to a sphere, then by the
// stereographic projection to the plane.
//
//	R  = √(ρ₀ ν₀)                        [m] radius of the sphere
//	n  = √(1 + e² cos⁴ φ₀ / (1 - e²))    [-]
//	Λ  = n (λ - λ₀),  tan χ = sinh(n ψ + c)
//	easting  = 2 R k₀ cos χ sin Λ / B,  northing = 2 R k₀ (sin χ cos χ₀ - cos χ sin χ₀ cos Λ) / B
//	B  = 1 + sin χ sin χ₀ + cos χ cos χ₀ cos Λ
//
// The constant c makes the map of the origin conformal to second order. The
// published form with w = c (Sₐ Sᵦᵉ)ⁿ is this one with ln w = 2 (n ψ + c).
// Source: EPSG Guidance Note 7-2, method 9809.
type obliqueStereographic struct {
	conformal  *conformal
	lon0, n, c float64
	sin0, cos0 float64 // of χ₀
	diameter   float64 // 2 R k₀ [m]
	fe, fn     float64 // [m]
}

func newObliqueStereographic(e Ellipsoid, p Projection) *obliqueStereographic {
	e2 := e.e2()
	conformal := newConformal(e)
	sin, cos := math.Sincos(p.Lat0)
	w := 1 - e2*sin*sin
	rho, nu := e.A*(1-e2)/(w*math.Sqrt(w)), e.A/math.Sqrt(w)
	n := math.Sqrt(1 + e2*cos*cos*cos*cos/(1-e2))
	// On the sphere sin χ₀ = sin φ₀ / n, from which c follows.
	chi0 := math.Asin(sin / n)
	sin0, cos0 := math.Sincos(chi0)
	return &obliqueStereographic{
		conformal: conformal, lon0: p.Lon0, n: n, c: math.Asinh(math.Tan(chi0)) - n*conformal.isometric(p.Lat0),
		sin0: sin0, cos0: cos0, diameter: 2 * p.Scale * math.Sqrt(rho*nu), fe: p.FalseEast, fn: p.FalseNorth,
	}
}

func (s *obliqueStereographic) project(lon, lat float64) (x, y float64) {
	tan := math.Sinh(s.n*s.conformal.isometric(lat) + s.c)
	cos := 1 / math.Sqrt(1+tan*tan)
	sin := tan * cos
	sinL, cosL := math.Sincos(s.n * wrap(lon-s.lon0))
	b := 1 + sin*s.sin0 + cos*s.cos0*cosL
	if !(b > 1e-3) { // the antipode lies at infinity
		return math.NaN(), math.NaN()
	}
	k := s.diameter / b
	return s.fe + k*cos*sinL, s.fn + k*(sin*s.cos0-cos*s.sin0*cosL)
}

func (s *obliqueStereographic) unproject(x, y float64) (lon, lat float64) {
	u, v := (x-s.fe)/s.diameter, (y-s.fn)/s.diameter
	// The point on the unit sphere, times 1 + q, in axes along χ₀'s radius,
	// east and north; tangents of half angles need no arc functions.
	q := u*u + v*v
	up, east, north := 1-q, 2*u, 2*v
	axis := up*s.sin0 + north*s.cos0 // towards the pole
	equator := up*s.cos0 - north*s.sin0
	r := math.Hypot(equator, east)
	lon = wrap(s.lon0 + math.Atan2(east, equator)/s.n)
	return lon, s.conformal.fromIsometric((math.Asinh(axis/r) - s.c) / s.n)
}
