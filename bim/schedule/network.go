package schedule

import (
	"fmt"
	"strings"
)

// none marks an instant that is not there.
const none = int64(-1 << 62)

// network is a schedule made ready for the passes. Every task is a node; a
// summary is two: its gate, before which no part begins, and its sum, which
// ends with the last part. So links to and from summaries need no copies:
//
//	gate(summary) → gate(part) … sum(part) → sum(summary)
type network struct {
	*Schedule
	work     []*worktime // by calendar
	clock    *worktime
	in, out  [][]int32 // links by successor and by predecessor
	parts    [][]int32 // of summaries
	order    []int32   // nodes, predecessors first: task k, or len(Tasks)+k for the sum of a summary
	es, ef   []int64   // early start and finish
	ls, lf   []int64   // late start and finish
	span     []int64   // duration of tasks that are no summaries
	driver   []int     // the link that decided, or -1
	capStart []int64   // of summaries: latest start of their first parts
	notes    []Mistake
	err      error
}

// newNetwork orders the tasks, or says which wait for one another in a circle.
func newNetwork(s *Schedule) (*network, error) {
	count := len(s.Tasks)
	n := &network{Schedule: s, clock: newWorktime(nil, 0), in: make([][]int32, count), out: make([][]int32, count), parts: make([][]int32, count)}
	for k := range s.Calendars {
		n.work = append(n.work, newWorktime(&s.Calendars[k], s.Start.Unix()))
	}
	for k := range s.Tasks {
		if p := s.Tasks[k].Parent; p >= 0 && n.counts(k) {
			n.parts[p] = append(n.parts[p], int32(k))
		}
	}
	for k, l := range s.Links {
		if !n.counts(l.From) || !n.counts(l.To) {
			continue
		}
		if (l.Kind == FF || l.Kind == SF) && s.Tasks[l.To].Kind == Summary {
			n.note(l.Line, l.To, fmt.Sprintf("a link to the finish of a summary (from %s) has no meaning and is left out", s.label(l.From)))
			continue
		}
		n.in[l.To] = append(n.in[l.To], int32(k))
		n.out[l.From] = append(n.out[l.From], int32(k))
	}
	for _, list := range []*[]int64{&n.es, &n.ef, &n.ls, &n.lf, &n.span, &n.capStart} {
		*list = make([]int64, count)
	}
	n.driver = make([]int, count)
	for k := range s.Tasks {
		n.es[k], n.ef[k], n.ls[k], n.lf[k], n.driver[k] = none, none, none, none, -1
		if t := &s.Tasks[k]; t.Kind == Work {
			n.span[k] = int64(t.Duration.Seconds())
		}
	}
	return n, n.sort()
}

// counts tells whether a task takes part in the passes. A level of effort only
// looks at the others' dates.
func (n *network) counts(k int) bool {
	t := &n.Tasks[k]
	return !t.Inactive && t.Kind != LevelOfEffort
}

func (n *network) sum(k int) int32 {
	if n.Tasks[k].Kind == Summary {
		return int32(len(n.Tasks) + k)
	}
	return int32(k)
}

// next calls visit with all nodes that wait for a node.
func (n *network) next(node int32, visit func(int32)) {
	k, summed := int(node), false
	if k >= len(n.Tasks) {
		k, summed = k-len(n.Tasks), true
	}
	if n.Tasks[k].Kind == Summary && !summed {
		for _, part := range n.parts[k] {
			visit(part)
		}
		visit(n.sum(k))
		return
	}
	for _, l := range n.out[k] {
		visit(int32(n.Links[l].To))
	}
	if p := n.Tasks[k].Parent; p >= 0 {
		visit(n.sum(p))
	}
}

// sort brings the nodes into an order in which predecessors come first; tasks
// that nothing orders stay as in the file.
func (n *network) sort() error {
	waits := make([]int32, 2*len(n.Tasks))
	nodes := 0
	each := func(do func(int32)) {
		for k := range n.Tasks {
			if n.counts(k) {
				do(int32(k))
				if s := n.sum(k); s != int32(k) {
					do(s)
				}
			}
		}
	}
	each(func(node int32) {
		nodes++
		n.next(node, func(to int32) { waits[to]++ })
	})
	each(func(node int32) {
		if waits[node] == 0 {
			n.order = append(n.order, node)
		}
	})
	for at := 0; at < len(n.order); at++ {
		n.next(n.order[at], func(to int32) {
			if waits[to]--; waits[to] == 0 {
				n.order = append(n.order, to)
			}
		})
	}
	if len(n.order) == nodes {
		return nil
	}
	left := make([]int32, 0, nodes-len(n.order))
	each(func(node int32) {
		if waits[node] > 0 {
			left = append(left, node)
		}
	})
	return n.loops(left, waits)
}

// A LoopError names tasks that wait for one another in a circle.
type LoopError struct {
	Loops [][]int // of tasks, each once, in the order of waiting
	text  []string
}

func (e *LoopError) Error() string { return strings.Join(e.text, "\n") }

// loops finds circles among the nodes that could not be ordered: each node left
// waits for another one left, so walking backwards from any of them meets a
// circle. What waits behind a circle is left alone.
func (n *network) loops(left, waits []int32) error {
	before := make(map[int32]int32, len(left)) // one predecessor that is left
	for _, node := range left {
		n.next(node, func(to int32) {
			if _, known := before[to]; !known && waits[to] > 0 {
				before[to] = node
			}
		})
	}
	found := &LoopError{}
	seen := make(map[int32]int, len(left)) // the walk on which a node was first met
	for walk, node := range left {
		for seen[node] == 0 {
			seen[node] = walk + 1
			node = before[node]
		}
		if seen[node] != walk+1 {
			continue
		}
		var circle []int
		for at := node; ; {
			k := int(at) % len(n.Tasks)
			if len(circle) == 0 || circle[len(circle)-1] != k {
				circle = append(circle, k)
			}
			if at = before[at]; at == node {
				break
			}
		}
		if len(circle) > 1 && circle[0] == circle[len(circle)-1] {
			circle = circle[1:]
		}
		names := make([]string, 0, len(circle)+1)
		for k := len(circle) - 1; k >= 0; k-- {
			names = append(names, n.label(circle[k]))
		}
		for a, b := 0, len(circle)-1; a < b; a, b = a+1, b-1 {
			circle[a], circle[b] = circle[b], circle[a]
		}
		if len(names) > 12 {
			names = append(names[:12:12], fmt.Sprintf("… (%d tasks)", len(circle)))
		}
		names = append(names, names[0])
		found.Loops = append(found.Loops, circle)
		found.text = append(found.text, "tasks wait for one another in a circle: "+strings.Join(names, " → ")+"; take one of these links out")
	}
	return found
}

// label names a task in reports.
func (s *Schedule) label(k int) string {
	t := &s.Tasks[k]
	id := t.Code
	if id == "" {
		id = t.ID
	}
	return strings.TrimSpace(id + " " + excerpt(t.Name))
}

func (n *network) note(line, task int, text string) {
	n.notes = append(n.notes, Mistake{Line: line, Where: n.label(task), Expected: text})
}

// of is the working time of a task.
func (n *network) of(k int) *worktime {
	if t := &n.Tasks[k]; !t.Elapsed {
		return n.on(t.Calendar)
	}
	return n.clock
}

func (n *network) on(calendar int) *worktime {
	if calendar < 0 {
		return n.clock
	}
	return n.work[calendar]
}

// lag moves an instant along a link's lag: from the predecessor's end to the
// successor's, or back.
func (n *network) lag(l *Link, t int64, back bool) int64 {
	d := int64(l.Lag.Time.Seconds())
	if l.Lag.Percent != 0 {
		d += int64(l.Lag.Percent / 100 * float64(n.length(l.From)))
	}
	if d == 0 {
		return t
	}
	var w *worktime
	switch {
	case l.Lag.Elapsed || n.Habits.LagOn == OnClock:
		w = n.clock
	case n.Habits.LagOn == OnPredecessor:
		w = n.on(n.Tasks[l.From].Calendar)
	case n.Habits.LagOn == OnProject:
		w = n.on(n.Calendar)
	default:
		w = n.on(n.Tasks[l.To].Calendar)
	}
	if back {
		return w.latest(t, -d)
	}
	return w.add(t, d)
}

// length is a task's duration; a summary's is the working time it spans.
func (n *network) length(k int) int64 {
	if n.Tasks[k].Kind == Summary && n.es[k] != none {
		return n.of(k).between(n.es[k], n.ef[k])
	}
	return n.span[k]
}
