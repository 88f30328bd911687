package schedule

// backward finds the late dates: each task ends as late as what waits for it,
// its summary and its constraints let it, so that all ends by end.
func (n *network) backward(end int64) {
	if !n.Finish.IsZero() {
		end = n.Finish.Unix()
	}
	for k := range n.capStart {
		n.capStart[k] = none
	}
	for i := len(n.order) - 1; i >= 0; i-- {
		node := int(n.order[i])
		k := node % len(n.Tasks)
		if n.es[k] == none {
			continue // a summary without parts
		}
		finish, start := n.limits(k, end)
		switch {
		case node >= len(n.Tasks):
			n.lf[k], n.capStart[k] = finish, start // what its parts must keep
		case n.Tasks[k].Kind == Summary:
			n.lateSum(k)
		default:
			n.finishLate(k, finish, start)
		}
	}
}

// limits is the latest finish and the latest start that links, summary and
// constraints allow; a start of none: no limit.
func (n *network) limits(k int, end int64) (finish, start int64) {
	finish, start = end, none
	earlier := func(limit *int64, t int64) {
		if *limit == none || t < *limit {
			*limit = t
		}
	}
	for _, index := range n.out[k] {
		l := &n.Links[index]
		to := n.lf[l.To]
		if l.Kind == FS || l.Kind == SS {
			to = n.startsLate(l.To)
		}
		if to == none || !n.Tasks[l.To].Actual.Finish.IsZero() {
			continue
		}
		if t := n.lag(l, to, true); l.Kind == FS || l.Kind == FF {
			earlier(&finish, t)
		} else {
			earlier(&start, t)
		}
	}
	t := &n.Tasks[k]
	if p := t.Parent; p >= 0 {
		earlier(&finish, n.lf[p])
		if n.capStart[p] != none && n.es[k] == n.es[p] {
			earlier(&start, n.capStart[p])
		}
	}
	if !t.Deadline.IsZero() {
		earlier(&finish, at(t.Deadline))
	}
	for _, c := range t.Constraints {
		switch c.Kind {
		case FinishNoLater:
			earlier(&finish, at(c.At))
		case StartNoLater:
			earlier(&start, at(c.At))
		}
	}
	return finish, start
}

// startsLate is the latest instant until which a task can wait for another one:
// its late start, or that of its rest if it has begun.
func (n *network) startsLate(k int) int64 {
	if n.Tasks[k].Actual.Start.IsZero() || n.Tasks[k].Kind == Summary {
		return n.ls[k]
	}
	if n.Habits.Override {
		return none
	}
	return n.of(k).add(n.lf[k], -n.rest(k))
}

// finishLate places a task that is no summary as late as the limits allow.
func (n *network) finishLate(k int, finish, start int64) {
	t, w := &n.Tasks[k], n.of(k)
	if !t.Actual.Finish.IsZero() {
		n.ls[k], n.lf[k] = n.es[k], n.ef[k]
		return
	}
	if n.span[k] == 0 && w.touches(finish) {
		n.lf[k], n.ls[k] = finish, finish
	} else {
		n.lf[k] = w.end(finish)
		n.ls[k] = w.add(n.lf[k], -n.span[k])
	}
	if start != none && w.between(start, n.ls[k]) > 0 {
		n.startLate(k, w, start)
	}
	if !t.Actual.Start.IsZero() {
		n.ls[k] = n.es[k]
		return
	}
	for _, c := range t.Constraints {
		switch c.Kind {
		case MustStart:
			n.startLate(k, w, at(c.At))
		case MustFinish:
			n.lf[k] = w.end(at(c.At))
			n.ls[k] = w.add(n.lf[k], -n.span[k])
		}
	}
}

func (n *network) startLate(k int, w *worktime, start int64) {
	n.ls[k] = n.align(k, w, start)
	n.lf[k] = n.run(w, n.ls[k], n.span[k])
}

// lateSum gives a summary the late dates of its parts.
func (n *network) lateSum(k int) {
	n.ls[k], n.lf[k] = none, none
	for _, part := range n.parts[k] {
		if n.es[part] == none {
			continue
		}
		if n.ls[k] == none || n.ls[part] < n.ls[k] {
			n.ls[k] = n.ls[part]
		}
		n.lf[k] = max(n.lf[k], n.lf[part])
	}
}
