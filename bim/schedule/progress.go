package schedule

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Progress is what has become of a task, as a file beside the schedule tells.
type Progress struct {
	Task   string // its ID, else its code, WBS or name
	Actual Span
	Done   float64 // fraction of the work, 0 to 1; negative: not said
	Line   int
}

// ReadProgress reads how far tasks have come: a table with the columns task (or
// id), actual start, actual finish and done as there are (任务, 实际开始, 实际完成,
// 完成百分比), or another state of the schedule as any program writes it. Status is
// the date up to which such a file knows; zero where it does not say.
func ReadProgress(name string, data []byte, o Options) (list []Progress, status time.Time, err error) {
	text, _, err := decode(data, o.Encoding)
	if err != nil {
		return nil, status, fmt.Errorf("%s: %w", name, err)
	}
	if head := strings.TrimLeft(text[:min(len(text), 64)], " \t\r\n"); strings.HasPrefix(head, "<") || strings.HasPrefix(head, "ERMHDR") {
		s, err := Read(name, data, o)
		if err != nil {
			return nil, status, err
		}
		for k := range s.Tasks {
			if t := &s.Tasks[k]; !t.Actual.Start.IsZero() {
				list = append(list, Progress{Task: t.ID, Actual: t.Actual, Done: t.Done, Line: t.Line})
			}
		}
		return list, s.Status, nil
	}
	c := StandardCalendar()
	if o.Calendar != nil {
		c = *o.Calendar
	}
	t := &sheet{reader: &reader{mistakes: Mistakes{File: name}, s: &Schedule{Calendars: []Calendar{c}}}, o: o}
	if !t.read(text) {
		return nil, status, t.mistakes.err()
	}
	by := t.ruleColumns()
	if by == "" || !t.has("actual start") && !t.has("actual finish") && !t.has("done") {
		t.wrong(Mistake{Line: 1, Expected: "needs a column that names the task (task, id, 任务) and one of actual start, actual finish, done (实际开始, 实际完成, 完成百分比)"})
		return nil, status, t.mistakes.err()
	}
	t.orderOfDates()
	for _, row := range t.rows {
		list = append(list, t.progress(row, by))
	}
	return list, status, t.mistakes.err()
}

func (t *sheet) progress(row tableRow, by string) Progress {
	p := Progress{Task: t.get(row, by), Actual: t.span(row, "actual start", "actual finish"), Done: -1, Line: row.line}
	if p.Task == "" {
		t.bad(row, by, "progress needs a task")
	}
	if p.Actual.Known() && p.Actual.Finish.Before(p.Actual.Start) {
		t.bad(row, "actual finish", "must not lie before the actual start")
	}
	if s := strings.TrimRight(t.get(row, "done"), "%％ "); s != "" {
		v, err := strconv.ParseFloat(s, 64)
		if err != nil || !(v >= 0 && v <= 100) {
			t.bad(row, "done", "must be a percentage from 0 to 100")
		} else {
			p.Done = v / 100
		}
	}
	return p
}

// Take puts progress into the schedule, up to a status date; zero: the last date
// that the progress speaks of. It gives back what names no task, or several.
func (s *Schedule) Take(list []Progress, status time.Time) []Mistake {
	var wrong []Mistake
	m := &matcher{Linkage: &Linkage{Schedule: s}}
	for _, p := range list {
		found := m.tasks(p.Task)
		if len(found) != 1 {
			expected := "no task has this ID, code, WBS or name"
			if len(found) > 1 {
				expected = fmt.Sprintf("%d tasks are called so: name one by its ID", len(found))
			}
			wrong = append(wrong, Mistake{Line: p.Line, Key: "task", Value: p.Task, Expected: expected})
			continue
		}
		t := &s.Tasks[found[0]]
		t.Actual = p.Actual
		if p.Done >= 0 {
			t.Done, t.Remaining = p.Done, -1
		}
		if !t.Actual.Finish.IsZero() {
			t.Done = 1
		}
		if t.Actual.Start.IsZero() && (t.Done > 0 || !t.Actual.Finish.IsZero()) { // it began, nobody says when: as planned
			t.Actual.Start = t.Planned.Start
			if !t.Actual.Finish.IsZero() && t.Actual.Start.After(t.Actual.Finish) {
				t.Actual.Start = t.Actual.Finish
			}
		}
		if t.Done == 1 && t.Actual.Finish.IsZero() {
			t.Actual.Finish = t.Planned.Finish
		}
		for _, at := range []time.Time{t.Actual.Start, t.Actual.Finish} {
			if status.Before(at) {
				status = at
			}
		}
	}
	if status.After(s.Status) {
		s.Status = status
	}
	s.Habits.WaitForStatus = true // what has not begun by then begins later
	return wrong
}
