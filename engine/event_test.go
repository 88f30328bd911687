package engine

import (
	"encoding/json"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/go-gl/mathgl/mgl64"
)

func names(events []Event) string {
	var list []string
	for _, e := range events {
		list = append(list, e.Subject)
	}
	return strings.Join(list, " ")
}

func TestTimelineGivesEventsInOrder(t *testing.T) {
	at := func(s int) time.Time { return toyStart.Add(time.Duration(s) * time.Second) }
	var line Timeline
	line.Add(Event{At: at(5), Subject: "c"}, Event{At: at(1), Subject: "a"}, Event{At: at(5), Subject: "d"})
	line.Add(Event{At: at(5), Subject: "e"}, Event{At: at(2), Subject: "b"})
	if got := names(line.Waiting()); got != "a b c d e" {
		t.Fatalf("waiting: %s", got)
	}
	if got := names(line.Due(at(0))); got != "" {
		t.Errorf("due at 0 s: %s", got)
	}
	if got := names(line.Due(at(2))); got != "a b" {
		t.Errorf("due at 2 s: %s, its own instant included", got)
	}
	clone := line.Clone()
	due := line.Due(at(9))
	if got := names(due); got != "c d e" {
		t.Errorf("due at 9 s: %s", got)
	}
	for k := 1; k < len(due); k++ {
		if due[k].Seq <= due[k-1].Seq {
			t.Errorf("numbers of events do not rise: %v", due)
		}
	}
	if got := names(line.Due(at(9))); got != "" {
		t.Errorf("due again: %s", got)
	}
	clone.Add(Event{At: at(5), Subject: "f"})
	if got := names(clone.Due(at(9))); got != "c d e f" {
		t.Errorf("the clone: %s", got)
	}
}

// What has been handed out does not change when more is added.
func TestTimelineKeepsItsHandsOff(t *testing.T) {
	var line Timeline
	for k := range 8 {
		line.Add(Event{At: toyStart.Add(time.Duration(k)), Subject: "old"})
	}
	due := line.Due(toyStart.Add(3))
	line.Add(Event{At: toyStart, Subject: "new"})
	waiting := line.Waiting()
	waiting[0].Subject = "mine"
	if names(due) != "old old old old" || strings.Contains(names(line.Waiting()), "mine") {
		t.Errorf("due %s, waiting %s", names(due), names(line.Waiting()))
	}
}

func TestSortEventsByInstantThenNumber(t *testing.T) {
	utc := toyStart.UTC() // the same instant in another zone
	events := []Event{{At: toyStart, Seq: 3, Subject: "c"}, {At: utc, Seq: 1, Subject: "a"}, {At: toyStart.Add(1), Seq: 0, Subject: "d"}, {At: utc, Seq: 2, Subject: "b"}}
	if SortEvents(events); names(events) != "a b c d" {
		t.Error(names(events))
	}
}

func TestValueJSONRoundTrip(t *testing.T) {
	for _, c := range []struct {
		value Value
		json  string
	}{
		{Value{}, "null"},
		{Number(0), "0"},
		{Number(-12.25), "-12.25"},
		{Number(0.1), "0.1"},
		{Number(math.MaxFloat64), "1.7976931348623157e+308"},
		{Number(math.SmallestNonzeroFloat64), "5e-324"},
		{Word(""), `""`},
		{Word("失效 \"x\"\n"), `"失效 \"x\"\n"`},
		{Word("1"), `"1"`},
		{Bool(true), "true"},
		{Bool(false), "false"},
		{Points(), "[]"},
		{Points(mgl64.Vec3{1, 2, 3}), "[[1,2,3]]"},
		{Points(mgl64.Vec3{1, 2.5, 0}, mgl64.Vec3{-1e-9, 4, 5}), "[[1,2.5,0],[-1e-9,4,5]]"},
	} {
		got, err := json.Marshal(c.value)
		if err != nil || string(got) != c.json {
			t.Errorf("%v: %s, %v; want %s", c.value, got, err, c.json)
		}
		var back Value
		if err := json.Unmarshal(got, &back); err != nil || !reflect.DeepEqual(back, c.value) {
			t.Errorf("%s reads as %#v, %v; want %#v", got, back, err, c.value)
		}
	}
}

func TestValueReadsWhatPeopleWrite(t *testing.T) {
	for text, want := range map[string]Value{
		"[1, 2]":             Points(mgl64.Vec3{1, 2, 0}),
		"[1, 2, 3]":          Points(mgl64.Vec3{1, 2, 3}),
		"[[1, 2], [3, 4]]":   Points(mgl64.Vec3{1, 2, 0}, mgl64.Vec3{3, 4, 0}),
		"[[1, 2], [3,4,-5]]": Points(mgl64.Vec3{1, 2, 0}, mgl64.Vec3{3, 4, -5}),
	} {
		var v Value
		if err := json.Unmarshal([]byte(text), &v); err != nil || !reflect.DeepEqual(v, want) {
			t.Errorf("%s reads as %v, %v; want %v", text, v, err, want)
		}
	}
	for _, text := range []string{"[1]", "[1,2,3,4]", `["a","b"]`, "[[1,2],3]", "{}", "[[1,2],[3,null]]", "[[[1,2]]]", "1e999"} {
		var v Value
		if err := json.Unmarshal([]byte(text), &v); err == nil {
			t.Errorf("%s reads as %v, want an error", text, v)
		}
	}
	for _, bad := range []any{math.NaN(), math.Inf(-1), uint8(1), []any{[]any{math.NaN(), 0.0}}} {
		if v, err := ValueOf(bad); err == nil {
			t.Errorf("ValueOf(%v) is %v, want an error", bad, v)
		}
	}
	if v, err := ValueOf(3); err != nil || v.String() != "3" {
		t.Errorf("a YAML integer: %v, %v", v, err)
	}
}

func TestValueIsOneThingOnly(t *testing.T) {
	for _, v := range []Value{{}, Number(1), Word("x"), Bool(true), Points(mgl64.Vec3{})} {
		kinds := 0
		count := func(ok bool) {
			if ok {
				kinds++
			}
		}
		_, number := v.Number()
		_, text := v.Text()
		_, truth := v.Bool()
		_, points := v.Points()
		for _, ok := range []bool{number, text, truth, points, v.IsZero()} {
			count(ok)
		}
		if kinds != 1 {
			t.Errorf("%v is %d things", v, kinds)
		}
	}
}

func TestEventJSONRoundTrip(t *testing.T) {
	for _, e := range toyScript() {
		b, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		var back Event
		if err := json.Unmarshal(b, &back); err != nil {
			t.Fatal(err)
		}
		if !back.At.Equal(e.At) {
			t.Errorf("%s: instant %v, want %v", b, back.At, e.At)
		}
		back.At = e.At
		if !reflect.DeepEqual(back, e) {
			t.Errorf("%s reads as %+v", b, back)
		}
	}
}
