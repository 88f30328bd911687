package record

import (
	"context"
	"math"
	"reflect"
	"sync"
	"testing"
	"time"

	"shapan/engine"
)

// Live and replayed, a run is the same to whoever asks.
func TestHistoryAndRecordingAnswerAlike(t *testing.T) {
	o := quick
	o.Scalars = time.Second
	r := recordPond(t, pondPlan(200, 100), o)
	live, file := Past(r.history), Past(mustOpen(t, r.path))
	from, to := live.Span()
	if f, l := file.Span(); f != from || l != to || to != 200 {
		t.Errorf("span %v to %v, recorded %v to %v", from, to, f, l)
	}
	if a, b := live.Channels(), file.Channels(); !reflect.DeepEqual(a, b) || len(a.Fields) != 2 || len(a.Scalars) != 4 || len(a.Poses) != 1 {
		t.Errorf("channels %+v\nrecorded %+v", a, b)
	}
	if a, b := live.Times("odd"), file.Times("odd"); !reflect.DeepEqual(a, b) {
		t.Errorf("times %v, recorded %v", a, b)
	}
	for _, at := range []float64{-3, 0, 7, 20, 101.5, 133, 199, 200, math.Inf(1), math.NaN()} {
		a, err := live.FrameAt(at)
		if err != nil {
			t.Fatal(err)
		}
		b, err := file.FrameAt(at)
		if err != nil {
			t.Fatal(err)
		}
		// A path shows in a recording at once, in memory with the next frame.
		a.Paths, b.Paths = nil, nil
		a.Scalars, b.Scalars = numbers(a.Scalars), numbers(b.Scalars)
		if !reflect.DeepEqual(a, b) {
			t.Errorf("at %v: %d fields, %d scalars; recorded %d and %d, or different ones", at, len(a.Fields), len(a.Scalars), len(b.Fields), len(b.Scalars))
		}
	}
	a, err := live.Series("walls", "gauge/G1.level")
	if err != nil {
		t.Fatal(err)
	}
	b, err := file.Series("walls", "gauge/G1.level")
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(a.Columns[1], b.Columns[1]) || !reflect.DeepEqual(a.Seconds, b.Seconds) || len(a.Columns[0].Values) != len(b.Columns[0].Values) {
		t.Error("series differ")
	}
	sameLog(t, live, file)
}

// numbers leaves out what has no value: NaN is not equal to itself.
func numbers(scalars []engine.Scalar) []engine.Scalar {
	var kept []engine.Scalar
	for _, s := range scalars {
		if s.Value == s.Value {
			kept = append(kept, s)
		}
	}
	return kept
}

func sameLog(t *testing.T, live, file Past) {
	t.Helper()
	a, err := live.Log()
	if err != nil {
		t.Fatal(err)
	}
	b, err := file.Log()
	if err != nil {
		t.Fatal(err)
	}
	if len(a) != len(b) || len(a) != 9 {
		t.Fatalf("log of %d lines, recorded %d", len(a), len(b))
	}
	for k := range a {
		x, y := a[k], b[k]
		x.Event, y.Event = nil, nil
		if x != y {
			t.Errorf("line %d is %+v, recorded %+v", k, x, y)
		}
	}
}

func TestHistoryThinsOutWhenFull(t *testing.T) {
	run, err := engine.NewRun("r1", pondPlan(1000, 0))
	if err != nil {
		t.Fatal(err)
	}
	h := NewHistory(HistoryOptions{Frames: time.Second, MaxBytes: 40_000, MaxPoints: 101})
	if err := h.WriteFrame(run.Frame()); err != nil {
		t.Fatal(err)
	}
	for range 1000 {
		f, err := run.Advance(context.Background(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := h.WriteFrame(f); err != nil {
			t.Fatal(err)
		}
		if h.bytes > h.maxBytes {
			t.Fatalf("tick %d: %d bytes", f.Tick.N, h.bytes)
		}
	}
	times, every := h.Times("odd"), h.FrameEvery().Seconds()
	if times[0] != 0 || len(times) < 8 || times[len(times)-1] < 1000-2*every {
		t.Errorf("frames at %v", times)
	}
	for k := 1; k < len(times); k++ {
		if d := times[k] - times[k-1]; d > every {
			t.Errorf("frames at %v, every %v s", times, every)
		}
	}
	sum := 0
	for _, k := range h.kept {
		sum += len(k.poses) * poseBytes
		for _, f := range k.fields {
			sum += len(f.Message)
		}
	}
	if sum != h.bytes {
		t.Errorf("%d bytes are kept, %d counted", sum, h.bytes)
	}
	s, err := h.Series()
	if err != nil || len(s.Seconds) < 50 || len(s.Seconds) > 101 || s.Seconds[0] != 0 {
		t.Fatalf("%d points, %v", len(s.Seconds), err)
	}
	step := s.Seconds[1]
	for k, at := range s.Seconds {
		if at != float64(k)*step {
			t.Fatalf("points at %v", s.Seconds)
		}
	}
}

func TestHistoryIsReadWhileItIsWritten(t *testing.T) {
	run, err := engine.NewRun("r1", pondPlan(200, 0))
	if err != nil {
		t.Fatal(err)
	}
	h := NewHistory(HistoryOptions{Frames: time.Second, MaxBytes: 100_000, MaxPoints: 64})
	pacer := engine.NewPacer(run, pondScript(), h)
	pacer.Resume()
	ctx, cancel := context.WithCancel(context.Background())
	var readers sync.WaitGroup
	for range 3 {
		readers.Go(func() {
			for ctx.Err() == nil {
				readAll(t, h)
			}
		})
	}
	if err := pacer.Play(context.Background()); err != nil {
		t.Error(err)
	}
	cancel()
	readers.Wait()
}

func readAll(t *testing.T, p Past) {
	from, to := p.Span()
	m, err := p.FrameAt((from + to) / 2)
	if err != nil {
		t.Error(err)
	}
	for k := range m.Fields {
		if _, err := m.Fields[k].Open(); err != nil {
			t.Error(err)
		}
	}
	s, err := p.Series()
	if err != nil {
		t.Error(err)
	}
	for _, c := range s.Columns {
		if len(c.Values) != len(s.Seconds) {
			t.Errorf("%d values at %d instants", len(c.Values), len(s.Seconds))
		}
		for _, v := range c.Values {
			_ = v * 2
		}
	}
	log, err := p.Log()
	if err != nil {
		t.Error(err)
	}
	for _, e := range log {
		_ = e.Seconds
	}
	p.Channels()
	p.Times("odd")
}

func TestRecordingIsReadByMany(t *testing.T) {
	r := mustOpen(t, recordPond(t, pondPlan(205, 100), quick).path)
	var readers sync.WaitGroup
	for range 8 {
		readers.Go(func() {
			for range 20 {
				readAll(t, r)
			}
		})
	}
	readers.Wait()
}

func TestEmptyHistory(t *testing.T) {
	h := NewHistory(HistoryOptions{})
	readAll(t, h)
	if m, err := h.FrameAt(0); err != nil || len(m.Fields) != 0 {
		t.Errorf("%+v, %v", m, err)
	}
}
