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
