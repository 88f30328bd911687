package site

import (
	"math"
	"strings"
	"testing"
)

// benched is the golden pit with sides, a bench, a ramp and phases.
const benched = `    formation_level_m: -2
    side_slope_h_per_v: 0.5
    coping_height_m: 0.3
    benches: [{level_m: 1, width_m: 1, side_slope_h_per_v: 0.25}]
    ramps: [{line: [[40, 15], [32, 15]], width_m: 2, bottom_level_m: 0}]
    phases:
      - {id: dig1, level_m: 1, name: First cut}
      - {id: dig2, level_m: -2, outline: [[20, 10], [30, 10], [30, 20], [20, 20]]}
      - {id: dig3, level_m: -9}
      - {id: back, level_m: 0, fill: true}
    reached_phase: dig3
    stages:
      - {id: east, outline: [[30, 10], [40, 10], [40, 20], [30, 20]], formation_level_m: -1}
`

// withPit replaces the golden pit from its formation level on.
func withPit(t *testing.T, lines string) string {
	t.Helper()
	from := strings.Index(goldenYAML, "    formation_level_m: -12\n")
	to := strings.Index(goldenYAML, "sumps:\n")
	if from < 0 || to < from {
		t.Fatal("the golden pit is not where it was")
	}
	// the golden sump lies deeper than this pit's floor, the gauge's freeboard above it
	return goldenYAML[:from] + lines + goldenYAML[to:]
}

func TestPitWithPhases(t *testing.T) {
	s, err := Load(write(t, withPit(t, benched), goldenFiles(t)))
	if err != nil {
		t.Fatal(err)
	}
	at := func(x, y float64) float64 {
		cell, _ := s.Ground.Grid.CellAt(x, y)
		return float64(s.Ground.Values[cell])
	}
	for _, c := range []struct {
		what       string
		x, y, want float64
	}{
		{"floor", 25.5, 15.5, -2}, {"part", 34.5, 16.5, -1}, {"bench", 25.5, 11.5, 1},
		{"outside", 19.5, 15.5, at(19.5, 15.5)},
	} {
		if got := at(c.x, c.y); math.Abs(got-c.want) > 1e-5 {
			t.Errorf("%s: %v, want %v", c.what, got, c.want)
		}
	}
	if z := at(36.5, 15.5); z < 1 || z > 3 { // half-way up
		t.Errorf("on the ramp: %v", z)
	}
	sum, phases, total := 0.0, 0, 0.0
	for _, f := range s.Features {
		switch f.Kind {
		case "pit_phase":
			cut, _ := f.Properties["cut_m3"].Number()
			sum += cut
			phases++
		case "pit":
			total, _ = f.Properties["cut_m3"].Number()
		}
	}
	if phases != 3 || total < 500 || math.Abs(sum-total) > 1e-9 {
		t.Errorf("%d phases move %v m³ of %v", phases, sum, total)
	}
}

// Mistakes in benches, ramps and phases, all in one report.
func TestBrokenEarthworks(t *testing.T) {
	for _, c := range []struct{ old, with, want string }{
		{"benches: [{level_m: 1,", "benches: [{level_m: -3,", "site.yaml:25:25: pits[0].benches[0].level_m: -3: must be above formation_level_m (-2)"},
		{"reached_phase: dig3", "reached_phase: dig7", "site.yaml:32:20: pits[0].reached_phase: dig7: no such phase of this pit"},
		{"bottom_level_m: 0", "bottom_level_m: 50", "site.yaml:26:13: pits[0].ramps[0]: leads from 4.40 m to 50.00 m: must lead down"},
		{"line: [[40, 15], [32, 15]]", "line: [[400, 15], [32, 15]]", "site.yaml:26:14: pits[0].ramps[0].line: corner (400, 15): lies outside the ground, x 0 to 60, y 0 to 40"},
		{"[30, 20], [20, 20]]}\n      - {id: dig3", "[30, 25], [20, 20]]}\n      - {id: dig3", "site.yaml:29:33: pits[0].phases[1].outline: reaches beyond the pit's outline: must lie inside"},
		{"id: dig2, level_m: -2", "id: dig1, level_m: -2", "site.yaml:29:14: pits[0].phases[1].id: there is another pit/station/dig1: each needs an id of its own"},
		{"level_m: 0, fill: true", "level_m: 0, fill: true, ramps: [{line: [[40, 15], [32, 15]], width_m: 2}]", "site.yaml:31:44: pits[0].phases[3].ramps: belong to a phase that digs, not to one that fills"},
		{"width_m: 1,", "width_m: 0,", "site.yaml:25:37: pits[0].benches[0].width_m: 0: must be > 0 and <= 1000 (e.g. 2)"},
	} {
		yaml := withPit(t, strings.Replace(benched, c.old, c.with, 1))
		if !strings.Contains(benched, c.old) {
			t.Fatalf("%q is not in the pit", c.old)
		}
		if got := report(t, yaml, goldenFiles(t)); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.with, got, c.want)
		}
	}
}
