// Package watch takes files that somebody else replaces, as weather services and data
// loggers leave them in a folder: a rain nowcast, the readings of the last hour.
//
//	file, looked at every so often → its content has changed → forms → log
//
// All of a file is one message: it is kept whole or not at all, and every mistake is
// told. What was kept once is not read again; what could not be kept is tried again.
// CSV, NDJSON and JSON in our own form are known, and JSON of others by mappings,
// whose topic is the file's name.
package watch

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"shapan/server/feeds/forms"
	"shapan/server/historian"
)

// Log is where readings go; a historian.Log is one.
type Log interface {
	Append(ctx context.Context, readings ...historian.Reading) error
}

// Config says what is watched.
type Config struct {
	Path     string
	Every    time.Duration // between looks; 0: 10 s
	Mappings []forms.Mapping
	Most     int64        // bytes of a file; 0: 8 MiB
	Logger   *slog.Logger // nil: slog.Default()
}

// Watcher looks at a file.
type Watcher struct {
	c     Config
	to    Log
	close context.CancelFunc
	ended chan struct{}

	mu    sync.Mutex
	state State

	seen    [sha256.Size]byte // the content that has been dealt with
	changed time.Time         // the file, when it was
	size    int64
}

// State is how it stands.
type State struct {
	File string    // its name
	At   time.Time // when it was kept last; zero: not yet
	Kept int       // readings, of the last time
	Err  error     // of the last look; nil: it was kept, or is not there
}

// Start begins to watch. A file need not be there yet.
func Start(to Log, c Config) *Watcher {
	if c.Every <= 0 {
		c.Every = 10 * time.Second
	}
	if c.Most <= 0 {
		c.Most = 8 << 20
	}
	if c.Logger == nil {
		c.Logger = slog.Default()
	}
	w := &Watcher{c: c, to: to, ended: make(chan struct{}), state: State{File: filepath.Base(c.Path)}}
	ctx, cancel := context.WithCancel(context.Background())
	w.close = cancel
	go w.run(ctx)
	return w
}

// Close ends it.
func (w *Watcher) Close() error {
	w.close()
	<-w.ended
	return nil
}

// State tells how it stands.
func (w *Watcher) State() State {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.state
}

func (w *Watcher) run(ctx context.Context) {
	defer close(w.ended)
	tick := time.NewTicker(w.c.Every)
	defer tick.Stop()
	for {
		w.look(ctx)
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// look reads the file if it has changed.
func (w *Watcher) look(ctx context.Context) {
	data, changed, err := w.read()
	if err == nil && data == nil {
		return
	}
	sum := sha256.Sum256(data)
	var readings []historian.Reading
	if err == nil {
		if sum == w.seen {
			return
		}
		readings, err = w.parse(data)
	}
	if err != nil {
		w.seen, w.changed = sum, changed // until somebody replaces it there is nothing to be told again
		w.done(0, err)
		return
	}
	for k := range readings {
		readings[k].Source = "watch/" + w.state.File
	}
	if err := w.to.Append(ctx, readings...); err != nil {
		w.changed = time.Time{} // it is tried again
		w.done(0, fmt.Errorf("not kept: %w", err))
		return
	}
	w.seen = sum
	w.done(len(readings), nil)
}

// read returns nothing if the file is not there or has not changed.
func (w *Watcher) read() (data []byte, changed time.Time, err error) {
	f, err := os.Open(w.c.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, time.Time{}, nil
	} else if err != nil {
		return nil, time.Time{}, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, time.Time{}, err
	}
	if info.ModTime().Equal(w.changed) && info.Size() == w.size {
		return nil, time.Time{}, nil
	}
	w.changed, w.size = info.ModTime(), info.Size()
	data, err = io.ReadAll(io.LimitReader(f, w.c.Most+1))
	if err == nil && int64(len(data)) > w.c.Most {
		err = fmt.Errorf("has more than %d bytes", w.c.Most)
	}
	return data, info.ModTime(), err
}

func (w *Watcher) parse(data []byte) ([]historian.Reading, error) {
	name := filepath.Base(w.c.Path)
	for k := range w.c.Mappings {
		if _, fits := forms.Fit(w.c.Mappings[k].Topic, name); fits {
			return w.c.Mappings[k].Read(name, data)
		}
	}
	var b forms.Batch
	switch strings.ToLower(filepath.Ext(name)) {
	case ".csv":
		b = forms.CSV(bytes.NewReader(data), historian.MostAppend)
	case ".ndjson", ".jsonl":
		b = forms.Lines(bytes.NewReader(data), historian.MostAppend)
	default:
		b = forms.JSON(data, historian.MostAppend)
	}
	if b.More {
		b.Mistake(0, fmt.Errorf("has more than %d readings", historian.MostAppend))
	}
	if b.Wrong == 0 {
		return b.Readings, nil
	}
	var mistakes []error
	for _, m := range b.Mistakes {
		mistakes = append(mistakes, fmt.Errorf("line %d: %s", m.Line, m.What))
	}
	if b.Wrong > len(mistakes) {
		mistakes = append(mistakes, fmt.Errorf("and %d more", b.Wrong-len(mistakes)))
	}
	return nil, errors.Join(mistakes...)
}

func (w *Watcher) done(kept int, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.state.Err = err
	if err != nil {
		w.c.Logger.Warn("watch: the file was not taken", "file", w.c.Path, "error", err)
		return
	}
	w.state.At, w.state.Kept = time.Now(), kept
}
