package server

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gorilla/websocket"

	"shapan/server/access"
)

type scenariosBody struct {
	Scenarios []ScenarioInfo `json:"scenarios"`
}

type runsBody struct {
	Runs []Run `json:"runs"`
}

// runPath names a run.
type runPath struct {
	Run string `path:"run" example:"r2"`
}

func (s *Server) registerRuns(api huma.API) {
	register(api, get("/api/scenarios", "list-scenarios", "What can be run", "runs"),
		func(ctx context.Context, _ *struct{}) (*answer[scenariosBody], error) {
			scenarios := []ScenarioInfo{}
			for _, i := range s.config.Library.Scenarios() {
				if access.From(ctx).Sees(i.Site) {
					scenarios = append(scenarios, i)
				}
			}
			return &answer[scenariosBody]{Body: scenariosBody{scenarios}}, nil
		})
	register(api, get("/api/runs", "list-runs", "All runs, the oldest first", "runs"),
		func(ctx context.Context, _ *struct{}) (*answer[runsBody], error) {
			body := runsBody{Runs: []Run{}}
			for _, r := range s.all() {
				if !access.From(ctx).Sees(r.site.ID) {
					continue
				}
				body.Runs = append(body.Runs, r.describe())
			}
			return &answer[runsBody]{Body: body}, nil
		})
	register(api, post("/api/runs", "start-run", "Start a run; it plays at once", "runs", http.StatusCreated),
		func(ctx context.Context, in *struct{ Body NewRun }) (*answer[Run], error) {
			for _, i := range s.config.Library.Scenarios() {
				if i.ID == in.Body.Scenario && !access.From(ctx).Sees(i.Site) {
					return nil, huma.Error403Forbidden("this scenario's site is not among yours")
				}
			}
			return answerRun(s.startRun(in.Body))
		})
	register(api, get("/api/runs/{run}", "get-run", "A run", "runs"),
		func(_ context.Context, in *runPath) (*answer[Run], error) {
			r, err := s.find(in.Run)
			if err != nil {
				return nil, err
			}
			return answerRun(r.describe(), nil)
		})
	huma.Register(api, huma.Operation{
		Method: http.MethodDelete, Path: "/api/runs/{run}", OperationID: "delete-run", Tags: []string{"runs"},
		Summary: "Stop a run and forget it; its recording stays", DefaultStatus: http.StatusNoContent,
	}, func(ctx context.Context, in *runPath) (*struct{}, error) { return nil, s.deleteRun(ctx, in.Run) })
	register(api, post("/api/runs/{run}/fork", "fork-run", "Continue from this very tick in a run of its own", "runs", http.StatusCreated),
		func(_ context.Context, in *struct {
			Run  string `path:"run"`
			Body NewFork
		}) (*answer[Run], error) {
			r, err := s.find(in.Run)
			if err != nil {
				return nil, err
			}
			return answerRun(s.forkRun(r, in.Body))
		})
}

// registerFollowing adds what the run that follows a site is asked.
func (s *Server) registerFollowing(api huma.API) {
	following := func(id string) (*follower, error) {
		r, err := s.find(id)
		switch {
		case err != nil:
			return nil, err
		case r.follower == nil:
			return nil, huma.Error409Conflict("only the run that follows the real site makes standing forecasts; fork this one")
		}
		return r.follower, nil
	}
	register(api, get("/api/runs/{run}/forecasts", "list-forecasts", "Standing forecasts of the run that follows the site, the newest last", "runs"),
		func(_ context.Context, in *runPath) (*answer[forecastsBody], error) {
			w, err := following(in.Run)
			if err != nil {
				return nil, err
			}
			return &answer[forecastsBody]{Body: forecastsBody{w.forecasts(), w.misheard()}}, nil
		})
	register(api, post("/api/runs/{run}/forecasts", "make-forecast", "Make a forecast now; the answer comes when it is made", "runs", http.StatusCreated),
		func(ctx context.Context, in *runPath) (*answer[Forecast], error) {
			w, err := following(in.Run)
			if err != nil {
				return nil, err
			}
			f, err := w.forecast(ctx)
			if err != nil {
				return nil, err
			}
			return &answer[Forecast]{Body: f}, nil
		})
	register(api, post("/api/runs/{run}/adopt", "adopt-plan", "Write a branch's acts into the site's log as what is intended", "runs", http.StatusCreated),
		func(ctx context.Context, in *struct {
			Run  string `path:"run"`
			Body struct {
				Who string `json:"who,omitempty" maxLength:"200" doc:"Where nobody logs in: who says so"`
				Why string `json:"why" minLength:"1" maxLength:"2000"`
			}
		}) (*answer[Intention], error) {
			r, err := s.find(in.Run)
			if err != nil {
				return nil, err
			}
			i, err := s.adopt(ctx, r, in.Body.Who, in.Body.Why)
			if err != nil {
				return nil, err
			}
			return &answer[Intention]{Body: i}, nil
		})
}

type forecastsBody struct {
	Forecasts []Forecast     `json:"forecasts"`
	Misheard  map[string]int `json:"misheard" doc:"Readings that the run did not understand, by why"`
}

func answerRun(r Run, err error) (*answer[Run], error) {
	if err != nil {
		return nil, err
	}
	return &answer[Run]{Body: r}, nil
}

// all returns the runs that the server shows, the oldest first.
func (s *Server) all() []*hosted {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.runs)
}

func (s *Server) deleteRun(ctx context.Context, id string) error {
	r, err := s.find(id)
	if err != nil {
		return err
	}
	if r.follower != nil {
		return huma.Error409Conflict("the run that follows the real site lives as long as the server")
	}
	if err := r.halt(ctx, errStopped); err != nil {
		return huma.Error503ServiceUnavailable("the run is still in the middle of a tick: try again", err)
	}
	s.mu.Lock()
	n := len(s.runs)
	s.runs = slices.DeleteFunc(s.runs, func(other *hosted) bool { return other == r })
	mine := len(s.runs) < n
	s.mu.Unlock()
	if !mine {
		return nil // somebody else has just deleted it
	}
	return errors.Join(r.hub.close(ctx, websocket.CloseNormalClosure, "the run was deleted"), r.free())
}
