package inp

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// small is a network with one of nearly everything.
const small = `[TITLE]
Small ; not a comment here
[options]
FLOW_UNITS LPS
START_DATE 01/01/2020
START_TIME 06:00
END_DATE 01/01/2020
END_TIME 08:00:00
ROUTING_STEP 0:00:10
INFILTRATION HORTON
[JUNCTIONS]
;; a comment
A 10.5 2 0.1 0 0 ; another
"B 2" 10 2
[OUTFALLS]
O 9 TIMESERIES sea YES
[STORAGE]
W 9.5 3 0.5 FUNCTIONAL 10 0.5 4 0 0
[CONDUITS]
C1 A "B 2" 50 0.013 0 0.2 0 0
C2 "B 2" O 40 0.013 0 * 0 100
[PUMPS]
P W A lift OFF 1 0.4
[WEIRS]
V "B 2" W TRANSVERSE 1.2 1.8 NO
[ORIFICES]
R W A SIDE 1 0.65 NO 0.1
[OUTLETS]
U W O 2 FUNCTIONAL/HEAD 5 0.5 NO
[XSECTIONS]
C1 CIRCULAR 0.5 0 0 0 2
C2 CUSTOM 0.8 round
V RECT_OPEN 0.5 2
R RECT_CLOSED 0.2 0.3
[LOSSES]
C1 0.5 1 0 YES
[CURVES]
lift PUMP3 0 20
lift 4 5 8 0
round SHAPE 0 0.5 0.5 1 1 0.5
[TIMESERIES]
sea 01/01/2020 6:00 9.2
sea 8:00 9.4
rain 0:00 20 0:30 0
flow 0 1.5 1 3
[PATTERNS]
day HOURLY 1 1 1 1 1 1
day 2 2 2 2
[INFLOWS]
A FLOW flow FLOW 1 2 5
[DWF]
"B 2" FLOW 3 day
[RAINGAGES]
G INTENSITY 0:30 1 TIMESERIES rain
[SUBCATCHMENTS]
S G A 0.5 60 40 1
[SUBAREAS]
S 0.013 0.1 1 3 25 OUTLET
[INFILTRATION]
S 50 5 4 7 0
[EVAPORATION]
CONSTANT 2
[COORDINATES]
A 1 2
[VERTICES]
C1 3 4
C1 5 6
[POLYGONS]
S 0 0
S 1 1
[MAP]
UNITS Meters
[LABELS]
1 2 "here"
[LID_CONTROLS]
green BC
`

func TestReadInSI(t *testing.T) {
	f, err := Read(strings.NewReader(small), "small.inp", nil)
	if err != nil {
		t.Fatal(err)
	}
	net := f.Network
	near := func(what string, got, want float64) {
		t.Helper()
		if math.Abs(got-want) > 1e-12*max(math.Abs(want), 1) {
			t.Errorf("%s: %v, want %v", what, got, want)
		}
	}
	near("max flow of C2", net.Links[1].Conduit.MaxFlow, 0.1)
	near("offset of C2", net.Links[1].Conduit.ToOffset, 0)
	near("barrels of C1", float64(net.Links[0].Conduit.Barrels), 2)
	near("entry loss of C1", net.Links[0].Conduit.Entry, 0.5)
	if !net.Links[0].Flap || !net.Nodes[2].Flap || net.Nodes[1].Name != "B 2" || !net.Links[2].Pump.Off {
		t.Error("a flap gate, a quoted name or the pump's status is lost")
	}
	near("pump", net.Links[2].Pump.Curve.At(4), 0.005)
	near("closing time", net.Links[3].Orifice.Closing, 360)
	if got := net.Nodes[3].Area.At(1); math.Abs(got-14) > 1e-3 { // sampled at 256 depths
		t.Errorf("storage: %v m², want 14", got)
	}
	near("inflow", f.Inflows[0].Scale*f.Inflows[0].Series.At(1800), 0.0045)
	near("inflow's mean", f.Inflows[0].Series.mean(0, 3600), 2.25)
	near("base", f.Inflows[0].Baseline, 0.005)
	near("sea", f.Stages[0].Series.hold(3600), 9.3)
	near("rain", f.Runoff.Gages[0].Rates[0], 0.02/3600)
	near("area", f.Runoff.Areas[0].Area, 5000)
	if f.Map.Nodes["A"] != [2]float64{1, 2} || len(f.Map.Vertices["C1"]) != 2 || len(f.Map.Polygons["S"]) != 2 || f.Map.Units != "METERS" {
		t.Errorf("map: %+v", f.Map)
	}
	effects := map[string]bool{}
	for _, i := range f.Ignored {
		effects[i.Section] = i.Hydraulic
		if i.Line == 0 {
			t.Errorf("%v has no line", i)
		}
	}
	if !effects["LID_CONTROLS"] || effects["LABELS"] {
		t.Errorf("ignored: %v", f.Ignored)
	}
	s, err := f.Begin()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Advance(context.Background(), 7200); err != nil {
		t.Fatal(err)
	}
	if e := s.Net.Ledger().Relative(); math.Abs(e) > 1e-12 {
		t.Errorf("error %v of the water", e)
	}
	if r := s.Runoff.Ledger(); math.Abs(r.Rain-0.01*5000) > 1e-9 || math.Abs(r.Error()) > 1e-9 {
		t.Errorf("runoff %+v, error %v", r, r.Error())
	}
}

// A file in US units and its twin in SI are the same network.
func TestUSUnits(t *testing.T) {
	us := "[OPTIONS]\nFLOW_UNITS CFS\n[JUNCTIONS]\nA 100 10\n[OUTFALLS]\nO 98 FREE\n[CONDUITS]\nC A O 400 0.013\n[WEIRS]\nV A O TRANSVERSE 2 3.33\n[XSECTIONS]\nC CIRCULAR 3\nV RECT_OPEN 4 10\n[OUTLETS]\nU A O 0 FUNCTIONAL/DEPTH 2 0.5\n"
	f, err := Read(strings.NewReader(us), "us.inp", nil)
	if err != nil {
		t.Fatal(err)
	}
	c, v, u := f.Network.Links[0].Conduit, f.Network.Links[1].Weir, f.Network.Links[2].Outlet
	if math.Abs(c.Length-121.92) > 1e-9 || math.Abs(c.Section.Depth-0.9144) > 1e-12 || math.Abs(f.Network.Nodes[0].Invert-30.48) > 1e-9 {
		t.Errorf("lengths: %v %v", c.Length, c.Section.Depth)
	}
	// Q = 3.33 · 10 · 1 cfs at a head of one foot; 2 cfs at a depth of one foot.
	if q := v.Coefficient * v.Width * math.Pow(0.3048, 1.5); math.Abs(q/(33.3*0.028316846592)-1) > 1e-12 {
		t.Errorf("weir %v m³/s", q)
	}
	if q := u.Scale * math.Pow(0.3048, u.Power); math.Abs(q/(2*0.028316846592)-1) > 1e-12 {
		t.Errorf("outlet %v m³/s", q)
	}
}

// All mistakes of a file come together, each with its line.
func TestMistakesTogether(t *testing.T) {
	bad := `[OPTIONS]
FLOW_UNITS FURLONGS
[JUNCTIONS]
A 1 2
A 2 2
B x 2
[OUTFALLS]
O 0 FIXED
[CONDUITS]
C A NOWHERE 10 0.01
D A B -5 0.01
E A B 10 0.01
[PUMPS]
P A B up
[XSECTIONS]
D CIRCULAR 0
F CIRCULAR 1
[CURVES]
up PUMP3 0 1
up 1 2
[TIMESERIES]
back 2 1
back 1 1
[INFLOWS]
A FLOW missing
[SUBCATCHMENTS]
S none A 1 50 10 1
[NONSENSE]
x
`
	_, err := Read(strings.NewReader(bad), "bad.inp", nil)
	var all Mistakes
	if !errors.As(err, &all) {
		t.Fatalf("%T: %v", err, err)
	}
	for _, want := range []string{"bad.inp:2: [OPTIONS]", "bad.inp:5: [JUNCTIONS] node A: is there already on line 4", `bad.inp:6: [JUNCTIONS] invert: "x"`,
		"bad.inp:8: [OUTFALLS] stage is missing", `bad.inp:10: [CONDUITS] outlet node: node "NOWHERE"`, "bad.inp:11: [CONDUITS] length: -5",
		"bad.inp:12: [XSECTIONS] link E has no cross-section", "bad.inp:16: [XSECTIONS]", `bad.inp:17: [XSECTIONS] link "F"`, "bad.inp:20: [CURVES] curve up: the flow rises",
		"bad.inp:23: [TIMESERIES]", `bad.inp:25: [INFLOWS] inflow: time series "missing"`, `bad.inp:27: [SUBCATCHMENTS] rain gage "none"`, "bad.inp:28: [NONSENSE]"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("not said: %s", want)
		}
	}
	if t.Failed() {
		t.Log(err)
	}
}

func TestSeriesFromFile(t *testing.T) {
	dir := t.TempDir()
	os.WriteFile(filepath.Join(dir, "q.dat"), []byte("; flows\n0:00 1\n1:00 3\n"), 0o600)
	text := "[JUNCTIONS]\nA 1 2\n[OUTFALLS]\nO 0 FREE\n[CONDUITS]\nC A O 10 0.01\n[XSECTIONS]\nC CIRCULAR 1\n[TIMESERIES]\nq FILE \"q.dat\"\n[INFLOWS]\nA FLOW q\n"
	path := filepath.Join(dir, "a.inp")
	os.WriteFile(path, []byte(text), 0o600)
	f, err := ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if v := f.Inflows[0].Series.At(1800); v != 2 {
		t.Errorf("%v, want 2", v)
	}
	if _, err := Read(strings.NewReader(text), "a.inp", nil); err == nil || !strings.Contains(err.Error(), "may not be opened") {
		t.Errorf("without leave to open files: %v", err)
	}
}

// A simulation taken up in the middle goes on bit by bit.
func TestSimulationGoesOn(t *testing.T) {
	f, err := Read(strings.NewReader(small), "small.inp", nil)
	if err != nil {
		t.Fatal(err)
	}
	a, _ := f.Begin()
	b, _ := f.Begin()
	ctx := context.Background()
	a.Advance(ctx, 1234)
	state, _ := a.State()
	a.Advance(ctx, 3000)
	if err := b.SetState(state); err != nil {
		t.Fatal(err)
	}
	b.Advance(ctx, 3000)
	x, _ := a.State()
	y, _ := b.State()
	if !bytes.Equal(x, y) {
		t.Error("the fork went another way")
	}
	if b.SetState(state[:9]) == nil {
		t.Error("a short state is taken")
	}
}

func FuzzRead(f *testing.F) {
	f.Add(small)
	f.Add(well + "VARIABLE d = NODE W DEPTH\nRULE 1\nIF d > 1\nOR GAGE G 2-HR_DEPTH <= NODE W MAXDEPTH\nTHEN ORIFICE R SETTING = PID 1 2 3\nELSE PUMP P SETTING = TIMESERIES in\nPRIORITY 3")
	f.Add("[JUNCTIONS]\nA 1\n[CONDUITS]\nA A A 1 1\n")
	f.Add("[TRANSECTS]\nNC 0 0 0\nX1 a 2 0 0 0 0 0 0 0\nGR 1 1 1 1\n[XSECTIONS]\nx IRREGULAR a")
	f.Add("[STORAGE]\nW 0 1e300 0 FUNCTIONAL 1e300 300 0\n[OUTFALLS]\nO 0 TIDAL t\n[CURVES]\nt TIDAL 0 1e308 1 -1e308")
	f.Fuzz(func(t *testing.T, text string) {
		file, err := Read(strings.NewReader(text), "fuzz.inp", func(string) (io.ReadCloser, error) { return nil, os.ErrNotExist })
		if err != nil {
			return
		}
		if _, err := file.Begin(); err != nil {
			t.Skip(err)
		}
	})
}

func ExampleRead() {
	_, err := Read(strings.NewReader("[JUNCTIONS]\nA 1 2\n[CONDUITS]\nC A B 10 0.013\n"), "site.inp", nil)
	fmt.Println(err)
	// Output: site.inp:4: [CONDUITS] outlet node: node "B" is not defined
}
