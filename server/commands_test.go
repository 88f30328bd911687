package server

import (
	"encoding/json"
	"math"
	"net/http"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"
)

func (s *stage) control(id string, what say, status int) Run {
	s.t.Helper()
	var run Run
	s.ask("POST", "/api/runs/"+id+"/control", what, status, &run)
	return run
}

func TestControl(t *testing.T) {
	s := newStage(t, nil)
	run := s.start(map[string]any{"ticks": 100000.0, "wait_ms": 1.0}, 50) // at its fastest it still goes for 100 s
	s.await(run.ID, func(r Run) bool { return r.Now > 3 && r.Rate > 0 })
	if r := s.control(run.ID, say{"do": "pause"}, http.StatusOK); r.State != Paused || r.Rate != 0 {
		t.Errorf("paused: %+v", r)
	}
	at := s.await(run.ID, func(Run) bool { return true }).Now
	s.control(run.ID, say{"do": "step"}, http.StatusOK)
	s.await(run.ID, func(r Run) bool { return r.Now == at+1 && r.State == Paused })
	if r := s.control(run.ID, say{"speed": 0}, http.StatusOK); r.State != Paused || r.Speed != 0 {
		t.Errorf("speed alone: %+v", r)
	}
	s.control(run.ID, say{"do": "play"}, http.StatusOK)
	s.await(run.ID, func(r Run) bool { return r.Now > at+50 && r.State == Running })
	r := s.control(run.ID, say{"do": "stop"}, http.StatusOK)
	if r.State != Stopped || r.Now < at+50 {
		t.Errorf("stopped: %+v", r)
	}
	s.ask("GET", "/api/runs/"+run.ID+"/summary", nil, http.StatusOK, nil)
	s.control(run.ID, say{"do": "play"}, http.StatusConflict)

	s.ask("DELETE", "/api/runs/"+run.ID, nil, http.StatusNoContent, nil)
	s.ask("GET", "/api/runs/"+run.ID, nil, http.StatusNotFound, nil)
	s.ask("DELETE", "/api/runs/"+run.ID, nil, http.StatusNotFound, nil)
	var files recordingsBody
	s.ask("GET", "/api/recordings", nil, http.StatusOK, &files)
	if len(files.Recordings) != 1 || files.Recordings[0].File != run.ID+".mcap" || files.Recordings[0].Bytes == 0 {
		t.Errorf("recordings: %+v", files)
	}
}

func TestOperatorActs(t *testing.T) {
	s := newStage(t, nil)
	run := s.start(map[string]any{"ticks": 100000.0}, 20)
	var at accepted
	s.ask("POST", "/api/runs/"+run.ID+"/events", say{"subject": "pump/P1", "set": say{"position": []float64{3, 4}}}, http.StatusAccepted, &at)
	got := s.await(run.ID, func(r Run) bool { return r.Assets["pump/P1"]["position"] != nil })
	if text, _ := json.Marshal(got.Assets["pump/P1"]["position"]); string(text) != "[[3,4,0]]" {
		t.Errorf("assets: %s", text)
	}
	var log logBody
	s.ask("GET", "/api/runs/"+run.ID+"/log", nil, http.StatusOK, &log)
	if len(log.Log) == 0 || log.Log[0].Subject != "pump/P1" || log.Log[0].Text.ZH != "1号泵：位置 → (3.0, 4.0)（操作员）" {
		t.Errorf("log: %+v", log)
	}
	s.refused("POST", "/api/runs/"+run.ID+"/events", say{"subject": "pump/P9", "set": say{"state": "failed"}}, 422, "no model of this run knows")
	s.refused("POST", "/api/runs/"+run.ID+"/events", say{"subject": "pump/P1", "set": say{"colour": "red"}}, 422, "a pump knows state")
	s.refused("POST", "/api/runs/"+run.ID+"/events", say{"subject": "pump/P1", "set": say{"position": say{"x": 1}}}, 422, "body.set.position")
	s.refused("POST", "/api/runs/"+run.ID+"/events", say{"subject": "pump/P1", "set": say{}}, 422, "body.set")
}

func TestForkContinuesFromTheTick(t *testing.T) {
	s := newStage(t, nil)
	run := s.start(map[string]any{"ticks": 400.0}, 10) // for 40 s, or until it is told to pause
	s.await(run.ID, func(r Run) bool { return r.Now > 6 })
	s.control(run.ID, say{"do": "pause"}, http.StatusOK)
	at := s.await(run.ID, func(Run) bool { return true }).Now
	var fork Run
	s.ask("POST", "/api/runs/"+run.ID+"/fork", say{"name": "mended", "speed": 0,
		"events": []say{{"subject": "pump/P1", "set": say{"state": "ok"}}}}, http.StatusCreated, &fork)
	if fork.Parent != run.ID || fork.Name != "mended" || fork.Scenario != "fill" || fork.Now < at || fork.Recorded[0] != at || len(fork.Changes.Events) != 1 {
		t.Errorf("fork: %+v", fork)
	}
	fork = s.await(fork.ID, ended)
	if fork.State != Done || fork.Recorded[0] != at || fork.Recorded[1] != 400 {
		t.Errorf("fork ended: %+v, forked at %v", fork, at)
	}
	var summary struct {
		Level float64 `json:"level_m"`
	}
	s.ask("GET", "/api/runs/"+fork.ID+"/summary", nil, http.StatusOK, &summary)
	if want := (at - 5) * 0.01; math.Abs(summary.Level-want) > 1e-6 {
		t.Errorf("level %v, want %v: the mended pump holds it", summary.Level, want)
	}
	s.refused("POST", "/api/runs/"+fork.ID+"/fork", say{}, 409, "nothing left")
	s.refused("POST", "/api/runs/"+run.ID+"/fork", say{"events": []say{{"subject": "x", "set": say{"a": 1}}}}, 422, "no model")
}

func TestLimits(t *testing.T) {
	s := newStage(t, func(c *Config) { c.MaxLive, c.MaxKept = 2, 3 })
	long := map[string]any{"ticks": 100000.0}
	s.start(long, 1)
	s.start(long, 1)
	s.refused("POST", "/api/runs", say{"scenario": "fill"}, http.StatusTooManyRequests, "stop one")
	s.control("r1", say{"do": "stop"}, http.StatusOK)
	third := s.start(long, 0)
	s.control("r2", say{"do": "stop"}, http.StatusOK)
	s.refused("POST", "/api/runs", say{"scenario": "fill"}, http.StatusConflict, "delete one")
	s.ask("DELETE", "/api/runs/"+third.ID, nil, http.StatusNoContent, nil)
	s.start(nil, 0)
}

func TestFailedRunSaysWhy(t *testing.T) {
	s := newStage(t, nil)
	run := s.start(map[string]any{"fail_at": 30.0}, 0)
	run = s.await(run.ID, ended)
	if run.State != Failed || !strings.Contains(run.Error, "depth of cell 7 is NaN") || !strings.Contains(run.Error, "tick 30") {
		t.Errorf("run: %+v", run)
	}
	s.ask("GET", "/api/runs/"+run.ID+"/summary", nil, http.StatusNotFound, nil)
	s.refused("POST", "/api/runs/"+run.ID+"/fork", say{}, 409, "cannot be forked")
	w := s.watch(run.ID) // its last good frame can still be seen
	w.hello()
	w.say(say{"type": "subscribe", "channels": []uint16{w.channel("water_depth")}})
	if f := w.frame(); f.tick != 29 {
		t.Errorf("head of the failed run: tick %d", f.tick)
	}
}

// refused wants an RFC 9457 problem whose text holds a part.
func (s *stage) refused(method, path string, body any, status int, part string) huma.ErrorModel {
	s.t.Helper()
	response, text := s.call(method, path, body)
	var problem huma.ErrorModel
	if err := json.Unmarshal(text, &problem); err != nil {
		s.t.Fatalf("%s %s: %v: %s", method, path, err, text)
	}
	if response.StatusCode != status || problem.Status != status || problem.Title != http.StatusText(status) {
		s.t.Errorf("%s %s: status %d, want %d: %s", method, path, response.StatusCode, status, text)
	}
	if got := response.Header.Get("Content-Type"); got != "application/problem+json" {
		s.t.Errorf("%s %s: content type %q", method, path, got)
	}
	if !strings.Contains(string(text), part) {
		s.t.Errorf("%s %s: %s does not say %q", method, path, text, part)
	}
	return problem
}

func TestProblemsNameTheField(t *testing.T) {
	s := newStage(t, nil)
	s.refused("POST", "/api/runs", say{"scenario": "nope"}, 422, "expected one of fill")
	s.refused("POST", "/api/runs", say{}, 422, "expected required property scenario")
	s.refused("POST", "/api/runs", say{"scenario": "fill", "sped": 3}, 422, "body.sped")
	s.refused("POST", "/api/runs", say{"scenario": "fill", "speed": -1}, 422, "body.speed")
	s.refused("POST", "/api/runs", "no object", 422, "expected object")
	p := s.refused("POST", "/api/runs", say{"scenario": "fill", "with": say{"toy": say{"wait_ms": "slow"}, "other": say{}}}, 422, "body.with.toy.wait_ms")
	if len(p.Errors) != 2 {
		t.Errorf("two mistakes, %d errors: %+v", len(p.Errors), p.Errors)
	}
	s.refused("POST", "/api/runs", say{"scenario": "fill", "events": []say{{"at_s": 3, "subject": "pump/P1", "set": say{"state": say{}}}}}, 422, "body.events[0].set.state")
	s.refused("GET", "/api/runs/r9", nil, 404, "r9")
	s.refused("GET", "/api/nothing", nil, 404, "openapi.json")
	s.refused("DELETE", "/api/version", nil, 405, "GET")
	s.refused("GET", "/api/sites/other", nil, 404, "other")
	s.refused("POST", "/api/recordings/..%2Fsecret.mcap/open", nil, 404, "no recording")
	response, _ := s.call("POST", "/api/runs", strings.Repeat("x", 2<<20))
	if response.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("2 MiB body: status %d", response.StatusCode)
	}
}
