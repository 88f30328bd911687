package video

import (
	"context"
	"log/slog"
	"net/http"
	"strings"

	"shapan/server/feeds/forms"
	feedshttp "shapan/server/feeds/http"
	"shapan/server/historian"
)

// Log is where readings go; a historian.Log is one.
type Log interface {
	Append(ctx context.Context, readings ...historian.Reading) error
}

// Recorder is where events go; a historian.Log is one.
type Recorder interface {
	Record(ctx context.Context, events ...historian.Event) error
}

// Handler takes the messages of one platform.
type Handler struct {
	Log     Log
	Events  Recorder
	Name    string // of the platform, for the source
	Mapping Mapping
	Cameras map[string]Camera
}

// mostBody of a webhook [bytes]: events and links, no pictures.
const mostBody = 1 << 20

// ServeHTTP takes one message.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		feedshttp.Problem{Title: "Events are posted", Status: http.StatusMethodNotAllowed}.Write(w)
		return
	}
	body, ok := feedshttp.Body(w, r, mostBody)
	if !ok {
		return
	}
	events, err := h.Mapping.Read(body, h.Cameras, h.Name)
	if err != nil {
		p := feedshttp.Problem{Title: "Nothing was kept", Status: http.StatusBadRequest}
		for line := range strings.SplitSeq(err.Error(), "\n") {
			p.Mistakes = append(p.Mistakes, forms.Mistake{What: line})
		}
		slog.Warn("video: message refused", "platform", h.Name, "error", err)
		p.Write(w)
		return
	}
	var readings []historian.Reading
	var records []historian.Event
	for k := range events {
		readings = append(readings, events[k].Reading())
		records = append(records, events[k].Record())
	}
	if len(readings) > historian.MostAppend {
		feedshttp.Problem{Title: "Too many events at once", Status: http.StatusRequestEntityTooLarge}.Write(w)
		return
	}
	err = h.Events.Record(r.Context(), records...)
	if err == nil {
		err = h.Log.Append(r.Context(), readings...)
	}
	if err != nil {
		slog.Error("video: events not kept", "platform", h.Name, "error", err)
		feedshttp.Problem{Title: "The events may not have been kept: send them again", Status: http.StatusServiceUnavailable}.Write(w)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}
