package ifc

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// A Duration is a length of time as IFC4 writes it, in ISO 8601: P1M2DT8H. Its
// parts are kept apart, since a month has no length of its own and a day of work
// is shorter than one of the clock.
type Duration struct {
	Years, Months, Days float64
	Clock               time.Duration // hours, minutes, seconds
	Negative            bool
}

// IsZero tells whether the duration is none.
func (d Duration) IsZero() bool { return d == Duration{} }

// Std is the duration with days of 24 hours, months of 30 days and years of 365.
func (d Duration) Std() time.Duration { return d.With(24 * time.Hour) }

// With is the duration where a day is so long: 8 hours of work.
func (d Duration) With(day time.Duration) time.Duration {
	sum := (d.Years*365+d.Months*30+d.Days)*float64(day) + float64(d.Clock)
	if d.Negative {
		sum = -sum
	}
	return time.Duration(max(math.MinInt64, min(sum, math.MaxInt64-1024)))
}

func (d Duration) String() string { return d.Std().String() }

// MarshalText writes the duration in ISO 8601.
func (d Duration) MarshalText() ([]byte, error) {
	var b strings.Builder
	if d.Negative {
		b.WriteByte('-')
	}
	b.WriteByte('P')
	part := func(v float64, unit byte) {
		if v != 0 {
			b.WriteString(strconv.FormatFloat(v, 'f', -1, 64))
			b.WriteByte(unit)
		}
	}
	part(d.Years, 'Y')
	part(d.Months, 'M')
	part(d.Days, 'D')
	if d.Clock != 0 || d.Years == 0 && d.Months == 0 && d.Days == 0 {
		b.WriteByte('T')
		hours, rest := d.Clock/time.Hour, d.Clock%time.Hour
		part(float64(hours), 'H')
		part(float64(rest/time.Minute), 'M')
		if seconds := rest % time.Minute; seconds != 0 || d.Clock == 0 {
			b.WriteString(strconv.FormatFloat(seconds.Seconds(), 'f', -1, 64) + "S")
		}
	}
	return []byte(b.String()), nil
}

// ParseDuration reads ISO 8601's PnYnMnDTnHnMnS or PnW; false for anything else.
func ParseDuration(text string) (d Duration, ok bool) {
	text = strings.TrimSpace(text)
	if rest, minus := strings.CutPrefix(text, "-"); minus {
		d.Negative, text = true, rest
	}
	text, ok = strings.CutPrefix(text, "P")
	if !ok || text == "" || text == "T" {
		return Duration{}, false
	}
	clock, last := false, -1 // units come in this order, each once
	for text != "" {
		if text[0] == 'T' && !clock {
			clock, text, last = true, text[1:], -1
			continue
		}
		n := 0
		for n < len(text) && (text[n]-'0' <= 9 || text[n] == '.' || text[n] == ',') {
			n++
		}
		if n == 0 || n == len(text) {
			return Duration{}, false
		}
		v, err := strconv.ParseFloat(strings.Replace(text[:n], ",", ".", 1), 64)
		if err != nil || v > 1e6*3600 { // no building takes a hundred years in hours a thousand times over
			return Duration{}, false
		}
		units := "YMWD"
		if clock {
			units = "HMS"
		}
		at := strings.IndexByte(units, text[n])
		if at <= last {
			return Duration{}, false
		}
		last = at
		switch {
		case clock:
			d.Clock += time.Duration(v * float64([]time.Duration{time.Hour, time.Minute, time.Second}[at]))
		case at == 0:
			d.Years = v
		case at == 1:
			d.Months = v
		case at == 2:
			d.Days += 7 * v
		default:
			d.Days += v
		}
		text = text[n+1:]
	}
	return d, true
}

func durationOf(seconds float64) Duration {
	d := Duration{Negative: seconds < 0}
	if s := math.Abs(seconds); s < 1e9 {
		d.Clock = time.Duration(s * float64(time.Second))
	}
	return d
}

// duration reads IFC4's text or, before, a number in the project's unit of time.
func (m *Model) duration(e Entity, attribute string) Duration {
	if text, ok := e.String(attribute); ok {
		d, _ := ParseDuration(text)
		return d
	}
	n, _ := e.Real(attribute)
	return durationOf(n * m.Units.Time)
}

// instant reads IFC4's text or, before, an IfcDateAndTime, IfcCalendarDate or
// IfcLocalTime; zero if it is none.
func (m *Model) instant(e Entity, attribute string) time.Time {
	if text, ok := e.String(attribute); ok {
		t, _ := parseInstant(text)
		return t
	}
	at := e.Ref(attribute)
	date, clock := at, Entity{}
	if at.Is("IfcDateAndTime") {
		date, clock = at.Ref("DateComponent"), at.Ref("TimeComponent")
	}
	part := func(e Entity, name string, low, high int64) (int, bool) {
		n, ok := e.Int(name)
		return int(n), ok && n >= low && n <= high
	}
	year, okYear := part(date, "YearComponent", 1, 9999)
	month, okMonth := part(date, "MonthComponent", 1, 12)
	day, okDay := part(date, "DayComponent", 1, 31)
	if !okYear || !okMonth || !okDay {
		return time.Time{}
	}
	hour, _ := part(clock, "HourComponent", 0, 23)
	minute, _ := part(clock, "MinuteComponent", 0, 59)
	second, _ := clock.Real("SecondComponent")
	if !(second >= 0 && second < 61) {
		second = 0
	}
	return time.Date(year, time.Month(month), day, hour, minute, 0, 0, time.UTC).Add(time.Duration(second * float64(time.Second)))
}

// parseInstant reads a date with or without time. A zone is dropped: what a
// schedule says is the time on the site's clock.
func parseInstant(text string) (time.Time, bool) {
	text = strings.TrimSpace(text)
	for _, layout := range []string{"2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t, true
		}
	}
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC), true
	}
	return time.Time{}, false
}
