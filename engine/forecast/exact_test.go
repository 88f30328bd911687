package forecast

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// Closed forms, to 1e-9. Tolerances were set before the first run.

func TestHyperbolaIsFound(t *testing.T) {
	s := Series{}
	for k := range 40 {
		x := 3600 * float64(k)
		s.T, s.Y = append(s.T, 5000+x), append(s.Y, 2+x/(3.1e5+0.042*x))
	}
	h, ok := FitHyperbola(s)
	if !ok || math.Abs(h.Final()-(2+1/0.042)) > 1e-9*(1/0.042) || math.Abs(h.At(1e6)-(2+(1e6-5000)/(3.1e5+0.042*(1e6-5000)))) > 1e-9 {
		t.Errorf("%+v %v: final %.12g, expected %.12g", h, ok, h.Final(), 2+1/0.042)
	}
}

func TestAsaokaIsFound(t *testing.T) {
	s := Series{}
	y := 1.5
	for k := range 30 {
		s.T, s.Y = append(s.T, 86400*float64(k)), append(s.Y, y)
		y = 3.2 + 0.87*y
	}
	a, ok := FitAsaoka(s)
	if want := 3.2 / (1 - 0.87); !ok || math.Abs(a.Final()-want) > 1e-9*want {
		t.Errorf("%+v %v: final %.12g, expected %.12g", a, ok, a.Final(), want)
	}
	if want := s.Y[29]; math.Abs(a.At(86400*29)-want) > 1e-9 {
		t.Errorf("last %.12g, expected %.12g", a.At(86400*29), want)
	}
	if want := 3.2 + 0.87*s.Y[29]; math.Abs(a.At(86400*30)-want) > 1e-8 {
		t.Errorf("next %.12g, expected %.12g", a.At(86400*30), want)
	}
}

func TestFailureIsFound(t *testing.T) {
	const tf, rate = 5 * 86400.0, 12.0
	s := Series{}
	for x := 0.0; x < tf-12*3600; x += 1800 {
		s.T, s.Y = append(s.T, x), append(s.Y, 30-rate*math.Log(tf-x))
	}
	f, ok := FitFailure(s)
	if !ok || math.Abs(f.Tf-tf) > 1e-3 || math.Abs(f.A-rate) > 1e-6 {
		t.Errorf("%+v %v: expected failure at %g s with %g", f, ok, tf, rate)
	}
}

func TestPeckTrough(t *testing.T) {
	p := Peck{Depth: 20, K: 0.5, Diameter: 6, Loss: 0.01}
	if s := p.At(0) * 1000; math.Abs(s-11.28) > 0.005 {
		t.Errorf("S_max %.3f mm, expected 11.28", s)
	}
	if r := p.At(p.Width()) / p.At(0); math.Abs(r-math.Exp(-0.5)) > 1e-12 {
		t.Errorf("at the inflexion %.6f of the middle", r)
	}
}

// Readings with 0.3 mm of noise every half hour over five days, 12 h before the
// failure: the time is missed by no more than 2.5 h in nine of ten of 1,000
// series, and lies in the interval in about eight of ten.
func TestFailureThroughNoise(t *testing.T) {
	const tf, noise, lead, allowed = 5 * 86400.0, 0.3, 12 * 3600.0, 2.5 * 3600
	r := rand.New(rand.NewPCG(1985, 12))
	var errs []float64
	inside, none := 0, 0
	for range 1000 {
		a := 8 + 8*r.Float64() // [mm]
		s := Series{}
		for x := 0.0; x <= tf-lead; x += 1800 {
			s.T, s.Y = append(s.T, x), append(s.Y, -a*math.Log((tf-x)/tf)+noise*r.NormFloat64())
		}
		f, ok := FitFailure(s)
		if !ok {
			none++
			errs = append(errs, math.Inf(1))
			continue
		}
		errs = append(errs, math.Abs(f.Tf-tf))
		if tf >= f.Between[0] && tf <= f.Between[1] {
			inside++
		}
	}
	slices.Sort(errs)
	t.Logf("p50 %.2f h, p90 %.2f h, none %d, in the interval %.1f %%", errs[500]/3600, errs[900]/3600, none, float64(inside)/10)
	if errs[900] > allowed {
		t.Errorf("p90 of the error is %.2f h, allowed %.2f", errs[900]/3600, allowed/3600)
	}
	if inside < 700 || inside > 900 {
		t.Errorf("%d of 1000 lie in an interval of 80 %%", inside)
	}
}

// Ground that slows down or moves evenly does not fail.
func TestNoFailureWithoutGatheringSpeed(t *testing.T) {
	even, slow := Series{}, Series{}
	for k := range 100 {
		x := float64(k) * 3600
		even.T, even.Y = append(even.T, x), append(even.Y, 0.001*x)
		slow.T, slow.Y = append(slow.T, x), append(slow.Y, 20*(1-math.Exp(-x/1e5)))
	}
	for name, s := range map[string]Series{"even": even, "slowing": slow} {
		if f, ok := FitFailure(s); ok {
			t.Errorf("%s motion fails at %g s", name, f.Tf)
		}
	}
}
