package schedule

import "time"

// maxOccurrences bounds how often an exception can recur: daily for a century.
const maxOccurrences = 36525

// exception reads a date or range that differs from the week, and those that
// come again: daily, weekly, monthly and yearly (MSPDI's Exception/Type 1 to 7).
func (m *project) exception(f fields, c *Calendar) {
	from, to, ok := m.period(f.element, f.where)
	day, fine := m.shifts(f)
	if !ok || !fine {
		return
	}
	week := EveryDay(day)
	add := func(a, b time.Time) { c.Exceptions = append(c.Exceptions, Exception{f.value("Name"), a, b, week}) }
	period := f.whole("Period", 0, 1000, 1)
	if period < 1 {
		period = 1
	}
	kind := f.whole("Type", 0, 9, 1)
	if kind <= 1 && period == 1 || kind >= 7 {
		add(from, to)
		return
	}
	left := maxOccurrences
	if n := f.whole("Occurrences", 0, 1<<31, 0); n > 0 && f.yes("EnteredByOccurrences") {
		left = min(left, n)
	}
	mask := f.whole("DaysOfWeek", 0, 127, 0)
	month, monthDay := f.whole("Month", 0, 11, 0), f.whole("MonthDay", 0, 31, 1)
	item, position := f.whole("MonthItem", 0, 9, 0), f.whole("MonthPosition", 0, 4, 0)
	each := func(step func(t time.Time) bool) {
		for t := from; !t.After(to) && left > 0; t = t.AddDate(0, 0, 1) {
			if step(t) {
				add(t, t)
				left--
			}
		}
	}
	months := func(t time.Time) int { return (t.Year()-from.Year())*12 + int(t.Month()-from.Month()) }
	sunday := floorDay(from.Unix()) - int64(from.Weekday())
	switch kind {
	case 1: // every so many days
		each(func(t time.Time) bool { return int(t.Sub(from).Hours()/24)%period == 0 })
	case 6: // on days of the week, every so many weeks
		each(func(t time.Time) bool {
			return mask>>int(t.Weekday())&1 == 1 && (floorDay(t.Unix())-sunday)/7%int64(period) == 0
		})
	case 4: // on a day of the month
		each(func(t time.Time) bool { return t.Day() == monthDay && months(t)%period == 0 })
	case 5: // such as the second Tuesday of the month
		each(func(t time.Time) bool { return months(t)%period == 0 && isPosition(t, item, position) })
	case 2: // on a day of the year
		each(func(t time.Time) bool { return int(t.Month()) == month+1 && t.Day() == monthDay })
	case 3:
		each(func(t time.Time) bool { return int(t.Month()) == month+1 && isPosition(t, item, position) })
	}
}

// isPosition tells whether t is the first to fourth (0 to 3) or last (4) of an
// item in its month: 0 any day, 1 a weekday, 2 a day of the weekend, 3 Sunday to
// 9 Saturday.
func isPosition(t time.Time, item, position int) bool {
	is := func(t time.Time) bool {
		weekend := t.Weekday() == time.Saturday || t.Weekday() == time.Sunday
		switch item {
		case 0:
			return true
		case 1:
			return !weekend
		case 2:
			return weekend
		}
		return int(t.Weekday()) == item-3
	}
	if !is(t) {
		return false
	}
	count := 0
	if position == 4 {
		for d := t.AddDate(0, 0, 1); d.Month() == t.Month(); d = d.AddDate(0, 0, 1) {
			if is(d) {
				return false
			}
		}
		return true
	}
	for d := t; d.Month() == t.Month(); d = d.AddDate(0, 0, -1) {
		if is(d) {
			count++
		}
	}
	return count == position+1
}
