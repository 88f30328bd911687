package historian

import (
	"math/rand/v2"
	"testing"
	"time"
)

// The first batch since any instant is the same with landmarks as by going through
// all batches: while the log is written, after it was opened again, and after
// retention.
func TestLandmarksFindTheSameBatch(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 5))
	begin := time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)
	now := begin
	o := Options{Directory: t.TempDir(), unsynced: true, now: func() time.Time { return now }}
	l := open(t, o)
	for range 150 {
		if err := l.Append(t.Context(), reading("point/1", 1)); err != nil {
			t.Fatal(err)
		}
		now = now.Add(time.Duration(random.IntN(3)*random.IntN(40)) * time.Second) // several at one instant, too
	}
	check := func(when string) {
		t.Helper()
		if len(l.landmarks) < 5 {
			t.Errorf("%s: %d landmarks", when, len(l.landmarks))
		}
		first, last := l.Numbers()
		var received []time.Time
		for number := first; number <= last; number++ {
			b, err := l.get(t.Context(), number)
			if err != nil {
				t.Fatal(err)
			}
			received = append(received, b.received)
		}
		for range 200 {
			at := begin.Add(time.Duration(random.Int64N(int64(now.Sub(begin)) + 1)).Truncate(time.Second))
			want := last + 1
			for k, r := range received {
				if !r.Before(at) {
					want = first + uint64(k)
					break
				}
			}
			if got, err := l.firstSince(t.Context(), at, first, last); err != nil || got != want {
				t.Fatalf("%s: first since %s is %d, want %d (%v)", when, at, got, want, err)
			}
		}
	}
	check("as it was written")
	l.Close()
	l = open(t, o)
	check("opened again")
	l.options.MaxBytes = 6000
	if err := l.Retain(t.Context()); err != nil {
		t.Fatal(err)
	}
	if first, _ := l.Numbers(); first < 20 {
		t.Fatalf("retention took all up to %d only", first)
	}
	check("after retention")
}
