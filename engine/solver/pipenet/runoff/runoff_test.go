package runoff

import (
	"bytes"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

func one(a Subcatchment, rate, length float64) *Runoff {
	a.Name, a.Gage, a.Node, a.Next = "s", 0, 0, -1
	r, err := New(Model{Gages: []Gage{{Name: "g", Times: []float64{0}, Ends: []float64{length}, Rates: []float64{rate}}}, Areas: []Subcatchment{a}})
	if err != nil {
		panic(err)
	}
	return r
}

// Under lasting rain an impervious plane comes to i = alpha (d-ds)^(5/3), and
// gives off what falls. Allowed: 1e-6.
func TestSteadyRunoff(t *testing.T) {
	a := Subcatchment{Area: 10000, Impervious: 1, Width: 100, Slope: 0.01, NImpervious: 0.015, StoreImpervious: 0.002}
	const rain = 30e-3 / 3600
	r := one(a, rain, 1e9)
	for range 1000 {
		r.Advance(30)
	}
	alpha := 100 * 0.1 / (10000 * 0.015)
	want := 0.002 + math.Pow(rain/alpha, 0.6)
	if got := r.fields[0].planes[1].depth; math.Abs(got/want-1) > 1e-6 {
		t.Errorf("depth %v m, want %v m", got, want)
	}
	if got := r.Sent(0) / 30; math.Abs(got/(rain*10000)-1) > 1e-6 {
		t.Errorf("%v m³/s of %v", got, rain*10000)
	}
}

// While a plane drains, Rate is what it runs off at that instant: twice the mean
// of a short step is the sum of its two ends, as the trapezoidal rule has it.
// Allowed: 1e-9.
func TestRateIsOfTheInstant(t *testing.T) {
	a := Subcatchment{Area: 10000, Impervious: 0.6, Width: 100, Slope: 0.01, NImpervious: 0.015, NPervious: 0.1, StorePervious: 0.001,
		Route: ToPervious, Routed: 0.3, Soil: Soil{Method: Horton}}
	r := one(a, 30e-3/3600, 900)
	r.Advance(900)
	for range 20 {
		before := r.Rate(0)
		r.Advance(10)
		p := &r.fields[0].planes
		if want := 0.7*p[0].alpha*power53(p[0].depth)*p[0].area + 0.7*p[1].alpha*power53(p[1].depth)*p[1].area +
			p[2].alpha*power53(max(p[2].depth-0.001, 0))*p[2].area; math.Abs(r.Rate(0)/want-1) > 1e-9 {
			t.Errorf("rate %v m³/s, Manning %v", r.Rate(0), want)
		}
		if mean := r.Sent(0) / 10; math.Abs((before+r.Rate(0))/2/mean-1) > 1e-9 {
			t.Errorf("mean %v m³/s between %v and %v", mean, before, r.Rate(0))
		}
	}
}

// Horton's capacity, always met, infiltrates its own integral; where the rain is
// less, all of it. Green-Ampt agrees with its implicit law. Allowed: 1e-9 m.
func TestInfiltration(t *testing.T) {
	soak := func(s Soil, rate, step float64, n int) (sum float64) {
		w := s.fresh()
		for range n {
			sum += s.soak(&w, rate*step, rate*step, step)
		}
		return sum
	}
	horton := Soil{Method: Horton, First: 2e-5, Last: 2e-6, Decay: 1e-3}
	if got, want := soak(horton, 1e-4, 60, 60), 2e-6*3600+1.8e-5/1e-3*(1-math.Exp(-3.6)); math.Abs(got-want) > 1e-9 {
		t.Errorf("Horton %v m, want %v m", got, want)
	}
	if got := soak(horton, 1e-6, 60, 60); math.Abs(got-3.6e-3) > 1e-9 {
		t.Errorf("Horton under weak rain %v m, want 0.0036 m", got)
	}
	ga := Soil{Method: GreenAmpt, Suction: 0.1, Conductivity: 2e-6, Deficit: 0.3}
	const rate = 1e-5
	got := soak(ga, rate, 10, 360)
	// Ponding at F = c k/(i-k), after that F - c ln(1+F/c) = ... + k t.
	c := 0.1 * 0.3
	pond := c * 2e-6 / (rate - 2e-6)
	left := 3600 - pond/rate
	f := pond
	for range 200 {
		f = pond + 2e-6*left + c*math.Log((c+f)/(c+pond))
	}
	if math.Abs(got-f) > 1e-6 {
		t.Errorf("Green-Ampt %v m, want %v m", got, f)
	}
	cn := Soil{Method: CurveNumber, Number: 80}
	p, s := 0.1, (1000.0/80-10)*0.0254
	if got, want := soak(cn, 0.1/3600, 60, 60), p-p*p/(p+s); math.Abs(got-want) > 1e-9 {
		t.Errorf("curve number %v m, want %v m", got, want)
	}
}

// Whatever falls is somewhere: on the ground, in it, in the air, in the network.
func TestRunoffIsConserved(t *testing.T) {
	for seed := range uint64(50) {
		r := rand.New(rand.NewPCG(seed, 1))
		m := Model{Evaporation: Evaporation{Times: []float64{0}, Rates: []float64{1e-7}}}
		g := Gage{Name: "g"}
		for k := range 20 {
			g.Times, g.Ends, g.Rates = append(g.Times, 300*float64(k)), append(g.Ends, 300*float64(k+1)), append(g.Rates, 3e-5*r.Float64()*float64(r.IntN(2)))
		}
		m.Gages = []Gage{g}
		for k := range 5 {
			m.Areas = append(m.Areas, Subcatchment{Name: "s", Gage: 0, Node: k%3 - 1, Next: (k + 1) % 5, Area: 5000 * r.Float64(), Impervious: r.Float64(),
				Width: 50, Slope: 0.02 * r.Float64(), NImpervious: 0.02 * float64(r.IntN(2)), NPervious: 0.2, StoreImpervious: 0.001, StorePervious: 0.004, Bare: r.Float64(),
				Route: Route(r.IntN(3)), Routed: r.Float64(), Soil: Soil{Method: Method(r.IntN(6)), First: 3e-5, Last: 1e-6, Decay: 1e-3, Recovery: 1e-5, Suction: 0.1, Conductivity: 1e-6, Deficit: 0.3, Number: 75, Drying: 1e5}})
		}
		a, err := New(m)
		if err != nil {
			t.Fatal(err)
		}
		b, _ := New(m)
		for k := range 400 {
			a.Advance(10 + 20*r.Float64())
			if k == 200 {
				state, _ := a.State()
				if err := b.SetState(state); err != nil {
					t.Fatal(err)
				}
				back, _ := b.State()
				if !bytes.Equal(state, back) {
					t.Fatal("the state does not come back")
				}
			}
		}
		if l := a.Ledger(); math.Abs(l.Error()) > 1e-10*max(l.Rain, 1) {
			t.Errorf("seed %d: error %v m³ of %v", seed, l.Error(), l.Rain)
		}
	}
}

func TestModelRefuses(t *testing.T) {
	_, err := New(Model{Gages: []Gage{{Name: "g", Times: []float64{0, 0}, Ends: []float64{1, 1}, Rates: []float64{-1, 0}}},
		Areas: []Subcatchment{{Name: "s", Area: math.NaN(), Gage: 3, Soil: Soil{Method: Horton, Last: 1}}}})
	for _, want := range []string{"rate -1", "must follow", "no such", "area NaN", "infiltration falls"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("not said: %s in %v", want, err)
		}
	}
}
