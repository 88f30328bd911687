package server

import (
	"net/http"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"shapan/server/access"
)

var (
	pathVariable = regexp.MustCompile(`\{[^}]*\}`)
	documented   = regexp.MustCompile("`(GET|POST|PUT|PATCH|DELETE) (/api/[^`?\\s]*)")
	messageType  = regexp.MustCompile(`"type":"([a-z]+)"`)
	sentType     = regexp.MustCompile(`(?:Type: |Type[^"\n]* = |Message\{|\}\{)"([a-z]+)"`)
	askedType    = regexp.MustCompile(`(?:case|said\.Type != |said\.Type == )\s*"([a-z]+)"`)
)

// docs/wire.md has every call that the server answers, and no other.
func TestWireDocumentHasEveryCall(t *testing.T) {
	audit, err := access.OpenAudit(filepath.Join(t.TempDir(), "audit.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer audit.Close()
	s := newStage(t, func(c *Config) { c.Audit = audit })
	var doc struct {
		Paths map[string]map[string]any `json:"paths"`
	}
	s.ask("GET", "/api/openapi.json", nil, http.StatusOK, &doc)
	there := map[string]bool{}
	for path, calls := range doc.Paths {
		for method := range calls {
			there[strings.ToUpper(method)+" "+pathVariable.ReplaceAllString(path, "{}")] = true
		}
	}
	if len(there) < 40 {
		t.Fatalf("the server tells of %d calls: this test reads it wrongly", len(there))
	}
	text := string(mustRead(t, "../docs/wire.md"))
	told := map[string]bool{}
	for _, m := range documented.FindAllStringSubmatch(text, -1) {
		told[m[1]+" "+pathVariable.ReplaceAllString(m[2], "{}")] = true
	}
	for call := range there {
		if !told[call] {
			t.Errorf("docs/wire.md does not tell of %s", call)
		}
	}
	for call := range told {
		if !there[call] && !slices.Contains(besides, call) {
			t.Errorf("docs/wire.md tells of %s, which the server does not answer", call)
		}
	}
}

// besides are calls that are answered but are no part of the OpenAPI document.
var besides = []string{"GET /api/openapi.json", "GET /api/sites/{}/sensorthings/v1.1/{}", "POST /api/login", "POST /api/logout"}

// It has every type of message too: those that are written in the source.
func TestWireDocumentHasEveryMessage(t *testing.T) {
	told := map[string]bool{}
	for _, m := range messageType.FindAllStringSubmatch(string(mustRead(t, "../docs/wire.md")), -1) {
		told[m[1]] = true
	}
	sent := map[string]bool{}
	for _, file := range []string{"client.go", "hub.go", "listen.go", "livehub.go", "news.go"} { // those that write to sockets
		text := mustRead(t, file)
		for _, words := range []*regexp.Regexp{sentType, askedType} {
			for _, m := range words.FindAllSubmatch(text, -1) {
				sent[string(m[1])] = true
			}
		}
	}
	for _, sure := range []string{"hello", "run", "alarm", "log", "error", "points", "events", "resume", "subscribe", "ack", "at", "live"} {
		if !sent[sure] {
			t.Errorf("%s is not found in the source: this test reads it wrongly", sure)
		}
	}
	for kind := range sent {
		if !told[kind] {
			t.Errorf("docs/wire.md does not tell of messages of type %q", kind)
		}
	}
}
