package scenarios_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shapan/engine"
	"shapan/engine/solver/hydraulics"
	"shapan/scenarios"
	"shapan/site"
)

// copied puts the polder into a folder of its own, with changes to its files:
// file, old, new.
func copied(t *testing.T, changes ...[3]string) (folder string) {
	t.Helper()
	folder = t.TempDir()
	paths, err := filepath.Glob("testdata/polder/*")
	if err != nil || len(paths) < 7 {
		t.Fatal(paths, err)
	}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range changes {
			if c[0] == filepath.Base(path) {
				if !strings.Contains(string(text), c[1]) {
					t.Fatalf("%s has no %q", c[0], c[1])
				}
				text = []byte(strings.Replace(string(text), c[1], c[2], 1))
			}
		}
		if err := os.WriteFile(filepath.Join(folder, filepath.Base(path)), text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

// planned reads the flood and plans it.
func planned(folder string) (engine.Plan, []engine.Event, error) {
	file, err := scenarios.Open(filepath.Join(folder, "flood.yaml"))
	if err != nil {
		return engine.Plan{}, nil, err
	}
	s, err := site.Load(file.SitePath())
	if err != nil {
		return engine.Plan{}, nil, err
	}
	return file.Plan(s)
}

// The polder has every work once. All of them run, the books balance, and what
// must happen does.
func TestPolderRuns(t *testing.T) {
	if testing.Short() {
		t.Skip("only computes: nothing for the race detector; make unit runs it")
	}
	plan, script, err := planned("testdata/polder")
	if err != nil {
		t.Fatal(err)
	}
	run, err := engine.NewRun("r", plan)
	if err != nil {
		t.Fatal(err)
	}
	var timeline engine.Timeline
	timeline.Add(script...)
	for !run.Done() {
		if _, err := run.Advance(context.Background(), timeline.Due(run.Tick().Time())); err != nil {
			t.Fatal(err)
		}
	}
	scalar := func(name string) float64 {
		v, ok := run.Frame().Scalar(name)
		if !ok {
			t.Errorf("no scalar %s", name)
		}
		return v
	}
	for _, name := range []string{"culvert/C1.moved", "weir/W1.flow", "sluice/G1.opening", "pump/P1.moved", "pump/P2.power", "power/G1.load", "sump/S1.volume", "boundary/sea.level", "section/brook.volume", "inflow/spring.flow"} {
		t.Logf("%s %.4g", name, scalar(name))
	}
	if v := scalar("culvert/C1.moved"); v <= 0 {
		t.Errorf("the culvert moved %v m³", v)
	}
	if v := scalar("power/F1.live"); v != 0 {
		t.Errorf("the mains are live: %v", v)
	}
	summary := map[string]any{}
	run.Summarize(summary)
	if summary["breaches"] == nil || summary["links"] == nil || summary["power"] == nil {
		t.Errorf("summary lacks works: %v", summary)
	}
}

// Every mistake has its file and line, also those in files that a file names.
func TestMistakesOfFloodsHaveTheirLine(t *testing.T) {
	for _, c := range []struct {
		change [3]string
		want   string
	}{
		{[3]string{"site.yaml", "[[0, 80], [4, 60], [8, 0]], start_depth_m: 1.2, stop_depth_m: 0.4, start_delay_s: 5", "[[0, 60], [4, 80], [8, 0]], start_depth_m: 1.2, stop_depth_m: 0.4, start_delay_s: 5"}, "site.yaml:17:118: pumps[0].curve_head_m_flow_l_per_s[1]: flow 80 L/s at head 4 m: must not rise with the head"},
		{[3]string{"site.yaml", "power: F1, rated_kw: 15", "power: F7, rated_kw: 15"}, "pumps[0].power: F7: there is no such feed under power"},
		{[3]string{"site.yaml", "group: main, standby: true", "standby: true"}, "site.yaml:18:5: pumps[1].group: missing"},
		{[3]string{"site.yaml", "mode: node", "mode: shaft"}, "sumps[0].mode: shaft: must be ground or node"},
		{[3]string{"site.yaml", "discharge: [106, 51]", "discharge: sump/S7"}, "pumps[0].discharge: sump/S7: there is no such sump"},
		{[3]string{"site.yaml", "to: [47, 41], diameter_m: 1", "to: [37.5, 41.5], diameter_m: 1"}, "culverts[0].to: (37.5, 41.5): lies in the same cell of 2 m as from"},
		{[3]string{"site.yaml", "inlet: groove_end", "inlet: groovy"}, "culverts[0].inlet: groovy: must be square_edge or"},
		{[3]string{"site.yaml", "line: [[20, 0], [20, 80]]", "line: [[-20, 0], [-20, 80]]"}, "sections[0].line: crosses no edge between cells"},
		{[3]string{"manning.asc", "0.05", "5.05"}, "site.yaml:6:67: ground.manning_file: manning.asc: 5.05 at (1, 79) (cell 0 east, 39 north): must be from 0 to 1"},
		{[3]string{"flood.yaml", "hydrograph_file: inflow.csv", "hydrograph_file: none.csv"}, "flood.yaml:22:84: models[0].with.boundaries.stretches[0].hydrograph_file: none.csv: there is no such file"},
		{[3]string{"inflow.csv", "20,1", "2,1"}, "flood.yaml:22:84: models[0].with.boundaries.stretches[0].hydrograph_file: inflow.csv:5: time: \"2\": is not after the row before"},
		{[3]string{"flood.yaml", "from: [0, 36], to: [0, 44]", "from: [5, 36], to: [0, 44]"}, "stretches[0].from: (5, 36) and to, (0, 44), must lie on one side of the ground's rim"},
		{[3]string{"flood.yaml", "kind: level, level_file", "kind: inflow, level_file"}, "stretches[1].kind: inflow: needs exactly one of flow_m3_per_s"},
		{[3]string{"flood.yaml", "at: [70, 20]", "at: [65, 65]"}, "flood.yaml:12:24: models[0].with.inflows[0].at: there is no open ground"},
		{[3]string{"flood.yaml", "level_m: 0.6", "level_m: -6"}, "initial.pools[0].level_m: -6: no ground in the outline lies below it"},
		{[3]string{"flood.yaml", "subject: power/F1", "subject: power/F2"}, "flood.yaml:27:5: events[0]: power/F2: no such power on this site; it has power/F1, power/G1"},
		{[3]string{"flood.yaml", "evaporation_mm_per_day: 4", "soil: {classes: [{code: 1, sealed: true}], map_layer: soils}"}, "flood.yaml:24:"},
	} {
		folder := copied(t, c.change)
		_, _, err := planned(folder)
		if err == nil {
			t.Errorf("%q: no error", c.change[2])
			continue
		}
		if got := strings.ReplaceAll(err.Error(), folder+string(filepath.Separator), ""); !strings.Contains(got, c.want) {
			t.Errorf("%q:\n got %s\nwant %s", c.change[2], got, c.want)
		}
	}
}

func TestARunThatIsTooLargeSaysSo(t *testing.T) {
	file, err := scenarios.Open("testdata/polder/flood.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if got := file.MemoryNeeded(&engine.Site{Ground: engine.Field{Grid: engine.Grid{NX: 60, NY: 40}}}); got < 2400*200 || got > 2400*1000 {
		t.Errorf("%d bytes for 2400 cells", got)
	}
	if _, err := os.Stat("/proc/meminfo"); err != nil {
		t.Skip("this system does not say how much memory is free")
	}
	huge := &engine.Site{Ground: engine.Field{Grid: engine.Grid{NX: 1 << 22, NY: 1 << 22, Cell: 1}}} // no values: it must not get that far
	if _, _, err := file.Plan(huge); err == nil || !strings.Contains(err.Error(), "flood.yaml:3:7: site: site.yaml: 4194304 × 4194304 cells need some") {
		t.Errorf("%v", err)
	}
}

// Every form of inlet that a site may name is one that the laws know.
func TestInletsOfSitesAndLawsAgree(t *testing.T) {
	for name := range hydraulics.Inlets {
		if _, _, err := planned(copied(t, [3]string{"site.yaml", "inlet: groove_end", "inlet: " + name})); err != nil {
			t.Error(err)
		}
	}
}
