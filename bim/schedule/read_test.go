package schedule

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func open(t *testing.T, name string) *Schedule {
	t.Helper()
	s, err := Open(filepath.Join("testdata", name), Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// A pit in Primavera's form and GBK. Its early dates and floats were worked out
// by hand: Wednesday the 4th is free, curing goes on day and night: it ends Thursday
// 17:00, the walls begin Friday 8:00, so it has 15 h though it drives them.
func TestPrimavera(t *testing.T) {
	s := open(t, "pit-gbk.xer")
	if s.Name != "基坑-01" || len(s.Tasks) != 7 || len(s.Links) != 5 || s.Calendars[0].Name != "五天工作制" {
		t.Fatalf("%q, %d tasks, %d links, %q", s.Name, len(s.Tasks), len(s.Links), s.Calendars[0].Name)
	}
	if len(s.Notes) != 1 || !strings.Contains(s.Notes[0].Expected, "GB18030") {
		t.Errorf("notes %v", s.Notes)
	}
	a, err := s.Analyse()
	if err != nil {
		t.Fatal(err)
	}
	for k := range s.Tasks {
		task, got := &s.Tasks[k], a.Tasks[k]
		if task.Kind == Summary {
			continue
		}
		if got.Early != task.Stated.Early || got.TotalFloat != *task.Stated.TotalFloat || got.FreeFloat != *task.Stated.FreeFloat {
			t.Errorf("%s: %+v; worked by hand %v, floats %v and %v", s.label(k), got, task.Stated.Early, *task.Stated.TotalFloat, *task.Stated.FreeFloat)
		}
	}
	if cure := a.Tasks[3]; cure.Critical || !cure.Longest {
		t.Errorf("curing has float and yet drives the end: %+v", cure)
	}
	if r := s.Tasks[1].Resources; len(r) != 1 || r[0] != "挖机班" || len(s.Tasks[2].GUIDs) != 2 || s.Tasks[2].Parent != 0 || s.Tasks[0].WBS != "JC" {
		t.Errorf("resources %v, GUIDs %v", r, s.Tasks[2].GUIDs)
	}
}

// Tables state dates that follow from their durations and links: read, then
// computed, they are the same.
func TestTables(t *testing.T) {
	for name, want := range map[string]struct{ tasks, links, rules, week int }{"tower.csv": {7, 5, 6, 40}, "tower-zh-gbk.csv": {4, 3, 3, 56}} {
		s := open(t, name)
		if len(s.Tasks) != want.tasks || len(s.Links) != want.links || len(s.Rules) != want.rules || s.Calendars[0].Week.Hours() != time.Duration(want.week)*time.Hour {
			t.Errorf("%s: %d tasks, %d links, %d rules, %v a week: must be %v", name, len(s.Tasks), len(s.Links), len(s.Rules), s.Calendars[0].Week.Hours(), want)
		}
		a, err := s.Analyse()
		if err != nil {
			t.Fatal(err)
		}
		for k := range s.Tasks {
			if task := &s.Tasks[k]; a.Tasks[k].Early != task.Planned {
				t.Errorf("%s: %s: planned %v, computed %v", name, s.label(k), task.Planned, a.Tasks[k].Early)
			}
		}
	}
}

// All mistakes of a file in one report, each with its line.
func TestMistakesWithLines(t *testing.T) {
	for name, want := range map[string][]string{
		"broken.csv": {`2: Duration: "ten days"`, `3: Start: "2026-02-30"`, `3: Predecessors: "9FS"`, `4: ID: "2"`, `5: % Complete: "140"`, `5: Predecessors: "2FS+x"`, "6: 5 Cast: needs a duration",
			`7: extraneous`, `8: Finish: "2026-04-01"`},
		"broken.xer": {"11: calendar 养护: clndr_data: \"1\"", `24: activity A1030 "钢筋采购": cstr_date: "2026-13-03`, `25: activity A1040 "侧墙施工": target_drtn_hr_cnt: "long"`, `33: relationship 5: pred_type: "PR_XX"`,
			`33: relationship 5: pred_task_id: "555"`, "without %E"},
		"broken.xml": {`3: project: StartDate: "2026-02-30T08:00:00"`, `7: calendar day: WorkingTimes: 16:00 to 08:00`, `12: task UID 1 "Dig": Duration: "8 hours"`, `15: task UID 2 "Pour": ConstraintType: "2": needs a ConstraintDate`, `16: task UID 2 "Pour": PredecessorUID: "9"`,
			"18: task UID 2", `19: task UID 3 "Cure": CalendarUID: "5"`, "22: "},
	} {
		_, err := Open(filepath.Join("testdata", name), Options{})
		var m *Mistakes
		if !errors.As(err, &m) {
			t.Fatalf("%s: %v", name, err)
		}
		for _, one := range want {
			if !strings.Contains(err.Error(), name+":"+one) && !(strings.HasPrefix(one, "without") && strings.Contains(err.Error(), one)) {
				t.Errorf("%s: %s is not in\n%v", name, one, err)
			}
		}
		last := 0
		for _, one := range m.First {
			if one.Line < last {
				t.Errorf("%s: %v stands behind line %d", name, one, last)
			}
			last = one.Line
		}
	}
}

// Exceptions that come again, a week that differs for a month, a calendar that
// builds on another one.
func TestMSPDICalendars(t *testing.T) {
	s := open(t, "calendars.xml")
	works := func(c int, day string) time.Duration {
		from, err := time.Parse("2006-01-02", day)
		if err != nil {
			t.Fatal(err)
		}
		return WorkBetween(&s.Calendars[c], from, from.AddDate(0, 0, 1))
	}
	for _, want := range []struct {
		calendar int
		day      string
		hours    int
		why      string
	}{
		{0, "2026-03-02", 8, "a Monday"}, {0, "2026-03-07", 0, "a Saturday"},
		{0, "2026-05-01", 0, "every first of May"}, {0, "2028-05-01", 0, "every first of May"}, {0, "2031-05-01", 8, "after the last"},
		{0, "2026-03-13", 0, "every second Friday"}, {0, "2026-03-20", 8, "the Friday between"}, {0, "2026-03-27", 0, "every second Friday"},
		{0, "2026-06-29", 4, "the last Monday of a month"}, {0, "2026-06-22", 8, "the Monday before"},
		{0, "2026-07-15", 10, "the long days of July"}, {0, "2026-07-18", 10, "its Saturdays too"},
		{1, "2026-03-02", 8, "as its base"}, {1, "2026-03-07", 24, "its own Saturday"}, {1, "2026-05-01", 0, "exceptions of its base"},
	} {
		if got := works(want.calendar, want.day); got != time.Duration(want.hours)*time.Hour {
			t.Errorf("calendar %d, %s (%s): %v, must be %d h", want.calendar, want.day, want.why, got, want.hours)
		}
	}
}

func TestNotASchedule(t *testing.T) {
	for text, want := range map[string]string{
		"\xd0\xcf\x11\xe0...":         "save it in MS Project as XML",
		"PK\x03\x04":                  "save the sheet as CSV",
		"<html></html>":               "must be Project",
		"a\"b\nc\x00\"d\n":            "2: byte 0: this is no text",
		"a,b\n1,2\n":                  "no row holds headings",
		"ERMHDR\t1\n%E\n":             "no table TASK",
		"<Project><Tasks><Task><UID>": "cannot be read",
	} {
		if _, err := Read("x", []byte(text), Options{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v; must say %q", text, err, want)
		}
	}
}

// FuzzRead: whatever the bytes, no panic; what passes can be analysed, matched
// and asked for a date, or says why not.
func FuzzRead(f *testing.F) {
	for _, name := range fileNames {
		data, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(holds)
}

func holds(t *testing.T, data []byte) {
	s, err := Read("f", data, Options{})
	if err != nil {
		return
	}
	a, err := s.Analyse()
	if err != nil {
		return
	}
	l := s.Match([]Element{{GUID: "g", Type: "IfcWall", Storey: "L1", Name: "w"}}, []Rule{{Task: "*", Type: "*"}})
	for _, line := range []*Timeline{l.Planned(), l.Computed(a), l.Actual(a)} {
		for _, state := range line.On(a.Start) {
			if !(state.Fraction >= 0 && state.Fraction <= 1) {
				t.Errorf("fraction %v", state.Fraction)
			}
		}
		line.Presence()
	}
}
