package historian

import (
	"testing"
	"time"
)

// A nowcast tells several instants ahead in one message: the latest is the one
// that holds, also after a restart on a keyframe and when a past moment is asked.
func TestLatestOfANowcastIsTheStepThatHolds(t *testing.T) {
	now := time.Date(2026, 7, 20, 18, 0, 0, 0, time.UTC)
	began := now
	o := Options{Directory: t.TempDir(), unsynced: true, now: func() time.Time { return now }}
	l := open(t, o)
	step := func(minutes, value float64) Reading {
		return Reading{Subject: "nowcast/rain", Property: "mm_per_h", Value: value, At: began.Add(time.Duration(minutes * float64(time.Minute))), Source: "watch/n.csv"}
	}
	if err := l.Append(t.Context(), step(0, 12), step(6, 55), step(60, 0)); err != nil {
		t.Fatal(err)
	}
	is := func(when string, want float64) {
		t.Helper()
		if r, known := l.LatestOf("nowcast/rain", "mm_per_h"); !known || r.Value != want {
			t.Errorf("%s: %g (%t), want %g", when, r.Value, known, want)
		}
		if all := l.Latest(); len(all) != 1 || all[0].Value != want {
			t.Errorf("%s: latest %+v, want %g", when, all, want)
		}
	}
	is("at once", 12)
	now = began.Add(6 * time.Minute)
	is("after 6 min", 55)
	now = began.Add(59 * time.Minute)
	is("after 59 min", 55)
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	l = open(t, o) // on the keyframe that follows the first batch
	is("after a restart", 55)
	now = began.Add(2 * time.Hour)
	is("when it is over", 0)
	then, err := l.Moment(t.Context(), began.Add(10*time.Minute))
	if err != nil || len(then) != 1 || then[0].Value != 55 {
		t.Errorf("ten minutes after it came: %+v, %v, want 55", then, err)
	}
	began = now
	if err := l.Append(t.Context(), step(5, 7), step(10, 9)); err != nil {
		t.Fatal(err)
	}
	is("the next nowcast, all ahead", 7)
	if err := l.Append(t.Context(), step(0, 3)); err != nil {
		t.Fatal(err)
	}
	is("a single reading of now is not hidden by what lies ahead", 3)
}

// Whose clock runs ahead is heard as he speaks.
func TestAClockThatRunsAheadHidesNothing(t *testing.T) {
	v, key := noValues(), quantity{"point/CX1", "displacement"}
	at := time.Date(2026, 7, 20, 18, 0, 0, 0, time.UTC)
	for k := range 5 {
		r := reading(key.subject, float64(k))
		r.Received = at.Add(time.Duration(k) * time.Second)
		r.At = r.Received.Add(time.Minute)
		v.see(&r)
		if got, _ := v.of(key, r.Received); got.Value != float64(k) {
			t.Errorf("reading %d is hidden by %g", k, got.Value)
		}
	}
	for k := range mostSteps + 50 { // one message without end
		r := reading(key.subject, float64(k))
		r.Received, r.At = at.Add(time.Hour), at.Add(time.Hour+time.Duration(k+1)*time.Second)
		v.see(&r)
	}
	if n := len(v.ahead[key]); n != mostSteps {
		t.Errorf("%d instants are kept, want %d", n, mostSteps)
	}
}
