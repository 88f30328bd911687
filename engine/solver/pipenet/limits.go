package pipenet

import "math"

// outfall is the depth [m] at which q [m³/s] leaves end 2 freely.
func (r *reach) outfall(q float64) float64 {
	y := r.section.critical(q)
	if r.capacity > 0 {
		if normal := r.section.normal(q / r.capacity); normal < y || r.sluice {
			y = normal
		}
	}
	return y
}

// hold keeps q at the normal flow of the depth upstream where the criterion
// asks for it. The criterion sets in over a few millimetres or hundredths of a
// Froude number, so that the flow stays a continuous function of the levels.
func (r *reach) hold(q *float64, y1, y2, a1, w1 float64) {
	if r.capacity <= 0 || r.criterion == NoLimit {
		return
	}
	factor, slope := r.section.factor(y1)
	normal := r.capacity * factor
	over := *q - normal
	if over <= 0 {
		return
	}
	slope *= r.capacity
	if r.criterion != LimitByFroude && y2 > y1 {
		band := 0.05*y1 + 1e-6
		share := min((y2-y1)/band, 1)
		grow := 0.0
		if share < 1 {
			grow = over / band
		}
		*q -= share * over
		r.toward = (1-share)*r.toward + share*slope + grow
		r.away = (1-share)*r.away + grow
		r.held = true
		return
	}
	if r.criterion != LimitBySlope && !r.fall1 && !r.fall2 && y1 > 1e-4 && y2 > 1e-4 && w1 > 0 {
		froude := *q / a1 / math.Sqrt(gravity*a1/w1)
		if share := min((froude-1)/0.05, 1); share > 0 {
			*q -= share * over
			r.toward = (1-share)*r.toward + share*slope
			r.away *= 1 - share
			r.held = true
		}
	}
}

// friction returns g Sf / v² [1/m·m/s²·s²/m²] of a full main at velocity v [m/s]
// and hydraulic radius R [m]: Hazen-Williams v = 0.849 C R^0.63 S^0.54, or
// Darcy-Weisbach with the friction factor of Swamee and Jain (1976).
func (m ForceMain) friction(v, R float64) float64 {
	v = max(v, 0.01)
	if m.HazenWilliams > 0 {
		return gravity * math.Pow(v/(0.849*m.HazenWilliams*math.Pow(R, 0.63)), 1/0.54) / (v * v)
	}
	const viscosity = 1.0e-6 // water at 20 °C [m²/s]
	reynolds := v * 4 * R / viscosity
	if reynolds < 2000 {
		return 64 / reynolds / (8 * R)
	}
	log := math.Log10(m.DarcyWeisbach/(3.7*4*R) + 5.74/math.Pow(max(reynolds, 4000), 0.9))
	return 0.25 / (log * log) / (8 * R)
}
