// Package ofifc takes the schedule that an IFC model holds: IfcTask with its
// times, sequences and calendars, and the elements that tasks make or take away.
package ofifc

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"shapan/bim/ifc"
	"shapan/bim/ifc/step"
	"shapan/bim/schedule"
)

// ErrNone says that a model has no tasks.
var ErrNone = errors.New("the model has no tasks: give a schedule of its own (MS Project XML, Primavera XER, CSV)")

// Elements are the products of a model as rules ask for them.
func Elements(m *ifc.Model) []schedule.Element {
	products := m.Products()
	list := make([]schedule.Element, 0, len(products))
	storeys := map[step.ID]string{}
	for k := range products {
		p := &products[k]
		if !Built(m.Entity(p.ID)) {
			continue
		}
		storey, known := storeys[p.Storey]
		if !known && p.Storey != 0 {
			storey = m.Entity(p.Storey).Text("Name")
			storeys[p.Storey] = storey
		}
		list = append(list, schedule.Element{GUID: p.GUID, Type: p.Type, Storey: storey, Name: p.Name})
	}
	return list
}

// Built tells whether tasks build such a thing: no storeys, openings and ports.
func Built(e ifc.Entity) bool {
	return e.Is("IfcProduct") && !e.Is("IfcSpatialStructureElement") && !e.Is("IfcSpatialElement") && !e.Is("IfcFeatureElement") && !e.Is("IfcPort")
}

// Schedule makes the schedule of a model's tasks. Where tasks belong to several
// work schedules, the one with most tasks that is no baseline is taken; a
// baseline's dates become those of the tasks of the same name.
func Schedule(m *ifc.Model) (*schedule.Schedule, error) {
	r := &reader{m: m, s: &schedule.Schedule{Source: schedule.IFC, Calendar: schedule.AroundTheClock}, tasks: map[step.ID]int{}, calendars: map[step.ID]int{}}
	r.s.Habits = schedule.Habits{LagOn: schedule.OnSuccessor, LimitsHold: true}
	all := m.Tasks()
	if len(all) == 0 {
		return nil, ErrNone
	}
	chosen, baseline := r.choose(all)
	r.readCalendars(all)
	for k := range all {
		if all[k].Schedule == chosen {
			r.tasks[all[k].ID] = len(r.s.Tasks)
			r.s.Tasks = append(r.s.Tasks, r.task(&all[k]))
		}
	}
	r.nest(all)
	r.links()
	for k := range all {
		if t := &all[k]; t.Schedule == chosen {
			r.products(t)
		} else if t.Schedule == baseline && baseline != 0 {
			r.baseline(t)
		}
	}
	r.start()
	return r.s, nil
}

type reader struct {
	m         *ifc.Model
	s         *schedule.Schedule
	tasks     map[step.ID]int
	calendars map[step.ID]int
}

// choose finds the work schedule to be read, and one that it is compared with.
func (r *reader) choose(all []ifc.Task) (chosen, baseline step.ID) {
	count := map[step.ID]int{}
	for k := range all {
		count[all[k].Schedule]++
	}
	best := count[0]
	for _, s := range r.m.WorkSchedules() {
		switch n := count[s.ID]; {
		case n == 0:
		case s.PredefinedType == "BASELINE":
			baseline = s.ID
		case n > best || best == 0:
			chosen, best = s.ID, n
			r.s.Name, r.s.Start, r.s.Finish = s.Name, s.Start, time.Time{}
		}
	}
	if best == 0 { // there is nothing but a baseline
		chosen, baseline = baseline, 0
	}
	for id, n := range count {
		if id != chosen && id != baseline {
			r.note(id, fmt.Sprintf("%d tasks of another work schedule are not read", n))
		}
	}
	slices.SortFunc(r.s.Notes, func(a, b schedule.Mistake) int { return a.Line - b.Line })
	return chosen, baseline
}

// note tells what is odd; in place of a line stands the instance's number.
func (r *reader) note(id step.ID, text string) {
	if len(r.s.Notes) < 100 {
		r.s.Notes = append(r.s.Notes, schedule.Mistake{Line: int(id), Where: fmt.Sprintf("#%d", id), Expected: text})
	}
}

func (r *reader) task(t *ifc.Task) schedule.Task {
	out := schedule.Task{
		ID: t.GUID, Code: t.Identification, Name: t.Name, Parent: -1, Calendar: r.calendarOf(t), Remaining: -1, Line: int(t.ID),
		Planned: schedule.Span{Start: t.Time.Start, Finish: t.Time.Finish}, Actual: schedule.Span{Start: t.Time.ActualStart, Finish: t.Time.ActualFinish},
		Done: max(0, min(1, t.Time.Completion)),
	}
	if out.ID == "" {
		out.ID = "#" + strconv.Itoa(int(t.ID))
	}
	if out.Planned.Start.IsZero() { // some writers give computed dates alone
		out.Planned.Start = t.Time.EarlyStart
	}
	if out.Planned.Finish.IsZero() {
		out.Planned.Finish = t.Time.EarlyFinish
	}
	r.length(t, &out)
	if t.Milestone || out.Duration == 0 && out.Planned.Start.Equal(out.Planned.Finish) {
		out.Kind, out.Duration = schedule.Milestone, 0
	}
	out.Stated.Early = schedule.Span{Start: t.Time.EarlyStart, Finish: t.Time.EarlyFinish}
	out.Stated.Late = schedule.Span{Start: t.Time.LateStart, Finish: t.Time.LateFinish}
	if !t.Time.Float.IsZero() || !t.Time.FreeFloat.IsZero() || t.Time.Critical {
		day := dayLength(r.calendar(out.Calendar))
		total, free, critical := t.Time.Float.With(day), t.Time.FreeFloat.With(day), t.Time.Critical
		out.Stated.TotalFloat, out.Stated.FreeFloat, out.Stated.Critical = &total, &free, &critical
	}
	if t.Time.StatusTime.After(r.s.Status) {
		r.s.Status = t.Time.StatusTime
	}
	return out
}

// maxDuration bounds a duration as the other readers do.
const maxDuration = 1e6 * time.Hour

// length takes the duration that is given, else the time between the dates, and
// the date that is missing if one is.
func (r *reader) length(t *ifc.Task, out *schedule.Task) {
	c := r.calendar(out.Calendar)
	p := &out.Planned
	switch {
	case !t.Time.Duration.IsZero():
		day := 24 * time.Hour
		if t.Time.WorkTime {
			day = dayLength(c)
		}
		out.Duration, out.Elapsed = t.Time.Duration.With(day).Truncate(time.Second), !t.Time.WorkTime
		if out.Duration < 0 || out.Duration > maxDuration {
			r.note(t.ID, fmt.Sprintf("ScheduleDuration %v must be from 0 to 1,000,000 hours: taken as 0", out.Duration))
			out.Duration = 0
		}
	case p.Known():
		if out.Duration = schedule.WorkBetween(c, p.Start, p.Finish); out.Duration == 0 {
			out.Duration, out.Elapsed = p.Finish.Sub(p.Start), true
		}
		if out.Duration < 0 || out.Duration > maxDuration {
			r.note(t.ID, "ScheduleFinish must not lie before ScheduleStart, nor centuries after it: the duration is taken as 0")
			out.Duration, out.Elapsed = 0, false
		}
	}
	if rest := t.Time.Remaining; !rest.IsZero() && !out.Actual.Start.IsZero() {
		out.Remaining = max(0, min(out.Duration, rest.With(dayLength(c))))
	}
}

func (r *reader) nest(all []ifc.Task) {
	for k := range all {
		child, ok := r.tasks[all[k].ID]
		parent, above := r.tasks[all[k].Parent]
		if ok && above && parent != child {
			r.s.Tasks[child].Parent, r.s.Tasks[parent].Kind = parent, schedule.Summary
		}
	}
}

// links reads the sequences, and holds what no sequence moves at its date.
func (r *reader) links() {
	kinds := map[string]schedule.LinkKind{"FS": schedule.FS, "SS": schedule.SS, "FF": schedule.FF, "SF": schedule.SF}
	follows := make([]bool, len(r.s.Tasks))
	for _, q := range r.m.Sequences() {
		from, ok1 := r.tasks[q.From]
		to, ok2 := r.tasks[q.To]
		if !ok1 || !ok2 || from == to {
			r.note(q.ID, "IfcRelSequence does not join two tasks of this schedule: left out")
			continue
		}
		l := schedule.Link{From: from, To: to, Kind: kinds[q.Kind], Line: int(q.ID)}
		day := 24 * time.Hour
		if q.LagWorkTime {
			day = dayLength(r.calendar(r.s.Tasks[to].Calendar))
		}
		l.Lag = schedule.Lag{Time: q.Lag.With(day), Percent: 100 * q.LagRatio, Elapsed: !q.LagWorkTime}
		if l.Lag.Time.Abs() > maxDuration || !(l.Lag.Percent >= -1e4 && l.Lag.Percent <= 1e4) {
			r.note(q.ID, "TimeLag must be within 1,000,000 hours: taken as 0")
			l.Lag = schedule.Lag{}
		}
		r.s.Links = append(r.s.Links, l)
		follows[to] = true
	}
	for k := range r.s.Tasks {
		if t := &r.s.Tasks[k]; !follows[k] && t.Kind != schedule.Summary && !t.Planned.Start.IsZero() {
			t.Constraints = append(t.Constraints, schedule.Constraint{Kind: schedule.StartNoEarlier, At: t.Planned.Start})
		}
	}
}

// effects are what kinds of task do to the products assigned to them. A kind
// that is not here visits them.
var effects = map[string]schedule.Effect{
	"": schedule.Build, "NOTDEFINED": schedule.Build, "USERDEFINED": schedule.Build, "CONSTRUCTION": schedule.Build, "INSTALLATION": schedule.Build,
	"DEMOLITION": schedule.Remove, "DISMANTLE": schedule.Remove, "REMOVAL": schedule.Remove, "DISPOSAL": schedule.Remove,
}

// products makes rules of what a task makes (IfcRelAssignsToProduct) and of what
// it works on (IfcRelAssignsToProcess), which some write for what it makes.
func (r *reader) products(t *ifc.Task) {
	effect, known := effects[t.PredefinedType]
	if !known {
		effect = schedule.Visit
	}
	var guids []string
	for _, id := range slices.Concat(t.Outputs, t.Inputs) {
		e := r.m.Entity(id)
		if guid := e.Text("GlobalId"); guid != "" && Built(e) && !slices.Contains(guids, guid) {
			guids = append(guids, guid)
		}
	}
	if len(guids) > 0 {
		r.s.Rules = append(r.s.Rules, schedule.Rule{Task: r.s.Tasks[r.tasks[t.ID]].ID, GUIDs: guids, Effect: effect, Line: int(t.ID)})
	}
}

// baseline gives its dates to the tasks of the same identification and name.
func (r *reader) baseline(t *ifc.Task) {
	for k := range r.s.Tasks {
		if to := &r.s.Tasks[k]; to.Code == t.Identification && to.Name == t.Name {
			to.Baseline = schedule.Span{Start: t.Time.Start, Finish: t.Time.Finish}
		}
	}
}

// start is the first date of all, though the work schedule states a later one.
func (r *reader) start() {
	for k := range r.s.Tasks {
		if at := r.s.Tasks[k].Planned.Start; !at.IsZero() && (r.s.Start.IsZero() || at.Before(r.s.Start)) {
			r.s.Start = at
		}
	}
	if r.s.Start.IsZero() {
		r.s.Start = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
		r.note(0, "no date tells when the project starts: it starts 2000-01-01")
	}
}
