package crs

import "math"

// lambertConic is Lambert's conformal conic projection with one or two
// standard parallels:
//
//	r = a k₀ F e^(-n ψ),  easting = r sin θ,  northing = r₀ - r cos θ,  θ = n (λ - λ₀)
//
// n [-] is the sine of the cone; ψ the isometric latitude; r₀ the radius of the
// latitude of (false) origin [m].
// Source: EPSG Guidance Note 7-2, methods 9801 and 9802; Snyder (1987), p. 108.
type lambertConic struct {
	conformal *conformal
	lon0, n   float64
	k         float64 // a k₀ F [m]
	r0        float64 // [m]
	fe, fn    float64 // [m]
}

func newLambertConic(e Ellipsoid, p Projection) *lambertConic {
	conformal := newConformal(e)
	parallel := func(lat float64) float64 { // radius of the parallel over a
		sin, cos := math.Sincos(lat)
		return cos / math.Sqrt(1-e.e2()*sin*sin)
	}
	first, second := p.Lat0, p.Lat0
	if p.Method == LambertConic2SP {
		first, second = p.Lat1, p.Lat2
	}
	l := &lambertConic{conformal: conformal, lon0: p.Lon0, n: math.Sin(first), fe: p.FalseEast, fn: p.FalseNorth}
	psi := conformal.isometric(first)
	if math.Abs(first-second) > 1e-10 {
		l.n = math.Log(parallel(first)/parallel(second)) / (conformal.isometric(second) - psi)
	}
	l.k = e.A * parallel(first) / l.n * math.Exp(l.n*psi)
	if p.Method == LambertConic1SP {
		l.k *= p.Scale
	}
	l.r0 = l.k * math.Exp(-l.n*conformal.isometric(p.Lat0))
	return l
}

func (l *lambertConic) project(lon, lat float64) (x, y float64) {
	r := l.k * math.Exp(-l.n*l.conformal.isometric(lat))
	sin, cos := math.Sincos(l.n * wrap(lon-l.lon0))
	if !(math.Abs(r) < 1e9) { // the far pole lies at infinity
		return math.NaN(), math.NaN()
	}
	return l.fe + r*sin, l.fn + l.r0 - r*cos
}

func (l *lambertConic) unproject(x, y float64) (lon, lat float64) {
	u, v := x-l.fe, l.r0-(y-l.fn)
	if l.n < 0 {
		u, v = -u, -v
	}
	r := math.Copysign(math.Hypot(u, v), l.n)
	return wrap(l.lon0 + math.Atan2(u, v)/l.n), l.conformal.fromIsometric(math.Log(l.k/r) / l.n)
}
