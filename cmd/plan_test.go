package cmd

import (
	"slices"
	"testing"
	"time"

	"shapan/server"
)

func day(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.Parse("2006-01-02T15:04", text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestPlanOfASite(t *testing.T) {
	if _, ok := (&plans{place: houseOnSite(t, "")}).Plan(); ok {
		t.Error("a schedule where there is none")
	}
	p := &plans{place: houseOnSite(t, "schedule: {file: two-storeys.csv, rules: rules.csv, actual: actual.csv, status_date: \"2026-03-13\"}\n")}
	body, ok := p.Plan()
	if !ok || body.Source != "table" || len(body.Tasks) != 13 || len(body.Lives) != 29 || body.Counts.Tasks != 13 || body.Counts.FreeTasks != 2 || body.Counts.FreeElements != 0 {
		t.Fatalf("%v %+v", ok, body.Counts)
	}
	if body.Start != "2026-03-02T08:00:00" || body.Status != "2026-03-14T00:00:00" {
		t.Errorf("start %s, status %s", body.Start, body.Status)
	}
	task := func(id string) server.PlanTask {
		return body.Tasks[slices.IndexFunc(body.Tasks, func(t server.PlanTask) bool { return t.ID == id })]
	}
	// The slab was to be poured from 4 to 6 March, and was from the 5th to the 10th.
	slab := task("30")
	if slab.Planned != (server.PlanRun{Start: "2026-03-04T08:00:00", Finish: "2026-03-06T17:00:00"}) || slab.Actual != (server.PlanRun{Start: "2026-03-05T08:00:00", Finish: "2026-03-10T17:00:00"}) || slab.Expected != slab.Actual || slab.Done != 1 || slab.Elements != 1 {
		t.Errorf("%+v", slab)
	}
	// Walls are 60 % done: they have begun, and their end is only expected.
	walls := task("50")
	if walls.Actual.Start != "2026-03-11T08:00:00" || walls.Actual.Finish != "" || walls.Expected.Finish <= "2026-03-13T17:00:00" || walls.Done != 0.6 || !walls.Critical {
		t.Errorf("%+v", walls)
	}
	if end := task("110"); end.Kind != "milestone" || end.Elements != 0 || end.Planned.Start != end.Planned.Finish {
		t.Errorf("%+v", end)
	}
	for _, life := range body.Lives { // nobody is without a task here
		if len(life.Tasks) == 0 || len(life.Planned) == 0 || life.GUID == "" {
			t.Errorf("%+v", life)
		}
	}
	if c := body.Calendars[task("30").Calendar]; len(c.Week) != 7 || len(c.Week[0]) != 0 || len(c.Week[1]) == 0 {
		t.Errorf("Sunday %v, Monday %v", c.Week[0], c.Week[1])
	}
}

// What stands on a date, told by the server: counted by hand from the tables.
func TestPlanOnADate(t *testing.T) {
	p := &plans{place: houseOnSite(t, "schedule: {file: two-storeys.csv, rules: rules.csv, actual: actual.csv, status_date: \"2026-03-13\"}\n")}
	before := p.On(day(t, "2026-03-01T12:00"))
	if before.Planned["not begun"] != 29 || before.Actual["not begun"] != 29 || len(before.Tasks) != 0 || len(before.Late) != 0 {
		t.Errorf("before all: %+v", before)
	}
	// The slab and four columns stand by plan, four walls are at work; in truth columns and walls both are.
	noon := p.On(day(t, "2026-03-12T12:00"))
	if noon.Planned["standing"] != 5 || noon.Planned["in work"] != 4 || noon.Actual["standing"] != 1 || noon.Actual["in work"] != 8 || len(noon.Tasks) != 2 || len(noon.Late) != 4 {
		t.Errorf("on the 12th: %+v", noon)
	}
	for _, l := range noon.Late { // the columns: due on the 10th, done on the 12th
		if l.Planned != "standing" || l.Actual != "in work" || l.Finish != 48 {
			t.Errorf("%+v", l)
		}
	}
	after := p.On(day(t, "2027-01-01T00:00"))
	if after.Planned["standing"] != 25 || after.Planned["gone"] != 4 || after.Actual["standing"] != 25 || after.Actual["gone"] != 4 || len(after.Late) != 0 {
		t.Errorf("after all: %+v", after)
	}
}
