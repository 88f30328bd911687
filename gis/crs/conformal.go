package crs

import "math"

// All projections here keep angles (the web's on its sphere), and all go by
// the conformal latitude χ or, what is the same thing on another scale, the
// isometric latitude ψ:
//
//	ψ = asinh(tan φ) - e·atanh(e sin φ) = asinh(tan χ)
//
// conformal goes between φ and χ by series in the third flattening n to n⁶,
//
//	χ = φ + Σ cⱼ sin 2jφ,   φ = χ + Σ dⱼ sin 2jχ
//
// which leave out less than the last bit on any ellipsoid of the Earth and cost
// a fifth of the closed form. The tests compare them with it.
// Source: Karney (2023), On auxiliary latitudes, Survey Review 56, table of
// appendix A, after Krüger (1912).
type conformal struct{ c, d [6]float64 }

func newConformal(e Ellipsoid) *conformal {
	f := e.f()
	n := f / (2 - f)
	n2 := n * n
	n3 := n2 * n
	n4, n5, n6 := n2*n2, n3*n2, n3*n3
	return &conformal{
		c: [6]float64{
			-2*n + 2*n2/3 + 4*n3/3 - 82*n4/45 + 32*n5/45 + 4642*n6/4725,
			5*n2/3 - 16*n3/15 - 13*n4/9 + 904*n5/315 - 1522*n6/945,
			-26*n3/15 + 34*n4/21 + 8*n5/5 - 12686*n6/2835,
			1237*n4/630 - 12*n5/5 - 24832*n6/14175,
			-734*n5/315 + 109598*n6/31185,
			444337 * n6 / 155925,
		},
		d: [6]float64{
			2*n - 2*n2/3 - 2*n3 + 116*n4/45 + 26*n5/45 - 2854*n6/675,
			7*n2/3 - 8*n3/5 - 227*n4/45 + 2704*n5/315 + 2323*n6/945,
			56*n3/15 - 136*n4/35 - 1262*n5/105 + 73814*n6/2835,
			4279*n4/630 - 332*n5/35 - 399572*n6/14175,
			4174*n5/315 - 144838*n6/6237,
			601676 * n6 / 22275,
		},
	}
}

// sines returns Σ cⱼ sin 2ja for the sine and cosine of 2a, by Clenshaw's
// summation.
func sines(c *[6]float64, sin2, cos2 float64) float64 {
	k := 2 * cos2
	b6 := c[5]
	b5 := c[4] + k*b6
	b4 := c[3] + k*b5 - b6
	b3 := c[2] + k*b4 - b5
	b2 := c[1] + k*b3 - b4
	b1 := c[0] + k*b2 - b3
	return sin2 * b1
}

// latitude returns the conformal latitude χ of a latitude φ [rad].
func (c *conformal) latitude(lat float64) float64 {
	sin2, cos2 := math.Sincos(2 * lat)
	return lat + sines(&c.c, sin2, cos2)
}

// geodetic returns the latitude φ [rad] of a conformal latitude whose sine and
// cosine are in the ratio sin : cos, cos not negative.
func (c *conformal) geodetic(sin, cos float64) float64 {
	r := 1 / (sin*sin + cos*cos)
	return math.Atan2(sin, cos) + sines(&c.d, 2*sin*cos*r, (cos*cos-sin*sin)*r)
}

// isometric returns the isometric latitude ψ of a latitude [rad].
func (c *conformal) isometric(lat float64) float64 { return math.Asinh(math.Tan(c.latitude(lat))) }

// fromIsometric returns the latitude [rad] of an isometric latitude ψ.
func (c *conformal) fromIsometric(psi float64) float64 {
	if math.Abs(psi) > 300 { // the pole, and beyond it sinh² would overflow
		return math.Copysign(math.Pi/2, psi)
	}
	return c.geodetic(math.Sinh(psi), 1)
}

// wrap returns an angle in (-π, π].
func wrap(a float64) float64 {
	if a > -math.Pi && a <= math.Pi {
		return a
	}
	a = math.Remainder(a, 2*math.Pi)
	if a == -math.Pi {
		return math.Pi
	}
	return a
}
