package record

import (
	"fmt"

	"shapan/engine"
	"shapan/engine/pack"
)

// Past is what a run has been so far: a Recording, or the History of a run
// that is under way. Its methods may be called at any time, side by side. What
// they return is shared and must not be changed.
type Past interface {
	// Span returns from when to when the run is recorded [s since its start].
	Span() (from, to float64)
	// Channels returns what there is to ask for.
	Channels() Channels
	// Times returns the instants at which a field was recorded [s].
	Times(field string) []float64
	// FrameAt returns what was newest at an instant [s]: of the fields named, or
	// of all when none is. +Inf asks for the newest there is. What was not yet
	// recorded is left out.
	FrameAt(seconds float64, fields ...string) (Moment, error)
	// Series returns the scalars named, or all when none is.
	Series(names ...string) (Series, error)
	// Log returns the events and alarms in the order in which they happened.
	Log() ([]Entry, error)
}

// Channels are the quantities of a run, in the order of its frames.
type Channels struct {
	Fields  []pack.FieldInfo // as last recorded
	Scalars []ScalarInfo
	Poses   []string
}

// ScalarInfo names a scalar and its unit.
type ScalarInfo struct {
	Name string `json:"name"`
	Unit string `json:"unit"`
}

// Moment is what was newest at an instant of the past.
type Moment struct {
	Fields  []FieldFrame
	Poses   []engine.Pose
	Paths   []engine.Path
	Scalars []engine.Scalar
}

// Field returns the field of that name, or nil.
func (m *Moment) Field(name string) *FieldFrame {
	for k := range m.Fields {
		if m.Fields[k].Name == name {
			return &m.Fields[k]
		}
	}
	return nil
}

// FieldFrame is a field as it was at a tick, packed.
type FieldFrame struct {
	pack.FieldInfo
	Tick    int64
	Seconds float64
	Message []byte // the wire's binary message, always key, on channel 0
}

// Open unpacks the field.
func (f *FieldFrame) Open() (engine.Field, error) {
	_, quanta, err := f.OpenMessage(f.Message)
	if err != nil {
		return engine.Field{}, fmt.Errorf("tick %d: %w", f.Tick, err)
	}
	return engine.Field{Name: f.Name, Unit: f.Unit, Grid: f.Grid, Values: f.Values(quanta)}, nil
}

// Series are scalars over time.
type Series struct {
	Seconds []float64
	Columns []Column
}

// Column is one scalar; NaN where it had no value.
type Column struct {
	ScalarInfo
	Values []float64 // one for each of the Seconds
}

// only returns the columns named, in the order of the names, or all.
func (s Series) only(names []string) Series {
	if len(names) == 0 {
		return s
	}
	picked := Series{Seconds: s.Seconds}
	for _, name := range names {
		for _, c := range s.Columns {
			if c.Name == name {
				picked.Columns = append(picked.Columns, c)
			}
		}
	}
	return picked
}

// wanted tells whether a name is among those asked for; none asks for all.
func wanted(name string, names []string) bool {
	for _, n := range names {
		if n == name {
			return true
		}
	}
	return len(names) == 0
}
