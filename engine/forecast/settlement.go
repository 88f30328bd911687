package forecast

import "math"

// Law is a fitted law: the value that it gives at an instant [s].
type Law interface{ At(t float64) float64 }

// Hyperbola is s = S0 + (t − T0) / (A + B (t − T0)).
type Hyperbola struct{ T0, S0, A, B float64 }

// At implements Law.
func (h Hyperbola) At(t float64) float64 {
	x := t - h.T0
	return h.S0 + x/(h.A+h.B*x)
}

// Final is what it settles to, S0 + 1/B; infinite if it does not.
func (h Hyperbola) Final() float64 {
	if h.B == 0 {
		return math.Inf(1)
	}
	return h.S0 + 1/h.B
}

// FitHyperbola fits a hyperbola from the first reading on: (t − t₀)/(s − s₀) is a
// straight line of t. Readings that have hardly moved say little about it and are
// left out. ok is false if the law does not hold: it would not come to rest.
func FitHyperbola(s Series) (h Hyperbola, ok bool) {
	if s.Len() < 4 {
		return h, false
	}
	t0, s0 := s.T[0], s.Y[0]
	most := 0.0
	for _, y := range s.Y {
		most = max(most, math.Abs(y-s0))
	}
	var x, z []float64
	for k := 1; k < s.Len(); k++ {
		if d := s.Y[k] - s0; math.Abs(d) > 0.2*most {
			x, z = append(x, s.T[k]-t0), append(z, (s.T[k]-t0)/d)
		}
	}
	if len(x) < 3 {
		return h, false
	}
	a, b, ok := line(x, z)
	if !ok || b == 0 || a*b <= 0 { // of two signs: it has a pole ahead
		return h, false
	}
	return Hyperbola{t0, s0, a, b}, true
}

// AsaokaLaw is sₖ = Beta0 + Beta1 sₖ₋₁ from the last reading on.
type AsaokaLaw struct {
	Beta0, Beta1 float64
	Step         float64 // [s]
	T, Y         float64 // of the last reading
}

// At implements Law: between steps it goes on as the exponential that they are on.
func (a AsaokaLaw) At(t float64) float64 {
	final := a.Final()
	return final + (a.Y-final)*math.Pow(a.Beta1, (t-a.T)/a.Step)
}

// Final is what it settles to.
func (a AsaokaLaw) Final() float64 { return a.Beta0 / (1 - a.Beta1) }

// FitAsaoka fits Asaoka's law to a series. ok is false if it does not come to
// rest: β₁ has to lie between 0 and 1.
func FitAsaoka(s Series) (a AsaokaLaw, ok bool) {
	values, step := s.Even(200)
	if len(values) < 4 || step <= 0 {
		return a, false
	}
	b0, b1, ok := line(values[:len(values)-1], values[1:])
	if !ok || !(b1 > 0 && b1 < 1) {
		return a, false
	}
	n := s.Len() - 1
	return AsaokaLaw{b0, b1, step, s.T[n], s.Y[n]}, true
}

// Peck is the settlement trough over a tunnel (Peck 1969): S(x) = S_max
// exp(−x²/2i²), i = K z₀, S_max = V_L π D²/4 / (√(2π) i).
type Peck struct {
	Depth    float64 // of the tunnel's axis, z₀ [m]
	K        float64 // 0.25–0.45 in sand, 0.4–0.6 in clay
	Diameter float64 // [m]
	Loss     float64 // of volume, share
}

// Width is the distance i of the trough's inflexion from its middle [m].
func (p Peck) Width() float64 { return p.K * p.Depth }

// At is the settlement at a distance from the tunnel's axis in plan [m].
func (p Peck) At(x float64) float64 {
	i := p.Width()
	most := p.Loss * math.Pi * p.Diameter * p.Diameter / 4 / (math.Sqrt(2*math.Pi) * i)
	return most * math.Exp(-x*x/(2*i*i))
}
