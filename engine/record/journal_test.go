package record

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"shapan/engine"
)

// Each step: the alarms of a frame, and what is new.
func TestJournalSaysWhatHasChanged(t *testing.T) {
	alarm := func(subject string, level engine.AlarmLevel) engine.Alarm {
		return engine.Alarm{Subject: subject, Level: level, Text: engine.Text{EN: subject + " is " + level.String()}}
	}
	var j Journal
	for n, step := range []struct {
		alarms []engine.Alarm
		want   string
	}{
		{nil, ""},
		{[]engine.Alarm{alarm("a", engine.NoAlarm)}, ""}, // returned, though nobody had heard of it
		{[]engine.Alarm{alarm("a", engine.PreWarning), alarm("b", engine.AlarmReached)}, "a prewarning raised, b alarm raised"},
		{[]engine.Alarm{alarm("a", engine.PreWarning), alarm("b", engine.AlarmReached)}, ""},
		{[]engine.Alarm{alarm("a", engine.AlarmReached), alarm("b", engine.PreWarning)}, "a alarm raised, b prewarning returned"},
		{[]engine.Alarm{alarm("a", engine.NoAlarm), alarm("b", engine.PreWarning)}, "a none returned"},
		{[]engine.Alarm{alarm("a", engine.NoAlarm)}, "b none returned"}, // no longer mentioned
		{[]engine.Alarm{alarm("a", engine.PreWarning), alarm("a", engine.AlarmReached)}, "a alarm raised"},
		{[]engine.Alarm{alarm("a", engine.AlarmReached), alarm("a", engine.NoAlarm)}, ""},
	} {
		var said []string
		for _, e := range j.Read(&engine.Frame{Tick: engine.Tick{N: int64(n), Step: time.Second}, Alarms: step.alarms}) {
			said = append(said, strings.Join([]string{e.Subject, e.Level, e.State}, " "))
			if e.Kind != AlarmEntry || e.Tick != int64(n) || e.Seconds != float64(n) {
				t.Errorf("frame %d: %+v", n, e)
			}
		}
		if got := strings.Join(said, ", "); got != step.want {
			t.Errorf("frame %d: %q, want %q", n, got, step.want)
		}
	}
}

func TestEntryIsTheWiresJSON(t *testing.T) {
	tick := engine.Tick{N: 2701, Step: time.Second, Start: pondStart}
	e := engine.Event{At: pondStart.Add(45 * time.Minute), Subject: "pump/P2", Property: "state", Value: engine.Word("failed")}
	got, err := json.Marshal(eventEntry(e, tick))
	if want := `{"t_s":2700,"kind":"event","subject":"pump/P2","text":{"zh":"state = failed","en":"state = failed"}}`; err != nil || string(got) != want {
		t.Errorf("%s, %v; want %s", got, err, want)
	}
	a := engine.Alarm{Subject: "gauge/G2", Level: engine.PreWarning, Text: engine.Text{ZH: "水", EN: "water"}}
	got, err = json.Marshal(alarmEntry(a, engine.NoAlarm, tick))
	if want := `{"t_s":2701,"kind":"alarm","subject":"gauge/G2","text":{"zh":"水","en":"water"},"level":"prewarning","state":"raised"}`; err != nil || string(got) != want {
		t.Errorf("%s, %v; want %s", got, err, want)
	}
}

func TestRateIsEveryInterval(t *testing.T) {
	r := rate{every: 30 * time.Second}
	var due []int
	for second := 47; second < 200; second += 7 { // ticks that do not meet the interval
		if r.due(time.Duration(second) * time.Second) {
			due = append(due, second)
		}
	}
	want := []int{47, 61, 96, 124, 152, 180}
	if len(due) != len(want) {
		t.Fatalf("due at %v, want %v", due, want)
	}
	for k := range due {
		if due[k] != want[k] {
			t.Fatalf("due at %v, want %v", due, want)
		}
	}
}
