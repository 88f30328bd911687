package ofifc

import (
	"fmt"
	"slices"
	"time"

	"shapan/bim/ifc"
	"shapan/bim/schedule"
)

// horizon is how long an exception without an end comes again.
const horizon = 20 // years

// readCalendars reads the work calendars. Tasks in working time that have none
// get the standard one.
func (r *reader) readCalendars(tasks []ifc.Task) {
	for _, c := range r.m.WorkCalendars() {
		r.calendars[c.ID] = len(r.s.Calendars)
		r.s.Calendars = append(r.s.Calendars, r.readCalendar(&c))
	}
	for k := range tasks {
		if t := &tasks[k].Time; tasks[k].Calendar == 0 && t.WorkTime {
			r.s.Calendar = len(r.s.Calendars)
			r.s.Calendars = append(r.s.Calendars, schedule.StandardCalendar())
			r.note(tasks[k].ID, "durations are working time, and no calendar is assigned: Monday to Friday, 8 to 12 and 13 to 17, is taken")
			return
		}
	}
}

func (r *reader) calendarOf(t *ifc.Task) int {
	if k, ok := r.calendars[t.Calendar]; ok {
		return k
	}
	return r.s.Calendar
}

// calendar is the calendar of an index; nil around the clock.
func (r *reader) calendar(k int) *schedule.Calendar {
	if k < 0 {
		return nil
	}
	return &r.s.Calendars[k]
}

// dayLength is the working time of a usual day.
func dayLength(c *schedule.Calendar) time.Duration {
	if c == nil {
		return 24 * time.Hour
	}
	days := 0
	for _, d := range c.Week {
		if len(d) > 0 {
			days++
		}
	}
	if days == 0 {
		return 8 * time.Hour
	}
	return c.Week.Hours() / time.Duration(days)
}

func (r *reader) readCalendar(c *ifc.WorkCalendar) schedule.Calendar {
	out := schedule.Calendar{ID: c.GUID, Name: c.Name}
	for k := range c.Working {
		w := &c.Working[k]
		day, ok := r.shifts(c, w)
		if !ok {
			continue
		}
		week := &out.Week
		if !w.Start.IsZero() && !w.Finish.IsZero() { // for a time
			seasonal := out.Week
			week = &seasonal
			out.Exceptions = append(out.Exceptions, schedule.Exception{Name: w.Name, From: midnight(w.Start), To: midnight(w.Finish), Week: week})
		}
		for d := range week {
			if w.Recurrence != "WEEKLY" || len(w.Weekdays) == 0 || slices.Contains(w.Weekdays, int32(d+6)%7+1) {
				week[d] = joined(week[d], day)
			}
		}
		if w.Recurrence != "" && w.Recurrence != "WEEKLY" && w.Recurrence != "DAILY" {
			r.note(c.ID, fmt.Sprintf("working time %q comes again %s: taken for every day", w.Name, w.Recurrence))
		}
	}
	for k := range c.Exceptions {
		r.exception(c, &c.Exceptions[k], &out)
	}
	return out
}

// shifts are the hours of a working time; none is the whole day.
func (r *reader) shifts(c *ifc.WorkCalendar, w *ifc.WorkTime) (schedule.Day, bool) {
	if len(w.Hours) == 0 {
		return schedule.Day{{From: 0, To: 24 * time.Hour}}, true
	}
	var day schedule.Day
	for _, h := range w.Hours {
		if h.To == 0 {
			h.To = 24 * time.Hour
		}
		if h.From < 0 || h.To > 24*time.Hour || h.From >= h.To {
			r.note(c.ID, fmt.Sprintf("working time %q: %v to %v must end after it begins: left out", w.Name, h.From, h.To))
			return nil, false
		}
		day = joined(day, schedule.Day{{From: h.From, To: h.To}})
	}
	return day, true
}

// joined is the work of two days in one: shifts in order, those that meet made
// one.
func joined(a, b schedule.Day) schedule.Day {
	all := slices.Concat(a, b)
	slices.SortFunc(all, func(x, y schedule.Shift) int { return int((x.From - y.From) / time.Second) })
	var out schedule.Day
	for _, s := range all {
		if n := len(out); n > 0 && s.From <= out[n-1].To {
			out[n-1].To = max(out[n-1].To, s.To)
		} else {
			out = append(out, s)
		}
	}
	return out
}

// exception takes days off: a stretch from one date to another, or days within
// it that come again.
func (r *reader) exception(c *ifc.WorkCalendar, w *ifc.WorkTime, out *schedule.Calendar) {
	if len(w.Hours) > 0 {
		r.note(c.ID, fmt.Sprintf("exception %q frees hours of a day: left out, whole days alone are taken", w.Name))
		return
	}
	from, to := midnight(w.Start), midnight(w.Finish)
	free := &schedule.Week{}
	if w.Recurrence == "" {
		if w.Start.IsZero() {
			r.note(c.ID, fmt.Sprintf("exception %q has neither a date nor a pattern: left out", w.Name))
			return
		}
		if w.Finish.IsZero() || to.Before(from) {
			to = from
		}
		out.Exceptions = append(out.Exceptions, schedule.Exception{Name: w.Name, From: from, To: to, Week: free})
		return
	}
	if w.Start.IsZero() {
		from = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
		to = from.AddDate(2*horizon, 0, 0)
	}
	if end := from.AddDate(2*horizon, 0, 0); w.Finish.IsZero() || to.After(end) {
		to = end
	}
	left := w.Times
	if left <= 0 {
		left = 1 << 20
	}
	for day := from; !day.After(to) && left > 0; day = day.AddDate(0, 0, 1) {
		if recurs(w, from, day) {
			out.Exceptions = append(out.Exceptions, schedule.Exception{Name: w.Name, From: day, To: day, Week: free})
			left--
		}
	}
}

// recurs tells whether a pattern holds on a day (IfcRecurrenceTypeEnum).
func recurs(w *ifc.WorkTime, from, day time.Time) bool {
	every := max(1, w.Interval)
	weekday := len(w.Weekdays) == 0 || slices.Contains(w.Weekdays, int32(day.Weekday()+6)%7+1)
	ofMonth := len(w.Days) == 0 || slices.Contains(w.Days, int32(day.Day()))
	month := len(w.Months) == 0 || slices.Contains(w.Months, int32(day.Month()))
	days := int64(day.Sub(from).Hours() / 24)
	months := int64(day.Year()-from.Year())*12 + int64(day.Month()-from.Month())
	position := int64((day.Day()-1)/7 + 1)
	last := day.AddDate(0, 0, 7).Month() != day.Month()
	placed := w.Position == 0 || w.Position == position || w.Position == -1 && last
	switch w.Recurrence {
	case "DAILY":
		return days%every == 0
	case "WEEKLY":
		return weekday && (days+int64(from.Weekday()+6)%7)/7%every == 0
	case "MONTHLY_BY_DAY_OF_MONTH":
		return ofMonth && months%every == 0
	case "MONTHLY_BY_POSITION":
		return weekday && placed && months%every == 0
	case "YEARLY_BY_DAY_OF_MONTH":
		return ofMonth && month && int64(day.Year()-from.Year())%every == 0
	case "YEARLY_BY_POSITION":
		return weekday && placed && month && int64(day.Year()-from.Year())%every == 0
	case "BY_DAY_COUNT":
		return days%every == 0
	}
	return false
}

func midnight(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}
