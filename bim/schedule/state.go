package schedule

import (
	"time"
)

// Phase says how far an element is on a date.
type Phase uint8

// The phases.
const (
	Unscheduled Phase = iota // no task says anything of it
	NotBegun
	InWork
	Standing
	InRemoval
	Gone
)

func (p Phase) String() string {
	return [...]string{"unscheduled", "not begun", "in work", "standing", "in removal", "gone"}[min(p, Gone)]
}

// MarshalText writes the phase's name.
func (p Phase) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// State is that of one element on a date.
type State struct {
	Phase     Phase   `json:"phase"`
	Fraction  float64 `json:"fraction"` // of the work done: on building it, or in removal on removing it
	Temporary bool    `json:"temporary,omitempty"`
}

// There tells whether any of it is in the way.
func (s State) There() bool { return s.Phase != NotBegun && s.Phase != Gone }

// On is the state of every element at an instant.
func (t *Timeline) On(at time.Time) []State {
	clocks := make([]*worktime, len(t.links.Schedule.Calendars))
	for k := range clocks {
		clocks[k] = newWorktime(&t.links.Schedule.Calendars[k], at.Unix())
	}
	states := make([]State, len(t.lives))
	for e, life := range t.lives {
		if len(life) == 0 {
			continue
		}
		states[e] = State{Phase: NotBegun, Temporary: life[0].temporary}
		for k := range life {
			s := &life[k]
			if !s.existing && at.Before(s.build.Start) {
				break
			}
			states[e] = t.within(s, at, clocks)
		}
	}
	return states
}

// within is the state in a stage that has begun.
func (t *Timeline) within(s *stage, at time.Time, clocks []*worktime) State {
	state := State{Phase: Standing, Fraction: 1, Temporary: s.temporary}
	switch end := s.gone(); {
	case !end.IsZero() && !at.Before(end):
		state.Phase = Gone
	case len(s.removers) > 0 && !at.Before(s.removal.Start):
		state.Phase, state.Fraction = InRemoval, t.fraction(s.removers, at, clocks)
	case !s.existing && !s.temporary && at.Before(s.build.Finish):
		state.Phase, state.Fraction = InWork, t.fraction(s.builders, at, clocks)
	}
	return state
}

// fraction is the share of working time that is spent of all tasks together.
func (t *Timeline) fraction(tasks []int, at time.Time, clocks []*worktime) float64 {
	spent, all := 0.0, 0.0
	for _, k := range tasks {
		task, d := &t.links.Schedule.Tasks[k], t.dates[k]
		w := &worktime{}
		if task.Calendar >= 0 && !task.Elapsed {
			w = clocks[task.Calendar]
		}
		whole := float64(w.between(d.Start.Unix(), d.Finish.Unix()))
		all += whole
		spent += whole * t.progress(task, d, at, w)
	}
	if all == 0 {
		return 0
	}
	return spent / all
}

// progress is the fraction of one task that is done. Work is spread evenly; of
// what is known at the status date, evenly before it and the rest after it.
func (t *Timeline) progress(task *Task, d Span, at time.Time, w *worktime) float64 {
	even := func(from, to time.Time) float64 {
		all := w.between(from.Unix(), to.Unix())
		if all <= 0 {
			return 1
		}
		return clampDone(float64(w.between(from.Unix(), at.Unix())) / float64(all))
	}
	switch {
	case !at.After(d.Start):
		return 0
	case !at.Before(d.Finish):
		return 1
	case t.status.IsZero() || task.Actual.Start.IsZero() || !task.Actual.Finish.IsZero() || !t.status.After(d.Start) || !t.status.Before(d.Finish):
		return even(d.Start, d.Finish)
	case !at.After(t.status):
		return task.Done * even(d.Start, t.status)
	}
	return task.Done + (1-task.Done)*even(t.status, d.Finish)
}

// A Deviation is an element that is not as planned on a date.
type Deviation struct {
	Element    int           `json:"element"`
	GUID       string        `json:"guid"`
	Planned    State         `json:"planned"`
	Actual     State         `json:"actual"`
	StartLate  time.Duration `json:"start_late_ns"`  // by the clock; negative: early
	FinishLate time.Duration `json:"finish_late_ns"` // of its construction
}

// Compare tells on a date which elements differ from a plan. A difference of
// less than a hundredth of the work is none.
func (t *Timeline) Compare(plan *Timeline, at time.Time) []Deviation {
	planned, actual := plan.On(at), t.On(at)
	var list []Deviation
	for e := range actual {
		p, a := planned[e], actual[e]
		if p.Phase == a.Phase && max(p.Fraction-a.Fraction, a.Fraction-p.Fraction) < 0.01 {
			continue
		}
		d := Deviation{Element: e, GUID: t.links.Elements[e].GUID, Planned: p, Actual: a}
		if len(plan.lives[e]) > 0 && len(t.lives[e]) > 0 {
			d.StartLate = t.lives[e][0].build.Start.Sub(plan.lives[e][0].build.Start)
			d.FinishLate = t.lives[e][0].build.Finish.Sub(plan.lives[e][0].build.Finish)
		}
		list = append(list, d)
	}
	return list
}
