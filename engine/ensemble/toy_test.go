package ensemble

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"shapan/engine"
)

// tank is a level that an inflow raises, with everything that could carry over
// from one member to the next: random numbers, memory of events, a period.
type tank struct {
	name string
	tankState
}

type tankState struct {
	Level  float64
	Inflow float64
	Full   *float64 // when it first stood above 5 m [s]
	Words  []string
}

func (m *tank) Step(_ context.Context, s *engine.Step) error {
	for _, e := range s.Events {
		if e.Subject != m.name {
			continue
		}
		if v, ok := e.Value.Number(); ok {
			m.Inflow = v
		}
		if word, _ := e.Value.Text(); word == "burst" {
			return errors.New("the tank has burst")
		}
		m.Words = append(m.Words, e.Property+"="+e.Value.String())
	}
	m.Level += m.Inflow*float64(s.Ticks) + 1e-3*s.Rand.NormFloat64()
	if m.Level > 5 && m.Full == nil {
		at := s.Tick.Seconds()
		m.Full = &at
	}
	return nil
}

func (m *tank) Observe(f *engine.Frame) {
	f.Scalars = append(f.Scalars, engine.Scalar{Name: m.name + ".level", Unit: "m", Value: m.Level})
}

func (m *tank) State() ([]byte, error) { return json.Marshal(m.tankState) }
func (m *tank) SetState(b []byte) error {
	m.tankState = tankState{}
	return json.Unmarshal(b, &m.tankState)
}
func (m *tank) Summarize(into map[string]any) {
	into[m.name] = map[string]any{"level_m": m.Level, "full_at_s": m.Full, "words": m.Words}
}

func (m *tank) CheckEvent(e engine.Event) (bool, error) {
	if e.Subject == m.name && e.Property == "colour" {
		return true, fmt.Errorf("%s: a tank has no colour", e.Subject)
	}
	return e.Subject == m.name, nil
}

var start = time.Date(2026, 7, 20, 18, 0, 0, 0, time.UTC)

func at(seconds float64) time.Time { return start.Add(time.Duration(seconds * float64(time.Second))) }

func plan() engine.Plan {
	part := func(name string, every int64) engine.Part {
		return engine.Part{Name: name, Every: every, New: func() (engine.Model, error) {
			return &tank{name: name, tankState: tankState{Inflow: 0.1}}, nil
		}}
	}
	return engine.Plan{
		Site: &engine.Site{ID: "toy"}, Start: start, Step: time.Second, Ticks: 60, Seed: 7,
		Parts: []engine.Part{part("a", 1), part("c", 3)},
	}
}

func set(seconds float64, subject string, v engine.Value) engine.Event {
	return engine.Event{At: at(seconds), Subject: subject, Property: "inflow", Value: v}
}

// script has an event in the past of the branch at tick 20, some at the very
// instant, some that wait for a slow model, and some later.
func script() []engine.Event {
	return []engine.Event{
		set(5, "a", engine.Number(0.3)), set(19, "c", engine.Number(0.5)),
		set(20, "a", engine.Word("now")), set(20, "c", engine.Number(0.2)), set(40, "a", engine.Number(-0.1)),
	}
}

func members() []Member {
	list := []Member{{ID: "as it is"}}
	for k := range 6 {
		list = append(list, Member{ID: fmt.Sprint("m", k), Events: []engine.Event{
			set(20, "a", engine.Number(float64(k)/10)), set(20+float64(k), "c", engine.Word(fmt.Sprint("word", k))),
		}})
	}
	return list
}

func leave(t *testing.T, tick int64) *Branch {
	t.Helper()
	run, err := engine.NewRun("base", plan())
	if err != nil {
		t.Fatal(err)
	}
	b, err := Leave(t.Context(), run, script(), tick, nil)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// alone runs the scenario with the member's events from its very start.
func alone(t *testing.T, m Member, until int64) string {
	t.Helper()
	run, err := engine.NewRun(m.ID, plan())
	if err != nil {
		t.Fatal(err)
	}
	var timeline engine.Timeline
	timeline.Add(script()...)
	timeline.Add(m.Events...)
	if err := drive(t.Context(), run, &timeline, until, nil); err != nil {
		t.Fatal(err)
	}
	hash, err := run.Hash()
	if err != nil {
		t.Fatal(err)
	}
	return hash
}
