package twin

import (
	"bytes"
	"context"
	"encoding/gob"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shapan/engine/alarm"
	"shapan/server/historian"
)

func openLog(t *testing.T, dir string) *historian.Log {
	t.Helper()
	l, err := historian.Open(context.Background(), historian.Options{Directory: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

func openTwin(t *testing.T, l Log, snapshot string, points ...alarm.Point) *Twin {
	t.Helper()
	tw, err := Open(context.Background(), Options{Points: points, Log: l, Snapshot: snapshot})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { tw.Close() })
	return tw
}

// live are points whose readings need no times: the log says when.
func live(n int) (points []alarm.Point) {
	for k := range n {
		p := wall(fmt.Sprintf("P%02d", k))
		p.Manner.Latches = k%2 == 0
		points = append(points, p)
	}
	return points
}

func say(t *testing.T, tw *Twin, id string, value float64) {
	t.Helper()
	r := historian.Reading{Subject: "point/" + id, Property: "displacement", Value: value, Source: "test"}
	if err := tw.Append(context.Background(), r); err != nil {
		t.Fatal(err)
	}
}

// all is the state as bytes, without the clock, which goes on by itself.
func all(t *testing.T, tw *Twin) string {
	t.Helper()
	if err := tw.Sync(context.Background()); err != nil {
		t.Fatal(err)
	}
	tw.mu.Lock()
	defer tw.mu.Unlock()
	var out bytes.Buffer
	e := gob.NewEncoder(&out)
	for k, w := range tw.state.all {
		if err := errors.Join(e.Encode(tw.state.points[k].ID), e.Encode(w)); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(e.Encode(tw.history), e.Encode(tw.state.recent), e.Encode(tw.state.seq), e.Encode(tw.state.flood)); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// eventsIn counts the events of a log.
func eventsIn(t *testing.T, l Log) (n int) {
	t.Helper()
	err := l.Read(context.Background(), time.Time{}, func(r historian.Reading) error {
		if strings.HasPrefix(r.Property, eventProperty) && r.Property != eventText {
			n++
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// drama makes alarms of several kinds, and acts on them.
func drama(t *testing.T, tw *Twin) {
	t.Helper()
	ctx := context.Background()
	for round := range 4 {
		var readings []historian.Reading
		for k := range 14 {
			readings = append(readings, historian.Reading{Subject: fmt.Sprintf("point/P%02d", k), Property: "displacement", Value: 6 + 0.5*float64((k+round*3)%8), Source: "test"})
		}
		if err := tw.Append(ctx, readings...); err != nil {
			t.Fatal(err)
		}
	}
	if err := tw.Sync(ctx); err != nil {
		t.Fatal(err)
	}
	for _, a := range []Act{
		{Point: "point/P03", Do: "acknowledge", Who: "王工"},
		{Point: "point/P04", Do: "comment", Who: "李工", Why: strings.Repeat("巡查记录。", 60)},
		{Point: "point/P05", Do: "suppress", Who: "李工", Why: "拆撑"},
		{Point: "point/P06", Do: "remove", Who: "李工", Why: "换传感器"},
	} {
		if err := tw.Do(ctx, a); err != nil {
			var refused *RefusedError
			if !errors.As(err, &refused) {
				t.Fatal(err)
			}
		}
	}
}

func TestSameStateAfterARestart(t *testing.T) {
	for _, kept := range []bool{false, true} {
		t.Run(fmt.Sprintf("snapshot %v", kept), func(t *testing.T) {
			dir := t.TempDir()
			snapshot := ""
			if kept {
				snapshot = filepath.Join(dir, "twin")
			}
			l := openLog(t, filepath.Join(dir, "log"))
			tw := openTwin(t, l, snapshot, live(14)...)
			drama(t, tw)
			if kept { // and more after the snapshot
				all(t, tw)
				tw.turn.Lock()
				if err := tw.save(); err != nil {
					t.Fatal(err)
				}
				tw.turn.Unlock()
				tw.file = "" // Close writes none
				drama(t, tw)
			}
			want, events := all(t, tw), eventsIn(t, l)
			if events < 20 {
				t.Fatalf("%d events only", events)
			}
			if err := errors.Join(tw.Close(), l.Close()); err != nil {
				t.Fatal(err)
			}
			l = openLog(t, filepath.Join(dir, "log"))
			tw = openTwin(t, l, snapshot, live(14)...)
			if got := all(t, tw); got != want {
				t.Error("another state after the restart")
			}
			if got := eventsIn(t, l); got != events {
				t.Errorf("%d events in the log after the restart, %d before", got, events)
			}
		})
	}
}

// A process that dies between judging and logging its events logs them at the next
// start.
func TestEventsThatWereNotLoggedAreLoggedLater(t *testing.T) {
	dir := t.TempDir()
	l := openLog(t, dir)
	tw := openTwin(t, deafTo{l}, "", live(2)...)
	say(t, tw, "P00", 9)
	_ = tw.Sync(context.Background())
	tw.Close()
	if n := eventsIn(t, l); n != 0 {
		t.Fatalf("%d events in a log that takes none", n)
	}
	openTwin(t, l, "", live(2)...)
	if n := eventsIn(t, l); n != 1 {
		t.Errorf("%d events in the log, want the one that is due", n)
	}
}

// deafTo takes no events.
type deafTo struct{ *historian.Log }

func (d deafTo) Append(ctx context.Context, readings ...historian.Reading) error {
	for _, r := range readings {
		if reserved(r.Property) {
			return errors.New("the disk is full")
		}
	}
	return d.Log.Append(ctx, readings...)
}

func TestADamagedSnapshotIsNotBelieved(t *testing.T) {
	dir := t.TempDir()
	l := openLog(t, filepath.Join(dir, "log"))
	file := filepath.Join(dir, "twin")
	tw := openTwin(t, l, file, live(14)...)
	drama(t, tw)
	want := all(t, tw)
	if err := tw.Close(); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range []int{3, len(snapshotMark) + 5, len(data) - 7} {
		bent := bytes.Clone(data)
		bent[at] ^= 4
		if err := os.WriteFile(file, bent, 0o600); err != nil {
			t.Fatal(err)
		}
		tw = openTwin(t, l, file, live(14)...)
		if got := all(t, tw); got != want {
			t.Errorf("byte %d bent: another state", at)
		}
		tw.file = ""
		tw.Close()
	}
}

func TestActsAndWhatIsRefused(t *testing.T) {
	l := openLog(t, t.TempDir())
	tw := openTwin(t, l, "", live(2)...)
	ctx := context.Background()
	say(t, tw, "P00", 9)
	if err := tw.Sync(ctx); err != nil {
		t.Fatal(err)
	}
	var refused *RefusedError
	for _, a := range []Act{
		{Point: "point/P01", Do: "acknowledge", Who: "a"},
		{Point: "point/P00", Do: "shelve", Who: "a", Why: "", Till: time.Now().Add(time.Hour)},
		{Point: "point/P00", Do: "shelve", Who: "a", Why: "b", Till: time.Now().Add(48 * time.Hour)},
		{Point: "point/P00", Do: "suppress", Who: "a"},
		{Point: "point/P00", Do: "silence", Who: "a"},
		{Point: "point/P00", Do: "acknowledge", Who: ""},
		{Point: "point/P00", Do: "acknowledge", Who: "a", Alarm: "bell"},
		{Point: "point/P00", Do: "comment", Who: "a", Why: " "},
		{Point: "point/P00", Do: "comment", Who: "a", Why: strings.Repeat("x", mostText+1)},
	} {
		if err := tw.Do(ctx, a); !errors.As(err, &refused) {
			t.Errorf("%+v: %v", a, err)
		}
	}
	if err := tw.Do(ctx, Act{Point: "point/P77", Do: "acknowledge", Who: "a"}); !errors.Is(err, ErrUnknownPoint) {
		t.Errorf("unknown point: %v", err)
	}
	if err := tw.Append(ctx, historian.Reading{Subject: "point/P00", Property: "act/limit/acknowledge", Source: "a feed"}); err == nil {
		t.Error("a feed may acknowledge")
	}
	if err := tw.Do(ctx, Act{Point: "point/P00", Do: "shelve", Who: "a", Why: "b", Till: time.Now().Add(time.Hour)}); err != nil {
		t.Fatal(err)
	}
	st, _ := tw.StatusOf("point/P00")
	if st.Limit.Shown || st.Limit.Phase != alarm.Unacknowledged || st.Limit.ShelvedUntil.IsZero() || *st.Value != 9 || st.Tier != alarm.Warning {
		t.Errorf("%+v", st)
	}
	events := tw.Events(0, 100)
	if len(events) != 2 || events[1].What != "shelved" || events[1].Who != "a" || events[1].Why != "b" || len(tw.Events(1, 100)) != 1 {
		t.Errorf("%s", told(events))
	}
}

func TestAMomentIsWhatItWas(t *testing.T) {
	l := openLog(t, t.TempDir())
	tw := openTwin(t, l, "", live(3)...)
	ctx := context.Background()
	pause := func() time.Time { // so that moments differ by the log's clock
		if err := tw.Sync(ctx); err != nil {
			t.Fatal(err)
		}
		time.Sleep(20 * time.Millisecond)
		now := time.Now()
		time.Sleep(20 * time.Millisecond)
		return now
	}
	before := pause()
	say(t, tw, "P00", 7.2)
	first := pause()
	say(t, tw, "P00", 10.5)
	say(t, tw, "P01", 1)
	second := pause()
	if err := tw.Do(ctx, Act{Point: "point/P00", Do: "acknowledge", Who: "a"}); err != nil {
		t.Fatal(err)
	}
	third := pause()
	type view struct {
		value float64
		tier  alarm.Tier
		phase alarm.Phase
		heard bool
	}
	for k, c := range []struct {
		at   time.Time
		want view
	}{
		{before, view{}}, {first, view{7.2, alarm.Notice, alarm.Unacknowledged, true}},
		{second, view{10.5, alarm.Danger, alarm.Unacknowledged, true}}, {third, view{10.5, alarm.Danger, alarm.Acknowledged, true}},
	} {
		past, err := tw.Moment(ctx, c.at)
		if err != nil {
			t.Fatal(err)
		}
		got := view{tier: past[0].Limit.Tier, phase: past[0].Limit.Phase}
		if past[0].Value != nil {
			got.value, got.heard = *past[0].Value, true
		}
		if got != c.want || (past[1].Value != nil) != (k >= 2) || len(past) != 3 {
			t.Errorf("moment %d: %+v, want %+v", k, got, c.want)
		}
	}
	series, err := tw.Series(ctx, "point/P00", before.Add(-time.Hour), third, 100)
	if err != nil || len(series) != 2 || series[1].Value != 10.5 {
		t.Errorf("series %v, %v", series, err)
	}
}

func TestWatchersAreToldEverything(t *testing.T) {
	l := openLog(t, t.TempDir())
	tw := openTwin(t, l, "", live(2)...)
	changes := make(chan Change, 100)
	end := tw.Watch(func(c Change) { changes <- c })
	say(t, tw, "P00", 8)
	events, points := 0, 0
	for timeout := time.After(2 * time.Minute); events == 0 || points == 0; {
		select {
		case c := <-changes:
			events, points = events+len(c.Events), points+len(c.Points)
		case <-timeout:
			t.Fatal("nothing is told")
		}
	}
	end()
}

func TestOutlookOfASettlement(t *testing.T) {
	p := wall("A")
	p.Horizon = 24 * time.Hour
	s := NewState([]alarm.Point{p})
	for k := 0; k <= 6*24*8; k++ { // 0.5 mm a day for 8 days
		s.See(reading("A", float64(10*k), 0.5*float64(k)/144))
	}
	o := outlook(&p, s.all[0].Track.series(outlookSpan*p.Horizon, outlookSamples))
	if o.Method == "" || o.Next != alarm.Notice || o.Limit != 7 || len(o.Band) != outlookSteps+1 {
		t.Fatalf("%+v", o)
	}
	// 3 mm to go at 0.5 mm a day: six days, which is beyond three horizons.
	if o.Likely != nil || o.Soonest != nil {
		t.Errorf("%v %v", o.Likely, o.Soonest)
	}
	if end := o.Band[outlookSteps].Value; end < 4.49 || end > 4.51 {
		t.Errorf("tomorrow %v, want 4.5 mm", end)
	}
	p.Rules[0].Limits[0] = 4.75 // a day and a half
	if o = outlook(&p, s.all[0].Track.series(outlookSpan*p.Horizon, outlookSamples)); o.Likely == nil || *o.Likely < 1.45*86400 || *o.Likely > 1.55*86400 {
		t.Errorf("reaches 4.75 mm in %v", o.Likely)
	}
	still := NewState([]alarm.Point{p})
	for k := range 300 {
		still.See(reading("A", float64(10*k), 1))
	}
	if o := outlook(&p, still.all[0].Track.series(outlookSpan*p.Horizon, outlookSamples)); o.Method != "" || o.Why == "" {
		t.Errorf("a forecast of what stands still: %+v", o)
	}
}
