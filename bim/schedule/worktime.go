package schedule

import (
	"sort"
	"time"
)

// Instants within the package are seconds since 1970 on the site's clock.
const daySeconds = 24 * 3600

// The years in which a schedule may lie. Tasks that would be pushed beyond are
// reported instead.
var (
	firstDay = date(1900, 1, 1).Unix() / daySeconds
	lastDay  = date(2500, 1, 1).Unix() / daySeconds
)

// worktime counts the working seconds of a calendar: before(t) rises with t
// while work is done and rests otherwise. Adding a duration is a look-up of the
// sum, so it costs the same for a day and for ten years. A nil calendar works
// around the clock.
type worktime struct {
	calendar *Calendar
	first    int64   // day, counted from 1970, of days[0]
	days     []Day   // what is worked on each day
	sum      []int64 // working seconds before each day; one longer than days
	beyond   bool    // an answer would have lain outside of firstDay to lastDay
}

// newWorktime prepares some years around an instant; more are added as needed.
func newWorktime(c *Calendar, around int64) *worktime {
	w := &worktime{calendar: c}
	if c != nil {
		day := max(firstDay, min(lastDay-1, floorDay(around)))
		w.build(day-400, day+1200)
	}
	return w
}

// WorkBetween is the working time of a calendar between two instants; negative
// if b lies before a. A nil calendar counts every hour.
func WorkBetween(c *Calendar, a, b time.Time) time.Duration {
	w := newWorktime(c, a.Unix())
	return time.Duration(w.between(a.Unix(), b.Unix())) * time.Second
}

func floorDay(t int64) int64 {
	day := t / daySeconds
	if t%daySeconds < 0 {
		day--
	}
	return day
}

// build lays out the days from one to another: exceptions first, the last of
// them foremost, then the week where none holds. Each day is visited once
// however the exceptions overlap.
func (w *worktime) build(from, to int64) {
	from, to = max(from, firstDay), min(to, lastDay)
	w.first = from
	n := int(to - from)
	w.days = make([]Day, n)
	next := make([]int32, n+1) // the next day without work assigned, by path halving
	for k := range next {
		next[k] = int32(k)
	}
	free := func(k int32) int32 {
		for next[k] != k {
			next[k] = next[next[k]]
			k = next[k]
		}
		return k
	}
	weekday := func(k int32) int { return int(((from+int64(k)+4)%7 + 7) % 7) } // 1970-01-01 was a Thursday
	cover := func(a, b int64, week *Week) {
		a, b = max(a-from, 0), min(b-from, int64(n)-1)
		if a > b {
			return
		}
		for k := free(int32(a)); int64(k) <= b; k = free(k) {
			w.days[k] = week[weekday(k)]
			next[k] = k + 1
		}
	}
	for k := len(w.calendar.Exceptions) - 1; k >= 0; k-- {
		e := &w.calendar.Exceptions[k]
		cover(floorDay(e.From.Unix()), floorDay(e.To.Unix()), e.Week)
	}
	cover(from, to, &w.calendar.Week)
	w.sum = make([]int64, n+1)
	for k, d := range w.days {
		w.sum[k+1] = w.sum[k] + int64(d.Hours()/time.Second)
	}
}

// reach makes sure that the days around t are laid out. Sums change with the
// first day, so callers reach before they take them.
func (w *worktime) reach(t int64) {
	day := floorDay(t)
	if day < firstDay || day >= lastDay {
		w.beyond = true
		return
	}
	if end := w.first + int64(len(w.days)); w.calendar != nil && (day < w.first || day >= end) {
		grow := int64(len(w.days))
		w.build(min(w.first, day-grow), max(end, day+grow))
	}
}

// before is the working time before t, counted from the first day laid out.
func (w *worktime) before(t int64) int64 {
	if w.calendar == nil {
		return t
	}
	w.reach(t)
	k := floorDay(t) - w.first
	if k < 0 {
		return 0
	}
	if k >= int64(len(w.days)) {
		return w.sum[len(w.days)]
	}
	sum, clock := w.sum[k], time.Duration(t-(w.first+k)*daySeconds)*time.Second
	for _, s := range w.days[k] {
		if clock <= s.From {
			break
		}
		sum += int64((min(clock, s.To) - s.From) / time.Second)
	}
	return sum
}

// ends is the earliest instant by which some working time is done: the end of a
// task. starts is the latest instant before which no more is done: where the
// next work begins. They differ by the free time between two shifts.
func (w *worktime) ends(done int64) int64 {
	for w.calendar != nil && done > w.sum[len(w.days)] && w.longer() {
	}
	for w.calendar != nil && done <= 0 && w.earlier(&done) {
	}
	return w.find(done, func(k int) bool { return w.sum[k+1] >= done }, func(s Shift, rest int64) bool { return rest <= seconds(s) })
}

func (w *worktime) starts(done int64) int64 {
	for w.calendar != nil && done >= w.sum[len(w.days)] && w.longer() {
	}
	for w.calendar != nil && done < 0 && w.earlier(&done) {
	}
	return w.find(done, func(k int) bool { return w.sum[k+1] > done }, func(s Shift, rest int64) bool { return rest < seconds(s) })
}

func seconds(s Shift) int64 { return int64((s.To - s.From) / time.Second) }

func (w *worktime) find(done int64, day func(int) bool, fits func(Shift, int64) bool) int64 {
	if w.calendar == nil {
		if floor := floorDay(done); floor < firstDay || floor >= lastDay {
			w.beyond = true
			done = max(firstDay*daySeconds, min(lastDay*daySeconds-1, done))
		}
		return done
	}
	k := sort.Search(len(w.days), day)
	if k == len(w.days) || done < 0 {
		w.beyond = true
		return w.first * daySeconds
	}
	rest := done - w.sum[k]
	for _, s := range w.days[k] {
		if fits(s, rest) {
			return (w.first+int64(k))*daySeconds + int64(s.From/time.Second) + rest
		}
		rest -= seconds(s)
	}
	return (w.first + int64(k)) * daySeconds // not reached: the sum of the day holds done
}

// longer lays out twice as many days; false: there are no more.
func (w *worktime) longer() bool {
	end := w.first + int64(len(w.days))
	if end >= lastDay {
		return false
	}
	w.build(w.first, end+int64(len(w.days)))
	return true
}

// earlier lays out days before the first and moves a sum along.
func (w *worktime) earlier(done *int64) bool {
	if w.first <= firstDay {
		return false
	}
	first := w.first
	w.build(first-int64(len(w.days)), first+int64(len(w.days)))
	*done += w.sum[first-w.first]
	return true
}

// add is the end of so much work begun at t; with a negative duration, its
// beginning if it ends at t.
func (w *worktime) add(t, duration int64) int64 {
	switch {
	case duration > 0:
		w.reach(t)
		return w.ends(w.before(t) + duration)
	case duration < 0:
		w.reach(t)
		return w.starts(w.before(t) + duration)
	}
	return t
}

// latest is the last instant that lies so much working time from t.
func (w *worktime) latest(t, duration int64) int64 {
	w.reach(t)
	return w.starts(w.before(t) + duration)
}

// begin is the first instant from t on at which work can begin; end the last
// instant up to t at which it can have ended.
func (w *worktime) begin(t int64) int64 { w.reach(t); return w.starts(w.before(t)) }
func (w *worktime) end(t int64) int64   { w.reach(t); return w.ends(w.before(t)) }

// touches tells whether t lies within working time or at its edge, where a
// milestone can stand.
func (w *worktime) touches(t int64) bool {
	return w.calendar == nil || w.end(t) == t || w.begin(t) == t
}

// between is the working time from a to b, negative if b lies before a.
func (w *worktime) between(a, b int64) int64 {
	w.reach(a)
	w.reach(b)
	return w.before(b) - w.before(a)
}
