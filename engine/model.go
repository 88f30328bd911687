package engine

import (
	"context"
	"math/rand/v2"
)

// Model advances one part of the twin. Equal state, tick, events and frame
// give equal results, whatever the number of processors.
type Model interface {
	// Step moves the model from the tick before to s.Tick. It may read s.Before
	// freely and must not keep it.
	Step(ctx context.Context, s *Step) error
	// Observe appends what can be seen of the present state, large fields by
	// f.Later and f.AddField. It changes nothing: equal states give equal frames.
	Observe(f *Frame)
	// State returns the whole state; SetState restores it bit for bit.
	State() ([]byte, error)
	SetState([]byte) error
}

// EventChecker is a Model that knows which events it understands, so that a
// scenario file can be checked before it runs.
type EventChecker interface {
	// CheckEvent returns handled when the event's subject is this model's, and
	// an error when it is but the property or value is wrong.
	CheckEvent(e Event) (handled bool, err error)
}

// Summarizer is a Model that has something to say at the end of a run.
type Summarizer interface {
	// Summarize adds its results to the summary, by the names of summary.json.
	Summarize(into map[string]any)
}

// Step is what a model is given to advance.
type Step struct {
	Tick   Tick       // the instant to arrive at
	Ticks  int64      // how many ticks long this step is: the model's period
	Events []Event    // what has entered since the model's last step, in order
	Before *Frame     // frozen: all models at the tick before
	Rand   *rand.Rand // of this model and tick alone; needs no saving
}

// Scenario builds a model from parameters.
type Scenario struct {
	Name string
	Doc  string
	// New makes the model. decode fills a struct from the scenario file and
	// rejects unknown keys with file and line.
	New func(site *Site, decode func(into any) error, seed uint64) (Model, error)
	// Parameters returns a zero value of the struct that New decodes into, for
	// the schema.
	Parameters any
}
