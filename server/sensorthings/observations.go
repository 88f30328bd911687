package sensorthings

import (
	"cmp"
	"container/heap"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"shapan/server/historian"
)

// cursor is the place of an Observation in the order of time: that of the sensor,
// of receipt, and among those of its Datastream received at once.
type cursor struct {
	at, received time.Time
	order        int
	stream       string
}

// String is the cursor as nextLink says it.
func (c cursor) String() string {
	return fmt.Sprintf("%d.%d.%d.%s", c.at.UnixNano(), c.received.UnixNano(), c.order, c.stream)
}

func parseCursor(text string) (*cursor, error) {
	parts := strings.SplitN(text, ".", 4)
	if len(parts) != 4 {
		return nil, fmt.Errorf("%d parts", len(parts))
	}
	var n [3]int64
	for k := range n {
		var err error
		if n[k], err = strconv.ParseInt(parts[k], 10, 64); err != nil {
			return nil, err
		}
	}
	return &cursor{time.Unix(0, n[0]), time.Unix(0, n[1]), int(n[2]), parts[3]}, nil
}

func (c cursor) compare(o cursor) int {
	return cmp.Or(c.at.Compare(o.at), c.received.Compare(o.received), cmp.Compare(c.order, o.order), cmp.Compare(c.stream, o.stream))
}

// found is an Observation that fits, with the values that it is ordered by.
type found struct {
	*entity
	keys  []any
	place cursor
}

// gatherer keeps the first so many Observations of a set of Datastreams in the order
// of a query.
type gatherer struct {
	q       *query
	streams map[quantity]bool // nil: all
	limits  limits
	most    int
	kept    []found // a heap with the last one first
	fitting int     // how many fit in all, if they are counted
	err     error   // of a comparison
	byTime  int     // 1, -1: phenomenonTime decides first, up or down; 0: something else does
}

func newGatherer(q *query, streams map[quantity]bool) *gatherer {
	g := &gatherer{q: q, streams: streams, limits: limitsOf(q.filter), most: q.skip + q.top + 1}
	switch {
	case len(q.orderBy) == 0:
		g.byTime = 1
	case len(q.orderBy[0].path) == 1 && q.orderBy[0].path[0] == "phenomenonTime":
		g.byTime = 1
		if q.orderBy[0].down {
			g.byTime = -1
		}
	}
	return g
}

// paged tells whether the order is that of time alone, so that a cursor can go on.
func (g *gatherer) paged() bool { return g.byTime != 0 && len(g.q.orderBy) <= 1 }

func (g *gatherer) wants(q quantity) bool { return g.streams == nil || g.streams[q] }

// needs tells whether an hour may have what is not yet kept.
func (g *gatherer) needs(h *hour) bool {
	if g.err != nil || g.q.top == 0 && !g.q.count {
		return false
	}
	for q, s := range h.spans {
		if !g.wants(q) || !g.limits.admit(q, s) {
			continue
		}
		if a := g.q.after; a != nil && !g.q.count && (g.byTime > 0 && s.last.Before(a.at) || g.byTime < 0 && s.first.After(a.at)) {
			continue
		}
		if len(g.kept) < g.most || g.q.count || g.byTime == 0 ||
			g.byTime > 0 && !s.first.After(g.kept[0].place.at) || g.byTime < 0 && !s.last.Before(g.kept[0].place.at) {
			return true
		}
	}
	return false
}

func (g *gatherer) take(e *entity) {
	if g.err != nil || !g.wants(e.q) {
		return
	}
	if g.q.filter != nil {
		fits, err := g.q.filter.truth(e)
		if err != nil {
			g.err = bad("$filter", "$filter: %v", err)
		}
		if !fits || err != nil {
			return
		}
	}
	g.fitting++
	f := found{e, nil, cursor{e.reading.At, e.reading.Received, e.order, e.q.id()}}
	if a := g.q.after; a != nil {
		if d := f.place.compare(*a); g.byTime >= 0 && d <= 0 || g.byTime < 0 && d >= 0 {
			return
		}
	}
	for _, k := range g.q.orderBy {
		v, err := k.evaluate(e)
		if err != nil {
			g.err = bad("$orderby", "$orderby: %v", err)
			return
		}
		f.keys = append(f.keys, v)
	}
	if len(g.kept) >= g.most {
		if g.most == 0 || g.compare(f, g.kept[0]) >= 0 {
			return
		}
		heap.Pop(g)
	}
	heap.Push(g, f)
}

func (g *gatherer) compare(a, b found) int {
	for k := range a.keys {
		if d := g.q.orderBy[k].compare(a.keys[k], b.keys[k], &g.err); d != 0 {
			return d
		}
	}
	d := a.place.compare(b.place)
	if g.byTime < 0 {
		return -d
	}
	return d
}

// compare two values of a key; what has none comes last.
func (k *key) compare(a, b any, failed *error) int {
	if a == nil || b == nil {
		return number(a == nil) - number(b == nil)
	}
	d, err := order(a, b)
	if err != nil && *failed == nil {
		*failed = bad("$orderby", "$orderby: %v", err)
	}
	if k.down {
		return -d
	}
	return d
}

// heap.Interface: the last of those kept is on top.

func (g *gatherer) Len() int           { return len(g.kept) }
func (g *gatherer) Less(a, b int) bool { return g.compare(g.kept[a], g.kept[b]) > 0 }
func (g *gatherer) Swap(a, b int)      { g.kept[a], g.kept[b] = g.kept[b], g.kept[a] }
func (g *gatherer) Push(x any)         { g.kept = append(g.kept, x.(found)) }
func (g *gatherer) Pop() any {
	last := g.kept[len(g.kept)-1]
	g.kept = g.kept[:len(g.kept)-1]
	return last
}

// page is what of a set is answered.
type page struct {
	entities []*entity
	count    int     // of all that fit; -1: not asked for
	more     bool    // there is a next page
	last     *cursor // of the page, where it can go on by it
}

func (g *gatherer) page() (page, error) {
	if g.err != nil {
		return page{}, g.err
	}
	slices.SortFunc(g.kept, g.compare)
	p := page{count: -1}
	if g.q.count {
		p.count = g.fitting
	}
	rest := g.kept[min(g.q.skip, len(g.kept)):]
	p.more = len(rest) > g.q.top && g.q.top > 0
	rest = rest[:min(g.q.top, len(rest))]
	for _, f := range rest {
		p.entities = append(p.entities, f.entity)
	}
	if g.paged() && len(rest) > 0 {
		p.last = &rest[len(rest)-1].place
	}
	return p, g.err
}

// gather reads the log once for all gatherers, hour by hour, beginning at the end at
// which most of them do.
func (v *view) gather(ctx context.Context, all []*gatherer) error {
	hours := slices.Clone(v.hours)
	if len(all) > 0 && all[0].byTime < 0 {
		slices.Reverse(hours)
	}
	of := map[quantity][]*gatherer{}
	for _, g := range all {
		if g.streams == nil {
			for _, q := range v.catalogue.streams {
				of[q] = append(of[q], g)
			}
			continue
		}
		for q := range g.streams {
			of[q] = append(of[q], g)
		}
	}
	for k := range hours {
		h := &hours[k]
		if !slices.ContainsFunc(all, func(g *gatherer) bool { return g.needs(h) }) {
			continue
		}
		counter := counter{}
		err := readUntil(ctx, v.log, h.begin, h.begin.Add(width), func(r *historian.Reading) error {
			q := quantity{r.Subject, r.Property}
			order := counter.next(q, r.Received)
			if takers := of[q]; len(takers) > 0 {
				one := *r
				e := v.catalogue.observation(q, &one, order)
				for _, g := range takers {
					g.take(e)
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// counter numbers readings of one Datastream that were received at one instant.
type counter struct {
	at   time.Time
	seen map[quantity]int
}

func (c *counter) next(q quantity, received time.Time) int {
	if c.seen == nil || !received.Equal(c.at) {
		c.at, c.seen = received, map[quantity]int{}
	}
	c.seen[q]++
	return c.seen[q] - 1
}

// observationID is the Datastream, the instant of receipt and the number there.
func observationID(q quantity, received time.Time, order int) string {
	return fmt.Sprintf("%s@%d-%d", q.id(), received.UnixNano(), order)
}

// findObservation reads one by its id; nil if there is none.
func (v *view) findObservation(ctx context.Context, id string) (*entity, error) {
	cut := strings.LastIndexByte(id, '@')
	if cut < 0 {
		return nil, nil
	}
	when, number, _ := strings.Cut(id[cut+1:], "-")
	nanoseconds, err := strconv.ParseInt(when, 10, 64)
	if err != nil {
		return nil, nil
	}
	wanted, err := strconv.Atoi(number)
	stream := v.catalogue.find("Datastreams", id[:cut])
	if err != nil || stream == nil {
		return nil, nil
	}
	var e *entity
	received := time.Unix(0, nanoseconds)
	counter := counter{}
	err = readUntil(ctx, v.log, received, received.Add(1), func(r *historian.Reading) error {
		q := quantity{r.Subject, r.Property}
		if order := counter.next(q, r.Received); q == stream.q && order == wanted {
			one := *r
			e = v.catalogue.observation(q, &one, order)
			return errEnough
		}
		return nil
	})
	return e, err
}
