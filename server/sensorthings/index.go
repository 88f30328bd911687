package sensorthings

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	"shapan/server/historian"
)

// Log is what is read; a historian.Log is one.
type Log interface {
	Latest() []historian.Reading
	Read(ctx context.Context, from time.Time, each func(historian.Reading) error) error
}

// index knows of every hour of the log, by the time of receipt, which Datastreams
// have how many readings there and of which times. So a question about one day of
// one sensor reads the hours of that day, those of a later resend included, and
// leaves the rest of a year alone.
type index struct {
	log Log

	mu    sync.Mutex
	hours []*hour
	seen  time.Time // receipt of the newest reading that is indexed
	seenN int       // how many of that very receipt are

	sum      map[quantity]span // of all hours but the last
	sumFirst *hour             // the first of them
	sumN     int               // how many they are
}

type hour struct {
	begin time.Time
	spans map[quantity]span
}

// span is what one hour, or all, has of a Datastream.
type span struct {
	n                      int
	first, last            time.Time // by the sensor's clock
	received, receivedLast time.Time
}

func (s span) with(o span) span {
	if s.n == 0 {
		return o
	}
	s.n += o.n
	for _, t := range []struct {
		mine  *time.Time
		other time.Time
		later bool
	}{{&s.first, o.first, false}, {&s.received, o.received, false}, {&s.last, o.last, true}, {&s.receivedLast, o.receivedLast, true}} {
		if t.later && t.other.After(*t.mine) || !t.later && t.other.Before(*t.mine) {
			*t.mine = t.other
		}
	}
	return s
}

func spanOf(r *historian.Reading) span { return span{1, r.At, r.At, r.Received, r.Received} }

const width = time.Hour

var errEnough = errors.New("enough")

// readUntil reads what was received from an instant on and before another.
func readUntil(ctx context.Context, log Log, from, before time.Time, each func(*historian.Reading) error) error {
	err := log.Read(ctx, from, func(r historian.Reading) error {
		if !before.IsZero() && !r.Received.Before(before) {
			return errEnough
		}
		return each(&r)
	})
	if errors.Is(err, errEnough) {
		return nil
	}
	return err
}

// update takes what came since it was last called, and forgets what retention took.
// It returns the hours, which stay as they are, and all of them together.
func (x *index) update(ctx context.Context) ([]hour, map[quantity]span, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if err := x.forget(ctx); err != nil {
		return nil, nil, err
	}
	same := 0
	err := readUntil(ctx, x.log, x.seen, time.Time{}, func(r *historian.Reading) error {
		if r.Received.Equal(x.seen) {
			if same++; same <= x.seenN {
				return nil
			}
			x.seenN++
		} else {
			x.seen, x.seenN = r.Received, 1
		}
		x.add(r)
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	hours := make([]hour, len(x.hours))
	for k, h := range x.hours {
		hours[k] = *h
	}
	if len(hours) == 0 {
		return nil, map[quantity]span{}, nil
	}
	last := &hours[len(hours)-1]
	last.spans = maps.Clone(last.spans) // it may grow
	all := x.together()
	for q, s := range last.spans {
		all[q] = all[q].with(s)
	}
	return hours, all, nil
}

// together is the sum of all hours but the last, which do not change.
func (x *index) together() map[quantity]span {
	if x.sum == nil || x.sumFirst != x.hours[0] || x.sumN > len(x.hours)-1 {
		x.sum, x.sumFirst, x.sumN = map[quantity]span{}, x.hours[0], 0
	}
	for ; x.sumN < len(x.hours)-1; x.sumN++ {
		for q, s := range x.hours[x.sumN].spans {
			x.sum[q] = x.sum[q].with(s)
		}
	}
	return maps.Clone(x.sum)
}

func (x *index) add(r *historian.Reading) {
	begin := r.Received.Truncate(width)
	if n := len(x.hours); n == 0 || x.hours[n-1].begin.Before(begin) {
		x.hours = append(x.hours, &hour{begin, map[quantity]span{}})
	}
	spans := x.hours[len(x.hours)-1].spans // the log's clock never goes back
	q := quantity{r.Subject, r.Property}
	spans[q] = spans[q].with(spanOf(r))
}

// forget drops hours of which the log has nothing any more, and counts anew the one
// of which it has a part.
func (x *index) forget(ctx context.Context) error {
	if len(x.hours) == 0 {
		return nil
	}
	var first time.Time
	err := readUntil(ctx, x.log, time.Time{}, time.Time{}, func(r *historian.Reading) error {
		first = r.Received
		return errEnough
	})
	if err != nil && !errors.Is(err, errEnough) {
		return err
	}
	if first.IsZero() {
		x.hours = nil
		return nil
	}
	n, _ := slices.BinarySearchFunc(x.hours, first.Truncate(width), func(h *hour, t time.Time) int { return h.begin.Compare(t) })
	x.hours = x.hours[n:]
	if len(x.hours) < 2 || !x.hours[0].begin.Equal(first.Truncate(width)) { // the last hour is only ever added to
		return nil
	}
	earliest := time.Time{}
	for _, s := range x.hours[0].spans {
		if earliest.IsZero() || s.received.Before(earliest) {
			earliest = s.received
		}
	}
	if !earliest.Before(first) {
		return nil
	}
	left := map[quantity]span{}
	err = readUntil(ctx, x.log, first, x.hours[0].begin.Add(width), func(r *historian.Reading) error {
		q := quantity{r.Subject, r.Property}
		left[q] = left[q].with(spanOf(r))
		return nil
	})
	if err == nil {
		x.hours[0] = &hour{x.hours[0].begin, left}
	}
	return err
}
