package cmd

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shapan/bim/bcf"
)

// smallModel writes an IFC4 file of boxes: GUID, type and the box's low corner
// and size in millimetres; more are further lines, of which %[1]s… stand for
// nothing: they name boxes as #110, #120, … in their order.
func smallModel(boxes [][8]any, more ...string) string {
	var b strings.Builder
	b.WriteString(`ISO-10303-21;
HEADER;
FILE_DESCRIPTION((''),'2;1');
FILE_NAME('small.ifc','2026-03-01T12:00:00',(''),(''),'','','');
FILE_SCHEMA(('IFC4'));
ENDSEC;
DATA;
#1=IFCPROJECT('0000000000000000000001',$,'p',$,$,$,$,(#5),#3);
#2=IFCSIUNIT(*,.LENGTHUNIT.,.MILLI.,.METRE.);
#3=IFCUNITASSIGNMENT((#2));
#4=IFCCARTESIANPOINT((0.,0.,0.));
#5=IFCGEOMETRICREPRESENTATIONCONTEXT($,'Model',3,1.E-5,#6,$);
#6=IFCAXIS2PLACEMENT3D(#4,$,$);
#7=IFCDIRECTION((0.,0.,1.));
#8=IFCCARTESIANPOINT((0.,0.));
#9=IFCAXIS2PLACEMENT2D(#8,$);
`)
	for k, box := range boxes {
		n := 110 + 10*k
		x, y, z := box[2].(float64), box[3].(float64), box[4].(float64)
		dx, dy, dz := box[5].(float64), box[6].(float64), box[7].(float64)
		fmt.Fprintf(&b, "#%d=IFCCARTESIANPOINT((%f,%f,%f));\n", n+1, x+dx/2, y+dy/2, z)
		fmt.Fprintf(&b, "#%d=IFCAXIS2PLACEMENT3D(#%d,$,$);\n#%d=IFCLOCALPLACEMENT($,#%d);\n", n+2, n+1, n+3, n+2)
		fmt.Fprintf(&b, "#%d=IFCRECTANGLEPROFILEDEF(.AREA.,$,#9,%f,%f);\n#%d=IFCEXTRUDEDAREASOLID(#%d,#6,#7,%f);\n", n+4, dx, dy, n+5, n+4, dz)
		fmt.Fprintf(&b, "#%d=IFCSHAPEREPRESENTATION(#5,'Body','SweptSolid',(#%d));\n#%d=IFCPRODUCTDEFINITIONSHAPE($,$,(#%d));\n", n+6, n+5, n+7, n+6)
		fmt.Fprintf(&b, "#%d=%s('%s',$,'%s',$,$,#%d,#%d,$%s);\n", n, box[1], box[0], strings.ToLower(box[1].(string)[3:]), n+3, n+7, map[string]string{"IFCDOOR": ",$,$,$,$,$", "IFCELEMENTASSEMBLY": ",$,$"}[box[1].(string)]+map[bool]string{true: ",$"}[box[1] != "IFCDOOR" && box[1] != "IFCELEMENTASSEMBLY"])
	}
	for _, line := range more {
		b.WriteString(line + "\n")
	}
	b.WriteString("ENDSEC;\nEND-ISO-10303-21;\n")
	return b.String()
}

func TestClash(t *testing.T) {
	folder := t.TempDir()
	// A wall of 0.3 m with an opening, the door in it (0.1 m too high: its head is in
	// the wall, which it may be), and a beam that lies on the wall.
	a := write(t, folder, "a.ifc", smallModel([][8]any{
		{"0000000000000000000wal", "IFCWALL", 0., 0., 0., 300., 5000., 3000.},
		{"0000000000000000000ope", "IFCOPENINGELEMENT", -100., 1000., 0., 500., 1000., 2000.},
		{"0000000000000000000doo", "IFCDOOR", 100., 1000., 0., 50., 1000., 2100.},
		{"0000000000000000000bea", "IFCBEAM", -1000., 2000., 3000., 3000., 200., 300.},
	},
		"#900=IFCRELVOIDSELEMENT('0000000000000000000re1',$,$,$,#110,#120);",
		"#901=IFCRELFILLSELEMENT('0000000000000000000re2',$,$,$,#120,#130);"))
	// A pipe through the wall, one through the door's opening, a shore of the beam.
	b := write(t, folder, "b.ifc", smallModel([][8]any{
		{"0000000000000000000pip", "IFCPIPESEGMENT", -1000., 4000., 1000., 2300., 100., 100.},
		{"0000000000000000000fre", "IFCPIPESEGMENT", -1000., 1400., 500., 1050., 100., 100.},
		{"0000000000000000000sho", "IFCMEMBER", 1000., 2050., 0., 100., 100., 3100.},
	}))
	var answer struct {
		Pairs []struct {
			A, B, Kind string
			Depth      float64 `json:"depth_m"`
			Volume     float64 `json:"volume_m3"`
			Distance   float64 `json:"distance_m"`
			Point      []float64
		}
		Unchecked []any
	}
	ask := func(more ...string) []string {
		t.Helper()
		var out bytes.Buffer
		root := newRoot()
		root.SetOut(&out)
		root.SetErr(&out)
		root.SetArgs(append([]string{"clash", a, b, "--json"}, more...))
		if err := root.Execute(); err != nil {
			t.Fatal(err)
		}
		answer.Pairs = nil
		if err := json.Unmarshal(out.Bytes(), &answer); err != nil {
			t.Fatalf("%v in %s", err, out.Bytes())
		}
		var found []string
		for _, p := range answer.Pairs {
			found = append(found, fmt.Sprintf("%s %s %s %.4f %.4f", p.A[19:], p.B[19:], p.Kind, p.Volume, p.Distance))
		}
		return found
	}
	issues := filepath.Join(folder, "out.bcfzip")
	all := []string{"bea sho pierce 0.0010 0.0000", "doo fre clearance 0.0000 0.0500", "wal pip pierce 0.0030 0.0000"}
	if got := ask("--bcf", issues, "--bcf-version", "3.0"); strings.Join(got, "; ") != strings.Join(all, "; ") {
		t.Errorf("clashes %q, want %q", got, all)
	}
	data, err := os.ReadFile(issues)
	if err != nil {
		t.Fatal(err)
	}
	file, err := bcf.Read(data)
	if err != nil || file.Version != bcf.V30 || len(file.Topics) != 3 || len(file.Topics[0].Viewpoints[0].Selection) != 2 {
		t.Errorf("the issues: %+v, %v", file, err)
	}
	if got := ask("--clearance-mm", "0"); len(got) != 2 {
		t.Errorf("without a clearance %q, want the two hard clashes", got)
	}
	// The shore is gone before the beam comes; the pipe is there with the wall.
	plan := write(t, folder, "plan.csv", "ID,Name,Duration,Start,Predecessors,IfcClass,Effect\n1,Shores,2d,2026-03-02,,IfcMember,temporary\n2,Beams,2d,,1,IfcBeam,\n3,Wall,1d,2026-03-02,,IfcWall,\n")
	if got := ask("--clearance-mm", "0", "--schedule", plan); len(got) != 1 || !strings.HasPrefix(got[0], "wal pip") {
		t.Errorf("by the schedule %q, want the pipe in the wall alone", got)
	}
	for _, wrong := range [][]string{
		{"clash"}, {"clash", a, filepath.Join(folder, "none.ifc")}, {"clash", a, "--tolerance-mm", "-1"},
		{"clash", a, "--rules", plan}, {"clash", a, "--schedule", plan, "--dates", "hoped"}, {"clash", a, "--bcf-version", "4"}, {"clash", plan},
	} {
		root := newRoot()
		root.SetOut(&bytes.Buffer{})
		root.SetErr(&bytes.Buffer{})
		root.SetArgs(wrong)
		if err := root.Execute(); err == nil || !badInput(err) {
			t.Errorf("%q: %v, want an error of the input", wrong, err)
		}
	}
}
