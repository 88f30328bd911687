package evidence

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"shapan/engine/alarm"
	"shapan/server/historian"
	"shapan/server/twin"
)

// A twin raises an alarm, a person acknowledges it and says why, a plan is adopted:
// all as serve does it. Then one of these records is changed by somebody who mends
// all checksums.
func TestAForgedAlarmOrActIsNamed(t *testing.T) {
	dir := t.TempDir()
	h, err := historian.Open(t.Context(), historian.Options{Directory: dir})
	if err != nil {
		t.Fatal(err)
	}
	l, err := Open(dir, h, Options{Origin: "demo", Every: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	tw, err := twin.Open(t.Context(), twin.Options{Log: h, Points: []alarm.Point{{
		ID: "point/CX1", Property: "displacement", Unit: "mm", Sensor: alarm.NoSensor,
		Rules: []alarm.Rule{{Limits: [3]float64{16.8, 20.4, 24}, Both: true, DeadBand: 1}},
	}}})
	if err != nil {
		t.Fatal(err)
	}
	if err := tw.Append(t.Context(), historian.Reading{Subject: "point/CX1", Property: "displacement", Value: 31.5, Source: "test"}); err != nil {
		t.Fatal(err)
	}
	if err := tw.Sync(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := tw.Do(t.Context(), twin.Act{Point: "point/CX1", Do: "acknowledge", Who: "engineer zhang", Why: "strut 3 is being jacked"}); err != nil {
		t.Fatal(err)
	}
	plan := json.RawMessage(`{"branch":"b1","acts":[{"pump":"P2","set":"running"}]}`)
	if err := h.Record(t.Context(), historian.Event{Kind: "act", Subject: "site/demo", Who: "user/li", Body: plan}); err != nil {
		t.Fatal(err)
	}
	for _, close := range []func() error{tw.Close, l.Close, h.Close} {
		if err := close(); err != nil {
			t.Fatal(err)
		}
	}
	key := l.Key()
	if r := verify(t, dir, VerifyOptions{PublicKey: key}); len(r.Findings) > 0 || r.Unsigned > 0 {
		t.Fatalf("before anything was changed: %+v", r)
	}
	for what, c := range map[string]struct{ subject, from, to, named string }{
		"the alarm's reason":       {"shapan.readings", "cumulative 31.5", "cumulative 19.5", "point/CX1 event/text"},
		"the alarm's turn":         {"shapan.readings", "1 raised", "1 tested", "point/CX1 event/limit"},
		"who acknowledged":         {"shapan.readings", "engineer zhang", "engineer zheng", "point/CX1 act/limit/acknowledge"},
		"why it was":               {"shapan.readings", "strut 3 is", "strut 4 is", "point/CX1 act/text"},
		"the plan that was meant":  {"shapan.events", `"set":"running"`, `"set":"stopped"`, "act of site/demo by user/li"},
		"who adopted it":           {"shapan.events", "user/li", "user/wu", "act of site/demo by user/wu"},
		"what the sensor had said": {"shapan.readings", "test", "tent", "point/CX1 displacement = 31.5"},
	} {
		forged := copyDir(t, dir)
		batch := forgeBytes(t, forged, c.subject, []byte(c.from), []byte(c.to))
		r := verify(t, forged, VerifyOptions{PublicKey: key})
		if len(r.Findings) != 1 || r.Findings[0].Batch != batch || r.Findings[0].Item < 1 || !strings.Contains(r.Findings[0].What, c.named) {
			t.Errorf("%s: found %v, want one in batch %d that names %q", what, r.Findings, batch, c.named)
		}
	}
}
