package cmd

import (
	"bytes"
	"encoding/json"
	"io"
	"math"
	"strings"
	"testing"

	"shapan/site"
)

// The yard: ground that falls 1 % to the east from 10 m or so, with a pit of
// 10 × 8 m whose floor is at 1 m.
func TestTerrainAnswers(t *testing.T) {
	const yard = "../testdata/yard/site.yaml"
	s, err := site.Load(yard)
	if err != nil {
		t.Fatal(err)
	}
	ask := func(what string, q terrainCall) map[string]any {
		t.Helper()
		answer, field, err := terrainAnswers[what](q, s)
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		if field == nil || len(field.Values) != s.Ground.Grid.Len() {
			t.Fatalf("%s: no map of the ground", what)
		}
		return answer
	}
	basin := ask("basin", terrainCall{at: "25,14"})
	if low := basin["lowest_m"].(float64); low != 1 {
		t.Errorf("the pit's floor is at %g m, want 1", low)
	}
	curve := basin["stage_storage"].([]map[string]any)
	// Between the middles of cells the ground is a slope: the pit has 63 m² at
	// its floor and 80 m² half way up its walls.
	if v, depth := curve[5]["volume_m3"].(float64), curve[5]["level_m"].(float64)-1; v < 63*depth || v > 80*depth {
		t.Errorf("%g m³ half way up, %g m deep: want 63 to 80 m² times that", v, depth)
	}
	if filled := ask("fill", terrainCall{}); filled["volume_m3"].(float64) < curve[10]["volume_m3"].(float64)-1 {
		t.Errorf("all depressions hold %v m³, less than the pit's %v", filled["volume_m3"], curve[10]["volume_m3"])
	}
	if c := ask("catchment", terrainCall{at: "25,14"}); c["cells"].(int) < 80 {
		t.Errorf("%v cells drain to the pit, fewer than it has", c["cells"])
	}
	if v := ask("view", terrainCall{at: "10,28", eye: 1.6}); v["seen_share"].(float64) <= 0 || v["seen_share"].(float64) >= 1 {
		t.Errorf("seen %v: the pit's floor is hidden, the ground around is not", v["seen_share"])
	}
	if c := ask("change", terrainCall{before: yard}); c["cut_m3"].(float64) != 0 || c["fill_m3"].(float64) != 0 {
		t.Errorf("a ground differs from itself: %v", c)
	}
	ask("slope", terrainCall{})
	ask("flow", terrainCall{})
	for what, q := range map[string]terrainCall{"catchment": {at: "25"}, "basin": {at: "-1,5"}, "view": {}, "change": {}} {
		if _, _, err := terrainAnswers[what](q, s); err == nil {
			t.Errorf("%s with %+v: no error", what, q)
		}
	}
}

// A hole in the ground has no catchment, basin or view; heights of eyes are
// above the ground; answers come as JSON when asked for.
func TestTerrainRefusesWhatMakesNoSense(t *testing.T) {
	const yard = "../testdata/yard/site.yaml"
	s, err := site.Load(yard)
	if err != nil {
		t.Fatal(err)
	}
	cell, _ := s.Ground.Grid.CellAt(25, 14)
	s.Ground.Values[cell] = float32(math.NaN())
	for _, what := range []string{"catchment", "basin", "view"} {
		if _, _, err := terrainAnswers[what](terrainCall{at: "25,14"}, s); err == nil || !strings.Contains(err.Error(), "lies in a hole of the ground") {
			t.Errorf("%s in a hole: %v", what, err)
		}
		for at, want := range map[string]string{"NaN,14": "must be x,y", "25,Inf": "must be x,y", "25": "must be x,y", "": "--at is missing: x,y"} {
			if _, _, err := terrainAnswers[what](terrainCall{at: at}, s); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s at %q: %v", what, at, err)
			}
		}
	}
	run := func(args ...string) (string, error) {
		c := terrainCommand()
		var out bytes.Buffer
		c.SetOut(&out)
		c.SetErr(io.Discard)
		c.SilenceUsage, c.SilenceErrors = true, true
		c.SetArgs(args)
		err := c.Execute()
		return out.String(), err
	}
	for _, flag := range []string{"--eye=-5", "--target=-1", "--noise=-1", "--eye=NaN", "--eye=+Inf"} {
		if _, err := run("view", yard, "--at", "10,28", flag); err == nil || !strings.Contains(err.Error(), "must be 0 m or more") || !badInput(err) {
			t.Errorf("%s: %v", flag, err)
		}
	}
	text, err := run("slope", yard, "--json")
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Mean float64 `json:"mean_percent"`
	}
	if err := json.Unmarshal([]byte(text), &got); err != nil || !(got.Mean > 0) {
		t.Errorf("%s: %v", text, err)
	}
}

func TestExtentsAreNumbers(t *testing.T) {
	if e, err := parseExtent("1, 2,3 ,4"); err != nil || e != [4]float64{1, 2, 3, 4} {
		t.Errorf("%v, %v", e, err)
	}
	for _, text := range []string{"NaN,2,3,4", "1,2,Inf,4", "1,-inf,3,4", "1,2,3", "3,2,1,4", ""} {
		if e, err := parseExtent(text); err == nil {
			t.Errorf("%q: %v", text, e)
		}
	}
}
