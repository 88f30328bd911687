package record

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"shapan/engine"
)

func TestRecordingKeepsStates(t *testing.T) {
	r := recordPond(t, pondPlan(205, 5<<20), quick) // two parts to a snapshot
	got := mustOpen(t, r.path)
	hashes, err := got.Hashes()
	if err != nil {
		t.Fatal(err)
	}
	var ticks []int64
	for _, h := range hashes {
		ticks = append(ticks, h.Tick)
	}
	if !reflect.DeepEqual(ticks, []int64{0, 30, 60, 90, 100, 120, 150, 180, 200, 205}) {
		t.Errorf("hashes at %v", ticks)
	}
	final, err := r.run.Hash()
	if err != nil || hashes[9].Hash != final {
		t.Errorf("last hash %s, want %s", hashes[9].Hash, final)
	}
	for at, want := range map[int64]int64{0: 0, 99: 0, 100: 100, 199: 100, 200: 200, 1 << 40: 200} {
		s, err := got.SnapshotAt(at)
		if err != nil || s.Tick.N != want {
			t.Fatalf("snapshot at %d is of tick %d, %v; want %d", at, s.Tick.N, err, want)
		}
		for _, h := range hashes {
			if h.Tick == want && h.Hash != s.Hash() {
				t.Errorf("snapshot of tick %d has another hash", want)
			}
		}
	}
	if _, err := got.SnapshotAt(-1); !errors.Is(err, ErrNoSnapshot) {
		t.Errorf("before the start: %v", err)
	}
}

// A run that is stopped, or fails in the tick after, is recorded to its last.
func TestCloseRecordsTheLastTick(t *testing.T) {
	for _, broken := range []bool{false, true} {
		run, err := engine.NewRun("r1", pondPlan(100, 0))
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "run.mcap")
		w, err := Create(path, run, pondMeta, quick)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.WriteFrame(run.Frame()); err != nil {
			t.Fatal(err)
		}
		for range 33 {
			f, err := run.Advance(context.Background(), nil)
			if err != nil {
				t.Fatal(err)
			}
			if err := w.WriteFrame(f); err != nil {
				t.Fatal(err)
			}
		}
		if broken {
			if _, err := run.Advance(context.Background(), []engine.Event{{Subject: "pond", Property: "broken"}}); err == nil {
				t.Fatal("the run goes on")
			}
		}
		err = w.Close()
		if again := w.Close(); err != nil || again != nil {
			t.Errorf("Close: %v, and again: %v", err, again)
		}
		got := mustOpen(t, path)
		if times := got.Times("odd"); !reflect.DeepEqual(times, []float64{0, 20, 33}) || !got.Complete() {
			t.Errorf("broken %v: frames at %v, want 0, 20, 33", broken, times)
		}
	}
}

func TestCreateAndWriteRefuse(t *testing.T) {
	run, err := engine.NewRun("r1", pondPlan(100, 0))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Create(filepath.Join(t.TempDir(), "no", "run.mcap"), run, pondMeta, quick); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a folder that is not there: %v", err)
	}
	w, err := Create(filepath.Join(t.TempDir(), "run.mcap"), run, pondMeta, quick)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if _, err := run.Advance(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	if err := w.WriteFrame(&engine.Frame{Tick: engine.Tick{N: 9}}); err == nil || !strings.Contains(err.Error(), "frame of tick 9 while the run is at 1") {
		t.Errorf("a frame of another tick: %v", err)
	}
}
