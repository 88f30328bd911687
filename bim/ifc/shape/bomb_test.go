package shape

import (
	"fmt"
	"strings"
	"testing"
)

// TestBombsEndSoon: items that hold themselves twice over, forty times nested,
// end with a reason after little work, and what is larger than the Earth has no
// more triangles than what is large.
func TestBombsEndSoon(t *testing.T) {
	if testing.Short() {
		t.Skip("two seconds of one goroutine's work: nothing for the race detector")
	}
	nested := func(format string, first, step int) string {
		var b strings.Builder
		for k := range 40 {
			n := first + step*k
			fmt.Fprintf(&b, format, n, n+1, n+2, n+3, n+step)
		}
		return b.String()
	}
	for _, c := range []struct{ name, lines string }{
		{"profiles", "#103=IFCEXTRUDEDAREASOLID(#200,$,#11,1.);" + nested("#%[1]d=IFCCOMPOSITEPROFILEDEF(.AREA.,$,(#%[5]d,#%[5]d),$);", 200, 10) + "#600=IFCRECTANGLEPROFILEDEF(.AREA.,$,$,1.,1.);"},
		{"curves", "#103=IFCSWEPTDISKSOLID(#200,1.,$,$,$);" + nested("#%[1]d=IFCCOMPOSITECURVE((#%[2]d,#%[2]d),.F.);#%[2]d=IFCCOMPOSITECURVESEGMENT(.CONTINUOUS.,.T.,#%[5]d);", 200, 10) + "#600=IFCPOLYLINE((#9,#601));#601=IFCCARTESIANPOINT((1.,0.,0.));"},
		{"maps", "#103=IFCMAPPEDITEM(#200,#150);#150=IFCCARTESIANTRANSFORMATIONOPERATOR3D($,$,#9,$,$);" + nested("#%[1]d=IFCREPRESENTATIONMAP(#8,#%[2]d);#%[2]d=IFCSHAPEREPRESENTATION(#5,$,$,(#%[3]d,#%[3]d));#%[3]d=IFCMAPPEDITEM(#%[5]d,#150);", 200, 10) + "#600=IFCREPRESENTATIONMAP(#8,#601);#601=IFCSHAPEREPRESENTATION(#5,$,$,(#602));#602=IFCBLOCK(#8,1.,1.,1.);"},
	} {
		e := wall(t, model(t, "#103", c.lines))
		if len(e.Failures) == 0 || !strings.Contains(e.Failures[0], "steps of work") {
			t.Errorf("%s: %d parts, failures %.300q", c.name, len(e.Parts), e.Failures)
		}
	}
	for _, lines := range []string{
		"#103=IFCSPHERE(#8,9000000000000.);",
		"#103=IFCRIGHTCIRCULARCYLINDER(#8,1000.,9000000000000.);",
		"#103=IFCSWEPTDISKSOLID(#104,5000000000.,$,$,$);#104=IFCCIRCLE(#8,9000000000000.);",
	} {
		e := wall(t, model(t, "#103", lines))
		if n := len(e.Mesh().Triangles); n == 0 || n > 1_000_000 {
			t.Errorf("%s: %d triangles", lines, n)
		}
	}
}
