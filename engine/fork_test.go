package engine

import (
	"context"
	"reflect"
	"strings"
	"testing"
)

// At every tick, also while events wait for a slow model.
func TestForkEqualsOriginal(t *testing.T) {
	for at := int64(0); at <= 40; at++ {
		run, timeline := newToy(t)
		mustDrive(t, run, timeline, at)
		fork, err := run.Fork("fork")
		if err != nil {
			t.Fatal(err)
		}
		forked := timeline.Clone()
		if mustHash(t, run) != mustHash(t, fork) {
			t.Fatalf("fork at %d differs at once", at)
		}
		if !reflect.DeepEqual(run.Frame().Fields, fork.Frame().Fields) || !reflect.DeepEqual(run.Frame().Scalars, fork.Frame().Scalars) {
			t.Fatalf("fork at %d shows another frame", at)
		}
		mustDrive(t, run, timeline, 60)
		mustDrive(t, fork, forked, 60)
		if mustHash(t, run) != mustHash(t, fork) {
			t.Fatalf("fork at %d differs in the end", at)
		}
		if fork.ID != "fork" || fork.Plan().Site != run.Plan().Site {
			t.Error("a fork has its own name and shares the site")
		}
	}
}

func TestForkLeavesTheOriginalAlone(t *testing.T) {
	run, timeline := newToy(t)
	mustDrive(t, run, timeline, 10)
	before := mustHash(t, run)
	fork, err := run.Fork("fork")
	if err != nil {
		t.Fatal(err)
	}
	mustDrive(t, fork, timeline.Clone(), 60)
	if mustHash(t, run) != before {
		t.Error("the fork moved the original")
	}
	if len(timeline.Waiting()) != 5 {
		t.Error("the fork used up the original's timeline")
	}
}

func TestRestoreGoesBack(t *testing.T) {
	run, timeline := newToy(t)
	mustDrive(t, run, timeline, 11) // events wait for c
	snapshot, err := run.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	later := timeline.Clone()
	mustDrive(t, run, timeline, 50)
	want := mustHash(t, run)
	if err := run.Restore(snapshot); err != nil {
		t.Fatal(err)
	}
	if h := mustHash(t, run); h != snapshot.Hash() || run.Tick().N != 11 {
		t.Error("restored state is another one")
	}
	mustDrive(t, run, later, 50)
	if mustHash(t, run) != want {
		t.Error("after Restore the run takes another course")
	}
}

func TestRestoreRefusesAnotherPlan(t *testing.T) {
	run, _ := newToy(t)
	good, err := run.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string]Snapshot{
		"has 2 models": {Tick: good.Tick, Models: good.Models[:2]},
		"model 1 is b": {Tick: good.Tick, Models: []ModelSave{good.Models[1], good.Models[0], good.Models[2]}},
		"restore model": {Tick: good.Tick, Models: []ModelSave{
			{Name: "a", State: []byte("{")}, good.Models[1], good.Models[2]}},
	} {
		run, _ := newToy(t)
		if err := run.Restore(bad); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%v, want %q", err, name)
		}
		if _, err := run.Advance(context.Background(), nil); err == nil {
			t.Error("the run goes on")
		}
	}
}

func TestHashTellsStatesApart(t *testing.T) {
	run, timeline := newToy(t)
	mustDrive(t, run, timeline, 11)
	s, err := run.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	clone := func() Snapshot {
		c := s
		c.Models = append([]ModelSave(nil), s.Models...)
		return c
	}
	tick, state, name, pending := clone(), clone(), clone(), clone()
	tick.Tick.N++
	state.Models[1].State = append(append([]byte(nil), state.Models[1].State...), ' ')
	name.Models[1].Name = "x"
	pending.Models[2].Pending = nil
	if len(s.Models[2].Pending) == 0 {
		t.Fatal("nothing waits for c")
	}
	seen := map[string]string{s.Hash(): "the original"}
	for what, other := range map[string]Snapshot{"tick": tick, "state": state, "name": name, "pending": pending} {
		if before, ok := seen[other.Hash()]; ok {
			t.Errorf("another %s has the hash of %s", what, before)
		}
		seen[other.Hash()] = what
	}
	again := clone()
	if again.Hash() != s.Hash() {
		t.Error("equal snapshots have different hashes")
	}
}
