package record

import (
	"context"
	"errors"
	"reflect"
	"strings"
	"testing"

	"shapan/engine"
)

func TestVerifyMakesTheSameRunAgain(t *testing.T) {
	r := recordPond(t, pondPlan(205, 100), quick)
	report, err := Verify(context.Background(), mustOpen(t, r.path), rebuild)
	if want := (VerifyReport{From: 0, To: 205, Hashes: 10, Inputs: 5}); err != nil || !report.OK() || !reflect.DeepEqual(report, want) {
		t.Errorf("%+v, %v; want %+v", report, err, want)
	}
	if got := report.String(); got != "ticks 0 to 205 made again, inputs fed: 5; all 10 recorded hashes are equal" {
		t.Error(got)
	}
}

// A recording of a fork begins where it was forked, events of a slow model
// still waiting.
func TestVerifyOfAFork(t *testing.T) {
	original := recordPond(t, pondPlan(120, 100), quick)
	fork, err := original.run.Fork("r2")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := fork.Advance(context.Background(), []engine.Event{{At: pondStart, Subject: "pond", Property: "rain", Value: engine.Number(0.5)}}); err != nil {
		t.Fatal(err)
	}
	again, err := fork.Fork("r3")
	if err != nil {
		t.Fatal(err)
	}
	r := recordRun(t, longer(t, again), nil, quick)
	got := mustOpen(t, r.path)
	if from, to := got.Span(); from != 121 || to != 205 {
		t.Errorf("span %v to %v", from, to)
	}
	report, err := Verify(context.Background(), got, rebuild)
	if err != nil || !report.OK() || report.From != 121 || report.To != 205 || report.Hashes < 4 {
		t.Errorf("%+v, %v", report, err)
	}
}

// longer is the run in a plan of 205 ticks.
func longer(t *testing.T, run *engine.Run) *engine.Run {
	t.Helper()
	s, err := run.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	long, err := engine.NewRun(run.ID, pondPlan(205, 100))
	if err != nil {
		t.Fatal(err)
	}
	if err := long.Restore(s); err != nil {
		t.Fatal(err)
	}
	return long
}

func TestVerifyFindsTheFirstDifference(t *testing.T) {
	r := recordPond(t, pondPlan(205, 100), quick)
	got := mustOpen(t, r.path)
	report, err := Verify(context.Background(), got, func(m Meta) (*engine.Run, error) {
		plan := pondPlan(m.Ticks, 100)
		plan.Start, plan.Step, plan.Seed = m.Start, m.Step, m.Seed
		plan.Parts[0].New = func() (engine.Model, error) { return &pond{wrong: 70}, nil } // one bit in the last place
		return engine.NewRun(m.Run, plan)
	})
	if err != nil || report.OK() {
		t.Fatalf("%+v, %v", report, err)
	}
	if d := report.Difference; d.Tick != 90 || d.LastSame != 60 || d.Recorded == d.Replayed || report.To != 90 || report.Hashes != 4 {
		t.Errorf("%+v in %+v; want it between 60 and 90", d, report)
	}
	if got := report.String(); !strings.HasPrefix(got, "ticks 0 to 90 made again, inputs fed: 1; the state differs at tick 90 (last seen equal at tick 60): recorded ") {
		t.Error(got)
	}
}

func TestVerifyFindsAnInputThatIsMissing(t *testing.T) {
	r := recordPond(t, pondPlan(205, 100), quick)
	got := mustOpen(t, r.path)
	got.index.topics[inputsTopic] = got.index.topics[inputsTopic][:2]
	report, err := Verify(context.Background(), got, rebuild)
	if err != nil || report.OK() || report.Difference.LastSame != 120 {
		t.Errorf("%+v, %v", report, err)
	}
}

func TestVerifyThatCannotBeDone(t *testing.T) {
	r := recordPond(t, pondPlan(205, 100), quick)
	got := mustOpen(t, r.path)
	none := errors.New("no such scenario")
	if _, err := Verify(context.Background(), got, func(Meta) (*engine.Run, error) { return nil, none }); !errors.Is(err, none) {
		t.Errorf("a run that cannot be built: %v", err)
	}
	if _, err := Verify(context.Background(), got, func(m Meta) (*engine.Run, error) {
		plan := pondPlan(m.Ticks, 100)
		plan.Parts = plan.Parts[:1]
		return engine.NewRun("r", plan)
	}); err == nil || !strings.Contains(err.Error(), "snapshot has 2 models") {
		t.Errorf("another plan: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Verify(ctx, got, rebuild); !errors.Is(err, context.Canceled) {
		t.Errorf("ctx that has ended: %v", err)
	}
	delete(got.index.topics, snapshotsTopic)
	if _, err := Verify(context.Background(), got, rebuild); !errors.Is(err, ErrNoSnapshot) {
		t.Errorf("no snapshot: %v", err)
	}
}
