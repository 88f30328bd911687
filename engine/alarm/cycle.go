package alarm

import (
	"fmt"
	"time"
)

// Tier is how bad a point is: 0 is nothing, then by the tiers of its rule.
type Tier uint8

// The tiers of monitoring in China: blue or yellow, orange, red.
const (
	Nothing Tier = iota
	Notice       // 预警
	Warning      // 报警
	Danger       // 控制值: stop work
)

// String is the tier's name in events.
func (t Tier) String() string { return [...]string{"none", "notice", "warning", "danger"}[t] }

// Phase is where an alarm stands in its life, after ISA-18.2 (IEC 62682).
type Phase uint8

// The phases of an alarm.
const (
	Normal         Phase = iota
	Unacknowledged       // active, nobody has seen it
	Acknowledged         // active, somebody has
	Returned             // over, nobody has seen it
	Latched              // over and seen, and kept until it is reset
)

// String is the phase's name in events.
func (p Phase) String() string {
	return [...]string{"normal", "unacknowledged", "acknowledged", "returned", "latched"}[p]
}

// Cycle is the life of one point's alarm. It is a value: Apply gives the next.
type Cycle struct {
	Phase Phase     `json:"phase"`
	Tier  Tier      `json:"tier"`
	Since time.Time `json:"since"` // in this phase and tier
	Peak  Tier      `json:"peak"`  // since it was normal last

	ShelvedUntil time.Time `json:"shelved_until,omitzero"` // it is not shown, until then
	Suppressed   string    `json:"suppressed,omitempty"`   // by design: why
	OutOfService string    `json:"out_of_service,omitempty"`
	Escalated    int       `json:"escalated"` // how often nobody came
	Due          time.Time `json:"due,omitzero"`
}

// Manner is how a point's alarm is handled.
type Manner struct {
	Latches   bool            // stays after it is over and acknowledged, until it is reset
	Escalate  []time.Duration // times without acknowledgement after which the next person is called
	MostShelf time.Duration   // longest time on the shelf; 0: 12 h
}

// Act is what happens to an alarm.
type Act struct {
	At   time.Time
	Kind ActKind
	Tier Tier      // of Judge
	Who  string    // a person, or the judge
	Why  string    // comment
	Till time.Time // of Shelve
}

// ActKind is what an act does.
type ActKind uint8

// The kinds of acts.
const (
	Judge       ActKind = iota // readings have been judged: the tier now
	Acknowledge                // a person has seen it
	Shelve                     // a person puts it aside for a time
	Unshelve
	Suppress // the design says that it means nothing now; Why "" ends it
	Remove   // from service, for repair; Why "" puts it back
	Reset    // a latched one
	Clock    // time has passed
)

// Transition is a change of an alarm, for the log.
type Transition struct {
	At   time.Time `json:"at"`
	What string    `json:"what"` // "raised", "higher", "lower", "acknowledged", "returned", "latched", "cleared", "shelved", "unshelved", "suppressed", "unsuppressed", "removed", "restored", "escalated"
	From Phase     `json:"from"`
	To   Phase     `json:"to"`
	Tier Tier      `json:"tier"`
	Who  string    `json:"who,omitempty"`
	Why  string    `json:"why,omitempty"`
}

// Shown tells whether an alarm is to be seen and heard.
func (c *Cycle) Shown(now time.Time) bool {
	return c.Phase != Normal && c.Suppressed == "" && c.OutOfService == "" && !now.Before(c.ShelvedUntil)
}

// Apply does an act and returns the alarm after it and what has changed. It is an
// error to do what makes no sense now, such as to acknowledge nothing; the alarm
// is as before then. A shelved, suppressed or removed alarm goes on with its life
// unseen, so that nothing is lost when it comes back.
func (c Cycle) Apply(m *Manner, a Act) (Cycle, []Transition, error) {
	var all []Transition
	note := func(what string, before Cycle) {
		all = append(all, Transition{At: a.At, What: what, From: before.Phase, To: c.Phase, Tier: c.Tier, Who: a.Who, Why: a.Why})
	}
	refuse := func(format string, args ...any) (Cycle, []Transition, error) {
		return c, nil, fmt.Errorf("alarm: "+format, args...)
	}
	before := c
	switch a.Kind {
	case Judge:
		c.judge(m, a, note)
	case Acknowledge:
		switch c.Phase {
		case Unacknowledged:
			c.Phase = Acknowledged
		case Returned:
			if c.Phase = Normal; m.Latches {
				c.Phase = Latched
			}
		default:
			return refuse("nothing to acknowledge: it is %v", c.Phase)
		}
		c.Since, c.Due, c.Escalated = a.At, time.Time{}, 0
		note("acknowledged", before)
		c.settle(a, note)
	case Shelve:
		most := m.MostShelf
		if most == 0 {
			most = 12 * time.Hour
		}
		switch {
		case c.Phase == Normal:
			return refuse("nothing to shelve")
		case !a.Till.After(a.At):
			return refuse("a shelf's end must come")
		case a.Till.Sub(a.At) > most:
			return refuse("%v on the shelf: at most %v", a.Till.Sub(a.At), most)
		case a.Why == "":
			return refuse("say why it is shelved")
		}
		c.ShelvedUntil = a.Till
		note("shelved", before)
	case Unshelve:
		if c.ShelvedUntil.IsZero() {
			return refuse("it is on no shelf")
		}
		c.ShelvedUntil = time.Time{}
		note("unshelved", before)
	case Suppress:
		if a.Why == c.Suppressed {
			return refuse("nothing changes")
		}
		c.Suppressed = a.Why
		note(map[bool]string{true: "suppressed", false: "unsuppressed"}[a.Why != ""], before)
	case Remove:
		if a.Why == c.OutOfService {
			return refuse("nothing changes")
		}
		c.OutOfService = a.Why
		note(map[bool]string{true: "removed", false: "restored"}[a.Why != ""], before)
	case Reset:
		if c.Phase != Latched {
			return refuse("nothing to reset: it is %v", c.Phase)
		}
		c.Phase, c.Since = Normal, a.At
		note("cleared", before)
		c.settle(a, func(string, Cycle) {})
	case Clock:
		c.pass(m, a, note)
	}
	return c, all, nil
}

// judge follows a new tier. A latched or returned alarm that comes again is a new
// one; one that gets worse has to be seen again.
func (c *Cycle) judge(m *Manner, a Act, note func(string, Cycle)) {
	before := *c
	active := c.Phase == Unacknowledged || c.Phase == Acknowledged
	switch {
	case a.Tier == Nothing && active:
		c.Tier, c.Since = Nothing, a.At
		switch {
		case before.Phase == Unacknowledged:
			c.Phase = Returned
		case m.Latches:
			c.Phase = Latched
		default:
			c.Phase = Normal
		}
		note(map[Phase]string{Returned: "returned", Latched: "latched", Normal: "cleared"}[c.Phase], before)
		if c.Phase == Normal {
			c.Peak, c.Due, c.Escalated = Nothing, time.Time{}, 0
		}
	case a.Tier > Nothing && !active:
		c.Phase, c.Tier, c.Since = Unacknowledged, a.Tier, a.At
		c.Peak = max(c.Peak, a.Tier)
		c.call(m, a.At)
		note("raised", before)
	case a.Tier > c.Tier:
		c.Phase, c.Tier, c.Since = Unacknowledged, a.Tier, a.At
		c.Peak = max(c.Peak, a.Tier)
		c.call(m, a.At)
		note("higher", before)
	case active && a.Tier < c.Tier:
		c.Tier, c.Since = a.Tier, a.At
		note("lower", before)
	}
}

// call starts the clock of escalation.
func (c *Cycle) call(m *Manner, now time.Time) {
	c.Escalated, c.Due = 0, time.Time{}
	if len(m.Escalate) > 0 {
		c.Due = now.Add(m.Escalate[0])
	}
}

// pass lets time pass: shelves end, and who has not come is followed by the next.
func (c *Cycle) pass(m *Manner, a Act, note func(string, Cycle)) {
	before := *c
	if !c.ShelvedUntil.IsZero() && !a.At.Before(c.ShelvedUntil) {
		c.ShelvedUntil = time.Time{}
		note("unshelved", before)
	}
	for c.Phase == Unacknowledged && !c.Due.IsZero() && !a.At.Before(c.Due) && c.Suppressed == "" && c.OutOfService == "" && !a.At.Before(c.ShelvedUntil) {
		before = *c
		c.Escalated++
		if c.Escalated < len(m.Escalate) {
			c.Due = c.Due.Add(m.Escalate[c.Escalated])
		} else {
			c.Due = time.Time{}
		}
		note("escalated", before)
	}
}

// settle forgets what belongs to an alarm that is over.
func (c *Cycle) settle(a Act, note func(string, Cycle)) {
	if c.Phase == Normal {
		before := *c
		c.Peak, c.ShelvedUntil = Nothing, time.Time{}
		note("cleared", before)
	}
}

// MarshalText writes the tier's name.
func (t Tier) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads a tier's name.
func (t *Tier) UnmarshalText(text []byte) error {
	for k := Nothing; k <= Danger; k++ {
		if k.String() == string(text) {
			*t = k
			return nil
		}
	}
	return fmt.Errorf("tier %q: must be none, notice, warning or danger", text)
}

// MarshalText writes the phase's name.
func (p Phase) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads a phase's name.
func (p *Phase) UnmarshalText(text []byte) error {
	for k := Normal; k <= Latched; k++ {
		if k.String() == string(text) {
			*p = k
			return nil
		}
	}
	return fmt.Errorf("phase %q: must be normal, unacknowledged, acknowledged, returned or latched", text)
}
