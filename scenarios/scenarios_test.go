package scenarios_test

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"shapan/engine"
	"shapan/scenarios"
	"shapan/site"
)

// rehearsals is a scenario file on the demo site for each scenario, with what
// makes its first minutes lively.
var rehearsals = map[string]struct {
	file   string
	ticks  int
	events []engine.Event
}{
	"rainstorm": {
		file: "../testdata/demo/pump-failure.yaml", ticks: 40,
		events: []engine.Event{
			{Subject: "rain", Property: "factor", Value: engine.Number(10)},
			{Subject: "pump/P1", Property: "start_depth_m", Value: engine.Number(0)},
		},
	},
	"crane": {
		file: "../testdata/demo/crane-work.yaml", ticks: 200,
		events: []engine.Event{
			{Subject: "wind", Property: "m_per_s", Value: engine.Number(9)},
			{Subject: "crane/T2", Property: "lever_slew", Value: engine.Number(-1)},
		},
	},
}

var demoSite *engine.Site

func start(t *testing.T, scenario string) (*engine.Run, []engine.Event) {
	t.Helper()
	file, err := scenarios.Open(rehearsals[scenario].file)
	if err != nil {
		t.Fatal(err)
	}
	if demoSite == nil {
		if demoSite, err = site.Load(file.SitePath()); err != nil {
			t.Fatal(err)
		}
	}
	plan, _, err := file.Plan(demoSite)
	if err != nil {
		t.Fatal(err)
	}
	run, err := engine.NewRun("r", plan)
	if err != nil {
		t.Fatal(err)
	}
	return run, rehearsals[scenario].events
}

func advance(t *testing.T, run *engine.Run, ticks int, events []engine.Event) string {
	t.Helper()
	for range ticks {
		if _, err := run.Advance(context.Background(), events); err != nil {
			t.Fatal(err)
		}
		events = nil
	}
	hash, err := run.Hash()
	if err != nil {
		t.Fatal(err)
	}
	return hash
}

// Every scenario, on the demo site: a fork is its original, and the number of
// processors changes not a bit.
func TestForkEqualsOriginalOnAnyNumberOfProcessors(t *testing.T) {
	for _, s := range scenarios.All() {
		t.Run(s.Name, func(t *testing.T) {
			r, known := rehearsals[s.Name]
			if !known {
				t.Fatalf("scenario %s has no rehearsal in this table", s.Name)
			}
			defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
			numbers := []int{1, 2, 8}
			if testing.Short() { // under the race detector a tick of the demo takes seconds
				numbers, r.ticks = []int{8}, 4
			}
			var hashes []string
			for _, processors := range numbers {
				runtime.GOMAXPROCS(processors)
				run, events := start(t, s.Name)
				advance(t, run, r.ticks/2, events)
				fork, err := run.Fork("fork")
				if err != nil {
					t.Fatal(err)
				}
				hashes = append(hashes, advance(t, run, r.ticks/2, nil), advance(t, fork, r.ticks/2, nil))
			}
			for k, h := range hashes {
				if h != hashes[0] {
					t.Errorf("hash %d differs: original and fork at %v processors: %v", k, numbers, hashes)
				}
			}
		})
	}
}

func TestEveryDemoScenarioFitsItsSite(t *testing.T) {
	paths, err := filepath.Glob("../testdata/demo/*.yaml")
	if err != nil || len(paths) < 7 {
		t.Fatalf("%d files, %v", len(paths), err)
	}
	for _, path := range paths {
		if name := filepath.Base(path); name == "site.yaml" || name == "pump-layouts.yaml" || name == "crane-layout.yaml" { // variants of a scenario
			continue
		}
		file, err := scenarios.Open(path)
		if err != nil {
			t.Error(err)
			continue
		}
		if demoSite == nil {
			if demoSite, err = site.Load(file.SitePath()); err != nil {
				t.Fatal(err)
			}
		}
		if _, _, err := file.Plan(demoSite); err != nil {
			t.Error(err)
		}
	}
}

func TestChangesAreWrittenIntoTheText(t *testing.T) {
	file, err := scenarios.Open("../testdata/demo/storm-50y.yaml")
	if err != nil {
		t.Fatal(err)
	}
	changed, err := file.Changed(scenarios.Changes{
		With: map[string]map[string]any{"rainstorm": {"rain": map[string]any{"design_storm": map[string]any{"return_period_years": 20}}}},
		Events: []scenarios.ChangeEvent{
			{At: 0, Subject: "pump/P1", Set: map[string]any{"position": []any{300.0, 300.0}}},
			{At: 1200, Subject: "barrier/b", Set: map[string]any{"line": []any{[]any{1.0, 2.0}, []any{3.0, 4.0}}, "height_m": 0.6}},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	again, err := scenarios.Parse(file.Path, changed.Text)
	if err != nil {
		t.Fatalf("the changed text is no scenario: %v\n%s", err, changed.Text)
	}
	if got := len(again.Events()) - len(file.Events()); got != 3 { // position, line, height
		t.Errorf("%d more events, want 3\n%s", got, changed.Text)
	}
	storm := again.Models()[0].With.(map[string]any)["rain"].(map[string]any)["design_storm"].(map[string]any)
	if storm["return_period_years"] != 20.0 && storm["return_period_years"] != 20 {
		t.Errorf("return period %v", storm["return_period_years"])
	}
	if storm["a1"] == nil {
		t.Error("the rest of the storm is gone")
	}
	if _, err := file.Changed(scenarios.Changes{With: map[string]map[string]any{"earthquake": {}}}); err == nil || !strings.Contains(err.Error(), "earthquake") {
		t.Errorf("a change of a model that is not there: %v", err)
	}
}

func TestOpenNamesTheFile(t *testing.T) {
	if _, err := scenarios.Open(filepath.Join(t.TempDir(), "no.yaml")); !os.IsNotExist(err) {
		t.Errorf("error %v", err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("title: t\nsite: s.yaml\nstart: 2026-07-20T18:00:00+08:00\nduration: 3h\nmodels:\n  - {use: rainstorm, with: {rain: {constant_mm_per_h: 5}}}\nevents:\n  - {at: 5min, subject: pump/P1, set: failed}\n"))
	f.Add([]byte("title: {zh: 甲, en: a}\nevents: [{at: 1s, subject: x, set: {line: [[1, 2], [3]]}}]\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		file, err := scenarios.Parse("fuzz.yaml", text)
		if err == nil {
			file.Events()
			file.Models()
		}
	})
}
