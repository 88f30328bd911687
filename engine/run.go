package engine

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"sync"
	"time"
)

// Plan says what a run is made of.
type Plan struct {
	Site  *Site
	Start time.Time
	Step  time.Duration
	Ticks int64 // length of the run
	Seed  uint64
	Parts []Part // in the order in which their output is merged
}

// Part is one model of a plan.
type Part struct {
	Name  string
	Every int64                 // period in ticks; 0 means 1
	New   func() (Model, error) // a fresh model in its initial state
}

// Run owns tick and models; nothing else advances them. It is not safe for
// concurrent use: whoever drives it (see Pacer) takes turns.
type Run struct {
	ID    string
	plan  Plan
	tick  Tick
	parts []part
	frame *Frame // of the present tick
	older *Frame // memory of the tick before, to be used again
	err   error  // what stopped the run; it stays stopped
}

type part struct {
	Part
	model   Model
	pending []Event // entered since the model's last step
}

// NewRun makes a run at tick 0 and observes its first frame.
func NewRun(id string, plan Plan) (*Run, error) {
	if plan.Step <= 0 {
		return nil, fmt.Errorf("step %v: must be > 0", plan.Step)
	}
	r := &Run{
		ID: id, plan: plan, tick: Tick{Step: plan.Step, Start: plan.Start},
		frame: &Frame{}, older: &Frame{},
	}
	for _, p := range plan.Parts {
		if p.Every == 0 {
			p.Every = 1
		}
		model, err := p.New()
		if err != nil {
			return nil, fmt.Errorf("model %s: %w", p.Name, err)
		}
		r.parts = append(r.parts, part{Part: p, model: model})
	}
	r.observe(nil)
	return r, nil
}

// Plan returns what the run was made of.
func (r *Run) Plan() Plan { return r.plan }

// Tick returns the present instant.
func (r *Run) Tick() Tick { return r.tick }

// Done tells whether the run has reached its planned length.
func (r *Run) Done() bool { return r.tick.N >= r.plan.Ticks }

// EndAt sets the tick at which the run is done.
func (r *Run) EndAt(tick int64) { r.plan.Ticks = tick }

// Frame returns what the present tick looks like. It is valid until the next
// Advance.
func (r *Run) Frame() *Frame { return r.frame }

// Advance moves all due models by one tick on frozen inputs, side by side, and
// returns the new frame, valid until the Advance after it. The events take
// effect at the start of the step. A run that has failed stays failed.
func (r *Run) Advance(ctx context.Context, events []Event) (*Frame, error) {
	if r.err != nil {
		return nil, r.err
	}
	if len(r.parts) > 1 {
		r.frame.Fill() // they may look for each other's fields
	}
	next := r.tick.Next()
	errs := make([]error, len(r.parts))
	var group sync.WaitGroup
	for k := range r.parts {
		p := &r.parts[k]
		p.pending = append(p.pending, events...)
		if next.N%p.Every != 0 {
			continue
		}
		step := &Step{
			Tick: next, Ticks: p.Every, Events: p.pending, Before: r.frame,
			Rand: r.randFor(p.Name, next),
		}
		p.pending = nil
		group.Add(1)
		go func() {
			defer group.Done()
			errs[k] = p.model.Step(ctx, step)
		}()
	}
	group.Wait()
	for k, err := range errs {
		if err != nil {
			r.err = fmt.Errorf("tick %d (%v): model %s: %w", next.N, next.Elapsed(), r.parts[k].Name, err)
			return nil, r.err
		}
	}
	r.tick = next
	r.observe(events)
	if r.err = r.checkFrame(); r.err != nil {
		return nil, r.err
	}
	return r.frame, nil
}

// randFor returns the random numbers of one model and tick. They follow from
// seed, name and tick alone, so a fork or replay needs no generator state.
func (r *Run) randFor(name string, tick Tick) *rand.Rand {
	h := fnv.New64a()
	h.Write([]byte(name))
	return rand.New(rand.NewPCG(r.plan.Seed^h.Sum64(), uint64(tick.N)))
}

func (r *Run) observe(events []Event) {
	r.frame, r.older = r.older, r.frame
	r.frame.reset(r.ID, r.tick)
	r.frame.Events = events
	for k := range r.parts {
		r.parts[k].model.Observe(r.frame)
	}
}

// checkFrame refuses what cannot be: an infinite number.
func (r *Run) checkFrame() error {
	for _, s := range r.frame.Scalars {
		if math.IsInf(s.Value, 0) {
			return fmt.Errorf("tick %d (%v): scalar %s is infinite", r.tick.N, r.tick.Elapsed(), s.Name)
		}
	}
	return nil
}

// Fork makes a run of its own that continues from this very tick. The two
// share the site and nothing else.
func (r *Run) Fork(id string) (*Run, error) {
	snapshot, err := r.Snapshot()
	if err != nil {
		return nil, err
	}
	fork, err := NewRun(id, r.plan)
	if err != nil {
		return nil, err
	}
	return fork, fork.Restore(snapshot)
}

// Snapshot is the whole state of a run at a tick.
type Snapshot struct {
	Tick   Tick        `json:"tick"`
	Models []ModelSave `json:"models"` // in the order of the plan
}

// ModelSave is one model's share of a snapshot.
type ModelSave struct {
	Name    string  `json:"name"`
	State   []byte  `json:"state"`
	Pending []Event `json:"pending,omitempty"`
}

// Snapshot saves the run's state.
func (r *Run) Snapshot() (Snapshot, error) {
	if r.err != nil {
		return Snapshot{}, r.err
	}
	s := Snapshot{Tick: r.tick}
	for _, p := range r.parts {
		state, err := p.model.State()
		if err != nil {
			return Snapshot{}, fmt.Errorf("save model %s: %w", p.Name, err)
		}
		s.Models = append(s.Models, ModelSave{p.Name, state, append([]Event(nil), p.pending...)})
	}
	return s, nil
}

// Restore puts the run back to a snapshot of a run of the same plan. After an
// error the run is unusable.
func (r *Run) Restore(s Snapshot) error {
	r.err = r.restore(s)
	return r.err
}

func (r *Run) restore(s Snapshot) error {
	if len(s.Models) != len(r.parts) {
		return fmt.Errorf("snapshot has %d models, the run has %d", len(s.Models), len(r.parts))
	}
	for k := range r.parts {
		p, saved := &r.parts[k], s.Models[k]
		if p.Name != saved.Name {
			return fmt.Errorf("snapshot: model %d is %s, the run has %s", k+1, saved.Name, p.Name)
		}
		if err := p.model.SetState(saved.State); err != nil {
			return fmt.Errorf("restore model %s: %w", p.Name, err)
		}
		p.pending = append([]Event(nil), saved.Pending...)
	}
	r.tick = s.Tick
	r.observe(nil)
	return nil
}

// Hash returns a fingerprint of tick and state: equal runs have equal hashes.
func (r *Run) Hash() (string, error) {
	s, err := r.Snapshot()
	if err != nil {
		return "", err
	}
	return s.Hash(), nil
}

// Hash returns the fingerprint of the run that was saved.
func (s Snapshot) Hash() string {
	h := sha256.New()
	number := func(n int64) { h.Write(binary.LittleEndian.AppendUint64(nil, uint64(n))) }
	number(s.Tick.N)
	for _, m := range s.Models {
		number(int64(len(m.Name)))
		h.Write([]byte(m.Name))
		number(int64(len(m.State)))
		h.Write(m.State)
		number(int64(len(m.Pending)))
		for _, e := range m.Pending {
			fmt.Fprintf(h, "%d %s %s %s\n", e.At.UnixNano(), e.Subject, e.Property, e.Value)
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

// CheckEvent tells whether any model of the run understands the event.
func (r *Run) CheckEvent(e Event) error {
	known := false
	for _, p := range r.parts {
		if c, ok := p.model.(EventChecker); ok {
			handled, err := c.CheckEvent(e)
			if err != nil {
				return err
			}
			known = known || handled
		}
	}
	if !known {
		return fmt.Errorf("%s: no model of this run knows this subject", e.Subject)
	}
	return nil
}

// Summarize lets every model add what it has to say of the run so far.
func (r *Run) Summarize(into map[string]any) {
	for _, p := range r.parts {
		if s, ok := p.model.(Summarizer); ok {
			s.Summarize(into)
		}
	}
}
