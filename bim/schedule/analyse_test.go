package schedule

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

func hoursDay(from, to int) Day {
	return Day{{time.Duration(from) * time.Hour, time.Duration(to) * time.Hour}}
}

// monday is a Monday, 8 o'clock.
var monday = time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)

func plan(tasks []Task, links ...Link) *Schedule {
	for k := range tasks {
		tasks[k].Remaining = -1
		if tasks[k].Parent == 0 {
			tasks[k].Parent = -1
		}
	}
	return &Schedule{Start: monday, Calendars: []Calendar{StandardCalendar()}, Tasks: tasks, Links: links}
}

// Worked by hand: a foundation with a leave of one day in it.
//
//	Mon 2  Tue 3  Wed 4  Thu 5  Fri 6  Mon 9  Tue 10 Wed 11
//	dig    dig    free   form   form   form   pour
//	       order..(2 d after start)    steel  steel
//
// dig 2 d from Monday ends Tuesday 17:00. Wednesday is free. form (3 d) runs
// Thursday to Monday, pour 1 d on Tuesday the 10th: the end. steel (2 d) follows
// dig's start by 2 d: it may begin Thursday, ends Friday, and must end with
// form: 1 d of float. The crane (no link) has all of 5 d: it needs 1 of 6.
func TestFoundationByHand(t *testing.T) {
	day := 8 * time.Hour
	s := plan([]Task{{ID: "dig", Duration: 2 * day}, {ID: "form", Duration: 3 * day}, {ID: "steel", Duration: 2 * day}, {ID: "pour", Duration: day}, {ID: "crane", Duration: day}, {ID: "done", Kind: Milestone}},
		Link{From: 0, To: 1}, Link{From: 0, To: 2, Kind: SS, Lag: Lag{Time: 2 * day}}, Link{From: 1, To: 3}, Link{From: 2, To: 3}, Link{From: 3, To: 5})
	s.Calendars[0].Exceptions = []Exception{{From: date(2026, 3, 4), To: date(2026, 3, 4), Week: &Week{}}}
	a, err := s.Analyse()
	if err != nil {
		t.Fatal(err)
	}
	at := func(day, hour int) time.Time { return time.Date(2026, 3, day, hour, 0, 0, 0, time.UTC) }
	for k, want := range []Dates{
		{Early: Span{at(2, 8), at(3, 17)}, Late: Span{at(2, 8), at(3, 17)}, Critical: true, Longest: true, Driver: -1},
		{Early: Span{at(5, 8), at(9, 17)}, Late: Span{at(5, 8), at(9, 17)}, Critical: true, Longest: true, Driver: 0},
		{Early: Span{at(5, 8), at(6, 17)}, Late: Span{at(6, 8), at(9, 17)}, TotalFloat: day, FreeFloat: day, Driver: 1},
		{Early: Span{at(10, 8), at(10, 17)}, Late: Span{at(10, 8), at(10, 17)}, Critical: true, Longest: true, Driver: 2},
		{Early: Span{at(2, 8), at(2, 17)}, Late: Span{at(10, 8), at(10, 17)}, TotalFloat: 5 * day, FreeFloat: 5 * day, Driver: -1},
		{Early: Span{at(10, 17), at(10, 17)}, Late: Span{at(10, 17), at(10, 17)}, Critical: true, Longest: true, Driver: 4},
	} {
		if a.Tasks[k] != want {
			t.Errorf("%s: %+v\nmust be %+v", s.Tasks[k].ID, a.Tasks[k], want)
		}
	}
	if got := fmt.Sprint(a.Path); got != "[0 1 3 5]" {
		t.Errorf("path %s", got)
	}
}

func TestSummaryGatesAndSums(t *testing.T) {
	day := 8 * time.Hour
	s := plan([]Task{{ID: "clear", Duration: day}, {ID: "shell", Kind: Summary}, {ID: "walls", Duration: 2 * day}, {ID: "slab", Duration: day}, {ID: "roof", Duration: day}},
		Link{From: 0, To: 1}, Link{From: 2, To: 3}, Link{From: 1, To: 4})
	s.Tasks[2].Parent, s.Tasks[3].Parent = 1, 1
	a, err := s.Analyse()
	if err != nil {
		t.Fatal(err)
	}
	if got := a.Tasks[1].Early; got.Start.Day() != 3 || got.Finish.Day() != 5 {
		t.Errorf("shell %v: walls wait for clear, so 3 to 5 March", got)
	}
	if a.Tasks[4].Early.Start.Day() != 6 || !a.Tasks[1].Critical || !a.Tasks[3].Longest || a.Tasks[2].TotalFloat != 0 {
		t.Errorf("roof %v, shell %+v", a.Tasks[4].Early, a.Tasks[1])
	}
}

func TestConstraints(t *testing.T) {
	day := 8 * time.Hour
	fri := time.Date(2026, 3, 6, 8, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name        string
		constraints []Constraint
		hold        bool
		start       int
		float       time.Duration // of the predecessor
	}{
		{"none", nil, false, 3, 0},
		{"no earlier", []Constraint{{StartNoEarlier, fri}}, false, 6, 3 * day},
		{"finish no earlier", []Constraint{{FinishNoEarlier, fri.Add(9 * time.Hour)}}, false, 6, 3 * day},
		{"no later, not held", []Constraint{{StartNoLater, monday}}, false, 3, -day},
		{"no later, held", []Constraint{{StartNoLater, monday}}, true, 2, -day},
		{"must start", []Constraint{{MustStart, monday}}, false, 2, -day},
		{"must finish", []Constraint{{MustFinish, fri.Add(9 * time.Hour)}}, false, 6, 3 * day},
	} {
		s := plan([]Task{{ID: "a", Duration: day}, {ID: "b", Duration: day, Constraints: c.constraints}}, Link{From: 0, To: 1})
		s.Habits.LimitsHold = c.hold
		a, err := s.Analyse()
		if err != nil {
			t.Fatal(err)
		}
		if a.Tasks[1].Early.Start.Day() != c.start || a.Tasks[0].TotalFloat != c.float {
			t.Errorf("%s: starts %v, float of what comes before %v; must be %d and %v", c.name, a.Tasks[1].Early.Start, a.Tasks[0].TotalFloat, c.start, c.float)
		}
	}
	late := plan([]Task{{ID: "a", Duration: day, Constraints: []Constraint{{Kind: AsLateAsPossible}}}, {ID: "b", Duration: 4 * day}, {ID: "c", Duration: day}}, Link{From: 0, To: 2}, Link{From: 1, To: 2})
	a, err := late.Analyse()
	if err != nil || a.Tasks[0].Early.Start.Day() != 5 || a.Tasks[0].TotalFloat != 0 || a.Tasks[2].Early.Start.Day() != 6 {
		t.Errorf("as late as possible: %+v %v", a.Tasks[0], err)
	}
}

// Work begun before its predecessor ended: with retained logic its rest waits,
// with override it goes on; either way it is told.
func TestOutOfSequence(t *testing.T) {
	day := 8 * time.Hour
	for override, want := range map[bool]int{false: 9, true: 5} {
		s := plan([]Task{{ID: "a", Duration: 5 * day}, {ID: "b", Duration: 4 * day}}, Link{From: 0, To: 1})
		s.Habits = Habits{Override: override, WaitForStatus: true}
		s.Tasks[1].Actual.Start, s.Tasks[1].Done = monday, 0.75
		s.Status = time.Date(2026, 3, 4, 17, 0, 0, 0, time.UTC)
		s.Tasks[0].Actual.Start, s.Tasks[0].Done = monday, 0.6
		a, err := s.Analyse()
		if err != nil {
			t.Fatal(err)
		}
		if got := a.Tasks[1].Early.Finish.Day(); got != want {
			t.Errorf("override %v: ends %v", override, a.Tasks[1].Early)
		}
		if len(a.Notes) != 1 || !strings.Contains(a.Notes[0].Expected, "out of sequence") {
			t.Errorf("notes %v", a.Notes)
		}
	}
}

func TestLoopsAreNamed(t *testing.T) {
	s := plan([]Task{{ID: "a"}, {ID: "b"}, {ID: "c"}, {ID: "d"}, {ID: "e"}, {ID: "f"}},
		Link{From: 0, To: 1}, Link{From: 1, To: 2}, Link{From: 2, To: 0}, Link{From: 2, To: 3}, Link{From: 4, To: 5}, Link{From: 5, To: 4})
	_, err := s.Analyse()
	var loop *LoopError
	if !errors.As(err, &loop) || len(loop.Loops) != 2 {
		t.Fatalf("%v", err)
	}
	if text := err.Error(); !strings.Contains(text, "b → c → a → b") || !strings.Contains(text, "f → e → f") || strings.Contains(text, "→ d") {
		t.Errorf("%v", err)
	}
	s = plan([]Task{{ID: "sum", Kind: Summary}, {ID: "part"}}, Link{From: 0, To: 1})
	s.Tasks[1].Parent = 0
	if _, err := s.Analyse(); !errors.As(err, &loop) || !strings.Contains(err.Error(), "sum") {
		t.Errorf("a part that waits for its summary: %v", err)
	}
}

// A slow second way: time in whole hours, searched one by one.
type slow struct {
	s          *Schedule
	hours      [][]bool // whether an hour since the plan's midnight is worked, by calendar
	start, end []int
}

const slowHours = 24 * 7 * 20

func slowly(s *Schedule) *slow {
	w := &slow{s: s}
	for _, c := range s.Calendars {
		hours := make([]bool, slowHours)
		for h := range hours {
			t := midnight(monday).Add(time.Duration(h) * time.Hour)
			for _, s := range c.Week[t.Weekday()] {
				clock := t.Sub(midnight(t))
				hours[h] = hours[h] || clock >= s.From && clock < s.To
			}
		}
		w.hours = append(w.hours, hours)
	}
	return w
}

// ahead is the hour after so many working hours.
func (w *slow) ahead(c, from, hours int) int {
	for ; hours > 0; from++ {
		if w.hours[c][from] {
			hours--
		}
	}
	for hours < 0 && from > 0 {
		if from--; w.hours[c][from] {
			hours++
		}
	}
	return from
}

// later tells whether working time lies between two hours.
func (w *slow) later(c, a, b int) bool {
	for h := b; h < a; h++ {
		if w.hours[c][h] {
			return true
		}
	}
	return false
}

func (w *slow) run() {
	n := len(w.s.Tasks)
	w.start, w.end = make([]int, n), make([]int, n)
	for k := range n { // tasks are made in an order in which links lead forward
		c := w.s.Tasks[k].Calendar
		for h := 8; ; h++ {
			if !w.hours[c][h] {
				continue
			}
			w.start[k], w.end[k] = h, w.ahead(c, h, int(w.s.Tasks[k].Duration.Hours()))
			if w.holds(k) {
				break
			}
		}
	}
}

func (w *slow) holds(k int) bool {
	c := w.s.Tasks[k].Calendar
	for _, l := range w.s.Links {
		if l.To != k {
			continue
		}
		from := w.end[l.From]
		if l.Kind == SS || l.Kind == SF {
			from = w.start[l.From]
		}
		from = w.ahead(c, from, int(l.Lag.Time.Hours()))
		if (l.Kind == FS || l.Kind == SS) && w.later(c, from, w.start[k]) {
			return false
		}
		if (l.Kind == FF || l.Kind == SF) && w.later(c, from, w.end[k]) {
			return false
		}
	}
	for _, limit := range w.s.Tasks[k].Constraints {
		if limit.At.After(midnight(monday).Add(time.Duration(w.start[k]) * time.Hour)) {
			return false
		}
	}
	return true
}

// random makes a plan; on one calendar with all kinds of link, on two with FS
// alone. (A start that a link from another calendar's start bounds has no last
// instant before the end of a shift; the passes then count by working time.)
func random(r *rand.Rand, mixed bool) *Schedule {
	s := plan(nil)
	s.Calendars = []Calendar{{Name: "day", Week: Week{1: hoursDay(8, 16), 2: hoursDay(8, 16), 3: hoursDay(8, 12), 4: hoursDay(8, 16), 5: hoursDay(8, 16)}}, {Name: "shift", Week: *EveryDay(hoursDay(6, 22))}}
	s.Calendars[1].Week[0] = nil
	n := 3 + r.IntN(6)
	for k := range n {
		t := Task{ID: fmt.Sprint(k), Parent: -1, Remaining: -1, Duration: time.Duration(1+r.IntN(30)) * time.Hour}
		if mixed {
			t.Calendar = r.IntN(2)
		}
		s.Tasks = append(s.Tasks, t)
		for from := range k {
			if r.IntN(3) == 0 {
				l := Link{From: from, To: k, Lag: Lag{Time: time.Duration(r.IntN(24)-8) * time.Hour}}
				if !mixed {
					l.Kind = LinkKind(r.IntN(4))
				}
				s.Links = append(s.Links, l)
			}
		}
	}
	return s
}

// Early dates against the slow way, and both floats against what they mean: a
// task delayed by its total float leaves the end where it is, one working hour
// more moves it; the same for the free float and all other tasks.
func TestPassesAgainstWhatTheyMean(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	floats := 0
	for round := range 60 {
		s := random(r, round%2 == 1)
		a, err := s.Analyse()
		if err != nil {
			t.Fatal(err)
		}
		w := slowly(s)
		w.run()
		hour := func(h int) time.Time { return midnight(monday).Add(time.Duration(h) * time.Hour) }
		for k := range s.Tasks {
			if a.Tasks[k].Early != (Span{hour(w.start[k]), hour(w.end[k])}) {
				t.Fatalf("round %d task %d: %v, the slow way %v to %v\n%+v", round, k, a.Tasks[k].Early, hour(w.start[k]), hour(w.end[k]), s.Links)
			}
		}
		for k := range s.Tasks {
			total, free := w.floats(k)
			if got := a.Tasks[k]; got.TotalFloat != total || got.FreeFloat != free {
				t.Fatalf("round %d task %d: floats %v and %v, by delaying it %v and %v\n%+v", round, k, got.TotalFloat, got.FreeFloat, total, free, s.Links)
			}
			if total > 0 {
				floats++
			}
		}
	}
	t.Logf("%d tasks with float", floats)
}

// floats delays a task hour by hour until others, and then the end, move.
func (w *slow) floats(k int) (total, free time.Duration) {
	same := func(a, b []int) bool {
		for j := range a {
			if j != k && a[j] != b[j] {
				return false
			}
		}
		return true
	}
	last := func(x *slow) int {
		end := 0
		for _, e := range x.end {
			end = max(end, e)
		}
		return end
	}
	c, still := w.s.Tasks[k].Calendar, true
	for h := 1; ; h++ {
		delayed := *w.s
		delayed.Tasks = append([]Task(nil), w.s.Tasks...)
		at := w.ahead(c, w.start[k], h)
		delayed.Tasks[k].Constraints = []Constraint{{StartNoEarlier, midnight(monday).Add(time.Duration(at) * time.Hour)}}
		x := &slow{s: &delayed, hours: w.hours}
		x.run()
		moved := last(x) > last(w)
		still = still && !moved && same(x.start, w.start) && same(x.end, w.end)
		if still {
			free = time.Duration(h) * time.Hour
		}
		if moved {
			return total, free
		}
		total = time.Duration(h) * time.Hour
	}
}

func TestCalendarWithoutEnoughWork(t *testing.T) {
	s := plan([]Task{{ID: "x", Name: "never", Duration: time.Hour, Line: 7}})
	s.Calendars = []Calendar{{Name: "empty", Exceptions: []Exception{{From: date(2026, 3, 2), To: date(2026, 3, 2), Week: &Week{1: Day{{0, 30 * time.Minute}}}}}}}
	if _, err := s.Analyse(); err == nil || !strings.Contains(err.Error(), `calendar "empty"`) || !strings.Contains(err.Error(), "never") {
		t.Errorf("%v", err)
	}
}

func BenchmarkAnalyse(b *testing.B) {
	s := plan(nil)
	r := rand.New(rand.NewPCG(1, 2))
	const n = 20000
	for k := range n {
		s.Tasks = append(s.Tasks, Task{ID: fmt.Sprint(k), Parent: -1, Remaining: -1, Duration: time.Duration(1+r.IntN(10)) * 8 * time.Hour})
		for range min(k, 2) {
			s.Links = append(s.Links, Link{From: max(0, k-1-r.IntN(200)), To: k})
		}
	}
	for b.Loop() {
		if _, err := s.Analyse(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "tasks/s")
}
