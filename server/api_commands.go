package server

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"shapan/engine"
)

// control is what a run is told to do.
type control struct {
	Do    string   `json:"do,omitempty" enum:"play,pause,step,stop" doc:"Absent: change the speed alone"`
	Speed *float64 `json:"speed,omitempty" minimum:"0" maximum:"1000000" doc:"Simulated seconds per wall second; 0: as fast as it can"`
}

// operatorAct is an act that happens at once.
type operatorAct struct {
	Subject string         `json:"subject" minLength:"1" maxLength:"200" example:"pump/P2"`
	Set     map[string]any `json:"set" minProperties:"1" maxProperties:"50"`
}

type accepted struct {
	At float64 `json:"at_s" doc:"When it takes effect, or a tick later"`
}

func (s *Server) registerCommands(api huma.API) {
	register(api, post("/api/runs/{run}/control", "control-run", "Play, pause, step, stop, change the speed", "runs", http.StatusOK),
		func(ctx context.Context, in *struct {
			Run  string `path:"run"`
			Body control
		}) (*answer[Run], error) {
			r, err := s.moving(in.Run)
			if err != nil {
				return nil, err
			}
			if r.follower != nil {
				return nil, huma.Error409Conflict(errFollows.Error())
			}
			if in.Body.Do == "" && in.Body.Speed == nil {
				return nil, userError("nothing is asked for", &huma.ErrorDetail{Message: "expected do or speed", Location: "body"})
			}
			if err := r.control(ctx, in.Body); err != nil {
				return nil, huma.Error503ServiceUnavailable("the run is still in the middle of a tick: try again", err)
			}
			return answerRun(r.describe(), nil)
		})
	register(api, post("/api/runs/{run}/events", "act-on-run", "An operator's act, which enters at the next tick", "runs", http.StatusAccepted),
		func(_ context.Context, in *struct {
			Run  string `path:"run"`
			Body operatorAct
		}) (*answer[accepted], error) {
			r, err := s.moving(in.Run)
			if err != nil {
				return nil, err
			}
			at, err := r.act(in.Body)
			if err != nil {
				return nil, userError("the run does not understand this", err)
			}
			return &answer[accepted]{Body: accepted{at}}, nil
		})
}

// moving returns a run that has not ended.
func (s *Server) moving(id string) (*hosted, error) {
	r, err := s.find(id)
	switch {
	case err != nil:
		return nil, err
	case r.live == nil:
		return nil, huma.Error409Conflict("this is a recording, which no command moves: ask its stream for an instant with \"at\"")
	case r.live.over():
		return nil, huma.Error409Conflict("the run has ended: start another, or fork it if it was stopped")
	}
	return r, nil
}

// control does what it is told and tells everybody.
func (r *hosted) control(ctx context.Context, c control) error {
	pacer := r.live.pacer
	if c.Speed != nil {
		pacer.SetSpeed(*c.Speed)
	}
	switch c.Do {
	case "play":
		pacer.Resume()
	case "pause":
		pacer.Pause()
		r.hub.refresh()
	case "step":
		pacer.StepOnce()
	case "stop":
		if err := r.halt(ctx, errStopped); err != nil {
			return err
		}
	}
	r.hub.tell()
	return nil
}

// act posts the events of an operator's act: all of them or none.
func (r *hosted) act(a operatorAct) (at float64, err error) {
	_, to := r.past.Span()
	now := r.start.Add(time.Duration(to * float64(time.Second)))
	events, err := Act{Subject: a.Subject, Set: a.Set}.events(r.start, now, "operator", "body")
	if err != nil {
		return 0, err
	}
	r.live.pacer.Look(func(run *engine.Run) { err = checkAll(run, events) })
	if err != nil {
		return 0, err
	}
	if err := r.live.pacer.Post(events...); err != nil {
		return 0, err
	}
	r.mu.Lock()
	r.own = append(r.own, Act{At: &to, Subject: a.Subject, Set: a.Set})
	r.mu.Unlock()
	return to, nil
}
