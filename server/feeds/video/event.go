package video

import (
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"time"
	"unicode"

	"shapan/server/historian"
)

// Event is what a camera saw.
type Event struct {
	At         time.Time  `json:"-"`                 // zero: when it was received
	Camera     string     `json:"camera"`            // "C3"
	Kind       string     `json:"kind"`              // "no_helmet", "hot_work"
	Confidence float64    `json:"confidence"`        // from 0 to 1
	Position   [3]float64 `json:"position"`          // of what was seen, or of the camera: x, y, z [m] of the site
	Picture    string     `json:"picture,omitempty"` // link
	Sender     string     `json:"-"`
}

// EventKind is the kind of the log's events that are ours.
const EventKind = "video"

// Subject of a camera's events and readings.
func Subject(camera string) string { return "camera/" + camera }

// Property of the readings that tell of events of one kind. (What begins with event/
// is the twin's own.)
func Property(kind string) string { return "seen/" + kind }

// Reading is the event as rules judge it.
func (e *Event) Reading() historian.Reading {
	return historian.Reading{Subject: Subject(e.Camera), Property: Property(e.Kind), Value: e.Confidence, At: e.At, Source: "video/" + e.Sender}
}

// Record is the event as the log keeps it.
func (e *Event) Record() historian.Event {
	body, err := json.Marshal(e)
	if err != nil {
		panic(err) // texts, and numbers that were found to be finite
	}
	return historian.Event{Kind: EventKind, Subject: Subject(e.Camera), Who: "video/" + e.Sender, At: e.At, Body: body}
}

// EventOf reads an event of the log; ok is false if it is none of a camera.
func EventOf(r *historian.Event) (e Event, ok bool) {
	if r.Kind != EventKind || json.Unmarshal(r.Body, &e) != nil {
		return Event{}, false
	}
	e.At, e.Sender = r.At, strings.TrimPrefix(r.Who, "video/")
	return e, true
}

// mostLink is how long a picture's link may be [bytes].
const mostLink = 4096

var kindForm = regexp.MustCompile(`^[a-z][a-z0-9_]{0,63}$`)

// checkLink tells what is wrong with a picture's link.
func checkLink(link string) error {
	u, err := url.Parse(link)
	switch {
	case len(link) > mostLink:
		return fmt.Errorf("the link has %d bytes: at most %d", len(link), mostLink)
	case err != nil || strings.ContainsFunc(link, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }):
		return fmt.Errorf("%.80q: must be a link", link)
	case u.Scheme != "http" && u.Scheme != "https" || u.Host == "":
		return fmt.Errorf("%.80q: must be a link by http or https", link)
	case u.User != nil:
		return fmt.Errorf("the link holds a password: it would stand in the log: leave it out")
	}
	return nil
}
