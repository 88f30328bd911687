package record

import (
	"errors"
	"strings"
	"testing"

	"shapan/engine"
)

func TestRejoinComesToTheRecordedState(t *testing.T) {
	plan := pondPlan(205, 100)
	r := recordPond(t, plan, quick)
	recording := mustOpen(t, r.path)
	hashes, err := recording.Hashes()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range hashes {
		run, err := engine.NewRun("again", plan)
		if err != nil {
			t.Fatal(err)
		}
		if err := recording.Rejoin(t.Context(), run, want.Tick); err != nil {
			t.Fatal(err)
		}
		if got, err := run.Hash(); err != nil || got != want.Hash || run.Tick().N != want.Tick {
			t.Errorf("tick %d, hash %.8s: the recording has tick %d, %.8s; %v", run.Tick().N, got, want.Tick, want.Hash, err)
		}
	}
}

func TestRejoinRefusesWhatIsNotRecorded(t *testing.T) {
	plan := pondPlan(205, 100)
	r := recordPond(t, plan, quick)
	recording := mustOpen(t, r.path)
	run, err := engine.NewRun("again", plan)
	if err != nil {
		t.Fatal(err)
	}
	if err := recording.Rejoin(t.Context(), run, 206); err == nil || !strings.Contains(err.Error(), "ends at tick 205") {
		t.Errorf("tick 206: %v", err)
	}
	if err := recording.Rejoin(t.Context(), run, -1); !errors.Is(err, ErrNoSnapshot) {
		t.Errorf("tick -1: %v", err)
	}
}
