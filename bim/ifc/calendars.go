package ifc

import (
	"time"

	"shapan/bim/ifc/step"
)

// A WorkCalendar says when work is done and when not.
type WorkCalendar struct {
	ID             step.ID    `json:"id"`
	GUID           string     `json:"guid,omitempty"`
	Name           string     `json:"name,omitempty"`
	PredefinedType string     `json:"predefined_type,omitempty"` // FIRSTSHIFT
	Working        []WorkTime `json:"working,omitempty"`
	Exceptions     []WorkTime `json:"exceptions,omitempty"`
}

// A WorkTime is a time that comes again, between two dates if they are given.
type WorkTime struct {
	Name       string       `json:"name,omitempty"`
	Start      time.Time    `json:"start,omitzero"`
	Finish     time.Time    `json:"finish,omitzero"`
	Recurrence string       `json:"recurrence,omitempty"`   // DAILY, WEEKLY, MONTHLY_BY_DAY_OF_MONTH ...
	Days       []int32      `json:"days,omitempty"`         // of the month
	Weekdays   []int32      `json:"weekdays,omitempty"`     // 1 Monday to 7 Sunday
	Months     []int32      `json:"months,omitempty"`       // 1 to 12
	Position   int64        `json:"position,omitempty"`     // the second Tuesday; -1 the last
	Interval   int64        `json:"interval,omitempty"`     // every second week
	Times      int64        `json:"occurrences,omitempty"`  // how often
	Hours      []TimePeriod `json:"time_periods,omitempty"` // within a day; none is the whole day
}

// A TimePeriod is a stretch of a day, from midnight.
type TimePeriod struct {
	From time.Duration `json:"from_ns"`
	To   time.Duration `json:"to_ns"`
}

// WorkCalendars gives the calendars in the order of the file. Before IFC4 there
// are none.
func (m *Model) WorkCalendars() (all []WorkCalendar) {
	for _, e := range m.Of("IfcWorkCalendar") {
		c := WorkCalendar{ID: e.Number(), GUID: e.Text("GlobalId"), Name: e.Text("Name"), PredefinedType: e.Enum("PredefinedType")}
		for t := range e.Each("WorkingTimes") {
			c.Working = append(c.Working, m.workTime(t))
		}
		for t := range e.Each("ExceptionTimes") {
			c.Exceptions = append(c.Exceptions, m.workTime(t))
		}
		all = append(all, c)
	}
	return all
}

func (m *Model) workTime(e Entity) WorkTime {
	w := WorkTime{Name: e.Text("Name"), Start: m.instant(e, "Start"), Finish: m.instant(e, "Finish")}
	if w.Start.IsZero() { // IFC4X3 has other names
		w.Start, w.Finish = m.instant(e, "StartDate"), m.instant(e, "FinishDate")
	}
	r := e.Ref("RecurrencePattern")
	w.Recurrence = r.Enum("RecurrenceType")
	w.Days, _, _ = r.Ints("DayComponent", nil)
	w.Weekdays, _, _ = r.Ints("WeekdayComponent", nil)
	w.Months, _, _ = r.Ints("MonthComponent", nil)
	w.Position, _ = r.Int("Position")
	w.Interval, _ = r.Int("Interval")
	w.Times, _ = r.Int("Occurrences")
	for period := range r.Each("TimePeriods") {
		from, ok1 := clock(period.Text("StartTime"))
		to, ok2 := clock(period.Text("EndTime"))
		if ok1 && ok2 {
			w.Hours = append(w.Hours, TimePeriod{from, to})
		}
	}
	return w
}

// clock reads a time of day, 08:00:00.
func clock(text string) (time.Duration, bool) {
	for _, layout := range []string{"15:04:05", "15:04", time.RFC3339[11:]} {
		if t, err := time.Parse(layout, text); err == nil {
			return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute + time.Duration(t.Second())*time.Second, true
		}
	}
	return 24 * time.Hour, text == "24:00:00"
}
