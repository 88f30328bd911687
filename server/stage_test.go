package server

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"shapan/engine"
)

// patience is how long a state is waited for that comes at once on a quiet machine.
const patience = 90 * time.Second

type stage struct {
	*Server
	test *httptest.Server
	t    *testing.T
}

// newStage serves the toy on a test server that is closed with the test.
func newStage(t *testing.T, change func(*Config)) *stage {
	t.Helper()
	site := toySite()
	c := Config{
		Version: "test", Sites: []*engine.Site{site}, Library: toyLibrary{site}, RunsDir: t.TempDir(),
		Viewer: fstest.MapFS{
			"index.html":               {Data: []byte("<!doctype html><title>viewer</title>")},
			"assets/index-B7x2_q1Z.js": {Data: []byte("export {}")},
			"favicon.svg":              {Data: []byte("<svg xmlns='http://www.w3.org/2000/svg'/>")},
		},
		Model: func(*engine.Site, string) (io.ReadSeekCloser, error) {
			return struct {
				io.ReadSeeker
				io.Closer
			}{strings.NewReader("glTF"), io.NopCloser(nil)}, nil
		},
		FrameEvery: 10 * time.Second,
	}
	if change != nil {
		change(&c)
	}
	server, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	s := &stage{Server: server, test: httptest.NewServer(server.Handler()), t: t}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if err := server.Close(ctx); err != nil {
			t.Error(err)
		}
		s.test.Close()
		http.DefaultClient.CloseIdleConnections()
	})
	return s
}

// call sends a request; a body is sent as JSON.
func (s *stage) call(method, path string, body any, header ...string) (*http.Response, []byte) {
	s.t.Helper()
	var in io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			s.t.Fatal(err)
		}
		in = bytes.NewReader(text)
	}
	request, err := http.NewRequest(method, s.test.URL+path, in)
	if err != nil {
		s.t.Fatal(err)
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	for k := 0; k+1 < len(header); k += 2 {
		if header[k] == "Host" {
			request.Host = header[k+1]
		}
		request.Header.Set(header[k], header[k+1])
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Do(request)
	if err != nil {
		s.t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return response, text
}

// ask sends a request, wants a status and decodes the answer.
func (s *stage) ask(method, path string, body any, status int, into any, header ...string) {
	s.t.Helper()
	response, text := s.call(method, path, body, header...)
	if response.StatusCode != status {
		s.t.Fatalf("%s %s: status %d, want %d: %s", method, path, response.StatusCode, status, text)
	}
	if into != nil {
		if err := json.Unmarshal(text, into); err != nil {
			s.t.Fatalf("%s %s: %v: %s", method, path, err, text)
		}
	}
}

// start starts a run of the toy.
func (s *stage) start(with map[string]any, speed float64) Run {
	s.t.Helper()
	var run Run
	body := map[string]any{"scenario": "fill", "speed": speed}
	if with != nil {
		body["with"] = map[string]any{"toy": with}
	}
	s.ask("POST", "/api/runs", body, http.StatusCreated, &run)
	return run
}

// await asks for a run until it is as wanted.
func (s *stage) await(id string, wanted func(Run) bool) Run {
	s.t.Helper()
	var run Run
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		s.ask("GET", "/api/runs/"+id, nil, http.StatusOK, &run)
		if wanted(run) {
			return run
		}
	}
	s.t.Fatalf("run %s does not become as wanted: %+v", id, run)
	return run
}

func ended(r Run) bool { return r.State == Done || r.State == Failed || r.State == Stopped }

func mustRead(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
