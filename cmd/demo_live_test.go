package cmd

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"shapan/engine/alarm"
	"shapan/server/twin"
	demosite "shapan/testdata/demo"
)

// The demo's live site begins with the recorded hours behind it: their alarms stand
// at their own times, nobody has come, and what has passed can be looked at.
func TestDemoBeginsInTheMiddleOfTheLiveDay(t *testing.T) {
	if testing.Short() || os.Getenv("SHAPAN_LONG") == "" {
		t.Skip("sixty-five appends with their syncs: SHAPAN_LONG=1; viewer/e2e/demo.test.ts sees the same")
	}
	folder := t.TempDir()
	if err := os.CopyFS(folder, demosite.Files); err != nil {
		t.Fatal(err)
	}
	day, err := openLiveDay(filepath.Join(folder, "live"))
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	all, err := openLives(ctx, shelf{day.lib}, &keeping{folder: t.TempDir(), clock: day.now, begun: day.keep}, false)
	if err != nil {
		t.Fatal(err)
	}
	l := all.of("live")
	defer func() {
		if err := all.close(); err != nil {
			t.Error(err)
		}
	}()
	<-day.kept
	status, _ := l.twin.StatusOf("point/CX038")
	if status.Tier != alarm.Warning || status.Limit.Phase != alarm.Unacknowledged || status.Limit.Escalated != 2 {
		t.Errorf("CX038 now: %+v", status.Limit)
	}
	// 17:00 of the day: the inclinometer has passed 16.8 mm and not yet 20.4 mm.
	then, err := l.twin.Moment(ctx, day.begin.Add(-4*60*60e9-39*60e9-20e9))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range then {
		if p.ID == "point/CX038" && (p.Value == nil || *p.Value < 16.8 || *p.Value > 20.4 || p.Limit.Tier != alarm.Notice) {
			t.Errorf("CX038 then: %v, %+v", p.Value, p.Limit)
		}
	}
	var told []twin.Event
	for _, e := range l.twin.Events(0, 1000) {
		if e.What == "raised" || e.What == "higher" {
			told = append(told, e)
		}
	}
	if len(told) != 3 {
		t.Errorf("%d alarms by then, want 3: %+v", len(told), told)
	}
	if s := l.feeds.Players[0].State(); s.Paused || s.Err != nil {
		t.Errorf("the rest of the day is not played: %+v", s)
	}
}
