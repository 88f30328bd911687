package engine

import (
	"encoding/json"
	"fmt"
	"math"
	"sort"
	"time"

	"github.com/go-gl/mathgl/mgl64"
)

// Event is all that enters a run: a reading, a scripted failure, an
// operator's act. It sets one Property of one Subject.
type Event struct {
	At       time.Time `json:"at"`       // simulated instant at which it takes effect
	Seq      uint64    `json:"seq"`      // order among events of one instant
	Subject  string    `json:"subject"`  // "pump/P2"
	Property string    `json:"property"` // "state"
	Value    Value     `json:"value"`
	Source   string    `json:"source"` // "script", "operator", "sensor/…"
}

// Value is a number, a text, a truth or a list of points; the zero Value is
// none of them.
type Value struct {
	kind   valueKind
	number float64
	text   string
	points []mgl64.Vec3
}

type valueKind uint8

const (
	noValue valueKind = iota
	numberValue
	textValue
	boolValue
	pointsValue
)

// Number makes a Value of a number, in SI units unless the property's name
// carries another.
func Number(v float64) Value { return Value{kind: numberValue, number: v} }

// Word makes a Value of a text.
func Word(v string) Value { return Value{kind: textValue, text: v} }

// Bool makes a Value of a truth.
func Bool(v bool) Value {
	if v {
		return Value{kind: boolValue, number: 1}
	}
	return Value{kind: boolValue}
}

// Points makes a Value of points; it keeps the slice.
func Points(p ...mgl64.Vec3) Value {
	if p == nil {
		p = []mgl64.Vec3{} // so that its JSON is a list too
	}
	return Value{kind: pointsValue, points: p}
}

// Number returns the number; ok is false if the value is something else.
func (v Value) Number() (n float64, ok bool) { return v.number, v.kind == numberValue }

// Text returns the text; ok is false if the value is something else.
func (v Value) Text() (s string, ok bool) { return v.text, v.kind == textValue }

// Bool returns the truth; ok is false if the value is something else.
func (v Value) Bool() (b, ok bool) { return v.number != 0, v.kind == boolValue }

// Points returns the points; ok is false if the value is something else.
func (v Value) Points() (p []mgl64.Vec3, ok bool) { return v.points, v.kind == pointsValue }

// IsZero tells whether the value is none at all.
func (v Value) IsZero() bool { return v.kind == noValue }

// String shows the value as JSON does, for messages.
func (v Value) String() string {
	if v.kind == textValue {
		return v.text
	}
	b, err := v.MarshalJSON()
	if err != nil {
		return fmt.Sprint(v.number)
	}
	return string(b)
}

// MarshalJSON writes the plain JSON value: a number, string, boolean, or a
// list of [x, y, z].
func (v Value) MarshalJSON() ([]byte, error) {
	switch v.kind {
	case numberValue:
		return json.Marshal(v.number)
	case textValue:
		return json.Marshal(v.text)
	case boolValue:
		return json.Marshal(v.number != 0)
	case pointsValue:
		return json.Marshal(v.points)
	}
	return []byte("null"), nil
}

// UnmarshalJSON reads what MarshalJSON writes. A point may lack its z, and a
// single point may stand without the outer list.
func (v *Value) UnmarshalJSON(b []byte) error {
	var any any
	if err := json.Unmarshal(b, &any); err != nil {
		return err
	}
	made, err := ValueOf(any)
	if err != nil {
		return err
	}
	*v = made
	return nil
}

// ValueOf makes a Value of what a JSON or YAML decoder gives: a number, a
// string, a bool, a point [x, y] or [x, y, z], or a list of points.
func ValueOf(in any) (Value, error) {
	switch x := in.(type) {
	case nil:
		return Value{}, nil
	case float64:
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return Value{}, fmt.Errorf("%v is not a finite number", x)
		}
		return Number(x), nil
	case int:
		return Number(float64(x)), nil
	case string:
		return Word(x), nil
	case bool:
		return Bool(x), nil
	case []any:
		return pointsOf(x)
	}
	return Value{}, fmt.Errorf("expected a number, a text, true or false, or points [[x, y], …], not %T", in)
}

func pointsOf(list []any) (Value, error) {
	if len(list) == 0 {
		return Points(), nil
	}
	if _, nested := list[0].([]any); !nested {
		list = []any{list}
	}
	points := make([]mgl64.Vec3, len(list))
	for k, item := range list {
		coordinates, ok := item.([]any)
		if !ok || len(coordinates) < 2 || len(coordinates) > 3 {
			return Value{}, fmt.Errorf("point %d: expected [x, y] or [x, y, z]", k+1)
		}
		for axis, c := range coordinates {
			n, err := ValueOf(c)
			if err != nil || n.kind != numberValue {
				return Value{}, fmt.Errorf("point %d: coordinate %d is not a number", k+1, axis+1)
			}
			points[k][axis] = n.number
		}
	}
	return Points(points...), nil
}

// SortEvents puts events into the order in which a run takes them.
func SortEvents(events []Event) {
	sort.SliceStable(events, func(a, b int) bool {
		if !events[a].At.Equal(events[b].At) {
			return events[a].At.Before(events[b].At)
		}
		return events[a].Seq < events[b].Seq
	})
}

// Timeline is what is yet to happen: events that wait for their instant.
type Timeline struct {
	waiting []Event
	seq     uint64
}

// Add puts events on the timeline and numbers them in the order given.
func (t *Timeline) Add(events ...Event) {
	for _, e := range events {
		t.seq++
		e.Seq = t.seq
		t.waiting = append(t.waiting, e)
	}
	SortEvents(t.waiting)
}

// Due takes the events whose instant is not after now off the timeline.
func (t *Timeline) Due(now time.Time) []Event {
	n := sort.Search(len(t.waiting), func(i int) bool { return t.waiting[i].At.After(now) })
	due := t.waiting[:n:n]
	t.waiting = t.waiting[n:]
	return due
}

// Waiting returns what is yet to happen, for a fork or a display.
func (t *Timeline) Waiting() []Event { return append([]Event(nil), t.waiting...) }

// Clone returns a timeline of its own with the same events waiting.
func (t *Timeline) Clone() *Timeline { return &Timeline{waiting: t.Waiting(), seq: t.seq} }
