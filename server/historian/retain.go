package historian

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// retainEvery is how often what is too old or too much is looked for.
const retainEvery = 10 * time.Second

// batchOverhead is what a batch takes in the store beside its data, about [bytes].
const batchOverhead = 128

// Hold keeps retention from what is in the log from a batch on, until the same
// holder names a later one: who follows the log must not be overtaken. The number
// 0 ends it.
func (l *Log) Hold(who string, from uint64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if from == 0 {
		delete(l.holds, who)
	} else {
		l.holds[who] = from
	}
}

// reads keeps retention from what is in the log until done is called.
func (l *Log) reads() (done func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.readers++
	who := fmt.Sprint("reader ", l.readers)
	l.holds[who] = max(l.kept, l.first, 1)
	return func() { l.Hold(who, 0) }
}

// retain runs beside the writer until the log is closed.
func (l *Log) retain() {
	every := retainEvery
	if l.options.MaxAge > 0 {
		every = min(every, max(l.options.MaxAge/4, 10*time.Millisecond))
	}
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		select {
		case <-l.closing:
			return
		case <-ticker.C:
		}
		err := l.Retain(l.running)
		if err != nil && !errors.Is(err, ErrClosed) && l.running.Err() == nil {
			slog.Warn("historian: what is too old stays for now", "error", err)
		}
	}
}

// Retain takes what is too old or too much, as it is done every few seconds. It
// takes up to a keyframe, so that what is left tells every state since.
func (l *Log) Retain(ctx context.Context) error {
	l.retaining.Lock()
	defer l.retaining.Unlock()
	if l.options.ColdAfter > 0 && l.options.MaxAge > 0 {
		if err := l.forget(time.Now().Add(-l.options.MaxAge)); err != nil {
			return fmt.Errorf("forgetting cold days: %w", err)
		}
	}
	first, last, err := l.bounds(ctx)
	if err != nil || last < first {
		return err
	}
	to, err := l.tooOld(ctx, first, last)
	if err != nil {
		return err
	}
	byBytes, err := l.tooMuch(ctx, first, last)
	if err != nil {
		return err
	}
	to = max(to, byBytes)
	l.mu.RLock()
	for _, from := range l.holds {
		to = min(to, from)
	}
	l.mu.RUnlock()
	if to <= first {
		return nil
	}
	if to <= last {
		b, err := l.get(ctx, to)
		if err != nil {
			return err
		}
		if b.kind != ofLatest {
			to = b.keyframe
		}
		if to <= first {
			return nil
		}
	} else if b, err := l.get(ctx, last); err == nil && b.kind == ofLatest && last == first {
		return nil // nothing but the latest values is left
	}
	if l.options.ColdAfter > 0 {
		if err := l.chill(ctx, first, to); err != nil {
			return err
		}
	}
	if err := l.enter(ctx, &pending{keep: to, seen: last}); errors.Is(err, errOvertaken) {
		return nil // readings came, which are not too old
	} else if err != nil {
		return err
	}
	if err := l.stream.Purge(ctx, jetstream.WithPurgeSequence(to)); err != nil {
		return fmt.Errorf("taking what is too old: %w", err)
	}
	return nil
}

// tooOld is the first batch that is not, one beyond the last if all are. Cold days
// are taken whole.
func (l *Log) tooOld(ctx context.Context, first, last uint64) (uint64, error) {
	switch {
	case l.options.ColdAfter > 0:
		return l.firstSince(ctx, time.Now().Add(-l.options.ColdAfter).Truncate(day), first, last)
	case l.options.MaxAge == 0:
		return first, nil
	}
	return l.firstSince(ctx, time.Now().Add(-l.options.MaxAge), first, last)
}

// tooMuch is the first batch of those at the end that fit into MaxBytes.
func (l *Log) tooMuch(ctx context.Context, first, last uint64) (uint64, error) {
	if l.options.MaxBytes == 0 {
		return first, nil
	}
	info, err := l.stream.Info(ctx)
	if err != nil {
		return first, fmt.Errorf("reading the log: %w", err)
	}
	over := int64(info.State.Bytes) - l.options.MaxBytes
	number := first
	for ; over > 0 && number < last; number++ {
		if m, err := l.stream.GetMsg(ctx, number); err == nil {
			over -= int64(len(m.Data)) + batchOverhead
		}
	}
	return number, nil
}
