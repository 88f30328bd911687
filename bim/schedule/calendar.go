package schedule

import (
	"fmt"
	"slices"
	"time"
)

// A Calendar says when work is done: a pattern of the week, and what differs
// from it.
type Calendar struct {
	ID, Name   string
	Week       Week
	Exceptions []Exception // a later one wins over an earlier one
}

// Week is the work of each day, by time.Weekday.
type Week [7]Day

// Day is the working time of one day: shifts in order that do not overlap.
// Without shifts it is free.
type Day []Shift

// A Shift runs from one time to another, counted from midnight; To is at most
// 24 h, so that work across midnight is two shifts on two days.
type Shift struct{ From, To time.Duration }

// An Exception replaces the week from one date to another, both included.
type Exception struct {
	Name     string
	From, To time.Time // midnights
	Week     *Week     // often shared; not to be changed
}

// EveryDay is a week of seven equal days.
func EveryDay(d Day) *Week { return &Week{d, d, d, d, d, d, d} }

// Hours is the working time of the day.
func (d Day) Hours() time.Duration {
	sum := time.Duration(0)
	for _, s := range d {
		sum += s.To - s.From
	}
	return sum
}

// Hours is the working time of the week.
func (w Week) Hours() time.Duration {
	sum := time.Duration(0)
	for _, d := range w {
		sum += d.Hours()
	}
	return sum
}

// StandardCalendar is Monday to Friday, 8 to 12 and 13 to 17 o'clock: what a
// table means that states no calendar.
func StandardCalendar() Calendar {
	day := Day{{8 * time.Hour, 12 * time.Hour}, {13 * time.Hour, 17 * time.Hour}}
	return Calendar{ID: "standard", Name: "standard", Week: Week{1: day, 2: day, 3: day, 4: day, 5: day}}
}

// newDay orders shifts and joins those that touch. It says what is wrong with
// them: a shift must end after it begins and within the day.
func newDay(shifts []Shift) (Day, error) {
	day := Day{}
	slices.SortStableFunc(shifts, func(a, b Shift) int { return int(a.From/time.Second) - int(b.From/time.Second) })
	for _, s := range shifts {
		if s.From < 0 || s.To > 24*time.Hour || s.From >= s.To {
			return nil, fmt.Errorf("%s to %s: a shift must end after it begins and by 24:00", clockText(s.From), clockText(s.To))
		}
		if n := len(day); n > 0 && s.From <= day[n-1].To {
			if s.From < day[n-1].To {
				return nil, fmt.Errorf("%s to %s: must not overlap the shift that ends at %s", clockText(s.From), clockText(s.To), clockText(day[n-1].To))
			}
			day[n-1].To = s.To
			continue
		}
		day = append(day, s)
	}
	return day, nil
}

func clockText(d time.Duration) string {
	return fmt.Sprintf("%02d:%02d", int(d/time.Hour), int(d/time.Minute)%60)
}

// date is the midnight of a day.
func date(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

// midnight is the beginning of the day in which t lies.
func midnight(t time.Time) time.Time { return date(t.Year(), t.Month(), t.Day()) }
