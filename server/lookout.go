package server

import (
	"cmp"
	"math"
	"slices"

	"shapan/engine"
	"shapan/engine/ensemble"
)

// lookout watches members and notes when each reaches which level of alarm.
type lookout struct{ members []sighting }

// sighting is what one member came to; only its own goroutine writes it.
type sighting struct {
	first   map[alarmKey]float64
	text    map[alarmKey]engine.Text
	highest map[string]float64
}

type alarmKey struct {
	subject string
	level   engine.AlarmLevel
}

func newLookout(members int) *lookout {
	l := &lookout{make([]sighting, members)}
	for k := range l.members {
		l.members[k] = sighting{map[alarmKey]float64{}, map[alarmKey]engine.Text{}, map[string]float64{}}
	}
	return l
}

// Begin and End implement ensemble.Watcher.
func (*lookout) Begin(int)                  {}
func (*lookout) End(int, *ensemble.Outcome) {}

// Frame implements ensemble.Watcher.
func (l *lookout) Frame(member int, f *engine.Frame) {
	m := &l.members[member]
	for _, a := range f.Alarms {
		for level := engine.PreWarning; level <= a.Level; level++ {
			key := alarmKey{a.Subject, level}
			if _, seen := m.first[key]; !seen {
				m.first[key], m.text[key] = f.Tick.Seconds(), a.Text
			}
		}
	}
	for _, s := range f.Scalars {
		if top, seen := m.highest[s.Name]; !seen || s.Value > top {
			if !math.IsNaN(s.Value) {
				m.highest[s.Name] = s.Value
			}
		}
	}
}

// arrivals gathers the members, the soonest arrival first.
func (l *lookout) arrivals() []Arrival {
	times := map[alarmKey][]float64{}
	texts := map[alarmKey]engine.Text{}
	for _, m := range l.members {
		for key, t := range m.first {
			if len(times[key]) == 0 || t < slices.Min(times[key]) {
				texts[key] = m.text[key]
			}
			times[key] = append(times[key], t)
		}
	}
	all := []Arrival{}
	for key, t := range times {
		slices.Sort(t)
		a := Arrival{
			Subject: key.subject, Level: key.level.String(), Text: texts[key],
			Reached: len(t), Of: len(l.members), Soonest: t[0], Latest: t[len(t)-1],
		}
		if middle := (len(l.members) - 1) / 2; middle < len(t) {
			a.Likely = t[middle]
		} else {
			a.Never = true
		}
		all = append(all, a)
	}
	slices.SortFunc(all, func(a, b Arrival) int {
		return cmp.Or(cmp.Compare(a.Soonest, b.Soonest), cmp.Compare(a.Subject, b.Subject), cmp.Compare(a.Level, b.Level))
	})
	return all
}
