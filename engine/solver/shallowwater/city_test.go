package shallowwater

import "math"

// city is n×n cells of 1 m: blocks of buildings between streets that fall
// gently to the south, and a pit 16 m deep in the middle.
func city(n int) Config {
	c := Config{Grid: Grid{NX: n, NY: n, Cell: 1}}
	c.Bed, c.Manning, c.Kind = make([]float64, n*n), make([]float64, n*n), make([]Kind, n*n)
	pit := n / 6
	for j := range n {
		for i := range n {
			k := j*n + i
			c.Manning[k] = 0.016
			// 0.3 % fall, a crown in each street, some unevenness.
			c.Bed[k] = 0.003*float64(j) + 0.02*math.Sin(float64(i)*0.7)*math.Sin(float64(j)*0.9)
			if i%60 >= 24 && j%60 >= 24 {
				c.Kind[k] = Blocked
			}
			if abs(i-n/2) < pit/2 && abs(j-n/2) < pit/2 {
				c.Kind[k] = Open
				c.Bed[k] -= 16
			}
		}
	}
	return c
}

func abs(i int) int { return max(i, -i) }

// cityRain is the weight per Open cell: the roofs' rain falls beside them.
func cityRain(c Config) []float32 {
	open := 0
	for _, k := range c.Kind {
		if k == Open {
			open++
		}
	}
	w := make([]float32, len(c.Kind))
	for k := range w {
		w[k] = float32(len(c.Kind)) / float32(open)
	}
	return w
}

// chicago is a storm of total [m] over duration [s] with its peak at 0.4,
// as a rate [m/s] at time t.
func chicago(total, duration, t float64) float64 {
	peak := 0.4 * duration
	x := (t - peak) / (0.12 * duration)
	return total / (0.12 * duration * 1.98) / math.Pow(1+x*x, 0.9)
}
