package cmd

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shapan/scenarios/crane"
	"shapan/site"
)

// The demo's five cranes keep the rules and reach all of the pit; of the yard's
// far corner nobody asks.
func TestCranesCheckOfDemo(t *testing.T) {
	s, err := site.Load("../testdata/demo/site.yaml")
	if err != nil {
		t.Fatal(err)
	}
	m, err := crane.ForPlanning(s, time.Date(2026, 7, 21, 8, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	survey := m.Survey([]float64{1, 2, 9})
	if len(survey.Layout) != 0 || len(survey.Cranes) != 5 {
		t.Errorf("layout %+v, %d cranes", survey.Layout, len(survey.Cranes))
	}
	for _, c := range survey.Cranes {
		// By the chart: 1 t anywhere, 2 t to 35 m, 9 t nowhere.
		if c.RadiusM[0] != c.ReachM[1] || c.RadiusM[1] != 35 || c.RadiusM[2] != 0 {
			t.Errorf("%s: %v", c.ID, c.RadiusM)
		}
	}
	found := map[string]crane.Coverage{}
	for _, c := range survey.Coverage {
		found[c.ID] = c
	}
	if pit := found["pit/station"]; pit.Served < 0.99 || pit.Twice <= 0 || pit.Twice > pit.Served || pit.LeastT < 1.2 {
		t.Errorf("the pit: %+v", pit)
	}
	if yard := found["zone/yard"]; yard.Served < 0.9 || yard.MostT > 6 {
		t.Errorf("the yard: %+v", yard)
	}
	over := map[string]bool{}
	for _, f := range survey.FreeSweeps {
		over[f.Crane+" "+f.Over] = true
	}
	if !over["crane/T4 zone/avenue"] {
		t.Errorf("free sweeps: %+v", survey.FreeSweeps)
	}
}

// The search on the demo: every layout keeps the rules by the check of a site
// whose cranes the fragment puts there.
func TestCranesLayoutOfDemo(t *testing.T) {
	if testing.Short() {
		t.Skip("only computes: nothing for the race detector; make unit runs it")
	}
	world, task, err := openLayout("../testdata/demo/crane-layout.yaml")
	if err != nil {
		t.Fatal(err)
	}
	found, err := crane.SearchLayout(world, task)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d cranes, %.3f for %g; %s", len(found.Cranes), found.Covered, found.Cost, found.Why)
	if found.Covered < 0.9 || found.Tried < 1000 || found.Why == "" || len(found.ByNumber) == 0 || len(found.Cranes) == 0 {
		t.Errorf("%+v", found)
	}
	for n := 1; n < len(found.ByNumber); n++ {
		if found.ByNumber[n].Number != n+1 {
			t.Errorf("%+v", found.ByNumber)
		}
	}
	text, err := os.ReadFile("../testdata/demo/site.yaml")
	if err != nil {
		t.Fatal(err)
	}
	// The five out, the found ones in.
	before, rest, _ := strings.Cut(string(text), "\ncranes:")
	_, after, _ := strings.Cut(rest, "\nzones:")
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("../testdata/demo")); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "site.yaml")
	if err := os.WriteFile(path, []byte(before+"\n"+siteFragment("crane-layout.yaml", found)+"\nzones:"+after), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := site.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	m, err := crane.ForPlanning(s, task.At)
	if err != nil {
		t.Fatal(err)
	}
	if survey := m.Survey(nil); len(survey.Layout) != 0 || len(survey.Cranes) != len(found.Cranes) {
		t.Errorf("the found cranes break rules: %+v", survey.Layout)
	}
}

func TestBrokenLayoutFiles(t *testing.T) {
	if testing.Short() {
		t.Skip("only computes: nothing for the race detector; make unit runs it")
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("../testdata/demo")); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, "crane-layout.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ old, with, want string }{
		{"of: zone/yard", "of: zone/garden", "cover[1].of: zone/garden: the site has no such zone, pit or building"},
		{"most: 4", "most: 4\ntypes: [TC5010, TC9]", "types[1]: TC9: is not among the site's crane_types; there is TC5010, TC6013, TL4520"},
		{"every_m: 14", "every_m: 2", "must be at most 400"},
		{"jib_heights_m: [32,", "jib_heights_m: [-32,", "jib_heights_m[0]: -32: must be > 0"},
		{"avoid: [pit/station]", "avoid: [pit/x]", "places.avoid[0]: pit/x"},
		{"most: 4", "mots: 4", "unknown key: did you mean most?"},
	} {
		path := filepath.Join(dir, "broken.yaml")
		changed := strings.Replace(string(text), c.old, c.with, 1)
		if changed == string(text) {
			t.Fatalf("%q is not in the file", c.old)
		}
		if err := os.WriteFile(path, []byte(changed), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, _, err := openLayout(path); err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "broken.yaml:") {
			t.Errorf("%s: %v; expected %q", c.with, err, c.want)
		}
	}
}

// T1 of the day plans beside the other cranes' lifts of a scenario: it keeps off
// their space while they need it, and says what it tried.
func TestLiftBesidePlans(t *testing.T) {
	if testing.Short() {
		t.Skip("only computes: nothing for the race detector; make unit runs it")
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("../testdata/demo")); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "plans.yaml")
	const plans = "title: Plans\nsite: site.yaml\nstart: 2026-07-21T07:30:00+08:00\nduration: 1h\nmodels:\n  - use: crane\n    with:\n      cranes:\n" +
		"        - {id: T2, driver: plan, start: {slew_deg: 180}, lifts: [{at: 1min, pick: [275, 232, 5], place: [262, 262, -11], load_t: 1.6, hold_s: 60}]}\n"
	if err := os.WriteFile(path, []byte(plans), 0o600); err != nil {
		t.Fatal(err)
	}
	ask := func(at time.Duration) *crane.PlannedLift {
		plan, err := planLift(path, "T1", "262,222,5", "258,262,-11", "2,1,1", crane.Lift{LoadT: 1.3, SlingM: 3, At: at, HoldS: 20})
		if err != nil {
			t.Fatalf("at %v: %v", at, err)
		}
		return plan
	}
	busy, free := ask(2*time.Minute), ask(40*time.Minute)
	if len(busy.Reserved) != 1 || busy.Reserved[0] != "crane/T2" || busy.Tries[0].Direct == "" || busy.Why == "" {
		t.Errorf("%+v", busy)
	}
	if busy.DepartS+busy.TimeS <= 120+free.TimeS {
		t.Errorf("beside T2's lift it arrives after %.0f s, without it %.0f s: nothing is reserved", busy.DepartS+busy.TimeS-120, free.TimeS)
	}
	t.Log(busy.Why)
	t.Log(free.Why)
}
