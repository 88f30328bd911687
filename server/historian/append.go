package historian

import (
	"context"
	"fmt"
	"log/slog"
	"time"
)

// pending is what one Append waits for.
type pending struct {
	readings []Reading
	done     chan error
}

// mostReadings are those of one batch, which one Append may go beyond.
const mostReadings = 4096

// MostAppend is how many readings one Append may have.
const MostAppend = 10_000

// A keyframe comes when so much was written since the last one. Its own size must
// be small beside that, or a site of many points and few readings would write
// little else.
const (
	keyframeMessages = 1000
	keyframeEvery    = time.Minute
	keyframeShare    = 4 // times its size
)

// publishWithin is how long one batch may take; a disk that is slower is broken.
const publishWithin = 30 * time.Second

// writer is the state of the one goroutine that writes.
type writer struct {
	clock         time.Time // of the last batch
	keyframe      uint64    // its number
	keyframeAt    time.Time
	keyframeBytes int
	bytes         int // since
	messages      int
	each          int // messages between keyframes at least
}

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
	p := &pending{readings: readings, done: make(chan error, 1)}
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
		n := len(together[0].readings)
	more:
		for n < mostReadings {
			select {
			case p := <-l.queue:
				together = append(together, p)
				n += len(p.readings)
			default:
				break more
			}
		}
		err := l.commit(together, n)
		for _, p := range together {
			p.done <- err
		}
	}
}

func (l *Log) commit(together []*pending, n int) error {
	w := &l.writer
	now := time.Now().UTC().Round(0) // a log outlives the monotonic clock
	if now.Before(w.clock) {
		now = w.clock
	}
	b := &batch{kind: ofReadings, keyframe: w.keyframe, received: now, readings: make([]Reading, 0, n)}
	for _, p := range together {
		for _, r := range p.readings {
			r.Received = now
			if r.At.IsZero() {
				r.At = now
			}
			b.readings = append(b.readings, r)
		}
	}
	data := b.encode()
	if _, err := l.publish(data); err != nil {
		return err
	}
	w.clock = now
	w.bytes += len(data)
	w.messages++
	l.mu.Lock()
	for k := range b.readings {
		l.see(&b.readings[k])
	}
	l.mu.Unlock()
	l.keyframeIfDue()
	return nil
}

func (l *Log) publish(data []byte) (number uint64, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), publishWithin)
	defer cancel()
	ack, err := l.js.Publish(ctx, streamSubject, data)
	if err != nil {
		return 0, fmt.Errorf("writing to the log: %w", err)
	}
	if l.acknowledged != nil {
		if err := l.acknowledged.write(ack.Sequence); err != nil {
			return 0, fmt.Errorf("writing to the log: %w", err)
		}
	}
	return ack.Sequence, nil
}

// keyframeIfDue writes the latest values. A keyframe that fails is tried again
// when the next is due: until then a reader has more to read, no more.
func (l *Log) keyframeIfDue() {
	w := &l.writer
	due := w.messages >= w.each || w.clock.Sub(w.keyframeAt) >= keyframeEvery
	if !due || w.bytes < keyframeShare*w.keyframeBytes {
		return
	}
	b := &batch{kind: ofLatest, keyframe: w.keyframe, received: w.clock, readings: l.Latest()}
	data := b.encode()
	if number, err := l.publish(data); err == nil {
		w.keyframe = number
	} else {
		slog.Warn("historian: keyframe not written", "error", err)
	}
	w.keyframeAt, w.keyframeBytes = w.clock, len(data)
	w.bytes, w.messages = 0, 0
}
