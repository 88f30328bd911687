package record

import (
	"context"
	"errors"
	"fmt"

	"shapan/engine"
)

// Input is what entered a run at a tick: the tick's step already sees it.
type Input struct {
	Tick   int64
	Events []engine.Event
}

// Inputs returns all that entered the run, in order.
func (r *Recording) Inputs() ([]Input, error) {
	var inputs []Input
	err := each(r, inputsTopic, func(_ entry, message inputsMessage) error {
		inputs = append(inputs, Input{message.Tick, message.Events})
		return nil
	})
	return inputs, err
}

// HashAt is the fingerprint of the state at a tick.
type HashAt struct {
	Tick int64
	Hash string
}

// Hashes returns the recorded fingerprints, in order.
func (r *Recording) Hashes() ([]HashAt, error) {
	var hashes []HashAt
	err := each(r, hashesTopic, func(_ entry, message hashMessage) error {
		hashes = append(hashes, HashAt{message.Tick, message.Hash})
		return nil
	})
	return hashes, err
}

// ErrNoSnapshot tells that the state is nowhere recorded as early as that.
var ErrNoSnapshot = errors.New("no whole snapshot is recorded")

// SnapshotAt returns the newest saved state at or before a tick.
func (r *Recording) SnapshotAt(tick int64) (engine.Snapshot, error) {
	entries := r.index.topics[snapshotsTopic]
	for end := len(entries); end > 0; {
		begin := end - 1
		for begin > 0 && entries[begin-1].at == entries[end-1].at {
			begin--
		}
		group := entries[begin:end]
		if r.tickAt(group[0].at) <= tick {
			if s, err := r.snapshot(group); err == nil || begin == 0 {
				return s, err
			} // cut short: take the one before
		}
		end = begin
	}
	return engine.Snapshot{}, fmt.Errorf("tick %d: %w", tick, ErrNoSnapshot)
}

func (r *Recording) firstSnapshot() (engine.Snapshot, error) {
	entries := r.index.topics[snapshotsTopic]
	if len(entries) == 0 {
		return engine.Snapshot{}, ErrNoSnapshot
	}
	return r.SnapshotAt(r.tickAt(entries[0].at))
}

func (r *Recording) snapshot(group []entry) (engine.Snapshot, error) {
	var parts [][]byte
	for _, e := range group {
		part, err := r.message(e)
		if err != nil {
			return engine.Snapshot{}, err
		}
		parts = append(parts, part)
	}
	return joinParts(parts)
}

// VerifyReport says how far a run, made again, was the run that was recorded.
type VerifyReport struct {
	From, To   int64 // ticks that were made again
	Hashes     int   // that were compared
	Inputs     int   // events that were fed
	Difference *Difference
}

// Difference is where the two runs were first seen to differ.
type Difference struct {
	Tick     int64
	LastSame int64 // the last tick at which they were seen to be equal; -1: never
	Recorded string
	Replayed string
}

// OK tells whether the runs were equal wherever they were compared.
func (v VerifyReport) OK() bool { return v.Difference == nil }

// String says it in a sentence.
func (v VerifyReport) String() string {
	done := fmt.Sprintf("ticks %d to %d made again, inputs fed: %d", v.From, v.To, v.Inputs)
	if d := v.Difference; d != nil {
		return fmt.Sprintf("%s; the state differs at tick %d (last seen equal at tick %d): recorded %.12s, now %.12s", done, d.Tick, d.LastSame, d.Recorded, d.Replayed)
	}
	return fmt.Sprintf("%s; all %d recorded hashes are equal", done, v.Hashes)
}

// Verify makes the run again: it restores the first snapshot, feeds what
// entered, and compares the state with every recorded hash until the first
// difference. An error means that it could not be done, not that runs differ.
func Verify(ctx context.Context, r *Recording, newRun func(Meta) (*engine.Run, error)) (VerifyReport, error) {
	var report VerifyReport
	hashes, err := r.Hashes()
	if err != nil {
		return report, fmt.Errorf("verify: %w", err)
	}
	inputs, err := r.Inputs()
	if err != nil {
		return report, fmt.Errorf("verify: %w", err)
	}
	snapshot, err := r.firstSnapshot()
	if err != nil {
		return report, fmt.Errorf("verify: %w", err)
	}
	run, err := newRun(r.meta)
	if err != nil {
		return report, fmt.Errorf("verify: build the run again: %w", err)
	}
	if err := run.Restore(snapshot); err != nil {
		return report, fmt.Errorf("verify: %w", err)
	}
	report.From, report.To = snapshot.Tick.N, snapshot.Tick.N
	last := int64(-1)
	for _, want := range hashes {
		if want.Tick < report.From {
			continue
		}
		if inputs, err = report.advance(ctx, run, want.Tick, inputs); err != nil {
			return report, fmt.Errorf("verify: %w", err)
		}
		got, err := run.Hash()
		if err != nil {
			return report, fmt.Errorf("verify: %w", err)
		}
		report.Hashes++
		if got != want.Hash {
			report.Difference = &Difference{want.Tick, last, want.Hash, got}
			return report, nil
		}
		last = want.Tick
	}
	return report, nil
}

// advance takes the run to a tick and returns the inputs that are left.
func (v *VerifyReport) advance(ctx context.Context, run *engine.Run, tick int64, inputs []Input) ([]Input, error) {
	for run.Tick().N < tick {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		next := run.Tick().N + 1
		var events []engine.Event
		for len(inputs) > 0 && inputs[0].Tick <= next {
			if inputs[0].Tick == next {
				events = append(events, inputs[0].Events...)
			}
			inputs = inputs[1:]
		}
		if _, err := run.Advance(ctx, events); err != nil {
			return nil, err
		}
		v.To = next
		v.Inputs += len(events)
	}
	return inputs, nil
}
