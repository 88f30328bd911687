package engine

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"time"
)

// tank is the smallest model that has everything: a level that an inflow
// raises, a neighbour whose level it sees in the frozen frame, events, random
// numbers, a field, and ways to go wrong.
type tank struct {
	name      string
	neighbour string
	TankState
	steps []Step // what it was given, without the frame
}

type TankState struct {
	Level  float64 // [m]
	Inflow float64 // [m per s]
	Broken string  // "error" fails, "infinite" shows an infinite scalar
	Words  []string
}

var tankGrid = Grid{NX: 4, NY: 3, Cell: 1}

func (m *tank) Step(_ context.Context, s *Step) error {
	kept := *s
	kept.Before = nil
	m.steps = append(m.steps, kept)
	for _, e := range s.Events {
		if e.Subject != m.name {
			continue
		}
		if v, ok := e.Value.Number(); ok {
			m.Inflow = v
		}
		if v, ok := e.Value.Text(); ok && e.Property == "broken" {
			m.Broken = v
		}
		m.Words = append(m.Words, e.Property+"="+e.Value.String())
	}
	if m.Broken == "error" {
		return fmt.Errorf("the tank has burst")
	}
	seconds := float64(s.Ticks) * s.Tick.Step.Seconds()
	m.Level += m.Inflow*seconds + 1e-3*s.Rand.NormFloat64()
	if m.neighbour != "" {
		other, ok := s.Before.Scalar(m.neighbour + ".level")
		if !ok {
			return fmt.Errorf("no level of %s", m.neighbour)
		}
		m.Level += 0.01 * seconds * (other - m.Level)
	}
	return nil
}

func (m *tank) Observe(f *Frame) {
	level := m.Level
	if m.Broken == "infinite" {
		level = math.Inf(1)
	}
	f.Scalars = append(f.Scalars, Scalar{Name: m.name + ".level", Unit: "m", Value: level})
	values := f.AddField(m.name+".depth", "m", tankGrid)
	for k := range values {
		values[k] = float32(m.Level) + float32(k)
	}
}

func (m *tank) State() ([]byte, error) { return json.Marshal(m.TankState) }
func (m *tank) SetState(b []byte) error {
	m.TankState = TankState{}
	return json.Unmarshal(b, &m.TankState)
}
func (m *tank) Summarize(into map[string]any) { into[m.name] = m.Level }

func (m *tank) CheckEvent(e Event) (bool, error) {
	if e.Subject != m.name {
		return false, nil
	}
	if !strings.Contains("inflow broken word", e.Property) {
		return true, fmt.Errorf("%s: unknown property %s", e.Subject, e.Property)
	}
	return true, nil
}

var toyStart = time.Date(2026, 7, 20, 18, 0, 0, 0, time.FixedZone("CST", 8*3600))

// toyPlan is three tanks: a and b see each other, c moves every third tick.
func toyPlan() Plan {
	part := func(name, neighbour string, every int64) Part {
		return Part{Name: name, Every: every, New: func() (Model, error) {
			return &tank{name: name, neighbour: neighbour, TankState: TankState{Inflow: 0.1}}, nil
		}}
	}
	return Plan{
		Site: &Site{ID: "toy"}, Start: toyStart, Step: time.Second, Ticks: 60, Seed: 7,
		Parts: []Part{part("a", "b", 1), part("b", "a", 0), part("c", "a", 3)},
	}
}

func toyScript() []Event {
	at := func(s float64) time.Time { return toyStart.Add(time.Duration(s * float64(time.Second))) }
	return []Event{
		{At: at(20), Subject: "a", Property: "inflow", Value: Number(-0.3), Source: "script"},
		{At: at(10), Subject: "c", Property: "inflow", Value: Number(0.5), Source: "script"},
		{At: at(10), Subject: "c", Property: "word", Value: Word("one"), Source: "script"},
		{At: at(11), Subject: "c", Property: "word", Value: Word("two"), Source: "script"},
		{At: at(31.5), Subject: "b", Property: "word", Value: Bool(true), Source: "script"},
	}
}

// drive takes a run to a tick along a timeline.
func drive(run *Run, timeline *Timeline, to int64) error {
	for run.Tick().N < to {
		if _, err := run.Advance(context.Background(), timeline.Due(run.Tick().Time())); err != nil {
			return err
		}
	}
	return nil
}
