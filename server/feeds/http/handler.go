package http

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"net/http"

	"shapan/server/feeds/forms"
	"shapan/server/historian"
)

// Log is where readings go; a historian.Log is one.
type Log interface {
	Append(ctx context.Context, readings ...historian.Reading) error
}

// Handler takes readings.
type Handler struct {
	Log      Log
	MostBody int64                      // [bytes]; 0: 8 MiB
	Who      func(*http.Request) string // is the sender, for a reading's source; nil: nobody
}

// Problem is an answer in the form of RFC 9457.
type Problem struct {
	Title    string          `json:"title"`
	Status   int             `json:"status"`
	Detail   string          `json:"detail,omitempty"`
	Mistakes []forms.Mistake `json:"mistakes,omitempty"`
}

// Write answers.
func (p Problem) Write(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // a sender that is gone needs no answer
}

// Body reads what was posted, at most so many bytes, 0 for 8 MiB; if it is too long
// or broke off, that has been answered.
func Body(w http.ResponseWriter, r *http.Request, most int64) (body []byte, ok bool) {
	if most == 0 {
		most = 8 << 20
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, most))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		Problem{Title: "Too many readings at once", Status: http.StatusRequestEntityTooLarge, Detail: fmt.Sprintf("a body may have %d bytes", most)}.Write(w)
	case err != nil:
		Problem{Title: "The body broke off", Status: http.StatusBadRequest, Detail: err.Error()}.Write(w)
	}
	return body, err == nil
}

var known = map[string]func([]byte) forms.Batch{
	"application/json":                  readJSON,
	"application/x-www-form-urlencoded": readJSON, // what curl -d says of anything
	"":                                  readJSON,
	"application/x-ndjson":              readLines,
	"application/jsonl":                 readLines,
	"text/csv":                          readCSV,
}

func readJSON(body []byte) forms.Batch { return forms.JSON(body, historian.MostAppend) }

func readLines(body []byte) forms.Batch {
	return forms.Lines(bytes.NewReader(body), historian.MostAppend)
}

func readCSV(body []byte) forms.Batch {
	return forms.CSV(bytes.NewReader(body), historian.MostAppend)
}

// ServeHTTP takes one body.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		Problem{Title: "Readings are posted", Status: http.StatusMethodNotAllowed}.Write(w)
		return
	}
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	read := known[kind]
	if read == nil {
		Problem{Title: "Unknown form of readings", Status: http.StatusUnsupportedMediaType,
			Detail: "Content-Type must be application/json, application/x-ndjson or text/csv"}.Write(w)
		return
	}
	body, ok := Body(w, r, h.MostBody)
	if !ok {
		return
	}
	b := read(body)
	switch {
	case b.Wrong > 0:
		Problem{Title: "Nothing was kept", Status: http.StatusBadRequest, Detail: fmt.Sprintf("%d mistakes", b.Wrong), Mistakes: b.Mistakes}.Write(w)
		return
	case b.More:
		Problem{Title: "Too many readings at once", Status: http.StatusRequestEntityTooLarge, Detail: fmt.Sprintf("a body may have %d readings", historian.MostAppend)}.Write(w)
		return
	}
	source := "http"
	if h.Who != nil {
		source += "/" + h.Who(r)
	}
	for k := range b.Readings {
		b.Readings[k].Source = source
	}
	if err := h.Log.Append(r.Context(), b.Readings...); err != nil {
		slog.Error("http: readings not kept", "source", source, "error", err)
		Problem{Title: "The readings may not have been kept: send them again", Status: http.StatusServiceUnavailable}.Write(w)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}
