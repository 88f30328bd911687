package cmd

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shapan/server/evidence"
	"shapan/server/historian"
)

// A log is written, backed up, restored elsewhere, proved, exported, changed by one
// byte, and found out.
func TestALogIsBackedUpRestoredAndVerified(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	h, err := historian.Open(t.Context(), historian.Options{Directory: dir})
	if err != nil {
		t.Fatal(err)
	}
	e, err := evidence.Open(dir, h, evidence.Options{Origin: "demo"})
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Append(t.Context(), historian.Reading{Subject: "point/CX1", Property: "displacement", Value: -0.00325, Source: "test"}, historian.Reading{Subject: "point/CX2", Property: "displacement", Value: 0.001, Source: "test"}); err != nil {
		t.Fatal(err)
	}
	if err := h.Record(t.Context(), historian.Event{Kind: "alarm", Subject: "point/CX1", Who: "rule", Body: json.RawMessage(`{"tier":"red"}`)}); err != nil {
		t.Fatal(err)
	}
	key := e.Key()
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	out := t.TempDir()
	archive, restored, proof, table := filepath.Join(out, "log.tar.zst"), filepath.Join(out, "restored"), filepath.Join(out, "proof.json"), filepath.Join(out, "r.csv")
	run := func(want int, args ...string) {
		t.Helper()
		if got := Execute(args); got != want {
			t.Errorf("shapan %s: status %d, want %d", strings.Join(args, " "), got, want)
		}
	}
	run(exitDone, "backup", dir, "--out", archive)
	run(exitDone, "restore", archive, restored)
	run(exitFailed, "restore", archive, restored) // it is there already
	run(exitDone, "verify", restored, "--key", key)
	run(exitDone, "verify", restored, "--record", "1.2", "--out", proof)
	run(exitDone, "verify", proof, "--key", key)
	run(exitBadInput, "verify", proof)
	run(exitBadInput, "verify", restored, "--record", "1")
	run(exitBadInput, "verify", filepath.Join(out, "nothing"))
	run(exitDone, "readings", restored, "--out", table)
	run(exitDone, "readings", restored, "--out", filepath.Join(out, "r.parquet"))
	run(exitBadInput, "readings", restored, "--out", filepath.Join(out, "r.xls"))
	text, err := os.ReadFile(table)
	if err != nil || !strings.Contains(string(text), "point/CX1,displacement,") || !strings.Contains(string(text), ",-0.00325,good,") {
		t.Errorf("exported %s, %v", text, err)
	}
	forged, err := os.ReadFile(proof)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(proof, []byte(strings.Replace(string(forged), `"value": 0.001`, `"value": 0.002`, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	run(exitFailed, "verify", proof, "--key", key)
	block := filepath.Join(restored, "jetstream", "$G", "streams", "READINGS", "msgs", "1.blk")
	data, err := os.ReadFile(block)
	if err != nil {
		t.Fatal(err)
	}
	data[len(data)/2] ^= 1
	if err := os.WriteFile(block, data, 0o600); err != nil {
		t.Fatal(err)
	}
	run(exitFailed, "verify", restored, "--key", key)
}

func TestBenchIngestLosesNothing(t *testing.T) {
	var r *ingestReport
	var err error
	for _, seconds := range []float64{0.5, 4, 20} { // a busy machine may acknowledge nothing in half a second
		b := &ingestBench{clients: 20, window: 2, seconds: seconds, directory: t.TempDir()}
		if r, err = b.measure(t.Context()); err == nil || !strings.Contains(err.Error(), "no reading was acknowledged") {
			break
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	if r.Lost != 0 || r.Readings == 0 || r.Rate <= 0 || !(r.P50 > 0) || r.P99 < r.P50 {
		t.Errorf("%+v", r)
	}
	if (&ingestBench{}).check() == nil {
		t.Error("no clients, no time: taken")
	}
}
