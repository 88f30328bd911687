package cmd

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"

	"shapan/server"
	"shapan/server/historian"
	"shapan/server/twin"
	"shapan/site"
)

// live is a site that is followed: its log and its twin. nil is none.
type live struct {
	site string
	log  *historian.Log
	twin *twin.Twin
}

// openLive opens the log in a folder and the twin over it. Without a folder, or
// without points to watch, nothing is opened.
func openLive(ctx context.Context, place *site.Place, folder string) (*live, error) {
	if folder == "" || len(place.Points) == 0 {
		return nil, nil
	}
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

func (l *live) twins() map[string]*twin.Twin {
	if l == nil {
		return nil
	}
	return map[string]*twin.Twin{l.site: l.twin}
}

// close keeps the twin's state and closes the log.
func (l *live) close() error {
	if l == nil {
		return nil
	}
	return errors.Join(l.twin.Close(), l.log.Close())
}

// intend writes plans into the log; nil where there is none.
func (l *live) intend() func(context.Context, server.Intention) error {
	if l == nil {
		return nil
	}
	return func(ctx context.Context, i server.Intention) error {
		text, err := json.Marshal(i)
		if err != nil {
			return err
		}
		return l.twin.Intend(ctx, i.Who, string(text))
	}
}
