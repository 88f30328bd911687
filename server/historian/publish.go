package historian

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// publishWithin is how long one batch may take, unless the options say another; a
// disk that is slower is broken.
const publishWithin = 30 * time.Second

// mostDoubtful is how many batches may be without an answer before the writer
// gives up.
const mostDoubtful = 8

// sent is a batch on its way into the log.
type sent struct {
	*batch
	data []byte
}

// publish stores a batch under the number after the last one, and under no other.
// So a second writer, which an outside cluster cannot keep away, is found out, and
// a batch whose answer was lost is either there, under that number, or not at all.
func (l *Log) publish(subject string, b *batch) error {
	w := &l.writer
	if w.broken != nil {
		return w.broken
	}
	if err := l.connected(); err != nil {
		return fmt.Errorf("writing to the log: %w", err)
	}
	now := sent{b, b.encode()}
	for {
		ctx, cancel := context.WithTimeout(context.Background(), l.options.publishWithin)
		ack, err := l.js.Publish(ctx, subject, now.data, jetstream.WithExpectLastSequence(w.last), jetstream.WithRetryAttempts(0))
		cancel()
		if err == nil {
			return l.stored(ack.Sequence, now)
		}
		err = fmt.Errorf("writing to the log: %w", err)
		w.doubtful = append(w.doubtful, now)
		found, settleErr := l.settle()
		switch {
		case settleErr != nil:
			return settleErr
		case found == nil && len(w.doubtful) >= mostDoubtful:
			w.broken = err
			return err
		case found == nil: // not there now; should it come yet, the next one finds it
			return err
		case bytes.Equal(found.data, now.data):
			return l.stored(w.last+1, now)
		}
		if err := l.stored(w.last+1, *found); err != nil { // an earlier one came late
			return err
		}
	}
}

// connected waits until the server is there, an outside one that is started again or
// hands over to another. What cannot be sent is in no doubt: so a server may be away
// for as long as it likes and the writer is not given up.
func (l *Log) connected() error {
	if l.conn.IsConnected() {
		return nil
	}
	changed := l.conn.StatusChanged(nats.CONNECTED)
	defer l.conn.RemoveStatusListener(changed)
	if l.conn.IsConnected() { // since it was looked at
		return nil
	}
	timeout := time.NewTimer(l.options.publishWithin)
	defer timeout.Stop()
	select {
	case <-changed:
		return nil
	case <-timeout.C:
		return fmt.Errorf("the NATS server has not been there for %s", l.options.publishWithin)
	case <-l.closing:
		return ErrClosed
	}
}

// settle finds which of the doubtful batches was stored; nil is none so far.
func (l *Log) settle() (*sent, error) {
	w := &l.writer
	ctx, cancel := context.WithTimeout(context.Background(), l.options.publishWithin)
	defer cancel()
	info, err := l.stream.Info(ctx)
	if err != nil || info.State.LastSeq == w.last {
		return nil, nil
	}
	if info.State.LastSeq == w.last+1 {
		m, err := l.stream.GetMsg(ctx, info.State.LastSeq)
		if err != nil {
			return nil, nil
		}
		for k := range w.doubtful {
			if bytes.Equal(m.Data, w.doubtful[k].data) {
				return &w.doubtful[k], nil
			}
		}
	}
	w.broken = fmt.Errorf("writing to the log: %w: stop one of the two, then start this one again", ErrInUse)
	return nil, w.broken
}

// stored takes a batch that is in the log into the acknowledgement and the latest
// values, and wakes those who follow.
func (l *Log) stored(number uint64, s sent) error {
	w := &l.writer
	w.last, w.clock, w.doubtful = number, s.received, nil
	w.bytes += len(s.data)
	w.messages++
	l.mu.Lock()
	if s.kind == ofReadings {
		for k := range s.readings {
			l.latest.see(&s.readings[k])
		}
	}
	l.last = number
	l.landmarks.pass(number, s.received)
	close(l.changed)
	l.changed = make(chan struct{})
	l.mu.Unlock()
	if l.acknowledged != nil {
		if err := l.acknowledged.write(number); err != nil {
			return fmt.Errorf("writing to the log: %w", err)
		}
	}
	return nil
}
