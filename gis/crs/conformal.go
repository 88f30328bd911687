package crs

import "math"

// All projections here keep angles (the web's on its sphere), and all go by
// the conformal latitude χ or, what is the same thing on another scale, the
// isometric latitude ψ:
//
//	ψ = asinh(tan φ) - e·atanh(e sin φ) = asinh(tan χ)
//
// Tangents instead of angles lose nothing near the poles.
// Source: Karney (2011), Transverse Mercator with an accuracy of a few
// nanometers, J. Geodesy 85, equations 7 to 9 and 19 to 21.

// conformalTan returns tan χ for tan φ; ecc is the first eccentricity e.
func conformalTan(tan, ecc float64) float64 {
	if ecc == 0 {
		return tan
	}
	sec := math.Sqrt(1 + tan*tan)
	sigma := math.Sinh(ecc * math.Atanh(ecc*tan/sec))
	return tan*math.Sqrt(1+sigma*sigma) - sigma*sec
}

// geodeticTan returns tan φ for tan χ by Newton's method on conformalTan; the
// second round is at the last bits already.
func geodeticTan(conformal, ecc float64) float64 {
	if ecc == 0 {
		return conformal
	}
	e2 := ecc * ecc
	tan := conformal / (1 - e2)
	if math.Abs(conformal) > 70 { // near the pole tan χ and tan φ differ by a constant factor
		tan = conformal * math.Exp(ecc*math.Atanh(ecc))
	}
	if math.Abs(tan) > 1e10 {
		return tan
	}
	for range 5 {
		sec2 := 1 + tan*tan
		f := conformalTan(tan, ecc)
		step := (conformal - f) / math.Sqrt(1+f*f) * (1 + (1-e2)*tan*tan) / ((1 - e2) * math.Sqrt(sec2))
		tan += step
		if !(math.Abs(step) > 1e-9*math.Max(1, math.Abs(tan))) { // the error left is this one squared
			break
		}
	}
	return tan
}

// isometric returns the isometric latitude ψ of a latitude [rad].
func isometric(lat, ecc float64) float64 { return math.Asinh(conformalTan(math.Tan(lat), ecc)) }

// fromIsometric returns the latitude [rad] of an isometric latitude ψ.
func fromIsometric(psi, ecc float64) float64 { return math.Atan(geodeticTan(math.Sinh(psi), ecc)) }

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
