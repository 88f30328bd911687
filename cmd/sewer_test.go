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
