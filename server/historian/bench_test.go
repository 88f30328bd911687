package historian

import (
	"fmt"
	"math/rand/v2"
	"os"
	"testing"
	"time"
)

func BenchmarkLatestOf1000Points(b *testing.B) {
	l := open(b, Options{Directory: b.TempDir()})
	var rs []Reading
	for k := range 1000 {
		rs = append(rs, reading(fmt.Sprintf("point/%d", k), float64(k)))
	}
	if err := l.Append(b.Context(), rs...); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if len(l.Latest()) != 1000 {
			b.Fatal("not all")
		}
	}
}

// dayOf500 writes a day of 500 points, each once in every interval.
func dayOf500(b *testing.B, every time.Duration) (l *Log, begin time.Time) {
	b.Helper()
	begin = time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)
	now := begin
	l = open(b, Options{Directory: b.TempDir(), unsynced: true, now: func() time.Time { return now }})
	rs := make([]Reading, 500)
	for ; now.Before(begin.Add(day)); now = now.Add(every) {
		for k := range rs {
			rs[k] = reading(fmt.Sprintf("point/%d", k), float64(k)+now.Sub(begin).Seconds())
			rs[k].At = now
		}
		if err := l.Append(b.Context(), rs...); err != nil {
			b.Fatal(err)
		}
	}
	return l, begin
}

// dayOneByOne writes such a day reading by reading, as sensors send that know nothing
// of each other: each is a batch of its own, and there are many between two keyframes.
func dayOneByOne(b *testing.B, every time.Duration) (l *Log, begin time.Time) {
	b.Helper()
	begin = time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)
	now := begin
	l = open(b, Options{Directory: b.TempDir(), unsynced: true, now: func() time.Time { return now }})
	for k := 0; now.Before(begin.Add(day)); k++ {
		r := reading(fmt.Sprintf("point/%d", k%500), now.Sub(begin).Seconds())
		r.At = now
		if err := l.Append(b.Context(), r); err != nil {
			b.Fatal(err)
		}
		now = now.Add(every / 500)
	}
	return l, begin
}

func BenchmarkMomentOfADayOneByOne(b *testing.B) {
	every := 10 * time.Minute
	if os.Getenv("SHAPAN_LONG") != "" {
		every = 2 * time.Minute
	}
	l, begin := dayOneByOne(b, every)
	anyMoment(b, l, begin.Add(every), begin.Add(day))
}

// anyMoment asks for moments between two; the slowest is told beside the mean.
func anyMoment(b *testing.B, l *Log, from, to time.Time) {
	random := rand.New(rand.NewPCG(1, 2))
	slowest := time.Duration(0)
	for b.Loop() {
		at := from.Add(time.Duration(random.Int64N(int64(to.Sub(from)))))
		start := time.Now()
		rs, err := l.Moment(b.Context(), at)
		slowest = max(slowest, time.Since(start))
		if err != nil || len(rs) != 500 {
			b.Fatalf("%s: %d points, %v", at, len(rs), err)
		}
	}
	b.ReportMetric(float64(slowest)/1e6, "slowest-ms")
}

func BenchmarkMomentOfADayOf500Points(b *testing.B) {
	every := 10 * time.Second
	if os.Getenv("SHAPAN_LONG") != "" {
		every = time.Second
	}
	l, begin := dayOf500(b, every)
	anyMoment(b, l, begin, begin.Add(day))
}

// The same of a day that went into Parquet.
func BenchmarkColdMomentOfADayOf500Points(b *testing.B) {
	l, begin := dayOf500(b, 10*time.Second)
	l.options.ColdAfter = time.Nanosecond
	if err := l.Retain(b.Context()); err != nil {
		b.Fatal(err)
	}
	if len(l.cold) != 1 {
		b.Fatalf("%d cold files", len(l.cold))
	}
	info, err := os.Stat(coldPath(l.options.Directory, l.cold[0].Name))
	if err != nil {
		b.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	for b.Loop() {
		at := begin.Add(time.Duration(random.Int64N(int64(day))))
		if rs, err := l.Moment(b.Context(), at); err != nil || len(rs) != 500 {
			b.Fatalf("%s: %d points, %v", at, len(rs), err)
		}
	}
	b.ReportMetric(float64(info.Size())/float64(l.cold[0].Readings), "bytes/reading")
}
