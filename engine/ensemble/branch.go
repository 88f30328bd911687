// Package ensemble follows many courses of one rehearsal from one state: twenty
// places for a pump, three strengths of rain. The way to the branching instant
// is gone once; from there each member takes the state over from memory and
// goes its own way, several side by side.
//
// A member's course does not depend on how many go side by side, nor on which
// went before it, and it is to the bit that of a run of its own from the start
// with the same events.
//
// The package has no transport, knows no files and reads no clock: who wants to
// know how long things took is told when they happen (Watcher).
//
// The walk: Leave (branch.go) brings a run to the instant, Branch.Run
// (members.go) follows the members, Numbers and Sort (numbers.go) compare what
// came of them.
package ensemble

import (
	"context"
	"errors"
	"fmt"

	"shapan/engine"
)

// Branch is a state in memory from which members leave. It is only read.
type Branch struct {
	Plan    engine.Plan
	State   engine.Snapshot
	Waiting []engine.Event // on the timeline: what happens to all members
}

// Leave takes a run, whose script is given, to a tick and branches it there.
// What is due at that very instant is among what waits. seen is called with
// every frame; it may be nil.
func Leave(ctx context.Context, run *engine.Run, script []engine.Event, tick int64, seen func(*engine.Frame)) (*Branch, error) {
	switch now := run.Tick().N; {
	case tick < now:
		return nil, fmt.Errorf("branch at tick %d: the run is at tick %d already", tick, now)
	case tick > run.Plan().Ticks:
		return nil, fmt.Errorf("branch at tick %d: the run ends at tick %d", tick, run.Plan().Ticks)
	}
	var timeline engine.Timeline
	timeline.Add(script...)
	if err := drive(ctx, run, &timeline, tick, seen); err != nil {
		return nil, err
	}
	state, err := run.Snapshot()
	if err != nil {
		return nil, err
	}
	return &Branch{Plan: run.Plan(), State: state, Waiting: timeline.Waiting()}, nil
}

// Bytes is what the saved state takes.
func (b *Branch) Bytes() (n int64) {
	for _, m := range b.State.Models {
		n += int64(len(m.State))
	}
	return n
}

// drive advances a run to a tick. ctx is heeded between ticks, so that none is
// half done.
func drive(ctx context.Context, run *engine.Run, timeline *engine.Timeline, tick int64, seen func(*engine.Frame)) error {
	for run.Tick().N < tick {
		if err := ctx.Err(); err != nil {
			return err
		}
		frame, err := run.Advance(context.WithoutCancel(ctx), timeline.Due(run.Tick().Time()))
		if err != nil {
			return err
		}
		if seen != nil {
			seen(frame)
		}
	}
	return nil
}

// Member is a course to follow from the branch.
type Member struct {
	ID     string
	Events []engine.Event // beside what waits for all; those of the past happen at once
}

// Check tells which events of a member no model of a run understands.
func (m Member) Check(run *engine.Run) error {
	var errs []error
	for _, e := range m.Events {
		if err := run.CheckEvent(e); err != nil {
			errs = append(errs, fmt.Errorf("member %s: %w", m.ID, err))
		}
	}
	return errors.Join(errs...)
}
