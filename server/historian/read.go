package historian

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// Latest is the newest reading of every quantity, by subject and property. Of a
// message about several instants ahead it is the one that holds now.
func (l *Log) Latest() []Reading {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.latest.all(l.options.now())
}

// LatestOf is the same of one quantity.
func (l *Log) LatestOf(subject, property string) (Reading, bool) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.latest.of(quantity{subject, property}, l.options.now())
}

// Read gives the readings received at or after an instant, in the log's order, up
// to what is in the log now. It ends with the first error that each returns.
func (l *Log) Read(ctx context.Context, from time.Time, each func(Reading) error) error {
	defer l.reads()()
	first, last, err := l.bounds(ctx)
	if err != nil {
		return err
	}
	if err := l.readCold(ctx, from, first, each); err != nil {
		return err
	}
	start, err := l.firstSince(ctx, from, first, last)
	if err != nil {
		return err
	}
	return l.batches(ctx, start, last, func(_ uint64, b *batch) error {
		if b.kind != ofReadings {
			return nil
		}
		for k := range b.readings {
			if b.readings[k].Received.Before(from) {
				continue
			}
			if err := each(b.readings[k]); err != nil {
				return err
			}
		}
		return nil
	})
}

// Moment is what Latest was at a past instant.
func (l *Log) Moment(ctx context.Context, at time.Time) ([]Reading, error) {
	defer l.reads()()
	first, last, err := l.bounds(ctx)
	if err != nil {
		return nil, err
	}
	after, err := l.firstSince(ctx, at.Add(1), first, last)
	if err != nil {
		return nil, err
	}
	then := &Log{options: l.options, accepted: l.accepted, stream: l.stream, latest: noValues()}
	if after <= first {
		if then.latest, err = l.coldMoment(ctx, at, first); err != nil {
			return nil, err
		}
	} else {
		if _, err := then.rebuild(ctx, first, after-1); err != nil {
			return nil, err
		}
	}
	return then.latest.all(at), nil
}

// restore brings the latest values into memory and tells what of the log is gone.
func (l *Log) restore(ctx context.Context, acknowledged uint64) error {
	info, err := l.stream.Info(ctx, jetstream.WithDeletedDetails(true))
	if err != nil {
		return fmt.Errorf("opening the log: %w", err)
	}
	first, last := info.State.FirstSeq, info.State.LastSeq
	l.first, l.last, l.writer.last = first, last, last
	if info.State.Msgs > 0 {
		newest, err := l.rebuild(ctx, first, last)
		if err != nil {
			return err
		}
		if newest != nil {
			l.writer.clock, l.writer.kept, l.kept = newest.received, newest.kept, newest.kept
		}
		if ahead := time.Until(l.writer.clock); ahead > time.Minute {
			slog.Warn("historian: the last batch is of the future: readings are received at its time until the clock has caught up", "ahead", ahead)
		}
	}
	if err := l.missing(&info.State, acknowledged); err != nil && !l.options.AcceptDamage {
		return err
	}
	return nil
}

// missing tells what was acknowledged and is not in the stream, beyond what
// retention took and what was accepted.
func (l *Log) missing(state *jetstream.StreamState, acknowledged uint64) error {
	first, last := state.FirstSeq, state.LastSeq
	var damage []*DamageError
	lost := func(from, to uint64, why string) {
		if from <= to && !covers(l.accepted, from, to) {
			damage = append(damage, &DamageError{from, to, why})
		}
	}
	if state.Msgs == 0 {
		first = last + 1
	}
	lost(max(l.kept, 1), first-min(first, 1), "gone from the log's beginning")
	for _, number := range state.Deleted {
		if number >= max(l.kept, 1) {
			lost(number, number, "gone")
		}
	}
	lost(last+1, acknowledged, "acknowledged and gone")
	return joinDamage(damage)
}

// rebuild sees everything up to a batch: the keyframe before it and what follows.
// It returns the last batch.
func (l *Log) rebuild(ctx context.Context, first, last uint64) (newest *batch, err error) {
	start := first
	if b, err := l.get(ctx, last); err == nil {
		switch {
		case b.kind == ofLatest:
			start = last
		case b.keyframe > first:
			start = b.keyframe
		}
	} else if !l.passes(err) {
		return nil, err
	}
	if start > first { // damage may have taken the keyframe
		if b, err := l.get(ctx, start); err != nil && !l.passes(err) {
			return nil, err
		} else if err != nil || b.kind != ofLatest {
			start = first
		}
	}
	err = l.batches(ctx, start, last, func(number uint64, b *batch) error {
		newest = b
		if b.kind == ofLatest {
			l.writer.keyframe, l.writer.keyframeAt, l.writer.keyframeBytes = number, b.received, 0
		}
		for k := range b.readings {
			l.latest.see(&b.readings[k])
		}
		return nil
	})
	return newest, err
}

// bounds are the numbers of the first and last batch; the first is beyond the last
// if there is none.
func (l *Log) bounds(ctx context.Context) (first, last uint64, err error) {
	info, err := l.stream.Info(ctx)
	if err != nil {
		return 0, 0, fmt.Errorf("reading the log: %w", err)
	}
	l.mu.RLock()
	defer l.mu.RUnlock()
	return max(info.State.FirstSeq, l.kept, 1), info.State.LastSeq, nil
}

// firstSince is the first batch received at or after an instant, one beyond the
// last if there is none. Batches are in the order of their receipt.
func (l *Log) firstSince(ctx context.Context, from time.Time, first, last uint64) (uint64, error) {
	l.mu.RLock()
	low, high := l.landmarks.between(from, first, last+1)
	l.mu.RUnlock()
	for low < high {
		probe := low + (high-low)/2
		number, b, err := probe, (*batch)(nil), error(nil)
		for ; number < high; number++ { // over what is damaged or has just expired
			if b, err = l.getHead(ctx, number); err == nil {
				break
			} else if !l.passes(err) {
				return 0, err
			}
		}
		if number < high && b.received.Before(from) {
			low = number + 1
		} else {
			high = probe
		}
	}
	return low, nil
}

func (l *Log) batches(ctx context.Context, first, last uint64, each func(uint64, *batch) error) error {
	for number := first; number <= last; number++ {
		b, err := l.get(ctx, number)
		if err != nil {
			if l.passes(err) {
				continue
			}
			return err
		}
		if err := each(number, b); err != nil {
			return err
		}
	}
	return nil
}

// errExpired tells that retention took a batch while it was wanted.
var errExpired = errors.New("the batch is older than what the log keeps")

// passes tells whether a reader goes on after an error.
func (l *Log) passes(err error) bool {
	var damage *DamageError
	return errors.Is(err, errExpired) || errors.As(err, &damage) && (l.options.AcceptDamage || covers(l.accepted, damage.First, damage.Last))
}

func (l *Log) get(ctx context.Context, number uint64) (*batch, error) {
	return l.fetch(ctx, number, decode)
}

// getHead leaves out what the batch holds.
func (l *Log) getHead(ctx context.Context, number uint64) (*batch, error) {
	return l.fetch(ctx, number, func(data []byte) (*batch, error) {
		b, _, err := head(data)
		return b, err
	})
}

func (l *Log) fetch(ctx context.Context, number uint64, decode func([]byte) (*batch, error)) (*batch, error) {
	m, err := l.stream.GetMsg(ctx, number)
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		if first, _, err := l.bounds(ctx); err == nil && number < first {
			return nil, errExpired
		}
		return nil, &DamageError{First: number, Last: number, Why: "it is gone"}
	}
	if err != nil {
		var answer *jetstream.APIError
		if errors.As(err, &answer) { // the store found it unreadable
			return nil, &DamageError{First: number, Last: number, Why: answer.Error()}
		}
		return nil, fmt.Errorf("reading batch %d of the log: %w", number, err)
	}
	b, err := decode(m.Data)
	if err != nil {
		return nil, &DamageError{First: number, Last: number, Why: err.Error()}
	}
	return b, nil
}

// Numbers are those of the first and the last batch in the log; the first is
// beyond the last if there is none.
func (l *Log) Numbers() (first, last uint64) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return max(l.kept, l.first, 1), l.last
}
