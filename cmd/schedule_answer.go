package cmd

import (
	"fmt"
	"io"
	"strings"
	"time"

	"shapan/bim/schedule"
)

// scheduleAnswer is what `shapan schedule` tells.
type scheduleAnswer struct {
	Name     string             `json:"name"`
	Source   schedule.Source    `json:"source"`
	Start    time.Time          `json:"start"`
	Finish   time.Time          `json:"finish"`
	Status   time.Time          `json:"status,omitzero"`
	Tasks    []taskAnswer       `json:"tasks"`
	Path     []string           `json:"path"`   // ids of a longest path
	Differ   []string           `json:"differ"` // ids of tasks that the file places elsewhere than its links and constraints do
	Notes    []schedule.Mistake `json:"notes"`  // odd, in the file and in its progress
	Elements *elementsAnswer    `json:"elements,omitempty"`
}

type taskAnswer struct {
	ID         string    `json:"id"`
	Code       string    `json:"code,omitempty"`
	Name       string    `json:"name"`
	Summary    bool      `json:"summary,omitempty"`
	Start      time.Time `json:"start,omitzero"`
	Finish     time.Time `json:"finish,omitzero"`
	LateStart  time.Time `json:"late_start,omitzero"`
	LateFinish time.Time `json:"late_finish,omitzero"`
	FloatH     float64   `json:"total_float_h"`
	FreeH      float64   `json:"free_float_h"`
	Critical   bool      `json:"critical"`
	Done       float64   `json:"done"`
}

// elementsAnswer is how the tasks and the elements of models go together.
type elementsAnswer struct {
	Total        int                 `json:"total"`
	Bonds        int                 `json:"bonds"`
	FreeElements []string            `json:"free_elements"` // GUIDs that no task names
	FreeTasks    []string            `json:"free_tasks"`    // ids without elements
	Unused       []schedule.Mistake  `json:"unused_rules"`
	Presence     []schedule.Presence `json:"presence"` // by computed and actual dates
	On           *onAnswer           `json:"on,omitempty"`
}

type onAnswer struct {
	Date    time.Time            `json:"date"`
	Planned map[string]int       `json:"planned"` // elements by phase
	Actual  map[string]int       `json:"actual"`
	Differ  []schedule.Deviation `json:"differ"`
}

func newScheduleAnswer(s *schedule.Schedule, a *schedule.Analysis) *scheduleAnswer {
	out := &scheduleAnswer{Name: s.Name, Source: s.Source, Start: a.Start, Finish: a.Finish, Status: s.Status,
		Tasks: []taskAnswer{}, Path: []string{}, Differ: []string{}, Notes: append(append([]schedule.Mistake{}, s.Notes...), a.Notes...)}
	for k := range s.Tasks {
		t, d := &s.Tasks[k], a.Tasks[k]
		out.Tasks = append(out.Tasks, taskAnswer{
			ID: t.ID, Code: t.Code, Name: t.Name, Summary: t.Kind == schedule.Summary, Start: d.Early.Start, Finish: d.Early.Finish, LateStart: d.Late.Start, LateFinish: d.Late.Finish,
			FloatH: d.TotalFloat.Hours(), FreeH: d.FreeFloat.Hours(), Critical: d.Critical, Done: t.Done,
		})
		if t.Planned.Known() && t.Planned != d.Early && t.Kind != schedule.Summary && t.Actual.Start.IsZero() {
			out.Differ = append(out.Differ, t.ID)
		}
	}
	for _, k := range a.Path {
		out.Path = append(out.Path, s.Tasks[k].ID)
	}
	return out
}

func (out *scheduleAnswer) join(l *schedule.Linkage, a *schedule.Analysis, at time.Time) {
	e := &elementsAnswer{Total: len(l.Elements), Bonds: len(l.Bonds), FreeElements: []string{}, FreeTasks: []string{}, Unused: append([]schedule.Mistake{}, l.Unused...)}
	for _, k := range l.FreeElements {
		e.FreeElements = append(e.FreeElements, l.Elements[k].GUID)
	}
	for _, k := range l.FreeTasks {
		e.FreeTasks = append(e.FreeTasks, l.Schedule.Tasks[k].ID)
	}
	plan, actual := l.Baseline(), l.Actual(a)
	e.Presence = actual.Presence()
	if !at.IsZero() {
		e.On = &onAnswer{Date: at, Planned: phases(plan.On(at)), Actual: phases(actual.On(at)), Differ: append([]schedule.Deviation{}, actual.Compare(plan, at)...)}
	}
	out.Elements = e
}

func phases(states []schedule.State) map[string]int {
	count := map[string]int{}
	for _, s := range states {
		count[s.Phase.String()]++
	}
	return count
}

// phasesText counts in the order in which a part goes through its phases.
func phasesText(count map[string]int) string {
	var text []string
	for p := schedule.Unscheduled; p <= schedule.Gone; p++ {
		if n := count[p.String()]; n > 0 {
			text = append(text, fmt.Sprintf("%d %s", n, p))
		}
	}
	return strings.Join(text, ", ")
}

// tell writes what a site manager asks first.
func (out *scheduleAnswer) tell(w io.Writer) {
	critical := 0
	for _, t := range out.Tasks {
		if t.Critical && !t.Summary {
			critical++
		}
	}
	const day = "2006-01-02 15:04"
	fmt.Fprintf(w, "%s (%s): %d tasks, %s to %s, %d critical\n", out.Name, out.Source, len(out.Tasks), out.Start.Format(day), out.Finish.Format(day), critical)
	names := map[string]taskAnswer{}
	for _, t := range out.Tasks {
		names[t.ID] = t
	}
	fmt.Fprintln(w, "longest path:")
	for _, id := range out.Path {
		t := names[id]
		fmt.Fprintf(w, "  %s to %s  %s %s\n", t.Start.Format(day), t.Finish.Format(day), id, t.Name)
	}
	if len(out.Differ) > 0 {
		fmt.Fprintf(w, "%d tasks stand elsewhere in the file than links and constraints put them: %v\n", len(out.Differ), head(out.Differ))
	}
	for _, n := range out.Notes {
		fmt.Fprintf(w, "note: %v\n", n)
	}
	e := out.Elements
	if e == nil {
		return
	}
	fmt.Fprintf(w, "%d elements, %d bonds with tasks; %d elements without task, %d tasks without element\n", e.Total, e.Bonds, len(e.FreeElements), len(e.FreeTasks))
	for _, n := range e.Unused {
		fmt.Fprintf(w, "unused: %v\n", n)
	}
	if e.On != nil {
		fmt.Fprintf(w, "on %s: planned %s; actual %s; %d elements differ\n", e.On.Date.Format(day), phasesText(e.On.Planned), phasesText(e.On.Actual), len(e.On.Differ))
	}
}

func head(list []string) []string { return list[:min(len(list), 20)] }
