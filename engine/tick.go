package engine

import "time"

// Tick is an instant of simulated time: counted, never summed, so it cannot
// drift.
type Tick struct {
	N     int64         `json:"n"`
	Step  time.Duration `json:"step"`
	Start time.Time     `json:"start"`
}

// Elapsed returns the simulated time since the start.
func (t Tick) Elapsed() time.Duration { return time.Duration(t.N) * t.Step }

// Time returns the simulated instant.
func (t Tick) Time() time.Time { return t.Start.Add(t.Elapsed()) }

// Seconds returns the simulated time since the start [s].
func (t Tick) Seconds() float64 { return t.Elapsed().Seconds() }

// Next returns the tick after this one.
func (t Tick) Next() Tick { t.N++; return t }
