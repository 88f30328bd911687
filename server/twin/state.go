package twin

import (
	"slices"
	"strings"
	"time"

	"shapan/engine/alarm"
	"shapan/server/historian"
)

// State is what the twin knows of a site's points. See and Pass in the same order
// give the same state and the same events. It is for one goroutine.
type State struct {
	points []alarm.Point
	index  map[string]int // by ID
	all    []*watched

	clock  time.Time // of the log
	next   time.Time // no timer is due before
	seq    uint64
	recent []alarm.Raised // of the last hour, and of what is not over
	swept  time.Time      // when recent was looked through
	flood  bool
	text   map[string]string // of acts whose pieces have come

	events  []Event   // since taken
	stands  []float64 // of their alarms
	changed map[int]bool
}

// watched is a point as it is now.
type watched struct {
	Known  bool
	Last   historian.Reading
	At     time.Time // of the last judged, by the sensor's clock or, where that is wrong, the log's
	Lag    time.Duration
	Judged []alarm.Judged
	Limit  alarm.Cycle
	Sensor alarm.Cycle
	Health alarm.Health
	Fault  alarm.Fault
	Track  Track
}

// NewState is the state of points of which nothing is known yet.
func NewState(points []alarm.Point) *State {
	s := &State{points: points, index: map[string]int{}, text: map[string]string{}, changed: map[int]bool{}}
	for k := range points {
		s.index[points[k].ID] = k
		s.all = append(s.all, &watched{Judged: make([]alarm.Judged, len(points[k].Rules))})
	}
	return s
}

// See takes a reading as the log gives it.
func (s *State) See(r historian.Reading) {
	s.Pass(r.Received)
	k, known := s.index[r.Subject]
	switch {
	case r.Property == actText:
		s.text[r.Subject] += r.Source
	case strings.HasPrefix(r.Property, actProperty):
		why := s.text[r.Subject]
		delete(s.text, r.Subject)
		if known {
			s.heed(k, r, why)
		}
	case known && r.Property == s.points[k].Property:
		s.judge(k, &r)
	}
}

// sound tells whether a reading is one to build on: not bad by its own word, nor of
// a point whose sensor is at fault.
func (s *State) sound(r *historian.Reading) bool {
	k, known := s.index[r.Subject]
	return !reserved(r.Property) && r.Quality == historian.Good && !(known && r.Property == s.points[k].Property && s.all[k].Fault != alarm.Sound)
}

// Pass lets time pass up to an instant: shelves end, the next person is called,
// silent sensors are told. Each happens at its own instant.
func (s *State) Pass(until time.Time) {
	if !until.After(s.clock) {
		return
	}
	for !s.next.After(until) {
		first, at := -1, time.Time{}
		for k := range s.all {
			if due, some := s.due(k); some && (first < 0 || due.Before(at)) {
				first, at = k, due
			}
		}
		if first < 0 {
			s.next = until.Add(fineSpan)
			break
		}
		if s.next = at; at.After(until) {
			break
		}
		s.clock = laterOf(s.clock, at)
		s.fire(first)
	}
	s.clock = until
	s.calm()
}

// due is the next instant at which time alone changes something about a point.
func (s *State) due(k int) (at time.Time, some bool) {
	w, p := s.all[k], &s.points[k]
	take := func(t time.Time) {
		if t = laterOf(t, s.clock); !some || t.Before(at) {
			at, some = t, true
		}
	}
	for _, c := range []*alarm.Cycle{&w.Limit, &w.Sensor} {
		switch {
		case !c.ShelvedUntil.IsZero():
			take(c.ShelvedUntil)
		case c.Phase == alarm.Unacknowledged && !c.Due.IsZero() && c.Suppressed == "" && c.OutOfService == "":
			take(c.Due)
		}
	}
	if w.Known && p.Sensor.Every > 0 && w.Fault != alarm.Dropout {
		take(w.Last.Received.Add(3 * p.Sensor.Every))
	}
	return at, some
}

// fire does what is due of a point at the clock's instant.
func (s *State) fire(k int) {
	w, p := s.all[k], &s.points[k]
	if w.Known && p.Sensor.Every > 0 && w.Fault != alarm.Dropout && !s.clock.Before(w.Last.Received.Add(3*p.Sensor.Every)) {
		s.fault(k, alarm.Dropout)
	}
	s.apply(k, OfLimit, alarm.Act{At: s.clock, Kind: alarm.Clock, Who: "clock"})
	s.apply(k, OfSensor, alarm.Act{At: s.clock, Kind: alarm.Clock, Who: "clock"})
}

// awake makes sure that a point's timers are looked at.
func (s *State) awake(k int) {
	if at, some := s.due(k); some && at.Before(s.next) {
		s.next = at
	}
}

func laterOf(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

// cycle is one of a point's alarms.
func (w *watched) cycle(of Which) *alarm.Cycle {
	if of == OfSensor {
		return &w.Sensor
	}
	return &w.Limit
}

// apply does an act to an alarm and keeps what changes as events.
func (s *State) apply(k int, of Which, a alarm.Act) error {
	w, p := s.all[k], &s.points[k]
	c := w.cycle(of)
	after, changes, err := c.Apply(&p.Manner, a)
	if err != nil {
		return err
	}
	*c = after
	for _, t := range changes {
		e := Event{At: t.At, Point: p.ID, Alarm: of, What: t.What, Tier: t.Tier, Phase: t.To, Who: t.Who, Why: t.Why, Value: w.Last.Value}
		if a.Kind == alarm.Judge {
			if of == OfSensor {
				e.Cause, e.Why = w.Fault.String(), w.Fault.String()
			} else if name, why, value, limit := cause(p, w.Judged); name != "" {
				e.Cause, e.Why, e.Value, e.Limit = name, why, value, limit
			}
		}
		s.tell(k, e)
		if t.What == "raised" || t.What == "higher" {
			s.raise(k, of, t)
		}
	}
	s.awake(k)
	return nil
}

// tell keeps an event.
func (s *State) tell(k int, e Event) {
	s.seq++
	e.Seq = s.seq
	stands := 0.0
	if k >= 0 {
		stands = standing(s.all[k].cycle(e.Alarm))
		s.changed[k] = true
	}
	s.events, s.stands = append(s.events, e), append(s.stands, stands)
}

// raise counts an alarm that has come up, and tells when they come faster than a
// person can follow.
func (s *State) raise(k int, of Which, t alarm.Transition) {
	group := s.points[k].Group
	if of == OfSensor {
		group += " sensors" // one feed that breaks silences many
	}
	s.recent = append(s.recent, alarm.Raised{At: t.At, Point: s.points[k].ID + "#" + string(of), Tier: t.Tier, Group: group, Every: s.points[k].Sensor.Every})
	s.calm()
}

const (
	keepRaised = time.Hour
	sweepEvery = time.Minute
)

// calm forgets what came up more than an hour ago and is over, and tells when a
// flood begins or ends.
func (s *State) calm() {
	if s.clock.Sub(s.swept) > sweepEvery {
		s.swept = s.clock
		first := map[string]bool{}
		s.recent = slices.DeleteFunc(s.recent, func(r alarm.Raised) bool {
			if s.clock.Sub(r.At) <= keepRaised {
				return false
			}
			again := first[r.Point]
			first[r.Point] = true
			return again || !s.lasts(r.Point)
		})
	}
	if now := alarm.Flood(s.flood, s.recent, s.clock); now != s.flood {
		s.flood = now
		what := "flood_over"
		if now {
			what = "flood"
		}
		s.tell(-1, Event{At: s.clock, Alarm: "site", What: what, Who: "clock"})
	}
}

// lasts tells whether an alarm, named as in recent, is not over.
func (s *State) lasts(name string) bool {
	id, of, _ := strings.Cut(name, "#")
	k, known := s.index[id]
	return known && s.all[k].cycle(Which(of)).Phase != alarm.Normal
}

// take gives the events and the points that have changed since it was asked last.
func (s *State) take() (events []Event, stands []float64, changed []int) {
	for k := range s.changed {
		changed = append(changed, k)
	}
	slices.Sort(changed)
	events, stands = s.events, s.stands
	s.events, s.stands = nil, nil
	clear(s.changed)
	return events, stands, changed
}

// Take gives the events since it was asked last.
func (s *State) Take() []Event {
	events, _, _ := s.take()
	return events
}
