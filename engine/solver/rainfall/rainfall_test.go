package rainfall

import (
	"fmt"
	"math"
	"testing"
)

var shanghai50 = DesignStorm{ReturnPeriod: 50, A1: 9.581, C: 0.846, B: 7, N: 0.656, Peak: 0.4, Duration: 3 * 3600}

// The total over the whole storm is the formula's: a T/(T+b)^n.
func TestDesignStormTotal(t *testing.T) {
	want := 9.581 * (1 + 0.846*math.Log10(50)) * 180 / math.Pow(187, 0.656) / 1000
	if got := shanghai50.Depth(shanghai50.Duration); math.Abs(got-want) > 1e-12 {
		t.Errorf("total %v m, want %v m", got, want)
	}
}

// Around the peak the mean intensity of every duration is the formula's: that
// is what makes the pattern a Chicago pattern.
func TestDesignStormHoldsTheFormulaForEveryDuration(t *testing.T) {
	peak := shanghai50.Peak * shanghai50.Duration
	for _, minutes := range []float64{5, 10, 30, 60, 120} {
		T := minutes * 60
		got := (shanghai50.Depth(peak+0.6*T) - shanghai50.Depth(peak-0.4*T)) / T
		if want := shanghai50.Intensity(T); math.Abs(got/want-1) > 1e-9 {
			t.Errorf("%v min: mean intensity %v, formula %v m/s", minutes, got, want)
		}
	}
}

// The rate agrees with the published expressions before and after the peak.
func TestDesignStormRates(t *testing.T) {
	d, n, b := shanghai50, shanghai50.N, shanghai50.B
	peak := d.Peak * d.Duration
	rate := func(minutes, r float64) float64 { // [mm/min]
		return d.a() * ((1-n)*minutes/r + b) / math.Pow(minutes/r+b, 1+n)
	}
	for _, minutes := range []float64{1, 7, 25, 60} {
		const h = 0.01
		at := peak - minutes*60
		before := (d.Depth(at+h) - d.Depth(at-h)) / (2 * h) * 60 * 1000
		at = peak + minutes*60
		after := (d.Depth(at+h) - d.Depth(at-h)) / (2 * h) * 60 * 1000
		if want := rate(minutes, d.Peak); math.Abs(before/want-1) > 1e-6 {
			t.Errorf("%v min before the peak: %v, want %v mm/min", minutes, before, want)
		}
		if want := rate(minutes, 1-d.Peak); math.Abs(after/want-1) > 1e-6 {
			t.Errorf("%v min after the peak: %v, want %v mm/min", minutes, after, want)
		}
	}
}

func TestDepthNeverFallsAndStopsAtTheEnd(t *testing.T) {
	table, err := NewTable([]float64{0, 600, 1200}, []float64{1e-5, 3e-5, 0})
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range []Hyetograph{shanghai50, table, Constant{Rate: 1e-5, Duration: 900}} {
		last := 0.0
		for s := -100.0; s < 20000; s += 7 {
			d := h.Depth(s)
			if d < last || s <= 0 && d != 0 {
				t.Fatalf("%T: depth %v at %v s after %v", h, d, s, last)
			}
			last = d
		}
		if h.Depth(1e6) != h.Depth(2e6) {
			t.Errorf("%T: still raining after its end", h)
		}
	}
}

func TestTableRefuses(t *testing.T) {
	for _, c := range []struct{ times, rates []float64 }{
		{nil, nil}, {[]float64{0}, nil}, {[]float64{0, 0}, []float64{1, 1}},
		{[]float64{5, 1}, []float64{1, 1}}, {[]float64{0}, []float64{-1}}, {[]float64{0}, []float64{math.NaN()}},
	} {
		if _, err := NewTable(c.times, c.rates); err == nil {
			t.Errorf("%v %v: no error", c.times, c.rates)
		}
	}
}

func ExampleDesignStorm() {
	storm := DesignStorm{ReturnPeriod: 50, A1: 9.581, C: 0.846, B: 7, N: 0.656, Peak: 0.4, Duration: 3 * 3600}
	fmt.Printf("%.1f mm in three hours\n", 1000*storm.Depth(3*3600))
	// Output: 135.9 mm in three hours
}
