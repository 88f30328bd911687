package shape

import (
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"

	"shapan/bim/ifc"
	"shapan/bim/ifc/step"
)

// model makes a file of these lines: millimetres and degrees, one wall #100 with
// the representation items given.
func model(t testing.TB, items string, lines ...string) *ifc.Model {
	t.Helper()
	f, err := step.Parse("test.ifc", modelText(items, lines...))
	if err != nil {
		t.Fatal(err)
	}
	return ifc.New(f)
}

func modelText(items string, lines ...string) string {
	return `ISO-10303-21;HEADER;FILE_DESCRIPTION((''),'2;1');FILE_NAME('','',(''),(''),'','','');FILE_SCHEMA(('IFC4'));ENDSEC;DATA;
#1=IFCPROJECT('0YvctVUKr0kugbFTf53O9L',$,'p',$,$,$,$,(#5),#2);
#2=IFCUNITASSIGNMENT((#3,#4));
#3=IFCSIUNIT(*,.LENGTHUNIT.,.MILLI.,.METRE.);
#4=IFCCONVERSIONBASEDUNIT(#6,.PLANEANGLEUNIT.,'DEGREE',#7);
#5=IFCGEOMETRICREPRESENTATIONCONTEXT($,'Model',3,1.E-5,#8,$);
#6=IFCDIMENSIONALEXPONENTS(0,0,0,0,0,0,0);
#7=IFCMEASUREWITHUNIT(IFCRATIOMEASURE(0.0174532925199433),#10);
#8=IFCAXIS2PLACEMENT3D(#9,$,$);
#9=IFCCARTESIANPOINT((0.,0.,0.));
#10=IFCSIUNIT(*,.PLANEANGLEUNIT.,$,.RADIAN.);
#11=IFCDIRECTION((0.,0.,1.));
#12=IFCDIRECTION((1.,0.,0.));
#13=IFCLOCALPLACEMENT($,#8);
#14=IFCCARTESIANPOINT((0.,0.));
#15=IFCAXIS2PLACEMENT2D(#14,$);
#100=IFCWALL('1YvctVUKr0kugbFTf53O9L',$,'wall',$,$,#13,#101,$,$);
#101=IFCPRODUCTDEFINITIONSHAPE($,$,(#102));
#102=IFCSHAPEREPRESENTATION(#5,'Body','SweptSolid',(` + items + `));
` + strings.Join(lines, "\n") + "\nENDSEC;END-ISO-10303-21;\n"
}

func wall(t testing.TB, m *ifc.Model) Element {
	t.Helper()
	for _, e := range Build(m, Options{}) {
		if e.ID == 100 {
			return e
		}
	}
	t.Fatal("no wall")
	return Element{}
}

// TestProfileAreas compares areas with those that handbooks' formulas give; 1 m
// is extruded, so that the volume [m³] is the area [m²]. Arcs are drawn with 32
// chords to a circle, which hold 99.36 % of its area: so much of the circles of
// the four roundings is allowed, beside 0.02 % for the handbook's last digit.
func TestProfileAreas(t *testing.T) {
	const corner = 1 - math.Pi/4 // of r², missing at a rounded corner
	for _, c := range []struct {
		profile string
		area    float64 // [m²]
		allowed float64
	}{
		{"IFCRECTANGLEPROFILEDEF(.AREA.,$,$,300.,500.)", 0.15, 1e-9},
		{"IFCROUNDEDRECTANGLEPROFILEDEF(.AREA.,$,$,300.,500.,50.)", 0.15 - 4*corner*0.0025, 0.001},
		{"IFCRECTANGLEHOLLOWPROFILEDEF(.AREA.,$,$,300.,500.,10.,$,$)", 0.15 - 0.28*0.48, 1e-9},
		{"IFCRECTANGLEHOLLOWPROFILEDEF(.AREA.,$,$,300.,500.,10.,10.,20.)", 0.15 - 0.28*0.48 - 4*corner*(0.0004-0.0001), 0.001},
		{"IFCTRAPEZIUMPROFILEDEF(.AREA.,$,$,400.,200.,300.,50.)", 0.09, 1e-9},
		{"IFCCIRCLEPROFILEDEF(.AREA.,$,$,100.)", math.Pi * 0.01, 1e-6},
		{"IFCCIRCLEHOLLOWPROFILEDEF(.AREA.,$,$,100.,10.)", math.Pi * (0.01 - 0.0081), 1e-6},
		{"IFCELLIPSEPROFILEDEF(.AREA.,$,$,100.,50.)", math.Pi * 0.005, 0.01},
		// HEA 200: 190 × 200, web 6.5, flange 10, root 18: 53.83 cm² (EN 10365)
		{"IFCISHAPEPROFILEDEF(.AREA.,$,$,200.,190.,6.5,10.,18.,$,$)", 53.83e-4, 0.0064*math.Pi*0.018*0.018/53.83e-4 + 0.0002},
		// IPE 300: 300 × 150, 7.1, 10.7, 15: 53.81 cm² (EN 10365)
		{"IFCISHAPEPROFILEDEF(.AREA.,$,$,150.,300.,7.1,10.7,15.,$,$)", 53.81e-4, 0.0064*math.Pi*0.015*0.015/53.81e-4 + 0.0002},
		{"IFCASYMMETRICISHAPEPROFILEDEF(.AREA.,$,$,200.,300.,10.,20.,$,100.,10.,$,$,$,$,$)", 0.2*0.02 + 0.1*0.01 + 0.27*0.01, 1e-9},
		// L 100 × 100 × 10, root 12, toe 6: 19.15 cm² (EN 10056-1)
		{"IFCLSHAPEPROFILEDEF(.AREA.,$,$,100.,100.,10.,12.,6.,$)", 19.15e-4, 0.001},
		// UPN 200: 200 × 75, 8.5, 11.5, root 11.5, toe 6, 8 %: 32.2 cm² (EN 10365)
		{"IFCUSHAPEPROFILEDEF(.AREA.,$,$,200.,75.,8.5,11.5,11.5,6.,4.5739)", 32.2e-4, 0.005},
		{"IFCCSHAPEPROFILEDEF(.AREA.,$,$,200.,80.,5.,30.,$)", 5e-3*(0.2+2*0.075+2*0.025) - 0, 1e-9},
		{"IFCZSHAPEPROFILEDEF(.AREA.,$,$,200.,80.,6.,8.,$,$)", 0.2*0.006 + 2*0.008*0.074, 1e-9},
		{"IFCTSHAPEPROFILEDEF(.AREA.,$,$,100.,100.,10.,10.,$,$,$,$,$)", 0.1*0.01 + 0.09*0.01, 1e-9},
	} {
		e := wall(t, model(t, "#103", "#103=IFCEXTRUDEDAREASOLID(#104,$,#11,1000.);", "#104="+c.profile+";"))
		got := e.Mesh().Volume()
		if len(e.Failures) > 0 || !(math.Abs(got-c.area) <= c.allowed*c.area) {
			t.Errorf("%s: area %.6g m², want %.6g within %.2g: %v", c.profile, got, c.area, c.allowed, e.Failures)
		}
		if m := e.Mesh(); !closedWithin(m, weld) {
			t.Errorf("%s: not closed", c.profile)
		}
	}
}

const box = `#103=IFCEXTRUDEDAREASOLID(#104,$,#11,1000.);
#104=IFCRECTANGLEPROFILEDEF(.AREA.,$,#15,2000.,1000.);`

// TestBodies compares volumes [m³] of items with what geometry says.
func TestBodies(t *testing.T) {
	for _, c := range []struct {
		name, items, lines string
		volume, allowed    float64
	}{
		{"extruded", "#103", box, 2, 1e-9},
		{"half above cut off", "#110", box + `
#110=IFCBOOLEANCLIPPINGRESULT(.DIFFERENCE.,#103,#111);
#111=IFCHALFSPACESOLID(#112,.F.);
#112=IFCPLANE(#113);
#113=IFCAXIS2PLACEMENT3D(#114,$,$);
#114=IFCCARTESIANPOINT((0.,0.,500.));`, 1, 1e-9},
		{"bounded half space", "#110", box + `
#110=IFCBOOLEANCLIPPINGRESULT(.DIFFERENCE.,#103,#111);
#111=IFCPOLYGONALBOUNDEDHALFSPACE(#112,.F.,#8,#115);
#112=IFCPLANE(#113);
#113=IFCAXIS2PLACEMENT3D(#114,$,$);
#114=IFCCARTESIANPOINT((0.,0.,500.));
#115=IFCPOLYLINE((#116,#117,#118,#119,#116));
#116=IFCCARTESIANPOINT((-100.,-100.));
#117=IFCCARTESIANPOINT((100.,-100.));
#118=IFCCARTESIANPOINT((100.,100.));
#119=IFCCARTESIANPOINT((-100.,100.));`, 2 - 0.2*0.2*0.5, 1e-9},
		{"union", "#110", box + `
#110=IFCBOOLEANRESULT(.UNION.,#103,#111);
#111=IFCBLOCK(#8,2000.,1000.,1000.);`, 2 + 2 - 0.5, 1e-9},
		{"intersection", "#110", box + `
#110=IFCBOOLEANRESULT(.INTERSECTION.,#103,#111);
#111=IFCBLOCK(#8,2000.,1000.,1000.);`, 0.5, 1e-9},
		{"sphere", "#110", "#110=IFCCSGSOLID(#111);#111=IFCSPHERE(#8,1000.);", 4 * math.Pi / 3, 0.01},
		{"cylinder", "#110", "#110=IFCCSGSOLID(#111);#111=IFCRIGHTCIRCULARCYLINDER(#8,2000.,1000.);", 2 * math.Pi, 1e-6},
		// 90° of a 2 × 1 rectangle about an axis 3 m off: area × way of the centroid
		{"revolved", "#110", `#110=IFCREVOLVEDAREASOLID(#104,#8,#111,90.);
#111=IFCAXIS1PLACEMENT(#112,#113);
#112=IFCCARTESIANPOINT((3000.,0.,0.));
#113=IFCDIRECTION((0.,1.,0.));
` + box, 2 * 3 * math.Pi / 2, 0.001},
		// a bar of 10 mm radius, 1 m straight
		{"bar", "#110", `#110=IFCSWEPTDISKSOLID(#111,10.,$,$,$);
#111=IFCPOLYLINE((#9,#112));
#112=IFCCARTESIANPOINT((0.,0.,1000.));`, math.Pi * 1e-4, 1e-6},
		{"pipe", "#110", `#110=IFCSWEPTDISKSOLID(#111,10.,5.,0.,1.);
#111=IFCPOLYLINE((#9,#112));
#112=IFCCARTESIANPOINT((0.,0.,1000.));`, math.Pi * 0.75e-4, 1e-6},
		{"tapered", "#110", `#110=IFCEXTRUDEDAREASOLIDTAPERED(#104,$,#11,3000.,#111);
#111=IFCRECTANGLEPROFILEDEF(.AREA.,$,#15,1000.,500.);
` + box, 3.0 / 3 * (2 + 0.5 + math.Sqrt(2*0.5)), 1e-9},
		{"mirrored and stretched", "#110", `#110=IFCMAPPEDITEM(#111,#112);
#111=IFCREPRESENTATIONMAP(#8,#113);
#112=IFCCARTESIANTRANSFORMATIONOPERATOR3DNONUNIFORM(#12,#114,#9,2.,#11,3.,1.);
#113=IFCSHAPEREPRESENTATION(#5,'Body','SweptSolid',(#103));
#114=IFCDIRECTION((0.,-1.,0.));
` + box, 2 * 2 * 3, 1e-9},
		{"tetrahedron, PnIndex", "#110", `#110=IFCTRIANGULATEDFACESET(#111,$,.T.,((1,3,2),(1,2,4),(2,3,4),(1,4,3)),(2,3,4,1));
#111=IFCCARTESIANPOINTLIST3D(((0.,0.,0.),(1000.,0.,0.),(0.,1000.,0.),(0.,0.,1000.)));`, 1.0 / 6, 1e-9},
		{"arc and line", "#110", `#110=IFCEXTRUDEDAREASOLID(#111,$,#11,1000.);
#111=IFCARBITRARYCLOSEDPROFILEDEF(.AREA.,$,#112);
#112=IFCINDEXEDPOLYCURVE(#113,(IFCARCINDEX((1,2,3)),IFCLINEINDEX((3,1))),$);
#113=IFCCARTESIANPOINTLIST2D(((1000.,0.),(0.,1000.),(-1000.,0.)));`, math.Pi / 2, 0.01},
		{"trimmed ellipse", "#110", `#110=IFCEXTRUDEDAREASOLID(#111,$,#11,1000.);
#111=IFCARBITRARYCLOSEDPROFILEDEF(.AREA.,$,#112);
#112=IFCCOMPOSITECURVE((#113,#114),.F.);
#113=IFCCOMPOSITECURVESEGMENT(.CONTINUOUS.,.T.,#115);
#114=IFCCOMPOSITECURVESEGMENT(.CONTINUOUS.,.T.,#117);
#115=IFCTRIMMEDCURVE(#116,(IFCPARAMETERVALUE(0.)),(IFCPARAMETERVALUE(180.)),.T.,.PARAMETER.);
#116=IFCELLIPSE(#15,2000.,1000.);
#117=IFCPOLYLINE((#118,#119));
#118=IFCCARTESIANPOINT((-2000.,0.));
#119=IFCCARTESIANPOINT((2000.,0.));`, math.Pi, 0.01},
	} {
		e := wall(t, model(t, c.items, c.lines))
		got := e.Mesh().Volume()
		if len(e.Failures) > 0 || !(math.Abs(got-c.volume) <= c.allowed*c.volume) {
			t.Errorf("%s: %.9g m³, want %.9g within %.2g: %v", c.name, got, c.volume, c.allowed, e.Failures)
		}
		if m := e.Mesh(); !closedWithin(m, weld) {
			t.Errorf("%s: not closed", c.name)
		}
	}
}

// TestOpeningIsCut also tells that an opening keeps its own shape.
func TestOpeningIsCut(t *testing.T) {
	m := model(t, "#103", box, `#200=IFCOPENINGELEMENT('2YvctVUKr0kugbFTf53O9L',$,'hole',$,$,#201,#202,$,$);
#201=IFCLOCALPLACEMENT(#13,#203);
#202=IFCPRODUCTDEFINITIONSHAPE($,$,(#204));
#203=IFCAXIS2PLACEMENT3D(#205,$,$);
#204=IFCSHAPEREPRESENTATION(#5,'Body','SweptSolid',(#206));
#205=IFCCARTESIANPOINT((0.,-600.,250.));
#206=IFCBLOCK(#8,500.,1200.,500.);
#207=IFCRELVOIDSELEMENT('3YvctVUKr0kugbFTf53O9L',$,$,$,#100,#200);`)
	elements := Build(m, Options{})
	if len(elements) != 2 {
		t.Fatalf("%d elements, want 2", len(elements))
	}
	for _, e := range elements {
		want := 2 - 0.5*1*0.5
		if e.Opening {
			want = 0.5 * 1.2 * 0.5
		}
		if v := e.Mesh().Volume(); math.Abs(v-want) > 1e-9 || len(e.Failures) > 0 {
			t.Errorf("%s: %v m³, want %v: %v", e.Type, v, want, e.Failures)
		}
	}
}

// TestFailuresAreTold: a reason, and a box where there are points.
func TestFailuresAreTold(t *testing.T) {
	for _, c := range []struct{ name, items, lines, reason string }{
		{"unknown item", "#103", "#103=IFCSOMETHINGNEW(#104);#104=IFCCARTESIANPOINT((1.,2.,3.));", "no representation item that is known"},
		{"holds itself", "#103", "#103=IFCBOOLEANRESULT(.DIFFERENCE.,#103,#103);", "contains itself"},
		{"union with itself", "#103", "#103=IFCBOOLEANRESULT(.UNION.,#103,#103);", "nested more than"},
		{"maps itself", "#103", "#103=IFCMAPPEDITEM(#104,#105);#104=IFCREPRESENTATIONMAP(#8,#102);#105=IFCCARTESIANTRANSFORMATIONOPERATOR3D($,$,#9,$,$);", "maps itself"},
		{"composite of itself", "#103", "#103=IFCSWEPTDISKSOLID(#104,1.,$,$,$);#104=IFCCOMPOSITECURVE((#105),.F.);#105=IFCCOMPOSITECURVESEGMENT(.CONTINUOUS.,.T.,#104);", "nested more than"},
		{"no depth", "#103", strings.Replace(box, "1000.);\n", "0.);\n", 1), "expected a depth above 0"},
		{"huge", "#103", strings.Replace(box, "1000.);\n", "1.E200);\n", 1), "expected a length below"},
		{"negative", "#103", strings.Replace(box, "2000.", "-2000.", 1), "expected a length above 0"},
		{"lost", "#103", "", "expected a reference"},
		{"index beyond", "#103", "#103=IFCTRIANGULATEDFACESET(#104,$,.T.,((1,2,9)),$);#104=IFCCARTESIANPOINTLIST3D(((0.,0.,0.),(1.,0.,0.),(0.,1.,0.)));", "not one of the 3 points"},
	} {
		e := wall(t, model(t, c.items, c.lines))
		if len(e.Failures) == 0 || !strings.Contains(strings.Join(e.Failures, "\n"), c.reason) {
			t.Errorf("%s: failures %q, want one with %q", c.name, e.Failures, c.reason)
		}
		if len(e.Parts) > 0 && !e.Boxed {
			t.Errorf("%s: has a shape", c.name)
		}
	}
}

// TestWorkersChangeNothing: the same elements to the last bit for any number of
// workers, with mapped items and openings among them.
func TestWorkersChangeNothing(t *testing.T) {
	var lines []string
	for k := range 40 {
		n := 1000 + 10*k
		lines = append(lines, fmt.Sprintf(`#%d=IFCCOLUMN('%022d',$,'c',$,$,#13,#%d,$,$);
#%d=IFCPRODUCTDEFINITIONSHAPE($,$,(#%d));
#%d=IFCSHAPEREPRESENTATION(#5,'Body','MappedRepresentation',(#%d));
#%d=IFCMAPPEDITEM(#500,#%d);
#%d=IFCCARTESIANTRANSFORMATIONOPERATOR3D($,$,#%d,1.,$);
#%d=IFCCARTESIANPOINT((%d.,0.,0.));`, n, n, n+1, n+1, n+2, n+2, n+3, n+3, n+4, n+4, n+5, n+5, 1000*k))
	}
	lines = append(lines, "#500=IFCREPRESENTATIONMAP(#8,#501);", "#501=IFCSHAPEREPRESENTATION(#5,'Body','CSG',(#502));",
		"#502=IFCBOOLEANRESULT(.DIFFERENCE.,#503,#504);", "#503=IFCBLOCK(#8,300.,300.,3000.);", "#504=IFCSPHERE(#8,200.);", box)
	m := model(t, "#103", lines...)
	one := Build(m, Options{Workers: 1})
	for _, workers := range []int{2, 7, 64} {
		if many := Build(m, Options{Workers: workers}); !reflect.DeepEqual(one, many) {
			t.Errorf("%d workers give other elements than one", workers)
		}
	}
	shared := one[1].Parts[0].Mesh
	for _, e := range one[2:] {
		if e.Type == "IfcColumn" && e.Parts[0].Mesh != shared {
			t.Fatalf("column #%d does not share the mesh that it maps", e.ID)
		}
	}
}

// TestFarFromOrigin: a body at 4 million metres keeps its shape to a micrometre.
func TestFarFromOrigin(t *testing.T) {
	m := model(t, "#110", `#110=IFCFACETEDBREP(#111);
#111=IFCCLOSEDSHELL((#112,#113,#114,#115));
#112=IFCFACE((#122));#113=IFCFACE((#123));#114=IFCFACE((#124));#115=IFCFACE((#125));
#122=IFCFACEOUTERBOUND(#132,.T.);#123=IFCFACEOUTERBOUND(#133,.T.);#124=IFCFACEOUTERBOUND(#134,.T.);#125=IFCFACEOUTERBOUND(#135,.T.);
#132=IFCPOLYLOOP((#141,#143,#142));#133=IFCPOLYLOOP((#141,#142,#144));#134=IFCPOLYLOOP((#142,#143,#144));#135=IFCPOLYLOOP((#141,#144,#143));
#141=IFCCARTESIANPOINT((4000000000.,3000000000.,0.));
#142=IFCCARTESIANPOINT((4000001000.,3000000000.,0.));
#143=IFCCARTESIANPOINT((4000000000.,3000001000.,0.));
#144=IFCCARTESIANPOINT((4000000000.,3000000000.,1000.));`)
	e := wall(t, m)
	if v := e.Mesh().Volume(); math.Abs(v-1.0/6) > 1e-6 {
		t.Errorf("volume %.9f, want %.9f", v, 1.0/6)
	}
}
