package server

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"shapan/engine"
)

// Act is what somebody does to a subject: in a scenario, in a changed run, or
// by hand while it goes.
type Act struct {
	At      *float64       `json:"at_s,omitempty" minimum:"0" doc:"Seconds since the start of the run; absent: at once"`
	Subject string         `json:"subject" minLength:"1" maxLength:"200" example:"pump/P2"`
	Set     map[string]any `json:"set" minProperties:"1" maxProperties:"50" doc:"Properties and their new values: {\"state\": \"failed\"}, {\"position\": [x, y]}, {\"line\": [[x, y], …], \"height_m\": 0.5}"`
}

// EventsOf turns acts into events: one for each property, in the order of the
// acts and of the properties' names. An act without an instant happens now.
// Errors say which act and property: "body.events[2].set.state".
func EventsOf(acts []Act, start, now time.Time, source string) ([]engine.Event, error) {
	var events []engine.Event
	var mistakes []error
	for k, act := range acts {
		made, err := act.events(start, now, source, fmt.Sprintf("body.events[%d]", k))
		events = append(events, made...)
		mistakes = append(mistakes, err)
	}
	return events, errors.Join(mistakes...)
}

func (a Act) events(start, now time.Time, source, where string) ([]engine.Event, error) {
	at := now
	if a.At != nil {
		if !(*a.At >= 0 && *a.At < math.MaxInt64/1e9) {
			return nil, &huma.ErrorDetail{Message: "expected seconds since the start of the run", Location: where + ".at_s", Value: *a.At}
		}
		at = start.Add(time.Duration(math.Round(*a.At * 1e9)))
	}
	names := make([]string, 0, len(a.Set))
	for name := range a.Set {
		names = append(names, name)
	}
	slices.Sort(names)
	var events []engine.Event
	var mistakes []error
	for _, name := range names {
		value, err := engine.ValueOf(a.Set[name])
		if err != nil {
			mistakes = append(mistakes, &huma.ErrorDetail{Message: err.Error(), Location: where + ".set." + name, Value: a.Set[name]})
			continue
		}
		events = append(events, engine.Event{At: at, Subject: a.Subject, Property: name, Value: value, Source: source})
	}
	return events, errors.Join(mistakes...)
}
