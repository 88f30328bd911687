package rainfall

import "math"

// erf is the error function to 5e-12 by cubics between tabled values: a moving
// cell needs two of them for every place and step. As the same cubics serve all
// steps, what one step leaves out the next one adds.
func erf(x float64) float64 {
	u := (x + far) * perUnit
	if !(u > 0) {
		return -1
	}
	k := int(u)
	if k >= len(cubics) {
		return 1
	}
	c := &cubics[k]
	u -= float64(k)
	return c[0] + u*(c[1]+u*(c[2]+u*c[3]))
}

const perUnit = 256

var cubics = erfCubics()

// erfCubics returns Hermite cubics over 1/perUnit each, from -far to far.
func erfCubics() [][4]float64 {
	table := make([][4]float64, 2*far*perUnit)
	value := func(k int) (y, dy float64) {
		x := float64(k)/perUnit - far
		return math.Erf(x), 2 / math.SqrtPi * math.Exp(-x*x) / perUnit
	}
	for k := range table {
		y0, d0 := value(k)
		y1, d1 := value(k + 1)
		table[k] = [4]float64{y0, d0, 3*(y1-y0) - 2*d0 - d1, 2*(y0-y1) + d0 + d1}
	}
	return table
}
