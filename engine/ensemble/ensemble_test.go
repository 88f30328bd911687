package ensemble

import (
	"context"
	"errors"
	"math"
	"reflect"
	"strings"
	"sync"
	"testing"

	"shapan/engine"
)

func TestMembersEqualRunsOfTheirOwn(t *testing.T) {
	for _, tick := range []int64{0, 19, 20, 21, 59} {
		b := leave(t, tick)
		for k, m := range members() {
			// What would have happened before the branch, happens at once in
			// a member; a run of its own is to have it at that instant too.
			for e := range m.Events {
				if branch := at(float64(tick)); m.Events[e].At.Before(branch) {
					m.Events[e].At = branch
				}
			}
			got := b.Run(t.Context(), members(), Options{AtOnce: 2})[k]
			if got.Err != nil || got.Tick.N != 60 || got.ID != m.ID {
				t.Fatalf("branch at %d: %+v", tick, got)
			}
			if want := alone(t, m, 60); got.Hash != want {
				t.Errorf("branch at %d: member %s ends at %.8s, a run of its own at %.8s", tick, m.ID, got.Hash, want)
			}
		}
	}
}

func TestOutcomesDoNotDependOnHowManyGoAtOnce(t *testing.T) {
	b := leave(t, 20)
	want := b.Run(t.Context(), members(), Options{AtOnce: 1})
	seen := map[string]bool{}
	for _, o := range want {
		seen[o.Hash] = true
	}
	if len(seen) != len(want) {
		t.Errorf("%d members have %d different ends", len(want), len(seen))
	}
	for _, atOnce := range []int{2, 3, 100} {
		if got := b.Run(t.Context(), members(), Options{AtOnce: atOnce}); !reflect.DeepEqual(got, want) {
			t.Errorf("%d at once: %+v\nwant %+v", atOnce, got, want)
		}
	}
}

// register is a Watcher that writes down the levels of a.
type register struct {
	mutex  sync.Mutex
	begun  map[int]int
	levels map[int][]float64
	ends   map[int]*Outcome
}

func (r *register) Begin(k int) { r.mutex.Lock(); r.begun[k]++; r.mutex.Unlock() }

func (r *register) Frame(k int, f *engine.Frame) {
	level, _ := f.Scalar("a.level")
	r.mutex.Lock()
	r.levels[k] = append(r.levels[k], level)
	r.mutex.Unlock()
}

func (r *register) End(k int, o *Outcome) { r.mutex.Lock(); r.ends[k] = o; r.mutex.Unlock() }

func TestWatcherSeesEveryTickFromTheBranchOn(t *testing.T) {
	b, r := leave(t, 20), &register{begun: map[int]int{}, levels: map[int][]float64{}, ends: map[int]*Outcome{}}
	outcomes := b.Run(t.Context(), members(), Options{AtOnce: 3, Until: 50, Watch: r})
	for k, o := range outcomes {
		if r.begun[k] != 1 || len(r.levels[k]) != 31 || r.ends[k] == nil || r.ends[k].Hash != o.Hash || o.Tick.N != 50 {
			t.Errorf("member %d: begun %d times, %d frames, end %+v", k, r.begun[k], len(r.levels[k]), r.ends[k])
		}
		if r.levels[k][0] != r.levels[0][0] {
			t.Errorf("member %d begins at %g m, member 0 at %g m", k, r.levels[k][0], r.levels[0][0])
		}
	}
}

func TestAMemberThatFailsLeavesTheOthersAlone(t *testing.T) {
	b, list := leave(t, 20), members()
	want := b.Run(t.Context(), list, Options{AtOnce: 1})
	list[2].Events = []engine.Event{set(30, "a", engine.Word("burst"))}
	got := b.Run(t.Context(), list, Options{AtOnce: 1})
	if err := got[2].Err; err == nil || !strings.Contains(err.Error(), "burst") || got[2].Tick.N != 30 || got[2].Hash != "" || got[2].Summary["a"] == nil {
		t.Errorf("the member that bursts at 30 s: %+v", got[2])
	}
	got[2] = want[2]
	if !reflect.DeepEqual(got, want) {
		t.Errorf("the others: %+v\nwant %+v", got, want)
	}
}

// stopper ends a context at a tick of a member.
type stopper struct {
	nobody
	member int
	tick   int64
	stop   func()
}

func (s stopper) Frame(k int, f *engine.Frame) {
	if k == s.member && f.Tick.N == s.tick {
		s.stop()
	}
}

func TestInterruptedMembersTellHowFarTheyCame(t *testing.T) {
	b := leave(t, 20)
	ctx, stop := context.WithCancel(t.Context())
	got := b.Run(ctx, members(), Options{Watch: stopper{member: 1, tick: 33, stop: stop}})
	for k, o := range got {
		switch {
		case k == 0 && (o.Err != nil || o.Tick.N != 60):
			t.Errorf("the first was done: %+v", o)
		case k == 1 && (!errors.Is(o.Err, context.Canceled) || o.Tick.N != 33):
			t.Errorf("the second was under way: %+v", o)
		case k > 1 && (!errors.Is(o.Err, context.Canceled) || o.Tick.N != 20 || o.Summary != nil):
			t.Errorf("the others had not begun: %+v", o)
		}
	}
}

func TestLeaveRefusesInstantsThatAreNotThere(t *testing.T) {
	for _, c := range []struct {
		tick int64
		want string
	}{{9, "is at tick 10 already"}, {61, "ends at tick 60"}} {
		run, err := engine.NewRun("base", plan())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Leave(t.Context(), run, nil, 10, nil); err != nil {
			t.Fatal(err)
		}
		if _, err := Leave(t.Context(), run, nil, c.tick, nil); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("branch at tick %d: %v, want %q", c.tick, err, c.want)
		}
	}
}

func TestCheckNamesAllEventsThatNobodyKnows(t *testing.T) {
	run, err := engine.NewRun("base", plan())
	if err != nil {
		t.Fatal(err)
	}
	m := Member{ID: "odd", Events: []engine.Event{
		{Subject: "a", Property: "colour"}, {Subject: "a", Property: "inflow"}, {Subject: "b", Property: "inflow"},
	}}
	err = m.Check(run)
	if err == nil || strings.Count(err.Error(), "member odd") != 2 || !strings.Contains(err.Error(), "no colour") || !strings.Contains(err.Error(), "b: no model") {
		t.Errorf("%v", err)
	}
}

func TestNumbers(t *testing.T) {
	seven := 7.0
	got, err := NumbersOf(map[string]any{
		"story": []string{"it rained"}, "cells": 12, "ok": true,
		"gauges": map[string]any{"G1": struct {
			Depth  float64     `json:"depth_m"`
			Alarm  *float64    `json:"alarm_at_s"`
			First  *float64    `json:"first_s"`
			Place  *[2]float64 `json:"place"`
			Hidden float64     `json:"-"`
		}{0.25, nil, &seven, &[2]float64{3, 4}, 9}},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := Numbers{"cells": 12, "gauges.G1.depth_m": 0.25, "gauges.G1.alarm_at_s": Never, "gauges.G1.first_s": 7, "gauges.G1.place.0": 3, "gauges.G1.place.1": 4}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%v\nwant %v", got, want)
	}
	if _, err := NumbersOf(map[string]any{"x": math.NaN()}); err == nil {
		t.Error("no error of a figure that is no number")
	}
}

func TestSort(t *testing.T) {
	list := []Numbers{{"x": 3}, {}, {"x": Never}, {"x": 1, "y": 2}, {"x": 3, "y": 1}}
	for _, c := range []struct {
		figure string
		down   bool
		want   []int
	}{
		{"x", false, []int{3, 0, 4, 2, 1}},
		{"x", true, []int{2, 0, 4, 3, 1}},
		{"y", false, []int{4, 3, 0, 1, 2}},
		{"z", true, []int{0, 1, 2, 3, 4}},
	} {
		if got := Sort(list, c.figure, c.down); !reflect.DeepEqual(got, c.want) {
			t.Errorf("by %s, down %v: %v, want %v", c.figure, c.down, got, c.want)
		}
	}
}
