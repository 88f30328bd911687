package rainfall

import (
	"math"
	"testing"
)

// fields is one of each kind over the same ground of 40×30 cells of 50 m.
func fields(t testing.TB, g Grid) map[string]Field {
	table := mustTable(t, []float64{0, 600, 1500, 2400}, []float64{1e-5, 3e-5, 5e-6, 0})
	late := mustTable(t, []float64{300, 1800}, []float64{2e-5, 0})
	gauges := []Gauge{
		{Name: "A", X: 100, Y: 200, Rain: table, Gaps: []Span{{700, 1300}}},
		{Name: "B", X: 1900, Y: 900, Rain: late},
		{Name: "C", X: 900, Y: 1400, Rain: Constant{Rate: 1e-5, Duration: 2000}, Gaps: []Span{{1000, 1100}, {1900, math.Inf(1)}}},
	}
	fields := map[string]Field{
		"uniform":  Uniform{shanghai50},
		"idw":      must(NewGauges(g, gauges, Spread{Power: 2}))(t),
		"thiessen": must(NewGauges(g, gauges, Thiessen))(t),
	}
	for name, c := range map[string]StormCell{
		"gaussian":          {X: -500, Y: 300, VX: 1.5, VY: 0.4, Along: 600, Across: 250, Angle: 0.5, Peak: table},
		"flat":              {X: -500, Y: 300, VX: 1.5, VY: 0.4, Along: 600, Across: 250, Angle: 0.5, Peak: table, Shape: Flat},
		"standing":          {X: 500, Y: 300, Along: 600, Across: 250, Angle: 0.5, Peak: table},
		"standing and flat": {X: 500, Y: 300, Along: 600, Across: 250, Angle: 0.5, Peak: shanghai50, Shape: Flat},
	} {
		fields[name] = must(NewMovingCell(g, c))(t)
	}
	pixels := Grid{NX: 6, NY: 5, X0: -300, Y0: -200, Cell: 500}
	var images []Image
	for k := range 4 {
		m := Image{Time: float64(k) * 360, Grid: pixels, Values: make([]float32, pixels.Cells())}
		for c := range m.Values {
			m.Values[c] = float32(20 + 15*math.Sin(float64(c+3*k)))
		}
		m.Values[7] = float32(math.NaN())
		images = append(images, m)
	}
	fields["radar"] = must(NewRadarField(g, images, Radar{}))(t)
	fields["radar, linear"] = must(NewRadarField(g, images, Radar{Linear: true}))(t)
	fields["radar, nearest"] = must(NewRadarField(g, images, Radar{Nearest: true, Dry: true}))(t)
	fields["sum"] = must(NewSum(fields["idw"], fields["gaussian"], fields["radar"]))(t)
	return fields
}

var ground = Grid{NX: 40, NY: 30, Cell: 50}

func must[T any](x T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
}

func mustTable(t testing.TB, times, rates []float64) *Table {
	t.Helper()
	return must(NewTable(times, rates))(t)
}

// The steps' depths add up to the storm's, whatever the steps. Allowed: the
// rounding of single precision.
func TestStepsAddUp(t *testing.T) {
	const until, allowed = 11000.0, 2e-6
	for name, f := range fields(t, ground) {
		whole := make([]float32, ground.Cells())
		f.Depths(0, until, whole)
		mean := ArealMean(whole, nil)
		if !(mean > 1e-4) {
			t.Errorf("%s: %g m on average: this tests nothing", name, mean)
		}
		for _, dt := range []float64{7, 60, 413.7} {
			sum := make([]float64, len(whole))
			step := make([]float32, len(whole))
			for from := 0.0; from < until; from += dt {
				f.Depths(from, min(from+dt, until), step)
				for c, d := range step {
					if d < 0 {
						t.Fatalf("%s: %g m on cell %d", name, d, c)
					}
					sum[c] += float64(d)
				}
			}
			worst := 0.0
			for c := range sum {
				worst = max(worst, math.Abs(sum[c]-float64(whole[c])))
			}
			if !(worst <= allowed*mean*10) {
				t.Errorf("%s, steps of %g s: %.3g m off, allowed %.3g", name, dt, worst, allowed*mean*10)
			}
		}
	}
}

// A Gaussian that passes leaves i √(2π) σ/v on its path and exp(-d²/2σ²) of
// that at a distance d. Allowed: 1e-6.
func TestPassingGaussian(t *testing.T) {
	const rate, sigma, v = 2e-5, 300.0, 5.0
	g := Grid{NX: 1, NY: 5, X0: -50, Y0: -50, Cell: 100}
	f := must(NewMovingCell(g, StormCell{X: -5000, VX: v, Along: sigma, Across: sigma, Peak: Constant{Rate: rate}}))(t)
	got := make([]float32, g.Cells())
	f.Depths(0, 3000, got)
	for j, d := range got {
		off := 100 * float64(j)
		want := rate * math.Sqrt(2*math.Pi) * sigma / v * math.Exp(-off*off/2/sigma/sigma)
		if math.Abs(float64(d)/want-1) > 1e-6 {
			t.Errorf("%g m off the path: %g m, want %g m", off, d, want)
		}
	}
}

// A turned ellipse with a changing peak, against the integral of i(t) G(q) by
// the midpoint rule in 1/8 s. Allowed: 1e-5 of the largest depth.
func TestTurnedCellsAgainstQuadrature(t *testing.T) {
	peak := mustTable(t, []float64{0, 600, 1500, 2400}, []float64{1e-5, 3e-5, 5e-6, 0})
	for _, shape := range []Shape{Gaussian, Flat} {
		c := StormCell{X: -500, Y: 300, VX: 1.5, VY: 0.4, Along: 600, Across: 250, Angle: 0.5, Peak: peak, Shape: shape}
		got := make([]float32, ground.Cells())
		must(NewMovingCell(ground, c))(t).Depths(100, 2300, got)
		for _, cell := range []int{0, 17, 333, 480, 700, 1199} {
			x, y := ground.middle(cell%ground.NX, cell/ground.NX)
			want := 0.0
			const h = 0.125
			for at := 100 + h/2; at < 2300; at += h {
				dx, dy := x-c.X-c.VX*at, y-c.Y-c.VY*at
				a := (dx*math.Cos(c.Angle) + dy*math.Sin(c.Angle)) / c.Along
				b := (-dx*math.Sin(c.Angle) + dy*math.Cos(c.Angle)) / c.Across
				g := math.Exp(-(a*a + b*b) / 2)
				if shape == Flat {
					g = 0
					if a*a+b*b <= 1 {
						g = 1
					}
				}
				want += g * (peak.Depth(at+h/2) - peak.Depth(at-h/2))
			}
			allowed := 1e-5 * 0.03
			if shape == Flat {
				allowed = 2 * h * 3e-5 // where it begins and ends
			}
			if math.Abs(float64(got[cell])-want) > allowed {
				t.Errorf("shape %d, cell %d: %g m, want %g m, allowed ±%g", shape, cell, got[cell], want, allowed)
			}
		}
	}
}

func TestErfTable(t *testing.T) {
	worst := 0.0
	for x := -7.0; x < 7; x += 1.0 / 3331 {
		worst = max(worst, math.Abs(erf(x)-math.Erf(x)))
	}
	if worst > 1e-11 {
		t.Errorf("%g off, allowed 1e-11", worst)
	}
}

// Bilinear pixels give back a plane; linear pictures a ramp in time. Allowed:
// single precision.
func TestRadarGivesBackPlanesAndRamps(t *testing.T) {
	pixels := Grid{NX: 8, NY: 7, X0: -1000, Y0: -1000, Cell: 700}
	plane := func(x, y float64) float64 { return 10 + 0.002*x + 0.003*y } // [mm/h]
	var images []Image
	for k := range 3 {
		m := Image{Time: 300 * float64(k), Grid: pixels, Values: make([]float32, pixels.Cells())}
		for c := range m.Values {
			x, y := pixels.middle(c%pixels.NX, c/pixels.NX)
			m.Values[c] = float32(plane(x, y) * float64(1+k)) // 1, 2, 3 times
		}
		images = append(images, m)
	}
	hold := must(NewRadarField(ground, images, Radar{Until: 1000}))(t)
	ramp := must(NewRadarField(ground, images, Radar{Linear: true}))(t)
	for _, c := range []struct {
		f               Field
		t0, t1, seconds float64 // seconds of the plane once
	}{
		{hold, 0, 300, 300}, {hold, 250, 350, 150}, {hold, 0, 5000, 300 + 600 + 3*400}, {hold, -50, 0, 0},
		{ramp, 0, 600, 1200}, {ramp, 150, 450, 600}, {ramp, -100, 30, 31.5}, {ramp, 600, 900, 0},
	} {
		got := make([]float32, ground.Cells())
		c.f.Depths(c.t0, c.t1, got)
		for cell, d := range got {
			x, y := ground.middle(cell%ground.NX, cell/ground.NX)
			want := plane(x, y) / 1000 / 3600 * c.seconds
			if math.Abs(float64(d)-want) > 1e-6*want+1e-12 {
				t.Fatalf("%g..%g s, cell %d: %g m, want %g m", c.t0, c.t1, cell, d, want)
			}
		}
	}
}

// Where pixels end on cells' edges, the nearest pixel keeps the areal mean.
// Allowed: single precision. Bilinear is near it: allowed 5 %.
func TestRadarKeepsTheArealMean(t *testing.T) {
	pixels := Grid{NX: 6, NY: 5, X0: -300, Y0: -200, Cell: 500}
	m := Image{Grid: pixels, Values: make([]float32, pixels.Cells())}
	for c := range m.Values {
		m.Values[c] = float32(20 + 15*math.Sin(float64(c)))
	}
	got := make([]float32, ground.Cells())
	for _, c := range []struct {
		nearest bool
		allowed float64
	}{{true, 1e-6}, {false, 0.05}} {
		f := must(NewRadarField(ground, []Image{m}, Radar{Until: 600, Nearest: c.nearest}))(t)
		f.Depths(0, 600, got)
		mean, want := ArealMean(got, nil), f.SourceMean(0, 600)
		if math.Abs(mean/want-1) > c.allowed {
			t.Errorf("nearest %v: mean %g m, the pixels' %g m", c.nearest, mean, want)
		}
	}
}

// The worst window of a Chicago storm lies around its peak with the formula's
// mean, and that of a table where its rates change. Allowed: 1e-9.
func TestWorstBursts(t *testing.T) {
	for _, b := range Bursts(shanghai50, shanghai50.Duration) {
		if want := shanghai50.Intensity(b.Window); math.Abs(b.Intensity()/want-1) > 1e-9 {
			t.Errorf("%g s: %g m/s, formula %g m/s", b.Window, b.Intensity(), want)
		}
	}
	table := mustTable(t, []float64{0, 600, 700, 1000}, []float64{1e-5, 5e-5, 4e-5, 0})
	b := WorstBurst(table, 3600, 300)
	if want := 100*5e-5 + 200*4e-5; math.Abs(b.Depth-want) > 1e-15 || b.Start != 600 {
		t.Errorf("300 s: %g m from %g s, want %g m from 600 s", b.Depth, b.Start, want)
	}
	if b := WorstBurst(table, 200, 300); math.Abs(b.Depth-200*1e-5) > 1e-15 {
		t.Errorf("window longer than the rain: %g m", b.Depth)
	}
}
