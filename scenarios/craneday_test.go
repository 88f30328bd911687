package scenarios_test

import (
	"context"
	"testing"

	"shapan/engine"
	"shapan/scenarios"
	"shapan/scenarios/crane"
	"shapan/site"
)

// The demo's morning of five cranes has two near misses and one stop that was
// overridden, and nothing else: testdata/demo/README.md lists them.
func TestCraneDayHasItsEncounters(t *testing.T) {
	if testing.Short() {
		t.Skip("only computes: nothing for the race detector; make unit runs it")
	}
	file, err := scenarios.Open("../testdata/demo/crane-day.yaml")
	if err != nil {
		t.Fatal(err)
	}
	place, err := site.Load(file.SitePath())
	if err != nil {
		t.Fatal(err)
	}
	plan, script, err := file.Plan(place)
	if err != nil {
		t.Fatal(err)
	}
	run, err := engine.NewRun("day", plan)
	if err != nil {
		t.Fatal(err)
	}
	for tick := plan.Start; run.Tick().Elapsed() < file.Duration(); tick = run.Tick().Time() {
		var due []engine.Event
		for len(script) > 0 && !script[0].At.After(tick) {
			due, script = append(due, script[0]), script[1:]
		}
		if _, err := run.Advance(context.Background(), due); err != nil {
			t.Fatal(err)
		}
	}
	summary := map[string]any{}
	run.Summarize(summary)
	found := summary["encounters"].([]crane.Encounter)
	expected := []struct {
		at, until      float64 // [s]
		a, b, action   string
		closest, least float64 // [m]
	}{
		{3143, 3317, "crane/T1", "crane/T2", "stopped", 2.3, 1.7},
		{5797, 6097, "crane/T2", "crane/T4", "stopped", 2.4, 1.8},
		{7354, 7427, "crane/T3", "crane/T5", "overridden", 1.5, 0.9},
	}
	if len(found) != len(expected) {
		t.Fatalf("%d encounters, expected %d: %+v", len(found), len(expected), found)
	}
	for k, want := range expected {
		e := found[k]
		if e.A != want.a || e.B != want.b || e.Action != want.action || e.Contact || e.Clause != "GB 5144-2006 10.5" {
			t.Errorf("encounter %d is %+v, expected %+v", k+1, e, want)
		}
		if e.At < want.at-10 || e.At > want.at+10 || e.Until > want.until+20 || e.Clearance > want.closest || e.Clearance < want.least {
			t.Errorf("encounter %d: at %g s until %g s, %.2f m; expected %+v", k+1, e.At, e.Until, e.Clearance, want)
		}
	}
	if layout := summary["layout"].([]crane.LayoutFinding); len(layout) != 0 {
		t.Errorf("the layout breaks rules: %+v", layout)
	}
}
