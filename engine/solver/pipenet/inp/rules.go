package inp

import (
	"strconv"
	"strings"
	"time"
)

// Rule is a rule of [CONTROLS]: while all of If holds, Then is asked of links,
// otherwise Else. Where rules ask different things of a link, the highest
// priority wins, among equals the first.
//
// Source: SWMM User's Manual 5.2, appendix D, [CONTROLS].
type Rule struct {
	Name       string
	Line       int
	If         []premise
	Then, Else []action
	Priority   float64
}

// premise compares two quantities. With or it is joined to the premise before by
// OR, which binds more tightly than AND.
type premise struct {
	or          bool
	left, right quantity
	relation    string
}

// subject is what a quantity is of.
type subject int

const (
	constant subject = iota
	ofNode
	ofLink
	ofGage
	ofRun
)

// quantity is something that a rule looks at, in the units of the file; times in
// hours, dates in days.
type quantity struct {
	of    subject
	index int
	what  string
	value float64 // of a constant
	hours float64 // over which a gage's rain is summed
}

// action is what a rule asks of a link: a setting that is fixed, or found on a
// curve of the quantity that the rule looked at last, or of a series over time,
// or steered.
type action struct {
	link   int
	value  float64
	curve  *curve
	series *Series
	pid    *steering
}

// steering holds the coefficients of a PID controller, and where its two last
// errors are kept.
type steering struct {
	gain, integral, derivative float64 // [-], [min], [min]
	place                      int
}

// quantities that each subject has; those in curly brackets of SWMM's manual that
// do not change are filled in as constants.
var quantities = map[subject][]string{
	ofNode: {"DEPTH", "MAXDEPTH", "HEAD", "VOLUME", "INFLOW"},
	ofLink: {"FLOW", "FULLFLOW", "DEPTH", "FULLDEPTH", "VELOCITY", "LENGTH", "SLOPE", "STATUS", "SETTING", "TIMEOPEN", "TIMECLOSED"},
	ofRun:  {"TIME", "DATE", "CLOCKTIME", "DAY", "MONTH", "DAYOFYEAR"},
}

// readRules reads [CONTROLS].
func (b *builder) readRules() {
	var r *Rule
	part := ""
	variables := map[string]quantity{}
	whole := map[int]int{} // per rule: 1 has IF, 2 has THEN, read or not
	b.each("CONTROLS", func() {
		word := b.upper(0)
		if r == nil && word != "RULE" && word != "VARIABLE" && word != "EXPRESSION" {
			b.wrong("%q: expected RULE", clip(b.text(0)))
			return
		}
		switch word {
		case "RULE":
			b.file.Rules = append(b.file.Rules, Rule{Name: b.need(1, "name of the rule"), Line: b.at.line})
			r, part = &b.file.Rules[len(b.file.Rules)-1], word
		case "VARIABLE": // name = quantity
			if q, _, ok := b.quantity(3, variables); ok && b.text(2) == "=" {
				variables[strings.ToLower(b.text(1))] = q
			} else if ok {
				b.wrong("%q: expected VARIABLE name = object name attribute", clip(b.text(2)))
			}
		case "EXPRESSION":
			b.wrong("EXPRESSION: is not read: write the rule with VARIABLE")
		case "IF", "AND", "OR":
			switch {
			case word == "IF" && part != "RULE", word != "IF" && part != "IF":
				if (part == "THEN" || part == "ELSE") && word == "AND" {
					b.action(r, part)
					return
				}
				b.wrong("%s stands after %s", word, part)
				return
			}
			part = "IF"
			whole[len(b.file.Rules)] |= 1
			b.premise(r, word == "OR", variables)
		case "THEN", "ELSE":
			if word == "THEN" && part != "IF" || word == "ELSE" && part != "THEN" {
				b.wrong("%s stands after %s", word, part)
				return
			}
			part = word
			whole[len(b.file.Rules)] |= 2
			b.action(r, part)
		case "PRIORITY":
			r.Priority, part = b.number(1, "priority"), word
		default:
			b.wrong("%q: expected RULE, IF, AND, OR, THEN, ELSE or PRIORITY", clip(b.text(0)))
		}
	})
	b.section = "CONTROLS"
	for k := range b.file.Rules {
		r := &b.file.Rules[k]
		b.at = row{line: r.Line}
		if whole[k+1] != 3 {
			b.wrong("rule %s: needs both IF and THEN", r.Name)
		}
	}
	b.section = ""
}

// premise reads IF quantity relation quantity-or-number.
func (b *builder) premise(r *Rule, or bool, variables map[string]quantity) {
	left, k, ok := b.quantity(1, variables)
	if !ok {
		return
	}
	p := premise{or: or, left: left, relation: b.text(k)}
	switch p.relation {
	case "=", "<>", "<", "<=", ">", ">=":
	default:
		b.wrong("%q: expected =, <>, <, <=, > or >= as field %d", clip(p.relation), k+1)
		return
	}
	if len(b.at.fields) > k+2 || variables[strings.ToLower(b.text(k+1))].what != "" {
		p.right, _, ok = b.quantity(k+1, variables)
	} else {
		p.right.value, ok = b.figure(k+1, left.what)
	}
	if ok {
		r.If = append(r.If, p)
	}
}

// quantity reads what stands from field k on and returns the field after it.
func (b *builder) quantity(k int, variables map[string]quantity) (q quantity, next int, ok bool) {
	if v, is := variables[strings.ToLower(b.text(k))]; is {
		return v, k + 1, true
	}
	switch word := b.upper(k); word {
	case "SIMULATION":
		q.of, q.what, next = ofRun, b.upper(k+1), k+2
	case "NODE":
		q.of, q.index, q.what, next = ofNode, b.node(k+1, "rule"), b.upper(k+2), k+3
	case "LINK", "CONDUIT", "PUMP", "ORIFICE", "WEIR", "OUTLET":
		q.of, q.index, q.what, next = ofLink, b.link(k+1, word), b.upper(k+2), k+3
	case "GAGE":
		g, is := b.gages[strings.ToLower(b.text(k+1))]
		if !is {
			b.wrong("rain gage %q is not defined", clip(b.text(k+1)))
			return q, k, false
		}
		return b.gageQuantity(g, k)
	default:
		b.wrong("%q: expected NODE, LINK, CONDUIT, PUMP, ORIFICE, WEIR, OUTLET, GAGE, SIMULATION or a VARIABLE", clip(b.text(k)))
		return q, k, false
	}
	if q.index < 0 {
		return q, k, false
	}
	for _, one := range quantities[q.of] {
		if one == q.what {
			return b.settle(q), next, true
		}
	}
	b.wrong("%q: expected one of %s", clip(b.text(next-1)), strings.Join(quantities[q.of], ", "))
	return q, k, false
}

// gageQuantity reads INTENSITY or n-HR_DEPTH of a gage.
func (b *builder) gageQuantity(gage, k int) (quantity, int, bool) {
	q := quantity{of: ofGage, index: gage, what: b.upper(k + 2)}
	if q.what == "INTENSITY" {
		return q, k + 3, true
	}
	if head, is := strings.CutSuffix(q.what, "-HR_DEPTH"); is {
		if h, err := strconv.ParseFloat(head, 64); err == nil && h > 0 && h <= 48 {
			q.hours = h
			return q, k + 3, true
		}
	}
	b.wrong("%q: expected INTENSITY or a number of hours up to 48 and -HR_DEPTH", clip(b.text(k+2)))
	return q, k, false
}

// settle turns what does not change in a run into a constant.
func (b *builder) settle(q quantity) quantity {
	fixed := func(v float64) quantity { return quantity{what: q.what, value: v} }
	L := b.u.length
	if q.of == ofNode && q.what == "MAXDEPTH" {
		return fixed(b.file.Network.Nodes[q.index].MaxDepth / L)
	}
	if q.of != ofLink {
		return q
	}
	l := &b.file.Network.Links[q.index]
	c := l.Conduit
	if c == nil || c.Section == nil {
		return q
	}
	fall := b.file.Network.Nodes[l.From].Invert + c.FromOffset - b.file.Network.Nodes[l.To].Invert - c.ToOffset
	switch q.what {
	case "LENGTH":
		return fixed(c.Length / L)
	case "SLOPE":
		return fixed(fall / c.Length)
	case "FULLDEPTH":
		return fixed(c.Section.Depth / L)
	case "FULLFLOW":
		s := c.Section
		return fixed(s.FullArea() * pow(s.Radius(s.Depth), 2.0/3) * pow(max(fall, -fall)/c.Length, 0.5) / c.N / b.u.flow)
	}
	return q
}

// link finds the link that field i names; kind is LINK or what it must be.
func (b *builder) link(i int, kind string) int {
	name := b.need(i, "link")
	k, ok := b.links[strings.ToLower(name)]
	if !ok {
		if _, failed := b.lines["link/"+strings.ToLower(name)]; !failed && name != "" {
			b.wrong("link %q is not defined", clip(name))
		}
		return -1
	}
	l := &b.file.Network.Links[k]
	is := map[string]bool{"LINK": true, "CONDUIT": l.Conduit != nil, "PUMP": l.Pump != nil, "ORIFICE": l.Orifice != nil,
		"WEIR": l.Weir != nil, "OUTLET": l.Outlet != nil}
	if !is[kind] {
		b.wrong("link %s is no %s", l.Name, kind)
		return -1
	}
	return k
}

var weekdays = map[string]float64{"SUN": 1, "MON": 2, "TUE": 3, "WED": 4, "THU": 5, "FRI": 6, "SAT": 7}

// figure reads the value that a quantity is compared with.
func (b *builder) figure(i int, what string) (v float64, ok bool) {
	text := b.upper(i)
	switch text {
	case "ON", "OPEN":
		return 1, true
	case "OFF", "CLOSED":
		return 0, true
	case "":
		b.wrong("a value is missing as field %d", i+1)
		return 0, false
	}
	switch what {
	case "TIME", "CLOCKTIME", "TIMEOPEN", "TIMECLOSED":
		if v, ok = hours(text); !ok {
			b.wrong("%q: expected a time as hours or hours:minutes:seconds", clip(text))
		}
		return v, ok
	case "DATE":
		d, ok := date(text)
		if !ok {
			b.wrong("%q: expected a date as month/day/year", clip(text))
		}
		return dayOf(d), ok
	case "DAYOFYEAR":
		if d, ok := date(text + "/2001"); ok {
			return float64(d.YearDay()), true
		}
	case "DAY":
		if v, ok = weekdays[text[:min(len(text), 3)]]; ok {
			return v, true
		}
	case "MONTH":
		if m, ok := months[text[:min(len(text), 3)]]; ok {
			return float64(m), true
		}
	}
	before := len(b.mistakes)
	v = b.number(i, what)
	return v, len(b.mistakes) == before
}

// dayOf counts days.
func dayOf(t time.Time) float64 { return float64(t.Truncate(24*time.Hour).Unix() / 86400) }

// action reads THEN link name STATUS or SETTING = value.
func (b *builder) action(r *Rule, part string) {
	kind := b.upper(1)
	switch kind {
	case "CONDUIT", "PUMP", "ORIFICE", "WEIR", "OUTLET":
	default:
		b.wrong("%q: expected CONDUIT, PUMP, ORIFICE, WEIR or OUTLET", clip(b.text(1)))
		return
	}
	before := len(b.mistakes)
	a := action{link: b.link(2, kind)}
	if what := b.upper(3); what != "STATUS" && what != "SETTING" || b.text(4) != "=" {
		b.wrong("%q: expected STATUS = or SETTING =", clip(b.text(3)+" "+b.text(4)))
		return
	}
	switch b.upper(5) {
	case "CURVE":
		a.curve = b.curve(6, "setting", "CONTROL")
	case "TIMESERIES":
		a.series = b.seriesOf(6, "setting")
	case "PID":
		a.pid = &steering{b.number(6, "proportional gain"), b.number(7, "integral time"), b.number(8, "derivative time"), b.file.steered}
		b.file.steered++
	default:
		if a.value, _ = b.figure(5, b.upper(3)); a.value < 0 {
			b.wrong("setting %v: must be >= 0", a.value)
		}
	}
	if len(b.mistakes) > before {
		return
	}
	if part == "THEN" {
		r.Then = append(r.Then, a)
	} else {
		r.Else = append(r.Else, a)
	}
}
