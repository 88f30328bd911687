package access

import (
	"context"
	"crypto/sha256"
	"fmt"
	"log/slog"
	"os"
	"reflect"
	"time"
)

// Watching says how the file of those who may come in is watched.
type Watching struct {
	Path  string
	Parse func(path string, text []byte) (Config, []string, error) // with the origins
	Every time.Duration                                            // between looks; 0: 2 s
	Log   *slog.Logger                                             // nil: slog.Default()
	Audit interface{ Write(Entry) error }                          // nil: none
}

// Watcher looks at the file and tells a Keeper of what has changed. A content counts
// when two looks in a row have found it: a file that somebody is just writing ends
// nobody's session. What cannot be read, or is wrong, changes nothing and is told once.
type Watcher struct {
	Watching
	keeper *Keeper
	first  Config // as the server began with it
	allows []string

	found, dealt [sha256.Size]byte // of the last look; of what has been dealt with
	missing      string            // why it could not be read; "": it could

	stop  context.CancelFunc
	ended chan struct{}
}

const mostFile = 4 << 20 // [bytes] of an access file

// Watch begins to watch. first and origins are what the server began with: what of
// them besides people and tokens changes later is told to need a restart.
func Watch(k *Keeper, first Config, origins []string, c Watching) *Watcher {
	if c.Every <= 0 {
		c.Every = 2 * time.Second
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	ctx, stop := context.WithCancel(context.Background())
	w := &Watcher{Watching: c, keeper: k, first: first, allows: origins, stop: stop, ended: make(chan struct{})}
	go w.run(ctx)
	return w
}

// Close ends it.
func (w *Watcher) Close() error {
	w.stop()
	<-w.ended
	return nil
}

func (w *Watcher) run(ctx context.Context) {
	defer close(w.ended)
	tick := time.NewTicker(w.Every)
	defer tick.Stop()
	for {
		w.look()
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// look reads the file and deals with a content that it finds for the second time.
func (w *Watcher) look() {
	text, err := w.read()
	if err != nil {
		if why := err.Error(); why != w.missing {
			w.missing = why
			w.tell(false, "the file cannot be read; who may come in stays as it was: "+why)
		}
		return
	}
	w.missing = ""
	sum := sha256.Sum256(text)
	if settled := sum == w.found; !settled || sum == w.dealt {
		w.found = sum
		return
	}
	w.dealt = sum
	c, origins, err := w.Parse(w.Path, text)
	if err != nil {
		w.tell(false, "the file is wrong; who may come in stays as it was: "+err.Error())
		return
	}
	changes, err := w.keeper.Replace(c)
	if err != nil {
		w.tell(false, "the file is not taken; who may come in stays as it was: "+err.Error())
		return
	}
	for _, change := range changes {
		w.tell(true, change)
	}
	if !reflect.DeepEqual(c.OIDC, w.first.OIDC) || c.Limits != w.first.Limits || !reflect.DeepEqual(origins, w.allows) {
		w.tell(false, "origins, oidc and limits are others than the server began with: they need a restart")
	}
}

func (w *Watcher) read() ([]byte, error) {
	info, err := os.Stat(w.Path)
	if err != nil {
		return nil, err
	}
	if info.Size() > mostFile {
		return nil, fmt.Errorf("%s: has more than %d bytes", w.Path, mostFile)
	}
	return os.ReadFile(w.Path)
}

// tell writes into the log and the audit what has changed, or that nothing could be.
func (w *Watcher) tell(changed bool, what string) {
	if changed {
		w.Log.Info("access: "+what, "file", w.Path)
	} else {
		w.Log.Warn("access: "+what, "file", w.Path)
	}
	if w.Audit == nil {
		return
	}
	if err := w.Audit.Write(Entry{At: time.Now(), From: "file", Path: w.Path, What: "access: " + what}); err != nil {
		w.Log.Error("a change of access is not in the audit", "what", what, "err", err)
	}
}
