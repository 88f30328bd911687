package server

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"shapan/server/access"
)

func TestCheckAddress(t *testing.T) {
	_, token := access.NewToken("ann", access.Viewer)
	who, origins := access.Config{Tokens: []access.Token{token}}, []string{"https://twin.example.com"}
	for addr, fine := range map[string]bool{
		"127.0.0.1:8080": true, "127.8.9.1:0": true, "[::1]:8080": true, "localhost:8080": true, "[::ffff:127.0.0.1]:80": true,
		":8080": false, "0.0.0.0:8080": false, "[::]:8080": false, "192.168.1.5:8080": false, "twin.example.com:80": false, "localhost.evil.com:80": false,
	} {
		if err := CheckAddress(addr, access.Config{}, nil); (err == nil) != fine {
			t.Errorf("%s without tokens: %v", addr, err)
		}
		if err := CheckAddress(addr, who, nil); (err == nil) != fine {
			t.Errorf("%s without origins: %v", addr, err)
		}
		if err := CheckAddress(addr, who, origins); err != nil {
			t.Errorf("%s with both: %v", addr, err)
		}
	}
	if err := CheckAddress("8080", who, origins); err == nil {
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
	view, viewer := access.NewToken("ann", access.Viewer)
	operate, operator := access.NewToken("bob", access.Operator)
	s := newStage(t, func(c *Config) {
		c.Access.Tokens, c.AllowedOrigins = []access.Token{viewer, operator}, []string{"https://twin.example.com"}
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
		"forged cookie":             {"GET", "/api/sites", []string{"Cookie", "shapan_session=Ym9ifDk5OTk5OTk5OTl8MDA"}, 401},
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
	response, err := client.PostForm(s.test.URL+"/api/login", url.Values{"token": {secret}})
	if err != nil {
		s.t.Fatal(err)
	}
	response.Body.Close()
	for _, c := range response.Cookies() {
		return c
	}
	return nil
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
