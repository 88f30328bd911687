package cmd

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"shapan/engine"
	"shapan/server"
)

// A nowcast that comes over MQTT reaches the real rainstorm: the standing forecast
// tells of a flooded pit, and when the next nowcast has the rain begin three minutes
// later, so is the water.
func TestNowcastMovesTheArrivalOfFlooding(t *testing.T) {
	if testing.Short() {
		t.Skip("only computes: nothing for the race detector; make unit runs it")
	}
	folder := t.TempDir()
	for _, name := range []string{"site.yaml", "ground.asc"} {
		text, err := os.ReadFile(filepath.Join("../testdata/yard", name))
		if err != nil {
			t.Fatal(err)
		}
		if name == "site.yaml" {
			text = append(text, `
id: yard
live:
  scenario: watch.yaml
  follow:
    - {reading: nowcast/rain, property: mm_per_h, of: rain, sets: nowcast, forecast: true}
  forecasts: {every: 1h, ahead: 12min}
feeds:
  mqtt:
    listen: 127.0.0.1:0
    devices:
      - {user: met, secret_sha256: 2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b, publish: [met/nowcast]}
    mappings:
      - {topic: met/nowcast, subject: nowcast/rain, items: steps, at: from, values: [{path: mm_per_h, property: mm_per_h}]}
`...)
		}
		if err := os.WriteFile(filepath.Join(folder, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	watch := "title: {zh: 跟随, en: Watch}\nsite: site.yaml\nstart: 2026-07-20T18:00:00+08:00\nduration: 12min\nmodels:\n  - use: rainstorm\n    with:\n      rain: {constant_mm_per_h: 0}\n      boundaries: {west: wall, east: wall, south: wall, north: wall}\n"
	if err := os.WriteFile(filepath.Join(folder, "watch.yaml"), []byte(watch), 0o600); err != nil {
		t.Fatal(err)
	}
	libs, err := newShelf([]string{filepath.Join(folder, "site.yaml")})
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	all, err := openLives(ctx, libs, &keeping{folder: filepath.Join(folder, "data")}, false)
	if err != nil {
		t.Fatal(err)
	}
	defer all.close()
	s, err := server.New(server.Config{Sites: []*engine.Site{libs[0].site}, Library: libs, Twins: all.twins(), RunsDir: filepath.Join(folder, "runs")})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close(ctx)
	if err := startFollowing(s, libs, all, filepath.Join(folder, "runs")); err != nil {
		t.Fatal(err)
	}
	l := all.of("yard")
	met := dialMQTT(t, l.feeds.Address("mqtt").String())
	began := time.Now()
	nowcast := func(from time.Duration) {
		step := func(at time.Duration, rain float64) string {
			return fmt.Sprintf(`{"from":%q,"mm_per_h":%g}`, began.Add(at).Format(time.RFC3339Nano), rain)
		}
		met.publish(`{"steps":[` + step(0, 0) + "," + step(from, 1500) + "," + step(from+time.Hour, 0) + "]}")
		if err := l.twin.Sync(ctx); err != nil {
			t.Fatal(err)
		}
	}
	// arrival is the instant at which water stands 5 cm deep in the pit; zero: never.
	arrival := func() time.Time {
		r := httptest.NewRequest(http.MethodPost, "http://127.0.0.1/api/runs/r1/forecasts", nil)
		w := httptest.NewRecorder()
		s.Handler().ServeHTTP(w, r)
		var f server.Forecast
		if err := json.Unmarshal(w.Body.Bytes(), &f); err != nil || w.Code != http.StatusCreated {
			t.Fatalf("status %d: %s", w.Code, w.Body)
		}
		for _, a := range f.Arrivals {
			if a.Subject == "gauge/G1" && a.Level == "prewarning" {
				return f.At.Add(time.Duration((a.Soonest - f.Now) * float64(time.Second)))
			}
		}
		return time.Time{}
	}
	if at := arrival(); !at.IsZero() {
		t.Fatalf("without rain the pit floods at %s", at)
	}
	nowcast(time.Minute)
	soon := arrival()
	if soon.Before(began.Add(time.Minute)) || soon.After(began.Add(8*time.Minute)) {
		t.Fatalf("rain from %s: flooded at %s", began.Add(time.Minute), soon)
	}
	nowcast(4 * time.Minute)
	if later := arrival().Sub(soon); math.Abs(later.Seconds()-180) > 5 {
		t.Errorf("rain 180 s later: flooded %s later", later)
	}
	nowcast(30 * time.Minute) // beyond what the forecast sees
	if at := arrival(); !at.IsZero() {
		t.Errorf("the rain was called off and the pit floods at %s", at)
	}
}

// metDevice is as much of an MQTT 3.1.1 client as the test needs.
type metDevice struct {
	t    *testing.T
	conn net.Conn
}

func dialMQTT(t *testing.T, address string) *metDevice {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	d := &metDevice{t, conn}
	d.send(0x10, "\x00\x04MQTT\x04\xc2\x00\x3c", lengthText("met-1"), lengthText("met"), lengthText("secret"))
	d.expect(0x20, 0, 0)
	return d
}

func lengthText(s string) string {
	return string(binary.BigEndian.AppendUint16(nil, uint16(len(s)))) + s
}

func (d *metDevice) send(head byte, parts ...string) {
	var body []byte
	for _, p := range parts {
		body = append(body, p...)
	}
	if _, err := d.conn.Write(append(binary.AppendUvarint([]byte{head}, uint64(len(body))), body...)); err != nil {
		d.t.Fatal(err)
	}
}

func (d *metDevice) expect(want ...byte) {
	d.t.Helper()
	d.conn.SetReadDeadline(time.Now().Add(30 * time.Second))
	got := make([]byte, 4)
	if _, err := io.ReadFull(d.conn, got); err != nil || got[0] != want[0] || !bytes.Equal(got[2:], want[1:]) {
		d.t.Fatalf("the broker answers %x, %v", got, err)
	}
}

// publish returns when the broker has acknowledged, and so the log has it.
func (d *metDevice) publish(text string) {
	d.t.Helper()
	d.send(0x32, lengthText("met/nowcast"), "\x00\x07", text)
	d.expect(0x40, 0, 7)
}
