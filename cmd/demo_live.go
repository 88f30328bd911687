package cmd

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"time"

	"shapan/server/feeds/forms"
	"shapan/server/historian"
	"shapan/site"
)

// liveDay is the demo's live site: what was recorded until some moment is in its log
// as if it had been received in the hours before the start; from that moment on the
// record is played by the clock of the wall.
type liveDay struct {
	lib      *library
	readings []historian.Reading
	begin    time.Time // of the server: it is the moment

	past atomic.Pointer[time.Time] // where the log's clock is; nil: it goes by ours
	kept chan struct{}             // closed when all that was recorded is in the log
}

// dayMoment is where the recorded day is when the demo starts: at 21:40 an
// inclinometer passes its control value and the first of the wells its notice.
const (
	dayMoment = 21*time.Hour + 39*time.Minute + 20*time.Second
	mostOfDay = 1_000_000 // readings
)

// openLiveDay loads the live site of an unpacked demo and has its record played from
// the moment on.
func openLiveDay(folder string) (*liveDay, error) {
	lib, err := newLibrary(filepath.Join(folder, "site.yaml"))
	if err != nil {
		return nil, err
	}
	d := &liveDay{lib: lib, begin: time.Now(), kept: make(chan struct{})}
	record := filepath.Join(folder, "day.csv")
	if err := unzip(record+".gz", record); err != nil {
		return nil, err
	}
	f, err := os.Open(record)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	day := forms.CSV(f, mostOfDay)
	if day.Wrong > 0 || len(day.Readings) == 0 {
		return nil, fmt.Errorf("%s: %d readings, %d mistakes", record, len(day.Readings), day.Wrong)
	}
	moment := day.Readings[0].At.Add(dayMoment)
	for _, r := range day.Readings {
		if r.At.Before(moment) {
			r.At = d.begin.Add(r.At.Sub(moment))
			r.Source = "demo"
			d.readings = append(d.readings, r)
		}
	}
	slices.SortStableFunc(d.readings, func(a, b historian.Reading) int { return a.At.Compare(b.At) })
	first := d.readings[0].At
	d.past.Store(&first)
	lib.place.Feeds = &site.Feeds{Replay: []site.ReplayFeed{{File: "day.csv", Path: record, Speed: 1, From: &moment, Shift: true, Paused: true}}}
	return d, nil
}

func unzip(from, to string) error {
	f, err := os.Open(from)
	if err != nil {
		return err
	}
	defer f.Close()
	zip, err := gzip.NewReader(f)
	if err != nil {
		return fmt.Errorf("%s: %w", from, err)
	}
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	if _, err = io.Copy(out, zip); err != nil {
		out.Close()
		return fmt.Errorf("%s: %w", from, err)
	}
	return out.Close()
}

// now is the log's clock.
func (d *liveDay) now() time.Time {
	if past := d.past.Load(); past != nil {
		return *past
	}
	return time.Now()
}

// keep brings what was recorded into the log while the site is already shown, and
// then starts the rest.
func (d *liveDay) keep(l *live) error {
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() {
		err := d.fill(ctx, l)
		d.past.Store(nil)
		if err == nil {
			for _, p := range l.feeds.Players {
				p.Resume()
			}
		}
		close(d.kept)
		done <- err
	}()
	l.ending = func() error {
		stop()
		if err := <-done; !errors.Is(err, context.Canceled) {
			return err
		}
		return nil
	}
	return nil
}

// fill gives the twin each reading at its time, so that it judges it as it would
// have then.
func (d *liveDay) fill(ctx context.Context, l *live) error {
	for rest := d.readings; len(rest) > 0; {
		at, n := rest[0].At, 0
		for n < len(rest) && rest[n].At.Equal(at) {
			n++
		}
		if err := l.twin.Append(ctx, rest[:n]...); err != nil {
			return err
		}
		now := d.begin
		if rest = rest[n:]; len(rest) > 0 {
			now = rest[0].At
		}
		d.past.Store(&now)
		if err := l.twin.Sync(ctx); err != nil {
			return err
		}
	}
	return nil
}
