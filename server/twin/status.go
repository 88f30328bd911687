package twin

import (
	"context"
	"math"
	"slices"
	"time"

	"shapan/engine/alarm"
	"shapan/server/historian"
)

// Status is a point as it is now.
type Status struct {
	ID       string            `json:"id"`
	Value    *float64          `json:"value,omitempty"` // absent: nothing has been heard
	At       time.Time         `json:"at,omitzero"`     // by the sensor's clock
	Received time.Time         `json:"received,omitzero"`
	Quality  historian.Quality `json:"quality"`
	Tier     alarm.Tier        `json:"tier"`            // of its limits now
	Fault    string            `json:"fault,omitempty"` // of its sensor now
	PerDay   *float64          `json:"per_day,omitempty"`
	Cause    string            `json:"cause,omitempty"` // why it has its tier
	Limit    AlarmNow          `json:"limit_alarm"`
	Sensor   AlarmNow          `json:"sensor_alarm"`
	Outlook  *Outlook          `json:"outlook,omitempty"`
}

// AlarmNow is an alarm as it is now.
type AlarmNow struct {
	Phase        alarm.Phase `json:"phase"`
	Tier         alarm.Tier  `json:"tier"`
	Peak         alarm.Tier  `json:"peak"`
	Since        time.Time   `json:"since,omitzero"`
	Shown        bool        `json:"shown"` // to be seen and heard
	ShelvedUntil time.Time   `json:"shelved_until,omitzero"`
	Suppressed   string      `json:"suppressed,omitempty"`
	OutOfService string      `json:"out_of_service,omitempty"`
	Escalated    int         `json:"escalated"`
}

func alarmNow(c *alarm.Cycle, now time.Time) AlarmNow {
	return AlarmNow{c.Phase, c.Tier, c.Peak, c.Since, c.Shown(now), c.ShelvedUntil, c.Suppressed, c.OutOfService, c.Escalated}
}

// status of a point. mu is held.
func (t *Twin) status(k int) Status {
	s := t.state
	w, p := s.all[k], &s.points[k]
	st := Status{ID: p.ID, Tier: alarm.Worst(w.Judged...), Limit: alarmNow(&w.Limit, s.clock), Sensor: alarmNow(&w.Sensor, s.clock), Outlook: t.outlooks[p.ID]}
	if w.Fault != alarm.Sound {
		st.Fault = w.Fault.String()
	}
	if !w.Known {
		return st
	}
	value := w.Last.Value
	st.Value, st.At, st.Received, st.Quality = &value, w.Last.At, w.Last.Received, w.Last.Quality
	_, st.Cause, _, _ = cause(p, w.Judged)
	if before, known := w.Track.at(w.At.Add(-24*time.Hour), coarseStep); known {
		perDay := value - before
		st.PerDay = &perDay
	}
	return st
}

// Points are the points that the twin watches, by ID.
func (t *Twin) Points() []alarm.Point { return t.state.points }

// Statuses are all points as they are now, by ID.
func (t *Twin) Statuses() (all []Status, flood bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	all = make([]Status, len(t.state.points))
	for k := range all {
		all[k] = t.status(k)
	}
	return all, t.state.flood
}

// StatusOf is one point as it is now.
func (t *Twin) StatusOf(id string) (Status, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	k, known := t.state.index[id]
	if !known {
		return Status{}, false
	}
	return t.status(k), true
}

// Events are those after a number, the oldest first, at most the newest so many.
func (t *Twin) Events(after uint64, most int) []Event {
	t.mu.Lock()
	defer t.mu.Unlock()
	k, _ := slices.BinarySearchFunc(t.history, after+1, func(e Event, seq uint64) int {
		switch {
		case e.Seq < seq:
			return -1
		case e.Seq > seq:
			return 1
		}
		return 0
	})
	return slices.Clone(t.history[max(k, len(t.history)-most):])
}

// Roots are the alarms that are not over, and those of the last hour, as they came
// up: those of one group that followed each other within ten minutes told as one.
func (t *Twin) Roots() []alarm.Root {
	t.mu.Lock()
	defer t.mu.Unlock()
	return alarm.Roots(t.state.recent, 10*time.Minute)
}

// Past is a point as it was at an instant.
type Past struct {
	ID      string            `json:"id"`
	Value   *float64          `json:"value,omitempty"`
	At      time.Time         `json:"at,omitzero"`
	Quality historian.Quality `json:"quality"`
	Limit   Standing          `json:"limit_alarm"`
	Sensor  Standing          `json:"sensor_alarm"`
}

// Moment is how all points stood at a past instant, as the log tells it.
func (t *Twin) Moment(ctx context.Context, at time.Time) ([]Past, error) {
	then, err := t.log.Moment(ctx, at)
	if err != nil {
		return nil, err
	}
	all := make([]Past, len(t.state.points))
	for k := range all {
		all[k].ID = t.state.points[k].ID
	}
	for i := range then {
		r := &then[i]
		k, known := t.state.index[r.Subject]
		if !known {
			continue
		}
		switch r.Property {
		case t.state.points[k].Property:
			value := r.Value
			all[k].Value, all[k].At, all[k].Quality = &value, r.At, r.Quality
		case eventProperty + string(OfLimit):
			all[k].Limit = standingOf(r)
		case eventProperty + string(OfSensor):
			all[k].Sensor = standingOf(r)
		}
	}
	return all, nil
}

// Series is what a point has done between two instants, with no more than so many
// samples; of what lies closer the least and the greatest are kept.
func (t *Twin) Series(ctx context.Context, id string, from, to time.Time, most int) ([]Sample, error) {
	t.mu.Lock()
	k, known := t.state.index[id]
	if !known {
		t.mu.Unlock()
		return nil, ErrUnknownPoint
	}
	track := &t.state.all[k].Track
	property := t.state.points[k].Property
	var all []Sample
	// The whole day is in memory, and so is what is too long to be read; an hour
	// or a day of long ago is in the log.
	memory := len(track.Fine) > 0 && !from.Before(track.Fine[0].At) || to.Sub(from) > 3*24*time.Hour || len(track.Coarse) > 0 && !track.Coarse[0].At.Before(to)
	if memory {
		all = track.merged()
		if w := t.state.all[k]; len(all) > 0 && w.Last.Quality != historian.Bad && w.At.After(all[len(all)-1].At) {
			all = append(all, Sample{w.At, w.Last.Value})
		}
	}
	t.mu.Unlock()
	if !memory {
		errEnough := context.Canceled
		err := t.log.Read(ctx, from, func(r historian.Reading) error {
			if r.Received.After(to.Add(time.Hour)) {
				return errEnough
			}
			if r.Subject == id && r.Property == property && r.Quality != historian.Bad {
				all = append(all, Sample{r.At, r.Value})
			}
			return nil
		})
		if err != nil && (ctx.Err() != nil || err != errEnough) {
			return nil, err
		}
		slices.SortStableFunc(all, func(a, b Sample) int { return a.At.Compare(b.At) })
	}
	all = slices.DeleteFunc(all, func(s Sample) bool { return s.At.Before(from) || s.At.After(to) })
	return decimate(all, most), nil
}

// decimate keeps the least and the greatest of each of most/2 parts of the time.
func decimate(all []Sample, most int) []Sample {
	if len(all) <= most || most < 2 {
		return all
	}
	first, span := all[0].At, all[len(all)-1].At.Sub(all[0].At)+1
	parts := most / 2
	var out []Sample
	for k := 0; k < len(all); {
		part := int(float64(all[k].At.Sub(first)) / float64(span) * float64(parts))
		low, high := k, k
		for ; k < len(all) && int(float64(all[k].At.Sub(first))/float64(span)*float64(parts)) == part; k++ {
			if all[k].Value < all[low].Value {
				low = k
			}
			if all[k].Value > all[high].Value {
				high = k
			}
		}
		out = append(out, all[min(low, high)])
		if low != high {
			out = append(out, all[max(low, high)])
		}
	}
	return out
}

// Parts of a limit for those who draw it: nil where there is no such tier.
func Parts(r *alarm.Rule) (limits [3]*float64) {
	for k, v := range r.Limits {
		if !math.IsNaN(v) {
			limits[k] = &r.Limits[k]
		}
	}
	return limits
}
