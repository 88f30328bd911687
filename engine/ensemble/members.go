package ensemble

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"

	"shapan/engine"
)

// Options of Branch.Run.
type Options struct {
	Until  int64   // tick at which members end; 0: at the plan's end
	AtOnce int     // members under way side by side; 0: 1
	Watch  Watcher // may be nil
}

// Watcher is told what becomes of members, of each in order, of several side by
// side from several goroutines.
type Watcher interface {
	Begin(member int)                  // before the state is taken over
	Frame(member int, f *engine.Frame) // the first shows the branching instant; valid during the call
	End(member int, outcome *Outcome)  // whatever came of it
}

// Outcome is what came of a member.
type Outcome struct {
	ID      string
	Tick    engine.Tick    // that was reached
	Hash    string         // of the state then
	Summary map[string]any // by the models, of the whole run
	Err     error          // why it did not come to its end; the rest tells how far it came
}

// Run follows the members and returns an outcome for each, in their order. A
// member that fails leaves the others alone. When ctx ends, those that had not
// come to their end have its error.
func (b *Branch) Run(ctx context.Context, members []Member, o Options) []Outcome {
	if o.Until <= 0 || o.Until > b.Plan.Ticks {
		o.Until = b.Plan.Ticks
	}
	if o.Watch == nil {
		o.Watch = nobody{}
	}
	outcomes := make([]Outcome, len(members))
	var next atomic.Int64
	var crew sync.WaitGroup
	for range min(max(o.AtOnce, 1), len(members)) {
		crew.Go(func() {
			seat := seat{branch: b}
			for k := next.Add(1) - 1; k < int64(len(members)); k = next.Add(1) - 1 {
				outcomes[k] = seat.follow(ctx, int(k), members[k], o)
			}
		})
	}
	crew.Wait()
	return outcomes
}

// seat is a run that is used by one member after the other: to make it takes
// longer than to take a state over.
type seat struct {
	branch *Branch
	run    *engine.Run
}

func (s *seat) follow(ctx context.Context, k int, m Member, o Options) (outcome Outcome) {
	outcome = Outcome{ID: m.ID, Tick: s.branch.State.Tick}
	o.Watch.Begin(k)
	defer func() { o.Watch.End(k, &outcome) }()
	if outcome.Err = ctx.Err(); outcome.Err != nil {
		return outcome
	}
	if outcome.Err = s.takeOver(m.ID); outcome.Err != nil {
		return outcome
	}
	seen := func(f *engine.Frame) { o.Watch.Frame(k, f) }
	seen(s.run.Frame())
	var timeline engine.Timeline
	timeline.Add(s.branch.Waiting...)
	timeline.Add(m.Events...)
	outcome.Err = drive(ctx, s.run, &timeline, o.Until, seen)
	outcome.Tick = s.run.Tick()
	outcome.Summary = map[string]any{}
	s.run.Summarize(outcome.Summary)
	if outcome.Err == nil {
		outcome.Hash, outcome.Err = s.run.Hash()
	}
	return outcome
}

// takeOver puts the seat's run to the branching instant.
func (s *seat) takeOver(id string) (err error) {
	if s.run == nil {
		if s.run, err = engine.NewRun(id, s.branch.Plan); err != nil {
			return fmt.Errorf("member %s: %w", id, err)
		}
	}
	s.run.ID = id
	if err := s.run.Restore(s.branch.State); err != nil {
		s.run = nil // it is unusable
		return fmt.Errorf("member %s: %w", id, err)
	}
	return nil
}

type nobody struct{}

func (nobody) Begin(int)                {}
func (nobody) Frame(int, *engine.Frame) {}
func (nobody) End(int, *Outcome)        {}
