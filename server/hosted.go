package server

import (
	"maps"
	"strings"
	"sync"
	"time"

	"shapan/engine"
	"shapan/engine/record"
)

// Run is a run as the API tells it.
type Run struct {
	ID        string                    `json:"id"`
	Name      string                    `json:"name"`
	Mode      string                    `json:"mode" enum:"live,replay"`
	Scenario  string                    `json:"scenario"`
	Site      string                    `json:"site"`
	Parent    string                    `json:"parent" doc:"The run that it was forked from"`
	State     State                     `json:"state" enum:"running,paused,done,failed,stopped"`
	Error     string                    `json:"error" doc:"Why it failed"`
	Speed     float64                   `json:"speed" doc:"Simulated seconds per wall second asked for; 0: as fast as it can"`
	Rate      float64                   `json:"rate" doc:"Simulated seconds per wall second, measured"`
	Start     time.Time                 `json:"start"`
	Step      float64                   `json:"step_s"`
	Duration  float64                   `json:"duration_s"`
	Now       float64                   `json:"t_s"`
	Recorded  [2]float64                `json:"recorded_s"`
	Every     float64                   `json:"frame_every_s" doc:"Seconds between frames of the past"`
	Changes   Changes                   `json:"changes"`
	Assets    map[string]map[string]any `json:"assets" doc:"Properties that differ from the site's"`
	Epoch     string                    `json:"epoch" doc:"Changes when the server begins anew with this run"`
	Recording string                    `json:"recording,omitempty" doc:"File name of its recording"`
	Following bool                      `json:"following" doc:"It follows the real site by the clock; its duration grows with it"`
}

// State says whether a run moves.
type State string

// The states of a run.
const (
	Running State = "running"
	Paused  State = "paused"
	Done    State = "done"
	Failed  State = "failed"
	Stopped State = "stopped"
)

// hosted is a run that the server shows: a live one, or a recording.
type hosted struct {
	id, name, scenario, parent string
	site                       *engine.Site
	start                      time.Time
	step, duration             time.Duration
	first                      float64 // where it begins: a fork's tick [s]
	changes                    Changes
	past                       record.Past
	hub                        *hub
	recording                  string    // path; "" when there is none
	live                       *live     // nil for a replay
	follower                   *follower // of the run that follows the real site; else nil
	every                      func() float64
	last                       func() *engine.Frame // of a replay: what was recorded last
	release                    func() error         // of a replay: closes its file

	mu     sync.Mutex
	assets map[string]map[string]any
	own    []Act // done in this branch, its parent's left out
}

// describe tells what the API shows of the run.
func (r *hosted) describe() Run {
	from, to := r.past.Span()
	if to < r.first { // a fork that has not shown its first frame
		from, to = r.first, r.first
	}
	d := Run{
		ID: r.id, Name: r.name, Mode: "replay", Scenario: r.scenario, Site: r.site.ID, Parent: r.parent,
		State: Done, Start: r.start, Step: r.step.Seconds(), Duration: r.duration.Seconds(),
		Now: to, Recorded: [2]float64{from, to}, Every: r.every(),
		Changes: r.changes, Epoch: r.hub.epoch, Recording: baseName(r.recording),
	}
	if r.live != nil {
		d.Mode = "live"
		d.State, d.Error, d.Speed, d.Rate = r.live.status()
	} else if to < d.Duration {
		d.State = Stopped
	}
	if r.follower != nil {
		d.Following, d.Duration = true, to
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	d.Assets = make(map[string]map[string]any, len(r.assets))
	for subject, set := range r.assets {
		d.Assets[subject] = maps.Clone(set)
	}
	return d
}

// note keeps what events have set; a sensor's readings set nothing.
func (r *hosted) note(events []engine.Event) {
	if len(events) == 0 {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, e := range events {
		if strings.HasPrefix(e.Source, "sensor") {
			continue
		}
		if r.assets == nil {
			r.assets = map[string]map[string]any{}
		}
		if r.assets[e.Subject] == nil {
			r.assets[e.Subject] = map[string]any{}
		}
		r.assets[e.Subject][e.Property] = e.Value
	}
}

// unchanged fills what JSON must not show as null.
func (c Changes) unchanged() Changes {
	if c.With == nil {
		c.With = map[string]map[string]any{}
	}
	if c.Events == nil {
		c.Events = []Act{}
	}
	return c
}
