package server

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"shapan/server/access"
	"shapan/server/feeds/replay"
	"shapan/server/historian"
)

// tally counts what is played.
type tally struct {
	mu     sync.Mutex
	values []float64
}

func (l *tally) Append(_ context.Context, rs ...historian.Reading) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, r := range rs {
		l.values = append(l.values, r.Value)
	}
	return nil
}

func TestReplayIsSteered(t *testing.T) {
	operator, a := token("operator", access.Operator)
	viewer, b := token("viewer", access.Viewer)
	elsewhere, c := token("elsewhere", access.Operator, "other")
	text := "subject,property,value,at\n"
	begin := time.Date(2026, 7, 20, 10, 0, 0, 0, time.UTC)
	for k := range 60 {
		text += fmt.Sprintf("point/CX1,displacement,%d,%s\n", k, begin.Add(time.Duration(k)*time.Minute).Format(time.RFC3339))
	}
	path := filepath.Join(t.TempDir(), "storm.csv")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	record, err := replay.Open(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	log := &tally{}
	player, err := replay.Play(record, log, replay.Options{Paused: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { player.Close() })
	s := newStage(t, func(config *Config) {
		config.Access.Tokens = []access.Token{a, b, c}
		config.Players = map[string][]*replay.Player{"demo": {player}}
	})
	var all livePlayers
	s.ask("GET", "/api/sites/demo/replays", nil, 200, &all, viewer...)
	if p := all.Replays[0]; len(all.Replays) != 1 || p.File != "storm.csv" || !p.Paused || p.Speed != 1 || !p.First.Equal(begin) || !p.Last.Equal(begin.Add(59*time.Minute)) {
		t.Fatalf("%+v", all)
	}
	const one = "/api/sites/demo/replays/0"
	for _, refused := range []struct {
		path   string
		header []string
		body   map[string]any
		status int
		why    string
	}{
		{one, viewer, map[string]any{"do": "play"}, 403, "needs operator"},
		{one, elsewhere, map[string]any{"do": "play"}, 403, "not among those"},
		{one, operator, map[string]any{}, 422, "do, seek or speed"},
		{one, operator, map[string]any{"do": "rewind"}, 422, "do"},
		{one, operator, map[string]any{"speed": 1001}, 422, "1000"},
		{one, operator, map[string]any{"seek": begin.Add(time.Hour)}, 422, "2026-07-20T10:59:00Z"},
		{"/api/sites/demo/replays/1", operator, map[string]any{"do": "play"}, 404, "plays 1 files"},
	} {
		if response, text := s.call("POST", refused.path, refused.body, refused.header...); response.StatusCode != refused.status || !strings.Contains(string(text), refused.why) {
			t.Errorf("%v: status %d: %s", refused.body, response.StatusCode, text)
		}
	}
	var now livePlayer
	s.ask("POST", one, map[string]any{"seek": begin.Add(30 * time.Minute), "speed": 1000, "do": "play"}, 200, &now, operator...)
	if now.Paused || now.Speed != 1000 || now.At.Before(begin.Add(30*time.Minute)) {
		t.Errorf("playing: %+v", now)
	}
	s.waitForReplay(one, operator, func(p livePlayer) bool { return p.Done })
	log.mu.Lock()
	if len(log.values) != 30 || log.values[0] != 30 || log.values[29] != 59 {
		t.Errorf("played %v, want 30 to 59", log.values)
	}
	log.values = nil
	log.mu.Unlock()
	s.ask("POST", one, map[string]any{"do": "play"}, 200, &now, operator...)
	s.waitForReplay(one, operator, func(p livePlayer) bool { return p.At.After(begin.Add(time.Minute)) })
	s.ask("POST", one, map[string]any{"do": "pause", "seek": begin.Add(50 * time.Minute)}, 200, &now, operator...)
	if !now.Paused || !now.At.Equal(begin.Add(50*time.Minute)) {
		t.Errorf("paused: %+v", now)
	}
	log.mu.Lock()
	defer log.mu.Unlock()
	for k, v := range log.values {
		if v != float64(k) {
			t.Fatalf("again from the beginning: %v", log.values)
		}
	}
}

func (s *stage) waitForReplay(path string, header []string, wanted func(livePlayer) bool) {
	s.t.Helper()
	var all livePlayers
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if s.ask("GET", strings.TrimSuffix(path, "/0"), nil, 200, &all, header...); wanted(all.Replays[0]) {
			return
		}
	}
	s.t.Fatalf("the replay stays %+v", all.Replays[0])
}
