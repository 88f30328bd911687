package schedule

import (
	"time"
)

// An Analysis is what the critical path method finds.
type Analysis struct {
	Tasks  []Dates // as in Schedule.Tasks
	Start  time.Time
	Finish time.Time
	Path   []int     // tasks of one longest path, from its beginning to the end
	Notes  []Mistake // such as progress out of sequence
}

// Dates are what the passes find for one task. Floats are working time on the
// task's calendar; a task that is done has none.
type Dates struct {
	Early, Late Span
	TotalFloat  time.Duration // by which it may be late without moving the end
	FreeFloat   time.Duration // by which it may be late without moving any other task
	Critical    bool          // TotalFloat is at most Habits.CriticalFloat and it is not done
	Longest     bool          // lies on a longest path: links drive the end through it
	Driver      int           // the link that decides its early dates, or -1
}

// Analyse runs the critical path method: forward for the early dates, backward
// for the late ones. The error is a *LoopError if tasks wait for one another.
func (s *Schedule) Analyse() (*Analysis, error) {
	n, err := newNetwork(s)
	if err != nil {
		return nil, err
	}
	if n.forward(); n.err != nil {
		return nil, n.err
	}
	end := none
	for k := range s.Tasks {
		end = max(end, n.ef[k])
	}
	a := &Analysis{Tasks: make([]Dates, len(s.Tasks))}
	if end == none {
		a.Notes = n.notes
		return a, nil
	}
	n.backward(end)
	n.floats(a, end)
	n.stretch()
	for k := range s.Tasks {
		if n.beyond(k); n.err != nil {
			return nil, n.err
		}
	}
	a.Finish = instant(end)
	for k := range a.Tasks {
		d := &a.Tasks[k]
		d.Early, d.Late = Span{instant(n.es[k]), instant(n.ef[k])}, Span{instant(n.ls[k]), instant(n.lf[k])}
		d.Driver = n.driver[k]
		if n.es[k] != none && (a.Start.IsZero() || d.Early.Start.Before(a.Start)) {
			a.Start = d.Early.Start
		}
	}
	a.Path = n.path(a, end)
	a.Notes = n.notes
	return a, nil
}

// floats finds both floats, and moves what is to be done as late as possible to
// the end of its free float. Successors come first, so that their dates stand.
func (n *network) floats(a *Analysis, end int64) {
	moved := false
	for at := len(n.order) - 1; at >= 0; at-- {
		k := int(n.order[at])
		if k >= len(n.Tasks) || n.es[k] == none {
			continue
		}
		t, w, d := &n.Tasks[k], n.of(k), &a.Tasks[k]
		if t.Kind == Summary {
			n.sumFloats(a, k)
			continue
		}
		done := !t.Actual.Finish.IsZero()
		free := w.between(n.ef[k], end)
		for _, index := range n.out[k] {
			l := &n.Links[index]
			if n.es[l.To] == none {
				continue
			}
			free = min(free, n.slack(l, k))
			d.Longest = d.Longest || !done && a.Tasks[l.To].Longest && n.drives(l, k)
		}
		for p := t.Parent; p >= 0; p = n.Tasks[p].Parent { // a summary's links hold for its parts
			for _, index := range n.out[p] {
				if l := &n.Links[index]; n.es[l.To] != none && n.carries(k, p, l) {
					free = min(free, n.slack(l, k))
					d.Longest = d.Longest || !done && a.Tasks[l.To].Longest && n.drives(l, k)
				}
			}
		}
		free = max(free, 0)
		if free > 0 && n.late(k) && t.Actual.Start.IsZero() {
			n.ef[k] = w.add(n.ef[k], free)
			n.es[k] = n.ef[k]
			if n.span[k] > 0 {
				n.es[k] = w.add(n.ef[k], -n.span[k])
			}
			free, moved = 0, true
		}
		if n.ef[k] == end && !done {
			d.Longest = true
		}
		if done {
			continue
		}
		total := w.between(n.ef[k], n.lf[k])
		if t.Actual.Start.IsZero() {
			total = min(total, w.between(n.es[k], n.ls[k]))
		}
		d.TotalFloat, d.FreeFloat = time.Duration(total)*time.Second, time.Duration(free)*time.Second
		d.Critical = d.TotalFloat <= n.Habits.CriticalFloat
	}
	if moved {
		n.sumAgain()
	}
}

// sumAgain takes the spans of summaries anew, after parts of them have moved.
func (n *network) sumAgain() {
	for _, node := range n.order {
		if k := int(node) - len(n.Tasks); k >= 0 {
			n.es[k], n.ef[k] = none, none
			n.sumUp(k)
		}
	}
}

// carries tells whether a part is what a summary's link hangs on: for its
// finish every part, for its start the first.
func (n *network) carries(part, summary int, l *Link) bool {
	return l.Kind == FS || l.Kind == FF || n.es[part] == n.es[summary]
}

// sumFloats gives a summary the least float of its parts.
func (n *network) sumFloats(a *Analysis, k int) {
	d := &a.Tasks[k]
	first := true
	for _, part := range n.parts[k] {
		p := &a.Tasks[part]
		if n.es[part] == none || !n.Tasks[part].Actual.Finish.IsZero() {
			continue
		}
		if first || p.TotalFloat < d.TotalFloat {
			d.TotalFloat = p.TotalFloat
		}
		if first || p.FreeFloat < d.FreeFloat {
			d.FreeFloat = p.FreeFloat
		}
		d.Critical, d.Longest, first = d.Critical || p.Critical, d.Longest || p.Longest, false
	}
}

func (n *network) late(k int) bool {
	for _, c := range n.Tasks[k].Constraints {
		if c.Kind == AsLateAsPossible {
			return true
		}
	}
	return false
}

// slack is the working time of a task by which a link from it gives way.
func (n *network) slack(l *Link, from int) int64 {
	mine, theirs := n.ends(l, from)
	return n.of(from).between(mine, n.lag(l, theirs, true))
}

// drives tells whether a link decides when its successor comes: no working time
// of the successor lies between. The predecessor may have float nevertheless,
// where it works at hours at which the successor rests.
func (n *network) drives(l *Link, from int) bool {
	mine, theirs := n.ends(l, from)
	return n.of(l.To).between(n.lag(l, mine, false), theirs) <= 0
}

// ends are the early dates that a link joins.
func (n *network) ends(l *Link, from int) (mine, theirs int64) {
	mine, theirs = n.ef[from], n.es[l.To]
	if l.Kind == SS || l.Kind == SF {
		mine = n.es[from]
	}
	if l.Kind == FF || l.Kind == SF {
		theirs = n.ef[l.To]
	}
	return mine, theirs
}

// path follows the links that decided back from what ends last.
func (n *network) path(a *Analysis, end int64) []int {
	var path []int
	for i := len(n.order) - 1; i >= 0; i-- {
		k := int(n.order[i])
		if k < len(n.Tasks) && n.ef[k] == end && n.Tasks[k].Kind != Summary {
			for at := k; at >= 0 && len(path) <= len(n.Tasks); {
				path = append(path, at)
				if n.driver[at] < 0 {
					break
				}
				at = n.Links[n.driver[at]].From
			}
			break
		}
	}
	for i, j := 0, len(path)-1; i < j; i, j = i+1, j-1 {
		path[i], path[j] = path[j], path[i]
	}
	return path
}

// stretch lays levels of effort between the tasks that they are linked to: they
// begin with the last start that a link gives them and end with the last finish.
func (n *network) stretch() {
	for k := range n.Tasks {
		t := &n.Tasks[k]
		if t.Kind != LevelOfEffort || t.Inactive {
			continue
		}
		start, finish := at(t.Actual.Start), at(t.Actual.Finish)
		begun, ended := start != none, finish != none
		for index := range n.Links {
			l := &n.Links[index]
			switch {
			case l.To == k && n.es[l.From] != none:
				from := n.ef[l.From]
				if l.Kind == SS || l.Kind == SF {
					from = n.es[l.From]
				}
				if v := n.lag(l, from, false); (l.Kind == FS || l.Kind == SS) && !begun {
					start = max(start, v)
				} else if (l.Kind == FF || l.Kind == SF) && !ended {
					finish = max(finish, v)
				}
			case l.From == k && n.es[l.To] != none && (l.Kind == FS || l.Kind == FF) && !ended:
				to := n.es[l.To]
				if l.Kind == FF {
					to = n.ef[l.To]
				}
				finish = max(finish, n.lag(l, to, true))
			}
		}
		if start == none {
			start = n.Start.Unix()
		}
		start = n.of(k).begin(start)
		if finish < start {
			finish = n.run(n.of(k), start, int64(t.Duration.Seconds()))
		}
		n.es[k], n.ef[k], n.ls[k], n.lf[k] = start, finish, start, finish
	}
}
