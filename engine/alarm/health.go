package alarm

import (
	"math"
	"slices"
	"time"
)

// Fault is what is wrong with a sensor. Faults are alarms of their own; they never
// silence a limit.
type Fault uint8

// The faults of a sensor.
const (
	Sound   Fault = iota
	Dropout       // it says nothing
	Range         // it says what it cannot measure
	Stuck         // it says the same again and again
	Spike         // one reading is far from those around it
	Skew          // its clock is wrong
	Drift         // it goes where its neighbours do not
	Broken        // it says itself that it is
)

// String is the fault's name in events.
func (f Fault) String() string {
	return [...]string{"sound", "dropout", "range", "stuck", "spike", "skew", "drift", "broken"}[f]
}

// Sensor says what a sound sensor is like.
type Sensor struct {
	Every    time.Duration // between readings
	Low      float64       // what it can measure
	High     float64
	Noise    float64       // least change that shows that it lives; 0: it may rest
	StuckFor time.Duration // without such a change; 0: 24 readings
	Spikes   float64       // deviations (Hampel's, of the median) from which a reading is a spike; 0: 5
	MostSkew time.Duration // between its clock and ours; 0: 5 min
	MostOff  float64       // from the median change of its neighbours; 0: never a drift
}

// Observed is a reading as it came.
type Observed struct {
	At       time.Time // by the sensor's clock
	Received time.Time // by ours
	Value    float64
}

// Health is what is known of a sensor. It is a value: See gives the next.
type Health struct {
	Recent []Observed `json:"recent"` // the last of them, spikes left out
	Moved  time.Time  `json:"moved"`  // when it last changed by more than its noise
	Anchor float64    `json:"anchor"` // its value then
	Spikes int        `json:"spikes"` // in a row
}

// window of readings that a spike is judged by: of fewer the median deviation is too
// small too often.
const window = 25

// See takes a reading and tells what is wrong with it. A spike is not kept, unless
// three come in a row: then it is a step, and what was before is forgotten.
func (h Health) See(s *Sensor, o Observed) (Health, Fault) {
	skew := s.MostSkew
	if skew == 0 {
		skew = 5 * time.Minute
	}
	switch {
	case math.IsNaN(o.Value) || o.Value < s.Low || o.Value > s.High:
		return h, Range
	case o.At.Sub(o.Received).Abs() > skew:
		return h, Skew
	}
	if h.spike(s, o.Value) {
		if h.Spikes++; h.Spikes < 3 {
			return h, Spike
		}
		h.Recent = nil
	}
	h.Spikes = 0
	h.Recent = append(slices.Clone(h.Recent), o)
	if len(h.Recent) > window {
		h.Recent = h.Recent[1:]
	}
	if h.Moved.IsZero() || math.Abs(o.Value-h.Anchor) > s.Noise {
		h.Moved, h.Anchor = o.At, o.Value
	}
	still := s.StuckFor
	if still == 0 {
		still = 24 * s.Every
	}
	if s.Noise > 0 && still > 0 && o.At.Sub(h.Moved) >= still {
		return h, Stuck
	}
	return h, Sound
}

// spike is Hampel's identifier: too many median deviations from the median.
func (h *Health) spike(s *Sensor, value float64) bool {
	if len(h.Recent) < window/2 {
		return false
	}
	most := s.Spikes
	if most == 0 {
		most = 5
	}
	values := make([]float64, len(h.Recent))
	for k, o := range h.Recent {
		values[k] = o.Value
	}
	middle := median(values)
	for k := range values {
		values[k] = math.Abs(values[k] - middle)
	}
	deviation := max(1.4826*median(values), s.Noise)
	return deviation > 0 && math.Abs(value-middle) > most*deviation
}

func median(v []float64) float64 {
	slices.Sort(v)
	if n := len(v); n%2 == 0 {
		return (v[n/2-1] + v[n/2]) / 2
	}
	return v[len(v)/2]
}

// Silent tells whether a sensor has said nothing for more than three of its
// intervals.
func (h *Health) Silent(s *Sensor, now time.Time) bool {
	if len(h.Recent) == 0 {
		return false
	}
	return now.Sub(h.Recent[len(h.Recent)-1].Received) > 3*s.Every
}

// Drifts tells whether a sensor's change is further from the median of its
// neighbours' changes over the same time than it may be. Two neighbours are too
// few to tell who is wrong.
func Drifts(s *Sensor, own float64, neighbours []float64) bool {
	if s.MostOff <= 0 || len(neighbours) < 3 {
		return false
	}
	return math.Abs(own-median(slices.Clone(neighbours))) > s.MostOff
}
