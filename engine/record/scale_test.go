package record

import (
	"math"
	"math/rand/v2"
	"testing"

	"shapan/engine"
	"shapan/engine/pack"
)

func TestRefit(t *testing.T) {
	nan := float32(math.NaN())
	field := func(name string, v ...float32) *engine.Field {
		return &engine.Field{Name: name, Unit: "m", Grid: engine.Grid{NX: len(v), NY: 1, Cell: 1}, Values: v}
	}
	millimetres := pack.Scale{Step: 0.001}
	for _, v := range [][]float32{{0, 0}, {nan, nan}, {0.5, 70}, {3, 3}} {
		if got := refit(pack.Scale{Step: 7}, field("water_depth", v...)); got != millimetres {
			t.Errorf("depth %v: %+v", v, got)
		}
	}
	var s pack.Scale
	changes := 0
	r := rand.New(rand.NewPCG(1, 1))
	for frame := range 2000 {
		// A quantity that rises, stays, falls to nothing, and is sometimes flat.
		size := 100 * math.Exp(-math.Abs(float64(frame)-1000)/150)
		values := make([]float32, 50)
		for k := range values {
			values[k] = float32(-5 + size*r.Float64())
		}
		if frame%500 == 499 {
			values = []float32{4.25, nan, 4.25}
		}
		f := field("stress", values...)
		next := refit(s, f)
		if next != s {
			changes++
		}
		s = next
		low, high, _ := bounds(values)
		for k, v := range s.Values(s.Quantize(values, nil)) {
			if d := math.Abs(float64(v - values[k])); d > (high-low)/1000+1e-6 {
				t.Fatalf("frame %d: %v comes back as %v by %+v", frame, values[k], v, s)
			}
		}
	}
	if changes > 40 {
		t.Errorf("%d scales for 2000 frames", changes)
	}
}

func TestPackerRefusesWhatDoesNotFit(t *testing.T) {
	f := &engine.Frame{Fields: []engine.Field{{Name: "odd", Grid: engine.Grid{NX: 3, NY: 3}, Values: make([]float32, 8)}}}
	if _, err := new(Packer).Pack(f, anyField); err == nil {
		t.Error("8 values on 3×3 are packed")
	}
}
