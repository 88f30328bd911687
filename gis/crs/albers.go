package crs

import "math"

// albers is Albers' equal-area conic projection with two standard parallels:
//
//	ρ = a √(C - n α) / n,  easting = ρ sin θ,  northing = ρ₀ - ρ cos θ,  θ = n (λ - λ₀)
//	α = (1 - e²) (sin φ / (1 - e² sin² φ) + artanh(e sin φ) / e)
//	n = (m₁² - m₂²) / (α₂ - α₁),  C = m₁² + n α₁,  m = cos φ / √(1 - e² sin² φ)
//
// n [-] is the sine of the cone; ρ₀ the radius of the latitude of origin [m]. It
// is China's for maps of the whole country (25° and 47° N, 105° E).
// Source: EPSG Guidance Note 7-2, method 9822; Snyder (1987), p. 101.
type albers struct {
	e2, e   float64
	lon0, n float64
	a, c    float64 // semi-major axis [m], C
	pole    float64 // α of the north pole
	r0      float64 // [m]
	fe, fn  float64 // [m]
}

func newAlbers(e Ellipsoid, p Projection) *albers {
	l := &albers{e2: e.e2(), e: math.Sqrt(e.e2()), a: e.A, lon0: p.Lon0, fe: p.FalseEast, fn: p.FalseNorth}
	m2 := func(lat float64) float64 { // m²
		sin, cos := math.Sincos(lat)
		return cos * cos / (1 - l.e2*sin*sin)
	}
	a1, a2 := l.alpha(p.Lat1), l.alpha(p.Lat2)
	l.n = math.Sin(p.Lat1)
	if math.Abs(p.Lat1-p.Lat2) > 1e-10 {
		l.n = (m2(p.Lat1) - m2(p.Lat2)) / (a2 - a1)
	}
	l.c = m2(p.Lat1) + l.n*a1
	l.pole = l.alpha(math.Pi / 2)
	l.r0 = l.radius(p.Lat0)
	return l
}

// alpha is the area between the equator and a latitude, over a²/2 and an angle.
func (l *albers) alpha(lat float64) float64 {
	sin := math.Sin(lat)
	second := sin // of a sphere
	if l.e > 0 {
		second = math.Atanh(l.e*sin) / l.e
	}
	return (1 - l.e2) * (sin/(1-l.e2*sin*sin) + second)
}

// radius is that of a parallel on the map [m], negative about the south pole. The
// root's argument is (1 - sin φ₁)(1 - sin φ₂) at the pole of a sphere: rounding
// alone makes it negative.
func (l *albers) radius(lat float64) float64 {
	return l.a * math.Sqrt(math.Max(0, l.c-l.n*l.alpha(lat))) / l.n
}

func (l *albers) project(lon, lat float64) (x, y float64) {
	r := l.radius(lat)
	sin, cos := math.Sincos(l.n * wrap(lon-l.lon0))
	return l.fe + r*sin, l.fn + l.r0 - r*cos
}

func (l *albers) unproject(x, y float64) (lon, lat float64) {
	u, v := x-l.fe, l.r0-(y-l.fn)
	if l.n < 0 {
		u, v = -u, -v
	}
	r := math.Hypot(u, v) * l.n / l.a
	return wrap(l.lon0 + math.Atan2(u, v)/l.n), l.latitude((l.c - r*r) / l.n)
}

// latitude is the inverse of alpha: Newton's steps from the latitude of the
// sphere of equal area, from which four are enough.
func (l *albers) latitude(alpha float64) float64 {
	s := alpha / l.pole
	if !(math.Abs(s) <= 1+1e-12) {
		return math.NaN() // beyond the pole
	}
	if math.Abs(s) > 1-1e-14 {
		return math.Copysign(math.Pi/2, s)
	}
	lat := math.Asin(s)
	for range 8 {
		sin, cos := math.Sincos(lat)
		w := 1 - l.e2*sin*sin
		step := (alpha - l.alpha(lat)) * w * w / (2 * (1 - l.e2) * cos)
		lat += step
		if math.Abs(step) < 1e-15 {
			break
		}
	}
	return lat
}
