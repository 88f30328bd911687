package cmd

import (
	"slices"
	"sync"
	"time"

	"shapan/bim/schedule"
	"shapan/server"
	"shapan/site"
)

// plans brings the schedule of a site to the server.
type plans struct {
	place *site.Place
	once  sync.Once
	body  server.PlanBody
}

// wallClock writes a time on the site's wall; none as "".
func wallClock(t time.Time) server.Clock {
	if t.IsZero() {
		return ""
	}
	return t.Format("2006-01-02T15:04:05")
}

func planRun(s schedule.Span) server.PlanRun {
	return server.PlanRun{Start: wallClock(s.Start), Finish: wallClock(s.Finish)}
}

// Plan implements server.Plans.
func (b *plans) Plan() (server.PlanBody, bool) {
	if b.place.Plan == nil {
		return server.PlanBody{}, false
	}
	b.once.Do(func() { b.body = planBody(b.place.Plan) })
	return b.body, true
}

func planBody(p *site.Plan) server.PlanBody {
	s := p.Schedule
	out := server.PlanBody{
		Name: s.Name, File: p.File, Source: string(s.Source), Start: wallClock(p.Analysis.Start), Finish: wallClock(p.Analysis.Finish), Status: wallClock(s.Status),
		Calendars: []server.PlanCalendar{}, Path: append([]int{}, p.Analysis.Path...), Notes: []string{},
		Tasks: make([]server.PlanTask, len(s.Tasks)), Lives: make([]server.PlanLife, len(p.Parts)),
		Counts: server.PlanCounts{FreeTasks: len(p.Links.FreeTasks), Elements: len(p.Parts), FreeElements: len(p.Links.FreeElements), Links: len(p.Links.Bonds)},
	}
	for k := range s.Calendars {
		out.Calendars = append(out.Calendars, planCalendar(&s.Calendars[k]))
	}
	planned, expected := slices.Clone(p.Planned.Dates()), slices.Clone(p.Actual.Dates())
	for k := range s.Tasks {
		t, d := &s.Tasks[k], &p.Analysis.Tasks[k]
		if t.Kind == schedule.Summary { // is from its first part's start to its last one's finish
			planned[k], expected[k] = spanOf(s, planned, k), spanOf(s, expected, k)
		}
		out.Tasks[k] = server.PlanTask{
			ID: t.ID, Code: t.Code, Name: t.Name, WBS: t.WBS, Parent: t.Parent, Kind: planKind(t.Kind), Calendar: t.Calendar,
			Planned: planRun(planned[k]), Expected: planRun(expected[k]), Actual: planRun(t.Actual),
			Done: t.Done, Float: d.TotalFloat.Hours(), Critical: d.Critical, Inactive: t.Inactive,
		}
		if t.Kind != schedule.Summary && !t.Inactive {
			out.Counts.Tasks++
			if d.Critical {
				out.Counts.Critical++
			}
		}
	}
	before, after := p.Planned.Lives(), p.Actual.Lives()
	for e, part := range p.Parts {
		life := server.PlanLife{Model: part.Model, GUID: part.GUID, Tasks: []int{}, Planned: planStages(before[e]), Actual: planStages(after[e])}
		for _, bond := range p.Links.Of(e) {
			life.Tasks = append(life.Tasks, bond.Task)
			out.Tasks[bond.Task].Elements++
		}
		out.Lives[e] = life
	}
	for _, n := range append(append([]schedule.Mistake{}, s.Notes...), p.Analysis.Notes...) {
		out.Notes = append(out.Notes, n.String())
	}
	return out
}

// spanOf is the span of all that lies within a summary.
func spanOf(s *schedule.Schedule, dates []schedule.Span, summary int) schedule.Span {
	var all schedule.Span
	for k := range s.Tasks {
		if s.Tasks[k].Kind == schedule.Summary || s.Tasks[k].Inactive {
			continue
		}
		for up := s.Tasks[k].Parent; up >= 0; up = s.Tasks[up].Parent {
			if up != summary {
				continue
			}
			if d := dates[k]; !d.Start.IsZero() && (all.Start.IsZero() || d.Start.Before(all.Start)) {
				all.Start = d.Start
			}
			if d := dates[k]; d.Finish.After(all.Finish) {
				all.Finish = d.Finish
			}
			break
		}
	}
	return all
}

func planKind(k schedule.Kind) string {
	switch k {
	case schedule.Milestone, schedule.StartMilestone:
		return "milestone"
	case schedule.Summary:
		return "summary"
	case schedule.LevelOfEffort:
		return "effort"
	}
	return "work"
}

func planCalendar(c *schedule.Calendar) server.PlanCalendar {
	out := server.PlanCalendar{Name: c.Name, Week: make([][]float64, 7), Exceptions: []server.PlanPeriod{}}
	for d, day := range c.Week {
		out.Week[d] = []float64{}
		for _, shift := range day {
			out.Week[d] = append(out.Week[d], shift.From.Hours(), shift.To.Hours())
		}
	}
	for _, x := range c.Exceptions {
		out.Exceptions = append(out.Exceptions, server.PlanPeriod{Name: x.Name, From: wallClock(x.From), To: wallClock(x.To), Free: x.Week == nil || x.Week.Hours() == 0})
	}
	return out
}

func planStages(life []schedule.Stage) []server.PlanStage {
	out := []server.PlanStage{}
	for _, s := range life {
		out = append(out, server.PlanStage{From: wallClock(s.From), Built: wallClock(s.Built), Leaves: wallClock(s.Leaves), Gone: wallClock(s.Gone), Temporary: s.Temporary})
	}
	return out
}

// On implements server.Plans.
func (b *plans) On(at time.Time) server.PlanState {
	p := b.place.Plan
	planned, actual := p.Planned.On(at), p.Actual.On(at)
	out := server.PlanState{At: wallClock(at), Planned: phases(planned), Actual: phases(actual), Tasks: []int{}, Late: []server.PlanLate{}}
	for k, d := range p.Actual.Dates() {
		if p.Schedule.Tasks[k].Kind == schedule.Work && !p.Schedule.Tasks[k].Inactive && d.Known() && !at.Before(d.Start) && at.Before(d.Finish) {
			out.Tasks = append(out.Tasks, k)
		}
	}
	for _, d := range p.Actual.Compare(p.Planned, at) {
		if d.Actual.Phase < d.Planned.Phase {
			part := p.Parts[d.Element]
			out.Late = append(out.Late, server.PlanLate{Model: part.Model, GUID: part.GUID, Planned: d.Planned.Phase.String(), Actual: d.Actual.Phase.String(), Finish: d.FinishLate.Hours()})
		}
	}
	return out
}
