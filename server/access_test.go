package server

import (
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"shapan/server/access"
)

func token(name string, role access.Role, sites ...string) (header []string, t access.Token) {
	secret, t := access.NewToken(name, role)
	t.Sites = sites
	return []string{"Authorization", "Bearer " + secret}, t
}

// Who sees some sites sees nothing of others; a device sends readings and does
// nothing else.
func TestRightsPerSite(t *testing.T) {
	here, a := token("here", access.Operator, "demo")
	elsewhere, b := token("elsewhere", access.Operator, "other")
	device, c := token("gateway", access.Device)
	s := newStage(t, func(config *Config) { config.Access.Tokens = []access.Token{a, b, c} })
	run := NewRun{Scenario: "fill", Speed: 1}
	for _, test := range []struct {
		name, method, path string
		header             []string
		body               any
		status             int
	}{
		{"its own site", "GET", "/api/sites/demo", here, nil, 200},
		{"its own run", "POST", "/api/runs", here, run, 201},
		{"another's site", "GET", "/api/sites/demo", elsewhere, nil, 403},
		{"a run of another's site", "GET", "/api/runs/r1", elsewhere, nil, 403},
		{"a field of another's run", "GET", "/api/runs/r1/fields/water_depth", elsewhere, nil, 403},
		{"a stream of another's run", "GET", "/api/runs/r1/stream", elsewhere, nil, 403},
		{"a scenario of another's site", "POST", "/api/runs", elsewhere, run, 403},
		{"recordings of any site", "GET", "/api/recordings", elsewhere, nil, 403},
		{"a device looks", "GET", "/api/sites", device, nil, 403},
		{"a device acts", "POST", "/api/runs", device, run, 403},
		{"a device sends readings", "POST", "/api/sites/demo/readings", device, []any{}, 404}, // let through; nobody takes them here
	} {
		if response, text := s.call(test.method, test.path, test.body, test.header...); response.StatusCode != test.status {
			t.Errorf("%s: status %d, want %d: %s", test.name, response.StatusCode, test.status, text)
		}
	}
	for path, want := range map[string]string{"/api/sites": `{"sites":[]}`, "/api/runs": `{"runs":[]}`, "/api/scenarios": `{"scenarios":[]}`} {
		if _, text := s.call("GET", path, nil, elsewhere...); string(text) != want+"\n" && string(text) != want {
			t.Errorf("%s of another's: %s", path, text)
		}
	}
}

// What is done, and what is tried, is in the audit with who did it; what is only
// looked at is not. Admins read it.
func TestAuditOfActs(t *testing.T) {
	audit, err := access.OpenAudit(filepath.Join(t.TempDir(), "audit.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer audit.Close()
	ann, a := token("ann", access.Operator)
	bob, b := token("bob", access.Viewer)
	boss, c := token("boss", access.Admin)
	s := newStage(t, func(config *Config) {
		config.Access.Tokens, config.Audit = []access.Token{a, b, c}, audit
	})
	run := NewRun{Scenario: "fill", Speed: 1}
	s.call("GET", "/api/sites", nil, ann...)
	s.call("POST", "/api/runs", run, ann...)
	s.call("POST", "/api/runs/r1/events", map[string]any{"subject": "pump/P1", "set": map[string]any{"state": "failed"}}, bob...)
	s.call("POST", "/api/runs", run)
	acts, err := audit.Last(10)
	if err != nil || len(acts) != 3 {
		t.Fatalf("%+v, %v", acts, err)
	}
	if acts[0].Who != "ann" || acts[0].Status != http.StatusCreated || acts[0].What == "" || acts[0].From == "" {
		t.Errorf("done: %+v", acts[0])
	}
	if acts[1].Who != "bob" || acts[1].Status != http.StatusForbidden || acts[2].Who != "" || acts[2].Status != http.StatusUnauthorized {
		t.Errorf("tried: %+v", acts[1:])
	}
	if response, _ := s.call("GET", "/api/audit", nil, ann...); response.StatusCode != http.StatusForbidden {
		t.Errorf("an operator reads the audit: status %d", response.StatusCode)
	}
	if response, text := s.call("GET", "/api/audit", nil, boss...); response.StatusCode != http.StatusOK || len(text) < 100 {
		t.Errorf("an admin reads the audit: status %d: %s", response.StatusCode, text)
	}
}

func TestWhoAsksTooOften(t *testing.T) {
	ann, a := token("ann", access.Viewer)
	s := newStage(t, func(config *Config) {
		config.Access.Tokens, config.Access.Limits = []access.Token{a}, access.Limits{PerSecond: 0.001, Burst: 5}
	})
	served := 0
	for range 8 {
		if response, _ := s.call("GET", "/api/version", nil, ann...); response.StatusCode == http.StatusOK {
			served++
		} else if response.StatusCode != http.StatusTooManyRequests || response.Header.Get("Retry-After") == "" {
			t.Errorf("status %d", response.StatusCode)
		}
	}
	if served != 5 {
		t.Errorf("%d of 8 at once are served, 5 allowed", served)
	}
}

// Who loses a right while he watches is cut off, from runs and from the live site, and
// told why; who keeps his goes on watching.
func TestConnectionsEndWithTheRights(t *testing.T) {
	ann, a := token("ann", access.Operator)
	bob, b := token("bob", access.Viewer)
	live := liveStage(t)
	s := newStage(t, func(config *Config) {
		config.Access.Tokens = []access.Token{a, b}
		config.Twins = live.config.Twins
	})
	var run Run
	s.ask("POST", "/api/runs", map[string]any{"scenario": "fill", "speed": 1}, http.StatusCreated, &run, ann...)
	watching := map[string]*websocket.Conn{}
	for path, header := range map[string][]string{"/api/runs/" + run.ID + "/stream": ann, "/api/sites/demo/live": ann, "/api/sites/demo/live?bob": bob} {
		d := websocket.Dialer{Subprotocols: []string{protocol}}
		socket, _, err := d.Dial("ws"+strings.TrimPrefix(s.test.URL, "http")+path, http.Header{header[0]: {header[1]}})
		if err != nil {
			t.Fatal(err)
		}
		defer socket.Close()
		socket.SetReadDeadline(time.Now().Add(patience))
		if _, _, err := socket.ReadMessage(); err != nil { // it is watching
			t.Fatal(err)
		}
		watching[path] = socket
	}
	a.Role = access.Viewer
	if _, err := s.Keeper().Replace(access.Config{Tokens: []access.Token{a, b}}); err != nil {
		t.Fatal(err)
	}
	for path, socket := range watching {
		if strings.HasSuffix(path, "bob") {
			continue
		}
		var err error
		for err == nil {
			_, _, err = socket.ReadMessage()
		}
		if !websocket.IsCloseError(err, websocket.ClosePolicyViolation) {
			t.Errorf("%s ends with %v", path, err)
		}
	}
	if response, _ := s.call("POST", "/api/runs", map[string]any{"scenario": "fill"}, ann...); response.StatusCode != http.StatusForbidden {
		t.Errorf("a viewer starts a run: status %d", response.StatusCode)
	}
	// bob's line is still there: it answers what is no word of its language.
	still := watching["/api/sites/demo/live?bob"]
	if err := still.WriteMessage(websocket.TextMessage, []byte("?")); err != nil {
		t.Fatal(err)
	}
	var err error
	for err == nil {
		_, _, err = still.ReadMessage()
	}
	if !websocket.IsCloseError(err, websocket.CloseUnsupportedData) {
		t.Errorf("bob's line ends with %v", err)
	}
}
