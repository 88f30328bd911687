package rainfall

import (
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// clock is a way of writing times.
type clock struct {
	name   string // as the header has it
	column int
	unit   float64 // of a plain number [s]; 0: none may stand there
	colon  float64 // of the first part of a clock time [s]; 0: none may stand there
	dates  bool
}

// quantity is a way of writing rain.
type quantity struct {
	name   string
	column int
	kind   kind
	unit   float64 // to m/s or m
}

type kind int

const (
	rateFrom   kind = iota // rate from the row's time on
	depthFrom              // depth from the row's time to the next
	depthUntil             // depth since the row before
	total                  // depth since some start
)

// clocks and quantities are the words that a header may have, canonical.
var clocks, quantities = words()

func words() (map[string]clock, map[string]quantity) {
	clocks, quantities := map[string]clock{}, map[string]quantity{}
	timed := func(c clock, words string) {
		for _, w := range strings.Fields(words) {
			clocks[w] = c
		}
	}
	timed(clock{unit: 1}, "time_s time_sec time_seconds 时间_s 时间_秒")
	timed(clock{unit: 60, colon: 60}, "time_min time_minutes time_mm:ss 时间_min 时间_分 时间_分钟 时间_mm:ss")
	timed(clock{unit: 3600, colon: 3600}, "time_h time_hours time_hh:mm 时间_h 时间_时 时间_小时 时间_hh:mm")
	timed(clock{colon: 3600, dates: true}, "time datetime timestamp 时间 日期时间 时刻")

	valued := func(k kind, unit float64, words string) {
		for _, w := range strings.Fields(words) {
			quantities[w] = quantity{kind: k, unit: unit}
		}
	}
	valued(rateFrom, 1e-3/3600, "mm_per_h rain_mm_per_h intensity_mm_per_h 雨强_mm_per_h 降雨强度_mm_per_h")
	valued(rateFrom, 1e-3/60, "mm_per_min rain_mm_per_min 雨强_mm_per_min 降雨强度_mm_per_min")
	valued(depthFrom, 1e-3, "mm rain_mm depth_mm 雨量_mm 降雨量_mm 时段雨量_mm")
	valued(depthUntil, 1e-3, "mm_ending rain_mm_ending 时段末雨量_mm")
	valued(total, 1e-3, "mm_cumulative cumulative_mm total_mm 累计雨量_mm 累积雨量_mm 累计降雨量_mm")
	return clocks, quantities
}

// canonical brings a header's word to one spelling: Rain (mm/h) becomes
// rain_mm_per_h.
func canonical(word string) string {
	word = strings.NewReplacer("（", "(", "）", ")", "：", ":", "／", "/").Replace(strings.ToLower(word))
	parts := strings.FieldsFunc(strings.ReplaceAll(word, "/", "_per_"), func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune("()[]_", r)
	})
	for k, p := range parts {
		if k > 0 && parts[k-1] == "per" && (p == "hr" || p == "hour") {
			parts[k] = "h"
		}
	}
	return strings.Join(parts, "_")
}

// read returns a time [s] or an instant, or what was expected.
func (c clock) read(text string, zone *time.Location) (at float64, instant time.Time, expected string) {
	if c.unit > 0 {
		if x, err := strconv.ParseFloat(text, 64); err == nil && finite(x) && math.Abs(x) <= 1e9 {
			return x * c.unit, instant, ""
		}
	}
	if c.colon > 0 {
		if at, ok := colons(text, c.colon); ok {
			return at, instant, ""
		}
	}
	if c.dates {
		if instant, expected, ok := date(text, zone); ok {
			return 0, instant, expected
		}
	}
	switch {
	case c.dates:
		return 0, instant, "expected hh:mm, hh:mm:ss, or an instant such as 2023-07-31T08:00:00+08:00 (plain numbers: name the column time_min, time_s or time_h)"
	case c.colon == 60:
		return 0, instant, "expected minutes or mm:ss"
	case c.colon == 3600:
		return 0, instant, "expected hours, hh:mm or hh:mm:ss"
	}
	return 0, instant, "expected seconds"
}

// colons reads a:b or a:b:c where a counts units of so many seconds; a may
// exceed the clock's round.
func colons(text string, unit float64) (at float64, ok bool) {
	parts := strings.Split(text, ":")
	if len(parts) < 2 || len(parts) > 3 || unit == 60 && len(parts) > 2 {
		return 0, false
	}
	for k, p := range parts {
		n, err := strconv.ParseUint(p, 10, 32)
		if err != nil || k > 0 && (n > 59 || len(p) != 2) {
			return 0, false
		}
		at += float64(n) * unit
		unit /= 60
	}
	return at, true
}

// date reads an instant. It is ok where the text is a date at all; expected
// says what a date lacks.
func date(text string, zone *time.Location) (instant time.Time, expected string, ok bool) {
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return checkYear(t)
	}
	for _, layout := range []string{"2006-01-02 15:04:05", "2006-01-02T15:04:05", "2006-01-02 15:04", "2006-01-02T15:04", "2006/1/2 15:04:05", "2006/1/2 15:04"} {
		where := zone
		if where == nil {
			where = time.UTC
		}
		if t, err := time.ParseInLocation(layout, text, where); err == nil {
			if zone == nil {
				return t, "expected a zone, such as " + t.Format("2006-01-02T15:04:05") + "+08:00, or a reader told the zone", true
			}
			return checkYear(t)
		}
	}
	return instant, "", false
}

// checkYear keeps differences of instants within what time.Duration holds.
func checkYear(t time.Time) (time.Time, string, bool) {
	if t.Year() < 1800 || t.Year() > 2090 {
		return t, "expected a year from 1800 to 2090", true
	}
	return t, "", true
}
