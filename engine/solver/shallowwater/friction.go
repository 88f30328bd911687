package shallowwater

import "math"

// inverseCubeRoot is x^(-1/3) for normal x > 0 to a relative 3e-10 (tested):
// a guess from the exponent, good to 3.5 %, and three Newton steps
// y ← y (4 - x y³)/3, each of which squares the error and doubles it.
func inverseCubeRoot(x float64) float64 {
	y := math.Float64frombits(0x553ef0ff289dd796 - math.Float64bits(x)/3)
	y *= 4.0/3 - (1.0/3)*x*(y*y*y)
	y *= 4.0/3 - (1.0/3)*x*(y*y*y)
	y *= 4.0/3 - (1.0/3)*x*(y*y*y)
	return y
}

// still is the speed [m/s] that is none: water coming to rest would otherwise
// slow down for ever, at last with denormal numbers, which processors are slow at.
const still = 1e-30

// settle ends a step of a row of cells, whose discharges stand in dqx and dqy:
// friction over dt, then velocity. It returns the largest |u|+|v|+2c, or NaN if
// anything is not a number or a depth is negative.
//
// Friction: q' = q - dt k |q'| q' with k = g n² h^(-7/3), so
// q' = 2 q / (1 + √(1 + 4 dt k |q|)).
func (s *Solver) settle(t *tile, r cellRun, dt float64) float64 {
	n, at := r.n, r.j*t.nx+r.i
	qx, qy := t.dqx[at:][:n], t.dqy[at:][:n]
	h, u, v, rough := s.h[r.cell:][:n], s.u[r.cell:][:n], s.v[r.cell:][:n], s.rough[r.cell:][:n]
	fastest, sum := 0.0, 0.0 // sum: a NaN would hide from a comparison
	for k := range h {
		d := h[k]
		if d <= Film {
			u[k], v[k] = 0, 0
			if d < 0 {
				return math.NaN()
			}
			continue
		}
		y := inverseCubeRoot(d)
		y3 := y * y * y
		drag := 4 * dt * rough[k] * (y3 * y3 * y)
		slow := 2 / (1 + math.Sqrt(1+drag*math.Sqrt(qx[k]*qx[k]+qy[k]*qy[k])))
		slow *= y3 * (2 - d*y3) // 1/d: one more Newton step makes 1e-9 full precision
		uu, vv := qx[k]*slow, qy[k]*slow
		speed := math.Abs(uu) + math.Abs(vv)
		if speed < still {
			uu, vv = 0, 0
		}
		u[k], v[k] = uu, vv
		speed += 2 * math.Sqrt(Gravity*d)
		sum += speed
		if speed > fastest {
			fastest = speed
		}
	}
	if !finite(sum) {
		return math.NaN()
	}
	return fastest
}

// cellSpeed is |u|+|v|+2c, which bounds the step: dt ≤ dx / cellSpeed.
func (s *Solver) cellSpeed(k int) float64 {
	return math.Abs(s.u[k]) + math.Abs(s.v[k]) + 2*celerity(s.h[k])
}
