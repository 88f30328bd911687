package server

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"shapan/server/access"
)

// Audit keeps what everybody did.
type Audit interface {
	Write(access.Entry) error
	Last(most int) ([]access.Entry, error)
}

const (
	auditPath = "/api/audit"
	// mostTold is how much of what was sent an act of the audit shows [bytes].
	mostTold = 2 << 10
)

// recorded answers a request and writes down what was done or tried. What only
// looks is not written, nor what is written by the thousand: readings have a log
// of their own. Where nobody logs in, bodies are bounded all the same.
func (g *guard) recorded(w http.ResponseWriter, r *http.Request, who *access.Who, answer func(http.ResponseWriter)) {
	looks := r.Method == http.MethodGet || r.Method == http.MethodHead || r.Method == http.MethodOptions
	if r.Body != nil && g.limits.MostBody > 0 {
		r.Body = http.MaxBytesReader(w, r.Body, g.limits.MostBody)
	}
	if looks || g.audit == nil || needed(r) == access.Device {
		answer(w)
		return
	}
	act := access.Entry{At: time.Now(), From: host(r.RemoteAddr), Method: r.Method, Path: r.URL.Path}
	if who != nil {
		act.Who, act.Role = who.Name, who.Role
	}
	var sent beginning
	if !access.Free(r) && strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		r.Body = io.NopCloser(io.TeeReader(r.Body, &sent)) // passwords are none of the audit's
	}
	status := &statusWriter{ResponseWriter: w, status: http.StatusOK}
	answer(status)
	act.Status, act.What = status.status, sent.String()
	if err := g.audit.Write(act); err != nil {
		g.log.Error("an act is not in the audit", "path", act.Path, "who", act.Who, "err", err)
	}
}

// beginning keeps the first of what it is given.
type beginning struct{ bytes.Buffer }

// Write implements io.Writer.
func (t *beginning) Write(p []byte) (int, error) {
	t.Buffer.Write(p[:min(len(p), max(0, mostTold-t.Len()))])
	return len(p), nil
}

type statusWriter struct {
	http.ResponseWriter
	status int
}

// WriteHeader implements http.ResponseWriter.
func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach the writer below.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// host is an address without its port.
func host(addr string) string {
	if k := strings.LastIndexByte(addr, ':'); k > 0 {
		return strings.Trim(addr[:k], "[]")
	}
	return addr
}

// anySite stands for what may be of any site: only who sees all of them may ask.
const anySite = "*"

// siteOf is the site that a request is about.
func (s *Server) siteOf(r *http.Request) string {
	part := strings.Split(strings.TrimPrefix(r.URL.Path, "/api/"), "/")
	switch {
	case part[0] == "recordings":
		return anySite
	case len(part) < 2:
		return ""
	}
	switch part[0] {
	case "sites":
		return part[1]
	case "runs":
		if run, err := s.find(part[1]); err == nil {
			return run.site.ID
		}
	}
	return ""
}

func (s *Server) registerAudit(api huma.API) {
	if s.config.Audit == nil {
		return
	}
	register(api, get(auditPath, "audit", "What everybody did, the newest last; for admins", "server"),
		func(_ context.Context, in *struct {
			Last int `query:"last" minimum:"1" maximum:"10000" default:"200"`
		}) (*answer[auditBody], error) {
			acts, err := s.config.Audit.Last(in.Last)
			if err != nil {
				return nil, err
			}
			return &answer[auditBody]{Body: auditBody{acts}}, nil
		})
}

type auditBody struct {
	Acts []access.Entry `json:"acts"`
}
