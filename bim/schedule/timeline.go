package schedule

import (
	"cmp"
	"slices"
	"time"
)

// A Timeline tells what stands when, by one set of dates: as planned, as
// computed, or as it went. It is not changed by asking and may be asked from
// several goroutines.
type Timeline struct {
	links  *Linkage
	dates  []Span // of tasks
	status time.Time
	lives  [][]stage // of elements, in the order of time
}

// stage is one time that an element is there: built, and perhaps removed.
type stage struct {
	existing  bool // was there before the schedule begins
	temporary bool
	build     Span
	removal   Span
	builders  []int
	removers  []int
}

// Planned goes by the dates that the schedule states.
func (l *Linkage) Planned() *Timeline {
	return l.timeline(time.Time{}, func(t *Task, _ int) Span { return t.Planned })
}

// Baseline goes by the dates once agreed; where there are none, as planned.
func (l *Linkage) Baseline() *Timeline {
	return l.timeline(time.Time{}, func(t *Task, _ int) Span {
		if t.Baseline.Known() {
			return t.Baseline
		}
		return t.Planned
	})
}

// Computed goes by the early dates of an analysis.
func (l *Linkage) Computed(a *Analysis) *Timeline {
	return l.timeline(time.Time{}, func(_ *Task, k int) Span { return a.Tasks[k].Early })
}

// Actual goes by what has happened, and by the analysis for what has not: its
// dates follow from progress.
func (l *Linkage) Actual(a *Analysis) *Timeline {
	return l.timeline(l.Schedule.Status, func(t *Task, k int) Span {
		s := t.Actual
		if s.Start.IsZero() {
			s.Start = a.Tasks[k].Early.Start
		}
		if s.Finish.IsZero() {
			s.Finish = a.Tasks[k].Early.Finish
		}
		return s
	})
}

func (l *Linkage) timeline(status time.Time, dates func(*Task, int) Span) *Timeline {
	t := &Timeline{links: l, status: status, dates: make([]Span, len(l.Schedule.Tasks)), lives: make([][]stage, len(l.Elements))}
	for k := range l.Schedule.Tasks {
		t.dates[k] = dates(&l.Schedule.Tasks[k], k)
	}
	for e := range l.Elements {
		t.lives[e] = t.life(l.Of(e))
	}
	return t
}

// life puts the tasks of an element in the order of time. What is built belongs
// to one stage until it is removed; what is removed without having been built
// was there before.
func (t *Timeline) life(bonds []Bond) []stage {
	list := make([]Bond, 0, len(bonds))
	for _, b := range bonds {
		if b.Effect != Visit && t.dates[b.Task].Known() && !t.links.Schedule.Tasks[b.Task].Inactive {
			list = append(list, b)
		}
	}
	slices.SortStableFunc(list, func(a, b Bond) int {
		return cmp.Or(t.dates[a.Task].Start.Compare(t.dates[b.Task].Start), int(a.Effect)-int(b.Effect))
	})
	var life []stage
	for _, b := range list {
		d := t.dates[b.Task]
		var now *stage
		if len(life) > 0 {
			now = &life[len(life)-1]
		}
		switch {
		case b.Effect == Remove:
			if now == nil {
				life = append(life, stage{existing: true})
				now = &life[0]
			}
			now.removal, now.removers = wider(now.removal, d), append(now.removers, b.Task)
		case now == nil || len(now.removers) > 0 || now.temporary && !d.Start.Before(now.build.Finish):
			life = append(life, stage{temporary: b.Effect == Temporary, build: d, builders: []int{b.Task}})
		default:
			now.build, now.builders = wider(now.build, d), append(now.builders, b.Task)
			now.temporary = now.temporary && b.Effect == Temporary
		}
	}
	return life
}

// wider is the span that holds both.
func wider(a, b Span) Span {
	if a == (Span{}) {
		return b
	}
	if b.Start.Before(a.Start) {
		a.Start = b.Start
	}
	if b.Finish.After(a.Finish) {
		a.Finish = b.Finish
	}
	return a
}

// gone is when a stage ends; the zero time: never.
func (s *stage) gone() time.Time {
	switch {
	case len(s.removers) > 0:
		return s.removal.Finish
	case s.temporary:
		return s.build.Finish
	}
	return time.Time{}
}

// Presence is when an element is there: a thing is in the way from the start of
// its construction until the end of its removal.
type Presence struct {
	Element int    `json:"element"`
	GUID    string `json:"guid"`
	Always  bool   `json:"always,omitempty"` // no task says anything of it
	Stays   []Stay `json:"stays,omitempty"`  // in the order of time
}

// A Stay is one interval; a zero From was before all, a zero To is for good.
type Stay struct {
	From      time.Time `json:"from,omitzero"`
	To        time.Time `json:"to,omitzero"`
	Temporary bool      `json:"temporary,omitempty"`
	Tasks     []int     `json:"tasks,omitempty"`
}

// Presence is that of every element, in their order.
func (t *Timeline) Presence() []Presence {
	list := make([]Presence, len(t.lives))
	for e := range list {
		list[e] = Presence{Element: e, GUID: t.links.Elements[e].GUID, Always: len(t.lives[e]) == 0}
		for k := range t.lives[e] {
			s := &t.lives[e][k]
			list[e].Stays = append(list[e].Stays, Stay{From: s.build.Start, To: s.gone(), Temporary: s.temporary, Tasks: slices.Concat(s.builders, s.removers)})
		}
	}
	return list
}

// Together is the first interval in which both are there. To touch in time, one
// going as the other comes, is not to be there together.
func (p *Presence) Together(q *Presence) (Stay, bool) {
	mine, theirs := p.Stays, q.Stays
	if p.Always {
		mine = []Stay{{}}
	}
	if q.Always {
		theirs = []Stay{{}}
	}
	best, found := Stay{}, false
	for _, a := range mine {
		for _, b := range theirs {
			s := Stay{From: a.From, To: a.To, Temporary: a.Temporary || b.Temporary}
			if b.From.After(s.From) {
				s.From = b.From
			}
			if s.To.IsZero() || !b.To.IsZero() && b.To.Before(s.To) {
				s.To = b.To
			}
			if (s.To.IsZero() || s.From.Before(s.To)) && (!found || s.From.Before(best.From)) {
				best, found = s, true
			}
		}
	}
	return best, found
}
