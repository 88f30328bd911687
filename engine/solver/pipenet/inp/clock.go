package inp

import (
	"strconv"
	"strings"
	"time"
)

// hours reads a time of day or a length of time: decimal hours or h:mm[:ss].
func hours(s string) (float64, bool) {
	if !strings.Contains(s, ":") {
		v, err := strconv.ParseFloat(s, 64)
		return v, err == nil && v >= 0 && v < 1e7
	}
	parts := strings.Split(s, ":")
	if len(parts) > 3 {
		return 0, false
	}
	total, unit := 0.0, 1.0
	for _, p := range parts {
		v, err := strconv.ParseFloat(p, 64)
		if err != nil || !(v >= 0 && v < 1e7) {
			return 0, false
		}
		total += v * unit
		unit /= 60
	}
	return total, true
}

// seconds reads a step: h:mm:ss or a number of seconds.
func seconds(s string) (float64, bool) {
	if strings.Contains(s, ":") {
		h, ok := hours(s)
		return h * 3600, ok
	}
	v, err := strconv.ParseFloat(s, 64)
	return v, err == nil && v >= 0 && v < 1e9
}

var months = map[string]int{"JAN": 1, "FEB": 2, "MAR": 3, "APR": 4, "MAY": 5, "JUN": 6,
	"JUL": 7, "AUG": 8, "SEP": 9, "OCT": 10, "NOV": 11, "DEC": 12}

// date reads month/day/year, the month as number or name, "-" as good as "/".
func date(s string) (time.Time, bool) {
	parts := strings.FieldsFunc(s, func(c rune) bool { return c == '/' || c == '-' })
	if len(parts) != 3 {
		return time.Time{}, false
	}
	month, ok := months[strings.ToUpper(parts[0])]
	if !ok {
		month, _ = strconv.Atoi(parts[0])
	}
	day, err1 := strconv.Atoi(parts[1])
	year, err2 := strconv.Atoi(parts[2])
	if err1 != nil || err2 != nil || month < 1 || month > 12 || day < 1 || day > 31 || year < 1 || year > 9999 {
		return time.Time{}, false
	}
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	return t, t.Day() == day
}

func duration(seconds float64) time.Duration {
	return time.Duration(seconds*1e3+0.5) * time.Millisecond
}

func stamp(t time.Time) string { return t.Format("01/02/2006 15:04:05") }
