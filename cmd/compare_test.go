package cmd

import (
	"context"
	"encoding/json"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shapan/engine"
	"shapan/gis/raster"
)

// compareSaysWhatTheFailureCost runs the cloudburst without the pump's
// failure and compares.
func compareSaysWhatTheFailureCost(t *testing.T, folder, failed string) {
	text, err := os.ReadFile(filepath.Join(folder, "burst.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	calm, _, _ := strings.Cut(string(text), "events:")
	out := filepath.Join(folder, "calm")
	if err := runScenario(context.Background(), write(t, folder, "calm.yaml", calm), out, true, io.Discard, io.Discard); err != nil {
		t.Fatal(err)
	}
	said, _, err := shapan("compare", failed, out, "--json", "--out", folder)
	if err != nil {
		t.Fatal(err)
	}
	var got comparison
	if err := json.Unmarshal([]byte(said), &got); err != nil {
		t.Fatal(err)
	}
	rows := map[string]comparedRow{}
	for _, row := range got.Rows {
		rows[row.Subject+" "+row.Quantity] = row
	}
	for k, path := range []string{filepath.Join(filepath.Dir(failed), "summary.json"), filepath.Join(out, "summary.json")} {
		var s struct {
			Gauges map[string]struct {
				MaxDepth float64 `json:"max_depth_m"`
			}
			Pumps map[string]struct {
				Moved float64 `json:"moved_m3"`
			}
			Pits map[string]struct {
				Overflowed float64 `json:"overflowed_m3"`
			}
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(text, &s); err != nil {
			t.Fatal(err)
		}
		for name, want := range map[string]float64{
			"gauge/G1 max_depth_m": s.Gauges["G1"].MaxDepth, "pump/P1 moved_m3": s.Pumps["P1"].Moved, "pit/a overflowed_m3": s.Pits["a"].Overflowed,
		} {
			value := []*float64{rows[name].A, rows[name].B}[k]
			if value == nil || math.Abs(*value-want) > 0.01*want { // 10 s steps against 1 s steps
				t.Errorf("run %d: %s is %+v, its summary says %g", k, name, rows[name], want)
			}
		}
	}
	if p := rows["pump/P1 moved_m3"]; *p.B <= *p.A {
		t.Errorf("the pump that did not fail moved no more: %g and %g", *p.A, *p.B)
	}
	if got.Depth.Shallower == 0 || got.Depth.Deeper != 0 || got.Depth.MostFall <= 0 {
		t.Errorf("depths %+v: the pit is fuller where the pump failed", got.Depth)
	}
	r, err := raster.Read(got.Raster)
	if err != nil || r.EPSG != 4549 {
		t.Fatalf("%v, %+v", err, r)
	}
	if fall := -r.Info().Min; math.Abs(fall-got.Depth.MostFall) > 1e-6 || r.Info().Max > 0.01 {
		t.Errorf("raster from %g to %g, report %+v", r.Info().Min, r.Info().Max, got.Depth)
	}
	if said, _, err = shapan("compare", failed, failed); err != nil || !strings.Contains(said, "0 m² deeper in B") || !strings.Contains(said, "+0 s") {
		t.Errorf("a run against itself: %v\n%s", err, said)
	}
}

func compareNamesWhatIsWrong(t *testing.T, folder, path string) {
	_, other := recordPlain(t, func(f *engine.Frame) {
		f.AddField("max_depth", "m", engine.Grid{NX: 2, NY: 1, Cell: 10})
	})
	_, dry := recordPlain(t, func(*engine.Frame) {})
	for want, args := range map[string][]string{
		"usage:":         {path},
		"open recording": {path, filepath.Join(folder, "absent.mcap")},
		"2 × 1 of 10 m":  {path, other},
		"no difference":  {path, dry, "--out", folder},
		"no MCAP file":   {filepath.Join(folder, "site.yaml"), path},
	} {
		if _, _, err := shapan(append([]string{"compare"}, args...)...); err == nil || !strings.Contains(err.Error(), want) || !badInput(err) {
			t.Errorf("shapan compare %s: %q expected, got %v", strings.Join(args, " "), want, err)
		}
	}
}
