package historian

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// Events gives the events recorded at or after an instant, in the log's order, up
// to what is in the log now. It ends with the first error that each returns.
func (l *Log) Events(ctx context.Context, from time.Time, each func(Event) error) error {
	defer l.reads()()
	first, last, err := l.bounds(ctx)
	if err != nil {
		return err
	}
	if err := l.coldEvents(ctx, from, first, each); err != nil {
		return err
	}
	number, err := l.firstSince(ctx, from, first, last)
	if err != nil {
		return err
	}
	for number <= last {
		m, err := l.stream.GetMsg(ctx, number, jetstream.WithGetMsgSubject(eventsSubject))
		if errors.Is(err, jetstream.ErrMsgNotFound) || err == nil && m.Sequence > last {
			return nil
		} else if err != nil {
			return fmt.Errorf("reading the log's events: %w", err)
		}
		number = m.Sequence + 1
		b, err := decode(m.Data)
		if err != nil {
			damage := &DamageError{First: m.Sequence, Last: m.Sequence, Why: err.Error()}
			if l.passes(damage) {
				continue
			}
			return damage
		}
		for k := range b.events {
			if b.events[k].Received.Before(from) {
				continue
			}
			if err := each(b.events[k]); err != nil {
				return err
			}
		}
	}
	return nil
}
