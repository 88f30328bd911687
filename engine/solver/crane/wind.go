package crane

import (
	"math"
	"math/rand/v2"
)

// AirDensity at 15 °C and sea level [kg/m³].
const AirDensity = 1.225

// Terrain says how the wind grows with height: v(z) = v₁₀ (z/10)^Alpha, and how
// gusty it is: the standard deviation's share of the mean, Turbulence (z/10)^-Alpha.
// The categories of GB 50009-2012, 8.2.1 and 8.4.6, to be verified.
type Terrain struct {
	Alpha      float64
	Turbulence float64 // at 10 m
	Least      float64 // height below which nothing changes [m]
}

// Terrains by the letter of their category: sea and shore, open country, town,
// town of high buildings.
var Terrains = map[string]Terrain{
	"A": {0.12, 0.12, 5}, "B": {0.15, 0.14, 10}, "C": {0.22, 0.23, 15}, "D": {0.30, 0.39, 30},
}

// At is the mean wind at a height [m] where that at 10 m in the same terrain is
// given [m/s].
func (t Terrain) At(at10, height float64) float64 {
	return at10 * math.Pow(max(height, t.Least)/10, t.Alpha)
}

// Deviation is the standard deviation of gusts at a height where the mean there
// is given [m/s].
func (t Terrain) Deviation(mean, height float64) float64 {
	return mean * t.Turbulence * math.Pow(max(height, t.Least)/10, -t.Alpha)
}

// Gusts is a series of fluctuations whose standard deviation is 1: waves of
// random phase after Davenport's spectrum (1961, Q. J. R. Met. Soc. 87),
// f S(f) / σ² = 2/3 x² / (1 + x²)^(4/3), x = 1200 m · f / v₁₀.
type Gusts struct {
	frequency, phase, height [64]float64 // [Hz], [rad]
}

// NewGusts draws the phases for a mean wind at 10 m [m/s]. Equal seeds give equal
// gusts.
func NewGusts(mean10 float64, seed uint64) *Gusts {
	g := &Gusts{}
	r := rand.New(rand.NewPCG(seed, 0x9e3779b97f4a7c15))
	const slowest, fastest = 1.0 / 600, 1.0 // of gusts: mean winds are those of 10 minutes
	n := float64(len(g.frequency))
	sum := 0.0
	for k := range g.frequency {
		low := slowest * math.Pow(fastest/slowest, float64(k)/n)
		high := slowest * math.Pow(fastest/slowest, float64(k+1)/n)
		f := low + (high-low)*r.Float64() // so that the series does not repeat
		x := 1200 * f / max(mean10, 0.1)
		power := x * x / math.Pow(1+x*x, 4.0/3) / f * (high - low)
		g.frequency[k], g.phase[k], g.height[k] = f, 2*math.Pi*r.Float64(), math.Sqrt(2*power)
		sum += power
	}
	for k := range g.height {
		g.height[k] /= math.Sqrt(sum)
	}
	return g
}

// At is the fluctuation at an instant [s].
func (g *Gusts) At(t float64) float64 {
	sum := 0.0
	for k, f := range g.frequency {
		sum += g.height[k] * math.Cos(2*math.Pi*f*t+g.phase[k])
	}
	return sum
}
