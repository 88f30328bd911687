package cmd

import (
	"strings"
	"testing"

	"shapan/scenarios/crane"
)

// T1 of the demo brings a load from the yard into the pit.
func TestLift(t *testing.T) {
	if testing.Short() {
		t.Skip("only computes: nothing for the race detector; make unit runs it")
	}
	ask := func(from string, load float64) (*crane.PlannedLift, error) {
		return planLift("../testdata/demo/site.yaml", "T1", from, "250,264,-11", "2,1,1", crane.Lift{LoadT: load, SlingM: 3})
	}
	plan, err := ask("245,222,5", 1.6)
	if err != nil {
		t.Fatal(err)
	}
	if plan.Crane != "crane/T1" || len(plan.Poses) < 2 || plan.TimeS <= 0 || plan.MaxRatio > 1 {
		t.Errorf("%+v", plan)
	}
	for _, c := range []struct {
		from string
		load float64
		want string
	}{{"0,0,0", 1, "reaches"}, {"245,222,5", 9, "may lift"}, {"245,222", 1, "three numbers"}, {"245,222,nan", 1, "must be a number"}} {
		if _, err := ask(c.from, c.load); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("from %s, %g t: error %v, expected %q", c.from, c.load, err, c.want)
		}
	}
}
