package twin

import (
	"math"
	"time"

	"shapan/engine/alarm"
	"shapan/server/historian"
)

// judge takes a reading of a point: first what it says of its sensor, then what it
// says of the site.
func (s *State) judge(k int, r *historian.Reading) {
	w, p := s.all[k], &s.points[k]
	s.changed[k] = true
	skewed := w.skewed(p, r)
	at := r.At
	if skewed {
		at = r.Received
	}
	w.Lag = r.Received.Sub(r.At)
	if w.Known && !at.After(w.At) {
		w.Last.Received = r.Received // it lives, though what it says is old
		s.awake(k)
		return
	}
	w.Known, w.Last, w.At = true, *r, at
	if r.Quality == historian.Bad {
		s.fault(k, alarm.Broken)
		return
	}
	health, fault := w.Health.See(&p.Sensor, alarm.Observed{At: at, Received: at, Value: r.Value})
	w.Health = health
	switch {
	case fault != alarm.Sound:
	case skewed:
		fault = alarm.Skew
	case s.drifts(k, at, r.Value):
		fault = alarm.Drift
	}
	value, measured := r.Value, true
	if fault == alarm.Range {
		value, measured = saturated(&p.Sensor, r.Value)
	}
	s.fault(k, fault)
	if !measured {
		return
	}
	before := alarm.Worst(w.Judged...)
	for i := range p.Rules {
		rule := &p.Rules[i]
		w.Judged[i] = w.Judged[i].Next(rule, at, value, func(when time.Time) (float64, bool) {
			return w.Track.at(when, max(coarseStep, rule.Rate/8))
		})
	}
	if fault != alarm.Spike && fault != alarm.Range {
		w.Track.add(Sample{at, value})
	}
	if tier := alarm.Worst(w.Judged...); tier != before || tier != w.Limit.Tier {
		s.apply(k, OfLimit, alarm.Act{At: s.clock, Kind: alarm.Judge, Tier: tier, Who: "judge"})
	}
	s.awake(k)
}

// skewed tells whether a sensor's clock is wrong: ahead of ours, or behind by a
// time that stays. What comes in a bunch after a break is late, and its lag shrinks
// from one reading to the next.
func (w *watched) skewed(p *alarm.Point, r *historian.Reading) bool {
	most := p.Sensor.MostSkew
	if most == 0 {
		most = 5 * time.Minute
	}
	lag := r.Received.Sub(r.At)
	return lag < -most || lag > most && w.Known && (lag-w.Lag).Abs() <= max(time.Second, p.Sensor.Every/4)
}

// saturated is a value at the end of its sensor's range. What is farther out than
// the range is wide is an error code.
func saturated(s *alarm.Sensor, value float64) (float64, bool) {
	if width := s.High - s.Low; value < s.Low-width || value > s.High+width {
		return value, false
	}
	return math.Max(s.Low, math.Min(s.High, value)), true
}

// drifts compares a day's change with that of the neighbours.
func (s *State) drifts(k int, at time.Time, value float64) bool {
	p := &s.points[k]
	if p.Sensor.MostOff <= 0 {
		return false
	}
	const day = 24 * time.Hour
	before, known := s.all[k].Track.at(at.Add(-day), coarseStep)
	if !known {
		return false
	}
	var others []float64
	for _, id := range p.Neighbours {
		i, there := s.index[id]
		if !there {
			continue
		}
		w := s.all[i]
		if then, known := w.Track.at(at.Add(-day), coarseStep); known && at.Sub(w.At) < max(coarseStep, 3*p.Sensor.Every) && w.Fault == alarm.Sound {
			others = append(others, w.Last.Value-then)
		}
	}
	return alarm.Drifts(&p.Sensor, value-before, others)
}

// tierOf a fault: what passes by itself is a notice.
func tierOf(f alarm.Fault) alarm.Tier {
	switch f {
	case alarm.Sound:
		return alarm.Nothing
	case alarm.Spike, alarm.Skew:
		return alarm.Notice
	}
	return alarm.Warning
}

// fault follows what is wrong with a sensor.
func (s *State) fault(k int, f alarm.Fault) {
	w := s.all[k]
	before := w.Fault
	w.Fault = f
	tier := tierOf(f)
	if f != before && tier != alarm.Nothing && tier == w.Sensor.Tier {
		s.tell(k, Event{At: s.clock, Point: s.points[k].ID, Alarm: OfSensor, What: "changed", Tier: tier, Phase: w.Sensor.Phase,
			Who: "judge", Why: f.String(), Cause: f.String(), Value: w.Last.Value})
	}
	if tier != w.Sensor.Tier {
		if f == alarm.Sound {
			w.Fault = before // the event says which fault is over
			s.apply(k, OfSensor, alarm.Act{At: s.clock, Kind: alarm.Judge, Tier: tier, Who: "judge"})
			w.Fault = f
		} else {
			s.apply(k, OfSensor, alarm.Act{At: s.clock, Kind: alarm.Judge, Tier: tier, Who: "judge"})
		}
	}
	s.awake(k)
}
