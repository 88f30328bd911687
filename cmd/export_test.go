package cmd

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"shapan/engine"
	"shapan/engine/record"
	"shapan/gis/mesh"
	"shapan/gis/raster"
)

// shapan runs the command line and returns what it says.
func shapan(args ...string) (said, warned string, err error) {
	var out, warnings bytes.Buffer
	c := newRoot()
	c.SetOut(&out)
	c.SetErr(&warnings)
	c.SetArgs(args)
	err = c.Execute()
	return out.String(), warnings.String(), err
}

// recorded runs the yard's cloudburst and returns folder and recording.
func recorded(t *testing.T) (folder, recording string) {
	t.Helper()
	folder = t.TempDir()
	out := filepath.Join(folder, "out")
	if err := runScenario(context.Background(), yard(t, folder), out, true, io.Discard, io.Discard); err != nil {
		t.Fatal(err)
	}
	return folder, filepath.Join(out, "run.mcap")
}

func openMesh(t *testing.T, path string) *mesh.File {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	f, err := mesh.Open(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func readTable(t *testing.T, path string) [][]string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// TestExport exports one recording in every way.
func TestExport(t *testing.T) {
	folder, path := recorded(t)
	for _, c := range []struct {
		name string
		test func(t *testing.T, folder, path string)
	}{
		{"UGRID", exportUGRIDHoldsWhatWasRecorded}, {"choice", exportChoosesFieldsAndInstants}, {"CSV", exportCSVHoldsTheSeries},
		{"mistakes", exportNamesWhatIsWrong}, {"comparison", compareSaysWhatTheFailureCost}, {"wrong comparisons", compareNamesWhatIsWrong},
		{"site gone", exportWithoutTheSite}, // the last: it takes the site away
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, folder, path) })
	}
}

func exportUGRIDHoldsWhatWasRecorded(t *testing.T, folder, path string) {
	nc := filepath.Join(folder, "burst.nc")
	said, warned, err := shapan("export", path, "--out", nc)
	if err != nil || strings.TrimSpace(said) != nc || warned != "" {
		t.Fatalf("%v, said %q, warned %q", err, said, warned)
	}
	recording, err := record.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer recording.Close()
	f := openMesh(t, nc)
	if !slices.Equal(f.Times, recording.Times("water_depth")) || f.EPSG != 4549 {
		t.Errorf("times %v, EPSG %d", f.Times, f.EPSG)
	}
	fixed, timed := f.Variables()
	if got, want := strings.Join(fixed, " "), "bed max_depth max_speed max_depth_speed max_hazard first_wet duration_wet"; !strings.HasPrefix(got, want) {
		t.Errorf("fixed %s", got)
	}
	if got, want := strings.Join(timed, " "), "water_depth water_surface water_velocity_x water_velocity_y water_hazard"; !strings.HasPrefix(got, want) {
		t.Errorf("timed %s", got)
	}
	bed, err := f.Values("bed", 0)
	if err != nil {
		t.Fatal(err)
	}
	for step, at := range f.Times {
		moment, err := recording.FrameAt(at, "water_depth")
		if err != nil {
			t.Fatal(err)
		}
		want, err := moment.Field("water_depth").Open()
		if err != nil {
			t.Fatal(err)
		}
		depth, err := f.Values("water_depth", step)
		if err != nil {
			t.Fatal(err)
		}
		surface, err := f.Values("water_surface", step)
		if err != nil {
			t.Fatal(err)
		}
		for face := range depth {
			x, y := f.Mesh.Center(face)
			cell, inside := want.Grid.CellAt(x-634200, y-3456300)
			if !inside || depth[face] != want.Values[cell] {
				t.Fatalf("face %d at %g s: depth %g, recorded %g", face, at, depth[face], want.Values[cell])
			}
			if level := float64(surface[face]); depth[face] > 0 && math.Abs(level-float64(bed[face])-float64(depth[face])) > 1e-5 || depth[face] == 0 && level == level {
				t.Fatalf("face %d at %g s: surface %g over ground %g with %g of water", face, at, level, bed[face], depth[face])
			}
		}
	}
	// Every cell that was 1 cm deep is there, and no other.
	result, err := raster.Read(filepath.Join(filepath.Dir(path), "max_depth.tif"))
	if err != nil {
		t.Fatal(err)
	}
	wet := 0
	for _, d := range result.Values {
		if d >= 0.0095 { // the recording rounds to millimetres
			wet++
		}
	}
	if math.Abs(float64(wet-len(f.Mesh.Faces))) > 0.01*float64(wet) {
		t.Errorf("%d faces for %d wet cells", len(f.Mesh.Faces), wet)
	}
}

func exportChoosesFieldsAndInstants(t *testing.T, folder, path string) {
	nc := filepath.Join(folder, "some.nc")
	if _, _, err := shapan("export", path, "--out", nc, "--field", "water_velocity_y,max_depth", "--every", "5min", "--wet-m", "0"); err != nil {
		t.Fatal(err)
	}
	f := openMesh(t, nc)
	fixed, timed := f.Variables()
	if !slices.Equal(f.Times, []float64{0, 300, 600, 900}) || strings.Join(fixed, " ") != "bed max_depth" || strings.Join(timed, " ") != "water_velocity_y water_velocity_x" {
		t.Errorf("times %v, fixed %v, timed %v", f.Times, fixed, timed)
	}
	if want := 40*30 - 10*20; len(f.Mesh.Faces) != want { // all but the house
		t.Errorf("%d faces, want %d", len(f.Mesh.Faces), want)
	}
	maps := filepath.Join(folder, "maps")
	said, _, err := shapan("export", path, "--format", "geotiff", "--field", "water_depth", "--at", "10min,12min10s", "--out", maps)
	if want := filepath.Join(maps, "water_depth_000600s.tif") + "\n" + filepath.Join(maps, "water_depth_000720s.tif") + "\n"; err != nil || said != want {
		t.Errorf("%v, said\n%swant\n%s", err, said, want)
	}
	if r, err := raster.Read(filepath.Join(maps, "water_depth_000600s.tif")); err != nil || r.Source.ValueUnit != "m" || r.EPSG != 4549 {
		t.Errorf("%v, %+v", err, r)
	}
	if said, _, err = shapan("export", path, "--format", "geotiff", "--out", maps); err != nil || strings.Count(said, ".tif") < 3 || !strings.Contains(said, "first_wet.tif") {
		t.Errorf("results: %v, said\n%s", err, said)
	}
	one := filepath.Join(folder, "one.tif")
	if _, _, err := shapan("export", path, "--field", "max_hazard", "--out", one); err != nil {
		t.Error(err)
	}
	if _, _, err := shapan("export", path, "--format", "2dm", "--at", "15min", "--field", "water_depth,water_velocity_x", "--out", folder); err != nil {
		t.Error(err)
	}
	for _, name := range []string{"run.2dm", "run_els_bed.dat", "run_els_water_depth.dat", "run_els_water_velocity.dat"} {
		if _, err := os.Stat(filepath.Join(folder, name)); err != nil {
			t.Error(err)
		}
	}
}

func exportCSVHoldsTheSeries(t *testing.T, folder, path string) {
	said, _, err := shapan("export", path, "--format", "csv", "--every", "5min", "--out", folder)
	if err != nil || strings.Count(said, "\n") != 2 {
		t.Fatalf("%v, said %s", err, said)
	}
	rows := readTable(t, filepath.Join(folder, "pumps.csv"))
	if len(rows) != 5 || strings.Join(rows[0], ",") != "t_s,pump/P1.flow [m³/s],pump/P1.moved [m³],pump/P1.state" || rows[4][0] != "900" {
		t.Errorf("pumps.csv: %v", rows)
	}
	one := filepath.Join(folder, "g.csv")
	if _, _, err := shapan("export", path, "--field", "gauge/G2.depth,rain*", "--at", "15min", "--out", one); err != nil {
		t.Fatal(err)
	}
	if rows := readTable(t, one); len(rows) != 2 || strings.Join(rows[0], ",") != "t_s,rain.intensity [mm/h],rain.total [mm],gauge/G2.depth [m]" {
		t.Errorf("g.csv: %v", rows)
	}
}

func exportNamesWhatIsWrong(t *testing.T, folder, path string) {
	out := filepath.Join(folder, "x")
	for want, args := range map[string][]string{
		"--out":                       {path},
		"must be ugrid, 2dm, geotiff": {path, "--out", out, "--format", "shape"},
		"which format is .xyz":        {path, "--out", out + ".xyz"},
		"no field max_deep":           {path, "--out", out, "--field", "max_deep"},
		"there is water_depth":        {path, "--out", out, "--field", "depth"},
		"no scalar gauge/G9.level":    {path, "--out", out, "--format", "csv", "--field", "gauge/G9.level"},
		"recorded from 0 s to 900 s":  {path, "--out", out, "--at", "4h"},
		"from 0 s to 900 s (0:15:00)": {path, "--out", out, "--format", "csv", "--at", "16min"},
		"must be a duration":          {path, "--out", out, "--at", "soon"},
		"must be > 0":                 {path, "--out", out, "--every", "0s"},
		"not both":                    {path, "--out", out, "--every", "1min", "--at", "1min"},
		"--wet-m -1":                  {path, "--out", out, "--wet-m", "-1"},
		"no cell ever held 900 m":     {path, "--out", out, "--wet-m", "900"},
		"do not fit into one file":    {path, "--out", out + ".tif"},
		"open recording":              {filepath.Join(folder, "absent.mcap"), "--out", out},
		"this is no MCAP":             {filepath.Join(folder, "site.yaml"), "--out", out},
		"nowhere.yaml":                {path, "--out", out, "--site", "nowhere.yaml"},
		"site.yaml: not a directory":  {path, "--out", filepath.Join(folder, "site.yaml", "x"), "--format", "geotiff"},
	} {
		_, _, err := shapan(append([]string{"export"}, args...)...)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("shapan export %s: %q expected, got %v", strings.Join(args, " "), want, err)
		}
		if !badInput(err) && want != "no cell ever held 900 m" {
			t.Errorf("shapan export %s: not taken for bad input", strings.Join(args, " "))
		}
	}
	_, _, err := shapan("export", path)
	if _, _, all := shapan("export", path, "--at", "soon", "--format", "shape"); err == nil || strings.Count(all.Error(), "\n") != 2 {
		t.Errorf("all mistakes together: %v", all)
	}
}

// exportWithoutTheSite exports where the site has gone: the recording says
// where it lay, and the ground is not known.
func exportWithoutTheSite(t *testing.T, folder, path string) {
	if err := os.Remove(filepath.Join(folder, "site.yaml")); err != nil {
		t.Fatal(err)
	}
	nc := filepath.Join(folder, "lost.nc")
	_, warned, err := shapan("export", path, "--out", nc)
	if err != nil || !strings.Contains(warned, "--site") {
		t.Fatalf("%v, warned %q", err, warned)
	}
	f := openMesh(t, nc)
	fixed, timed := f.Variables()
	if f.EPSG != 4549 || f.Mesh.X[0] < 634200 || f.Mesh.Z != nil || slices.Contains(fixed, "bed") || slices.Contains(timed, "water_surface") {
		t.Errorf("EPSG %d, first node %g, fixed %v, timed %v", f.EPSG, f.Mesh.X[0], fixed, timed)
	}
}

// plain is a model that shows fields and scalars as it is told.
type plain struct{ observe func(*engine.Frame) }

func (p plain) Step(context.Context, *engine.Step) error { return nil }
func (p plain) Observe(f *engine.Frame)                  { p.observe(f) }
func (p plain) State() ([]byte, error)                   { return nil, nil }
func (p plain) SetState([]byte) error                    { return nil }

// recordPlain records three ticks of a minute of a plain model on a site that
// is turned by 30°.
func recordPlain(t *testing.T, observe func(*engine.Frame)) (folder, path string) {
	t.Helper()
	folder = t.TempDir()
	path = filepath.Join(folder, "plain.mcap")
	run, err := engine.NewRun("plain", engine.Plan{
		Site: &engine.Site{}, Start: time.Date(2026, 7, 20, 18, 0, 0, 0, time.UTC), Step: time.Minute, Ticks: 2,
		Parts: []engine.Part{{Name: "plain", New: func() (engine.Model, error) { return plain{observe}, nil }}},
	})
	if err != nil {
		t.Fatal(err)
	}
	w, err := record.Create(path, run, record.Meta{Files: map[string][]byte{
		"site.yaml": []byte("name: x\ncrs: {epsg: 4549, easting_m: 1000, northing_m: 2000, rotation_deg: 30}\nground: {file: gone.tif}\n"),
	}}, record.Options{})
	if err != nil {
		t.Fatal(err)
	}
	tables, err := newTables(folder)
	if err != nil {
		t.Fatal(err)
	}
	pacer := engine.NewPacer(run, nil, w, tables[0], tables[1], tables[2])
	pacer.Resume()
	err = errors.Join(pacer.Play(context.Background()), w.Close())
	for _, table := range tables {
		err = errors.Join(err, table.close())
	}
	if _, e := writeResults(folder, run); err != nil || e != nil {
		t.Fatal(err, e)
	}
	return folder, path
}

// TestResultsOfAnyScenario writes what a model shows that nobody here knows:
// max_, first_ and duration_ fields become rasters, sections a table, and
// velocities are turned from the site's axes to the map's.
func TestResultsOfAnyScenario(t *testing.T) {
	g := engine.Grid{NX: 2, NY: 1, Cell: 10}
	folder, path := recordPlain(t, func(f *engine.Frame) {
		for name, unit := range map[string]string{"max_dust_load": "mg/m³", "duration_wet": "s"} {
			copy(f.AddField(name, unit, g), []float32{1, float32(math.NaN())})
		}
		copy(f.AddField("wind_velocity_x", "m/s", g), []float32{2, 0})
		copy(f.AddField("wind_velocity_y", "m/s", g), []float32{0, 1})
		f.Scalars = append(f.Scalars, engine.Scalar{Name: "section/S1.flow", Unit: "m³/s", Value: 1.5})
		if f.Tick.N != 1 {
			f.Scalars = append(f.Scalars, engine.Scalar{Name: "section/S2.flow", Unit: "m³/s", Value: 2})
		}
		f.Scalars = append(f.Scalars, engine.Scalar{Name: "section/S3.flow", Unit: "m³/s", Value: 3})
	})
	rows := readTable(t, filepath.Join(folder, "sections.csv"))
	want := "t_s,section/S1.flow [m³/s],section/S2.flow [m³/s],section/S3.flow [m³/s]|0,1.5,2,3|60,1.5,,3|120,1.5,2,3"
	var lines []string
	for _, row := range rows {
		lines = append(lines, strings.Join(row, ","))
	}
	if got := strings.Join(lines, "|"); got != want {
		t.Errorf("sections.csv: %s, want %s", got, want)
	}
	if _, err := os.Stat(filepath.Join(folder, "pumps.csv")); err == nil {
		t.Error("there is a pumps.csv without pumps")
	}
	if r, err := raster.Read(filepath.Join(folder, "max_dust_load.tif")); err != nil || r.Source.ValueUnit != "mg/m³" {
		t.Errorf("max_dust_load.tif: %v, %+v", err, r)
	}
	if v := describe("max_dust_load", "mg/m³"); v.Long != "Maximum dust load" {
		t.Errorf("called %q", v.Long)
	}

	nc := filepath.Join(folder, "plain.nc")
	if _, _, err := shapan("export", path, "--out", nc); err != nil {
		t.Fatal(err)
	}
	f := openMesh(t, nc)
	x, y := f.Mesh.Center(0) // (5, 5) turned by 30°
	if math.Abs(x-1000-5*(math.Sqrt(3)/2-0.5)) > 1e-9 || math.Abs(y-2000-5*(math.Sqrt(3)/2+0.5)) > 1e-9 {
		t.Errorf("first face at %g, %g", x, y)
	}
	east, err := f.Values("wind_velocity_x", 0)
	if err != nil {
		t.Fatal(err)
	}
	north, err := f.Values("wind_velocity_y", 0)
	if err != nil {
		t.Fatal(err)
	}
	for k, want := range [][2]float64{{math.Sqrt(3), 1}, {-0.5, math.Sqrt(3) / 2}} {
		if math.Hypot(float64(east[k])-want[0], float64(north[k])-want[1]) > 1e-5 {
			t.Errorf("wind %d is (%g, %g), want %v", k, east[k], north[k], want)
		}
	}
}

func TestExportOfARecordingWithoutFields(t *testing.T) {
	folder, path := recordPlain(t, func(*engine.Frame) {})
	for _, format := range []string{"ugrid", "2dm", "geotiff", "csv"} {
		_, _, err := shapan("export", path, "--format", format, "--out", filepath.Join(folder, "out"))
		if !badInput(err) || !strings.Contains(err.Error(), "the recording has no ") {
			t.Errorf("%s: %v", format, err)
		}
	}
}

// TestRunLeavesNoStaleTables: a table of an earlier run would be taken for this one.
func TestRunLeavesNoStaleTables(t *testing.T) {
	folder := t.TempDir()
	stale := filepath.Join(folder, "sections.csv")
	if err := os.WriteFile(stale, []byte("old"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := runScenario(context.Background(), yard(t, folder), folder, true, io.Discard, io.Discard); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(stale); err == nil {
		t.Error("sections.csv of an earlier run is still there")
	}
	text, err := os.ReadFile(filepath.Join(folder, "summary.json"))
	if err != nil || !json.Valid(text) {
		t.Errorf("summary.json: %v", err)
	}
}
