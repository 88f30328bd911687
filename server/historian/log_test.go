package historian

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func open(t testing.TB, o Options) *Log {
	t.Helper()
	l, err := Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

func reading(subject string, value float64) Reading {
	return Reading{Subject: subject, Property: "displacement", Value: value, Source: "test"}
}

func all(t testing.TB, l *Log, from time.Time) (rs []Reading) {
	t.Helper()
	if err := l.Read(t.Context(), from, func(r Reading) error { rs = append(rs, r); return nil }); err != nil {
		t.Fatal(err)
	}
	return rs
}

func TestWhatWasAppendedIsReadAfterARestart(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	dir := t.TempDir()
	l := open(t, Options{Directory: dir})
	at := time.Date(2026, 7, 1, 8, 0, 0, 123456789, time.UTC)
	want := []Reading{
		{Subject: "point/CX1", Property: "displacement", Value: -3.25e-3, At: at, Source: "mqtt/gw"},
		{Subject: "point/CX2", Property: "displacement", Value: 1e300, Quality: Uncertain, At: at.Add(-time.Hour), Source: "mqtt/gw"},
		{Subject: "扬尘/一号", Property: "a34004-Rtd", Value: 0, Quality: Bad, At: at, Source: "hj212/1"},
	}
	before := time.Now()
	if err := l.Append(t.Context(), want...); err != nil {
		t.Fatal(err)
	}
	latest := l.Latest()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if err := l.Append(t.Context(), want...); !errors.Is(err, ErrClosed) {
		t.Errorf("appending to a closed log: %v", err)
	}
	l = open(t, Options{Directory: dir})
	got := all(t, l, time.Time{})
	for k := range got {
		if got[k].Received.Before(before.Add(-time.Second)) || got[k].Received.After(time.Now()) {
			t.Errorf("received at %s", got[k].Received)
		}
		want[k].Received = got[k].Received
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("read\n%+v, want\n%+v", got, want)
	}
	if restored := l.Latest(); !reflect.DeepEqual(restored, latest) || len(latest) != 3 {
		t.Errorf("latest after the restart\n%+v, before\n%+v", restored, latest)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestLatestIsTheNewestBySensorNotTheLastToCome(t *testing.T) {
	l := open(t, Options{Directory: t.TempDir()})
	now := time.Now()
	for _, step := range []struct {
		at          time.Time
		value, want float64
	}{
		{now.Add(-time.Minute), 1, 1},
		{now.Add(-time.Hour), 2, 1},            // resent after a break
		{now.Add(-time.Second), 3, 3},          // newer
		{now.AddDate(50, 0, 0), 4, 4},          // its clock is wrong: it counts as of now
		{time.Time{}, 5, 5},                    // so this one is newer
		{now.Add(-24 * time.Hour * 365), 6, 5}, // old
	} {
		r := reading("point/CX1", step.value)
		r.At = step.at
		if err := l.Append(t.Context(), r); err != nil {
			t.Fatal(err)
		}
		if got, _ := l.LatestOf("point/CX1", "displacement"); got.Value != step.want {
			t.Errorf("after %g the latest is %g, want %g", step.value, got.Value, step.want)
		}
	}
}

func TestAnyMomentIsWhatLatestWasThen(t *testing.T) {
	dir := t.TempDir()
	l := open(t, Options{Directory: dir})
	type then struct {
		at     time.Time
		latest []Reading
		count  int
	}
	var moments []then
	l.writer.each = 40
	const n = 110
	for k := range n { // two keyframes by number of messages, one at the start
		if err := l.Append(t.Context(), reading(fmt.Sprintf("point/%d", k%7), float64(k))); err != nil {
			t.Fatal(err)
		}
		if k%23 == 0 || k == n-1 {
			latest := l.Latest()
			at := latest[0].Received
			for _, r := range latest {
				if r.Received.After(at) {
					at = r.Received
				}
			}
			moments = append(moments, then{at, latest, k + 1})
		}
	}
	if l.writer.keyframe < 70 {
		t.Fatalf("the last keyframe is %d", l.writer.keyframe)
	}
	check := func() {
		for _, m := range moments {
			got, err := l.Moment(t.Context(), m.at)
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got, m.latest) {
				t.Errorf("after %d readings: the moment is not what latest was", m.count)
			}
			if rest := all(t, l, m.at.Add(1)); len(rest) != n-m.count || len(rest) > 0 && rest[0].Value != float64(m.count) {
				t.Errorf("after %d readings: %d follow", m.count, len(rest))
			}
		}
		if none, err := l.Moment(t.Context(), moments[0].at.Add(-time.Second)); err != nil || len(none) > 0 {
			t.Errorf("before the first reading: %v, %v", none, err)
		}
	}
	check()
	l.Close()
	l = open(t, Options{Directory: dir})
	check()
}

func TestManyAppendsShareABatch(t *testing.T) {
	l := open(t, Options{Directory: t.TempDir()})
	const clients, each = 100, 5
	var wg sync.WaitGroup
	for c := range clients {
		wg.Go(func() {
			for k := range each {
				if err := l.Append(context.Background(), reading(fmt.Sprintf("point/%d", c), float64(k))); err != nil {
					t.Error(err)
				}
				if r, _ := l.LatestOf(fmt.Sprintf("point/%d", c), "displacement"); r.Value != float64(k) {
					t.Errorf("client %d appended %d, the latest is %g", c, k, r.Value)
				}
			}
		})
	}
	wg.Wait()
	rs := all(t, l, time.Time{})
	next := map[string]float64{}
	for _, r := range rs {
		if next[r.Subject] != r.Value {
			t.Fatalf("%s: %g where %g is next", r.Subject, r.Value, next[r.Subject])
		}
		next[r.Subject]++
	}
	_, last, err := l.bounds(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(rs) != clients*each || last > clients*each/5 {
		t.Errorf("%d readings in %d batches", len(rs), last)
	}
	t.Logf("%d readings in %d batches", len(rs), last)
}

func TestADirectoryInUseIsRefused(t *testing.T) {
	dir := t.TempDir()
	l := open(t, Options{Directory: dir})
	if _, err := Open(t.Context(), Options{Directory: dir}); !errors.Is(err, ErrInUse) {
		t.Errorf("opened twice: %v", err)
	}
	l.Close()
	open(t, Options{Directory: dir})
}

func TestRetentionTakesTheOldest(t *testing.T) {
	dir := t.TempDir()
	l := open(t, Options{Directory: dir, MaxBytes: 64 << 10})
	const batches, each = 120, 100
	for k := range batches {
		var rs []Reading
		for j := range each {
			rs = append(rs, reading(fmt.Sprintf("point/%d", j%5), float64(k*each+j)))
		}
		if err := l.Append(t.Context(), rs...); err != nil {
			t.Fatal(err)
		}
	}
	check := func() {
		t.Helper()
		if err := l.Retain(t.Context()); err != nil {
			t.Fatal(err)
		}
		rs := all(t, l, time.Time{})
		if n := len(rs); n == 0 || n > batches*each/2 || rs[n-1].Value != batches*each-1 || rs[0].Value != float64(batches*each-n) {
			t.Errorf("%d readings are left, from %g to %g", n, rs[0].Value, rs[n-1].Value)
		}
		if len(l.Latest()) != 5 {
			t.Errorf("latest: %v", l.Latest())
		}
	}
	check()
	l.Close()
	l = open(t, Options{Directory: dir, MaxBytes: 64 << 10})
	check()
	l.Close()
	l = open(t, Options{Directory: dir, MaxAge: 100 * time.Millisecond})
	for deadline := time.Now().Add(30 * time.Second); len(all(t, l, time.Time{})) > 0; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("what is too old is still there")
		}
	}
}

func TestReadingsThatCannotBeAreRefused(t *testing.T) {
	l := open(t, Options{Directory: t.TempDir()})
	nan := 0.0
	nan /= nan
	bad := Reading{Property: "\xff", Value: nan, Quality: 9, At: time.Unix(-1, 0)}
	err := l.Append(t.Context(), reading("a", 1), bad)
	const want = "reading 2: subject: must not be empty\nproperty: \"\\xff\": must be UTF-8\nvalue: NaN: must be a finite number\nquality: 9: must be good, uncertain or bad\nat: 1969-12-31T23:59:59Z: must be from 1970 to 2200"
	bad.At = bad.At.UTC()
	if err == nil || len(err.Error()) < 100 {
		t.Fatalf("got %v, want %s", err, want)
	}
	if got := (&bad).Check(); "reading 2: "+got.Error() != want {
		t.Errorf("got\n%v, want\n%s", got, want)
	}
	if rs := all(t, l, time.Time{}); len(rs) > 0 {
		t.Errorf("of a refused append %v is in the log", rs)
	}
}

func copyDir(t testing.TB, from string) string {
	t.Helper()
	to := t.TempDir()
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	return to
}

func find(t testing.TB, dir, pattern string) (found []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, _ os.DirEntry, err error) error {
		if ok, _ := filepath.Match(pattern, filepath.Base(path)); ok {
			found = append(found, path)
		}
		return err
	})
	if err != nil || len(found) == 0 {
		t.Fatalf("no %s in %s: %v", pattern, dir, err)
	}
	return found
}
