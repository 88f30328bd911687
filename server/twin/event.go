package twin

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"shapan/engine/alarm"
	"shapan/server/historian"
)

// Event is a change of an alarm, or a word on one.
type Event struct {
	Seq   uint64      `json:"seq"`
	At    time.Time   `json:"at"`
	Point string      `json:"point"` // "" of the whole site
	Alarm Which       `json:"alarm"`
	What  string      `json:"what"` // as alarm.Transition; "changed" of a fault, "commented"; of the site "flood", "flood_over"
	Tier  alarm.Tier  `json:"tier"`
	Phase alarm.Phase `json:"phase"`
	Who   string      `json:"who"`
	Why   string      `json:"why,omitempty"`

	Cause string  `json:"cause,omitempty"` // of a limit "cumulative" or "rate", of a sensor its fault
	Value float64 `json:"value"`           // judged last
	Limit float64 `json:"limit"`           // that it passed; 0: none
}

// Which alarm of a point.
type Which string

// The alarms of a point: of its limits and of its sensor.
const (
	OfLimit  Which = "limit"
	OfSensor Which = "sensor"
)

// Events and acts are in the log as readings of their point. Their texts go before
// them in pieces, since a reading's is short. What is reserved for them no feed may
// write.
const (
	eventProperty = "event/"
	actProperty   = "act/"
	eventText     = "event/text"
	actText       = "act/text"
	siteSubject   = "site"
)

// mostText is how long a comment may be [bytes].
const mostText = 1500

// reserved tells whether a property is no feed's to write.
func reserved(property string) bool {
	return strings.HasPrefix(property, eventProperty) || strings.HasPrefix(property, actProperty)
}

// texts are the pieces of a text.
func texts(subject, property, text string, at time.Time) (all []historian.Reading) {
	for text != "" {
		n := min(len(text), historian.MostSource)
		for n < len(text) && !utf8.RuneStart(text[n]) {
			n--
		}
		all = append(all, historian.Reading{Subject: subject, Property: property, At: at, Source: text[:n]})
		text = text[n:]
	}
	return all
}

// cut is the beginning of a text that fits.
func cut(text string, most int) string {
	if len(text) <= most {
		return text
	}
	for most > 0 && !utf8.RuneStart(text[most]) {
		most--
	}
	return text[:most]
}

// How an alarm stands, as one number, so that the log's latest values at a past
// moment say it.
const (
	phaseShift    = 1 << 2
	shelvedBit    = 1 << 5
	suppressedBit = 1 << 6
	removedBit    = 1 << 7
)

func standing(c *alarm.Cycle) float64 {
	n := int(c.Tier) + phaseShift*int(c.Phase)
	if !c.ShelvedUntil.IsZero() {
		n += shelvedBit
	}
	if c.Suppressed != "" {
		n += suppressedBit
	}
	if c.OutOfService != "" {
		n += removedBit
	}
	return float64(n)
}

// Standing is how an alarm stood at a past moment.
type Standing struct {
	Tier       alarm.Tier  `json:"tier"`
	Phase      alarm.Phase `json:"phase"`
	Shelved    bool        `json:"shelved,omitempty"`
	Suppressed bool        `json:"suppressed,omitempty"`
	Removed    bool        `json:"out_of_service,omitempty"`
	Since      time.Time   `json:"since"`
}

func standingOf(r *historian.Reading) Standing {
	n := int(r.Value)
	return Standing{
		Tier: alarm.Tier(n % phaseShift), Phase: min(alarm.Phase(n/phaseShift%8), alarm.Latched),
		Shelved: n&shelvedBit != 0, Suppressed: n&suppressedBit != 0, Removed: n&removedBit != 0, Since: r.At,
	}
}

// readings are an event as it goes into the log; stands is its alarm after it.
func (e *Event) readings(stands float64) []historian.Reading {
	subject := e.Point
	if subject == "" {
		subject = siteSubject
	}
	all := texts(subject, eventText, cut(e.Why, mostText), e.At)
	return append(all, historian.Reading{
		Subject: subject, Property: eventProperty + string(e.Alarm), Value: stands, At: e.At,
		Source: cut(strconv.FormatUint(e.Seq, 10)+" "+e.What+" "+e.Who, historian.MostSource),
	})
}

// cause says why a limit's alarm is what it is.
func cause(p *alarm.Point, judged []alarm.Judged) (name, why string, value, limit float64) {
	worst := -1
	for k := range judged {
		if judged[k].Tier > alarm.Nothing && (worst < 0 || judged[k].Tier > judged[worst].Tier) {
			worst = k
		}
	}
	if worst < 0 {
		return "", "", 0, 0
	}
	r, j := &p.Rules[worst], judged[worst]
	name, unit := "cumulative", p.Unit
	if r.Rate > 0 {
		name, unit = "rate", p.Unit+"/d"
	}
	sign := ">="
	if r.Below {
		sign = "<="
	}
	limit = r.Limits[j.Tier-1]
	return name, fmt.Sprintf("%s %.4g %s %.4g %s", name, j.Value, sign, limit, unit), j.Value, limit
}
