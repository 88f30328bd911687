package rainstorm

import "math"

// gaugeFlow is the part of a gauge's memory that is about speed. A gauge has the
// speed of the water that it reads, where that counts as wet.
type gaugeFlow struct {
	MaxSpeed       float64 `json:"max_speed"`         // [m/s]
	TimeOfMaxSpeed float64 `json:"time_of_max_speed"` // [s]; negative: never
}

// velocityAt is the water's at a gauge, along the site's x and y [m/s].
func (m *Model) velocityAt(g *gauge) (u, v float64) {
	cell := g.now(m.water)
	if m.water.DepthAt(cell) < g.wet {
		return 0, 0
	}
	return m.water.VelocityAt(cell)
}

// seeSpeed looks at the speed at time t [s].
func (g *gauge) seeSpeed(t, u, v float64) {
	if speed := math.Hypot(u, v); speed > g.MaxSpeed {
		g.MaxSpeed, g.TimeOfMaxSpeed = speed, t
	}
}
