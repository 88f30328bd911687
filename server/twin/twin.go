package twin

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"shapan/engine/alarm"
	"shapan/server/historian"
)

// Log is what the twin needs of a log; a historian.Log is one.
type Log interface {
	Append(ctx context.Context, readings ...historian.Reading) error
	Read(ctx context.Context, from time.Time, each func(historian.Reading) error) error
	Moment(ctx context.Context, at time.Time) ([]historian.Reading, error)
}

// Options are what a twin is made of.
type Options struct {
	Points   []alarm.Point
	Log      Log
	Snapshot string           // file that a restart begins from; "": the log alone
	Logger   *slog.Logger     // nil: slog.Default()
	Now      func() time.Time // nil: time.Now; another clock where a record is kept as if it came in then
}

// Change is what the twin tells those who watch it.
type Change struct {
	Points []Status // that have changed, as they are now
	Events []Event
	Flood  bool
}

// Twin follows a site. It may be used by many at once.
type Twin struct {
	log    Log
	logger *slog.Logger
	file   string
	now    func() time.Time

	mu       sync.Mutex // guards what follows
	state    *State
	history  []Event // the newest, in order
	outlooks map[string]*Outlook
	watchers map[int]func(Change)
	watched  int
	news     []Event      // not yet told
	dirty    map[int]bool // points that have changed

	turn     sync.Mutex // held by who follows the log; before mu
	at       time.Time  // received of the last reading seen
	seen     int        // how many of that instant have been seen
	unlogged []unlogged
	saved    time.Time
	opened   bool

	lastLogged time.Time // of the events in the log

	heard func([]historian.Reading) // see Hear; turn guards it

	kicked  chan struct{}
	closing context.CancelFunc
	done    sync.WaitGroup
}

type unlogged struct {
	event  Event
	stands float64
}

const (
	// lookEvery is how often time passes when nothing is said.
	lookEvery = 250 * time.Millisecond
	// settling is how long a reading that the log has stamped may take to be
	// readable: time does not pass up to now, or it would overtake one.
	settling    = time.Second
	saveEvery   = 5 * time.Minute
	mostHistory = 5000
)

// Open restores the state from the log and follows it from then on.
func Open(ctx context.Context, o Options) (*Twin, error) {
	if o.Log == nil {
		return nil, errors.New("twin: no log")
	}
	t := &Twin{log: o.Log, logger: o.Logger, file: o.Snapshot, state: NewState(o.Points),
		outlooks: map[string]*Outlook{}, watchers: map[int]func(Change){}, dirty: map[int]bool{}, saved: time.Now(), kicked: make(chan struct{}, 1)}
	if t.logger == nil {
		t.logger = slog.Default()
	}
	if t.now = o.Now; t.now == nil {
		t.now = time.Now
	}
	if err := t.load(); err != nil {
		t.logger.Warn("twin: the snapshot is of no use: everything is read again from the log", "file", t.file, "error", err)
		t.state, t.at, t.seen, t.history = NewState(o.Points), time.Time{}, 0, nil
	}
	if err := t.follow(ctx); err != nil {
		return nil, fmt.Errorf("twin: reading the log: %w", err)
	}
	ctx, t.closing = context.WithCancel(context.Background())
	t.done.Go(func() { t.run(ctx) })
	t.done.Go(func() { t.foresee(ctx) })
	return t, nil
}

// Close keeps the state for the next start. The log is the caller's to close.
func (t *Twin) Close() error {
	t.closing()
	t.done.Wait()
	t.turn.Lock()
	defer t.turn.Unlock()
	return t.save()
}

// Append logs readings and returns when they are in the log and synced; they are
// judged right after.
func (t *Twin) Append(ctx context.Context, readings ...historian.Reading) error {
	for k := range readings {
		if reserved(readings[k].Property) {
			return fmt.Errorf("reading %d: property %q: what begins with event/ or act/ is the twin's own", k+1, readings[k].Property)
		}
	}
	if err := t.log.Append(ctx, readings...); err != nil {
		return err
	}
	t.kick()
	return nil
}

func (t *Twin) kick() {
	select {
	case t.kicked <- struct{}{}:
	default:
	}
}

// Hear lets a function, which must be quick, be told from now on what sound
// sensors say, in the log's order.
func (t *Twin) Hear(told func([]historian.Reading)) {
	t.turn.Lock()
	defer t.turn.Unlock()
	t.heard = told
}

// Sync returns when everything that is in the log now has been judged.
func (t *Twin) Sync(ctx context.Context) error { return t.follow(ctx) }

func (t *Twin) run(ctx context.Context) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	troubled := false
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.kicked:
		case <-tick.C:
		}
		err := t.follow(ctx)
		if err != nil && ctx.Err() == nil && !troubled {
			t.logger.Error("twin: the log cannot be followed", "error", err)
		}
		troubled = err != nil
	}
}

// follow sees what the log has grown by, in its order, lets time pass, and logs
// the events that have come of it.
func (t *Twin) follow(ctx context.Context) error {
	t.turn.Lock()
	defer t.turn.Unlock()
	now := t.now().Add(-settling)
	skip := t.seen
	var news []historian.Reading
	err := t.log.Read(ctx, t.at, func(r historian.Reading) error {
		if r.Received.Equal(t.at) {
			if skip > 0 {
				skip--
				return nil
			}
			t.seen++
		} else {
			t.at, t.seen, skip = r.Received, 1, 0
		}
		t.mu.Lock()
		defer t.mu.Unlock()
		if strings.HasPrefix(r.Property, eventProperty) {
			t.logged(&r)
			t.state.Pass(r.Received)
		} else {
			t.state.See(r)
			if t.heard != nil && t.state.sound(&r) {
				news = append(news, r)
			}
		}
		t.collect()
		return nil
	})
	if err != nil {
		return err
	}
	if len(news) > 0 {
		t.heard(news)
	}
	t.mu.Lock()
	t.state.Pass(now) // never before all is read that was received until then
	t.collect()
	change := t.change()
	watchers := make([]func(Change), 0, len(t.watchers))
	for _, w := range t.watchers {
		watchers = append(watchers, w)
	}
	t.mu.Unlock()
	if len(change.Points) > 0 || len(change.Events) > 0 {
		for _, w := range watchers {
			w(change)
		}
	}
	return t.write(ctx)
}

// collect keeps what has changed: events until they are in the log, all of it until
// the watchers are told. mu is held.
func (t *Twin) collect() {
	events, stands, changed := t.state.take()
	for k, e := range events {
		t.unlogged = append(t.unlogged, unlogged{e, stands[k]})
	}
	t.history = append(t.history, events...)
	if n := len(t.history) - mostHistory; n > mostHistory/10 {
		t.history = slices.Delete(t.history, 0, n)
	}
	t.news = append(t.news, events...)
	for _, k := range changed {
		t.dirty[k] = true
	}
}

// change is what the watchers have not been told. mu is held.
func (t *Twin) change() Change {
	c := Change{Events: t.news, Flood: t.state.flood}
	for k := range t.dirty {
		c.Points = append(c.Points, t.status(k))
	}
	slices.SortFunc(c.Points, func(a, b Status) int { return strings.Compare(a.ID, b.ID) })
	t.news = nil
	clear(t.dirty)
	return c
}

// logged takes an event that is in the log from those that have to be written.
func (t *Twin) logged(r *historian.Reading) {
	if r.Property == eventText {
		return
	}
	t.lastLogged = laterOf(t.lastLogged, r.At)
	words := strings.SplitN(r.Source, " ", 3)
	if len(words) < 2 {
		return
	}
	for k := range t.unlogged {
		e := &t.unlogged[k].event
		subject := e.Point
		if subject == "" {
			subject = siteSubject
		}
		if e.At.Equal(r.At) && subject == r.Subject && eventProperty+string(e.Alarm) == r.Property && e.What == words[1] {
			t.unlogged = slices.Delete(t.unlogged, k, k+1)
			return
		}
	}
}

// write brings the events into the log. What fails is tried again.
func (t *Twin) write(ctx context.Context) error {
	if !t.opened {
		// Where the log's beginning is gone, what is judged from its rest is not
		// what was judged then: what was told stands.
		t.unlogged = slices.DeleteFunc(t.unlogged, func(u unlogged) bool { return u.event.At.Before(t.lastLogged) })
		t.opened = true
	}
	for len(t.unlogged) > 0 {
		var readings []historian.Reading
		n := 0
		for n < len(t.unlogged) && len(readings) < historian.MostAppend/2 {
			readings = append(readings, t.unlogged[n].event.readings(t.unlogged[n].stands)...)
			n++
		}
		if err := t.log.Append(ctx, readings...); err != nil {
			return fmt.Errorf("events: %w", err)
		}
		t.unlogged = slices.Delete(t.unlogged, 0, n)
	}
	if t.file != "" && time.Since(t.saved) > saveEvery {
		t.saved = time.Now()
		if err := t.save(); err != nil {
			t.logger.Warn("twin: the snapshot cannot be written", "file", t.file, "error", err)
		}
	}
	return nil
}

// Watch calls a function, which must be quick, with every change from now on; the
// one that it returns ends that.
func (t *Twin) Watch(tell func(Change)) (end func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.watched++
	id := t.watched
	t.watchers[id] = tell
	return func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		delete(t.watchers, id)
	}
}
