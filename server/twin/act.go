package twin

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"shapan/engine/alarm"
	"shapan/server/historian"
)

// Act is what a person does to an alarm.
type Act struct {
	Point string    // "point/CX1"
	Alarm Which     // "" is the limit's
	Do    string    // one of Acts
	Who   string    // does it
	Why   string    // comment; needed to shelve, suppress, take out of service and comment
	Till  time.Time // of shelve
}

// acts by name. An empty Why ends suppression and puts back into service.
var acts = map[string]alarm.ActKind{
	"acknowledge": alarm.Acknowledge, "shelve": alarm.Shelve, "unshelve": alarm.Unshelve,
	"suppress": alarm.Suppress, "unsuppress": alarm.Suppress,
	"remove": alarm.Remove, "restore": alarm.Remove, "reset": alarm.Reset,
}

const comment = "comment"

// ErrUnknownPoint is an act's for a point that there is not.
var ErrUnknownPoint = errors.New("no such point")

// RefusedError tells that an act makes no sense now, or not at all.
type RefusedError struct{ Why error }

func (e *RefusedError) Error() string { return e.Why.Error() }

// Unwrap gives the reason.
func (e *RefusedError) Unwrap() error { return e.Why }

// alarmAct is what an act is to the alarm's cycle.
func (a *Act) alarmAct(at time.Time) (alarm.Act, error) {
	kind, known := acts[a.Do]
	if !known {
		return alarm.Act{}, fmt.Errorf("%q: must be acknowledge, shelve, unshelve, suppress, unsuppress, remove, restore, reset or comment", a.Do)
	}
	why := a.Why
	switch a.Do {
	case "suppress", "remove":
		if strings.TrimSpace(why) == "" {
			return alarm.Act{}, errors.New("say why")
		}
	case "unsuppress", "restore":
		why = ""
	}
	return alarm.Act{At: at, Kind: kind, Who: a.Who, Why: why, Till: a.Till}, nil
}

// check tells whether an act could be done now.
func (s *State) check(a *Act, now time.Time) error {
	k, known := s.index[a.Point]
	switch {
	case !known:
		return ErrUnknownPoint
	case a.Alarm != OfLimit && a.Alarm != OfSensor:
		return &RefusedError{fmt.Errorf("alarm %q: must be limit or sensor", a.Alarm)}
	case a.Who == "" || len(a.Who) > 100 || !utf8.ValidString(a.Who):
		return &RefusedError{errors.New("who: must be a name of at most 100 bytes")}
	case len(a.Why) > mostText || !utf8.ValidString(a.Why):
		return &RefusedError{fmt.Errorf("why: must be at most %d bytes of UTF-8", mostText)}
	}
	if a.Do == comment {
		if strings.TrimSpace(a.Why) == "" {
			return &RefusedError{errors.New("why: a comment has words")}
		}
		return nil
	}
	done, err := a.alarmAct(now)
	if err == nil {
		_, _, err = s.all[k].cycle(a.Alarm).Apply(&s.points[k].Manner, done)
	}
	if err != nil {
		return &RefusedError{err}
	}
	return nil
}

// readings are an act as it goes into the log.
func (a *Act) readings() []historian.Reading {
	till := 0.0
	if !a.Till.IsZero() {
		till = float64(a.Till.UnixMilli()) / 1e3
	}
	all := texts(a.Point, actText, a.Why, time.Time{})
	return append(all, historian.Reading{Subject: a.Point, Property: actProperty + string(a.Alarm) + "/" + a.Do, Value: till, Source: a.Who})
}

// heed does an act that has come through the log. One that makes no sense any more,
// because another was faster, changes nothing.
func (s *State) heed(k int, r historian.Reading, why string) {
	of, do, ok := strings.Cut(strings.TrimPrefix(r.Property, actProperty), "/")
	if !ok {
		return
	}
	a := Act{Point: r.Subject, Alarm: Which(of), Do: do, Who: r.Source, Why: why}
	if r.Value != 0 {
		a.Till = time.UnixMilli(int64(r.Value * 1e3)).UTC()
	}
	if s.check(&a, s.clock) != nil {
		return
	}
	if do == comment {
		c := s.all[k].cycle(a.Alarm)
		s.tell(k, Event{At: s.clock, Point: a.Point, Alarm: a.Alarm, What: "commented", Tier: c.Tier, Phase: c.Phase, Who: a.Who, Why: why, Value: s.all[k].Last.Value})
		return
	}
	if done, err := a.alarmAct(s.clock); err == nil {
		_ = s.apply(k, a.Alarm, done) // checked
	}
}

// Do does an act: it is refused, or it is in the log and done when Do returns.
func (t *Twin) Do(ctx context.Context, a Act) error {
	if a.Alarm == "" {
		a.Alarm = OfLimit
	}
	t.mu.Lock()
	err := t.state.check(&a, laterOf(t.state.clock, time.Now()))
	t.mu.Unlock()
	if err != nil {
		return err
	}
	if err := t.log.Append(ctx, a.readings()...); err != nil {
		return err
	}
	return t.Sync(ctx)
}
