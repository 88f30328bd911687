package inp

import (
	"math"
	"strings"
	"testing"
)

// smallReport is the parts of a report that are read, in US units, by hand.
const smallReport = `
  EPA STORM WATER MANAGEMENT MODEL - VERSION 5.2 (Build 5.2.4)
  ------------------------------------------------------------

  Flow Units ............... CFS
  Flow Routing Method ...... DYNWAVE

  **************************        Volume         Depth
  Runoff Quantity Continuity     acre-feet        inches
  **************************     ---------       -------
  Total Precipitation ......         1.000         2.000
  Continuity Error (%) .....         9.000

  **************************        Volume        Volume
  Flow Routing Continuity        acre-feet      10^6 gal
  **************************     ---------     ---------
  Dry Weather Inflow .......         0.000         0.500
  External Inflow ..........         0.000         1.500
  External Outflow .........         0.000         1.750
  Flooding Loss ............         0.000         0.250
  Continuity Error (%) .....        -0.125

  *************************
  Routing Time Step Summary
  *************************
  Average Iterations per Step :     2.25
  % of Steps Not Converging   :     1.50

  ******************
  Node Depth Summary
  ******************

  ---------------------------------------------------------------------------------
                                 Average  Maximum  Maximum  Time of Max    Reported
                                   Depth    Depth      HGL   Occurrence   Max Depth
  Node                 Type         Feet     Feet     Feet  days hr:min        Feet
  ---------------------------------------------------------------------------------
  M1                   JUNCTION     1.00    10.00    20.00     1  02:03        5.00
  O1                   OUTFALL      1.00     2.00     3.00     0  00:30        2.00

  ********************
  Link Flow Summary
  ********************

  -----------------------------------------------------------------------------
                                 Maximum  Time of Max   Maximum    Max/    Max/
                                  |Flow|   Occurrence   |Veloc|    Full    Full
  Link                 Type          CFS  days hr:min    ft/sec    Flow   Depth
  -----------------------------------------------------------------------------
  C1                   CONDUIT    100.00     0  00:29      4.00    1.00    1.00
  P1                   PUMP         2.00     0  00:29              1.00

  *************************
  Conduit Surcharge Summary
  *************************
`

func TestReport(t *testing.T) {
	r, err := ParseReport(strings.NewReader(smallReport), "a.rpt")
	if err != nil {
		t.Fatal(err)
	}
	close := func(what string, got, want float64) {
		if math.Abs(got-want) > 1e-6*math.Abs(want) {
			t.Errorf("%s: %v, want %v", what, got, want)
		}
	}
	const cubicFoot, millionGallons = 0.028316846592, 3785.411784 // [m³]
	if r.Build != "5.2.4" || r.FlowUnits != "CFS" || len(r.Nodes) != 2 || len(r.Links) != 2 {
		t.Fatalf("%+v", r)
	}
	close("depth", r.Nodes[0].Peak, 3.048)
	close("sampled", r.Nodes[0].Sampled, 1.524)
	close("time", r.Nodes[0].At, 86400+2*3600+3*60)
	close("flow", r.Links[0].Peak, 100*cubicFoot)
	close("pump", r.Links[1].Peak, 2*cubicFoot)
	close("inflow", r.Inflow, 2*millionGallons)
	close("outflow", r.Outflow, 1.75*millionGallons)
	close("flooded", r.Flooded, 0.25*millionGallons)
	close("continuity", r.Continuity, -0.125)
	close("iterations", r.Iterations, 2.25)
	close("unsettled", r.Unsettled, 1.5)

	metric := strings.NewReplacer("CFS", "LPS", "10^6 gal", "10^6 ltr").Replace(smallReport)
	if r, err = ParseReport(strings.NewReader(metric), "a.rpt"); err != nil {
		t.Fatal(err)
	}
	close("depth", r.Nodes[0].Peak, 10)
	close("flow", r.Links[0].Peak, 0.1)
	close("inflow", r.Inflow, 2000)
}

// What is wrong with a report is told with its line, all of it together.
func TestReportMistakes(t *testing.T) {
	broken := strings.NewReplacer("10.00    20.00     1  02:03", "ten      20.00     1  02-03", "CONDUIT    100.00     0", "CONDUIT    100.00    ").Replace(smallReport)
	cases := map[string]struct {
		text string
		want []string
	}{
		"three mistakes": {broken, []string{"b.rpt:38", `"ten"`, `"02-03"`, "b.rpt:50"}},
		"not a report":   {"[TITLE]\nnothing\n", []string{"no report of SWMM 5"}},
		"empty":          {"", []string{"no report of SWMM 5"}},
		"failed run":     {"  ERROR 138: Node 5 has initial depth greater than maximum depth.\n", []string{"b.rpt:1", "SWMM stopped", "ERROR 138"}},
		"broken off":     {smallReport[:strings.Index(smallReport, "Link Flow")], []string{"Link Flow Summary", "broken off"}},
		"strange units":  {strings.Replace(smallReport, "CFS", "FURLONGS", 1), []string{"b.rpt:5", "FURLONGS", "expected CFS"}},
		"a long line":    {strings.Repeat("x", 2<<20), []string{"b.rpt:1", "longer than 1 MB"}},
	}
	for name, c := range cases {
		_, err := ParseReport(strings.NewReader(c.text), "b.rpt")
		if err == nil {
			t.Errorf("%s: no error", name)
			continue
		}
		for _, w := range c.want {
			if !strings.Contains(err.Error(), w) {
				t.Errorf("%s: %q is not in\n%v", name, w, err)
			}
		}
	}
}

// Two of three depths agree by our scheme, all by EXTRAN's; one name is unknown.
func TestCompare(t *testing.T) {
	f, err := Read(strings.NewReader(`[JUNCTIONS]
A 0 5
b 0 5
C 0 5
[OUTFALLS]
D 0 FREE
[CONDUITS]
L A b 100 0.01 0 0
M b C 100 0.01 0 0
N C D 100 0.01 0 0
[XSECTIONS]
L CIRCULAR 1
M CIRCULAR 1
N CIRCULAR 1
`), "c.inp", nil)
	if err != nil {
		t.Fatal(err)
	}
	nan := math.NaN()
	r := &Report{
		Nodes: []Reported{{Name: "A", Peak: 1, Sampled: 1}, {Name: "B", Peak: 1, Sampled: 0.5}, {Name: "C", Peak: 2, Sampled: nan}, {Name: "X", Peak: 1}},
		Links: []Reported{{Name: "L", Peak: 1}, {Name: "M", Peak: 0.001}, {Name: "N", Peak: 1}},
	}
	own := Peaks{Depth: []float64{1.049, 0.5, 1, 0}, Flow: []float64{1, 0.005, 0.9}}
	like := Peaks{Depth: []float64{0.951, 1.04, 2.05, 0}, Flow: []float64{1, 0.005, 0.9}}
	c := r.Compare(f, own, like)
	if c.Depths != 3 || c.DepthsOwn != 1 || c.DepthsLike != 3 || c.Flows != 3 || c.FlowsOwn != 2 || c.FlowsLike != 2 {
		t.Errorf("%+v", c)
	}
	want := []string{"b", "SWMM's peak lasts less", "C", "of the scheme", "X", "does not have it", "D", "does not have it", "N", "by neither"}
	if len(c.Differences) != 5 {
		t.Fatalf("%+v", c.Differences)
	}
	for k, d := range c.Differences {
		if !strings.EqualFold(d.Name, want[2*k]) || !strings.Contains(d.Why, want[2*k+1]) {
			t.Errorf("%d: %+v, want %s: %s", k, d, want[2*k], want[2*k+1])
		}
	}
}

func FuzzReport(f *testing.F) {
	f.Add(smallReport)
	f.Add(strings.Replace(smallReport, "CFS", "CMS", -1))
	f.Add("Flow Units ... CMS\nNode Depth Summary\n---\n-----\n-----\nA\nA B 1 2 3 4 5:6:7:8\nA B 1 1e999 3 4 5\n")
	f.Add("Flow Routing Continuity\n.... ....\n ..\nContinuity Error (%) ..... NaN\n")
	f.Add("ERROR\n(Build \nLink Flow Summary\n-----\n-----\nA CONDUIT 1 0 0:0\n")
	f.Fuzz(func(t *testing.T, text string) {
		r, err := ParseReport(strings.NewReader(text), "fuzz.rpt")
		if (r == nil) == (err == nil) {
			t.Fatalf("%v and %v", r, err)
		}
		if r == nil {
			return
		}
		for _, list := range [][]Reported{r.Nodes, r.Links} {
			for _, one := range list {
				if one.Name == "" || math.IsNaN(one.Peak) || math.IsInf(one.Peak, 0) || math.IsNaN(one.At) {
					t.Fatalf("%+v", one)
				}
			}
		}
	})
}
