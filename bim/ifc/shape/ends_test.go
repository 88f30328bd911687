package shape

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/bim/ifc"
	"shapan/bim/ifc/step"
)

// What is swept along an arc ends square to the arc, not to its first chord: a
// bend of 0.4 m radius in 32 chords to a circle would stand out by 20 mm. Bounds
// are those of a quarter ring, or of less, within the chord tolerance.
func TestSweptEndsAreSquareToTheCurve(t *testing.T) {
	const bend = `#121=IFCTRIMMEDCURVE(#122,(IFCPARAMETERVALUE(0.)),(IFCPARAMETERVALUE(90.)),.T.,.PARAMETER.);
#122=IFCCIRCLE(#8,400.);#104=IFCRECTANGLEPROFILEDEF(.AREA.,$,$,200.,200.);`
	for name, lines := range map[string]string{
		"fixed reference": "#103=IFCFIXEDREFERENCESWEPTAREASOLID(#104,$,#121,$,$,#11);" + bend,
		"on a plane":      "#103=IFCSURFACECURVESWEPTAREASOLID(#104,$,#121,$,$,#123);#123=IFCPLANE(#8);" + bend,
		"disk":            "#103=IFCSWEPTDISKSOLID(#121,100.,$,$,$);" + bend,
		"composite":       "#103=IFCSWEPTDISKSOLID(#124,100.,$,$,$);#124=IFCCOMPOSITECURVE((#125),.F.);#125=IFCCOMPOSITECURVESEGMENT(.CONTINUOUS.,.T.,#121);" + bend,
		"arc by points":   "#103=IFCSWEPTDISKSOLID(#124,100.,$,$,$);#124=IFCINDEXEDPOLYCURVE(#125,(IFCARCINDEX((1,2,3))),.F.);#125=IFCCARTESIANPOINTLIST3D(((400.,0.,0.),(282.842712474619,282.842712474619,0.),(0.,400.,0.)));" + bend,
		"backward":        "#103=IFCSWEPTDISKSOLID(#124,100.,$,$,$);#124=IFCCOMPOSITECURVE((#125),.F.);#125=IFCCOMPOSITECURVESEGMENT(.CONTINUOUS.,.F.,#121);" + bend,
	} {
		e := wall(t, model(t, "#103", lines))
		if len(e.Failures) > 0 {
			t.Errorf("%s: %v", name, e.Failures)
			continue
		}
		low, high, _ := e.Mesh().Bounds()
		// 1 mm was set, and holds where corners are corners. Disks came to 1.045 mm: their
		// corners stand out so that their area is kept (0.83 mm here), and the plane of the
		// end cuts a leg askew by half a chord's angle, which stretches the section by 0.12 %.
		allowed := 1e-3
		if strings.Contains(lines, "IFCSWEPTDISKSOLID") {
			allowed = 2e-3
		}
		for axis, want := range [2][3]float64{{0, 0, -0.1}, {0.5, 0.5, 0.1}} {
			got := [2]mgl64.Vec3{low, high}[axis]
			for k := range 3 {
				if math.Abs(got[k]-want[k]) > allowed {
					t.Errorf("%s: from %v to %v, want 0 0 -0.1 to 0.5 0.5 0.1", name, low, high)
				}
			}
		}
	}
}

// An arc may end beyond a full turn in radians too, as in a wall round a court:
// that is no file that counts degrees.
func TestArcsInRadiansThatEndBeyondAFullTurn(t *testing.T) {
	lines := []string{`#103=IFCEXTRUDEDAREASOLID(#104,$,#11,1000.);
#104=IFCARBITRARYCLOSEDPROFILEDEF(.AREA.,$,#120);
#120=IFCCOMPOSITECURVE((#121,#122,#123,#124),.F.);
#121=IFCCOMPOSITECURVESEGMENT(.CONTINUOUS.,.T.,#125);
#122=IFCCOMPOSITECURVESEGMENT(.CONTINUOUS.,.T.,#126);
#123=IFCCOMPOSITECURVESEGMENT(.CONTINUOUS.,.T.,#127);
#124=IFCCOMPOSITECURVESEGMENT(.CONTINUOUS.,.T.,#128);
#125=IFCTRIMMEDCURVE(#129,(IFCPARAMETERVALUE(5.)),(IFCPARAMETERVALUE(9.)),.T.,.PARAMETER.);
#127=IFCTRIMMEDCURVE(#130,(IFCPARAMETERVALUE(9.)),(IFCPARAMETERVALUE(5.)),.F.,.PARAMETER.);
#129=IFCCIRCLE(#8,3000.);
#130=IFCCIRCLE(#8,2000.);
#126=IFCPOLYLINE((#131,#132));
#128=IFCPOLYLINE((#133,#134));`,
		point(131, 3000*math.Cos(9), 3000*math.Sin(9)), point(132, 2000*math.Cos(9), 2000*math.Sin(9)),
		point(133, 2000*math.Cos(5), 2000*math.Sin(5)), point(134, 3000*math.Cos(5), 3000*math.Sin(5))}
	text := strings.Join(lines, "\n")
	checkBody(t, "court", wall(t, inRadians(t, text)), 4.0/2*(9-4), arcs)
}

func point(id int, x, y float64) string {
	return fmt.Sprintf("#%d=IFCCARTESIANPOINT((%.9f,%.9f));", id, x, y)
}

// inRadians is a model of item #103 whose angles count in radians.
func inRadians(t *testing.T, lines string) *ifc.Model {
	t.Helper()
	text := strings.Replace(modelText("#103", lines), "(#3,#4)", "(#3,#10)", 1)
	f, err := step.Parse("test.ifc", text)
	if err != nil {
		t.Fatal(err)
	}
	return ifc.New(f)
}
