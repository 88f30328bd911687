package schedule

import "time"

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
