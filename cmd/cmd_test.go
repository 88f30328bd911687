package cmd

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shapan/gis/raster"
)

// yard copies the test yard into a folder.
func yard(t *testing.T, folder string) (scenario string) {
	t.Helper()
	if err := os.CopyFS(folder, os.DirFS("../testdata/yard")); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(folder, "burst.yaml")
}

func write(t *testing.T, folder, name, text string) string {
	t.Helper()
	path := filepath.Join(folder, name)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestRunWritesItsResults(t *testing.T) {
	folder := t.TempDir()
	scenario, out := yard(t, folder), filepath.Join(folder, "out")
	if err := runScenario(context.Background(), scenario, out, true, io.Discard, io.Discard); err != nil {
		t.Fatal(err)
	}
	var s struct {
		Scenario  string
		Site      string
		Simulated float64 `json:"simulated_s"`
		Wall      float64 `json:"wall_s"`
		Steps     int
		Cells     int
		Mass      map[string]float64
		Gauges    map[string]map[string]any
		Pumps     map[string]map[string]any
		Alarms    []map[string]any
		StateHash string `json:"state_hash"`
		Story     []map[string]string
	}
	text, err := os.ReadFile(filepath.Join(out, "summary.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &s); err != nil {
		t.Fatal(err)
	}
	if s.Scenario != "burst" || s.Simulated != 900 || s.Steps != 900 || s.Cells != 1200 || len(s.StateHash) != 64 || len(s.Story) == 0 {
		t.Errorf("summary: %s", text)
	}
	if rain := s.Mass["rain_m3"]; math.Abs(rain-120) > 1e-6 || math.Abs(s.Mass["error_relative"]) > 1e-9 {
		t.Errorf("mass: %v", s.Mass)
	}
	for _, key := range []string{"rain_m3", "inflow_m3", "pumped_m3", "outflow_m3", "infiltrated_m3", "stored_m3", "error_relative"} {
		if _, there := s.Mass[key]; !there {
			t.Errorf("mass lacks %s", key)
		}
	}
	for _, key := range []string{"max_depth_m", "max_level_m", "time_of_max_s", "first_wet_s"} {
		if _, there := s.Gauges["G1"][key]; !there {
			t.Errorf("gauge G1 lacks %s: %v", key, s.Gauges)
		}
	}
	if s.Pumps["P1"]["starts"].(float64) < 1 || s.Pumps["P1"]["state"] != "failed" || s.Pumps["P1"]["moved_m3"].(float64) <= 0 {
		t.Errorf("pump P1: %v", s.Pumps["P1"])
	}
	last := s.Alarms[len(s.Alarms)-1]
	if at, failed := last["at_s"].(float64), 600.0; last["subject"] != "gauge/G1" || last["level"] != "alarm" || at <= failed {
		t.Errorf("the pit floor's alarm after the pump has failed: %v", s.Alarms)
	}

	depth, err := raster.Read(filepath.Join(out, "max_depth.tif"))
	if err != nil {
		t.Fatal(err)
	}
	if depth.EPSG != 4549 || depth.X0 != 634200 || depth.Y0 != 3456300 || depth.NX != 40 || depth.NY != 30 || depth.CellX != 1 {
		t.Errorf("max_depth.tif lies at %+v", depth.Info())
	}
	if got, want := float64(depth.Values[14*40+25]), s.Gauges["G1"]["max_depth_m"].(float64); math.Abs(got-want) > 1e-5 {
		t.Errorf("max_depth.tif has %v m at G1, the summary %v m", got, want)
	}
	table, err := os.Open(filepath.Join(out, "gauges.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer table.Close()
	rows, err := csv.NewReader(table).ReadAll()
	if err != nil || len(rows) != 902 || rows[0][0] != "t_s" || rows[901][0] != "900" {
		t.Errorf("gauges.csv: %d rows, %v", len(rows), err)
	}

	var said bytes.Buffer
	c := newRoot()
	c.SetOut(&said)
	c.SetArgs([]string{"replay", filepath.Join(out, "run.mcap"), "--verify"})
	if err := c.Execute(); err != nil {
		t.Errorf("replay --verify: %v\n%s", err, &said)
	}
}

func TestInterruptedRunIsRecordedToItsLastTick(t *testing.T) {
	folder := t.TempDir()
	scenario, out := yard(t, folder), filepath.Join(folder, "out")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := runScenario(ctx, scenario, out, true, io.Discard, io.Discard); err == nil {
		t.Error("no error of an interrupted run")
	}
	if _, err := inspect(filepath.Join(out, "run.mcap")); err != nil {
		t.Errorf("its recording: %v", err)
	}
}

func TestCheckNamesEveryMistakeWithItsLine(t *testing.T) {
	folder := t.TempDir()
	yard(t, folder)
	broken := write(t, folder, "broken.yaml", `title: {zh: 坏, en: Broken}
site: site.yaml
start: tomorrow
duration: 90
models:
  - use: rainstorm
    with: {rain: {constant_mm_per_h: -5}, colour: blue}
  - use: earthquake
events:
  - {at: 2h, subject: pump/P9, set: tired}
`)
	err := check(broken)
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{"broken.yaml:3", "broken.yaml:4", "earthquake"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("report lacks %q:\n%v", want, err)
		}
	}
	misfit := write(t, folder, "misfit.yaml", `title: misfit
site: site.yaml
start: 2026-07-20T18:00:00+08:00
duration: 15min
models:
  - use: rainstorm
    with:
      rain: {constant_mm_per_h: -5, table: []}
      colour: blue
`)
	if err = check(misfit); err == nil || !strings.Contains(err.Error(), "misfit.yaml:8") || !strings.Contains(err.Error(), "misfit.yaml:9") {
		t.Errorf("report of parameters: %v", err)
	}
	lost := write(t, folder, "lost.yaml", "title: lost\nsite: nowhere.yaml\nstart: 2026-07-20T18:00:00+08:00\nduration: 0s\nmodels: [{use: rainstorm}]\n")
	if err = check(lost); err == nil || !strings.Contains(err.Error(), "lost.yaml:2") || !strings.Contains(err.Error(), "lost.yaml:4") {
		t.Errorf("report of a site that is not there: %v", err)
	}
	stranger := write(t, folder, "stranger.yaml", `title: stranger
site: site.yaml
start: 2026-07-20T18:00:00+08:00
duration: 15min
models:
  - {use: rainstorm, with: {rain: {constant_mm_per_h: 5}}}
events:
  - {at: 1min, subject: pump/P9, set: failed}
  - {at: 1min, subject: pump/P1, set: tired}
`)
	if err = check(stranger); err == nil || !strings.Contains(err.Error(), "stranger.yaml:8") || !strings.Contains(err.Error(), "stranger.yaml:9") {
		t.Errorf("report of events: %v", err)
	}
}

// A folder where a file is wanted: the files in it that would do are named.
func TestAFolderForAFile(t *testing.T) {
	folder := t.TempDir()
	scenario := yard(t, folder)
	site := filepath.Join(folder, "site.yaml")
	for _, c := range []struct {
		want  string
		given []string
	}{
		{site + " or " + scenario, []string{"lift", folder, "--crane", "T1", "--from", "1,1,0", "--to", "2,2,0"}},
		{site, []string{"terrain", "slope", folder}},
		{site, []string{"cranes", "check", folder}},
		{scenario, []string{"run", folder, "--out", filepath.Join(folder, "out")}},
		{"it holds none of that kind", []string{"vary", scenario, "--variants", folder, "--out", filepath.Join(folder, "out")}},
	} {
		root := newRoot()
		root.SetArgs(c.given)
		root.SetOut(io.Discard)
		if err := root.Execute(); err == nil || !badInput(err) || !strings.HasSuffix(err.Error(), c.want) {
			t.Errorf("%v: error %v: should end with %s", c.given, err, c.want)
		}
	}
	if err := check(folder); err == nil || !strings.HasSuffix(err.Error(), site+" or "+scenario) {
		t.Errorf("check: error %v", err)
	}
}

func TestExitStatus(t *testing.T) {
	folder := t.TempDir()
	scenario := yard(t, folder)
	bad := write(t, folder, "bad.yaml", "title: [\n")
	for _, c := range []struct {
		args []string
		want int
	}{
		{[]string{"check", scenario, filepath.Join(folder, "site.yaml")}, exitDone},
		{[]string{"check", bad}, exitBadInput},
		{[]string{"check", filepath.Join(folder, "absent.yaml")}, exitBadInput},
		{[]string{"run", scenario}, exitBadInput},
		{[]string{"run", bad, "--out", folder}, exitBadInput},
		{[]string{"schema", "site"}, exitDone},
		{[]string{"schema", "scenario"}, exitDone},
		{[]string{"schema", "cat"}, exitBadInput},
		{[]string{"inspect", filepath.Join(folder, "ground.asc")}, exitDone},
		{[]string{"inspect", filepath.Join(folder, "ground.asc"), "--json"}, exitDone},
		{[]string{"--no-such-flag"}, exitBadInput},
		{[]string{"access", "tokn"}, exitBadInput},
		{[]string{"cranes", "chek"}, exitBadInput},
		{[]string{"run", folder, "--out", folder}, exitBadInput}, // a folder for a file
		{[]string{"lift", folder, "--crane", "T1", "--from", "0,0,0", "--to", "1,1,1"}, exitBadInput},
		{[]string{"backup", bad, "--out", filepath.Join(folder, "b.tar.zst")}, exitBadInput}, // a file for a folder
		{[]string{"readings", bad, "--out", filepath.Join(folder, "r.csv")}, exitBadInput},
		{[]string{"serve", filepath.Join(folder, "site.yaml"), "--addr", "0.0.0.0:0"}, exitBadInput},
	} {
		if got := Execute(c.args); got != c.want {
			t.Errorf("shapan %s: exit status %d, want %d", strings.Join(c.args, " "), got, c.want)
		}
	}
}
