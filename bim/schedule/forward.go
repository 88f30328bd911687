package schedule

import (
	"fmt"
	"time"
)

// at is an instant in seconds; none for the zero time.
func at(t time.Time) int64 {
	if t.IsZero() {
		return none
	}
	return t.Unix()
}

// instant turns seconds back into a time.
func instant(t int64) time.Time {
	if t == none {
		return time.Time{}
	}
	return time.Unix(t, 0).UTC()
}

// forward finds the early dates: each task begins as soon as its links, its
// summary and its constraints let it.
func (n *network) forward() {
	for _, node := range n.order {
		k := int(node)
		switch {
		case k >= len(n.Tasks):
			n.sumUp(k - len(n.Tasks))
		case n.Tasks[k].Kind == Summary:
			n.capStart[k], _, _ = n.bounds(k) // the gate; capStart serves again in the backward pass
		default:
			n.begin(k)
		}
		if n.beyond(k % len(n.Tasks)); n.err != nil {
			return
		}
	}
}

// sumUp gives a summary the span of its parts.
func (n *network) sumUp(k int) {
	for _, part := range n.parts[k] {
		if n.es[part] == none {
			continue // a summary without parts
		}
		if n.es[k] == none || n.es[part] < n.es[k] {
			n.es[k] = n.es[part]
		}
		n.ef[k] = max(n.ef[k], n.ef[part])
	}
}

// bounds is the earliest start and the earliest finish that links and summary
// allow, and the links that say so.
func (n *network) bounds(k int) (start, finish int64, drivers [2]int) {
	start, finish, drivers = none, none, [2]int{-1, -1}
	for _, index := range n.in[k] {
		l := &n.Links[index]
		from := n.ef[l.From]
		if l.Kind == SS || l.Kind == SF {
			from = n.es[l.From]
		}
		if from == none {
			continue
		}
		if t := n.lag(l, from, false); l.Kind == FS || l.Kind == SS {
			if t > start {
				start, drivers[0] = t, int(index)
			}
		} else if t > finish {
			finish, drivers[1] = t, int(index)
		}
	}
	if p := n.Tasks[k].Parent; p >= 0 && n.capStart[p] > start {
		start, drivers[0] = n.capStart[p], -1
	}
	if n.Tasks[k].Kind == Summary {
		for _, c := range n.Tasks[k].Constraints {
			if c.Kind == StartNoEarlier && at(c.At) > start {
				start = at(c.At)
			}
		}
	}
	return start, finish, drivers
}

// begin places a task that is no summary.
func (n *network) begin(k int) {
	t, w := &n.Tasks[k], n.of(k)
	start, finish, drivers := n.bounds(k)
	begun, ended := at(t.Actual.Start), at(t.Actual.Finish)
	switch {
	case ended != none:
		if begun == none {
			begun = w.add(ended, -n.span[k])
		}
		n.es[k], n.ef[k] = begun, max(begun, ended)
		n.outOfSequence(k)
		return
	case begun != none:
		rest := n.rest(k)
		resume := w.add(begun, n.span[k]-rest)
		if n.Habits.WaitForStatus && at(n.Status) > begun {
			resume = at(n.Status)
		}
		if !n.Habits.Override && start > resume {
			resume = start
			n.driver[k] = drivers[0]
		}
		n.es[k], n.ef[k] = begun, n.run(w, resume, rest)
		if !n.Habits.Override && finish != none && w.between(n.ef[k], finish) > 0 {
			n.ef[k], n.driver[k] = w.end(finish), drivers[1]
		}
		n.outOfSequence(k)
		return
	}
	if earliest := n.Start.Unix(); earliest > start {
		start, drivers[0] = earliest, -1
	}
	if n.Habits.WaitForStatus && at(n.Status) > start {
		start, drivers[0] = at(n.Status), -1
	}
	for _, c := range t.Constraints {
		switch c.Kind {
		case StartNoEarlier:
			if at(c.At) > start {
				start, drivers[0] = at(c.At), -1
			}
		case FinishNoEarlier:
			if at(c.At) > finish {
				finish, drivers[1] = at(c.At), -1
			}
		}
	}
	start = n.align(k, w, start)
	n.es[k], n.ef[k], n.driver[k] = start, n.run(w, start, n.span[k]), drivers[0]
	if finish != none && w.between(n.ef[k], finish) > 0 {
		n.endAt(k, w, finish)
		n.driver[k] = drivers[1]
	}
	for _, c := range t.Constraints {
		held := c.Kind == MustStart || n.Habits.LimitsHold && c.Kind == StartNoLater && n.es[k] > at(c.At)
		if held && n.es[k] != at(c.At) {
			n.es[k] = n.align(k, w, at(c.At))
			n.ef[k], n.driver[k] = n.run(w, n.es[k], n.span[k]), -1
		}
		if c.Kind == MustFinish && n.ef[k] != at(c.At) || n.Habits.LimitsHold && c.Kind == FinishNoLater && n.ef[k] > at(c.At) {
			n.endAt(k, w, at(c.At))
			n.driver[k] = -1
		}
	}
}

// align is the first instant from t on at which a task can begin. A milestone
// also stands at the end of a shift.
func (n *network) align(k int, w *worktime, t int64) int64 {
	if n.span[k] == 0 && n.Tasks[k].Kind != StartMilestone && w.touches(t) {
		return t
	}
	return w.begin(t)
}

// run is the end of so much work begun at t.
func (n *network) run(w *worktime, t, duration int64) int64 {
	if duration == 0 {
		return t
	}
	return w.add(w.begin(t), duration)
}

// endAt lets a task end at t.
func (n *network) endAt(k int, w *worktime, t int64) {
	if n.span[k] == 0 {
		n.es[k] = n.align(k, w, t)
		n.ef[k] = n.es[k]
		return
	}
	n.ef[k] = w.end(t)
	n.es[k] = w.add(n.ef[k], -n.span[k])
}

// rest is the work that remains of a task begun.
func (n *network) rest(k int) int64 {
	t := &n.Tasks[k]
	if t.Remaining >= 0 {
		return min(int64(t.Remaining.Seconds()), n.span[k])
	}
	return int64((1 - clampDone(t.Done)) * float64(n.span[k]))
}

// outOfSequence notes work that began or ended before its links allow.
func (n *network) outOfSequence(k int) {
	t := &n.Tasks[k]
	for _, index := range n.in[k] {
		l := &n.Links[index]
		p := &n.Tasks[l.From]
		if p.Kind == Summary {
			continue
		}
		from, mine, end := at(p.Actual.Finish), at(t.Actual.Start), "begun"
		if l.Kind == SS || l.Kind == SF {
			from = at(p.Actual.Start)
		}
		if l.Kind == FF || l.Kind == SF {
			mine, end = at(t.Actual.Finish), "finished"
		}
		if mine == none {
			continue
		}
		if from == none || n.of(l.From).between(mine, n.lag(l, from, false)) > 0 {
			n.note(l.Line, k, fmt.Sprintf("out of sequence: %s %s, before its %s link from %s allows", end, instant(mine).Format("2006-01-02 15:04"), l.Kind, n.label(l.From)))
		}
	}
	if n.Status.IsZero() {
		return
	}
	if last := max(at(t.Actual.Start), at(t.Actual.Finish)); last > at(n.Status) {
		n.note(t.Line, k, fmt.Sprintf("actual date %s lies after the status date %s", instant(last).Format("2006-01-02 15:04"), n.Status.Format("2006-01-02 15:04")))
	}
}

// beyond stops the passes where a calendar has run out.
func (n *network) beyond(k int) {
	if w := n.of(k); w.beyond {
		name := "around the clock"
		if w.calendar != nil {
			name = w.calendar.Name
		}
		n.err = fmt.Errorf("task %s: line %d: calendar %q has no such working time between %s and %s; check its week, or dates and durations of what comes before",
			n.label(k), n.Tasks[k].Line, name, instant(firstDay*daySeconds).Format("2006"), instant(lastDay*daySeconds).Format("2006"))
	}
}
