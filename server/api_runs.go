package server

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gorilla/websocket"
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
		func(context.Context, *struct{}) (*answer[scenariosBody], error) {
			scenarios := append([]ScenarioInfo{}, s.config.Library.Scenarios()...)
			return &answer[scenariosBody]{Body: scenariosBody{scenarios}}, nil
		})
	register(api, get("/api/runs", "list-runs", "All runs, the oldest first", "runs"),
		func(context.Context, *struct{}) (*answer[runsBody], error) {
			body := runsBody{Runs: []Run{}}
			for _, r := range s.all() {
				body.Runs = append(body.Runs, r.describe())
			}
			return &answer[runsBody]{Body: body}, nil
		})
	register(api, post("/api/runs", "start-run", "Start a run; it plays at once", "runs", http.StatusCreated),
		func(_ context.Context, in *struct{ Body NewRun }) (*answer[Run], error) {
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
