package server

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestCheckAddress(t *testing.T) {
	_, token := NewToken("ann", Viewer)
	tokens, origins := []Token{token}, []string{"https://twin.example.com"}
	for addr, fine := range map[string]bool{
		"127.0.0.1:8080": true, "127.8.9.1:0": true, "[::1]:8080": true, "localhost:8080": true, "[::ffff:127.0.0.1]:80": true,
		":8080": false, "0.0.0.0:8080": false, "[::]:8080": false, "192.168.1.5:8080": false, "twin.example.com:80": false, "localhost.evil.com:80": false,
	} {
		if err := CheckAddress(addr, nil, nil); (err == nil) != fine {
			t.Errorf("%s without tokens: %v", addr, err)
		}
		if err := CheckAddress(addr, tokens, nil); (err == nil) != fine {
			t.Errorf("%s without origins: %v", addr, err)
		}
		if err := CheckAddress(addr, tokens, origins); err != nil {
			t.Errorf("%s with both: %v", addr, err)
		}
	}
	if err := CheckAddress("8080", tokens, origins); err == nil {
		t.Error("an address without port was taken")
	}
	s := newStage(t, nil)
	if l, err := s.Listen("0.0.0.0:0"); err == nil {
		l.Close()
		t.Error("listens on all interfaces without authentication")
	} else if !strings.Contains(err.Error(), "tokens") || !strings.Contains(err.Error(), "127.0.0.1") {
		t.Errorf("error does not say what to do: %v", err)
	}
}

func TestForeignHostsAndOriginsAreRefused(t *testing.T) {
	s := newStage(t, func(c *Config) { c.AllowedOrigins = []string{"https://twin.example.com"} })
	own := s.test.URL
	for name, test := range map[string]struct {
		method string
		header []string
		status int
	}{
		"rebound name":            {"GET", []string{"Host", "evil.example:8080"}, http.StatusMisdirectedRequest},
		"allowed name":            {"GET", []string{"Host", "twin.example.com"}, http.StatusOK},
		"foreign page reads":      {"GET", []string{"Origin", "https://evil.example"}, http.StatusOK}, // CORS keeps the answer from it
		"foreign page commands":   {"POST", []string{"Origin", "https://evil.example"}, http.StatusForbidden},
		"cross-site fetch":        {"POST", []string{"Sec-Fetch-Site", "cross-site"}, http.StatusForbidden},
		"own page commands":       {"POST", []string{"Origin", own}, http.StatusCreated},
		"allowed page commands":   {"POST", []string{"Origin", "https://twin.example.com"}, http.StatusCreated},
		"another port commands":   {"POST", []string{"Origin", "http://127.0.0.1:1"}, http.StatusForbidden},
		"no browser":              {"POST", nil, http.StatusCreated},
		"foreign opaque commands": {"POST", []string{"Origin", "null"}, http.StatusForbidden},
	} {
		path, body := "/api/sites", any(nil)
		if test.method == "POST" {
			path, body = "/api/runs", NewRun{Scenario: "fill", With: map[string]map[string]any{"toy": {"ticks": 1.0}}}
		}
		response, text := s.call(test.method, path, body, test.header...)
		if response.StatusCode != test.status {
			t.Errorf("%s: status %d, want %d: %s", name, response.StatusCode, test.status, text)
		}
		if response.Header.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s: others may read", name)
		}
	}
}

func TestRoles(t *testing.T) {
	view, viewer := NewToken("ann", Viewer)
	operate, operator := NewToken("bob", Operator)
	s := newStage(t, func(c *Config) {
		c.Tokens, c.AllowedOrigins = []Token{viewer, operator}, []string{"https://twin.example.com"}
	})
	run := NewRun{Scenario: "fill", Speed: 1}
	bearer := func(secret string) []string { return []string{"Authorization", "Bearer " + secret} }
	for name, test := range map[string]struct {
		method, path string
		header       []string
		status       int
	}{
		"nobody":                    {"GET", "/api/sites", nil, 401},
		"nobody's stream":           {"GET", "/api/runs/r1/stream", nil, 401},
		"wrong token":               {"GET", "/api/sites", bearer("guess"), 401},
		"viewer looks":              {"GET", "/api/sites", bearer(view), 200},
		"viewer starts":             {"POST", "/api/runs", bearer(view), 403},
		"operator starts":           {"POST", "/api/runs", bearer(operate), 201},
		"forged cookie":             {"GET", "/api/sites", []string{"Cookie", cookieName + "=Ym9ifDk5OTk5OTk5OTl8MDA"}, 401},
		"front page without a role": {"GET", "/", nil, 303},
		"login page":                {"GET", "/login", nil, 200},
		"script without a role":     {"GET", "/assets/index-B7x2_q1Z.js", nil, 200},
	} {
		var body any
		if test.method == "POST" {
			body = run
		}
		response, text := s.call(test.method, test.path, body, test.header...)
		if response.StatusCode != test.status {
			t.Errorf("%s: status %d, want %d: %s", name, response.StatusCode, test.status, text)
		}
	}

	cookie := s.login(operate)
	if cookie == nil || !cookie.HttpOnly || cookie.SameSite != http.SameSiteStrictMode || strings.Contains(cookie.Value, operate) {
		t.Fatalf("cookie: %v", cookie)
	}
	response, text := s.call("POST", "/api/runs", run, "Cookie", cookie.String())
	if response.StatusCode != http.StatusCreated {
		t.Errorf("with cookie: status %d: %s", response.StatusCode, text)
	}
	w, _, err := s.dial("r1", protocol, http.Header{"Cookie": {cookie.Name + "=" + cookie.Value}})
	if err != nil {
		t.Fatalf("stream with cookie: %v", err)
	}
	w.hello()
	if s.login("guess") != nil {
		t.Error("a guess gets a cookie")
	}
}

func (s *stage) login(secret string) *http.Cookie {
	s.t.Helper()
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.PostForm(s.test.URL+loginPath, url.Values{"token": {secret}})
	if err != nil {
		s.t.Fatal(err)
	}
	response.Body.Close()
	for _, c := range response.Cookies() {
		return c
	}
	return nil
}

func TestCookieEnds(t *testing.T) {
	_, token := NewToken("ann", Viewer)
	k, err := newKeeper([]Token{token})
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	value := k.cookie(&token, now.Add(time.Hour))
	if k.cookieToken(value, now) == nil || k.cookieToken(value, now).Role != Viewer || k.cookieToken(value, now.Add(2*time.Hour)) != nil {
		t.Error("the cookie's end is not heeded")
	}
	if other, _ := newKeeper([]Token{token}); other.cookieToken(value, now) != nil {
		t.Error("a cookie of another process is taken")
	}
}

func TestBadTokensAreRefused(t *testing.T) {
	_, good := NewToken("ann", Viewer)
	for _, tokens := range [][]Token{
		{{Name: "ann", Role: "king", SHA256: good.SHA256}}, {{Name: "ann", Role: Viewer, SHA256: "plain"}}, {{Role: Viewer, SHA256: good.SHA256}}, {good, good},
	} {
		if _, err := New(Config{Library: toyLibrary{toySite()}, Tokens: tokens}); err == nil {
			t.Errorf("taken: %+v", tokens)
		}
	}
}

func TestReadTokens(t *testing.T) {
	_, ann := NewToken("ann", Viewer)
	path := filepath.Join(t.TempDir(), "tokens")
	write := func(text string) {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("# who may come in\n\nann viewer " + ann.SHA256 + "\n")
	if got, err := ReadTokens(path); err != nil || len(got) != 1 || got[0] != ann {
		t.Errorf("%+v, %v", got, err)
	}
	write("ann viewer\nbob king " + ann.SHA256 + "\n")
	_, err := ReadTokens(path)
	if err == nil || !strings.Contains(err.Error(), "tokens:1: ") || !strings.Contains(err.Error(), "tokens:2: token bob") {
		t.Errorf("two mistakes: %v", err)
	}
	write("# nobody\n")
	if _, err := ReadTokens(path); err == nil {
		t.Error("a file without tokens was taken")
	}
}

func TestStaticFiles(t *testing.T) {
	s := newStage(t, nil)
	for path, want := range map[string][2]string{
		"/":                         {"text/html; charset=utf-8", "no-cache"},
		"/assets/index-B7x2_q1Z.js": {"text/javascript; charset=utf-8", "public, max-age=31536000, immutable"},
		"/favicon.svg":              {"image/svg+xml", "no-cache"},
	} {
		response, body := s.call("GET", path, nil)
		h := response.Header
		if response.StatusCode != 200 || len(body) == 0 || h.Get("Content-Type") != want[0] || h.Get("Cache-Control") != want[1] {
			t.Errorf("%s: status %d, %v", path, response.StatusCode, h)
		}
		if h.Get("X-Content-Type-Options") != "nosniff" || !strings.HasPrefix(h.Get("Content-Security-Policy"), "default-src 'self'") {
			t.Errorf("%s: %v", path, h)
		}
		again, _ := s.call("GET", path, nil, "If-None-Match", h.Get("ETag"))
		if again.StatusCode != http.StatusNotModified {
			t.Errorf("%s with tag: status %d", path, again.StatusCode)
		}
	}
	s.refused("GET", "/assets/other.js", nil, 404, "no such file")
	s.refused("POST", "/", nil, 405, "")
	bare := newStage(t, func(c *Config) { c.Viewer = nil })
	bare.refused("GET", "/", nil, 404, "npm run build")
}
