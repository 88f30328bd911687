package server

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"sync"
	"time"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
)

// Following says how a run follows the real site: it plays a scenario from now
// on by the wall's clock, hears what is measured, and is asked every so often
// what comes next.
type Following struct {
	Site, Scenario string
	Late           time.Duration // behind the wall's clock, so that readings come in time; 0: 2 s
	Rules          []FollowRule
	Outlook        Outlook
	// Past reads what was measured from an instant on, in the order of receipt: a
	// run that is taken up from its kept state hears it first. nil: nothing was.
	Past func(ctx context.Context, from time.Time, each func(Measured) error) error
	// Keep is a file in which the run's state is kept, so that a server that starts
	// again goes on from there; "": it begins anew.
	Keep string
}

// Measured is a reading that may concern a run.
type Measured struct {
	Subject, Property string
	Value             float64
	At                time.Time // by the sensor's clock, not after Received
	Received          time.Time // by the log's
	Stated            time.Time // as the sender has it: of a forecast it lies ahead
}

// FollowRule says what a reading sets in the run.
type FollowRule struct {
	Subject, Property string // of the reading
	Of, Sets          string // whom it befalls and which property
	Scale, Offset     float64
	Words             map[float64]string // in place of the number; a number without a word sets nothing
	// Forecast tells that the readings of one message together are what is expected:
	// the rule sets points [s from now, value], the last of which ends it.
	Forecast bool
}

// event is what a reading sets; ok is false if it sets nothing.
func (r *FollowRule) event(m Measured) (e engine.Event, ok bool) {
	value := engine.Number(m.Value*r.Scale + r.Offset)
	if r.Words != nil {
		word, known := r.Words[m.Value]
		if !known {
			return e, false
		}
		value = engine.Word(word)
	}
	return engine.Event{At: m.At, Subject: r.Of, Property: r.Sets, Value: value, Source: "sensor/" + m.Subject}, true
}

// follower ties what is measured to the run that follows.
type follower struct {
	Following
	run   *hosted
	reach int64     // ticks that a fork goes on: the scenario's own length
	print string    // of scenario and site
	began time.Time // where the run was taken up, by its own clock

	hearing sync.Mutex              // held by who tells it something; before mu
	coming  map[int]*comingForecast // by rule

	mu      sync.Mutex
	waits   bool                    // it is still hearing the past: what is told now is kept in early
	early   []Measured              // in the order in which it was told
	last    map[[2]string]time.Time // by whom and what it sets: of the latest reading
	refused map[string]int          // by message: readings that the run did not understand
	outlook []Forecast              // the newest last

	stop context.CancelFunc
	done sync.WaitGroup
}

const (
	defaultLate = 2 * time.Second
	keepEvery   = 5 * time.Minute
)

// FollowSite starts the run that follows a site, or takes it up from where it
// was kept. It ends with the server.
func (s *Server) FollowSite(f Following) error {
	if f.Late <= 0 {
		f.Late = defaultLate
	}
	w := &follower{Following: f, last: map[[2]string]time.Time{}, refused: map[string]int{}, coming: map[int]*comingForecast{}}
	id, release, err := s.reserve(true)
	if err != nil {
		return spoken(err)
	}
	defer release()
	run, script, prepared, err := s.takeUp(w, id)
	if err != nil {
		return err
	}
	for k := range w.Rules {
		r := &w.Rules[k]
		if err := run.CheckEvent(engine.Event{Subject: r.Of, Property: r.Sets, Value: r.example()}); err != nil {
			return fmt.Errorf("readings of %s, %s: %w", r.Subject, r.Property, err)
		}
	}
	about := &hosted{name: w.Scenario, scenario: w.Scenario, site: prepared.Plan.Site, follower: w}
	if w.run, err = s.host(run, script, prepared, about); err != nil {
		return err
	}
	ctx, stop := context.WithCancel(context.Background())
	w.stop, w.began = stop, run.Tick().Time()
	// It listens before it reads the past, so that nothing falls between the two; what
	// it meets in both is as old as what it knows by then, and is left out.
	w.waits = true
	defer s.listens(w)()
	if w.Past != nil {
		if err := w.hearPast(ctx, run.Tick().N == 0); err != nil {
			stop()
			return fmt.Errorf("what was measured since %s: %w", w.began.Format(time.RFC3339), err)
		}
	}
	w.run.live.pacer.Follow(w.Late)
	if err := s.keep(w.run, func() { s.begin(w.run, 1) }); err != nil {
		stop()
		return spoken(err)
	}
	w.hearEarly()
	w.done.Go(func() { w.keepState(ctx, s.config.Log) })
	w.done.Go(func() { w.lookAhead(ctx, s.config.Log) })
	return nil
}

// takeUp makes the run: from the kept state if it is of the same scenario and
// site, else from now on.
func (s *Server) takeUp(w *follower, id string) (*engine.Run, []engine.Event, *Prepared, error) {
	kept, err := readKept(w.Keep)
	if err != nil {
		return nil, nil, nil, err
	}
	start := s.nowOf(w.Scenario)
	if kept != nil {
		start = kept.State.Tick.Start
	}
	for {
		p, err := s.config.Library.Prepare(w.Scenario, Changes{Start: start})
		if err != nil {
			return nil, nil, nil, err
		}
		w.reach, w.print = p.Plan.Ticks, printOf(p)
		if kept != nil && kept.Print != w.print {
			s.config.Log.Warn("the run that follows the site begins anew: scenario or site have changed since its state was kept", "file", w.Keep)
			kept, start = nil, s.nowOf(w.Scenario)
			continue
		}
		p.Plan.Ticks = math.MaxInt64 / 2 / int64(p.Plan.Step)
		run, err := engine.NewRun(id, p.Plan)
		if err != nil || kept == nil {
			return run, p.Script, p, err
		}
		if err := run.Restore(kept.State); err != nil {
			return nil, nil, nil, fmt.Errorf("%s: %w; delete it to begin anew", w.Keep, err)
		}
		return run, kept.Waiting, p, nil
	}
}

// nowOf is this second in the time zone of a scenario's own start.
func (s *Server) nowOf(scenario string) time.Time {
	now := time.Now().Truncate(time.Second)
	for _, i := range s.config.Library.Scenarios() {
		if i.ID == scenario {
			now = now.In(i.Start.Location())
		}
	}
	return now
}

// Hear takes what has been measured on a site: the run that follows it, if
// there is one, is told.
func (s *Server) Hear(site string, measured ...Measured) {
	for _, r := range s.all() {
		if r.follower != nil && r.site.ID == site && !r.live.over() {
			r.follower.hear(measured...)
		}
	}
	s.mu.Lock()
	early := slices.Clone(s.early)
	s.mu.Unlock()
	for _, w := range early { // one that has just become a run hears it twice, and once in vain
		if w.Site == site {
			w.hear(measured...)
		}
	}
}

// listens lets a follower hear what is told from now on, though there is no run of its
// yet, until it is called off.
func (s *Server) listens(w *follower) (off func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.early = append(s.early, w)
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.early = slices.DeleteFunc(s.early, func(other *follower) bool { return other == w })
	}
}

// hearPast hears what was measured since the run was taken up. One that begins anew
// also hears the newest forecast from before.
func (w *follower) hearPast(ctx context.Context, anew bool) error {
	w.hearing.Lock()
	defer w.hearing.Unlock()
	from := w.began
	for k := range w.Rules {
		if anew && w.Rules[k].Forecast {
			from = w.began.Add(-forecastBack)
		}
	}
	err := w.Past(ctx, from, func(m Measured) error {
		w.heed(m, from.Before(w.began) && m.Received.Before(w.began))
		return nil
	})
	w.gathered()
	return err
}

// hearEarly hears what was told while the past was read, and waits no longer.
func (w *follower) hearEarly() {
	w.hearing.Lock()
	defer w.hearing.Unlock()
	for {
		w.mu.Lock()
		early := w.early
		w.early, w.waits = nil, len(early) > 0
		w.mu.Unlock()
		if len(early) == 0 {
			return
		}
		for _, m := range early {
			w.heed(m, false)
		}
		w.gathered()
	}
}

// hear posts what readings set, which came together.
func (w *follower) hear(measured ...Measured) {
	w.mu.Lock()
	waits := w.waits
	if waits {
		w.early = append(w.early, measured...)
	}
	w.mu.Unlock()
	if waits {
		return
	}
	w.hearing.Lock()
	defer w.hearing.Unlock()
	for _, m := range measured {
		w.heed(m, false)
	}
	w.gathered()
}

// heed takes one reading; hearing is held. A reading older than the last one of its
// kind tells nothing of the present and is left out.
func (w *follower) heed(m Measured, forecastsOnly bool) {
	for k := range w.Rules {
		rule := &w.Rules[k]
		if rule.Subject != m.Subject || rule.Property != m.Property || math.IsNaN(m.Value) {
			continue
		}
		if rule.Forecast {
			w.gather(k, m)
		} else if event, ok := rule.event(m); ok && !forecastsOnly {
			w.post(rule, m.At, event)
		}
	}
}

// post tells the run what a rule sets, as of an instant.
func (w *follower) post(rule *FollowRule, of time.Time, event engine.Event) {
	key := [2]string{rule.Of, rule.Sets}
	w.mu.Lock()
	newer := of.After(w.last[key])
	if newer {
		w.last[key] = of
	}
	w.mu.Unlock()
	if !newer {
		return
	}
	if err := w.run.live.pacer.Post(event); err != nil {
		w.refuse(err)
	}
}

// refuse counts what the run did not understand.
func (w *follower) refuse(err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.refused[err.Error()]++
}

// misheard tells which readings the run did not understand, and how many.
func (w *follower) misheard() map[string]int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return maps.Clone(w.refused)
}

// example is a value such as a rule sets, to see whether the run knows it.
func (r *FollowRule) example() engine.Value {
	if r.Forecast {
		return engine.Points(mgl64.Vec3{0, r.Offset}, mgl64.Vec3{60, r.Offset})
	}
	for _, word := range r.Words {
		return engine.Word(word)
	}
	return engine.Number(r.Offset)
}

// end stops what the follower does beside the run.
func (w *follower) end() {
	w.stop()
	w.done.Wait()
}

var errFollows = errors.New("this run follows the real site by the clock: it is neither paused nor hurried; fork it and do as you like")
