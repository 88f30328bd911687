package engine

import (
	"github.com/go-gl/mathgl/mgl64"
)

// Frame is what a tick looked like: by kind of data, never by scenario.
// Models find each other here: evacuation looks for the field "water_depth",
// whoever wrote it.
type Frame struct {
	Run     string
	Tick    Tick
	Poses   []Pose
	Fields  []Field // after Fill
	Paths   []Path
	Scalars []Scalar
	Alarms  []Alarm
	Events  []Event // what entered at this tick, for logs and recordings

	spare [][]float32      // value slices of an earlier use
	later []func(f *Frame) // what fills Fields
}

// Later lets a model append its fields when somebody asks for them, which costs
// much and is seldom done: see Fill. The function must change nothing.
func (f *Frame) Later(fields func(f *Frame)) { f.later = append(f.later, fields) }

// Fill completes Fields. Whoever reads them calls it first, in the turn of
// whoever drives the run: until then they are those of no model.
func (f *Frame) Fill() {
	for _, fields := range f.later {
		fields(f)
	}
	f.later = f.later[:0]
}

// AddField appends a field and returns its values to be filled, all of them.
// The memory belongs to the frame and is used again two ticks later.
func (f *Frame) AddField(name, unit string, g Grid) []float32 {
	var values []float32
	if n := len(f.spare); n > 0 && cap(f.spare[n-1]) >= g.Len() {
		values, f.spare = f.spare[n-1][:g.Len()], f.spare[:n-1]
	} else {
		values = make([]float32, g.Len())
	}
	f.Fields = append(f.Fields, Field{Name: name, Unit: unit, Grid: g, Values: values})
	return values
}

// reset empties the frame for another tick and keeps its memory.
func (f *Frame) reset(run string, tick Tick) {
	for k := len(f.Fields) - 1; k >= 0; k-- {
		f.spare = append(f.spare, f.Fields[k].Values)
	}
	*f = Frame{
		Run: run, Tick: tick, spare: f.spare, later: f.later[:0],
		Poses: f.Poses[:0], Fields: f.Fields[:0], Paths: f.Paths[:0],
		Scalars: f.Scalars[:0], Alarms: f.Alarms[:0],
	}
}

// Pose is where a thing is and how it is turned.
type Pose struct {
	Name     string
	Position mgl64.Vec3 // site coordinates [m]
	Rotation mgl64.Quat // siteFromThing
}

// Path is a line that changes with time: a sandbag wall, a hose, a route.
type Path struct {
	Name   string
	Kind   string // "barrier", "hose"
	Points []mgl64.Vec3
	Height float64 // [m] above its points; 0 for a line without height
}

// Scalar is one number with a name: "gauge/G1.level". NaN means "no value now".
type Scalar struct {
	Name  string
	Unit  string
	Value float64
}

// AlarmLevel is how bad it is.
type AlarmLevel uint8

// The levels of an alarm, as GB 50497 has them.
const (
	NoAlarm AlarmLevel = iota
	PreWarning
	AlarmReached
)

// String returns the level's name on the wire.
func (l AlarmLevel) String() string { return [...]string{"none", "prewarning", "alarm"}[l] }

// Alarm is the present state of one watched point whose level is above NoAlarm
// or has just returned to it.
type Alarm struct {
	Subject string     // "gauge/G2"
	Level   AlarmLevel // NoAlarm: it has returned to normal at this tick
	Since   Tick       // when this level was reached
	Text    Text
}

// Field returns the field of that name, or nil.
func (f *Frame) Field(name string) *Field {
	f.Fill()
	for i := range f.Fields {
		if f.Fields[i].Name == name {
			return &f.Fields[i]
		}
	}
	return nil
}

// Scalar returns the scalar of that name.
func (f *Frame) Scalar(name string) (value float64, ok bool) {
	for _, s := range f.Scalars {
		if s.Name == name {
			return s.Value, true
		}
	}
	return 0, false
}

// Sink takes frames in tick order. It must neither keep nor change them: what
// it needs later, it copies.
type Sink interface {
	WriteFrame(*Frame) error
}

// SinkFunc makes a Sink of a function.
type SinkFunc func(*Frame) error

// WriteFrame calls the function.
func (w SinkFunc) WriteFrame(f *Frame) error { return w(f) }
