package historian

import (
	"context"
	"fmt"
)

// pending is what one Append or Record waits for.
type pending struct {
	readings []Reading
	events   []Event
	keep     uint64 // the first batch that retention leaves, to be written down; 0: nothing of the kind
	seen     uint64 // the last batch when that was decided
	done     chan error
}

// What one Append or Record may have.
const (
	MostAppend = 10_000  // readings
	MostRecord = 1000    // events
	MostBodies = 1 << 20 // of the events of one Record together [bytes]
)

// One batch takes no more once it has so much.
const (
	mostReadings = 4096
	mostEvents   = 2 << 20 // [bytes]
)

// Append returns when the readings are in the log and synced, or tells why they
// may not be. If ctx ends before, they may still come to be in it: a sender that
// was not told so sends again.
func (l *Log) Append(ctx context.Context, readings ...Reading) error {
	if len(readings) == 0 {
		return nil
	}
	if len(readings) > MostAppend {
		return fmt.Errorf("%d readings at once: must be at most %d", len(readings), MostAppend)
	}
	for k := range readings {
		if err := readings[k].Check(); err != nil {
			return fmt.Errorf("reading %d: %w", k+1, err)
		}
	}
	return l.enter(ctx, &pending{readings: readings})
}

// Record is Append for events.
func (l *Log) Record(ctx context.Context, events ...Event) error {
	if len(events) == 0 {
		return nil
	}
	if len(events) > MostRecord {
		return fmt.Errorf("%d events at once: must be at most %d", len(events), MostRecord)
	}
	for k := range events {
		if err := events[k].Check(); err != nil {
			return fmt.Errorf("event %d: %w", k+1, err)
		}
	}
	if n := bodies(events); n > MostBodies {
		return fmt.Errorf("bodies of %d bytes at once: must be at most %d", n, MostBodies)
	}
	return l.enter(ctx, &pending{events: events})
}

func bodies(events []Event) (n int) {
	for k := range events {
		n += len(events[k].Body)
	}
	return n
}

func (l *Log) enter(ctx context.Context, p *pending) error {
	p.done = make(chan error, 1)
	select {
	case <-l.closing:
		return ErrClosed
	default:
	}
	select {
	case l.queue <- p:
	case <-l.closing:
		return ErrClosed
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case err := <-p.done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	case <-l.written:
		// It came to the queue as the writer left it, or was just answered.
		select {
		case err := <-p.done:
			return err
		default:
			return ErrClosed
		}
	}
}

// write takes what has come while the batch before was synced and makes one batch
// of it.
func (l *Log) write() {
	defer close(l.written)
	for {
		var together []*pending
		select {
		case p := <-l.queue:
			together = append(together, p)
		case <-l.closing:
			select {
			case p := <-l.queue:
				together = append(together, p)
			default:
				return
			}
		}
		readings, events := len(together[0].readings), bodies(together[0].events)
	more:
		for readings < mostReadings && events < mostEvents {
			select {
			case p := <-l.queue:
				together = append(together, p)
				readings += len(p.readings)
				events += bodies(p.events)
			default:
				break more
			}
		}
		l.commit(together)
	}
}
