package cmd

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// steadySewer is a manhole that gets 0.1 m³/s and a pipe of 600 mm at 1 % to an outfall.
const steadySewer = `[OPTIONS]
FLOW_UNITS CMS
FLOW_ROUTING DYNWAVE
START_DATE 07/20/2026
END_DATE 07/20/2026
START_TIME 00:00
END_TIME 01:00
REPORT_STEP 00:01
ROUTING_STEP 2
[JUNCTIONS]
M1 10.0 2.0 0 0 0
[OUTFALLS]
O1 9.0 NORMAL
[CONDUITS]
C1 M1 O1 100 0.013 0 0
[XSECTIONS]
C1 CIRCULAR 0.6 0 0 0
[INFLOWS]
M1 FLOW "" FLOW 1.0 1.0 0.1
`

func TestSewerRunsAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "steady.inp")
	if err := os.WriteFile(path, []byte(steadySewer), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, scheme := range []string{"own", "extran"} {
		var out bytes.Buffer
		c := sewerCommand()
		c.SetOut(&out)
		c.SetArgs([]string{path, "--scheme", scheme, "--json"})
		if err := c.Execute(); err != nil {
			t.Fatal(err)
		}
		var a sewerAnswer
		if err := json.Unmarshal(out.Bytes(), &a); err != nil {
			t.Fatal(err)
		}
		// Normal depth of 0.1 m³/s in 600 mm at 1 %, n 0.013: 0.1637 m (Manning). EXTRAN's
		// scheme overshoots as the pipe fills.
		if d, q := *a.Nodes[0].Depth, *a.Links[0].Flow; math.Abs(d/0.1637-1) > 0.03 || math.Abs(q/0.1-1) > 0.03 {
			t.Errorf("%s: %.4f m deep, %.4f m³/s, want 0.1637 m, 0.1 m³/s", scheme, d, q)
		}
		if v := a.Volumes; math.Abs(v.Inflow-360) > 0.5 || math.Abs(v.Inflow-v.Outfalls-v.Flooded-v.Stored) > 1e-6*v.Inflow {
			t.Errorf("%s: volumes %+v", scheme, v)
		}
	}
	var out bytes.Buffer
	c := sewerCommand()
	c.SetOut(&out)
	c.SetArgs([]string{path})
	if err := c.Execute(); err != nil || !strings.Contains(out.String(), "M1") || !strings.Contains(out.String(), "levels off by") {
		t.Errorf("%v: %s", err, out.String())
	}
}

// The report that SWMM would write of steadySewer, but for a flow that is 10 % high
// and a node that the file does not have.
const steadyReport = `  EPA STORM WATER MANAGEMENT MODEL - VERSION 5.2 (Build 5.2.4)
  Flow Units ............... CMS
  **************************        Volume        Volume
  Flow Routing Continuity        hectare-m      10^6 ltr
  **************************     ---------     ---------
  External Inflow ..........         0.036         0.360
  External Outflow .........         0.035         0.353
  Continuity Error (%) .....         0.200

  Node Depth Summary
  ---------------------------------------------------------------------------------
  Node                 Type       Meters   Meters   Meters  days hr:min      Meters
  ---------------------------------------------------------------------------------
  M1                   JUNCTION     0.16     0.16    10.16     0  00:10        0.16
  O1                   OUTFALL      0.16     0.16     9.16     0  00:10        0.16
  X9                   JUNCTION     0.16     0.16    10.16     0  00:10        0.16

  Link Flow Summary
  -----------------------------------------------------------------------------
  Link                 Type          CMS  days hr:min     m/sec    Flow   Depth
  -----------------------------------------------------------------------------
  C1                   CONDUIT     0.110     0  00:10      2.00    1.00    0.30

`

func TestSewerBesideSWMM(t *testing.T) {
	dir := t.TempDir()
	network, report := filepath.Join(dir, "steady.inp"), filepath.Join(dir, "steady.rpt")
	for path, text := range map[string]string{network: steadySewer, report: steadyReport} {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	run := func(args ...string) (string, error) {
		var out bytes.Buffer
		c := sewerCommand()
		c.SetOut(&out)
		c.SetArgs(args)
		c.SilenceErrors, c.SilenceUsage = true, true
		err := c.Execute()
		return out.String(), err
	}
	out, err := run(network, "--compare", report, "--json")
	if err != nil {
		t.Fatal(err)
	}
	var a sewerComparison
	if err := json.Unmarshal([]byte(out), &a); err != nil {
		t.Fatal(err)
	}
	if a.Build != "5.2.4" || a.Depths != (sewerAgreement{2, 2, 2}) || a.Flows != (sewerAgreement{1, 0, 0}) {
		t.Errorf("%+v", a)
	}
	if len(a.Apart) != 2 || a.Apart[0].Name != "X9" || a.Apart[0].Own != nil || a.Apart[1].Name != "C1" || *a.Apart[1].SWMM != 0.11 {
		t.Errorf("%+v", a.Apart)
	}
	if math.Abs(a.SWMM.Inflow-360) > 1e-9 || math.Abs(a.Own.Inflow-360) > 0.5 || math.Abs(a.Like.Inflow-360) > 1 {
		t.Errorf("inflows %v, %v, %v m³, want 360", a.SWMM.Inflow, a.Own.Inflow, a.Like.Inflow)
	}
	out, err = run(network, "--compare", report)
	if err != nil || !strings.Contains(out, "of 2 peak depths 2 agree") || !strings.Contains(out, "by neither scheme") {
		t.Errorf("%v: %s", err, out)
	}
	if _, err = run(network, "--compare", network); err == nil || !strings.Contains(err.Error(), "no report of SWMM 5") {
		t.Errorf("a network as a report: %v", err)
	}
	if _, err = run(network, "--scheme", "none"); err == nil || !strings.Contains(err.Error(), "both") {
		t.Errorf("an unknown scheme: %v", err)
	}
}
