package crane

import "math"

// Drive is how fast one motion may be and how fast that changes; in metres or
// radians, per second.
type Drive struct {
	Speed  float64 // at most [unit/s]
	Accel  float64 // gathering speed [unit/s²]
	Brake  float64 // losing it [unit/s²]
	Urgent float64 // losing it in an emergency; 0: Brake [unit/s²]
}

// Motion is where a drive is and how fast it moves.
type Motion struct {
	At   float64 // [unit]
	Rate float64 // [unit/s]
}

// brake is the deceleration of a stop.
func (d *Drive) brake(urgent bool) float64 {
	if urgent && d.Urgent > 0 {
		return d.Urgent
	}
	return d.Brake
}

// Stopping is how far a motion goes on [unit]: at its present rate for a
// reaction time [s], then down to rest.
func (d *Drive) Stopping(rate, reaction float64, urgent bool) float64 {
	rate = math.Abs(rate)
	return rate*reaction + rate*rate/(2*d.brake(urgent))
}

// Within is the greatest rate from which a motion comes to rest within a
// distance [unit], a reaction time [s] included: the root of Stopping.
func (d *Drive) Within(distance, reaction float64, urgent bool) float64 {
	if distance <= 0 {
		return 0
	}
	b := d.brake(urgent)
	bt := b * reaction
	return math.Sqrt(bt*bt+2*b*distance) - bt
}

// Advance moves a motion by dt [s] towards a rate. It changes at most by the
// drive's acceleration away from rest and its brake's towards rest; a reversal
// does the one after the other. The position is the exact integral.
func (d *Drive) Advance(m Motion, target, dt float64, urgent bool) Motion {
	target = max(-d.Speed, min(target, d.Speed))
	if dt > 0 && m.Rate*target < 0 || m.Rate != 0 && math.Abs(target) < math.Abs(m.Rate) {
		goal := target
		if m.Rate*target < 0 {
			goal = 0
		}
		m, dt = ramp(m, goal, d.brake(urgent), dt)
	}
	if dt > 0 && m.Rate != target {
		m, dt = ramp(m, target, d.Accel, dt)
	}
	m.At += m.Rate * dt
	return m
}

// ramp changes the rate towards a goal and returns the time that is left then.
func ramp(m Motion, goal, accel, dt float64) (Motion, float64) {
	need := math.Abs(goal-m.Rate) / accel
	if need <= dt {
		m.At += 0.5 * (m.Rate + goal) * need
		m.Rate = goal
		return m, dt - need
	}
	rate := m.Rate + math.Copysign(accel*dt, goal-m.Rate)
	m.At += 0.5 * (m.Rate + rate) * dt
	m.Rate = rate
	return m, 0
}

// Between is Advance that comes to rest at the ends of a range, whatever is
// asked for: it brakes as soon as it has to.
func (d *Drive) Between(m Motion, target, low, high, dt float64, urgent bool) Motion {
	stops := func(m Motion) bool {
		rest := m.At + math.Copysign(d.Stopping(m.Rate, 0, urgent), m.Rate)
		return rest <= high && rest >= low
	}
	end := d.Advance(m, target, dt, urgent)
	if !stops(end) {
		// The longest share of the step with the lever as it is, then the brake.
		free, late := 0.0, dt
		for range 50 {
			if t := (free + late) / 2; stops(d.Advance(m, target, t, urgent)) {
				free = t
			} else {
				late = t
			}
		}
		end = d.Advance(d.Advance(m, target, free, urgent), 0, dt-free, urgent)
	}
	if end.At > high || end.At < low { // it stood so near that no brake helps, or by rounding
		end = Motion{At: max(low, min(end.At, high))}
	}
	return end
}
