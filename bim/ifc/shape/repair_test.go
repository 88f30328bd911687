package shape

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

// brep makes a wall of an IfcFacetedBrep [m]: faces are lists of corners.
func brep(t *testing.T, points [][3]float64, faces [][]int) Element {
	t.Helper()
	var lines, refs []string
	for k, p := range points {
		lines = append(lines, fmt.Sprintf("#%d=IFCCARTESIANPOINT((%.3f,%.3f,%.3f));", 1000+k, 1000*p[0], 1000*p[1], 1000*p[2]))
	}
	for k, f := range faces {
		var corners []string
		for _, c := range f {
			corners = append(corners, fmt.Sprintf("#%d", 1000+c))
		}
		n := 2000 + 3*k
		lines = append(lines,
			fmt.Sprintf("#%d=IFCPOLYLOOP((%s));", n, strings.Join(corners, ",")),
			fmt.Sprintf("#%d=IFCFACEOUTERBOUND(#%d,.T.);", n+1, n),
			fmt.Sprintf("#%d=IFCFACE((#%d));", n+2, n+1))
		refs = append(refs, fmt.Sprintf("#%d", n+2))
	}
	lines = append(lines, "#200=IFCFACETEDBREP(#201);", "#201=IFCCLOSEDSHELL(("+strings.Join(refs, ",")+"));")
	return wall(t, model(t, "#200", lines...))
}

var cubeCorners = [][3]float64{{0, 0, 0}, {1, 0, 0}, {1, 1, 0}, {0, 1, 0}, {0, 0, 1}, {1, 0, 1}, {1, 1, 1}, {0, 1, 1}}

// A cube of 1 m³ with what files do wrong. Its volume is right where it is
// closed, and what was done is told; a face that is missing is not made up.
func TestOpenBodiesAreMended(t *testing.T) {
	good := [][]int{{0, 3, 2, 1}, {4, 5, 6, 7}, {0, 1, 5, 4}, {1, 2, 6, 5}, {2, 3, 7, 6}, {3, 0, 4, 7}}
	cracked := append([][3]float64{}, cubeCorners...)
	cracked = append(cracked, [3]float64{1, 1, 0.999}) // the corner of one face has slipped by 1 mm
	for _, c := range []struct {
		name   string
		points [][3]float64
		faces  [][]int
		closed bool
		told   string
	}{
		{"as it should be", cubeCorners, good, true, ""},
		{"one face the other way round", cubeCorners, [][]int{{0, 3, 2, 1}, {7, 6, 5, 4}, {0, 1, 5, 4}, {1, 2, 6, 5}, {2, 3, 7, 6}, {3, 0, 4, 7}}, true, "2 triangles turned round"},
		{"a corner on a side", append(cubeCorners, [3]float64{1, 0, 0.5}), [][]int{{0, 3, 2, 1}, {4, 5, 6, 7}, {0, 1, 8, 5, 4}, {1, 2, 6, 5}, {2, 3, 7, 6}, {3, 0, 4, 7}}, true, "1 sides split"},
		{"a crack", cracked, [][]int{{0, 3, 2, 1}, {4, 5, 6, 7}, {0, 1, 5, 4}, {1, 2, 8, 5}, {2, 3, 7, 6}, {3, 0, 4, 7}}, true, "filled in"},
		{"without a lid", cubeCorners, [][]int{{0, 3, 2, 1}, {0, 1, 5, 4}, {1, 2, 6, 5}, {2, 3, 7, 6}, {3, 0, 4, 7}}, false, ""},
	} {
		e := brep(t, c.points, c.faces)
		f := e.facts()
		if f.Closed != c.closed {
			t.Errorf("%s: closed %v, expected %v", c.name, f.Closed, c.closed)
		}
		if c.closed && math.Abs(f.Volume-1) > 1e-9 {
			t.Errorf("%s: volume %v, expected 1", c.name, f.Volume)
		}
		if told := strings.Join(f.Repaired, "; "); (c.told == "") != (told == "") || !strings.Contains(told, c.told) {
			t.Errorf("%s: told %q, expected %q", c.name, told, c.told)
		}
		if len(e.Failures) > 0 {
			t.Errorf("%s: %v", c.name, e.Failures)
		}
	}
}

// A wall of 2 × 0.2 × 1 m with a window of 0.5 × 0.6 m: 0.4 m³ gross, 0.34 net.
func TestGrossVolume(t *testing.T) {
	e := wall(t, model(t, "#200",
		"#200=IFCEXTRUDEDAREASOLID(#201,$,#11,1000.);",
		"#201=IFCRECTANGLEPROFILEDEF(.AREA.,$,$,2000.,200.);",
		"#300=IFCOPENINGELEMENT('2YvctVUKr0kugbFTf53O9L',$,'window',$,$,#13,#301,$,$);",
		"#301=IFCPRODUCTDEFINITIONSHAPE($,$,(#302));",
		"#302=IFCSHAPEREPRESENTATION(#5,'Body','SweptSolid',(#303));",
		"#303=IFCEXTRUDEDAREASOLID(#304,#305,#11,600.);",
		"#304=IFCRECTANGLEPROFILEDEF(.AREA.,$,$,500.,400.);",
		"#305=IFCAXIS2PLACEMENT3D(#306,$,$);",
		"#306=IFCCARTESIANPOINT((0.,0.,200.));",
		"#307=IFCRELVOIDSELEMENT('3YvctVUKr0kugbFTf53O9L',$,$,$,#100,#300);"))
	f := e.facts()
	if math.Abs(f.Volume-0.34) > 1e-9 || math.Abs(f.Gross-0.4) > 1e-9 || !f.Closed {
		t.Errorf("net %v, gross %v, closed %v; expected 0.34, 0.4, true", f.Volume, f.Gross, f.Closed)
	}
	if f := wall(t, model(t, "#200", "#200=IFCBLOCK($,1000.,2000.,3000.);")).Cut; f != 0 {
		t.Errorf("a block without openings lost %v", f)
	}
}
