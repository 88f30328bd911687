package cmd

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"shapan/server"
	"shapan/server/historian"
	"shapan/server/twin"
	"shapan/site"
)

// live is a site that is followed: its log and its twin.
type live struct {
	site string
	log  *historian.Log
	twin *twin.Twin
}

// lives are those of all sites that a server shows.
type lives []*live

// openLives opens in a folder, for each site, a log and the twin over it. Without
// a folder nothing is opened, nor for a site without points to watch.
func openLives(ctx context.Context, libs shelf, folder string) (all lives, err error) {
	if folder == "" {
		return nil, nil
	}
	for _, lib := range libs {
		if len(lib.place.Points) == 0 {
			continue
		}
		l, err := openLive(ctx, lib.place, filepath.Join(folder, lib.site.ID))
		if err != nil {
			return nil, errors.Join(err, all.close())
		}
		all = append(all, l)
	}
	return all, nil
}

func openLive(ctx context.Context, place *site.Place, folder string) (*live, error) {
	log, err := historian.Open(ctx, historian.Options{Directory: filepath.Join(folder, "log")})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", folder, err)
	}
	t, err := twin.Open(ctx, twin.Options{Points: place.Points, Log: log, Snapshot: filepath.Join(folder, "twin.state")})
	if err != nil {
		return nil, errors.Join(err, log.Close())
	}
	return &live{place.ID, log, t}, nil
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
		errs = append(errs, l.twin.Close(), l.log.Close())
	}
	return errors.Join(errs...)
}
