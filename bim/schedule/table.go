package schedule

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// table reads a schedule from rows: one task each, or one pair of task and
// element each, where tasks repeat.
func (r *reader) table(text string, o Options) {
	r.s.Source = Table
	r.s.Habits = Habits{LagOn: OnSuccessor, LimitsHold: true}
	t := &sheet{reader: r, o: o}
	if !t.read(text) {
		return
	}
	if !t.has("name") && !t.has("id") {
		t.wrong(Mistake{Line: 1, Expected: "no column holds the name or the id of tasks"})
		return
	}
	t.orderOfDates()
	t.chooseCalendar()
	t.work = newWorktime(&t.s.Calendars[0], date(2020, 1, 1).Unix())
	byID := map[string]int{}
	var rows []tableRow // of tasks
	for _, row := range t.rows {
		if id := t.get(row, "id"); id != "" && t.has("guid") {
			if k, known := byID[id]; known && t.same(row, rows[k]) {
				t.s.Tasks[k].GUIDs = append(t.s.Tasks[k].GUIDs, splitList(t.get(row, "guid"))...)
				continue
			}
		}
		if !t.has("level") && !t.has("wbs") && !t.has("parent") && t.get(row, "start")+t.get(row, "finish")+t.get(row, "duration")+t.get(row, "actual start")+t.get(row, "predecessors") == "" {
			t.note(Mistake{Line: row.line, Value: strings.Join(row.cells, " "), Expected: "states neither dates nor duration: a heading, left out"})
			continue
		}
		task := t.task(row, len(rows)+1)
		if _, twice := byID[task.ID]; twice {
			t.bad(row, "id", "each task must have an id of its own")
			continue
		}
		byID[task.ID] = len(rows)
		rows = append(rows, row)
		t.s.Tasks = append(t.s.Tasks, task)
	}
	t.outline(rows, byID)
	t.startWithFirst()
	for k, row := range rows {
		t.predecessors(k, row, byID)
	}
	for k, row := range rows {
		task := &t.s.Tasks[k]
		if task.Kind == Work && task.Duration == 0 && task.Planned == (Span{}) && task.Actual.Start.IsZero() && t.get(row, "duration") == "" {
			t.wrong(Mistake{Line: row.line, Where: t.s.label(k), Expected: "needs a duration, or start and finish"})
		}
	}
	t.holdToDates()
}

func (t *sheet) has(field string) bool { _, ok := t.columns[field]; return ok }

// same tells whether two rows state one task, for two elements.
func (t *sheet) same(a, b tableRow) bool {
	for _, field := range []string{"name", "start", "finish", "duration"} {
		if t.get(a, field) != t.get(b, field) {
			return false
		}
	}
	return true
}

// task reads one row.
func (t *sheet) task(row tableRow, number int) Task {
	task := Task{ID: t.get(row, "id"), Name: t.get(row, "name"), WBS: t.get(row, "wbs"), Parent: -1, Remaining: -1, Line: row.line}
	if task.ID == "" {
		task.ID = strconv.Itoa(number)
	}
	task.Planned = t.span(row, "start", "finish")
	task.Actual = t.span(row, "actual start", "actual finish")
	task.Baseline = t.span(row, "baseline start", "baseline finish")
	task.Deadline = t.date(row, "deadline", true)
	t.length(row, &task)
	if s := strings.TrimSuffix(strings.TrimSuffix(t.get(row, "done"), "%"), "％"); s != "" {
		v, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
		if err != nil || !(v >= 0 && v <= 100) {
			t.bad(row, "done", "must be a percentage from 0 to 100")
		} else {
			task.Done = v / 100
		}
	}
	t.begun(&task)
	for _, name := range strings.FieldsFunc(t.get(row, "resources"), func(c rune) bool { return strings.ContainsRune(",;，；、", c) }) {
		task.Resources = append(task.Resources, strings.TrimSpace(name))
	}
	task.GUIDs = splitList(t.get(row, "guid"))
	t.rule(row, &task)
	return task
}

// begun makes progress and actual dates one: where a table tells a percentage
// alone, the task began, and perhaps ended, as planned.
func (t *sheet) begun(task *Task) {
	if !task.Actual.Finish.IsZero() {
		task.Done = 1
	}
	if task.Done > 0 && task.Actual.Start.IsZero() {
		task.Actual.Start = task.Planned.Start
	}
	if task.Done == 1 && task.Actual.Finish.IsZero() {
		task.Actual.Finish = task.Planned.Finish
	}
}

// rule makes a rule of what a row says about its elements, other than GUIDs.
func (t *sheet) rule(row tableRow, task *Task) {
	effect, ok := effectNamed(t.get(row, "effect"))
	if !ok {
		t.bad(row, "effect", "must be build, remove, temporary or visit (施工, 拆除, 临时, 其他)")
	}
	r := Rule{Task: task.ID, Effect: effect, Line: row.line}
	if len(task.GUIDs) == 0 {
		r.Type, r.Storey, r.Name = t.get(row, "type"), t.get(row, "storey"), t.get(row, "element")
		if r.Type+r.Storey+r.Name == "" {
			return
		}
	} else if r.GUIDs = task.GUIDs; effect == Build {
		return // Task.GUIDs say it
	} else {
		task.GUIDs = nil
	}
	t.s.Rules = append(t.s.Rules, r)
}

// length reads the duration, or takes the working time between the dates.
func (t *sheet) length(row tableRow, task *Task) {
	switch strings.ToLower(t.get(row, "milestone")) {
	case "yes", "true", "1", "是":
		task.Kind = Milestone
	}
	c := &t.s.Calendars[0]
	if s := t.get(row, "duration"); s != "" {
		d, elapsed, ok := readLength(s, t.heading("duration"), c)
		if !ok {
			t.bad(row, "duration", "must be such as 5, 5d, 40h, 2w (5天, 40小时, 2周)")
			return
		}
		task.Duration, task.Elapsed = d, elapsed
		if d == 0 {
			task.Kind = Milestone
			if !task.Planned.Start.IsZero() {
				task.Planned.Finish = task.Planned.Start
			}
			return
		}
		w := t.work
		if elapsed {
			w = newWorktime(nil, 0)
		}
		seconds := int64(d.Seconds())
		if p := &task.Planned; p.Finish.IsZero() && !p.Start.IsZero() {
			p.Finish = instant(w.add(w.begin(p.Start.Unix()), seconds))
		} else if p.Start.IsZero() && !p.Finish.IsZero() {
			p.Start = instant(w.add(p.Finish.Unix(), -seconds))
		}
		return
	}
	if p := task.Planned; p.Known() {
		if p.Finish.Before(p.Start) {
			t.bad(row, "finish", "must not lie before the start")
			return
		}
		task.Duration = time.Duration(t.work.between(p.Start.Unix(), p.Finish.Unix())) * time.Second
		if task.Duration == 0 && p.Finish.After(p.Start) {
			task.Duration, task.Elapsed = p.Finish.Sub(p.Start), true // work on days that the calendar has free
		}
	}
}

// chooseCalendar takes the calendar that is asked for, or of weeks of five, six
// and seven days the one on which most durations fit their dates.
func (t *sheet) chooseCalendar() {
	if t.o.Calendar != nil {
		t.s.Calendars, t.s.Calendar = []Calendar{*t.o.Calendar}, 0
		return
	}
	candidates := []Calendar{StandardCalendar(), StandardCalendar(), StandardCalendar()}
	day := candidates[0].Week[1]
	candidates[1].Week[6], candidates[1].Name = day, "Monday to Saturday"
	candidates[2].Week, candidates[2].Name = *EveryDay(day), "every day"
	t.s.Calendars, t.s.Calendar = candidates[:1], 0
	best, most, tried := 0, -1, 0
	for k := range candidates {
		fit, all := 0, 0
		t.s.Calendars = candidates[k : k+1]
		w := newWorktime(&candidates[k], date(2020, 1, 1).Unix())
		for _, row := range t.rows[:min(len(t.rows), 2000)] {
			d, elapsed, ok := readLength(t.get(row, "duration"), t.heading("duration"), &candidates[k])
			from, ok1 := t.day(t.get(row, "start"))
			to, ok2 := t.day(t.get(row, "finish"))
			if !ok || elapsed || d == 0 || !ok1 || !ok2 {
				continue
			}
			all++
			if w.between(from.Unix(), midnight(to).AddDate(0, 0, 1).Unix()) == int64(d.Seconds()) {
				fit++
			}
		}
		if fit > most {
			best, most = k, fit
		}
		tried = all
	}
	t.s.Calendars = slices.Clone(candidates[best : best+1])
	if tried > 0 && (best > 0 || most < tried) {
		t.note(Mistake{Line: 1, Key: t.heading("duration"), Expected: fmt.Sprintf("%d of %d durations fit their dates on the calendar %q, which is taken", most, tried, candidates[best].Name)})
	}
}
