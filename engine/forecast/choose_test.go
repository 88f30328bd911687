package forecast

import (
	"math"
	"math/rand/v2"
	"testing"
)

const day = 86400.0

// made is a law's readings every hour with noise.
func made(days, noise float64, seed uint64, y func(t float64) float64) Series {
	r := rand.New(rand.NewPCG(seed, 7))
	s := Series{}
	for t := 0.0; t <= days*day; t += 3600 {
		s.T, s.Y = append(s.T, t), append(s.Y, y(t)+noise*r.NormFloat64())
	}
	return s
}

// For each kind of motion, the error a day ahead of what is chosen, beside that of
// nothing changing; and the interval holds what comes in about four of five.
func TestBackTest(t *testing.T) {
	for _, c := range []struct {
		name   string
		noise  float64
		law    func(t float64) float64
		period float64
		atMost float64 // of the error of persistence
	}{
		{"settling", 0.1, func(t float64) float64 { return 40 * t / day / (3 + t/day) }, 0, 0.35},
		{"consolidating", 0.1, func(t float64) float64 { return 30 * (1 - math.Exp(-t/(6*day))) }, 0, 0.35},
		{"even", 0.2, func(t float64) float64 { return 1.5 * t / day }, 0, 0.35},
		{"failing", 0.2, func(t float64) float64 { return -12 * math.Log((13*day-t)/(13*day)) }, 0, 0.3},
		{"daily", 0.1, func(t float64) float64 { return 0.4*t/day + 2*math.Sin(2*math.Pi*t/day) }, day, 0.4},
	} {
		still, chosen, inside, cases := 0.0, 0.0, 0, 0
		var method string
		for seed := range uint64(20) {
			s := made(11, c.noise, seed, c.law)
			past := s.Until(10 * day)
			f := Choose(past, day, c.period)
			if f.Method == "" {
				t.Errorf("%s: no forecast: %s", c.name, f.Why)
				break
			}
			method = f.Method
			for _, h := range []float64{6, 12, 18, 24} {
				at := 10*day + h*3600
				v, low, high := f.At(at)
				truth := s.At(at)
				still += math.Abs(truth - past.Y[past.Len()-1])
				chosen += math.Abs(truth - v)
				if cases++; truth >= low && truth <= high {
					inside++
				}
			}
		}
		share := float64(inside) / float64(cases)
		t.Logf("%-14s %-17s error %.3f, nothing changes %.3f; in the interval %.0f %%", c.name, method, chosen/float64(cases), still/float64(cases), 100*share)
		if chosen > c.atMost*still {
			t.Errorf("%s: error %.3f is more than %g of that of nothing changing, %.3f", c.name, chosen/float64(cases), c.atMost, still/float64(cases))
		}
		if share < 0.6 {
			t.Errorf("%s: %.0f %% lie in an interval of 80 %%", c.name, 100*share)
		}
	}
}

func TestNoForecast(t *testing.T) {
	still := made(10, 0.3, 3, func(float64) float64 { return 5 })
	if f := Choose(still, day, 0); f.Method != "" {
		t.Errorf("%s forecasts noise", f.Method)
	}
	few := still.Until(5 * 3600)
	if f := Choose(few, day, 0); f.Method != "" || f.Why == "" {
		t.Errorf("%q forecasts from %d readings", f.Method, few.Len())
	}
	broken := Series{T: []float64{0, 1, math.NaN(), 1, 2}, Y: []float64{1, math.Inf(1), 3, 4, 5}}
	if s := broken.Sound(); s.Len() != 3 || s.Y[1] != 4 {
		t.Errorf("sound readings: %+v", s)
	}
}

func TestTimeToLimit(t *testing.T) {
	s := made(10, 0.05, 5, func(t float64) float64 { return 2 * t / day })
	f := Choose(s, day, 0)
	soonest, likely, latest := f.Reaches(22, true)
	if math.Abs(likely-11*day) > 0.1*day || soonest > likely || latest < likely {
		t.Errorf("reaches 22 after %.2f, %.2f, %.2f days; expected 11", soonest/day, likely/day, latest/day)
	}
	if _, likely, _ := f.Reaches(0, false); !math.IsInf(likely, 1) {
		t.Errorf("what rises falls to 0 after %.2f days", likely/day)
	}
}

func BenchmarkChoose(b *testing.B) {
	s := made(10, 0.1, 1, func(t float64) float64 { return 40 * t / day / (3 + t/day) })
	for range b.N {
		Choose(s, day, day)
	}
}
