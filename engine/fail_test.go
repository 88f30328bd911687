package engine

import (
	"context"
	"math"
	"testing"
)

func TestFailedRunStaysFailed(t *testing.T) {
	for broken, want := range map[string]string{
		"error":    "tick 6 (6s): model a: the tank has burst",
		"infinite": "tick 6 (6s): scalar a.level is infinite",
	} {
		run, timeline := newToy(t)
		mustDrive(t, run, timeline, 5)
		_, err := run.Advance(context.Background(), []Event{{At: toyStart, Subject: "a", Property: "broken", Value: Word(broken)}})
		if err == nil || err.Error() != want {
			t.Fatalf("%v, want %q", err, want)
		}
		steps := len(model(run, 1).steps)
		if _, again := run.Advance(context.Background(), nil); again != err {
			t.Errorf("second Advance: %v, want the same error", again)
		}
		if _, e := run.Hash(); e != err {
			t.Errorf("Hash: %v, want the error", e)
		}
		if _, e := run.Fork("f"); e != err {
			t.Errorf("Fork: %v, want the error", e)
		}
		if len(model(run, 1).steps) != steps {
			t.Error("models step on after the failure")
		}
	}
}

func TestNaNScalarIsNoFailure(t *testing.T) {
	run, timeline := newToy(t)
	model(run, 2).Level = math.NaN() // "no value now"
	if err := drive(run, timeline, 1); err != nil {
		t.Error(err)
	}
}
