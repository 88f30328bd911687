package server

import (
	"math"
	"testing"

	"shapan/engine"
)

// flood is a frame of 600×600 cells of which a third is wet, moving a little
// with every tick.
func flood(tick int64) *engine.Frame {
	g := engine.Grid{NX: 600, NY: 600, Cell: 1}
	f := &engine.Frame{Tick: engine.Tick{N: tick, Step: 1e9}}
	depth := f.AddField("water_depth", "m", g)
	for k := range depth {
		x, y := float64(k%g.NX), float64(k/g.NX)
		level := 0.4*math.Sin(x/60)*math.Cos(y/80) + 0.02*math.Sin(x/5-float64(tick)/10) - 0.1
		depth[k] = float32(max(0, level))
	}
	return f
}

func benchTable(f *engine.Frame) (*table, []uint16) {
	t := &table{}
	t.learn(f, nil)
	return t, []uint16{t.channels[0].ID}
}

func BenchmarkTakeShot600(b *testing.B) {
	f := flood(0)
	t, wanted := benchTable(f)
	b.SetBytes(4 * 600 * 600)
	for b.Loop() {
		take(f, t, wanted, 1, nil)
	}
}

func BenchmarkKey600(b *testing.B) {
	f := flood(0)
	t, wanted := benchTable(f)
	s := take(f, t, wanted, 1, nil)
	b.SetBytes(2 * 600 * 600)
	size := 0
	for b.Loop() {
		p := s.parts[0]
		p.key, p.messages = nil, nil
		m, err := p.message(0, false, 0)
		if err != nil {
			b.Fatal(err)
		}
		size = m.size
	}
	b.ReportMetric(float64(size), "message-bytes")
}

func BenchmarkDelta600(b *testing.B) {
	before := flood(0)
	t, wanted := benchTable(before)
	base := take(before, t, wanted, 1, nil)
	s := take(flood(1), t, wanted, 2, base)
	b.SetBytes(2 * 600 * 600)
	size := 0
	for b.Loop() {
		p := s.parts[0]
		p.delta, p.messages = nil, nil
		m, err := p.message(1, false, 0)
		if err != nil {
			b.Fatal(err)
		}
		size = m.size
	}
	b.ReportMetric(float64(size), "message-bytes")
}

// BenchmarkSharedMessage is what each further client costs.
func BenchmarkSharedMessage600(b *testing.B) {
	f := flood(0)
	t, wanted := benchTable(f)
	s := take(f, t, wanted, 1, nil)
	for b.Loop() {
		if _, err := s.parts[0].message(0, false, 0); err != nil {
			b.Fatal(err)
		}
	}
}
