package historian

import (
	"errors"
	"log/slog"
	"time"
)

// A keyframe comes when so much was written since the last one. Its own size must
// be small beside that, or a site of many points and few readings would write
// little else.
const (
	keyframeMessages = 1000
	keyframeEvery    = time.Minute
	keyframeShare    = 4 // times its size
)

const day = 24 * time.Hour // of UTC

// writer is the state of the one goroutine that writes.
type writer struct {
	clock         time.Time // of the last batch
	last          uint64    // its number
	kept          uint64    // first batch that retention has left; 0: all
	keyframe      uint64    // number of the last keyframe
	keyframeAt    time.Time
	keyframeBytes int
	bytes         int // since
	messages      int
	each          int // messages between keyframes at least
	most          int // bytes between keyframes at most, unless it is large itself; 0: any

	doubtful []sent // of which it is not known whether they were stored
	broken   error  // nothing more may be written
}

// commit writes what stands together, readings before events, and tells each who
// waits.
func (l *Log) commit(together []*pending) {
	w := &l.writer
	now := l.options.now().UTC().Round(0) // a log outlives the monotonic clock
	if now.Before(w.clock) {
		now = w.clock
	}
	if w.last > 0 && now.Truncate(day) != w.clock.Truncate(day) { // a day can be taken out by itself
		if err := l.writeKeyframe(now); err != nil {
			slog.Warn("historian: the day's keyframe not written", "error", err)
		}
	}
	readings := &batch{kind: ofReadings, received: now}
	events := &batch{kind: ofEvents, received: now}
	for _, p := range together {
		for _, r := range p.readings {
			r.Received = now
			if r.At.IsZero() {
				r.At = now
			}
			readings.readings = append(readings.readings, r)
		}
		for _, e := range p.events {
			e.Received = now
			if e.At.IsZero() {
				e.At = now
			}
			events.events = append(events.events, e)
		}
	}
	readingsErr, eventsErr := l.commitOne(readings), l.commitOne(events)
	for _, p := range together {
		switch {
		case p.keep > 0:
			p.done <- l.keep(p.keep, p.seen, now)
		case len(p.readings) > 0:
			p.done <- readingsErr
		default:
			p.done <- eventsErr
		}
	}
	l.keyframeIfDue()
}

func (l *Log) commitOne(b *batch) error {
	if len(b.readings)+len(b.events) == 0 {
		return nil
	}
	w := &l.writer
	b.keyframe, b.kept = w.keyframe, w.kept
	subject := readingsSubject
	if b.kind == ofEvents {
		subject = eventsSubject
	}
	return l.publish(subject, b)
}

// keyframeIfDue writes the latest values. A keyframe that fails is tried again
// when the next is due: until then a reader has more to read, no more.
func (l *Log) keyframeIfDue() {
	w := &l.writer
	due := w.messages >= w.each || w.clock.Sub(w.keyframeAt) >= keyframeEvery || w.most > 0 && w.bytes >= w.most
	if !due || w.bytes < keyframeShare*w.keyframeBytes {
		return
	}
	if err := l.writeKeyframe(w.clock); err != nil {
		slog.Warn("historian: keyframe not written", "error", err)
	}
}

// standing is what a keyframe tells: all that Latest may yet answer with.
func (l *Log) standing() []Reading {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.latest.everything()
}

func (l *Log) writeKeyframe(now time.Time) error {
	w := &l.writer
	b := &batch{kind: ofLatest, keyframe: w.keyframe, kept: w.kept, received: now, readings: l.standing()}
	before := w.bytes
	err := l.publish(readingsSubject, b)
	if err == nil {
		w.keyframe, w.keyframeBytes = w.last, w.bytes-before
	}
	w.keyframeAt, w.bytes, w.messages = now, 0, 0
	return err
}

// errOvertaken tells that there is more in the log than when it was looked at, or
// somebody who reads it.
var errOvertaken = errors.New("readings or a reader came meanwhile")

// keep writes down, in a keyframe, which batch is the first that retention leaves.
// It does so before anything is taken, so that what is missing beyond is a loss.
// One beyond the last is that keyframe itself.
func (l *Log) keep(first, seen uint64, now time.Time) error {
	w := &l.writer
	if first > seen && w.last != seen {
		return errOvertaken
	}
	// Who reads now shall find the batches where they were when he began, and who
	// begins later shall look for them elsewhere.
	l.mu.Lock()
	for _, from := range l.holds {
		if from < first {
			l.mu.Unlock()
			return errOvertaken
		}
	}
	before := l.kept
	l.kept = max(before, first)
	w.kept = l.kept
	l.mu.Unlock()
	err := l.writeKeyframe(now)
	l.mu.Lock()
	defer l.mu.Unlock()
	if err != nil {
		l.kept, w.kept = before, before
		return err
	}
	l.landmarks.forget(l.kept)
	return nil
}
