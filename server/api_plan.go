package server

import (
	"context"
	"fmt"
	"time"

	"github.com/danielgtaylor/huma/v2"
)

// Plans knows when the parts of a site's building models are built. Its methods
// may be called side by side.
type Plans interface {
	// Plan is the whole schedule; ok is false where the site has none.
	Plan() (p PlanBody, ok bool)
	// On is the state of all parts at an instant, on the clock of the site's wall.
	On(at time.Time) PlanState
}

// PlanBody is a schedule with its links to parts. Times have no zone: they are
// the clock on the site's wall.
type PlanBody struct {
	Name      string         `json:"name"`
	File      string         `json:"file"`
	Source    string         `json:"source" doc:"MS Project XML, Primavera XER, table, IFC"`
	Start     Clock          `json:"start"`
	Finish    Clock          `json:"finish" doc:"As computed, with what is known of progress"`
	Status    Clock          `json:"status,omitempty" doc:"Up to which progress is known"`
	Calendars []PlanCalendar `json:"calendars"`
	Tasks     []PlanTask     `json:"tasks" doc:"In the order of the file, a summary before its parts"`
	Path      []int          `json:"path" doc:"Numbers of the tasks of one longest path"`
	Lives     []PlanLife     `json:"lives" doc:"Of each part that tasks may build"`
	Counts    PlanCounts     `json:"counts"`
	Notes     []string       `json:"notes"`
}

// Clock is a time on the site's wall, 2026-03-02T08:00:00; "" is none.
type Clock = string

// PlanCalendar says when work is done.
type PlanCalendar struct {
	Name       string       `json:"name"`
	Week       [][]float64  `json:"week" doc:"From Sunday: hours from, to, from, to; none on a free day"`
	Exceptions []PlanPeriod `json:"exceptions" doc:"Days that differ"`
}

// PlanPeriod is a run of days on which a calendar differs.
type PlanPeriod struct {
	Name string `json:"name,omitempty"`
	From Clock  `json:"from"`
	To   Clock  `json:"to"`
	Free bool   `json:"free" doc:"No work at all"`
}

// PlanTask is a line of the schedule.
type PlanTask struct {
	ID       string  `json:"id"`
	Code     string  `json:"code,omitempty"`
	Name     string  `json:"name"`
	WBS      string  `json:"wbs,omitempty"`
	Parent   int     `json:"parent" doc:"Number of the summary it is part of; -1: none"`
	Kind     string  `json:"kind" enum:"work,milestone,summary,effort"`
	Calendar int     `json:"calendar" doc:"-1: around the clock"`
	Planned  PlanRun `json:"planned" doc:"As agreed: baseline, else the file's dates"`
	Expected PlanRun `json:"expected" doc:"As it went, and as its links have it for the rest"`
	Actual   PlanRun `json:"actual" doc:"What is known to have happened"`
	Done     float64 `json:"done" doc:"0 to 1"`
	Float    float64 `json:"total_float_h" doc:"Working hours by which it may be late without moving the end"`
	Critical bool    `json:"critical"`
	Inactive bool    `json:"inactive,omitempty"`
	Elements int     `json:"elements" doc:"How many parts are joined with it"`
}

// PlanRun is from when to when; "" is not known.
type PlanRun struct {
	Start  Clock `json:"start"`
	Finish Clock `json:"finish"`
}

// PlanLife is when a part is there. Without stages no task says anything of it.
type PlanLife struct {
	Model   string      `json:"model"`
	GUID    string      `json:"guid"`
	Tasks   []int       `json:"tasks" doc:"Numbers of the tasks that are joined with it"`
	Planned []PlanStage `json:"planned"`
	Actual  []PlanStage `json:"actual"`
}

// PlanStage is one time that a part is there.
type PlanStage struct {
	From      Clock `json:"from,omitempty" doc:"Work on it begins; absent: it was there before all"`
	Built     Clock `json:"built,omitempty"`
	Leaves    Clock `json:"leaves,omitempty" doc:"Its removal begins"`
	Gone      Clock `json:"gone,omitempty" doc:"Absent: it stays"`
	Temporary bool  `json:"temporary,omitempty"`
}

// PlanCounts say how far tasks and parts go together.
type PlanCounts struct {
	Tasks        int `json:"tasks" doc:"Without summaries"`
	FreeTasks    int `json:"tasks_without_elements"`
	Elements     int `json:"elements"`
	FreeElements int `json:"elements_without_tasks"`
	Links        int `json:"links"`
	Critical     int `json:"critical"`
}

// PlanState is what stands at an instant.
type PlanState struct {
	At      Clock          `json:"at"`
	Planned map[string]int `json:"planned" doc:"Parts by phase: unscheduled, not begun, in work, standing, in removal, gone"`
	Actual  map[string]int `json:"actual"`
	Tasks   []int          `json:"tasks" doc:"Numbers of the tasks that are under way, as it went"`
	Late    []PlanLate     `json:"late" doc:"Parts that are not as far as planned"`
}

// PlanLate is a part that is behind its plan.
type PlanLate struct {
	Model   string  `json:"model"`
	GUID    string  `json:"guid"`
	Planned string  `json:"planned"`
	Actual  string  `json:"actual"`
	Finish  float64 `json:"finish_late_h" doc:"Hours by the clock by which it is done later"`
}

func (s *Server) registerPlan(api huma.API) {
	register(api, get("/api/sites/{site}/schedule", "get-schedule", "When the parts of a site's building models are built", "sites"),
		func(_ context.Context, in *struct {
			Site string `path:"site"`
		}) (*answer[PlanBody], error) {
			p, err := s.plan(in.Site)
			if err != nil {
				return nil, err
			}
			body, ok := p.Plan()
			if !ok {
				return nil, noPlan(in.Site)
			}
			return &answer[PlanBody]{Cache: "no-cache", Body: body}, nil
		})
	register(api, get("/api/sites/{site}/schedule/{date}", "get-schedule-on", "What stands on a date", "sites"),
		func(_ context.Context, in *struct {
			Site string `path:"site"`
			Date string `path:"date" example:"2026-03-20" doc:"A day, which means its end, or 2026-03-20T12:00:00"`
		}) (*answer[PlanState], error) {
			p, err := s.plan(in.Site)
			if err != nil {
				return nil, err
			}
			if _, ok := p.Plan(); !ok {
				return nil, noPlan(in.Site)
			}
			at, err := time.Parse("2006-01-02T15:04:05", in.Date)
			if day, wrong := time.Parse(time.DateOnly, in.Date); wrong == nil {
				at, err = day.AddDate(0, 0, 1), nil
			}
			if err != nil || at.Year() < 1900 || at.Year() > 2500 {
				return nil, huma.Error422UnprocessableEntity(fmt.Sprintf("date %q: must be such as 2026-03-20 or 2026-03-20T12:00:00", in.Date))
			}
			return &answer[PlanState]{Cache: "no-cache", Body: p.On(at)}, nil
		})
}

func noPlan(site string) error {
	return huma.Error404NotFound(fmt.Sprintf("site %q has no schedule: name one in its file (schedule: {file: plan.xml})", site))
}

func (s *Server) plan(site string) (Plans, error) {
	if _, err := s.site(site); err != nil {
		return nil, err
	}
	p := s.config.Plans[site]
	if p == nil {
		return nil, noPlan(site)
	}
	return p, nil
}
