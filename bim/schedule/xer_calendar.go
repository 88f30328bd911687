package schedule

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// calendars reads table CALENDAR, each calendar after the one it builds on, and
// returns its index by clndr_id.
func (x *export) calendars() map[string]int {
	index := map[string]int{}
	rows := x.rows("CALENDAR")
	for k, r := range rows {
		id := r.get("clndr_id")
		if _, twice := index[id]; twice || id == "" {
			x.bad(r, "table CALENDAR", "clndr_id", "each calendar must have an id of its own")
			return index
		}
		index[id] = k
		x.s.Calendars = append(x.s.Calendars, Calendar{ID: id, Name: r.get("clndr_name")})
		if r.get("default_flag") == "Y" {
			x.s.Calendar = k
		}
	}
	for k, r := range rows {
		c := &x.s.Calendars[k]
		if b := r.get("base_clndr_id"); b != "" {
			base, known := index[b]
			if !known || base == k || rows[base].get("base_clndr_id") != "" {
				x.bad(r, "calendar "+c.Name, "base_clndr_id", "must be a global calendar, which builds on no other")
				continue
			}
			x.readCalendar(rows[base], &Calendar{}, c)
		}
		x.readCalendar(r, c, c)
	}
	return index
}

// readCalendar reads clndr_data into a calendar. Mistakes of a base calendar are
// told at its own row alone.
func (x *export) readCalendar(r xerRow, told, c *Calendar) {
	where := "calendar " + r.get("clndr_name")
	quiet := told != c
	wrong := func(value, expected string) {
		if !quiet {
			x.wrong(Mistake{Line: r.line, Where: where, Key: "clndr_data", Value: value, Expected: expected})
		}
	}
	if x.inherited += len(r.get("clndr_data")) / 16; quiet && x.inherited > maxExceptions {
		wrong("", "calendars build on one another more than any project needs")
		return
	}
	root, err := parseNodes(r.get("clndr_data"))
	if err != nil {
		wrong("", err.Error())
		return
	}
	for _, part := range root.all("DaysOfWeek") {
		for _, d := range part.parts {
			n, err := strconv.Atoi(d.name)
			if err != nil || n < 1 || n > 7 {
				wrong(d.name, "days of the week must be 1 (Sunday) to 7")
				continue
			}
			if day, err := d.day(); err != nil {
				wrong(d.name, "day of the week: "+err.Error())
			} else {
				c.Week[n-1] = day
			}
		}
	}
	for _, part := range root.all("Exceptions") {
		for _, d := range part.parts {
			serial, err := strconv.Atoi(d.values["d"])
			on := date(1899, 12, 30).AddDate(0, 0, max(-1, min(serial, 1<<20)))
			if err != nil || !plausible(on) {
				wrong(d.values["d"], "an exception's day must be counted from 1899-12-30 and lie between 1900 and 2500")
				continue
			}
			if day, err := d.day(); err != nil {
				wrong(on.Format("2006-01-02"), err.Error())
			} else {
				c.Exceptions = append(c.Exceptions, Exception{From: on, To: on, Week: EveryDay(day)})
			}
		}
	}
	if len(root.all("DaysOfWeek")) == 0 && r.get("base_clndr_id") == "" {
		wrong("", "DaysOfWeek is missing: no day is worked")
	}
}

// node is a piece of clndr_data: (0||name(key|value|key|value)(parts)).
type node struct {
	name   string
	values map[string]string
	parts  []*node
}

// day reads the shifts of a day: parts with s (start) and f (finish).
func (n *node) day() (Day, error) {
	var shifts []Shift
	for _, p := range n.parts {
		from, ok1 := clockTime(p.values["s"])
		to, ok2 := clockTime(p.values["f"])
		if !ok1 || !ok2 {
			return nil, fmt.Errorf("s|%s|f|%s: a shift needs two times such as s|08:00|f|16:00", p.values["s"], p.values["f"])
		}
		if to == 0 {
			to = 24 * time.Hour
		}
		shifts = append(shifts, Shift{from, to})
	}
	return newDay(shifts)
}

// all finds the pieces of a name at any depth.
func (n *node) all(name string) []*node {
	var found []*node
	for _, p := range n.parts {
		if p.name == name {
			found = append(found, p)
		} else {
			found = append(found, p.all(name)...)
		}
	}
	return found
}

// parseNodes reads nested pieces. Primavera puts line ends (as byte 7F) and
// spaces between them.
func parseNodes(s string) (*node, error) {
	p := nodeParser{s: s}
	root := &node{}
	for p.skip(); p.at < len(s); p.skip() {
		one, err := p.node(0)
		if err != nil {
			return nil, err
		}
		root.parts = append(root.parts, one)
	}
	return root, nil
}

type nodeParser struct {
	s  string
	at int
}

func (p *nodeParser) skip() {
	for p.at < len(p.s) && (p.s[p.at] <= ' ' || p.s[p.at] == 0x7f) {
		p.at++
	}
}

func (p *nodeParser) expect(c byte) error {
	p.skip()
	if p.at >= len(p.s) || p.s[p.at] != c {
		return fmt.Errorf("byte %d: must be %q, such as (0||1()())", p.at+1, c)
	}
	p.at++
	return nil
}

func (p *nodeParser) node(depth int) (*node, error) {
	if depth > maxDepth {
		return nil, fmt.Errorf("byte %d: nests deeper than %d", p.at+1, maxDepth)
	}
	if err := p.expect('('); err != nil {
		return nil, err
	}
	end := strings.IndexByte(p.s[p.at:], '(')
	if end < 0 {
		return nil, fmt.Errorf("byte %d: must go on with (", p.at+1)
	}
	name := p.s[p.at : p.at+end]
	if k := strings.LastIndex(name, "||"); k >= 0 {
		name = name[k+2:]
	}
	n := &node{name: strings.TrimSpace(name), values: map[string]string{}}
	p.at += end + 1
	if end = strings.IndexByte(p.s[p.at:], ')'); end < 0 {
		return nil, fmt.Errorf("byte %d: must go on with )", p.at+1)
	}
	list := strings.Split(p.s[p.at:p.at+end], "|")
	for k := 0; k+1 < len(list); k += 2 {
		n.values[strings.TrimSpace(list[k])] = strings.TrimSpace(list[k+1])
	}
	p.at += end + 1
	if err := p.expect('('); err != nil {
		return nil, err
	}
	for p.skip(); p.at < len(p.s) && p.s[p.at] == '('; p.skip() {
		part, err := p.node(depth + 1)
		if err != nil {
			return nil, err
		}
		n.parts = append(n.parts, part)
	}
	if err := p.expect(')'); err != nil {
		return nil, err
	}
	return n, p.expect(')')
}
