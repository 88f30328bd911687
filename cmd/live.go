package cmd

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"shapan/engine/alarm"
	"shapan/server"
	"shapan/server/feeds"
	"shapan/server/historian"
	"shapan/server/twin"
	"shapan/site"
)

// live is a site that is followed: its log, its twin, and the ways in.
type live struct {
	site   string
	points []alarm.Point
	log    *historian.Log
	twin   *twin.Twin
	feeds  *feeds.Feeds // nil: readings come by POST alone
}

// lives are those of all sites that a server shows.
type lives []*live

// openLives opens in a folder, for each site, a log, the twin over it and the feeds.
// Without a folder nothing is opened, nor for a site without points or feeds.
// public allows feeds on addresses that others can reach.
func openLives(ctx context.Context, libs shelf, folder string, public bool) (all lives, err error) {
	if folder == "" {
		return nil, nil
	}
	for _, lib := range libs {
		if len(lib.place.Points) == 0 && lib.place.Feeds == nil {
			continue
		}
		l, err := openLive(ctx, lib.place, filepath.Join(folder, lib.site.ID), public)
		if err != nil {
			return nil, errors.Join(err, all.close())
		}
		all = append(all, l)
	}
	return all, nil
}

func openLive(ctx context.Context, place *site.Place, folder string, public bool) (*live, error) {
	log, err := historian.Open(ctx, historian.Options{Directory: filepath.Join(folder, "log")})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", folder, err)
	}
	t, err := twin.Open(ctx, twin.Options{Points: place.Points, Log: log, Snapshot: filepath.Join(folder, "twin.state")})
	if err != nil {
		return nil, errors.Join(err, log.Close())
	}
	l := &live{site: place.ID, points: place.Points, log: log, twin: t}
	if place.Feeds != nil {
		if l.feeds, err = feeds.Open(place.Feeds, t, feeds.Options{Log: log, Public: public}); err != nil {
			return nil, errors.Join(inputError{err}, t.Close(), log.Close())
		}
		for _, name := range []string{"mqtt", "hj212", "http"} {
			if address := l.feeds.Address(name); address != nil {
				fmt.Printf("%s: %s %s\n", place.ID, name, address)
			}
		}
	}
	return l, nil
}

func (all lives) twins() map[string]*twin.Twin {
	twins := map[string]*twin.Twin{}
	for _, l := range all {
		twins[l.site] = l.twin
	}
	return twins
}

// of returns the live of a site; nil: it has none.
func (all lives) of(site string) *live {
	for _, l := range all {
		if l.site == site {
			return l
		}
	}
	return nil
}

// past reads what was measured from an instant on.
func (l *live) past(ctx context.Context, from time.Time, each func(server.Measured) error) error {
	return l.log.Read(ctx, from, func(r historian.Reading) error {
		if r.Quality != historian.Good {
			return nil
		}
		return each(server.MeasuredOf(&r))
	})
}

// intend writes what is intended on a site into its log.
func (all lives) intend(ctx context.Context, i server.Intention) error {
	l := all.of(i.Site)
	if l == nil {
		return fmt.Errorf("site %s has no log: it has no points, or the server was started without --data", i.Site)
	}
	body, err := json.Marshal(i)
	if err != nil {
		return err
	}
	return l.log.Record(ctx, historian.Event{Kind: "act", Subject: "site/" + i.Site, Who: "user/" + i.Who, At: i.At, Body: body})
}

// close keeps the twins' states and closes the logs.
func (all lives) close() error {
	var errs []error
	for _, l := range all {
		if l.feeds != nil {
			errs = append(errs, l.feeds.Close())
		}
		errs = append(errs, l.twin.Close(), l.log.Close())
	}
	return errors.Join(errs...)
}
