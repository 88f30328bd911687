package schedule

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// maxDuration bounds a duration: a century of hours.
const maxDuration = 1e6 * time.Hour

// fields reads values out of an element and reports those that do not read.
type fields struct {
	*element
	r     *reader
	where string
}

func (f fields) bad(p *element, expected string) {
	f.r.wrong(Mistake{Line: p.line, Offset: f.r.offset(p.offset), Where: f.where, Key: p.name, Value: p.text, Expected: expected})
}

// time reads an instant such as 2015-02-19T08:00:00; empty, or MS Project's NA:
// the zero time.
func (f fields) time(name string) time.Time {
	p := f.part(name)
	if p == nil || p.text == "" || p.text == "NA" {
		return time.Time{}
	}
	t, ok := isoTime(p.text)
	if !ok {
		f.bad(p, "must be an instant such as 2015-02-19T08:00:00, between 1900 and 2500")
	}
	return t
}

// isoTime reads date and time of ISO 8601; what stands behind the seconds, a
// fraction or a zone, says nothing about the clock on the wall.
func isoTime(s string) (time.Time, bool) {
	for _, layout := range []string{"2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02"} {
		if len(s) >= len(layout) {
			if t, err := time.Parse(layout, s[:len(layout)]); err == nil && plausible(t) {
				if rest := s[len(layout):]; rest == "" || strings.ContainsAny(rest[:1], ".Z+-") {
					return t, true
				}
			}
		}
	}
	return time.Time{}, false
}

func plausible(t time.Time) bool { return t.Year() >= 1900 && t.Year() < 2500 }

// duration reads PT8H0M0S; there tells whether it stands there at all.
func (f fields) duration(name string) (d time.Duration, there bool) {
	p := f.part(name)
	if p == nil || p.text == "" {
		return 0, false
	}
	d, ok := isoDuration(p.text)
	if !ok {
		f.bad(p, "must be a duration such as PT8H0M0S, up to 1,000,000 hours")
	}
	return d, true
}

// isoDuration reads the hours, minutes and seconds of ISO 8601, and days of 24
// hours; years and months have no length.
func isoDuration(s string) (time.Duration, bool) {
	rest, ok := strings.CutPrefix(s, "P")
	if !ok || rest == "" {
		return 0, false
	}
	sum, inTime, any := 0.0, false, false
	for rest != "" {
		if rest[0] == 'T' && !inTime {
			inTime, rest = true, rest[1:]
			continue
		}
		end := strings.IndexFunc(rest, func(c rune) bool { return (c < '0' || c > '9') && c != '.' })
		if end <= 0 {
			return 0, false
		}
		v, err := strconv.ParseFloat(rest[:end], 64)
		if err != nil {
			return 0, false
		}
		switch unit := rest[end]; {
		case unit == 'D' && !inTime:
			v *= 24 * 3600
		case unit == 'H' && inTime:
			v *= 3600
		case unit == 'M' && inTime:
			v *= 60
		case unit != 'S' || !inTime:
			return 0, false
		}
		sum, any, rest = sum+v, true, rest[end+1:]
	}
	if !any || !(sum <= maxDuration.Seconds()) {
		return 0, false
	}
	return time.Duration(math.Round(sum)) * time.Second, true
}

// hours reads a number of hours, as durations are in Primavera.
func hours(s string) (time.Duration, bool) {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || !(math.Abs(v) <= maxDuration.Hours()) {
		return 0, false
	}
	return time.Duration(math.Round(v*3600)) * time.Second, true
}

// whole reads an integer within limits; without one: otherwise.
func (f fields) whole(name string, from, to, otherwise int) int {
	p := f.part(name)
	if p == nil || p.text == "" {
		return otherwise
	}
	v, err := strconv.Atoi(p.text)
	if err != nil || v < from || v > to {
		f.bad(p, fmt.Sprintf("must be a whole number from %d to %d", from, to))
		return otherwise
	}
	return v
}

// yes reads a truth: 1 or true.
func (f fields) yes(name string) bool {
	p := f.part(name)
	if p == nil {
		return false
	}
	switch strings.ToLower(p.text) {
	case "1", "true":
		return true
	case "0", "false", "":
		return false
	}
	f.bad(p, "must be 0 or 1")
	return false
}
