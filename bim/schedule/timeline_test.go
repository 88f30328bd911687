package schedule

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"
)

var towerElements = []Element{
	{GUID: "raft", Type: "IfcSlab", Storey: "B1", Name: "raft"}, {GUID: "wall", Type: "IfcWallStandardCase", Storey: "L1", Name: "wall 1"}, {GUID: "column", Type: "IfcColumn", Storey: "L1", Name: "column 1"},
	{GUID: "slab", Type: "IfcSlab", Storey: "L2", Name: "slab 2"}, {GUID: "scaffold", Type: "IfcBuildingElementProxy", Storey: "L1", Name: "scaffold"}, {GUID: "crane", Type: "IfcTransportElement", Storey: "", Name: "tower crane"}, {GUID: "tree", Type: "IfcGeographicElement", Storey: "", Name: "tree"},
}

func TestMatch(t *testing.T) {
	s := open(t, "tower.csv")
	l := s.Match(towerElements, []Rule{{Task: "Raft*", Type: "Slab", Name: "r??t", Effect: Visit, Line: 3}, {Task: "nobody", Type: "*", Line: 4}, {Task: "1", Type: "IfcDoor", Line: 5}, {Task: "4", GUIDs: []string{"lost"}, Line: 6}})
	var got []string
	for _, b := range l.Bonds {
		got = append(got, fmt.Sprintf("%s %s %s", s.Tasks[b.Task].ID, b.Effect, l.Elements[b.Element].GUID))
	}
	want := []string{"2 build raft", "2 visit raft", "4 build wall", "4 build column", "5 build slab", "3 build scaffold", "6 remove scaffold", "7 temporary crane"}
	if !slices.Equal(got, want) {
		t.Errorf("bonds %v\nmust be %v", got, want)
	}
	if !slices.Equal(l.FreeElements, []int{6}) || !slices.Equal(l.FreeTasks, []int{0}) {
		t.Errorf("elements without task %v, tasks without element %v", l.FreeElements, l.FreeTasks)
	}
	if len(l.Unused) != 3 || l.Unused[0].Line != 4 || l.Unused[1].Line != 5 || l.Unused[2].Line != 6 {
		t.Errorf("unused %v", l.Unused)
	}
}

func TestReadRules(t *testing.T) {
	for text, want := range map[string]Rule{
		"task,type,storey,name,effect\nWalls*,IfcWall*,L1,w?,\n": {Task: "Walls*", Type: "IfcWall*", Storey: "L1", Name: "w?", Line: 2},
		"任务;构件类型;楼层;作用\n一层墙;墙|柱;1F;拆除\n":                         {Task: "一层墙", Type: "墙|柱", Storey: "1F", Effect: Remove, Line: 2},
		"Task Name\tGUID\nWalls\ta b\n":                          {Task: "Walls", GUIDs: []string{"a", "b"}, Line: 2},
	} {
		rules, err := ReadRules("rules.csv", []byte(text), Options{})
		if err != nil || len(rules) != 1 || fmt.Sprintf("%+v", rules[0]) != fmt.Sprintf("%+v", want) {
			t.Errorf("%q: %+v %v", text, rules, err)
		}
	}
	_, err := ReadRules("rules.csv", []byte("task,type,effect\nWalls,,\n,IfcWall,\nWalls,IfcWall,paint\n"), Options{})
	for _, want := range []string{"rules.csv:2: rule for Walls: needs GUIDs", "rules.csv:3: task: a rule needs", `rules.csv:4: effect: "paint"`} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: must say %q", err, want)
		}
	}
}

func TestFits(t *testing.T) {
	for _, c := range []struct {
		pattern, s string
		want       bool
	}{{"ifcwall*", "IfcWallStandardCase", true}, {"IfcWall", "IfcWallStandardCase", false}, {"a|b*", "bcd", true}, {"?层", "三层", true}, {"*slab*2", "big SLAB no 12", true}, {"*a*b", "acb?", false}, {"", "", true}, {"*", "", true}, {"?", "", false}} {
		if Fits(c.pattern, c.s) != c.want {
			t.Errorf("Fits(%q, %q) = %v", c.pattern, c.s, !c.want)
		}
	}
	if long := strings.Repeat("a", 5000); Fits(strings.Repeat("*a", 500)+"b", long) {
		t.Error("fits what it cannot")
	}
}

func phases(states []State) string {
	var b strings.Builder
	for k, s := range states {
		if k > 0 {
			b.WriteString(", ")
		}
		b.WriteString(s.Phase.String())
		if s.Phase == InWork || s.Phase == InRemoval {
			fmt.Fprintf(&b, " %.3f", s.Fraction)
		}
	}
	return b.String()
}

// What is on site on a date: the plan stands in tower.csv; fractions are by
// hand: Friday 27 March noon is 2.5 of the 8 days of walls.
func TestStateOnADate(t *testing.T) {
	s := open(t, "tower.csv")
	plan := s.Match(towerElements, nil).Planned()
	for date, want := range map[string]string{
		"2026-03-01 12:00": "not begun, not begun, not begun, not begun, not begun, not begun, unscheduled",
		"2026-03-18 12:30": "in work 0.500, not begun, not begun, not begun, not begun, standing, unscheduled",
		"2026-03-27 12:00": "standing, in work 0.312, in work 0.312, not begun, standing, standing, unscheduled",
		"2026-04-08 12:30": "standing, standing, standing, standing, in removal 0.500, standing, unscheduled",
		"2026-05-01 00:00": "standing, standing, standing, standing, gone, gone, unscheduled",
	} {
		at, err := time.Parse("2006-01-02 15:04", date)
		if err != nil {
			t.Fatal(err)
		}
		if got := phases(plan.On(at)); got != want {
			t.Errorf("%s: %s\nmust be %s", date, got, want)
		}
	}
}

func TestPlannedAgainstActual(t *testing.T) {
	s := open(t, "tower.csv")
	at := time.Date(2026, 3, 20, 17, 0, 0, 0, time.UTC)
	s.Status, s.Habits.WaitForStatus = at, true
	a, err := s.Analyse()
	if err != nil {
		t.Fatal(err)
	}
	l := s.Match(towerElements, nil)
	got := l.Actual(a).Compare(l.Planned(), at)
	if len(got) != 1 || got[0].GUID != "raft" || got[0].Planned.Phase != Standing || got[0].Actual.Phase != InWork || math.Abs(got[0].Actual.Fraction-0.6) > 1e-12 {
		t.Fatalf("%+v: the raft alone is behind, at 60 %%", got)
	}
	// 2 of 5 days remain after Friday: Monday and Tuesday.
	if got[0].FinishLate != 4*24*time.Hour || a.Tasks[3].Early.Start.Day() != 27 {
		t.Errorf("raft %v late, walls begin %v", got[0].FinishLate, a.Tasks[3].Early.Start)
	}
}

// A temporary works that stands while a wall is built is in its way; one that
// goes as the other comes is not.
func TestPresenceAndTogether(t *testing.T) {
	s := open(t, "tower.csv")
	p := s.Match(towerElements, nil).Planned().Presence()
	day := func(m time.Month, d, h int) time.Time { return time.Date(2026, m, d, h, 0, 0, 0, time.UTC) }
	if stay := p[4].Stays[0]; len(p[4].Stays) != 1 || !stay.From.Equal(day(3, 23, 8)) || !stay.To.Equal(day(4, 8, 17)) || fmt.Sprint(stay.Tasks) != "[2 5]" {
		t.Errorf("scaffold %+v", p[4])
	}
	both, ok := p[4].Together(&p[1])
	if !ok || !both.From.Equal(day(3, 25, 8)) || !both.To.Equal(day(4, 8, 17)) {
		t.Errorf("scaffold and wall %+v %v", both, ok)
	}
	if _, ok := p[6].Together(&p[0]); !ok || !p[6].Always {
		t.Error("a tree that no task knows is always there")
	}
	twice := Presence{Stays: []Stay{{From: day(1, 1, 8), To: day(1, 5, 17)}, {From: day(2, 1, 8), To: day(2, 5, 17)}}}
	if _, ok := twice.Together(&Presence{Stays: []Stay{{From: day(1, 5, 17), To: day(2, 1, 8)}}}); ok {
		t.Error("what touches in time stands together")
	}
	if both, ok := twice.Together(&Presence{Stays: []Stay{{From: day(2, 3, 8)}}}); !ok || !both.From.Equal(day(2, 3, 8)) || !both.To.Equal(day(2, 5, 17)) {
		t.Errorf("second stay %+v %v", both, ok)
	}
	text, err := json.Marshal(p[5])
	if err != nil || string(text) != `{"element":5,"guid":"crane","stays":[{"from":"2026-03-02T08:00:00Z","to":"2026-04-10T17:00:00Z","temporary":true,"tasks":[6]}]}` {
		t.Errorf("%s %v", text, err)
	}
}

// Built, removed, built again: two stays; removed without having been built: it
// was there before.
func TestLives(t *testing.T) {
	span := func(a, b int) Span { return Span{date(2026, 3, a), date(2026, 3, b)} }
	s := &Schedule{Tasks: []Task{{ID: "up", Planned: span(1, 3)}, {ID: "down", Planned: span(5, 6)}, {ID: "again", Planned: span(10, 12)}, {ID: "more", Planned: span(11, 14)}, {ID: "clear", Planned: span(2, 4)}}}
	for k := range s.Tasks {
		s.Tasks[k].Calendar = AroundTheClock
	}
	l := s.Match([]Element{{GUID: "form"}, {GUID: "old"}}, []Rule{{Task: "up", GUIDs: []string{"form"}}, {Task: "down", GUIDs: []string{"form"}, Effect: Remove}, {Task: "again", GUIDs: []string{"form"}}, {Task: "more", GUIDs: []string{"form"}}, {Task: "clear", GUIDs: []string{"old"}, Effect: Remove}})
	line := l.Planned()
	for day, want := range map[int]string{1: "in work 0.000, standing", 2: "in work 0.500, in removal 0.000", 4: "standing, gone", 5: "in removal 0.000, gone", 8: "gone, gone", 12: "in work 0.600, gone", 15: "standing, gone"} {
		if got := phases(line.On(date(2026, 3, day))); got != want {
			t.Errorf("day %d: %s, must be %s", day, got, want)
		}
	}
	p := line.Presence()
	if len(p[0].Stays) != 2 || !p[0].Stays[1].To.IsZero() || !p[1].Stays[0].From.IsZero() {
		t.Errorf("%+v", p)
	}
}

// The event log of the same building: 7,166 rows join 3,505 elements with 73
// tasks, counted with another program.
func TestRealEventLog(t *testing.T) {
	s, err := Open(realFile(t, "eventlog_IFC_schependomlaan.csv"), Options{Columns: map[string]string{"id": "Task", "name": "TaskName"}})
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Tasks) != 73 {
		t.Errorf("%d tasks", len(s.Tasks))
	}
	known, elements := map[string]bool{}, []Element(nil)
	rows := 0
	for k := range s.Tasks {
		for _, guid := range s.Tasks[k].GUIDs {
			if rows++; !known[guid] {
				known[guid] = true
				elements = append(elements, Element{GUID: guid})
			}
		}
	}
	l := s.Match(elements, nil)
	if rows != 7166 || len(elements) != 3505 || len(l.FreeElements) != 0 || len(l.FreeTasks) != 0 {
		t.Errorf("%d rows, %d elements, %d without task", rows, len(elements), len(l.FreeElements))
	}
	line := l.Planned()
	count := map[Phase]int{}
	for _, state := range line.On(time.Date(2015, 7, 1, 12, 0, 0, 0, time.UTC)) {
		count[state.Phase]++
	}
	if count[NotBegun]+count[InWork]+count[Standing] != 3505 || count[InWork] == 0 || count[NotBegun] == 0 {
		t.Errorf("on 1 July 2015: %v", count)
	}
	t.Logf("on 1 July 2015 at noon: %v; bonds %d; notes %v", count, len(l.Bonds), s.Notes)
}

func BenchmarkOn(b *testing.B) {
	s := plan(nil)
	var elements []Element
	for k := range 1000 {
		s.Tasks = append(s.Tasks, Task{ID: fmt.Sprint(k), Parent: -1, Remaining: -1, Planned: Span{monday.AddDate(0, 0, k/3), monday.AddDate(0, 0, k/3+20)}})
	}
	for k := range 100000 {
		guid := fmt.Sprint("g", k)
		elements = append(elements, Element{GUID: guid})
		s.Tasks[k%1000].GUIDs = append(s.Tasks[k%1000].GUIDs, guid)
	}
	line := s.Match(elements, nil).Planned()
	for k := 0; b.Loop(); k++ {
		line.On(monday.AddDate(0, 0, k%300))
	}
	b.ReportMetric(float64(len(elements)*b.N)/b.Elapsed().Seconds(), "elements/s")
}
