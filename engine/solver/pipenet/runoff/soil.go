package runoff

import (
	"fmt"
	"math"
)

// Method is how infiltration is found.
type Method int

// Methods of infiltration.
const (
	NoInfiltration Method = iota
	Horton
	ModifiedHorton
	GreenAmpt
	ModifiedGreenAmpt
	CurveNumber
)

// Soil is the ground of a pervious part. Only the fields of its method count.
type Soil struct {
	Method Method

	// Horton: capacity falls from First to Last by exp(-Decay t) and recovers by
	// exp(-Recovery t) in dry time; Most is the greatest depth taken, 0 any.
	First, Last     float64 // [m/s]
	Decay, Recovery float64 // [1/s]
	Most            float64 // [m]

	// Green-Ampt: suction at the wetting front [m], conductivity [m/s], deficit [-].
	Suction, Conductivity, Deficit float64

	// Curve number, and the time the ground takes to dry [s].
	Number, Drying float64
}

func (s *Soil) check() error {
	for _, v := range []float64{s.First, s.Last, s.Decay, s.Recovery, s.Most, s.Suction, s.Conductivity, s.Deficit, s.Number, s.Drying} {
		if !(v >= 0) || math.IsInf(v, 1) {
			return fmt.Errorf("infiltration parameter %v: must be a number >= 0", v)
		}
	}
	switch {
	case (s.Method == Horton || s.Method == ModifiedHorton) && s.Last > s.First:
		return fmt.Errorf("infiltration falls from %v to %v m/s: the last must not exceed the first", s.First, s.Last)
	case s.Method == CurveNumber && !(s.Number > 0 && s.Number <= 100):
		return fmt.Errorf("curve number %v: must be in 0 to 100", s.Number)
	case (s.Method == GreenAmpt || s.Method == ModifiedGreenAmpt) && s.Deficit > 1:
		return fmt.Errorf("moisture deficit %v: must be from 0 to 1", s.Deficit)
	}
	return nil
}

// wetness is the state of a soil.
type wetness struct {
	age   float64 // Horton: time on the curve [s]; modified: excess over Last [m]
	taken float64 // depth taken in all [m]
	front float64 // Green-Ampt: depth taken in this event [m]
	upper float64 // Green-Ampt: deficit of the upper zone now [m]
	dry   float64 // time since the last rain [s]
	sated bool

	rain, run, space float64 // curve number: rain and runoff of the event, capacity at its start [m]
}

func (s *Soil) fresh() wetness {
	w := wetness{space: math.NaN()}
	if s.Method == CurveNumber {
		w.space = s.capacity()
	}
	return w
}

func (s *Soil) capacity() float64 { return (1000/s.Number - 10) * 0.0254 }

// soak returns what of the water that stands on the ground and falls on it in dt
// [s] goes into it [m]; rain [m] is what newly fell.
func (s *Soil) soak(w *wetness, water, rain, dt float64) float64 {
	switch s.Method {
	case Horton:
		return s.horton(w, water, dt)
	case ModifiedHorton:
		return s.modified(w, water, dt)
	case GreenAmpt, ModifiedGreenAmpt:
		return s.greenAmpt(w, water, rain, dt)
	case CurveNumber:
		return s.curveNumber(w, rain, dt)
	}
	return 0
}

// horton follows the capacity's integral F(t) = Last t + (First-Last)/Decay
// (1-exp(-Decay t)): where less water is there than the curve takes in dt, the
// age grows only so far that F grows by what was taken.
func (s *Soil) horton(w *wetness, water, dt float64) float64 {
	if s.First <= 0 {
		return 0
	}
	fall := s.First - s.Last
	integral := func(t float64) float64 {
		if s.Decay == 0 {
			return s.First * t
		}
		return s.Last*t - fall/s.Decay*math.Expm1(-s.Decay*t)
	}
	left := math.Inf(1)
	if s.Most > 0 {
		left = max(s.Most-w.taken, 0)
	}
	if water <= 0 { // dry: the curve runs back
		if s.Decay > 0 && s.Recovery > 0 && w.age > 0 {
			used := -math.Expm1(-s.Decay*w.age) * math.Exp(-s.Recovery*dt)
			w.age = max(-math.Log1p(-used)/s.Decay, 0)
		}
		return 0
	}
	before := integral(w.age)
	most := min(integral(w.age+dt)-before, left)
	if water >= most {
		w.age += dt
		w.taken += most
		return most
	}
	low, high := w.age, w.age+dt
	for range 60 {
		if middle := (low + high) / 2; integral(middle)-before < water {
			low = middle
		} else {
			high = middle
		}
	}
	w.age = low
	w.taken += water
	return water
}

// modified takes the capacity as falling with the depth taken beyond Last.
func (s *Soil) modified(w *wetness, water, dt float64) float64 {
	rate := max(s.First-s.Decay*w.age, s.Last)
	if s.Most > 0 && w.taken >= s.Most {
		rate = 0
	}
	if water <= 0 {
		w.age *= math.Exp(-s.Recovery * dt)
		return 0
	}
	in := min(rate*dt, water)
	w.age = max(w.age+in-s.Last*dt, 0)
	w.taken += in
	return in
}

// greenAmpt is Mein and Larson's (1973) two stages: until the surface is sated
// all goes in, then F - suction·deficit ln(1 + F/(suction·deficit)) grows by
// conductivity·dt. The upper zone recovers in dry time as SWMM has it.
func (s *Soil) greenAmpt(w *wetness, water, rain, dt float64) float64 {
	k := s.Conductivity
	if k <= 0 {
		return 0
	}
	inPerHour := k / 0.0254 * 3600
	zone := 4 * math.Sqrt(inPerHour) * 0.0254 // depth of the upper zone [m]
	recovery := math.Sqrt(inPerHour) / 75 / 3600
	deficit := max(s.Deficit-w.upper/zone, 0)
	if water <= 0 {
		w.dry += dt
		w.upper = max(w.upper-recovery*zone*s.Deficit*dt, 0)
		if w.dry > 0.06/recovery {
			w.front, w.sated = 0, false
		}
		return 0
	}
	w.dry = 0
	if w.front == 0 {
		w.space = deficit // of this event
	}
	c := s.Suction * w.space
	var in float64
	rate := water / dt
	if !w.sated {
		// Sated once F reaches c k/(rate-k).
		if rate <= k || c == 0 && rate <= k {
			in = water
			if s.Method == GreenAmpt {
				w.front += in
			}
			w.upper = min(w.upper+in, zone*s.Deficit)
			return in
		}
		limit := c * k / (rate - k)
		if w.front+water <= limit {
			w.front += water
			w.upper = min(w.upper+water, zone*s.Deficit)
			return water
		}
		part := max(limit-w.front, 0)
		w.front += part
		in = part
		w.sated = true
		dt *= 1 - part/water
	}
	f0, f := w.front, w.front+k*dt
	if c > 0 {
		right := f0 - c*math.Log1p(f0/c) + k*dt
		for range 60 {
			g := f - c*math.Log1p(f/c) - right
			d := g * (c + f) / max(f, 1e-12)
			f = max(f-d, f0)
			if math.Abs(d) < 1e-14 {
				break
			}
		}
	}
	more := f - f0
	if in+more >= water {
		more = water - in
		w.sated = false
	}
	w.front = f0 + more
	in += more
	w.upper = min(w.upper+in, zone*s.Deficit)
	return in
}

// curveNumber takes of the rain what does not run off by P²/(P + S).
func (s *Soil) curveNumber(w *wetness, rain, dt float64) float64 {
	if rain <= 0 {
		w.dry += dt
		if s.Drying > 0 {
			w.space = min(w.space+s.capacity()*dt/s.Drying, s.capacity())
			if w.dry > 0.06*s.Drying {
				w.rain, w.run = 0, 0
			}
		}
		return 0
	}
	if w.rain == 0 {
		w.run = 0
		w.taken = w.space // capacity at the start of the event
	}
	w.dry = 0
	w.rain += rain
	run := w.rain * (1 - w.taken/(w.rain+w.taken))
	in := max(rain-(run-w.run), 0)
	w.run = run
	w.space = max(w.space-in, 0)
	return in
}
