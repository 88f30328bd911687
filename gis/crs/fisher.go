package crs

import "math"

// fisherTail returns the chance that a variable of Fisher's distribution with
// m and n degrees of freedom exceeds f: I(n/(n+mf); n/2, m/2) of the
// regularised incomplete beta function I. For the half-integer arguments here a
// series in steps of one ends by itself:
//
//	I(x; a, 1/2 or 1) directly,  I(x; a, b+1) = I(x; a, b) + x^a (1-x)^b Γ(a+b) / (Γ(a) Γ(b+1))
func fisherTail(f float64, m, n int) float64 {
	if !(f > 0) {
		return 1
	}
	a, x := float64(n)/2, float64(n)/(float64(n)+float64(m)*f)
	if m%2 == 0 { // I(x; a, 1) = x^a
		return betaSteps(math.Pow(x, a), x, a, 1, float64(m)/2)
	}
	return betaSteps(studentTail(x, n), x, a, 0.5, float64(m)/2)
}

func betaSteps(value, x, a, b, last float64) float64 {
	for ; b < last-0.25; b++ {
		g1, _ := math.Lgamma(a + b)
		g2, _ := math.Lgamma(a)
		g3, _ := math.Lgamma(b + 1)
		value += math.Exp(a*math.Log(x) + b*math.Log1p(-x) + g1 - g2 - g3)
	}
	return min(value, 1)
}

// studentTail returns I(x; n/2, 1/2), the two-sided tail of Student's
// distribution with n degrees of freedom at t² = n(1-x)/x.
// Source: Abramowitz & Stegun, 26.7.3 and 26.7.4.
func studentTail(x float64, n int) float64 {
	cos2 := x
	cos, sin := math.Sqrt(x), math.Sqrt(1-x)
	if n%2 == 1 {
		sum, term := 0.0, cos
		for k := 1; k <= n-2; k += 2 {
			sum += term
			term *= cos2 * float64(k+1) / float64(k+2)
		}
		return 1 - 2/math.Pi*(math.Atan2(sin, cos)+sin*sum)
	}
	sum, term := 0.0, 1.0
	for k := 0; k <= n-2; k += 2 {
		sum += term
		term *= cos2 * float64(k+1) / float64(k+2)
	}
	return 1 - sin*sum
}
