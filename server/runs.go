package server

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"shapan/engine"
	"shapan/engine/record"
)

// NewRun asks for a run of a scenario.
type NewRun struct {
	Scenario string                    `json:"scenario" minLength:"1" maxLength:"200" example:"storm-50y"`
	Name     string                    `json:"name,omitempty" maxLength:"200"`
	Speed    float64                   `json:"speed,omitempty" minimum:"0" maximum:"1000000" doc:"Simulated seconds per wall second; 0: as fast as it can"`
	With     map[string]map[string]any `json:"with,omitempty" doc:"By model: parameters, merged deeply over the file's"`
	Events   []Act                     `json:"events,omitempty" maxItems:"1000" doc:"Added to the file's"`
}

// NewFork asks for a run that continues from where another stands.
type NewFork struct {
	Name   string   `json:"name,omitempty" maxLength:"200"`
	Speed  *float64 `json:"speed,omitempty" minimum:"0" maximum:"1000000" doc:"Absent: as the parent; of the run that follows the site, as fast as it can"`
	Ahead  *float64 `json:"ahead_s,omitempty" exclusiveMinimum:"0" maximum:"2592000" doc:"How far it goes on; absent: to the parent's end, or as far as the scenario is long where the parent has no end"`
	Events []Act    `json:"events,omitempty" maxItems:"1000"`
}

// Start makes a run of a scenario and lets it play at a speed [simulated s per
// wall s], 0 being as fast as it can.
func (s *Server) Start(scenario string, changes Changes, speed float64) error {
	_, err := s.startRun(NewRun{Scenario: scenario, With: changes.With, Events: changes.Events, Speed: speed})
	return spoken(err)
}

func (s *Server) startRun(ask NewRun) (Run, error) {
	known := func(i ScenarioInfo) bool { return i.ID == ask.Scenario }
	if !slices.ContainsFunc(s.config.Library.Scenarios(), known) {
		return Run{}, userError("no such scenario", s.unknownScenario(ask.Scenario))
	}
	id, release, err := s.reserve(true)
	if err != nil {
		return Run{}, err
	}
	defer release()
	changes := Changes{With: ask.With, Events: ask.Events}
	if _, err := EventsOf(ask.Events, time.Time{}, time.Time{}, "script"); err != nil {
		return Run{}, userError("the run cannot be made", err)
	}
	prepared, err := s.config.Library.Prepare(ask.Scenario, changes)
	if err != nil {
		return Run{}, userError("the run cannot be made", err)
	}
	run, err := engine.NewRun(id, prepared.Plan)
	if err != nil {
		return Run{}, userError("the run cannot be made", err)
	}
	if err := checkAll(run, prepared.Script); err != nil {
		return Run{}, userError("the run cannot be made", err)
	}
	about := &hosted{name: ask.Name, scenario: ask.Scenario, site: prepared.Plan.Site, changes: changes}
	if about.name == "" {
		about.name = ask.Scenario
	}
	return s.launch(run, prepared.Script, prepared, about, ask.Speed)
}

func (s *Server) unknownScenario(name string) error {
	var ids []string
	for _, i := range s.config.Library.Scenarios() {
		ids = append(ids, i.ID)
	}
	return &huma.ErrorDetail{Message: "expected one of " + strings.Join(ids, ", "), Location: "body.scenario", Value: name}
}

// forkRun makes a run that continues from the present tick of another.
func (s *Server) forkRun(parent *hosted, ask NewFork) (Run, error) {
	if parent.live == nil {
		return Run{}, huma.Error409Conflict("a replay cannot be forked: start its scenario anew")
	}
	id, release, err := s.reserve(true)
	if err != nil {
		return Run{}, err
	}
	defer release()
	run, script, err := parent.live.pacer.Fork(id)
	if err != nil {
		return Run{}, huma.Error409Conflict("the run cannot be forked", err)
	}
	tick := run.Tick()
	switch {
	case ask.Ahead != nil:
		run.EndAt(tick.N + int64(math.Ceil(*ask.Ahead/tick.Step.Seconds())))
	case parent.follower != nil:
		run.EndAt(tick.N + parent.follower.reach)
	}
	if run.Done() {
		return Run{}, huma.Error409Conflict("the run has reached its end: there is nothing left to continue")
	}
	now := run.Tick().Time()
	acts := slices.Clone(ask.Events)
	for k := range acts { // what was to happen before happens now
		if t := run.Tick().Seconds(); acts[k].At == nil || *acts[k].At < t {
			acts[k].At = &t
		}
	}
	events, err := EventsOf(acts, run.Tick().Start, now, "operator")
	if err == nil {
		err = checkAll(run, events)
	}
	if err != nil {
		return Run{}, userError("the fork cannot be made", err)
	}
	changes := Changes{With: parent.changes.With, Events: append(slices.Clone(parent.changes.Events), acts...)}
	about := &hosted{name: ask.Name, scenario: parent.scenario, site: parent.site, parent: parent.id, changes: changes, own: acts}
	if about.name == "" {
		about.name = parent.name + " ⑂"
	}
	about.assets = parent.describe().Assets
	_, speed, _ := parent.live.pacer.Pace()
	if parent.follower != nil {
		speed = 0
	}
	if ask.Speed != nil {
		speed = *ask.Speed
	}
	return s.launch(run, append(script, events...), parent.live.prepared, about, speed)
}

// checkAll tells which events no model of the run understands.
func checkAll(run *engine.Run, events []engine.Event) error {
	var mistakes []error
	for _, e := range events {
		if err := run.CheckEvent(e); err != nil {
			mistakes = append(mistakes, err)
		}
	}
	return errors.Join(mistakes...)
}

// launch hosts a run and lets it play.
func (s *Server) launch(run *engine.Run, script []engine.Event, p *Prepared, about *hosted, speed float64) (Run, error) {
	r, err := s.host(run, script, p, about)
	if err != nil {
		return Run{}, fmt.Errorf("run %s: %w", run.ID, err)
	}
	start := run.Tick().Time()
	for _, e := range script { // what happens at once is known before the first tick
		if !e.At.After(start) {
			r.note([]engine.Event{e})
		}
	}
	if err := s.keep(r, func() { s.begin(r, speed) }); err != nil {
		return Run{}, errors.Join(err, r.abandon())
	}
	return r.describe(), nil
}

// abandon frees a run that never began.
func (r *hosted) abandon() error {
	if r.live == nil || r.live.recorder == nil {
		return nil
	}
	return errors.Join(r.live.recorder.Close(), os.Remove(r.recording))
}

// meta is what the recording says of a run.
func (s *Server) meta(r *hosted, p *Prepared) record.Meta {
	changes, err := json.Marshal(r.changes)
	if err != nil {
		panic(err) // it came as JSON
	}
	return record.Meta{
		Version: s.config.Version, Name: r.name, Scenario: r.scenario, ScenarioPath: p.ScenarioPath,
		Site: r.site.ID, SitePath: p.SitePath, Parent: r.parent, Changes: changes,
		ScenarioText: p.Text, Files: p.Files,
	}
}

// reserve takes a run's ID and a place for it, which release gives back: a
// kept run has a place of its own by then.
func (s *Server) reserve(live bool) (id string, release func(), err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.closing:
		return "", nil, huma.Error503ServiceUnavailable("the server is closing")
	case live && s.liveRuns()+s.reserved >= s.config.MaxLive:
		return "", nil, huma.Error429TooManyRequests(fmt.Sprintf("%d runs are under way, which is the limit: stop one or wait for its end", s.config.MaxLive))
	case len(s.runs)+s.reserved >= s.config.MaxKept:
		return "", nil, huma.Error409Conflict(fmt.Sprintf("%d runs are kept, which is the limit: delete one (its recording stays)", s.config.MaxKept))
	}
	s.lastRun++
	s.reserved++
	return fmt.Sprintf("r%d", s.lastRun), func() {
		s.mu.Lock()
		s.reserved--
		s.mu.Unlock()
	}, nil
}

func (s *Server) liveRuns() int {
	n := 0
	for _, r := range s.runs {
		if r.live != nil && !r.live.over() {
			n++
		}
	}
	return n
}

// keep puts a run among those that the server shows, unless it is closing.
func (s *Server) keep(r *hosted, begin func()) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closing {
		return huma.Error503ServiceUnavailable("the server is closing")
	}
	s.runs = append(s.runs, r)
	begin()
	return nil
}

// find returns the run of that ID.
func (s *Server) find(id string) (*hosted, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.runs {
		if r.id == id {
			return r, nil
		}
	}
	return nil, huma.NewError(http.StatusNotFound, fmt.Sprintf("no run %q: it was deleted, or the server has started anew", id))
}
