package engine

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"runtime"
	"strings"
	"testing"
)

func newToy(t *testing.T) (*Run, *Timeline) {
	t.Helper()
	run, err := NewRun("toy", toyPlan())
	if err != nil {
		t.Fatal(err)
	}
	timeline := &Timeline{}
	timeline.Add(toyScript()...)
	return run, timeline
}

func mustDrive(t *testing.T, run *Run, timeline *Timeline, to int64) {
	t.Helper()
	if err := drive(run, timeline, to); err != nil {
		t.Fatal(err)
	}
}

func mustHash(t *testing.T, run *Run) string {
	t.Helper()
	h, err := run.Hash()
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func model(run *Run, k int) *tank { return run.parts[k].model.(*tank) }

func TestNewRunShowsTickZero(t *testing.T) {
	run, _ := newToy(t)
	f := run.Frame()
	if f.Run != "toy" || f.Tick.N != 0 || len(f.Scalars) != 3 || len(f.Fields) != 3 || len(f.Events) != 0 {
		t.Errorf("first frame: %+v", f)
	}
	if f.Field("b.depth") == nil || f.Field("nothing") != nil {
		t.Error("Field finds by name")
	}
	if _, ok := f.Scalar("nothing"); ok {
		t.Error("Scalar finds by name")
	}
}

func TestNewRunRefuses(t *testing.T) {
	plan := toyPlan()
	plan.Step = 0
	if _, err := NewRun("r", plan); err == nil || !strings.Contains(err.Error(), "must be > 0") {
		t.Errorf("step 0: %v", err)
	}
	plan = toyPlan()
	plan.Parts[1].New = func() (Model, error) { return nil, errors.New("no water") }
	if _, err := NewRun("r", plan); err == nil || err.Error() != "model b: no water" {
		t.Errorf("model that cannot be made: %v", err)
	}
}

// Models see the frame of the tick before, whatever their order.
func TestCouplingGoesThroughTheFrozenFrame(t *testing.T) {
	run, timeline := newToy(t)
	swapped := toyPlan()
	swapped.Parts[0], swapped.Parts[1] = swapped.Parts[1], swapped.Parts[0]
	other, err := NewRun("swapped", swapped)
	if err != nil {
		t.Fatal(err)
	}
	again := timeline.Clone()
	mustDrive(t, run, timeline, 40)
	mustDrive(t, other, again, 40)
	for _, name := range []string{"a.level", "b.level", "c.level"} {
		x, _ := run.Frame().Scalar(name)
		y, _ := other.Frame().Scalar(name)
		if x != y || x == 0 {
			t.Errorf("%s: %v in one order, %v in the other", name, x, y)
		}
	}
	if run.Frame().Scalars[0].Name != "a.level" || other.Frame().Scalars[0].Name != "b.level" {
		t.Error("output is not merged in the order of the plan")
	}
}

func TestSlowModelStepsAtItsPeriod(t *testing.T) {
	run, timeline := newToy(t)
	mustDrive(t, run, timeline, 14)
	var ticks []int64
	for _, s := range model(run, 2).steps {
		ticks = append(ticks, s.Tick.N)
		if s.Ticks != 3 {
			t.Errorf("step to tick %d is %d ticks long, want 3", s.Tick.N, s.Ticks)
		}
	}
	if !reflect.DeepEqual(ticks, []int64{3, 6, 9, 12}) {
		t.Errorf("steps at %v", ticks)
	}
	if n := len(model(run, 0).steps); n != 14 {
		t.Errorf("fast model: %d steps, want 14", n)
	}
}

// An event enters the step that begins at or after its instant; a slow model
// is given what has gathered since its last step, in order.
func TestEventsEnterTheStepThatFollowsThem(t *testing.T) {
	run, timeline := newToy(t)
	mustDrive(t, run, timeline, 10)
	if len(model(run, 2).Words) != 0 {
		t.Error("event at 10 s was seen by the step that ends at 10 s")
	}
	mustDrive(t, run, timeline, 11)
	if got := len(run.Frame().Events); got != 2 {
		t.Errorf("frame of tick 11 tells of %d events, want 2", got)
	}
	if got := len(model(run, 0).steps[10].Events); got != 2 {
		t.Errorf("fast model is given %d events at tick 11, want 2", got)
	}
	mustDrive(t, run, timeline, 12)
	if want := []string{"inflow=0.5", "word=one", "word=two"}; !reflect.DeepEqual(model(run, 2).Words, want) {
		t.Errorf("slow model saw %v, want %v", model(run, 2).Words, want)
	}
	mustDrive(t, run, timeline, 32)
	if len(model(run, 1).Words) != 0 {
		t.Error("event at 31.5 s was seen by the step from 31 s to 32 s")
	}
	mustDrive(t, run, timeline, 33)
	if len(model(run, 1).Words) != 1 {
		t.Error("event at 31.5 s was not seen by the step from 32 s")
	}
}

// Bit-identical whatever the number of processors.
func TestDeterminism(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	want := ""
	for _, procs := range []int{1, 2, 8} {
		runtime.GOMAXPROCS(procs)
		for range 5 {
			run, timeline := newToy(t)
			mustDrive(t, run, timeline, 60)
			if h := mustHash(t, run); want == "" {
				want = h
			} else if h != want {
				t.Fatalf("at GOMAXPROCS %d the hash is %s, want %s", procs, h, want)
			}
		}
	}
}

// Random numbers belong to one model, tick and seed.
func TestRandomNumbers(t *testing.T) {
	run, _ := newToy(t)
	plan := toyPlan()
	plan.Seed++
	other, err := NewRun("other", plan)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[uint64]string{}
	for n := range int64(50) {
		tick := Tick{N: n, Step: plan.Step, Start: plan.Start}
		for _, name := range []string{"a", "b"} {
			for k, r := range []*Run{run, other} {
				v, who := r.randFor(name, tick).Uint64(), fmt.Sprint(name, n, k)
				if v != r.randFor(name, tick).Uint64() {
					t.Fatal("the same numbers are not the same twice")
				}
				if before, ok := seen[v]; ok {
					t.Fatalf("%s draws the number of %s", who, before)
				}
				seen[v] = who
			}
		}
	}
}

func TestCheckEventAndSummarize(t *testing.T) {
	run, _ := newToy(t)
	for _, c := range []struct{ subject, property, want string }{
		{"a", "inflow", ""},
		{"a", "colour", "a: unknown property colour"},
		{"pump/P9", "state", "pump/P9: no model of this run knows this subject"},
	} {
		err := run.CheckEvent(Event{Subject: c.subject, Property: c.property})
		if got := fmt.Sprint(err); got != c.want && (err != nil || c.want != "") {
			t.Errorf("%s %s: %v, want %q", c.subject, c.property, err, c.want)
		}
	}
	summary := map[string]any{}
	run.Summarize(summary)
	if len(summary) != 3 {
		t.Errorf("summary of %d models, want 3", len(summary))
	}
}

// Two frames are in use at a time; a run allocates no more fields than that.
func TestFramesShareMemory(t *testing.T) {
	run, _ := newToy(t)
	seen := map[*float32]bool{}
	for range 20 {
		f, err := run.Advance(context.Background(), nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, field := range f.Fields {
			seen[&field.Values[0]] = true
		}
	}
	if len(seen) != 6 {
		t.Errorf("%d pieces of memory for 3 fields, want 6", len(seen))
	}
}
