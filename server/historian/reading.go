package historian

import (
	"errors"
	"fmt"
	"math"
	"time"
	"unicode/utf8"
)

// Quality is how far a value may be believed, as OPC UA divides it.
type Quality uint8

// Qualities, best first.
const (
	Good      Quality = iota
	Uncertain         // set by hand, in maintenance, calibrating
	Bad               // of a sensor that is broken or cut off
)

var qualityNames = [...]string{"good", "uncertain", "bad"}

// String is the quality's name in JSON and CSV.
func (q Quality) String() string {
	if int(q) < len(qualityNames) {
		return qualityNames[q]
	}
	return fmt.Sprintf("quality %d", uint8(q))
}

// ParseQuality knows the names that String gives; none is good.
func ParseQuality(name string) (Quality, error) {
	if name == "" {
		return Good, nil
	}
	for q, n := range qualityNames {
		if n == name {
			return Quality(q), nil
		}
	}
	return Bad, fmt.Errorf("quality: %q: must be good, uncertain or bad", name)
}

// MarshalText writes the name.
func (q Quality) MarshalText() ([]byte, error) { return []byte(q.String()), nil }

// UnmarshalText reads the name.
func (q *Quality) UnmarshalText(text []byte) (err error) {
	*q, err = ParseQuality(string(text))
	return err
}

// Reading is what a sensor said once.
type Reading struct {
	Subject  string    `json:"subject"`  // what it is about: "point/CX1"
	Property string    `json:"property"` // "displacement", "a34004-Rtd"
	Value    float64   `json:"value"`    // in the property's unit
	Quality  Quality   `json:"quality"`
	At       time.Time `json:"at"`       // by the sensor's clock; zero: when it was received
	Received time.Time `json:"received"` // by the log's clock; Append sets it
	Source   string    `json:"source"`   // who said so: "mqtt/gateway7"
}

// The longest texts [bytes].
const (
	MostSubject  = 200
	MostProperty = 100
	MostSource   = 200
)

// Moments that a reading may have: those that nanoseconds in an int64 can tell,
// after the first sensors with a clock.
var (
	earliest = time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC)
	latest   = time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC)
)

// Check names all that is wrong with a reading.
func (r *Reading) Check() error {
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
	text("subject", r.Subject, MostSubject, true)
	text("property", r.Property, MostProperty, true)
	text("source", r.Source, MostSource, false)
	if math.IsNaN(r.Value) || math.IsInf(r.Value, 0) {
		mistakes = append(mistakes, fmt.Errorf("value: %v: must be a finite number", r.Value))
	}
	if int(r.Quality) >= len(qualityNames) {
		mistakes = append(mistakes, fmt.Errorf("quality: %d: must be good, uncertain or bad", r.Quality))
	}
	if !r.At.IsZero() && (r.At.Before(earliest) || r.At.After(latest)) {
		mistakes = append(mistakes, fmt.Errorf("at: %s: must be from 1970 to 2200", r.At.Format(time.RFC3339)))
	}
	return errors.Join(mistakes...)
}

// moment orders readings of one quantity: by the sensor's clock, so that an old
// one that is resent does not hide a newer one; but a clock that runs ahead counts
// as ours, lest one reading of the year 2099 hide all later ones.
func (r *Reading) moment() time.Time {
	if r.At.After(r.Received) {
		return r.Received
	}
	return r.At
}
