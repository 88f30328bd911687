package cmd

import (
	"context"
	"encoding/json"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
)

// published are what summary.json says of a run of validation/.
type published struct {
	Simulated float64 `json:"simulated_s"`
	Gauges    map[string]struct {
		MaxLevel float64 `json:"max_level_m"`
		MaxDepth float64 `json:"max_depth_m"`
		Level    float64 `json:"level_m"` // in the end
	}
	Mass struct {
		Inflow  float64 `json:"inflow_m3"`
		Outflow float64 `json:"outflow_m3"`
		Stored  float64 `json:"stored_m3"`
		Error   float64 `json:"error_relative"`
	}
}

// runPublished runs a scenario of validation/ on the published data, for
// another duration where one is given.
func runPublished(t *testing.T, scenario, duration string) (s published) {
	t.Helper()
	data, err := filepath.Abs("../../shared/data/water")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(data); err != nil {
		t.Skipf("the shared data are not here: %v", err)
	}
	folder := t.TempDir()
	prepare := exec.Command("go", "run", "./validation/prepare.go", "-from", data, "-to", filepath.Join(folder, "data"))
	prepare.Dir = ".."
	if said, err := prepare.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	for _, name := range []string{"ea4-site.yaml", scenario} {
		text, err := os.ReadFile(filepath.Join("../validation", name))
		if err != nil {
			t.Fatal(err)
		}
		if duration != "" {
			text = regexp.MustCompile(`(?m)^duration: .*$`).ReplaceAll(text, []byte("duration: "+duration))
		}
		write(t, folder, name, string(text))
	}
	out := filepath.Join(folder, "out")
	if err := runScenario(context.Background(), filepath.Join(folder, scenario), out, true, io.Discard, io.Discard); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(out, "summary.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &s); err != nil {
		t.Fatal(err)
	}
	if math.Abs(s.Mass.Error) > 1e-9 {
		t.Errorf("mass error %v, allowed 1e-9", s.Mass.Error)
	}
	return s
}

func long(t *testing.T) {
	t.Helper()
	if os.Getenv("SHAPAN_LONG") == "" {
		t.Skip("set SHAPAN_LONG=1 for the whole run")
	}
}

// The beginning of EA test 4, against the published series at 2400 s.
func TestPublishedPlainBegins(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: 80,000 cells for 40 minutes")
	}
	s := runPublished(t, "ea4.yaml", "40min")
	// 20 m³/s · ((t - 300 s)/3300 s) up to 2400 s; the solver sees its mean over each step.
	if want := 20.0 / 3300 * 2100 * 2100 / 2; math.Abs(s.Mass.Inflow/want-1) > 1e-9 {
		t.Errorf("%.3f m³ came in, want %.3f", s.Mass.Inflow, want)
	}
	const allowed = 0.05
	for id, want := range map[string]float64{"G1": 0.2414, "G2": 0.1834} {
		got := s.Gauges[id].MaxDepth
		t.Logf("%s: %.4f m after 40 min, published %.4f (%+.1f %%)", id, got, want, 100*(got/want-1))
		if !(math.Abs(got/want-1) <= allowed) {
			t.Errorf("%s: %.4f m, published %.4f", id, got, want)
		}
	}
}

// EA test 4 to its peaks: TestEATest4 of the solver holds them to 2 % in
// order 2; here the scenario file is what is tested.
func TestPublishedPlain(t *testing.T) {
	long(t)
	s := runPublished(t, "ea4.yaml", "")
	const allowed = 0.03
	for id, want := range map[string]float64{"G1": 0.3251, "G2": 0.2745, "G3": 0.2275, "G4": 0.2002, "G5": 0.1800, "G6": 0.1755} {
		got := s.Gauges[id].MaxDepth
		t.Logf("%s: peak %.4f m, published %.4f (%+.2f %%)", id, got, want, 100*(got/want-1))
		if !(math.Abs(got/want-1) <= allowed) {
			t.Errorf("%s: %.4f m, published %.4f", id, got, want)
		}
	}
}

// The first minutes of the flood in Merewether: all that comes in is there.
func TestPublishedSuburbBegins(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: 130,000 cells for two minutes")
	}
	s := runPublished(t, "merewether.yaml", "2min")
	if want := 19.7 * s.Simulated; math.Abs(s.Mass.Inflow/want-1) > 1e-9 || math.Abs(s.Mass.Stored/want-1) > 1e-9 {
		t.Errorf("%.3f m³ came in and %.3f m³ are there, want %.3f", s.Mass.Inflow, s.Mass.Stored, want)
	}
	if level := s.Gauges["P4"].MaxLevel; !(level > 22.6) {
		t.Errorf("the flood stands at %.2f m at point 4 after 2 min: it should be there", level)
	}
}

// The flood in Merewether when nothing changes any more. TUFLOW's mean error was
// set as the limit. Points 2 and 3 lie on ground above the water: as in the report
// and in TestMerewether their gauges read the nearest wet cell.
func TestPublishedSuburb(t *testing.T) {
	long(t)
	s := runPublished(t, "merewether.yaml", "")
	const allowed = 0.118 // m
	observed := map[string]float64{"P4": 23.01, "P3": 23.14, "P0": 19.98, "P1": 18.38, "P2": 23.36}
	mean := 0.0
	for id, want := range observed {
		got := s.Gauges[id].Level
		t.Logf("%s: level %.2f m, observed %.2f", id, got, want)
		mean += math.Abs(got-want) / float64(len(observed))
	}
	t.Logf("mean error %.4f m", mean)
	if !(mean <= allowed) {
		t.Errorf("mean error %.3f m, allowed %.3f", mean, allowed)
	}
}
