package historian

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"
)

// Event is what was judged or done: an alarm's transition, an operator's act. The
// log keeps it as it keeps readings; what its body means is its writer's.
type Event struct {
	Kind     string          `json:"kind"`     // "alarm", "act"
	Subject  string          `json:"subject"`  // what it is about: "point/CX1"
	Who      string          `json:"who"`      // "rule", "user/zhang"
	At       time.Time       `json:"at"`       // zero: when it was written
	Received time.Time       `json:"received"` // by the log's clock; Record sets it
	Body     json.RawMessage `json:"body"`     // any JSON
}

// The longest texts of an event [bytes].
const (
	MostKind = 100
	MostWho  = 200
	MostBody = 64 << 10
)

// Check names all that is wrong with an event.
func (e *Event) Check() error {
	var mistakes []error
	text := func(key, value string, most int, needed bool) {
		switch {
		case needed && value == "":
			mistakes = append(mistakes, fmt.Errorf("%s: must not be empty", key))
		case len(value) > most:
			mistakes = append(mistakes, fmt.Errorf("%s: %d bytes: must be at most %d", key, len(value), most))
		case !utf8.ValidString(value):
			mistakes = append(mistakes, fmt.Errorf("%s: %q: must be UTF-8", key, value))
		}
	}
	text("kind", e.Kind, MostKind, true)
	text("subject", e.Subject, MostSubject, true)
	text("who", e.Who, MostWho, true)
	switch {
	case len(e.Body) > MostBody:
		mistakes = append(mistakes, fmt.Errorf("body: %d bytes: must be at most %d", len(e.Body), MostBody))
	case !json.Valid(e.Body):
		mistakes = append(mistakes, errors.New("body: must be JSON"))
	}
	if !e.At.IsZero() && (e.At.Before(earliest) || e.At.After(latest)) {
		mistakes = append(mistakes, fmt.Errorf("at: %s: must be from 1970 to 2200", e.At.Format(time.RFC3339)))
	}
	return errors.Join(mistakes...)
}
