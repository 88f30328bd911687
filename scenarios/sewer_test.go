package scenarios_test

import (
	"context"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shapan/engine"
	"shapan/scenarios"
	"shapan/scenarios/rainstorm"
	"shapan/site"
)

// plannedStreet reads the street with one change: file, old, new.
func plannedStreet(t *testing.T, change [3]string) (engine.Plan, []engine.Event, error) {
	t.Helper()
	folder := t.TempDir()
	for _, name := range []string{"ground.asc", "site.yaml", "street.inp", "backflow.yaml"} {
		text, err := os.ReadFile(filepath.Join("testdata/street", name))
		if err != nil {
			t.Fatal(err)
		}
		if name == change[0] {
			if !strings.Contains(string(text), change[1]) {
				t.Fatalf("%s has no %q", name, change[1])
			}
			text = []byte(strings.Replace(string(text), change[1], change[2], 1))
		}
		if err := os.WriteFile(filepath.Join(folder, name), text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	file, err := scenarios.Open(filepath.Join(folder, "backflow.yaml"))
	if err != nil {
		return engine.Plan{}, nil, err
	}
	s, err := site.Load(file.SitePath())
	if err != nil {
		return engine.Plan{}, nil, err
	}
	return file.Plan(s)
}

// The river rises, and the street floods from below at its lowest manhole; books
// of street and sewer balance to 1e-9.
func TestStreetFloodsFromItsSewer(t *testing.T) {
	plan, script, err := plannedStreet(t, [3]string{})
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
	for _, name := range []string{"manhole/M1.head", "manhole/M4.flow", "sewer.volume", "sewer.outflow", "sewer.taken", "sewer.returned"} {
		v, ok := run.Frame().Scalar(name)
		if !ok {
			t.Errorf("no scalar %s", name)
		}
		t.Logf("%s %.4g", name, v)
	}
	summary := map[string]any{}
	run.Summarize(summary)
	sewer, _ := summary["sewer"].(rainstorm.SewerSummary)
	mass, _ := summary["mass"].(rainstorm.MassSummary)
	t.Logf("%+v\n%+v", sewer, mass)
	if m4 := sewer.Busiest["M4"]; sewer.Manholes != 4 || sewer.Apart != 1 || m4.Returned < 1 || m4.FirstReturn == nil || *m4.FirstReturn < 600 {
		t.Errorf("%+v", sewer)
	}
	if math.Abs(mass.Error) > 1e-9 || mass.ToSewer == 0 || mass.SewerOut == 0 || mass.SewerIn == 0 {
		t.Errorf("%+v", mass)
	}
}

// Every mistake of the network has its file and line.
func TestMistakesOfSewersHaveTheirLine(t *testing.T) {
	for _, c := range []struct {
		change [3]string
		want   string
	}{
		{[3]string{"street.inp", "M1    3.20", "M1    low "}, `backflow.yaml:12:20: models[0].with.sewer.swmm_file: street.inp:33: [JUNCTIONS] invert: "low": expected a number`},
		{[3]string{"street.inp", "CIRCULAR 0.4", "CIRCULAR wide"}, "street.inp:50: [XSECTIONS] dimension 1: \"wide\": expected a number"},
		{[3]string{"backflow.yaml", "swmm_file: street.inp", "swmm_file: avenue.inp"}, "backflow.yaml:12:20: models[0].with.sewer.swmm_file: avenue.inp: there is no such file"},
		{[3]string{"backflow.yaml", "runoff: outside", "runoff: inside"}, "sewer.runoff: inside: must be surface or outside or file"},
		{[3]string{"backflow.yaml", "watch: [M1, M4]", "watch: [M1, M0]"}, "backflow.yaml:17:21: models[0].with.sewer.watch[1]: M0: no manhole of that name is joined to the ground"},
		{[3]string{"backflow.yaml", "subject: conduit/C3", "subject: conduit/C9"}, "events[4]: conduit/C9: the network has no such link"},
		{[3]string{"backflow.yaml", "discharge: manhole/M2", "discharge: manhole/M9"}, "the drainage network has no such manhole"},
	} {
		_, _, err := plannedStreet(t, c.change)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q:\n got %v\nwant %s", c.change[2], err, c.want)
		}
	}
}

// Inlets that are not given are those of the schema.
func TestInletsByDefault(t *testing.T) {
	plan, _, err := plannedStreet(t, [3]string{"backflow.yaml", "        inlets: {perimeter_m: 1.6, open_area_m2: 0.15, cover_diameter_m: 0.7}\n", ""})
	if err != nil {
		t.Fatal(err)
	}
	run, err := engine.NewRun("r", plan)
	if err != nil {
		t.Fatal(err)
	}
	for range 300 {
		if _, err := run.Advance(context.Background(), nil); err != nil {
			t.Fatal(err)
		}
	}
	if v, _ := run.Frame().Scalar("sewer.taken"); v <= 0 {
		t.Errorf("%v m³ taken", v)
	}
}
