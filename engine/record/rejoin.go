package record

import (
	"context"
	"fmt"

	"shapan/engine"
)

// Rejoin brings a run, made of the recording's plan, to the recorded state of a
// tick: it restores the newest snapshot before it and lets enter again what
// entered from there on. What the recording holds of later is not touched.
func (r *Recording) Rejoin(ctx context.Context, run *engine.Run, tick int64) error {
	if _, to := r.Span(); tick > r.tickAt(r.atSeconds(to)) {
		return fmt.Errorf("tick %d: the recording ends at tick %d, %g s", tick, r.tickAt(r.atSeconds(to)), to)
	}
	snapshot, err := r.SnapshotAt(tick)
	if err != nil {
		return err
	}
	inputs, err := r.Inputs()
	if err != nil {
		return err
	}
	if err := run.Restore(snapshot); err != nil {
		return err
	}
	var done VerifyReport
	_, err = done.advance(ctx, run, tick, inputs)
	return err
}
