package cmd

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"shapan/gis/raster"
	"shapan/validation/made"
)

// made_ is a run of a case of validation/ whose data we make ourselves.
type made_ struct {
	t       *testing.T
	Reached struct {
		Ground float64 `json:"ground_m"`
	}
	Mass struct {
		Error float64 `json:"error_relative"`
	}
	out  string             // folder of its results
	last map[string]float64 // of gauges.csv and sections.csv, without units
}

// runMade runs NAME.yaml as a stranger would: with files alone.
func runMade(t *testing.T, name string) *made_ {
	t.Helper()
	if testing.Short() {
		t.Skip("only computes: nothing for the race detector")
	}
	folder := t.TempDir()
	if err := os.Mkdir(filepath.Join(folder, "data"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := made.Write(filepath.Join(folder, "data")); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("../validation/" + name + "*")
	if err != nil || len(files) == 0 {
		t.Fatal("no files of this case", err)
	}
	for _, path := range files {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		write(t, folder, filepath.Base(path), string(text))
	}
	out := filepath.Join(folder, "out")
	if err := runScenario(context.Background(), filepath.Join(folder, name+".yaml"), out, true, io.Discard, io.Discard); err != nil {
		t.Fatal(err)
	}
	m := &made_{t: t, out: out, last: map[string]float64{}}
	text, err := os.ReadFile(filepath.Join(out, "summary.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, m); err != nil {
		t.Fatal(err)
	}
	if math.Abs(m.Mass.Error) > 1e-9 {
		t.Errorf("mass error %v, allowed 1e-9", m.Mass.Error)
	}
	m.read(filepath.Join(out, "gauges.csv"))
	m.read(filepath.Join(out, "sections.csv"))
	return m
}

func (m *made_) read(path string) {
	file, err := os.Open(path)
	if os.IsNotExist(err) {
		return
	} else if err != nil {
		m.t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		m.t.Fatal(err)
	}
	for k, head := range rows[0] {
		name, _, _ := strings.Cut(head, " ")
		if m.last[name], err = strconv.ParseFloat(rows[len(rows)-1][k], 64); err != nil {
			m.t.Fatal(err)
		}
	}
}

// at is the last value of a series.
func (m *made_) at(name string) float64 {
	m.t.Helper()
	v, there := m.last[name]
	if !there {
		m.t.Fatalf("no series %s", name)
	}
	return v
}

// within compares with what is expected, as a share of it.
func (m *made_) within(what string, got, want, allowed float64) {
	m.t.Helper()
	m.t.Logf("%s: %.5g, expected %.5g: %+.2f %%, allowed %.0f", what, got, want, 100*(got/want-1), 100*allowed)
	if !(math.Abs(got/want-1) <= allowed) {
		m.t.Errorf("%s: %.5g, expected %.5g", what, got, want)
	}
}

// Two instants of a laboratory's run do not share a file.
func TestInstantName(t *testing.T) {
	for at, want := range map[float64]string{600: "000600s", 0.05: "000000.050s", 22.4: "000022.400s", 172800: "172800s", 59.9996: "000060s"} {
		if got := instantName(at); got != want {
			t.Errorf("%v s: %s, want %s", at, got, want)
		}
	}
}

// Allowed errors of these cases were set before their first run.

func TestMadeRunUp(t *testing.T) {
	m := runMade(t, "runup")
	m.within("run-up", m.Reached.Ground, made.Beach.RunUp(), 0.10)
}

func TestMadeValley(t *testing.T) {
	m := runMade(t, "valley")
	const time, deep, allowed = 60.0, 20.0, 0.05
	c0 := math.Sqrt(made.Gravity * deep / 2)
	for id, x := range map[string]float64{"lake": -255, "dam": -5, "V500": 495, "V1000": 995} {
		c := (4*c0 - x/time) / 5
		m.within(id+": depth", m.at("gauge/"+id+".depth"), 2*c*c/made.Gravity, allowed)
		m.within(id+": speed", m.at("gauge/"+id+".velocity_x"), c+x/time, allowed)
	}
	c := 0.8 * c0
	h := 2 * c * c / made.Gravity
	for name, series := range map[string]string{"water_depth": "gauge/dam.depth", "water_velocity_x": "gauge/dam.velocity_x"} {
		r, err := raster.Read(filepath.Join(m.out, name+".tif"))
		if err != nil {
			t.Fatal(err)
		}
		if got := float64(r.Values[11*360+99]); math.Abs(got-m.at(series)) > 1e-5 { // the dam's gauge; not rounded
			t.Errorf("%s.tif has %v, the gauge %v", name, got, m.at(series))
		}
	}
	m.within("discharge at the dam", m.at("section/dam.flow"), 5*h*h*c, allowed)
}

func TestMadeSideWeir(t *testing.T) {
	m := runMade(t, "sideweir")
	const width, crest, length, parts = 2.0, 0.5, 10.0, 2000
	q, h := m.at("section/below.flow"), m.at("gauge/below.depth")
	below := q
	head := h + q*q/(2*made.Gravity*width*width*h*h)
	for range parts { // upstream along the weir
		q += 1.705 * math.Pow(h-crest, 1.5) * length / parts
		for range 50 { // subcritical depth of that head
			h = head - q*q/(2*made.Gravity*width*width*h*h)
		}
	}
	m.within("over the weir", m.at("section/over.flow"), q-below, 0.10)
	m.within("what came in", m.at("section/over.flow")+below, 2, 0.001)
}

func TestMadeSewer(t *testing.T) {
	m := runMade(t, "sewer")
	const inflow, diameter, n = 1.2, 0.6, 0.013
	head, up := m.at("manhole/M1.head"), -m.at("manhole/M1.flow")
	if !(head > 9.79) {
		t.Errorf("the head in the manhole is %.3f m: the street lies at 9.79", head)
	}
	full := math.Pi / 4 * diameter * diameter * math.Pow(diameter/4, 2.0/3) / n * math.Sqrt((head-8)/100)
	m.within("what comes up", up, inflow-full, 0.03)
	m.within("what leaves down the street", m.at("section/end.flow"), up, 0.01)
	m.within("depth in the street", m.at("gauge/middle.depth"), math.Pow(up/10*0.02/math.Sqrt(0.01), 0.6), 0.03)
}
