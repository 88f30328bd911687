// Package alarm judges observations against limits. It is pure: the level
// before and the value now give the level now.
package alarm

import (
	"math"

	"shapan/engine"
)

// Limits are the two tiers of one watched quantity. NaN means that there is no
// such tier.
type Limits struct {
	PreWarning float64
	Alarm      float64
	DeadBand   float64 // a level is left only below its limit minus this
}

// None watches nothing.
var None = Limits{PreWarning: math.NaN(), Alarm: math.NaN()}

// Next returns the level after seeing a value. A limit is reached at its value
// and left below its value less the dead band, so that a level that trembles
// at the limit rings once.
func (l Limits) Next(before engine.AlarmLevel, value float64) engine.AlarmLevel {
	holds := func(limit float64, level engine.AlarmLevel) bool {
		if before >= level {
			limit -= l.DeadBand
		}
		return value >= limit
	}
	switch {
	case holds(l.Alarm, engine.AlarmReached):
		return engine.AlarmReached
	case holds(l.PreWarning, engine.PreWarning):
		return engine.PreWarning
	}
	return engine.NoAlarm
}
