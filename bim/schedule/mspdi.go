package schedule

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// mspdi reads MS Project's XML (MSPDI), as MS Project, Asta, ProjectLibre and
// others write it.
func (r *reader) mspdi(text string) {
	m := &project{reader: r, byUID: map[int]int{}, calendars: map[int]int{}, guidFields: map[string]bool{}, resources: map[int]string{}, calendarOf: -1}
	r.s.Source = MSProject
	r.s.Habits = Habits{LagOn: OnSuccessor, LimitsHold: true}
	lists := map[string]bool{"Calendars": true, "Tasks": true, "Resources": true, "Assignments": true, "ExtendedAttributes": true}
	r.walkXML(text, "Project", lists, func(list string, e *element) {
		switch list + "/" + e.name {
		case "Calendars/Calendar":
			m.calendar(e)
		case "Tasks/Task":
			m.task(e)
		case "Resources/Resource":
			f := fields{e, r, "resource"}
			m.resources[f.whole("UID", 0, 1<<31, 0)] = e.value("Name")
		case "Assignments/Assignment":
			m.assignments = append(m.assignments, *e)
		case "ExtendedAttributes/ExtendedAttribute":
			if name := strings.ToLower(e.value("FieldName") + " " + e.value("Alias")); strings.Contains(name, "guid") || strings.Contains(name, "globalid") {
				m.guidFields[e.value("FieldID")] = true
			}
		default:
			if list == "" {
				m.head(e)
			}
		}
	})
	m.finish()
}

// project is an MSPDI file being read.
type project struct {
	*reader
	calendarOf   int         // UID of the project's calendar
	calendars    map[int]int // by UID
	bases        []base
	byUID        map[int]int // tasks
	levels       []int
	calendarUIDs []int // of tasks; -1: the project's
	pending      []pendingLink
	resources    map[int]string
	assignments  []element
	guidFields   map[string]bool // extended attributes that hold GUIDs of elements
	soft         bool            // links win over constraints
}

// base is what a calendar builds on.
type base struct {
	calendar, uid int
	from          *element
}

// head reads what is said of the project itself.
func (m *project) head(e *element) {
	whole := &element{parts: []element{*e}}
	f := fields{whole, m.reader, "project"}
	switch e.name {
	case "Name", "Title":
		if m.s.Name == "" {
			m.s.Name = e.text
		}
	case "StartDate":
		m.s.Start = f.time(e.name)
	case "StatusDate":
		m.s.Status = f.time(e.name)
	case "CalendarUID":
		m.calendarOf = f.whole(e.name, -1, 1<<31, -1)
	case "ScheduleFromStart":
		if e.text == "0" || e.text == "false" {
			m.note(Mistake{Line: e.line, Key: e.name, Value: e.text, Expected: "the project is planned back from its finish; here it is computed from its start"})
		}
	case "HonorConstraints":
		m.soft = e.text != "" && !f.yes(e.name)
		m.s.Habits.LimitsHold = !m.soft
	case "CriticalSlackLimit": // days
		m.s.Habits.CriticalFloat = time.Duration(f.whole(e.name, 0, 10000, 0)) * 8 * time.Hour
	}
}

// constraintKinds are MSPDI's ConstraintType; 0 is as soon as possible.
var constraintKinds = map[int]ConstraintKind{1: AsLateAsPossible, 2: MustStart, 3: MustFinish, 4: StartNoEarlier, 5: StartNoLater, 6: FinishNoEarlier, 7: FinishNoLater}

// elapsedFormats are the DurationFormats and LagFormats that count every hour;
// those from 35 on mean the same, estimated.
func elapsedFormat(code int) bool {
	if code > 32 {
		code -= 32
	}
	return slices.Contains([]int{4, 6, 8, 10, 12, 20}, code)
}

func percentFormat(code int) bool { return code == 19 || code == 20 || code == 51 || code == 52 }

// task reads one task; rows that MS Project left empty are none.
func (m *project) task(e *element) {
	f := fields{e, m.reader, ""}
	uid := f.whole("UID", 0, 1<<31, -1)
	if f.yes("IsNull") {
		return
	}
	f.where = strings.TrimSpace(fmt.Sprintf("task UID %d %q", uid, e.value("Name")))
	level := f.whole("OutlineLevel", 0, 1000, 1)
	if level == 0 {
		return // the project itself
	}
	if _, twice := m.byUID[uid]; twice || uid < 0 {
		m.wrong(Mistake{Line: e.line, Offset: m.offset(e.offset), Where: f.where, Key: "UID", Value: e.value("UID"), Expected: "each task must have a UID of its own"})
		return
	}
	t := Task{
		ID: strconv.Itoa(uid), Code: e.value("ID"), Name: e.value("Name"), WBS: e.value("WBS"), Parent: -1,
		Planned:  Span{f.time("Start"), f.time("Finish")},
		Actual:   Span{f.time("ActualStart"), f.time("ActualFinish")},
		Deadline: f.time("Deadline"), Inactive: e.value("Active") == "0" || e.value("Active") == "false",
		Done: float64(f.whole("PercentComplete", 0, 100, 0)) / 100, Remaining: -1, Line: e.line,
	}
	if t.WBS == "" {
		t.WBS = e.value("OutlineNumber")
	}
	t.Duration, _ = f.duration("Duration")
	t.Elapsed = elapsedFormat(f.whole("DurationFormat", 0, 100, 7))
	if rest, there := f.duration("RemainingDuration"); there && !t.Actual.Start.IsZero() {
		t.Remaining = rest
	}
	if t.Duration == 0 {
		t.Kind = Milestone
	}
	m.constraint(f, &t)
	m.stated(f, &t)
	m.byUID[uid] = len(m.s.Tasks)
	for k := range e.parts {
		switch p := &e.parts[k]; p.name {
		case "PredecessorLink":
			m.link(p, len(m.s.Tasks), f.where)
		case "Baseline":
			b := fields{p, m.reader, f.where}
			if p.value("Number") == "0" || p.value("Number") == "" {
				t.Baseline = Span{b.time("Start"), b.time("Finish")}
			}
		case "ExtendedAttribute":
			if m.guidFields[p.value("FieldID")] {
				t.GUIDs = append(t.GUIDs, splitList(p.value("Value"))...)
			}
		}
	}
	m.s.Tasks = append(m.s.Tasks, t)
	m.levels = append(m.levels, level)
	m.calendarUIDs = append(m.calendarUIDs, f.whole("CalendarUID", -1, 1<<31, -1))
}

// constraint reads what holds the task to a date.
func (m *project) constraint(f fields, t *Task) {
	if f.yes("Manual") { // placed by hand: links do not move it
		begin := f.time("ManualStart")
		if begin.IsZero() {
			begin = t.Planned.Start
		}
		if !begin.IsZero() {
			t.Constraints = append(t.Constraints, Constraint{MustStart, begin})
		}
		return
	}
	code := f.whole("ConstraintType", 0, 7, 0)
	kind, constrained := constraintKinds[code]
	if !constrained {
		return
	}
	c := Constraint{Kind: kind, At: f.time("ConstraintDate")}
	if kind != AsLateAsPossible && c.At.IsZero() {
		if p := f.part("ConstraintDate"); p == nil || p.text == "" || p.text == "NA" {
			f.bad(f.part("ConstraintType"), "needs a ConstraintDate")
		}
		return
	}
	t.Constraints = append(t.Constraints, c)
}

// stated reads what the program had computed; slack is in tenths of a minute.
func (m *project) stated(f fields, t *Task) {
	t.Stated.Early = Span{f.time("EarlyStart"), f.time("EarlyFinish")}
	t.Stated.Late = Span{f.time("LateStart"), f.time("LateFinish")}
	slack := func(name string) *time.Duration {
		if f.value(name) == "" {
			return nil
		}
		d := time.Duration(f.whole(name, -1<<31, 1<<31, 0)) * 6 * time.Second
		return &d
	}
	t.Stated.TotalFloat, t.Stated.FreeFloat = slack("TotalSlack"), slack("FreeSlack")
	if f.value("Critical") != "" {
		yes := f.yes("Critical")
		t.Stated.Critical = &yes
	}
}
