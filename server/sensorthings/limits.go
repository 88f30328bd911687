package sensorthings

import "time"

// limits are what a filter says of every Observation that fits: within which times,
// and of which Datastream. They only say where one need not look; the filter itself
// is asked of each that is found.
type limits struct {
	at, received struct{ from, to time.Time } // zero: open
	stream       string                       // "": any
}

// limitsOf reads the comparisons that a filter's `and`s join.
func limitsOf(x *expression) (l limits) {
	if x == nil {
		return l
	}
	if x.op == "and" {
		a, b := limitsOf(x.args[0]), limitsOf(x.args[1])
		a.narrow(b)
		return a
	}
	if len(x.args) != 2 || x.args[0].op != "" || x.args[1].op != "" {
		return l
	}
	path, value, op := x.args[0].path, x.args[1].value, x.op
	if path == nil {
		path, value, op = x.args[1].path, x.args[0].value, turned[x.op]
	}
	if len(path) == 2 && path[0] == "Datastream" && op == "eq" {
		if id, ok := value.(string); ok && (path[1] == "id" || path[1] == "@iot.id") {
			l.stream = id
		}
		return l
	}
	if text, ok := value.(string); ok {
		if t, err := parseTime(text); err == nil {
			value = t
		}
	}
	t, ok := value.(time.Time)
	if !ok || len(path) != 1 {
		return l
	}
	side := &l.at
	switch path[0] {
	case "resultTime":
		side = &l.received
	case "phenomenonTime":
	default:
		return l
	}
	switch op {
	case "gt", "ge":
		side.from = t
	case "lt", "le":
		side.to = t
	case "eq":
		side.from, side.to = t, t
	}
	return l
}

var turned = map[string]string{"eq": "eq", "gt": "lt", "ge": "le", "lt": "gt", "le": "ge"}

func (l *limits) narrow(o limits) {
	for _, s := range []struct{ mine, other *time.Time }{{&l.at.from, &o.at.from}, {&l.received.from, &o.received.from}} {
		if s.other.After(*s.mine) {
			*s.mine = *s.other
		}
	}
	for _, s := range []struct{ mine, other *time.Time }{{&l.at.to, &o.at.to}, {&l.received.to, &o.received.to}} {
		if s.mine.IsZero() || !s.other.IsZero() && s.other.Before(*s.mine) {
			*s.mine = *s.other
		}
	}
	if l.stream == "" {
		l.stream = o.stream
	}
}

// admit tells whether a span may have something within the limits.
func (l *limits) admit(q quantity, s span) bool {
	outside := func(from, to, first, last time.Time) bool {
		return !from.IsZero() && last.Before(from) || !to.IsZero() && first.After(to)
	}
	return (l.stream == "" || l.stream == q.id()) && !outside(l.at.from, l.at.to, s.first, s.last) && !outside(l.received.from, l.received.to, s.received, s.receivedLast)
}
