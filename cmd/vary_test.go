package cmd

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shapan/engine/ensemble"
)

const yardVariants = `title: {zh: 院子, en: Yard}
from: 5min
until: 12min
variants:
  - {id: as-it-is}
  - id: mended
    events: [{at: 11min, subject: pump/P1, set: ok}]
  - id: bags
    events: [{subject: barrier/b, set: {line: [[31, 8], [31, 20], [19, 20]], height_m: 0.5}}]
  - id: rain
    events: [{at: 400s, subject: rain, set: {factor: 1.5}}]
`

// varied is shapan vary on the yard; it returns variants.json by the IDs.
func varyYard(t *testing.T, scenario string, flags varyFlags) (said string, report varyReport, by map[string]variantReport) {
	t.Helper()
	var out bytes.Buffer
	if err := vary(t.Context(), scenario, flags, &out, io.Discard); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(flags.out, "variants.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &report); err != nil {
		t.Fatal(err)
	}
	by = map[string]variantReport{}
	for _, v := range report.Variants {
		by[v.ID] = v
	}
	return out.String(), report, by
}

// Each variant is to the bit what shapan run gives of a scenario file that has
// its events from the start.
func TestVariantsEqualRunsOfTheirOwn(t *testing.T) {
	folder := t.TempDir()
	scenario := yard(t, folder)
	text, err := os.ReadFile(scenario)
	if err != nil {
		t.Fatal(err)
	}
	variants := write(t, folder, "v.yaml", yardVariants)
	_, _, got := varyYard(t, scenario, varyFlags{variants: variants, until: "15min", out: filepath.Join(folder, "o")})
	for id, event := range map[string]string{
		"as-it-is": "",
		"mended":   "  - {at: 11min, subject: pump/P1, set: ok}\n",
		"bags":     "  - {at: 5min, subject: barrier/b, set: {line: [[31, 8], [31, 20], [19, 20]], height_m: 0.5}}\n",
		"rain":     "  - {at: 400s, subject: rain, set: {factor: 1.5}}\n",
	} {
		own := write(t, folder, "own.yaml", string(text)+event)
		out := filepath.Join(folder, "own")
		if err := runScenario(context.Background(), own, out, true, io.Discard, io.Discard); err != nil {
			t.Fatal(err)
		}
		var summary map[string]any
		readJSON(t, filepath.Join(out, "summary.json"), &summary)
		if v := got[id]; v.Hash == "" || v.Hash != summary["state_hash"] || v.Reached != 900 {
			t.Errorf("%s ends at %g s with %.8s, a run of its own with %.8s", id, v.Reached, v.Hash, summary["state_hash"])
		}
		for _, part := range []string{"gauges", "pits", "pumps", "mass", "flooded", "story"} {
			if a, b := fmt.Sprint(got[id].Summary[part]), fmt.Sprint(summary[part]); a != b {
				t.Errorf("%s, %s: %s\na run of its own: %s", id, part, a, b)
			}
		}
	}
}

func readJSON(t *testing.T, path string, into any) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(text, into)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestVariantsDoNotDependOnHowManyGoAtOnce(t *testing.T) {
	folder := t.TempDir()
	scenario, variants := yard(t, folder), write(t, folder, "v.yaml", yardVariants)
	said := map[int]string{}
	var one map[string]variantReport
	for _, members := range []int{1, 2, 3} {
		text, report, by := varyYard(t, scenario, varyFlags{variants: variants, members: members, out: filepath.Join(folder, "o")})
		if report.AtOnce != members || report.From != 300 || report.Until != 720 || report.State == "" || report.Sort != "pits.a.overflowed_m3" {
			t.Errorf("%d at once: %+v", members, report)
		}
		said[members], _, _ = strings.Cut(text, "s to where")
		if one == nil {
			one = by
		}
		for id, v := range by {
			if v.Hash == "" || v.Hash != one[id].Hash {
				t.Errorf("%d at once: %s ends with %.8s, alone with %.8s", members, id, v.Hash, one[id].Hash)
			}
		}
	}
	for members, text := range said {
		table := func(s string) string { k := strings.Index(s, "The same"); return s[:max(k, 0)] }
		if table(text) != table(said[1]) || !strings.Contains(table(text), "bags") {
			t.Errorf("%d at once:\n%s\none after the other:\n%s", members, text, said[1])
		}
	}
}

// The table is sorted, and the CSV has the same figures.
func TestVariantsAreSorted(t *testing.T) {
	folder := t.TempDir()
	scenario, variants := yard(t, folder), write(t, folder, "v.yaml", yardVariants)
	_, up, by := varyYard(t, scenario, varyFlags{variants: variants, out: filepath.Join(folder, "o")})
	_, down, _ := varyYard(t, scenario, varyFlags{variants: variants, sort: "-pits.a.overflowed_m3", out: filepath.Join(folder, "o")})
	last := -1.0
	for k, v := range up.Variants {
		over := v.Summary["pits"].(map[string]any)["a"].(map[string]any)["overflowed_m3"].(float64)
		if over < last {
			t.Errorf("place %d: %s has %g m³ after %g", k+1, v.ID, over, last)
		}
		last = over
	}
	if down.Variants[0].ID != "rain" || up.Variants[len(up.Variants)-1].ID != "rain" {
		t.Errorf("stronger rain brings most: upwards %s is last, downwards %s first", up.Variants[len(up.Variants)-1].ID, down.Variants[0].ID)
	}
	file, err := os.Open(filepath.Join(folder, "o", "variants.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil || len(rows) != 5 || rows[1][0] != "rain" {
		t.Fatalf("%v, %v", rows, err)
	}
	for k, name := range rows[0] {
		if name == "gauges.G1.max_depth_m" {
			want := by["rain"].Summary["gauges"].(map[string]any)["G1"].(map[string]any)["max_depth_m"].(float64)
			if rows[1][k] != fmt.Sprintf("%.9g", want) {
				t.Errorf("the CSV has %s m, the summary %g m", rows[1][k], want)
			}
			return
		}
	}
	t.Errorf("columns %v lack the gauge", rows[0])
}

func TestVariantsLeaveARecordedRun(t *testing.T) {
	folder := t.TempDir()
	scenario, variants := yard(t, folder), write(t, folder, "v.yaml", yardVariants)
	if err := runScenario(context.Background(), scenario, filepath.Join(folder, "run"), true, io.Discard, io.Discard); err != nil {
		t.Fatal(err)
	}
	_, want, run := varyYard(t, scenario, varyFlags{variants: variants, from: "5min", out: filepath.Join(folder, "a")})
	from := filepath.Join(folder, "run", "run.mcap") + "@5min"
	_, got, recorded := varyYard(t, "", varyFlags{variants: variants, from: from, out: filepath.Join(folder, "b")})
	if got.State != want.State || got.Scenario != want.Scenario {
		t.Errorf("the recording gives state %.8s of %s, the run %.8s of %s", got.State, got.Scenario, want.State, want.Scenario)
	}
	for id, v := range run {
		if recorded[id].Hash != v.Hash {
			t.Errorf("%s from the recording ends with %.8s, else with %.8s", id, recorded[id].Hash, v.Hash)
		}
	}
	other := write(t, folder, "other.yaml", strings.Replace(mustRead(t, scenario), "400", "300", 1))
	err := vary(t.Context(), other, varyFlags{variants: variants, from: from, out: folder}, io.Discard, io.Discard)
	if err == nil || !badInput(err) || !strings.Contains(err.Error(), "is not the scenario of") {
		t.Errorf("another scenario than the recording's: %v", err)
	}
	err = vary(t.Context(), "", varyFlags{variants: variants, from: strings.Replace(from, "5min", "16min", 1), out: folder}, io.Discard, io.Discard)
	if err == nil || !badInput(err) {
		t.Errorf("an instant after the end: %v", err)
	}
}

func mustRead(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestVaryNamesAllMistakes(t *testing.T) {
	folder := t.TempDir()
	scenario := yard(t, folder)
	refused := func(scenario string, flags varyFlags, wants ...string) {
		t.Helper()
		err := vary(t.Context(), scenario, flags, io.Discard, io.Discard)
		if err == nil || !badInput(err) {
			t.Fatalf("%+v: error %v, is not bad input", flags, err)
		}
		for _, want := range wants {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("error lacks %q:\n%v", want, err)
			}
		}
	}
	refused("", varyFlags{from: "soon", until: "-1h", members: -1},
		"--variants FILE", "--out DIR", "--members -1", "--from soon", "SCENARIO.yaml", "--until -1h")
	good := write(t, folder, "v.yaml", yardVariants)
	refused(scenario, varyFlags{variants: good, from: "300500ms", until: "10min", sort: "-depth", out: folder},
		"whole numbers of steps", "--sort -depth", "v.yaml:7:19: variants[1].events[0].at: 11m0s", "pits.a.overflowed_m3")
	refused(scenario, varyFlags{variants: good, from: "14min", until: "16min", out: folder}, "runs from 0 to 15m0s")
	odd := write(t, folder, "odd.yaml", `title: odd
from: 5min
columns: [pits.b.overflowed_m3]
variants:
  - {id: a, events: [{at: 1min, subject: pump/P1, set: ok}]}
  - {id: b, events: [{subject: pump/P9, set: ok}, {subject: pump/P1, set: {position: [10.5, 10.5]}}]}
`)
	refused(scenario, varyFlags{variants: odd, out: folder},
		"odd.yaml:3:11: columns[0]: pits.b.overflowed_m3", "there is pits.a.overflowed_m3", "odd.yaml:5:27: variants[0].events[0].at: 1m0s",
		"odd.yaml:6", "pump/P9: no such pump", "there is no open ground")
	if err := check(odd); err != nil {
		t.Errorf("its form is sound: %v", err)
	}
	broken := write(t, folder, "broken.yaml", "title: broken\nvariants: []\n")
	if err := check(broken); err == nil || !strings.Contains(err.Error(), "broken.yaml:2:1: variants: has 0 of at least 1 items") {
		t.Errorf("%v", err)
	}
	// told without the scenario's site, which would be read for nothing
	write(t, folder, "elsewhere.yaml", "ground: [")
	misled := write(t, folder, "misled.yaml", "site: elsewhere.yaml\nduration: 0s\nmodels: []\n")
	refused(misled, varyFlags{variants: broken, out: folder}, "broken.yaml:2:1", "misled.yaml:2:")
	if err := vary(t.Context(), misled, varyFlags{variants: broken, out: folder}, io.Discard, io.Discard); strings.Contains(err.Error(), "elsewhere.yaml:") {
		t.Errorf("the site was read: %v", err)
	}
}

func TestParseFrom(t *testing.T) {
	for text, want := range map[string]varyFrom{
		"":               {},
		"1h":             {at: time.Hour, given: true},
		"run.mcap":       {recording: "run.mcap"},
		"a@b/r.mcap@90s": {recording: "a@b/r.mcap", at: 90 * time.Second, given: true},
	} {
		if got, err := parseFrom(text); err != nil || got != want {
			t.Errorf("%q: %+v, %v; want %+v", text, got, err, want)
		}
	}
	for _, text := range []string{"run.mcap@", "run.mcap@soon", "-1h", "run"} {
		if got, err := parseFrom(text); err == nil {
			t.Errorf("%q: %+v and no error", text, got)
		}
	}
}

// A variant that did not come to its end is told, and is not ranked with the
// others: it has no figures of the whole span.
func TestVaryTellsWhatFailed(t *testing.T) {
	const over = "pits.a.overflowed_m3"
	r := varyReport{columns: []string{over}, chosen: true, Sort: over, Variants: []variantReport{
		{ID: "bad", Reached: 61, Error: "burst", numbers: ensemble.Numbers{over: 0.25}},
		{ID: "more", numbers: ensemble.Numbers{over: 12.5}},
		{ID: "less", numbers: ensemble.Numbers{over: 7.5}},
	}}
	r.arrange()
	if r.Variants[0].ID != "less" || r.Variants[2].ID != "bad" {
		t.Errorf("order %s, %s, %s", r.Variants[0].ID, r.Variants[1].ID, r.Variants[2].ID)
	}
	var out bytes.Buffer
	if err := r.tell(&out, "o"); err != nil || !strings.Contains(out.String(), "12.50") || strings.Contains(out.String(), "0.25") || !strings.Contains(out.String(), "2 variants") {
		t.Errorf("%v in\n%s", err, &out)
	}
	if err := r.failed(); err == nil || err.Error() != "bad: stopped at 0:01:01: burst" {
		t.Errorf("%v", err)
	}
}
