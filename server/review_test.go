package server

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"strings"
	"sync"
	"testing"

	"shapan/server/access"
)

// toyReviews has one issue and remembers what it was asked.
type toyReviews struct {
	mu    sync.Mutex
	asked []string
	issue Issue
	fails error
}

func (r *toyReviews) note(format string, args ...any) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.asked = append(r.asked, fmt.Sprintf(format, args...))
	return r.fails
}

func (r *toyReviews) all() Issues {
	return Issues{Issues: []Issue{r.issue}, Comparisons: []Comparison{}, Notes: []string{}}
}

func (r *toyReviews) Issues(context.Context) (Issues, error) { return r.all(), r.note("issues") }

func (r *toyReviews) Find(_ context.Context, q ClashQuestion, by string) (Issues, error) {
	return r.all(), r.note("find %s %s %g %g %v by %q", q.A, q.B, *q.Tolerance, q.Clearance, q.OverTime, by)
}

func (r *toyReviews) Say(id string, change IssueChange) (Issue, error) {
	err := r.note("say %s %q %q by %q", id, change.Status, change.Comment, change.Author)
	if id != r.issue.ID {
		return Issue{}, fmt.Errorf("issue %q: %w", id, fs.ErrNotExist)
	}
	return r.issue, err
}

func (r *toyReviews) BCF(version string) ([]byte, error) {
	return []byte("PK " + version), r.note("bcf %s", version)
}

func (r *toyReviews) Take(file []byte, by string) (int, []string, error) {
	return 3, nil, r.note("take %d bytes by %q", len(file), by)
}

func (r *toyReviews) last() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.asked) == 0 {
		return ""
	}
	return r.asked[len(r.asked)-1]
}

func reviewed(r *toyReviews, more func(*Config)) func(*Config) {
	return func(c *Config) {
		c.Reviews = map[string]Reviews{"demo": r}
		if more != nil {
			more(c)
		}
	}
}

// send posts a body as it is.
func (s *stage) send(path, kind string, body []byte, header ...string) (*http.Response, string) {
	s.t.Helper()
	request, err := http.NewRequest("POST", s.test.URL+path, bytes.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	request.Header.Set("Content-Type", kind)
	for k := 0; k+1 < len(header); k += 2 {
		request.Header.Set(header[k], header[k+1])
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		s.t.Fatal(err)
	}
	defer response.Body.Close()
	var text bytes.Buffer
	if _, err := text.ReadFrom(response.Body); err != nil {
		s.t.Fatal(err)
	}
	return response, text.String()
}

func TestReviewAPI(t *testing.T) {
	r := &toyReviews{issue: Issue{ID: "one", Kind: "pierce", Status: "Open", Comments: []IssueComment{}, Parts: []IssuePart{}}}
	s := newStage(t, reviewed(r, nil))
	const clashes = "/api/sites/demo/clashes"
	var all Issues
	s.ask("GET", clashes, nil, 200, &all)
	if len(all.Issues) != 1 || all.You != "" {
		t.Errorf("%+v", all)
	}
	// The tolerance is a millimetre where none is named; a question is passed on as asked.
	s.ask("POST", clashes, map[string]any{"a": "model/a"}, 200, nil)
	if want := `find model/a  1 0 false by ""`; r.last() != want {
		t.Errorf("asked %s, want %s", r.last(), want)
	}
	s.ask("POST", clashes, map[string]any{"a": "model/a", "b": "model/b", "tolerance_mm": 0, "clearance_mm": 50, "over_time": true}, 200, nil)
	if want := `find model/a model/b 0 50 true by ""`; r.last() != want {
		t.Errorf("asked %s, want %s", r.last(), want)
	}
	s.ask("POST", clashes+"/one", IssueChange{Status: "Resolved", Comment: "done", Author: "Wang 王"}, 200, nil)
	if want := `say one "Resolved" "done" by "Wang 王"`; r.last() != want {
		t.Errorf("asked %s, want %s", r.last(), want)
	}
	response, text := s.call("GET", "/api/sites/demo/bcf?version=3.0", nil)
	if response.StatusCode != 200 || string(text) != "PK 3.0" || response.Header.Get("Content-Type") != "application/zip" || !strings.Contains(response.Header.Get("Content-Disposition"), "issues.bcfzip") {
		t.Errorf("BCF: %d %v %q", response.StatusCode, response.Header, text)
	}
	if response, body := s.send("/api/sites/demo/bcf", "application/zip", []byte("PK...")); response.StatusCode != 200 || !strings.Contains(body, `"taken":3`) || !strings.Contains(body, `"warnings":[]`) {
		t.Errorf("take: %d %s", response.StatusCode, body)
	}
}

// What is wrong is refused with a word of what and what is expected.
func TestReviewRefuses(t *testing.T) {
	r := &toyReviews{issue: Issue{ID: "one"}}
	s := newStage(t, reviewed(r, nil))
	const clashes = "/api/sites/demo/clashes"
	s.refused("POST", clashes, map[string]any{}, 422, "a")
	s.refused("POST", clashes, map[string]any{"a": ""}, 422, "body.a")
	s.refused("POST", clashes, map[string]any{"a": "m", "tolerance_mm": -1}, 422, "tolerance_mm")
	s.refused("POST", clashes, map[string]any{"a": "m", "clearance_mm": 1e9}, 422, "clearance_mm")
	s.refused("POST", clashes, map[string]any{"a": "m", "tolerance": 1}, 422, "tolerance")
	s.refused("POST", clashes+"/two", IssueChange{Status: "Open"}, 404, "two")
	s.refused("POST", clashes+"/one", IssueChange{Status: "Melted"}, 422, "status")
	s.refused("POST", clashes+"/one", IssueChange{Comment: strings.Repeat("x", 4001)}, 422, "comment")
	s.refused("POST", clashes+"/one", IssueChange{Status: "Open", Author: strings.Repeat("x", 101)}, 422, "author")
	s.refused("GET", "/api/sites/demo/bcf?version=1.0", nil, 422, "version")
	for _, path := range []string{"/api/sites/other/clashes", "/api/sites/other/bcf"} {
		s.refused("GET", path, nil, 404, "other")
	}
	none := newStage(t, nil)
	none.refused("GET", clashes, nil, 404, "no building models")
	none.refused("GET", "/api/sites/demo/bcf", nil, 404, "no building models")
	// A mistake of the review is the user's to read, whatever he asked.
	r.fails = errors.New(`"model/x": must be an IFC model of this site`)
	s.refused("GET", clashes, nil, 422, "model/x")
	s.refused("POST", clashes, map[string]any{"a": "model/x"}, 422, "model/x")
	s.refused("POST", clashes+"/one", IssueChange{Status: "Open"}, 422, "model/x")
	s.refused("GET", "/api/sites/demo/bcf", nil, 422, "model/x")
	if response, body := s.send("/api/sites/demo/bcf", "application/zip", []byte("PK")); response.StatusCode != 422 || !strings.Contains(body, "model/x") {
		t.Errorf("take: %d %s", response.StatusCode, body)
	}
	r.fails = context.Canceled // nobody waits for the answer any more: not a mistake of the question
	if response, _ := s.call("GET", clashes, nil); response.StatusCode == 422 {
		t.Errorf("cancelled: %d", response.StatusCode)
	}
}

// A request larger than the server takes is refused as such, and never reaches
// the review.
func TestReviewBodiesAreBounded(t *testing.T) {
	r := &toyReviews{}
	small := newStage(t, reviewed(r, func(c *Config) { c.Access.Limits.MostBody = 1 << 10 }))
	if response, body := small.send("/api/sites/demo/bcf", "application/zip", make([]byte, 2<<10)); response.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("%d %s", response.StatusCode, body)
	}
	if response, body := small.send("/api/sites/demo/clashes", "application/json", append([]byte(`{"a":"m"`), bytes.Repeat([]byte(" "), 2<<10)...)); response.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("%d %s", response.StatusCode, body)
	}
	if len(r.asked) != 0 {
		t.Errorf("reached: %v", r.asked)
	}
}

// Who only looks says nothing; who logs in speaks under his own name, whatever
// he claims; whose site it is not sees nothing of it.
func TestReviewRights(t *testing.T) {
	r := &toyReviews{issue: Issue{ID: "one"}}
	ann, a := token("ann", access.Operator)
	bob, b := token("bob", access.Viewer)
	far, c := token("far", access.Operator, "other")
	gateway, d := token("gateway", access.Device)
	s := newStage(t, reviewed(r, func(config *Config) { config.Access.Tokens = []access.Token{a, b, c, d} }))
	const clashes = "/api/sites/demo/clashes"
	for _, test := range []struct {
		name, method, path string
		header             []string
		body               any
		status             int
	}{
		{"nobody looks", "GET", clashes, nil, nil, 401},
		{"nobody speaks", "POST", clashes + "/one", nil, IssueChange{Status: "Open"}, 401},
		{"a viewer looks", "GET", clashes, bob, nil, 200},
		{"a viewer takes it home", "GET", "/api/sites/demo/bcf", bob, nil, 200},
		{"a viewer compares", "POST", clashes, bob, map[string]any{"a": "m"}, 403},
		{"a viewer speaks", "POST", clashes + "/one", bob, IssueChange{Status: "Closed"}, 403},
		{"a viewer brings a file", "POST", "/api/sites/demo/bcf", bob, nil, 403},
		{"another's site", "GET", clashes, far, nil, 403},
		{"another's file", "POST", "/api/sites/demo/bcf", far, nil, 403},
		{"a device", "POST", clashes + "/one", gateway, IssueChange{Status: "Open"}, 403},
	} {
		if response, text := s.call(test.method, test.path, test.body, test.header...); response.StatusCode != test.status {
			t.Errorf("%s: %d, want %d: %s", test.name, response.StatusCode, test.status, text)
		}
	}
	if got := r.last(); got != "bcf 2.1" {
		t.Errorf("somebody without the right reached %q", got)
	}
	for _, step := range []struct {
		path string
		body any
		want string
	}{
		{clashes, map[string]any{"a": "m"}, `find m  1 0 false by "ann"`},
		{clashes + "/one", IssueChange{Status: "Closed", Comment: "c", Author: "boss"}, `say one "Closed" "c" by "ann"`},
		{clashes + "/one", IssueChange{Comment: "c"}, `say one "" "c" by "ann"`},
	} {
		if response, text := s.call("POST", step.path, step.body, ann...); response.StatusCode != 200 || r.last() != step.want {
			t.Errorf("%d %s: asked %s, want %s", response.StatusCode, text, r.last(), step.want)
		}
	}
	if response, body := s.send("/api/sites/demo/bcf", "application/zip", []byte("PK"), ann...); response.StatusCode != 200 || r.last() != `take 2 bytes by "ann"` {
		t.Errorf("%d %s: %s", response.StatusCode, body, r.last())
	}
	var all Issues
	if _, text := s.call("GET", clashes, nil, bob...); json.Unmarshal(text, &all) != nil || all.You != "bob" {
		t.Errorf("who I am: %s", text)
	}
}
