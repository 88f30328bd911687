package crane

import "math"

// Margins are what a stop must leave room for, and the times in it.
type Margins struct {
	Sensor   float64 // until a reading is known [s]
	Operator float64 // until a person acts on a warning [s]
	Clear    float64 // that must be left [m]
	Swing    float64 // radius of the load's swing [m]
}

// Arcs are how far before a thing, along its arc, a slewing crane is warned, is
// slowed and is stopped [rad].
type Arcs struct{ Warn, Slow, Stop float64 }

// SlewArcs finds them for a rate of slewing [rad/s] and the radius at which it
// would touch [m]: a stop by the machine needs the sensor's time and the brake, a
// slow-down twice the brake's way, so that full braking is never needed after it,
// and a warning the operator's time too.
func (c *Crane) SlewArcs(rate, radius float64, m Margins) Arcs {
	rate = math.Abs(rate)
	room := 0.0
	if radius > 0 {
		room = (m.Clear + m.Swing) / radius
	}
	brake := rate * rate / (2 * c.Slewing.Brake)
	stop := rate*m.Sensor + brake + room
	slow := stop + brake
	return Arcs{Warn: max(slow, rate*(m.Sensor+m.Operator)+brake+room), Slow: slow, Stop: stop}
}
