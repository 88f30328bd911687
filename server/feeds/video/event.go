package video

import (
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
	At         time.Time  // zero: when it was received
	Camera     string     // "C3"
	Kind       string     // "no_helmet", "hot_work"
	Confidence float64    // from 0 to 1
	Position   [3]float64 // of what was seen, or of the camera: x, y, z [m] of the site
	Picture    string     // link, "" for none
	Sender     string
}

// Properties of an event's readings, after eventProperty and its kind.
const (
	eventProperty = "event/"
	xProperty     = "/x_m"
	yProperty     = "/y_m"
	zProperty     = "/z_m"
)

// Subject of a camera's readings.
func Subject(camera string) string { return "camera/" + camera }

// Readings are the event as the log keeps it: first itself, then where.
func (e *Event) Readings() []historian.Reading {
	r := historian.Reading{Subject: Subject(e.Camera), Property: eventProperty + e.Kind, Value: e.Confidence, At: e.At, Source: e.source()}
	all := []historian.Reading{r}
	for k, suffix := range []string{xProperty, yProperty, zProperty} {
		where := r
		where.Property, where.Value, where.Source = r.Property+suffix, e.Position[k], "video/"+e.Sender
		all = append(all, where)
	}
	return all
}

func (e *Event) source() string {
	if e.Picture == "" {
		return "video/" + e.Sender
	}
	return "video/" + e.Sender + " " + e.Picture
}

// EventOf is the event that a reading of the log tells, without its position, which
// is in the three readings after it.
func EventOf(r *historian.Reading) (e Event, ok bool) {
	camera, isCamera := strings.CutPrefix(r.Subject, "camera/")
	kind, isEvent := strings.CutPrefix(r.Property, eventProperty)
	source, isVideo := strings.CutPrefix(r.Source, "video/")
	if !isCamera || !isEvent || !isVideo || strings.Contains(kind, "/") {
		return Event{}, false
	}
	sender, picture, _ := strings.Cut(source, " ")
	return Event{At: r.At, Camera: camera, Kind: kind, Confidence: r.Value, Picture: picture, Sender: sender}, true
}

var kindForm = regexp.MustCompile(`^[a-z][a-z0-9_]{0,63}$`)

// checkLink tells what is wrong with a picture's link.
func checkLink(link string) error {
	u, err := url.Parse(link)
	switch {
	case err != nil || strings.ContainsFunc(link, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }):
		return fmt.Errorf("%.80q: must be a link", link)
	case u.Scheme != "http" && u.Scheme != "https" || u.Host == "":
		return fmt.Errorf("%.80q: must be a link by http or https", link)
	case u.User != nil:
		return fmt.Errorf("the link holds a password: it would stand in the log: leave it out")
	}
	return nil
}
