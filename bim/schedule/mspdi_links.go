package schedule

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

type pendingLink struct {
	from, to int // UID, index
	link     Link
	at       element
	where    string
}

// linkKinds are MSPDI's PredecessorLink/Type.
var linkKinds = [...]LinkKind{FF, FS, SF, SS}

func (m *project) link(p *element, to int, where string) {
	f := fields{p, m.reader, where + ": PredecessorLink"}
	l := Link{To: to, Kind: linkKinds[f.whole("Type", 0, 3, 1)], Line: p.line}
	lag, format := f.whole("LinkLag", -1<<31, 1<<31, 0), f.whole("LagFormat", 0, 100, 7)
	l.Lag.Elapsed = elapsedFormat(format)
	if percentFormat(format) {
		l.Lag.Percent = float64(lag)
	} else {
		l.Lag.Time = time.Duration(lag) * 6 * time.Second // tenths of a minute
	}
	m.pending = append(m.pending, pendingLink{from: f.whole("PredecessorUID", 0, 1<<31, -1), to: to, link: l, at: element{line: p.line, offset: p.offset, text: p.value("PredecessorUID")}, where: where})
}

// finish joins what refers to one another, once all is read.
func (m *project) finish() {
	m.inherit()
	m.nest(m.levels)
	m.s.Calendar = m.calendarNamed(m.calendarOf)
	for k := range m.s.Tasks {
		t := &m.s.Tasks[k]
		if m.soft {
			t.Constraints = soften(t.Constraints)
		}
		switch uid := m.calendarUIDs[k]; {
		case uid < 0:
			t.Calendar = m.s.Calendar
		default:
			if _, known := m.calendars[uid]; !known {
				m.wrong(Mistake{Line: t.Line, Where: fmt.Sprintf("task UID %s %q", t.ID, t.Name), Key: "CalendarUID", Value: strconv.Itoa(uid), Expected: "there is no such calendar"})
			}
			t.Calendar = m.calendarNamed(uid)
		}
	}
	m.startWithFirst()
	for _, p := range m.pending {
		from, known := m.byUID[p.from]
		if !known || from == p.to {
			m.wrong(Mistake{Line: p.at.line, Offset: m.offset(p.at.offset), Where: p.where, Key: "PredecessorUID", Value: p.at.text, Expected: "must be the UID of another task"})
			continue
		}
		p.link.From = from
		m.s.Links = append(m.s.Links, p.link)
	}
	for k := range m.assignments {
		f := fields{&m.assignments[k], m.reader, "assignment"}
		task, known := m.byUID[f.whole("TaskUID", 0, 1<<31, -1)]
		name := m.resources[f.whole("ResourceUID", -1<<31, 1<<31, -1)]
		if known && name != "" {
			m.s.Tasks[task].Resources = append(m.s.Tasks[task].Resources, name)
		}
	}
}

// soften makes hard constraints such that links win over them.
func soften(list []Constraint) []Constraint {
	var out []Constraint
	for _, c := range list {
		switch c.Kind {
		case MustStart:
			out = append(out, Constraint{StartNoEarlier, c.At}, Constraint{StartNoLater, c.At})
		case MustFinish:
			out = append(out, Constraint{FinishNoEarlier, c.At}, Constraint{FinishNoLater, c.At})
		default:
			out = append(out, c)
		}
	}
	return out
}

// splitList cuts a list of GUIDs or names at commas, semicolons and spaces.
func splitList(s string) []string {
	return strings.FieldsFunc(s, func(c rune) bool { return strings.ContainsRune(",;|，；、 \t\r\n", c) })
}
