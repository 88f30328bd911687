package record

import (
	"fmt"
	"slices"

	"shapan/engine"
)

// Entry is a line of the log: an event that entered, or an alarm that was
// raised or returned. Its JSON is the wire's.
type Entry struct {
	Seconds float64     `json:"t_s"`  // since the start of the run
	Kind    string      `json:"kind"` // "event" or "alarm"
	Subject string      `json:"subject"`
	Text    engine.Text `json:"text"`
	Level   string      `json:"level,omitempty"` // of an alarm: "none", "prewarning", "alarm"
	State   string      `json:"state,omitempty"` // of an alarm: "raised" or "returned"

	Event *engine.Event `json:"-"` // of an event
	Tick  int64         `json:"-"` // at which it was seen
}

// Kinds of entry and states of an alarm.
const (
	EventEntry = "event"
	AlarmEntry = "alarm"
	Raised     = "raised"
	Returned   = "returned"
)

// Journal turns the frames of a run, in order, into the lines of its log.
type Journal struct {
	standing []engine.Alarm // above NoAlarm at the frame before
}

// Read returns what is new in the frame: its events, and the alarms whose
// level has changed. An alarm that a frame no longer mentions has returned.
func (j *Journal) Read(f *engine.Frame) []Entry {
	var entries []Entry
	for _, e := range f.Events {
		entries = append(entries, eventEntry(e, f.Tick))
	}
	alarms := worst(f.Alarms)
	var standing []engine.Alarm
	for _, a := range alarms {
		if before := find(j.standing, a.Subject); before.Level != a.Level {
			entries = append(entries, alarmEntry(a, before.Level, f.Tick))
		}
		if a.Level != engine.NoAlarm {
			standing = append(standing, a)
		}
	}
	for _, before := range j.standing {
		if find(alarms, before.Subject).Subject == "" {
			before.Level = engine.NoAlarm
			entries = append(entries, alarmEntry(before, engine.AlarmReached, f.Tick))
		}
	}
	j.standing = standing
	return entries
}

// worst keeps the highest level of each subject, should several models watch it.
func worst(alarms []engine.Alarm) []engine.Alarm {
	var kept []engine.Alarm
	for _, a := range alarms {
		k := slices.IndexFunc(kept, func(b engine.Alarm) bool { return b.Subject == a.Subject })
		switch {
		case k < 0:
			kept = append(kept, a)
		case a.Level > kept[k].Level:
			kept[k] = a
		}
	}
	return kept
}

func find(alarms []engine.Alarm, subject string) engine.Alarm {
	for _, a := range alarms {
		if a.Subject == subject {
			return a
		}
	}
	return engine.Alarm{}
}

// eventEntry dates an event by the instant at which it took effect: the start
// of the step that ends at the tick.
func eventEntry(e engine.Event, tick engine.Tick) Entry {
	text := fmt.Sprintf("%s = %s", e.Property, e.Value)
	before := tick
	before.N = max(0, tick.N-1)
	return Entry{
		Seconds: before.Seconds(), Tick: tick.N,
		Kind: EventEntry, Subject: e.Subject, Text: engine.Text{ZH: text, EN: text}, Event: &e,
	}
}

func alarmEntry(a engine.Alarm, before engine.AlarmLevel, tick engine.Tick) Entry {
	state := Raised
	if a.Level < before {
		state = Returned
	}
	return Entry{
		Seconds: tick.Seconds(), Tick: tick.N,
		Kind: AlarmEntry, Subject: a.Subject, Text: a.Text, Level: a.Level.String(), State: state,
	}
}
