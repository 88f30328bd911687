package rainfall

import (
	"math"
	"strings"
	"testing"
)

func depthsOf(f Field, g Grid, t0, t1 float64) []float32 {
	d := make([]float32, g.Cells())
	f.Depths(t0, t1, d)
	return d
}

// Weighted means stay between the gauges, and at a gauge it rains as it says.
func TestGaugesSpread(t *testing.T) {
	g := Grid{NX: 21, NY: 1, Cell: 10}
	gauges := []Gauge{{X: 5, Y: 5, Rain: Constant{Rate: 1e-5}}, {X: 205, Y: 5, Rain: Constant{Rate: 3e-5}}}
	d := depthsOf(must(NewGauges(g, gauges, Spread{Power: 2}))(t), g, 0, 100)
	for i, x := range d {
		far := 10 * float64(i)
		a, b := 1/max(far*far, 1e-4), 1/max((200-far)*(200-far), 1e-4)
		if want := 100 * (1e-5*a + 3e-5*b) / (a + b); math.Abs(float64(x)/want-1) > 1e-6 {
			t.Errorf("%g m from the first: %g m, want %g m", far, x, want)
		}
	}
	for name, s := range map[string]Spread{"Thiessen": Thiessen, "radius": {Power: 2, Radius: 90}} {
		d = depthsOf(must(NewGauges(g, gauges, s))(t), g, 0, 100)
		for i, x := range d {
			want := float32(1e-3)
			if i > 10 {
				want = 3e-3
			}
			if math.Abs(float64(x/want-1)) > 1e-6 {
				t.Errorf("%s: cell %d: %g m, want %g m", name, i, x, want)
			}
		}
	}
}

// A gauge in a gap is as if it were not there, for exactly as long as the gap.
func TestGapsLeaveTheGaugeOut(t *testing.T) {
	gap := Span{30.5, 70.25}
	gauges := []Gauge{
		{X: 100, Y: 100, Rain: Constant{Rate: 1e-5}},
		{X: 1500, Y: 300, Rain: Constant{Rate: 2e-5}},
		{X: 700, Y: 1300, Rain: Constant{Rate: 5e-5}, Gaps: []Span{gap}},
	}
	for name, s := range map[string]Spread{"idw": {Power: 2}, "Thiessen": Thiessen, "radius": {Power: 1, Radius: 400}} {
		all := must(NewGauges(ground, gauges, s))(t)
		whole := append([]Gauge(nil), gauges...)
		whole[2].Gaps = nil
		with := must(NewGauges(ground, whole, s))(t)
		without := must(NewGauges(ground, gauges[:2], s))(t)
		got := depthsOf(all, ground, 0, 100)
		a, b := depthsOf(with, ground, 0, 60.25), depthsOf(without, ground, gap.From, gap.To)
		for c := range got {
			if want := a[c] + b[c]; math.Abs(float64(got[c]/want-1)) > 1e-5 {
				t.Fatalf("%s, cell %d: %g m, want %g m", name, c, got[c], want)
			}
		}
	}
}

func TestGaugesRefuse(t *testing.T) {
	rain := Constant{Rate: 1e-5}
	inf := math.Inf(1)
	for want, gauges := range map[string][]Gauge{
		"0 gauges":                            nil,
		"no rain":                             {{Name: "A"}},
		"position":                            {{X: math.NaN(), Rain: rain}},
		"no gauge has data from 10 s to 20 s": {{Rain: rain, Gaps: []Span{{0, 20}}}, {Rain: rain, Gaps: []Span{{10, 50}}}},
		"expected it to end after":            {{Rain: rain, Gaps: []Span{{5, 5}}}},
	} {
		if _, err := NewGauges(ground, gauges, Thiessen); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", want, err)
		}
	}
	for _, g := range []Grid{{}, {NX: 1, NY: 1}, {NX: 1 << 20, NY: 1 << 20, Cell: 1}, {NX: -1, NY: -1, Cell: 1}, {NX: 1, NY: 1, Cell: 1, X0: inf}} {
		if _, err := NewGauges(g, []Gauge{{Rain: rain}}, Thiessen); err == nil {
			t.Errorf("grid %v: no error", g)
		}
	}
	if _, err := NewGauges(ground, []Gauge{{Rain: rain}}, Spread{Power: -1}); err == nil {
		t.Error("power -1: no error")
	}
	// Before the first record and after the last it does not rain.
	f := must(NewGauges(ground, []Gauge{{Rain: rain, Gaps: []Span{{-inf, 10}, {40, inf}}}}, Thiessen))(t)
	if d := depthsOf(f, ground, 0, 100)[5]; math.Abs(float64(d)-30e-5) > 1e-9 {
		t.Errorf("%g m, want 30 s of rain", d)
	}
}

func TestWhichFieldsAreUniform(t *testing.T) {
	for name, f := range fields(t, ground) {
		if _, ok := f.Uniform(); ok != (name == "uniform") {
			t.Errorf("%s: uniform %v", name, ok)
		}
	}
	both := must(NewSum(Uniform{shanghai50}, Uniform{Constant{Rate: 1e-6}}))(t)
	h, ok := both.Uniform()
	if want := shanghai50.Depth(5000) + 5e-3; !ok || math.Abs(h.Depth(5000)-want) > 1e-15 {
		t.Errorf("sum of uniforms: %v, %v", h, ok)
	}
	if _, err := NewSum(); err == nil {
		t.Error("sum of nothing: no error")
	}
}

// Single step, no garbage: a run makes thousands of them.
func TestDepthsAllocateNothing(t *testing.T) {
	for name, f := range fields(t, ground) {
		into := make([]float32, ground.Cells())
		if n := testing.AllocsPerRun(10, func() { f.Depths(600, 1250, into) }); n > 0 {
			t.Errorf("%s: %g allocations", name, n)
		}
	}
}

func TestCellsAndRadarRefuse(t *testing.T) {
	good := StormCell{Along: 1, Across: 1, Peak: Constant{Rate: 1}}
	for name, spoil := range map[string]func(*StormCell){
		"axis":  func(c *StormCell) { c.Along = 0 },
		"nan":   func(c *StormCell) { c.VX = math.NaN() },
		"peak":  func(c *StormCell) { c.Peak = nil },
		"shape": func(c *StormCell) { c.Shape = 7 },
	} {
		c := good
		spoil(&c)
		if _, err := NewMovingCell(ground, c); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	nan := float32(math.NaN())
	one := Grid{NX: 1, NY: 1, Cell: 3000}
	dry := float32(-9)
	for want, c := range map[string]struct {
		images []Image
		r      Radar
	}{
		"no pictures":              {nil, Radar{}},
		"1 picture alone":          {[]Image{{Grid: one, Values: []float32{1}}}, Radar{}},
		"expected it after":        {[]Image{{Grid: one, Values: []float32{1}}, {Grid: one, Values: []float32{1}}}, Radar{}},
		"2 values: expected 1":     {[]Image{{Grid: one, Values: []float32{1, 2}}}, Radar{Until: 1}},
		"rate -1 mm/h":             {[]Image{{Grid: one, Values: []float32{-1}}}, Radar{Until: 1}},
		"1200 of 1200 cells":       {[]Image{{Grid: one, Values: []float32{nan}}}, Radar{Until: 1}},
		"picture 1 (0 s): 1200 of": {[]Image{{Grid: one, Values: []float32{dry}}}, Radar{Until: 1, NoData: &dry}},
		"600 of 1200 cells":        {[]Image{{Grid: Grid{NX: 1, NY: 1, X0: 1000, Cell: 3000}, Values: []float32{1}}}, Radar{Until: 1}},
		"after the last picture":   {[]Image{{Time: 5, Grid: one, Values: []float32{1}}}, Radar{Until: 4}},
	} {
		if _, err := NewRadarField(ground, c.images, c.r); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", want, err)
		}
	}
}
