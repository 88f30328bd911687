package alarm

import (
	"math"
	"time"
)

// Point is a place of a site that is measured, with all that its readings are
// judged by. It does not change while it is watched.
type Point struct {
	ID       string // of the site's asset and of its readings: "point/CX1"
	Property string // of its readings: "displacement"
	Unit     string // of them
	Group    string // of points that one cause raises together; "": none

	// Rules judge the same quantity: what it has come to (Rate 0), how fast it goes.
	Rules      []Rule
	Manner     Manner
	Sensor     Sensor
	Neighbours []string // IDs of points that move as it does

	Horizon time.Duration // of its forecast; 0: none
	Season  time.Duration // that it may have, such as a day; 0: none
}

// NoSensor expects nothing of a sensor: it may rest, be silent and say any number.
var NoSensor = Sensor{Low: math.Inf(-1), High: math.Inf(1)}

// NextTier is the first limit ahead of a value, of the rule that judges what the
// quantity has come to; ok is false if there is none.
func (p *Point) NextTier(value float64) (tier Tier, limit float64, up, ok bool) {
	for k := range p.Rules {
		r := &p.Rules[k]
		if r.Rate > 0 {
			continue
		}
		for t := Notice; t <= Danger; t++ {
			limit := r.Limits[t-1]
			up := !r.Below
			if r.Both && value < 0 {
				limit, up = -limit, !up
			}
			if up && value < limit || !up && value > limit {
				return t, limit, up, true
			}
		}
	}
	return Nothing, 0, false, false
}
