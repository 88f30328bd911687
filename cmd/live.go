package cmd

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"shapan/engine/alarm"
	"shapan/server"
	"shapan/server/evidence"
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
	proof  *evidence.Log
	feeds  *feeds.Feeds // nil: readings come by POST alone
	ending func() error // is called before it is closed; nil: nothing
}

// keeping says where the logs are and how much they keep.
type keeping struct {
	folder   string  // "": there are none
	nats     string  // an outside cluster; "": embedded ones
	keepDays float64 // 0: for ever
	coldDays float64 // 0: nothing is taken into Parquet

	clock func() time.Time  // of the logs; nil: time.Now
	begun func(*live) error // is told of each live site when it is open; nil: nobody
}

func (k *keeping) register(c *cobra.Command) {
	c.Flags().StringVar(&k.folder, "data", "", "folder for what the sites' sensors say: with it, a site with points or feeds is live")
	c.Flags().StringVar(&k.nats, "nats", "", "address of an outside NATS cluster that keeps the log of one site (docs/live-log.md), instead of embedded ones")
	c.Flags().Float64Var(&k.keepDays, "keep-days", 0, "readings older than so many days are let go; 0: none")
	c.Flags().Float64Var(&k.coldDays, "cold-after-days", 0, "days older than so many are taken into Parquet files; 0: none")
}

func (k *keeping) check(sites int) error {
	switch {
	case k.keepDays < 0 || k.coldDays < 0:
		return errors.New("--keep-days, --cold-after-days: must not be negative")
	case k.folder == "" && (k.nats != "" || k.keepDays > 0 || k.coldDays > 0):
		return errors.New("--nats, --keep-days and --cold-after-days need --data, the folder of what is live")
	case k.nats != "" && sites > 1:
		return fmt.Errorf("--nats keeps the log of one site; %d are given", sites)
	}
	return nil
}

func (k *keeping) options(folder string) historian.Options {
	days := func(n float64) time.Duration { return time.Duration(n * 24 * float64(time.Hour)) }
	return historian.Options{Directory: folder, URL: k.nats, MaxAge: days(k.keepDays), ColdAfter: days(k.coldDays)}.By(k.clock)
}

// lives are those of all sites that a server shows.
type lives []*live

// openLives opens in a folder, for each site, a log, the twin over it and the feeds.
// Without a folder nothing is opened, nor for a site without points or feeds.
// public allows feeds on addresses that others can reach.
func openLives(ctx context.Context, libs shelf, keep *keeping, public bool) (all lives, err error) {
	if err := keep.check(len(libs)); err != nil {
		return nil, inputError{err}
	}
	if keep.folder == "" {
		return nil, nil
	}
	for _, lib := range libs {
		if len(lib.place.Points) == 0 && lib.place.Feeds == nil {
			continue
		}
		l, err := openLive(ctx, lib.place, keep, public)
		if err != nil {
			return nil, errors.Join(err, all.close())
		}
		all = append(all, l)
		if keep.begun == nil {
			continue
		}
		if err := keep.begun(l); err != nil {
			return nil, errors.Join(err, all.close())
		}
	}
	return all, nil
}

func openLive(ctx context.Context, place *site.Place, keep *keeping, public bool) (*live, error) {
	folder := filepath.Join(keep.folder, place.ID)
	kept := filepath.Join(folder, "log")
	log, err := historian.Open(ctx, keep.options(kept))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", folder, err)
	}
	proof, err := evidence.Open(kept, log, evidence.Options{Origin: "shapan/" + place.ID})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", folder, err), log.Close())
	}
	t, err := twin.Open(ctx, twin.Options{Points: place.Points, Log: log, Snapshot: filepath.Join(folder, "twin.state"), Now: keep.clock})
	if err != nil {
		return nil, errors.Join(err, proof.Close(), log.Close())
	}
	l := &live{site: place.ID, points: place.Points, log: log, twin: t, proof: proof}
	if place.Feeds != nil {
		if l.feeds, err = feeds.Open(place.Feeds, t, feeds.Options{Log: log, Public: public}); err != nil {
			return nil, errors.Join(inputError{err}, t.Close(), proof.Close(), log.Close())
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
		if l.ending != nil {
			errs = append(errs, l.ending())
		}
		if l.feeds != nil {
			errs = append(errs, l.feeds.Close())
		}
		errs = append(errs, l.twin.Close(), l.proof.Close(), l.log.Close())
	}
	return errors.Join(errs...)
}
