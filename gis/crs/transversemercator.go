package crs

import "math"

// transverseMercator is the Gauss-Krüger projection by Krüger's series in the
// third flattening n, to n⁶:
//
//	ξ' = atan2(sin χ, cos χ cos λ),  η' = atanh(cos χ sin λ)
//	ξ + iη = ζ' + Σ αⱼ sin 2jζ'      northing = k₀ A ξ, easting = k₀ A η
//	ζ' = ζ - Σ βⱼ sin 2jζ
//
//	λ   [rad] longitude from the central meridian
//	χ   [rad] conformal latitude
//	k₀  [-]   scale on the central meridian
//	A   [m]   radius of the circle as long as the meridian
//
// For |η'| ≤ 1 the terms left out are below 0.1 µm; that is 49° of longitude
// on the equator and more towards the poles. Beyond, the result is NaN: a
// coordinate that far from its zone is a mistake.
// Source: Karney (2011), equations 35 and 36, after Krüger (1912).
type transverseMercator struct {
	conformal   *conformal
	lon0        float64
	scale       float64 // k₀ A [m]
	fe, fn      float64 // [m]; fn with the northing of the latitude of origin taken off
	alpha, beta [6]float64
}

const (
	maxEta     = 1
	maxSinhEta = 1.1752011936438014 // sinh 1
)

func newTransverseMercator(e Ellipsoid, p Projection) *transverseMercator {
	f := e.f()
	n := f / (2 - f)
	n2 := n * n
	n3 := n2 * n
	n4, n5, n6 := n2*n2, n3*n2, n3*n3
	t := &transverseMercator{
		conformal: newConformal(e), lon0: p.Lon0, fe: p.FalseEast,
		scale: p.Scale * e.A / (1 + n) * (1 + n2/4 + n4/64 + n6/256),
		alpha: [6]float64{
			n/2 - 2*n2/3 + 5*n3/16 + 41*n4/180 - 127*n5/288 + 7891*n6/37800,
			13*n2/48 - 3*n3/5 + 557*n4/1440 + 281*n5/630 - 1983433*n6/1935360,
			61*n3/240 - 103*n4/140 + 15061*n5/26880 + 167603*n6/181440,
			49561*n4/161280 - 179*n5/168 + 6601661*n6/7257600,
			34729*n5/80640 - 3418889*n6/1995840,
			212378941 * n6 / 319334400,
		},
		beta: [6]float64{
			n/2 - 2*n2/3 + 37*n3/96 - n4/360 - 81*n5/512 + 96199*n6/604800,
			n2/48 + n3/15 - 437*n4/1440 + 46*n5/105 - 1118711*n6/3870720,
			17*n3/480 - 37*n4/840 - 209*n5/4480 + 5569*n6/90720,
			4397*n4/161280 - 11*n5/504 - 830251*n6/7257600,
			4583*n5/161280 - 108847*n6/3991680,
			20648693 * n6 / 638668800,
		},
	}
	_, north := t.project(p.Lon0, p.Lat0)
	t.fn = p.FalseNorth - north
	return t
}

func (t *transverseMercator) project(lon, lat float64) (x, y float64) {
	sin, cos := math.Sincos(t.conformal.latitude(lat))
	sinLon, cosLon := math.Sincos(wrap(lon - t.lon0))
	north, across := cos*cosLon, cos*sinLon // with sin, the point on the unit sphere
	r2 := sin*sin + north*north             // = 1 / cosh² η'
	r := math.Sqrt(r2)
	q := across / r // = sinh η'
	if !(math.Abs(q) <= maxSinhEta) {
		return math.NaN(), math.NaN()
	}
	dxi, deta := series(&t.alpha, 2*sin*north/r2, (north*north-sin*sin)/r2, 2*q/r, 1+2*q*q)
	return t.fe + t.scale*(math.Asinh(q)+deta), t.fn + t.scale*(math.Atan2(sin, north)+dxi)
}

func (t *transverseMercator) unproject(x, y float64) (lon, lat float64) {
	xi, eta := (y-t.fn)/t.scale, (x-t.fe)/t.scale
	if !(math.Abs(eta) <= maxEta*1.01) || !(math.Abs(xi) <= math.Pi) {
		return math.NaN(), math.NaN()
	}
	sin2, cos2 := math.Sincos(2 * xi)
	sinh2 := math.Sinh(2 * eta)
	dxi, deta := series(&t.beta, sin2, cos2, sinh2, math.Sqrt(1+sinh2*sinh2))
	sin, cos := math.Sincos(xi - dxi)
	sinh := math.Sinh(eta - deta)
	return wrap(t.lon0 + math.Atan2(sinh, cos)), t.conformal.geodetic(sin, math.Sqrt(sinh*sinh+cos*cos))
}

// series returns real and imaginary part of Σ cⱼ sin 2j(ξ + iη), given sine and
// cosine of 2ξ and their hyperbolic likes of 2η, by Clenshaw's summation in
// complex arithmetic written out.
func series(c *[6]float64, sin, cos, sinh, cosh float64) (re, im float64) {
	// 2 cos 2ζ, with cos(a + ib) = cos a cosh b - i sin a sinh b
	ar, ai := 2*cos*cosh, -2*sin*sinh
	b1r, b1i, b2r, b2i := c[5], 0.0, 0.0, 0.0
	for j := 4; j >= 0; j-- {
		b1r, b2r, b1i, b2i = c[j]+ar*b1r-ai*b1i-b2r, b1r, ar*b1i+ai*b1r-b2i, b1i
	}
	sr, si := sin*cosh, cos*sinh // sin 2ζ
	return sr*b1r - si*b1i, sr*b1i + si*b1r
}
