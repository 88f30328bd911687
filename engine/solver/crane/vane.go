package crane

import "math"

// Vane is what the wind finds when a crane's slewing brake is open.
type Vane struct {
	Jib, Counter       float64 // area seen from the side times force coefficient [m²]
	JibArm, CounterArm float64 // of its middle from the mast's axis [m]
	Inertia            float64 // round the mast's axis [kg m²]
	Friction           float64 // torque that the slewing ring takes [N m]
}

// Torque is the wind's round the mast's axis [N m], anticlockwise, on a jib of
// some bearing and rate [rad], [rad/s]; the wind goes to a bearing at a speed
// [m/s]. Each side of the jib feels the wind across it, past its own motion.
func (v *Vane) Torque(slew, rate, windTo, speed float64) float64 {
	across := speed * math.Sin(windTo-slew) // positive turns the jib anticlockwise
	push := func(area, arm float64) float64 {
		past := across - rate*arm
		return 0.5 * AirDensity * area * math.Abs(past) * past * arm
	}
	return push(v.Jib, v.JibArm) + push(v.Counter, -v.CounterArm)
}

// Advance turns a free crane by dt [s] in a steady wind. Friction holds it where
// the wind's torque is less.
func (v *Vane) Advance(m Motion, windTo, speed, dt float64) Motion {
	n := max(math.Ceil(dt/0.05-1e-9), 1)
	h := dt / n
	for range int(n) {
		accel := func(m Motion) float64 { return v.Torque(m.At, m.Rate, windTo, speed) / v.Inertia }
		grip := v.Friction / v.Inertia
		if math.Abs(m.Rate) <= grip*h && math.Abs(accel(Motion{At: m.At})) <= grip {
			m.Rate = 0
			continue
		}
		hold := -math.Copysign(grip, m.Rate)
		if m.Rate == 0 {
			hold = -math.Copysign(grip, accel(m))
		}
		a1 := accel(m) + hold
		mid := Motion{m.At + m.Rate*h/2, m.Rate + a1*h/2}
		a2 := accel(mid) + hold
		rate := m.Rate + a2*h
		if m.Rate*rate < 0 { // friction brings to rest, it does not turn back
			m.At += m.Rate * h / 2
			m.Rate = 0
			continue
		}
		m.At += mid.Rate * h
		m.Rate = rate
	}
	return m
}
