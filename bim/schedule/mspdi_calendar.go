package schedule

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// calendar reads a calendar of MSPDI: seven days of the week, days that differ
// (as weekdays of type 0 up to Project 2003, as Exceptions since), and WorkWeeks
// that hold for a time. What is not said comes from the base calendar.
func (m *project) calendar(e *element) {
	f := fields{e, m.reader, ""}
	uid := f.whole("UID", 0, 1<<31, -1)
	f.where = fmt.Sprintf("calendar UID %d %q", uid, e.value("Name"))
	if _, twice := m.calendars[uid]; twice || uid < 0 {
		m.wrong(Mistake{Line: e.line, Offset: m.offset(e.offset), Where: f.where, Key: "UID", Value: e.value("UID"), Expected: "each calendar must have a UID of its own"})
		return
	}
	m.calendars[uid] = len(m.s.Calendars)
	m.bases = append(m.bases, base{len(m.s.Calendars), f.whole("BaseCalendarUID", -1, 1<<31, -1), e})
	m.s.Calendars = append(m.s.Calendars, Calendar{ID: strconv.Itoa(uid), Name: e.value("Name")})
}

func (m *project) calendarNamed(uid int) int {
	if k, known := m.calendars[uid]; known {
		return k
	}
	return AroundTheClock
}

// inherit fills in the calendars, each after the one that it builds on.
func (m *project) inherit() {
	const waiting, busy, done, maxChain = 0, 1, 2, 50
	state := make([]int, len(m.bases))
	var settle func(k, chain int)
	settle = func(k, chain int) {
		b := m.bases[k]
		c := &m.s.Calendars[b.calendar]
		state[k] = busy
		if b.uid >= 0 {
			on, known := m.calendars[b.uid]
			if known && state[on] == waiting && chain < maxChain {
				settle(on, chain+1)
			}
			if !known || state[on] != done || !m.basedOn(c, &m.s.Calendars[on]) {
				m.wrong(Mistake{Line: b.from.line, Where: "calendar " + c.Name, Key: "BaseCalendarUID", Value: strconv.Itoa(b.uid),
					Expected: "must be the UID of another calendar that does not build on this one"})
			}
		}
		m.week(fields{b.from, m.reader, "calendar " + c.Name}, c)
		state[k] = done
	}
	for k := range m.bases {
		if state[k] == waiting {
			settle(k, 0)
		}
	}
}

// week reads the elements of one calendar.
func (m *project) week(f fields, c *Calendar) {
	if days := f.part("WeekDays"); days != nil {
		m.weekDays(days, f.where, &c.Week, func(from, to time.Time, day Day) {
			c.Exceptions = append(c.Exceptions, Exception{From: from, To: to, Week: EveryDay(day)})
		})
	}
	if weeks := f.part("WorkWeeks"); weeks != nil {
		for k := range weeks.parts {
			w := &weeks.parts[k]
			from, to, ok := m.period(w, f.where)
			if days := w.part("WeekDays"); days != nil && ok {
				week := c.Week
				m.weekDays(days, f.where, &week, nil)
				c.Exceptions = append(c.Exceptions, Exception{Name: w.value("Name"), From: from, To: to, Week: &week})
			}
		}
	}
	if list := f.part("Exceptions"); list != nil {
		for k := range list.parts {
			m.exception(fields{&list.parts[k], m.reader, f.where}, c)
		}
	}
}

// weekDays reads days by type: 1 Sunday to 7 Saturday, 0 a date.
func (m *project) weekDays(days *element, where string, week *Week, other func(from, to time.Time, day Day)) {
	for k := range days.parts {
		f := fields{&days.parts[k], m.reader, where}
		kind := f.whole("DayType", 0, 7, -1)
		day, ok := m.shifts(f)
		switch {
		case !ok || kind < 0:
		case kind > 0:
			week[kind-1] = day
		case other != nil:
			if from, to, ok := m.period(f.element, where); ok {
				other(from, to, day)
			}
		}
	}
}

// shifts reads the working times of a day. One that ends at midnight ends at
// 24:00, so that 00:00 to 00:00 is the whole day.
func (m *project) shifts(f fields) (Day, bool) {
	if !f.yes("DayWorking") {
		return nil, true
	}
	times := f.part("WorkingTimes")
	if times == nil {
		return nil, true
	}
	var shifts []Shift
	for k := range times.parts {
		w := fields{&times.parts[k], m.reader, f.where}
		if w.value("FromTime") == "" && w.value("ToTime") == "" {
			continue // MS Project leaves empty ones
		}
		from, ok1 := clockTime(w.value("FromTime"))
		to, ok2 := clockTime(w.value("ToTime"))
		if !ok1 || !ok2 {
			w.bad(&element{name: "WorkingTime", text: w.value("FromTime") + " to " + w.value("ToTime"), line: w.line, offset: w.offset}, "must be two times such as 08:00:00")
			return nil, false
		}
		if to == 0 {
			to = 24 * time.Hour
		}
		shifts = append(shifts, Shift{from, to})
	}
	day, err := newDay(shifts)
	if err != nil {
		f.r.wrong(Mistake{Line: times.line, Offset: f.r.offset(times.offset), Where: f.where, Key: "WorkingTimes", Expected: err.Error()})
		return nil, false
	}
	return day, true
}

// clockTime reads 08:00, 08:00:00 or 08:00:00.000.
func clockTime(s string) (time.Duration, bool) {
	s, _, _ = strings.Cut(s, ".")
	for _, layout := range []string{"15:04:05", "15:04"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.Sub(midnight(t)), true
		}
	}
	return 24 * time.Hour, s == "24:00" || s == "24:00:00"
}

// period reads the TimePeriod of a day, week or exception.
func (m *project) period(e *element, where string) (from, to time.Time, ok bool) {
	p := e.part("TimePeriod")
	if p == nil {
		m.wrong(Mistake{Line: e.line, Offset: m.offset(e.offset), Where: where, Key: e.name, Expected: "needs a TimePeriod"})
		return from, to, false
	}
	f := fields{p, m.reader, where}
	from, to = f.time("FromDate"), f.time("ToDate")
	if from.IsZero() || to.IsZero() || to.Before(from) {
		m.wrong(Mistake{Line: p.line, Offset: m.offset(p.offset), Where: where, Key: "TimePeriod", Value: p.value("FromDate") + " to " + p.value("ToDate"), Expected: "must run from a date to a later one"})
		return from, to, false
	}
	return midnight(from), midnight(to), true
}
