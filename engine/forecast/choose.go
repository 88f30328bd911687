package forecast

import (
	"math"
	"slices"
)

// Method is a way to forecast: it fits a law to a series, or says that it cannot.
type Method struct {
	Name string
	Fit  func(Series) (Law, bool)
}

// Methods are all that the package knows. period is the length of a season that
// the quantity may have [s], such as a day; 0: none.
func Methods(period float64) []Method {
	m := []Method{
		{"hyperbolic", func(s Series) (Law, bool) { l, ok := FitHyperbola(s); return l, ok }},
		{"asaoka", func(s Series) (Law, bool) { l, ok := FitAsaoka(s); return l, ok }},
		{"inverse_velocity", func(s Series) (Law, bool) { l, ok := FitFailure(s); return l, ok }},
		{"holt", func(s Series) (Law, bool) { l, ok := FitHoltWinters(s, 0); return l, ok }},
		{"kalman", func(s Series) (Law, bool) { l, ok := FitKalman(s); return l, ok }},
	}
	if period > 0 {
		m = append(m, Method{"holt_winters", func(s Series) (Law, bool) { l, ok := FitHoltWinters(s, period); return l, ok }})
	}
	return m
}

// Trial is how a method would have done.
type Trial struct {
	Method string
	Error  float64 // mean of the absolute errors
	Cases  int     // forecasts compared
	Failed int     // in which it had none
}

// Forecast is a chosen law with how far it was off when it was tried.
type Forecast struct {
	Method string
	Law    Law
	From   float64 // the last reading [s]
	Trials []Trial // the best first
	Why    string  // there is none: Method is ""

	offs    []float64 // errors of the trials, by how far ahead, sorted
	horizon float64
}

// The forecasts that nothing changes, from the last reading and from the median
// of the last dozen: what cannot beat both is none.
const (
	persistence = "persistence"
	standstill  = "standstill"
)

// Choose tries all methods on what has been measured, a horizon [s] ahead from
// several instants, and takes the one with the least error. There is no forecast
// where readings are too few, or none is better by a tenth than that nothing
// changes.
func Choose(s Series, horizon, period float64) Forecast {
	s = s.Sound()
	f := Forecast{horizon: horizon}
	if s.Len() < 12 {
		f.Why = "fewer than 12 readings"
		return f
	}
	first, last := s.T[0], s.T[s.Len()-1]
	f.From = last
	if !(horizon > 0) || last-first < 2*horizon {
		f.Why = "the readings span less than twice the time that is asked for"
		return f
	}
	const origins, ahead = 8, 4
	methods := append(Methods(period),
		Method{persistence, func(s Series) (Law, bool) { return constant(s.Y[s.Len()-1]), true }},
		Method{standstill, func(s Series) (Law, bool) { return constant(median(slices.Clone(s.Y[max(0, s.Len()-12):]))), true }})
	offs := map[string][]float64{}
	for _, m := range methods {
		t := Trial{Method: m.Name}
		for k := range origins {
			// Instants from the middle to a horizon before the last.
			from := first + (last-first)*0.5
			at := from + (last-horizon-from)*float64(k)/(origins-1)
			past := s.Until(at)
			if past.Len() < 8 {
				continue
			}
			law, ok := m.Fit(past)
			if !ok {
				t.Failed++
				continue
			}
			for n := 1; n <= ahead; n++ {
				when := at + horizon*float64(n)/ahead
				off := s.At(when) - law.At(when)
				if !finite(off) {
					t.Failed++
					continue
				}
				t.Error += math.Abs(off)
				offs[m.Name] = append(offs[m.Name], off)
				t.Cases++
			}
		}
		if t.Cases == 0 || t.Failed*4 > t.Cases+t.Failed {
			continue // it does not hold here
		}
		t.Error /= float64(t.Cases)
		f.Trials = append(f.Trials, t)
	}
	slices.SortStableFunc(f.Trials, func(a, b Trial) int {
		switch {
		case a.Error < b.Error:
			return -1
		case a.Error > b.Error:
			return 1
		}
		return 0
	})
	still := math.Inf(1)
	for _, t := range f.Trials {
		if t.Method == persistence || t.Method == standstill {
			still = min(still, t.Error)
		}
	}
	for _, t := range f.Trials {
		if t.Error >= 0.9*still { // of what never moved, too
			continue
		}
		for _, m := range methods {
			if m.Name != t.Method {
				continue
			}
			if law, ok := m.Fit(s); ok {
				f.Method, f.Law, f.offs = m.Name, law, offs[m.Name]
				slices.Sort(f.offs)
				return f
			}
		}
	}
	f.Why = "no method does better than that nothing changes"
	return f
}

type constant float64

func (c constant) At(float64) float64 { return float64(c) }

// At is the forecast at an instant with the interval in which four of five of its
// trials' errors lie. They are those of up to the horizon ahead; further on the
// interval grows with the time.
func (f *Forecast) At(t float64) (value, low, high float64) {
	if f.Law == nil {
		return math.NaN(), math.NaN(), math.NaN()
	}
	value = f.Law.At(t)
	grow := max(1, (t-f.From)/f.horizon)
	if k, ok := f.Law.(Kalman); ok { // it knows its own
		d := 1.2816 * k.Deviation(t)
		return value, min(value-d, value+grow*quantile(f.offs, 0.1)), max(value+d, value+grow*quantile(f.offs, 0.9))
	}
	return value, value + grow*quantile(f.offs, 0.1), value + grow*quantile(f.offs, 0.9)
}

// Reaches is when the forecast reaches a limit, at the soonest, most likely and
// at the latest [s]; +Inf where it does not within three horizons. Up says
// whether the limit is above.
func (f *Forecast) Reaches(limit float64, up bool) (soonest, likely, latest float64) {
	soonest, likely, latest = math.Inf(1), math.Inf(1), math.Inf(1)
	if f.Law == nil {
		return soonest, likely, latest
	}
	passed := func(v float64) bool { return up && v >= limit || !up && v <= limit }
	const looks = 1200
	for k := range looks + 1 {
		t := f.From + 3*f.horizon*float64(k)/looks
		v, low, high := f.At(t)
		if v != v { // it has failed by then
			low, v, high = limit, limit, limit
		}
		early, late := high, low
		if !up {
			early, late = low, high
		}
		if passed(early) {
			soonest = min(soonest, t)
		}
		if passed(v) {
			likely = min(likely, t)
		}
		if passed(late) {
			latest = min(latest, t)
			break
		}
	}
	return soonest, likely, latest
}
