package crs

import "math"

// mercator is the Mercator projection of the ellipsoid:
//
//	easting = a k₀ (λ - λ₀),  northing = a k₀ ψ
//
// with the isometric latitude ψ of the ellipsoid or, for the web's "pseudo"
// Mercator, of a sphere that is given the ellipsoid's latitudes: that one keeps
// no angles and is 0.7 % too short north–south at the equator.
// Source: EPSG Guidance Note 7-2, methods 9804, 9805 and 1024.
type mercator struct {
	conformal *conformal
	lon0      float64
	radius    float64 // a k₀ [m]
	fe, fn    float64 // [m]
}

func newMercator(e Ellipsoid, p Projection) *mercator {
	m := &mercator{conformal: newConformal(e), lon0: p.Lon0, radius: e.A, fe: p.FalseEast, fn: p.FalseNorth}
	switch p.Method {
	case MercatorA:
		m.radius *= p.Scale
	case MercatorB:
		sin, cos := math.Sincos(p.Lat1)
		m.radius *= cos / math.Sqrt(1-e.e2()*sin*sin)
	case WebMercator:
		m.conformal = newConformal(Ellipsoid{A: e.A})
	}
	if p.Lat0 != 0 {
		m.fn -= m.radius * m.conformal.isometric(p.Lat0)
	}
	return m
}

func (m *mercator) project(lon, lat float64) (x, y float64) {
	if math.Abs(lat) > math.Pi/2-1e-9 { // the poles lie at infinity
		return math.NaN(), math.NaN()
	}
	return m.fe + m.radius*wrap(lon-m.lon0), m.fn + m.radius*m.conformal.isometric(lat)
}

func (m *mercator) unproject(x, y float64) (lon, lat float64) {
	return wrap(m.lon0 + (x-m.fe)/m.radius), m.conformal.fromIsometric((y - m.fn) / m.radius)
}
