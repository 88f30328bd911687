package schedule

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
)

var lengthParts = regexp.MustCompile(`^([\d.]+)\s*(.*?)\s*[?？]?$`)

// readLength reads a duration as people write it. A number alone has the unit of
// its heading, or is days; a day is that of the calendar, a month 20 of them.
func readLength(s, heading string, c *Calendar) (d time.Duration, elapsed, ok bool) {
	m := lengthParts.FindStringSubmatch(strings.TrimSpace(s))
	if m == nil {
		return 0, false, false
	}
	v, err := strconv.ParseFloat(m[1], 64)
	if err != nil {
		return 0, false, false
	}
	unit := strings.ToLower(strings.ReplaceAll(m[2], " ", ""))
	if unit == "" {
		if in := inBrackets.FindString(heading); in != "" {
			unit = strings.ToLower(strings.Trim(in, "()（）[]【】 "))
		}
	}
	if rest, cut := strings.CutPrefix(unit, "e"); cut && rest != "" { // MS Project's ed, eh, ew
		elapsed, unit = true, rest
	}
	if strings.Contains(unit, "日历") || strings.Contains(unit, "elapsed") || strings.Contains(unit, "calendar") {
		elapsed = true
	}
	day := dayLength(c)
	if elapsed {
		day = 24 * time.Hour
	}
	week := day * time.Duration(max(1, workDays(c)))
	if elapsed {
		week = 7 * day
	}
	var one time.Duration
	switch {
	case unit == "" || unit == "d" || strings.Contains(unit, "day") || unit == "dy" || unit == "dys" || strings.ContainsAny(unit, "天日工"):
		one = day
	case unit == "h" || strings.HasPrefix(unit, "hr") || strings.HasPrefix(unit, "hour") || strings.Contains(unit, "时"):
		one = time.Hour
	case unit == "m" || strings.HasPrefix(unit, "min") || strings.Contains(unit, "分"):
		one = time.Minute
	case unit == "w" || strings.HasPrefix(unit, "wk") || strings.HasPrefix(unit, "week") || strings.ContainsAny(unit, "周"):
		one = week
	case strings.HasPrefix(unit, "mo") || strings.ContainsAny(unit, "月"):
		one = 20 * day
		if elapsed {
			one = 30 * day
		}
	default:
		return 0, false, false
	}
	seconds := v * one.Seconds()
	if !(seconds <= maxDuration.Seconds()) {
		return 0, false, false
	}
	return time.Duration(math.Round(seconds)) * time.Second, elapsed, true
}

// dayLength is the working time of a calendar's usual day; workDays their number
// in a week.
func dayLength(c *Calendar) time.Duration {
	if n := workDays(c); n > 0 {
		return (c.Week.Hours() / time.Duration(n)).Round(time.Second)
	}
	return 8 * time.Hour
}

func workDays(c *Calendar) int {
	n := 0
	for _, d := range c.Week {
		if len(d) > 0 {
			n++
		}
	}
	return n
}

// span reads two dates. Where no time is given a start is when that day's work
// begins, a finish when it ends.
func (t *sheet) span(row tableRow, start, finish string) Span {
	return Span{t.date(row, start, false), t.date(row, finish, true)}
}

func (t *sheet) date(row tableRow, field string, end bool) time.Time {
	s := t.get(row, field)
	if s == "" || s == "NA" || s == "-" || s == "—" || s == "/" || s == "无" {
		return time.Time{}
	}
	at, ok := t.day(s)
	if !ok {
		expected := "must be a date such as 2026-03-02, 2026年3月2日 or 2026/3/2 8:00, between 1900 and 2500"
		if t.dates == "" && dayMonth.MatchString(s) {
			expected = "is the day or the month first? Say so (dates: dmy or mdy)"
		}
		t.bad(row, field, expected)
		return time.Time{}
	}
	if hasTime(s) {
		return at
	}
	day := t.s.Calendars[0].Week[at.Weekday()]
	if len(day) == 0 {
		day = Day{{8 * time.Hour, 17 * time.Hour}}
	}
	if end {
		return at.Add(day[len(day)-1].To)
	}
	return at.Add(day[0].From)
}

var (
	clockIn  = regexp.MustCompile(`(\d{1,2})[:：](\d{2})(?:[:：](\d{2}))?`)
	dayMonth = regexp.MustCompile(`^\D*(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{2,4})\b`)
	yearDay  = regexp.MustCompile(`^\D*(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})`)
	named    = regexp.MustCompile(`(?i)(\d{1,2})[\s\-]*(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[\s\-,.]*(\d{2,4})`)
	compact  = regexp.MustCompile(`^(\d{4})(\d{2})(\d{2})$`)
	serial   = regexp.MustCompile(`^\d{5}(\.\d+)?$`)
)

func hasTime(s string) bool {
	return clockIn.MatchString(s) || strings.Contains(s, ".") && serial.MatchString(s)
}

// orderOfDates finds out whether days or months stand first, from a date that
// can be but one of them.
func (t *sheet) orderOfDates() {
	t.dates = t.o.Dates
	if t.dates != "" {
		if t.dates != "dmy" && t.dates != "mdy" {
			t.wrong(Mistake{Line: 1, Key: "dates", Value: t.dates, Expected: "must be dmy or mdy"})
		}
		return
	}
	for _, row := range t.rows {
		for _, field := range []string{"start", "finish", "actual start", "actual finish", "baseline start", "baseline finish"} {
			if m := dayMonth.FindStringSubmatch(t.get(row, field)); m != nil {
				a, _ := strconv.Atoi(m[1])
				b, _ := strconv.Atoi(m[2])
				if a > 12 && b <= 12 {
					t.dates = "dmy"
					return
				}
				if b > 12 && a <= 12 {
					t.dates = "mdy"
					return
				}
			}
		}
	}
}

// day reads a date and, where there is one, its time.
func (t *sheet) day(s string) (time.Time, bool) {
	var y, m, d string
	switch {
	case yearDay.MatchString(s):
		p := yearDay.FindStringSubmatch(s)
		y, m, d = p[1], p[2], p[3]
	case compact.MatchString(s):
		p := compact.FindStringSubmatch(s)
		y, m, d = p[1], p[2], p[3]
	case named.MatchString(s):
		p := named.FindStringSubmatch(s)
		months := "janfebmaraprmayjunjulaugsepoctnovdec"
		d, m, y = p[1], strconv.Itoa(strings.Index(months, strings.ToLower(p[2]))/3+1), p[3]
	case serial.MatchString(s): // days since 1899-12-30, as spreadsheets count
		v, err := strconv.ParseFloat(s, 64)
		if err != nil {
			return time.Time{}, false
		}
		return date(1899, 12, 30).Add(time.Duration(math.Round(v*86400)) * time.Second), true
	case dayMonth.MatchString(s) && t.dates != "":
		p := dayMonth.FindStringSubmatch(s)
		d, m, y = p[1], p[2], p[3]
		if t.dates == "mdy" {
			d, m = m, d
		}
	default:
		return time.Time{}, false
	}
	year, _ := strconv.Atoi(y)
	month, _ := strconv.Atoi(m)
	day, _ := strconv.Atoi(d)
	if len(y) == 2 {
		year += 2000
	}
	at := date(year, time.Month(month), day)
	if at.Day() != day || int(at.Month()) != month || !plausible(at) {
		return time.Time{}, false
	}
	if c := clockIn.FindStringSubmatch(s); c != nil {
		hour, _ := strconv.Atoi(c[1])
		minute, _ := strconv.Atoi(c[2])
		second, _ := strconv.Atoi("0" + c[3])
		if strings.Contains(strings.ToLower(s), "pm") && hour < 12 || strings.Contains(s, "下午") && hour < 12 {
			hour += 12
		}
		if hour > 24 || minute > 59 || second > 59 {
			return time.Time{}, false
		}
		at = at.Add(time.Duration(hour*3600+minute*60+second) * time.Second)
	}
	return at, true
}
