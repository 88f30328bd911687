package pack

import (
	"bytes"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"shapan/engine"
)

var nan = float32(math.NaN())

// water is a field as a run makes them: dry ground, buildings, smooth depths.
func water(r *rand.Rand, nx, ny int) engine.Field {
	f := engine.Field{Name: "water_depth", Unit: "m", Grid: engine.Grid{NX: nx, NY: ny, Cell: 1}, Values: make([]float32, nx*ny)}
	tilt, deep := r.Float64(), 3*r.Float64()
	for k := range f.Values {
		x, y := float64(k%nx)/float64(nx), float64(k/nx)/float64(ny)
		f.Values[k] = float32(max(0, deep*math.Sin(5*x+tilt)*math.Cos(4*y)))
		if r.IntN(20) == 0 {
			f.Values[k] = nan
		}
	}
	return f
}

func noise(r *rand.Rand, n int) Quanta {
	q := make(Quanta, n)
	for k := range q {
		q[k] = uint16(r.Uint32())
	}
	return q
}

func TestRoundTripWithinHalfAQuantum(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for _, c := range []struct {
		name, unit string
		low, high  float64
		step       float64 // expected; 0: fitted
	}{
		{"water_depth", "m", 0, 65.534, 0.001},
		{"max_depth", "m", 0, 65.534, 0.001},
		{"water_velocity_x", "m/s", -327.67, 327.67, 0.01},
		{"water_hazard", "class", 0, 6, 1},
		{"ground", "m", -16, 38.2, 0},
		{"infiltration", "m/s", 1e-7, 3e-6, 0},
		{"huge", "Pa", -1e9, 4e9, 0},
	} {
		f := engine.Field{Name: c.name, Unit: c.unit, Grid: engine.Grid{NX: 30, NY: 20, Cell: 1}, Values: make([]float32, 600)}
		for k := range f.Values {
			f.Values[k] = float32(c.low + r.Float64()*(c.high-c.low))
			if c.step == 1 {
				f.Values[k] = float32(r.IntN(7))
			}
		}
		f.Values[17] = nan
		scale := ScaleFor(&f)
		if c.step != 0 && scale.Step != c.step {
			t.Errorf("%s: step %v, want %v", c.name, scale.Step, c.step)
		}
		q, err := OpenKey(Key(scale.Quantize(f.Values, nil), 30), 600, 30)
		if err != nil {
			t.Fatal(err)
		}
		for k, got := range scale.Values(q) {
			want := f.Values[k]
			if want != want {
				if got == got {
					t.Errorf("%s: cell %d is %v, want no data", c.name, k, got)
				}
				continue
			}
			// Beside the half quantum: what float32 itself rounds.
			allowed := scale.Step*(0.5+1e-6) + 1.2e-7*math.Abs(float64(want))
			if d := math.Abs(float64(got) - float64(want)); !(d <= allowed) {
				t.Errorf("%s: cell %d is %v, want %v; error %g, allowed %g", c.name, k, got, want, d, allowed)
			}
		}
	}
}

// A tank's waves are millimetres, a valley's lake is deeper than 65 m, and a
// flood lasts longer than the 18 hours that seconds in 16 bits reach.
func TestScaleFollowsTheCells(t *testing.T) {
	for _, c := range []struct {
		name, unit string
		cell       float64
		value      float32
		off        float64 // most that it may come back off
	}{
		{"water_depth", "m", 0.014, 0.13527, 3e-5},
		{"water_depth", "m", 0.1, 2.12345, 6e-5},
		{"water_velocity_x", "m/s", 0.05, -0.31234, 6e-4},
		{"first_wet", "s", 0.05, 17.45, 5e-3},
		{"max_depth", "m", 50, 300, 3e-3},
		{"water_depth", "m", 1, 16.0004, 5e-4 + 1e-6},
		{"duration_wet", "s", 20, 172800, 5},
		{"duration_wet", "s", 1, 600, 0},
	} {
		f := &engine.Field{Name: c.name, Unit: c.unit, Grid: engine.Grid{NX: 2, NY: 1, Cell: c.cell}, Values: []float32{0, c.value}}
		if !Known(f) {
			t.Errorf("%s is not known", c.name)
		}
		s := ScaleFor(f)
		if got := s.Values(s.Quantize(f.Values, nil))[1]; !(math.Abs(float64(got-c.value)) <= c.off) {
			t.Errorf("%s on cells of %g m: %v comes back as %v", c.name, c.cell, c.value, got)
		}
	}
}

func TestScaleOfDegenerateFields(t *testing.T) {
	field := func(v ...float32) *engine.Field {
		return &engine.Field{Name: "x", Grid: engine.Grid{NX: len(v), NY: 1, Cell: 1}, Values: v}
	}
	for _, f := range []*engine.Field{field(nan, nan), field(0, 0), field(-7.25, nan, -7.25), field(1, 2)} {
		scale := ScaleFor(f)
		if !(scale.Step > 0) || math.IsInf(scale.Step, 0) || scale.Offset-scale.Offset != 0 {
			t.Errorf("%v: scale %+v", f.Values, scale)
		}
		for k, got := range scale.Values(scale.Quantize(f.Values, nil)) {
			if want := f.Values[k]; got != want && (got == got || want == want) {
				t.Errorf("%v: cell %d comes back as %v", f.Values, k, got)
			}
		}
	}
}

func TestValuesBeyondTheRangeGoToItsEnds(t *testing.T) {
	inf := float32(math.Inf(1))
	q := Scale{Step: 0.001}.Quantize([]float32{-1, 100, inf, -inf, 65.534}, nil)
	if want := (Quanta{0, NoData - 1, NoData - 1, 0, NoData - 1}); !slices.Equal(q, want) {
		t.Errorf("%v, want %v", q, want)
	}
}

func TestQuantizeUsesTheMemoryGiven(t *testing.T) {
	into := make(Quanta, 2, 8)
	if q := (Scale{Step: 1}).Quantize(make([]float32, 8), into); &q[0] != &into[0] || len(q) != 8 {
		t.Error("other memory, or another length")
	}
}

// Whatever the quanta, key and delta give them back bit for bit.
func TestKeyAndDeltaAreExact(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 1))
	for _, size := range [][2]int{{1, 1}, {1, 9}, {9, 1}, {2, 2}, {16, 12}, {97, 31}} {
		nx, n := size[0], size[0]*size[1]
		smooth, later := water(r, nx, size[1]), water(r, nx, size[1])
		scale := Scale{Step: 0.001}
		for _, pair := range [][2]Quanta{
			{noise(r, n), noise(r, n)},
			{scale.Quantize(smooth.Values, nil), scale.Quantize(later.Values, nil)},
			{make(Quanta, n), slices.Repeat(Quanta{NoData}, n)},
		} {
			base, q := pair[0], pair[1]
			key, err := OpenKey(Key(q, nx), n, nx)
			if err != nil || !slices.Equal(key, q) {
				t.Fatalf("%v: key message differs: %v", size, err)
			}
			opened, err := OpenKey(Key(base, nx), n, nx)
			if err != nil {
				t.Fatal(err)
			}
			delta, err := OpenDelta(Delta(q, base), opened)
			if err != nil || !slices.Equal(delta, q) {
				t.Fatalf("%v: key and delta differ from q: %v", size, err)
			}
		}
	}
}

func TestPredictorIsMED(t *testing.T) {
	for _, c := range [][4]uint16{ // a left, b lower, c lower left, expected
		{5, 9, 12, 5}, {5, 9, 9, 5}, {5, 9, 2, 9}, {5, 9, 5, 9}, {5, 9, 6, 8}, {9, 5, 6, 8}, {7, 7, 7, 7}, {65535, 65534, 65534, 65535},
	} {
		if got := predict(c[0], c[1], c[2]); got != c[3] {
			t.Errorf("predict(%d, %d, %d) = %d, want %d", c[0], c[1], c[2], got, c[3])
		}
	}
}

func TestDamagedBodyIsAnError(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 1))
	f := water(r, 64, 48)
	q := Scale{Step: 0.001}.Quantize(f.Values, nil)
	n := len(q)
	body := Key(q, 64)
	for cut := range body {
		if _, err := OpenKey(body[:cut], n, 64); err == nil {
			t.Fatalf("body cut at %d of %d bytes is read", cut, len(body))
		}
		if _, err := OpenDelta(body[:cut], q); err == nil {
			t.Fatalf("delta cut at %d of %d bytes is read", cut, len(body))
		}
	}
	for what, try := range map[string]func() error{
		"too small a grid": func() error { _, err := OpenKey(body, n-1, 64); return err },
		"too large a grid": func() error { _, err := OpenKey(body, n+1, 64); return err },
		"absurd grid":      func() error { _, err := OpenKey(body, math.MaxInt/4, 64); return err },
		"negative grid":    func() error { _, err := OpenKey(body, -1, 64); return err },
		"rows of nothing":  func() error { _, err := OpenKey(body, n, 0); return err },
		"garbage":          func() error { _, err := OpenKey(bytes.Repeat([]byte{0xff}, 100), 50, 10); return err },
	} {
		if try() == nil {
			t.Errorf("%s: no error", what)
		}
	}
}

func FuzzOpenMessage(f *testing.F) {
	field := water(rand.New(rand.NewPCG(4, 1)), 16, 12)
	info := FieldInfo{Name: field.Name, Grid: field.Grid, Scale: ScaleFor(&field)}
	message := KeyMessage(Header{}, info.Quantize(field.Values, nil), 16)
	f.Add(message, 16, 12)
	f.Add(message[:40], 16, 12)
	f.Add(message, 1<<31, 1<<31)
	f.Add([]byte{}, 0, 0)
	f.Fuzz(func(t *testing.T, message []byte, nx, ny int) {
		info := FieldInfo{Grid: engine.Grid{NX: nx, NY: ny, Cell: 1}, Scale: Scale{Step: 1}}
		if _, q, err := info.OpenMessage(message); err == nil && len(q) != nx*ny {
			t.Errorf("%d quanta on %d×%d", len(q), nx, ny)
		}
	})
}

func BenchmarkKey(b *testing.B) {
	f := water(rand.New(rand.NewPCG(5, 1)), 600, 600)
	scale := ScaleFor(&f)
	var q Quanta
	b.SetBytes(int64(2 * len(f.Values)))
	for b.Loop() {
		q = scale.Quantize(f.Values, q)
		Key(q, 600)
	}
}
