package schedule

import (
	"testing"
	"time"
)

// What Microsoft Project 2003 itself computed for pairs of tasks of one day with
// every kind of link and lags in days and weeks: dates and slack as stated in
// task-links-project2003-mspdi.xml of the test files of MPXJ (Friday 17 October
// 2014, days of 8 to 12 and 13 to 17). Tolerance: none.
func TestAsMicrosoftProjectComputes(t *testing.T) {
	day := 8 * time.Hour
	pairs := []struct {
		kind             LinkKind
		lag              time.Duration
		month            time.Month
		start            int // of the second task
		slack, latestDay int // of both, days; day by which the first must start
	}{
		{FS, 0, 10, 20, 10, 31},
		{FS, day, 10, 21, 9, 30},
		{FS, 2 * day, 10, 22, 8, 29},
		{FS, 10 * day, 11, 3, 0, 17},
		{SF, 2 * day, 10, 20, 10, 31},
		{SS, 2 * day, 10, 21, 9, 30},
	}
	s := &Schedule{Start: time.Date(2014, 10, 17, 8, 0, 0, 0, time.UTC), Calendars: []Calendar{StandardCalendar()}, Habits: Habits{LimitsHold: true}}
	for k, p := range pairs {
		s.Tasks = append(s.Tasks, Task{Duration: day, Parent: -1, Remaining: -1}, Task{Duration: day, Parent: -1, Remaining: -1})
		s.Links = append(s.Links, Link{From: 2 * k, To: 2*k + 1, Kind: p.kind, Lag: Lag{Time: p.lag}})
	}
	a, err := s.Analyse()
	if err != nil {
		t.Fatal(err)
	}
	for k, p := range pairs {
		first, second := a.Tasks[2*k], a.Tasks[2*k+1]
		slack := time.Duration(p.slack) * day
		if want := time.Date(2014, p.month, p.start, 8, 0, 0, 0, time.UTC); !second.Early.Start.Equal(want) || second.TotalFloat != slack || second.FreeFloat != slack || second.Critical != (slack == 0) {
			t.Errorf("%v + %v: second task %+v; MS Project starts it %v, slack %v", p.kind, p.lag, second, want, slack)
		}
		if want := time.Date(2014, 10, p.latestDay, 8, 0, 0, 0, time.UTC); !first.Late.Start.Equal(want) || first.TotalFloat != slack || first.FreeFloat != 0 {
			t.Errorf("%v + %v: first task %+v; MS Project starts it by %v, slack %v, free slack 0", p.kind, p.lag, first, want, slack)
		}
	}
	if want := time.Date(2014, 11, 3, 17, 0, 0, 0, time.UTC); !a.Finish.Equal(want) {
		t.Errorf("ends %v, MS Project %v", a.Finish, want)
	}
}
