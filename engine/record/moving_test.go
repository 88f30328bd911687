package record

import (
	"testing"
	"time"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
)

// A run that only moves things is looked up to the second; the scalars' interval
// and that of the poses agree.
func TestHistoryKeepsPosesOften(t *testing.T) {
	h := NewHistory(HistoryOptions{Frames: 30 * time.Second})
	for n := range int64(121) {
		f := &engine.Frame{Tick: engine.Tick{N: n, Step: 500 * time.Millisecond}}
		f.Poses = []engine.Pose{{Name: "crane/T1/hook", Position: mgl64.Vec3{f.Tick.Seconds(), 0, 0}, Rotation: mgl64.QuatIdent()}}
		if err := h.WriteFrame(f); err != nil {
			t.Fatal(err)
		}
	}
	if every := h.FrameEvery(); every != time.Second {
		t.Errorf("a frame every %v", every)
	}
	for _, at := range []float64{0, 1, 2.6, 17, 59.9} {
		m, err := h.FrameAt(at)
		if err != nil || len(m.Poses) != 1 || m.Poses[0].Position[0] != float64(int(at)) {
			t.Errorf("at %v s: %v, %v", at, m.Poses, err)
		}
	}
}

// The store is bounded whatever fills it.
func TestHistoryOfPosesIsThinned(t *testing.T) {
	h := NewHistory(HistoryOptions{MaxBytes: 10 * poseBytes})
	for n := range int64(100) {
		f := &engine.Frame{Tick: engine.Tick{N: n, Step: time.Second}, Poses: []engine.Pose{{Name: "hook", Rotation: mgl64.QuatIdent()}}}
		if err := h.WriteFrame(f); err != nil {
			t.Fatal(err)
		}
	}
	if len(h.kept) > 10 || h.FrameEvery() < 10*time.Second {
		t.Errorf("%d frames kept, one every %v", len(h.kept), h.FrameEvery())
	}
}
