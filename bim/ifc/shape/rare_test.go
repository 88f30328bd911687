package shape

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/bim/ifc"
	"shapan/bim/ifc/step"
)

// What follows exercises, one by one, what no real file at hand holds.

// arcs is what 32 chords to a circle leave out of a circle's area, with a little
// more for bodies that are round two ways.
const arcs = 0.0065

// TestRareProfileAreas: 1 m is extruded, so that the volume [m³] is the area [m²].
func TestRareProfileAreas(t *testing.T) {
	const unitSquare = "#120=IFCRECTANGLEPROFILEDEF(.AREA.,$,#15,1000.,1000.);"
	for _, c := range []struct {
		name, lines string
		area        float64 // [m²]
		allowed     float64
	}{
		// Crane rail as DIN 536-1 draws it: foot 200 × 85 high, head 65.
		{"crane rail A", "#104=IFCCRANERAILASHAPEPROFILEDEF(.AREA.,$,$,85.,200.,$,65.,34.,40.,34.,100.,9.,13.,20.,$);",
			0.2*0.009 + 0.004*(0.2+0.1)/2 + 0.007*(0.1+0.034)/2 + 0.034*0.025 + 0.006*(0.034+0.065)/2 + 0.065*0.034, 1e-9},
		{"crane rail F", "#104=IFCCRANERAILFSHAPEPROFILEDEF(.AREA.,$,$,80.,100.,$,30.,35.,80.,20.,25.,$);",
			0.1*0.03 + 0.005*(0.1+0.08)/2 + 0.08*0.02 + 0.005*(0.1+0.08)/2 + 0.1*0.02, 1e-9},
		{"derived, turned and doubled", "#104=IFCDERIVEDPROFILEDEF(.AREA.,$,#120,#121,$);#121=IFCCARTESIANTRANSFORMATIONOPERATOR2D(#122,$,#14,2.);#122=IFCDIRECTION((1.,1.));" + unitSquare, 4, 1e-9},
		{"derived, unevenly", "#104=IFCDERIVEDPROFILEDEF(.AREA.,$,#120,#121,$);#121=IFCCARTESIANTRANSFORMATIONOPERATOR2DNONUNIFORM($,$,#14,2.,3.);" + unitSquare, 6, 1e-9},
		{"mirrored", "#104=IFCMIRROREDPROFILEDEF(.AREA.,$,#120,$,$);#120=IFCARBITRARYPROFILEDEFWITHVOIDS(.AREA.,$,#121,(#122));#121=IFCPOLYLINE((#130,#131,#132,#133,#130));#122=IFCCIRCLE(#134,100.);#130=IFCCARTESIANPOINT((0.,0.));#131=IFCCARTESIANPOINT((1000.,0.));#132=IFCCARTESIANPOINT((1000.,1000.));#133=IFCCARTESIANPOINT((0.,1000.));#134=IFCAXIS2PLACEMENT2D(#135,$);#135=IFCCARTESIANPOINT((300.,300.));",
			1 - math.Pi*0.01, arcs * math.Pi * 0.01 / 0.968},
		{"composite of mirrored and plain", "#104=IFCCOMPOSITEPROFILEDEF(.AREA.,$,(#121,#122),$);#121=IFCRECTANGLEPROFILEDEF(.AREA.,$,#123,100.,200.);#122=IFCMIRROREDPROFILEDEF(.AREA.,$,#121,$,$);#123=IFCAXIS2PLACEMENT2D(#124,$);#124=IFCCARTESIANPOINT((300.,0.));", 0.04, 1e-9},
		{"asymmetric I of 2x3", "#104=IFCASYMMETRICISHAPEPROFILEDEF(.AREA.,$,$,200.,300.,10.,20.,$,100.,10.,$,140.);", 0.2*0.02 + 0.1*0.01 + 0.27*0.01, 1e-9},
		{"asymmetric I, top as thick", "#104=IFCASYMMETRICISHAPEPROFILEDEF(.AREA.,$,$,200.,300.,10.,20.,$,100.,$,$,$,$,$,$);", 0.2*0.02 + 0.1*0.02 + 0.26*0.01, 1e-9},
		{"L of 2x3, equal legs", "#104=IFCLSHAPEPROFILEDEF(.AREA.,$,$,100.,$,10.,$,$,$,28.,28.);", 0.1*0.01 + 0.09*0.01, 1e-9},
		{"U of 2x3", "#104=IFCUSHAPEPROFILEDEF(.AREA.,$,$,200.,75.,8.,11.,$,$,$,20.);", 2*0.075*0.011 + 0.178*0.008, 1e-9},
		{"T of 2x3", "#104=IFCTSHAPEPROFILEDEF(.AREA.,$,$,100.,100.,10.,10.,$,$,$,$,$,30.);", 0.1*0.01 + 0.09*0.01, 1e-9},
		{"C of 2x3", "#104=IFCCSHAPEPROFILEDEF(.AREA.,$,$,200.,80.,5.,30.,$,30.);", 5e-3 * (0.2 + 2*0.075 + 2*0.025), 1e-9},
		{"Z, sloped of nothing", "#104=IFCZSHAPEPROFILEDEF(.AREA.,$,$,200.,80.,6.,8.,12.,4.);", 0.2*0.006 + 2*0.008*0.074 + 2*(1-math.Pi/4)*(0.012*0.012-0.004*0.004), 1e-3},
		{"trapezium that leans", "#104=IFCTRAPEZIUMPROFILEDEF(.AREA.,$,#15,400.,200.,300.,-350.);", 0.09, 1e-9},
		{"rounded to a circle", "#104=IFCROUNDEDRECTANGLEPROFILEDEF(.AREA.,$,$,200.,200.,100.);", math.Pi * 0.01, arcs},
		{"pipe without a hollow", "#104=IFCCIRCLEHOLLOWPROFILEDEF(.AREA.,$,$,100.,100.);", math.Pi * 0.01, 1e-6},
		{"centre line with a corner", "#104=IFCCENTERLINEPROFILEDEF(.AREA.,$,#121,100.);#121=IFCPOLYLINE((#14,#122,#123));#122=IFCCARTESIANPOINT((1000.,0.));#123=IFCCARTESIANPOINT((1000.,500.));", 0.15, 1e-9},
		{"centre line in a ring", "#104=IFCCENTERLINEPROFILEDEF(.AREA.,$,#121,100.);#121=IFCCIRCLE(#15,1000.);", math.Pi * (1.05*1.05 - 0.95*0.95), arcs},
		{"offset inwards", "#104=IFCARBITRARYCLOSEDPROFILEDEF(.AREA.,$,#121);#121=IFCOFFSETCURVE2D(#122,100.,.F.);#122=IFCPOLYLINE((#130,#131,#132,#133,#130));#130=IFCCARTESIANPOINT((0.,0.));#131=IFCCARTESIANPOINT((2000.,0.));#132=IFCCARTESIANPOINT((2000.,1000.));#133=IFCCARTESIANPOINT((0.,1000.));", 1.8 * 0.8, 1e-9},
		{"offset outwards", "#104=IFCARBITRARYCLOSEDPROFILEDEF(.AREA.,$,#121);#121=IFCOFFSETCURVE2D(#122,-100.,.F.);#122=IFCPOLYLINE((#130,#131,#132,#133,#130));#130=IFCCARTESIANPOINT((0.,0.));#131=IFCCARTESIANPOINT((2000.,0.));#132=IFCCARTESIANPOINT((2000.,1000.));#133=IFCCARTESIANPOINT((0.,1000.));", 2.2 * 1.2, 1e-9},
		{"circle of rational B-splines", "#104=IFCARBITRARYCLOSEDPROFILEDEF(.AREA.,$,#121);#121=IFCRATIONALBSPLINECURVEWITHKNOTS(2,(#130,#131,#132,#133,#134,#135,#136,#137,#130),.CIRCULAR_ARC.,.T.,.F.,(3,2,2,2,3),(0.,1.,2.,3.,4.),.UNSPECIFIED.,(1.,0.7071067811865476,1.,0.7071067811865476,1.,0.7071067811865476,1.,0.7071067811865476,1.));#130=IFCCARTESIANPOINT((100.,0.));#131=IFCCARTESIANPOINT((100.,100.));#132=IFCCARTESIANPOINT((0.,100.));#133=IFCCARTESIANPOINT((-100.,100.));#134=IFCCARTESIANPOINT((-100.,0.));#135=IFCCARTESIANPOINT((-100.,-100.));#136=IFCCARTESIANPOINT((0.,-100.));#137=IFCCARTESIANPOINT((100.,-100.));",
			math.Pi * 0.01, arcs},
		{"quarter circle of a rational Bézier of 2x3", "#104=IFCARBITRARYCLOSEDPROFILEDEF(.AREA.,$,#121);#121=IFCCOMPOSITECURVE((#122,#123),.F.);#122=IFCCOMPOSITECURVESEGMENT(.CONTINUOUS.,.T.,#124);#123=IFCCOMPOSITECURVESEGMENT(.CONTINUOUS.,.F.,#125);#124=IFCRATIONALBEZIERCURVE(2,(#130,#131,#132),.CIRCULAR_ARC.,.F.,.F.,(1.,0.7071067811865476,1.));#125=IFCPOLYLINE((#130,#14,#132));#130=IFCCARTESIANPOINT((1000.,0.));#131=IFCCARTESIANPOINT((1000.,1000.));#132=IFCCARTESIANPOINT((0.,1000.));",
			math.Pi / 4, arcs},
		{"parabola of a Bézier of 2x3", "#104=IFCARBITRARYCLOSEDPROFILEDEF(.AREA.,$,#121);#121=IFCCOMPOSITECURVE((#122,#123),.F.);#122=IFCCOMPOSITECURVESEGMENT(.CONTINUOUS.,.T.,#124);#123=IFCCOMPOSITECURVESEGMENT(.CONTINUOUS.,.T.,#125);#124=IFCBEZIERCURVE(2,(#130,#131,#132),.PARABOLIC_ARC.,.F.,.F.);#125=IFCPOLYLINE((#132,#130));#130=IFCCARTESIANPOINT((1000.,0.));#131=IFCCARTESIANPOINT((0.,2000.));#132=IFCCARTESIANPOINT((-1000.,0.));",
			4.0 / 3, 2e-3},
		{"half ellipse trimmed by points, clockwise", "#104=IFCARBITRARYCLOSEDPROFILEDEF(.AREA.,$,#121);#121=IFCCOMPOSITECURVE((#122,#123),.F.);#122=IFCCOMPOSITECURVESEGMENT(.CONTINUOUS.,.T.,#124);#123=IFCCOMPOSITECURVESEGMENT(.CONTINUOUS.,.T.,#125);#124=IFCTRIMMEDCURVE(#126,(#130),(#131),.F.,.CARTESIAN.);#125=IFCPOLYLINE((#131,#130));#126=IFCELLIPSE(#15,2000.,1000.);#130=IFCCARTESIANPOINT((-2000.,0.));#131=IFCCARTESIANPOINT((2000.,0.));",
			math.Pi, arcs},
		{"indexed, over arcs alone", "#104=IFCARBITRARYCLOSEDPROFILEDEF(.AREA.,$,#121);#121=IFCINDEXEDPOLYCURVE(#122,(IFCARCINDEX((1,2,3)),IFCARCINDEX((3,4,1))),.F.);#122=IFCCARTESIANPOINTLIST2D(((100.,0.),(0.,100.),(-100.,0.),(0.,-100.)));", math.Pi * 0.01, arcs},
	} {
		e := wall(t, model(t, "#103", "#103=IFCEXTRUDEDAREASOLID(#104,$,#11,1000.);", c.lines))
		checkBody(t, c.name, e, c.area, c.allowed)
	}
}

func checkBody(t *testing.T, name string, e Element, volume, allowed float64) {
	t.Helper()
	got := e.Mesh().Volume()
	if len(e.Failures) > 0 || !(math.Abs(got-volume) <= allowed*volume) {
		t.Errorf("%s: %.9g m³, want %.9g within %.2g: %v", name, got, volume, allowed, e.Failures)
	}
	if !closedWithin(e.Mesh(), weld) {
		t.Errorf("%s: not closed", name)
	}
}

// A ring through 5 m round the origin in which 0.1 × 0.2 m runs.
const quarter = `#121=IFCTRIMMEDCURVE(#122,(IFCPARAMETERVALUE(0.)),(IFCPARAMETERVALUE(90.)),.T.,.PARAMETER.);
#122=IFCCIRCLE(#8,5000.);
#104=IFCRECTANGLEPROFILEDEF(.AREA.,$,$,100.,200.);`

const torus = `#120=IFCTOROIDALSURFACE(#8,1000.,300.);
#103=IFCADVANCEDBREP(#110);#110=IFCCLOSEDSHELL((#111));`

// TestRareBodies compares volumes [m³] with closed formulas.
func TestRareBodies(t *testing.T) {
	for _, c := range []struct {
		name, lines     string
		volume, allowed float64
	}{
		{"swept round a full turn's seam, in degrees", "#103=IFCFIXEDREFERENCESWEPTAREASOLID(#104,$,#121,0.,90.,#11);#121=IFCTRIMMEDCURVE(#122,(IFCPARAMETERVALUE(330.)),(IFCPARAMETERVALUE(420.)),.T.,.PARAMETER.);#122=IFCCIRCLE(#8,5000.);#104=IFCRECTANGLEPROFILEDEF(.AREA.,$,$,100.,200.);", 0.02 * 5 * math.Pi / 2, arcs},
		{"profile placed without a location", "#103=IFCEXTRUDEDAREASOLID(#104,#105,#11,1000.);#104=IFCRECTANGLEPROFILEDEF(.AREA.,$,#106,100.,200.);#105=IFCAXIS2PLACEMENT3D($,$,$);#106=IFCAXIS2PLACEMENT2D($,$);", 0.02, 1e-9},
		{"cone", "#103=IFCCSGSOLID(#110);#110=IFCRIGHTCIRCULARCONE(#8,3000.,1000.);", math.Pi, 1e-6},
		{"pyramid", "#103=IFCCSGSOLID(#110);#110=IFCRECTANGULARPYRAMID(#8,2000.,1000.,3000.);", 2, 1e-9},
		{"tree of booleans", "#103=IFCCSGSOLID(#110);#110=IFCBOOLEANRESULT(.UNION.,#111,#112);#111=IFCBOOLEANRESULT(.INTERSECTION.,#113,#114);#112=IFCBLOCK(#115,1000.,1000.,1000.);#113=IFCBLOCK(#8,1000.,1000.,1000.);#114=IFCBLOCK(#8,500.,500.,2000.);#115=IFCAXIS2PLACEMENT3D(#116,$,$);#116=IFCCARTESIANPOINT((5000.,0.,0.));", 1.25, 1e-9},
		{"boxed half space", "#103=IFCBOOLEANRESULT(.DIFFERENCE.,#110,#111);#110=IFCBLOCK(#8,1000.,1000.,1000.);#111=IFCBOXEDHALFSPACE(#112,.F.,#113);#112=IFCPLANE(#114);#113=IFCBOUNDINGBOX(#9,5000.,5000.,5000.);#114=IFCAXIS2PLACEMENT3D(#115,$,$);#115=IFCCARTESIANPOINT((0.,0.,250.));", 0.25, 1e-9},
		{"within a half space", "#103=IFCBOOLEANRESULT(.INTERSECTION.,#110,#111);#110=IFCBLOCK(#8,1000.,1000.,1000.);#111=IFCHALFSPACESOLID(#112,.T.);#112=IFCPLANE(#114);#114=IFCAXIS2PLACEMENT3D(#115,$,$);#115=IFCCARTESIANPOINT((0.,0.,250.));", 0.25, 1e-9},
		{"within a half space that comes first", "#103=IFCBOOLEANRESULT(.INTERSECTION.,#111,#110);#110=IFCBLOCK(#8,1000.,1000.,1000.);#111=IFCHALFSPACESOLID(#112,.T.);#112=IFCPLANE(#114);#114=IFCAXIS2PLACEMENT3D(#115,$,$);#115=IFCCARTESIANPOINT((0.,0.,250.));", 0.25, 1e-9},
		{"within a bounded half space", "#103=IFCBOOLEANRESULT(.INTERSECTION.,#110,#111);#110=IFCBLOCK(#8,1000.,1000.,1000.);#111=IFCPOLYGONALBOUNDEDHALFSPACE(#112,.T.,#8,#116);#112=IFCPLANE(#114);#114=IFCAXIS2PLACEMENT3D(#115,$,$);#115=IFCCARTESIANPOINT((0.,0.,250.));#116=IFCPOLYLINE((#117,#118,#119,#120,#117));#117=IFCCARTESIANPOINT((500.,500.));#118=IFCCARTESIANPOINT((2000.,500.));#119=IFCCARTESIANPOINT((2000.,2000.));#120=IFCCARTESIANPOINT((500.,2000.));", 0.0625, 1e-9},
		{"extruded askew", "#103=IFCEXTRUDEDAREASOLID(#104,$,#105,2000.);#104=IFCRECTANGLEPROFILEDEF(.AREA.,$,$,100.,200.);#105=IFCDIRECTION((0.,1.,1.));", 0.02 * 2 / math.Sqrt2, 1e-9},
		{"tapered to a smaller disk", "#103=IFCEXTRUDEDAREASOLIDTAPERED(#104,$,#11,3000.,#105);#104=IFCCIRCLEPROFILEDEF(.AREA.,$,$,1000.);#105=IFCCIRCLEPROFILEDEF(.AREA.,$,$,500.);", math.Pi * (1 + 0.5 + 0.25), arcs},
		{"tapered by a derived profile", "#103=IFCEXTRUDEDAREASOLIDTAPERED(#104,$,#11,3000.,#105);#104=IFCRECTANGLEPROFILEDEF(.AREA.,$,$,1000.,1000.);#105=IFCDERIVEDPROFILEDEF(.AREA.,$,#104,#106,$);#106=IFCCARTESIANTRANSFORMATIONOPERATOR2D($,$,#14,0.5);", 1.75, 1e-9},
		{"turned and tapered", "#103=IFCREVOLVEDAREASOLIDTAPERED(#104,$,#110,90.,#105);#104=IFCRECTANGLEPROFILEDEF(.AREA.,$,$,200.,100.);#105=IFCRECTANGLEPROFILEDEF(.AREA.,$,$,100.,50.);#110=IFCAXIS1PLACEMENT(#111,#112);#111=IFCCARTESIANPOINT((5000.,0.,0.));#112=IFCDIRECTION((0.,1.,0.));",
			0.02 * 7 / 12 * 5 * math.Pi / 2, arcs},
		{"swept, fixed reference", "#103=IFCFIXEDREFERENCESWEPTAREASOLID(#104,$,#121,$,$,#11);" + quarter, 0.02 * 5 * math.Pi / 2, arcs},
		{"swept, half of the way", "#103=IFCFIXEDREFERENCESWEPTAREASOLID(#104,$,#122,IFCPARAMETERVALUE(0.),IFCPARAMETERVALUE(45.),#11);" + quarter, 0.02 * 5 * math.Pi / 4, arcs},
		{"swept on a cylinder", "#103=IFCSURFACECURVESWEPTAREASOLID(#104,$,#121,$,$,#123);#123=IFCCYLINDRICALSURFACE(#8,5000.);" + quarter, 0.02 * 5 * math.Pi / 2, arcs},
		{"swept on a plane", "#103=IFCSURFACECURVESWEPTAREASOLID(#104,$,#121,0.,90.,#123);#123=IFCPLANE(#8);" + quarter, 0.02 * 5 * math.Pi / 2, arcs},
		{"swept on a ball", "#103=IFCSURFACECURVESWEPTAREASOLID(#104,$,#121,$,$,#123);#123=IFCSPHERICALSURFACE(#8,5000.);" + quarter, 0.02 * 5 * math.Pi / 2, arcs},
		{"swept on an extruded surface", "#103=IFCSURFACECURVESWEPTAREASOLID(#104,$,#121,$,$,#123);#123=IFCSURFACEOFLINEAREXTRUSION(#124,$,#11,1000.);#124=IFCARBITRARYOPENPROFILEDEF(.CURVE.,$,#121);" + quarter, 0.02 * 5 * math.Pi / 2, arcs},
		{"bar with rounded corners", "#103=IFCSWEPTDISKSOLIDPOLYGONAL(#110,10.,$,$,$,100.);#110=IFCPOLYLINE((#9,#111,#112));#111=IFCCARTESIANPOINT((1000.,0.,0.));#112=IFCCARTESIANPOINT((1000.,1000.,0.));",
			math.Pi * 1e-4 * (1.8 + 0.1*math.Pi/2), 1e-3},
		{"hollow bar over part of a composite curve", "#103=IFCSWEPTDISKSOLID(#110,10.,8.,1.,91.);#110=IFCCOMPOSITECURVE((#111,#112),.F.);#111=IFCCOMPOSITECURVESEGMENT(.CONTINUOUS.,.T.,#113);#112=IFCCOMPOSITECURVESEGMENT(.CONTINUOUS.,.T.,#114);#113=IFCPOLYLINE((#115,#116));#114=IFCTRIMMEDCURVE(#117,(IFCPARAMETERVALUE(0.)),(IFCPARAMETERVALUE(90.)),.T.,.PARAMETER.);#115=IFCCARTESIANPOINT((1000.,-1000.,0.));#116=IFCCARTESIANPOINT((1000.,0.,0.));#117=IFCCIRCLE(#8,1000.);",
			math.Pi * 0.36e-4 * math.Pi / 2, 2e-3},
		{"torus of one face", torus + `#111=IFCADVANCEDFACE((#112),#120,.T.);#112=IFCFACEOUTERBOUND(#113,.T.);#113=IFCEDGELOOP((#114,#115,#116,#117));
#114=IFCORIENTEDEDGE(*,*,#118,.T.);#115=IFCORIENTEDEDGE(*,*,#119,.T.);#116=IFCORIENTEDEDGE(*,*,#118,.F.);#117=IFCORIENTEDEDGE(*,*,#119,.F.);
#118=IFCEDGECURVE(#121,#121,#122,.T.);#119=IFCEDGECURVE(#121,#121,#123,.T.);#121=IFCVERTEXPOINT(#124);#124=IFCCARTESIANPOINT((1300.,0.,0.));
#122=IFCCIRCLE(#8,1300.);#123=IFCCIRCLE(#125,300.);#125=IFCAXIS2PLACEMENT3D(#126,#127,#12);#126=IFCCARTESIANPOINT((1000.,0.,0.));#127=IFCDIRECTION((0.,-1.,0.));`,
			2 * math.Pi * math.Pi * 0.09, 0.02},
		{"torus without edges", torus + "#111=IFCADVANCEDFACE((#112),#120,.T.);#112=IFCFACEOUTERBOUND(#113,.T.);#113=IFCVERTEXLOOP(#114);#114=IFCVERTEXPOINT(#124);#124=IFCCARTESIANPOINT((1300.,0.,0.));", 2 * math.Pi * math.Pi * 0.09, 0.02},
		{"ball without edges", "#103=IFCADVANCEDBREP(#110);#110=IFCCLOSEDSHELL((#111));#111=IFCADVANCEDFACE((#112),#120,.T.);#112=IFCFACEBOUND(#113,.T.);#113=IFCVERTEXLOOP(#114);#114=IFCVERTEXPOINT(#115);#115=IFCCARTESIANPOINT((0.,0.,1000.));#120=IFCSPHERICALSURFACE(#8,1000.);", 4 * math.Pi / 3, 0.02},
		{"cube with a cube in it", "#103=IFCFACETEDBREPWITHVOIDS(#110,(#111));" + shell(110, 200, 0, 1000) + shell(111, 300, 250, 750), 0.875, 1e-9},
		{"frame with PnIndex and holes", `#103=IFCPOLYGONALFACESET(#110,.T.,(#111,#112,#113,#114,#115,#116,#121,#122,#123,#124),(17,16,15,14,13,12,11,10,9,8,7,6,5,4,3,2));
#110=IFCCARTESIANPOINTLIST3D(((9.,9.,9.),(250.,750.,1000.),(750.,750.,1000.),(750.,250.,1000.),(250.,250.,1000.),(250.,750.,0.),(750.,750.,0.),(750.,250.,0.),(250.,250.,0.),(0.,1000.,1000.),(1000.,1000.,1000.),(1000.,0.,1000.),(0.,0.,1000.),(0.,1000.,0.),(1000.,1000.,0.),(1000.,0.,0.),(0.,0.,0.)));
#111=IFCINDEXEDPOLYGONALFACEWITHVOIDS((1,4,3,2),((9,10,11,12)));#112=IFCINDEXEDPOLYGONALFACEWITHVOIDS((5,6,7,8),((16,15,14,13)));
#113=IFCINDEXEDPOLYGONALFACE((1,2,6,5));#114=IFCINDEXEDPOLYGONALFACE((2,3,7,6));#115=IFCINDEXEDPOLYGONALFACE((3,4,8,7));#116=IFCINDEXEDPOLYGONALFACE((4,1,5,8));
#121=IFCINDEXEDPOLYGONALFACE((9,13,14,10));#122=IFCINDEXEDPOLYGONALFACE((10,14,15,11));#123=IFCINDEXEDPOLYGONALFACE((11,15,16,12));#124=IFCINDEXEDPOLYGONALFACE((12,16,13,9));`, 0.75, 1e-9},
		{"spine", "#103=IFCSECTIONEDSPINE(#110,(#111,#112),(#113,#114));#110=IFCCOMPOSITECURVE((#115),.F.);#115=IFCCOMPOSITECURVESEGMENT(.CONTINUOUS.,.T.,#116);#116=IFCPOLYLINE((#9,#117));#117=IFCCARTESIANPOINT((0.,0.,3000.));#111=IFCRECTANGLEPROFILEDEF(.AREA.,$,$,2000.,1000.);#112=IFCRECTANGLEPROFILEDEF(.AREA.,$,$,1000.,500.);#113=IFCAXIS2PLACEMENT3D(#9,$,$);#114=IFCAXIS2PLACEMENT3D(#117,$,$);", 3.5, 1e-9},
		{"sections along an arc", "#103=IFCSECTIONEDSOLIDHORIZONTAL(#121,(#104,#104),(#123,#124));#123=IFCAXIS2PLACEMENTLINEAR(#125,$,$);#124=IFCAXIS2PLACEMENTLINEAR(#126,$,$);#125=IFCPOINTBYDISTANCEEXPRESSION(IFCLENGTHMEASURE(0.),$,$,$,#121);#126=IFCPOINTBYDISTANCEEXPRESSION(IFCLENGTHMEASURE(5000.),$,$,$,#121);" + quarter, 0.02 * 5, arcs},
		{"mapped twice, one time mirrored and stretched", `#103=IFCMAPPEDITEM(#110,#111);#110=IFCREPRESENTATIONMAP(#8,#112);#111=IFCCARTESIANTRANSFORMATIONOPERATOR3DNONUNIFORM(#12,$,#9,-1.,#11,2.,3.);#112=IFCSHAPEREPRESENTATION(#5,'Body','MappedRepresentation',(#113));
#113=IFCMAPPEDITEM(#114,#115);#114=IFCREPRESENTATIONMAP(#8,#116);#115=IFCCARTESIANTRANSFORMATIONOPERATOR3D($,$,#9,2.,$);#116=IFCSHAPEREPRESENTATION(#5,'Body','CSG',(#117));#117=IFCBLOCK(#8,100.,100.,100.);`, 0.001 * 8 * 6, 1e-9},
	} {
		checkBody(t, c.name, wall(t, model(t, "#103", c.lines)), c.volume, c.allowed)
	}
}

// shell is a closed shell, #id, of the cube from low to high [mm] on all axes;
// its parts have numbers from first on.
func shell(id, first, low, high int) string {
	var b strings.Builder
	line := func(parts ...any) {
		for _, p := range parts {
			switch p := p.(type) {
			case int:
				b.WriteString(itoa(p))
			case string:
				b.WriteString(p)
			}
		}
	}
	for k := range 8 {
		at := [3]int{low, low, low}
		for axis := range 3 {
			if k>>axis&1 == 1 {
				at[axis] = high
			}
		}
		line("#", first+k, "=IFCCARTESIANPOINT((", at[0], ".,", at[1], ".,", at[2], ".));")
	}
	line("#", id, "=IFCCLOSEDSHELL((")
	for k := range 6 {
		line([]string{"", ","}[min(k, 1)], "#", first+10+k)
	}
	line("));")
	for k, q := range [6][4]int{{0, 2, 3, 1}, {4, 5, 7, 6}, {0, 1, 5, 4}, {2, 6, 7, 3}, {0, 4, 6, 2}, {1, 3, 7, 5}} {
		line("#", first+10+k, "=IFCFACE((#", first+20+k, "));#", first+20+k, "=IFCFACEOUTERBOUND(#", first+30+k, ",.T.);#", first+30+k, "=IFCPOLYLOOP((#",
			first+q[0], ",#", first+q[1], ",#", first+q[2], ",#", first+q[3], "));")
	}
	return b.String()
}

func itoa(n int) string { return strconv.Itoa(n) }

// TestRareSurfaces compares areas [m²] of items that bound nothing.
func TestRareSurfaces(t *testing.T) {
	for _, c := range []struct {
		name, lines   string
		area, allowed float64
	}{
		{"part of a plane", "#103=IFCRECTANGULARTRIMMEDSURFACE(#110,0.,0.,2000.,1000.,.T.,.T.);#110=IFCPLANE(#8);", 2, 1e-9},
		{"part of a cylinder", "#103=IFCRECTANGULARTRIMMEDSURFACE(#110,0.,0.,90.,2000.,.T.,.T.);#110=IFCCYLINDRICALSURFACE(#8,1000.);", math.Pi, arcs},
		{"a ball", "#103=IFCSPHERICALSURFACE(#8,1000.);", 4 * math.Pi, 0.02},
		{"a torus", "#103=IFCTOROIDALSURFACE(#8,1000.,300.);", 4 * math.Pi * math.Pi * 0.3, 0.02},
		{"part of a ball", "#103=IFCRECTANGULARTRIMMEDSURFACE(#110,0.,0.,90.,90.,.T.,.T.);#110=IFCSPHERICALSURFACE(#8,1000.);", math.Pi / 2, 0.02},
		{"part of a flat B-spline", "#103=IFCRECTANGULARTRIMMEDSURFACE(#110,0.,0.,1.,0.5,.T.,.T.);" + flatSpline, 1, 1e-6},
		{"bounded part of a plane", "#103=IFCCURVEBOUNDEDSURFACE(#110,(#111),.F.);#110=IFCPLANE(#8);#111=IFCOUTERBOUNDARYCURVE((#112),.F.);#112=IFCCOMPOSITECURVESEGMENT(.CONTINUOUS.,.T.,#113);#113=IFCCIRCLE(#8,1000.);", math.Pi, arcs},
		{"bounded part of a cylinder", `#103=IFCCURVEBOUNDEDSURFACE(#110,(#111),.F.);#110=IFCCYLINDRICALSURFACE(#8,1000.);#111=IFCOUTERBOUNDARYCURVE((#112,#113,#114,#115),.F.);
#112=IFCCOMPOSITECURVESEGMENT(.CONTINUOUS.,.T.,#116);#113=IFCCOMPOSITECURVESEGMENT(.CONTINUOUS.,.T.,#117);#114=IFCCOMPOSITECURVESEGMENT(.CONTINUOUS.,.F.,#118);#115=IFCCOMPOSITECURVESEGMENT(.CONTINUOUS.,.F.,#119);
#116=IFCTRIMMEDCURVE(#120,(IFCPARAMETERVALUE(0.)),(IFCPARAMETERVALUE(90.)),.T.,.PARAMETER.);#120=IFCCIRCLE(#8,1000.);#117=IFCPOLYLINE((#130,#131));
#118=IFCTRIMMEDCURVE(#121,(IFCPARAMETERVALUE(0.)),(IFCPARAMETERVALUE(90.)),.T.,.PARAMETER.);#121=IFCCIRCLE(#122,1000.);#122=IFCAXIS2PLACEMENT3D(#123,$,$);#123=IFCCARTESIANPOINT((0.,0.,2000.));
#119=IFCPOLYLINE((#132,#133));#130=IFCCARTESIANPOINT((0.,1000.,0.));#131=IFCCARTESIANPOINT((0.,1000.,2000.));#132=IFCCARTESIANPOINT((1000.,0.,0.));#133=IFCCARTESIANPOINT((1000.,0.,2000.));`, math.Pi, arcs},
		{"bounded by the ends of its own parameters", "#103=IFCCURVEBOUNDEDSURFACE(#110,(),.T.);" + flatSpline, 2, 1e-6},
		{"extruded arc", "#103=IFCSURFACEOFLINEAREXTRUSION(#124,$,#11,1000.);#124=IFCARBITRARYOPENPROFILEDEF(.CURVE.,$,#121);" + quarter, 5 * math.Pi / 2, arcs},
		{"faces of 2x3", "#103=IFCFACEBASEDSURFACEMODEL((#110));#110=IFCCONNECTEDFACESET((#210,#211,#212,#213,#214,#215));" + shell(111, 200, 0, 1000), 6, 1e-9},
		{"open shell", "#103=IFCSHELLBASEDSURFACEMODEL((#110));#110=IFCOPENSHELL((#210,#211,#212,#213,#214));" + shell(111, 200, 0, 1000), 5, 1e-9},
		{"ground with a hole", "#103=IFCTRIANGULATEDIRREGULARNETWORK(#110,$,.F.,((1,2,3),(1,3,4),(2,5,3)),$,(0,-1,1));#110=IFCCARTESIANPOINTLIST3D(((0.,0.,0.),(1000.,0.,0.),(1000.,1000.,0.),(0.,1000.,0.),(2000.,0.,0.)));", 1, 1e-9},
		{"road of sections", `#103=IFCSECTIONEDSURFACE(#121,(#123,#124),(#127,#128));#123=IFCAXIS2PLACEMENTLINEAR(#125,$,$);#124=IFCAXIS2PLACEMENTLINEAR(#126,$,$);#125=IFCPOINTBYDISTANCEEXPRESSION(IFCLENGTHMEASURE(0.),$,$,$,#121);#126=IFCPOINTBYDISTANCEEXPRESSION(IFCLENGTHMEASURE(10000.),$,$,$,#121);
#121=IFCPOLYLINE((#9,#122));#122=IFCCARTESIANPOINT((10000.,0.,0.));#127=IFCOPENCROSSPROFILEDEF(.CURVE.,$,.T.,(3000.,2000.),(0.,45.),('A','B','C'),#14);#128=IFCOPENCROSSPROFILEDEF(.CURVE.,$,.T.,(3000.,2000.),(0.,45.),('A','B','C'),#14);`, 10 * (3 + 2*math.Sqrt2), 1e-9},
		{"flat area with a hole", "#103=IFCCURVEBOUNDEDPLANE(#110,#111,(#112));#110=IFCPLANE(#8);#111=IFCCIRCLE(#15,1000.);#112=IFCCIRCLE(#15,500.);", math.Pi * 0.75, arcs},
	} {
		e := wall(t, model(t, "#103", c.lines))
		got := e.Mesh().Area()
		if len(e.Failures) > 0 || !(math.Abs(got-c.area) <= c.allowed*c.area) {
			t.Errorf("%s: %.9g m², want %.9g within %.2g: %v", c.name, got, c.area, c.allowed, e.Failures)
		}
	}
}

const flatSpline = "#110=IFCBSPLINESURFACEWITHKNOTS(1,1,((#120,#121),(#122,#123)),.UNSPECIFIED.,.F.,.F.,.F.,(2,2),(2,2),(0.,1.),(0.,1.),.UNSPECIFIED.);#120=IFCCARTESIANPOINT((0.,0.,0.));#121=IFCCARTESIANPOINT((0.,1000.,0.));#122=IFCCARTESIANPOINT((2000.,0.,0.));#123=IFCCARTESIANPOINT((2000.,1000.,0.));"

// TestNothingToSee: texts, hatches and points are no shape and no failure.
func TestNothingToSee(t *testing.T) {
	e := wall(t, model(t, "#103,#104,#105,#106", "#103=IFCTEXTLITERAL('a',#8,.LEFT.);#104=IFCTEXTLITERALWITHEXTENT('b',#8,.LEFT.,#107,'center');#107=IFCPLANAREXTENT(1.,1.);#105=IFCANNOTATIONFILLAREA(#108,$);#108=IFCCIRCLE(#15,1.);#106=IFCCARTESIANPOINT((1.,2.,3.));"))
	if len(e.Failures) > 0 || len(e.Mesh().Triangles) > 0 {
		t.Errorf("%d triangles, failures %v", len(e.Mesh().Triangles), e.Failures)
	}
}

// TestRareLines compares lengths [m].
func TestRareLines(t *testing.T) {
	for _, c := range []struct {
		name, lines     string
		length, allowed float64
	}{
		{"path of edges", "#103=IFCPATH((#110,#111));#110=IFCORIENTEDEDGE(*,*,#112,.T.);#111=IFCORIENTEDEDGE(*,*,#113,.F.);#112=IFCEDGE(#114,#115);#113=IFCEDGE(#116,#115);#114=IFCVERTEXPOINT(#9);#115=IFCVERTEXPOINT(#117);#116=IFCVERTEXPOINT(#118);#117=IFCCARTESIANPOINT((1000.,0.,0.));#118=IFCCARTESIANPOINT((1000.,2000.,0.));", 3, 1e-9},
		{"loop of points", "#103=IFCPOLYLOOP((#9,#117,#118));#117=IFCCARTESIANPOINT((3000.,0.,0.));#118=IFCCARTESIANPOINT((3000.,4000.,0.));", 12, 1e-9},
		{"on a plane by parameters", "#103=IFCPCURVE(#110,#111);#110=IFCPLANE(#8);#111=IFCCIRCLE(#15,1000.);", 2 * math.Pi, arcs},
		{"offset in space", "#103=IFCOFFSETCURVE3D(#110,500.,.F.,#11);#110=IFCCIRCLE(#8,1000.);", math.Pi, arcs},
	} {
		e := wall(t, model(t, "#103", c.lines))
		got := 0.0
		for _, p := range e.Parts {
			for _, l := range p.Lines {
				for k := 1; k < len(l); k++ {
					got += mgl64.TransformCoordinate(l[k], p.Transform).Sub(mgl64.TransformCoordinate(l[k-1], p.Transform)).Len()
				}
			}
		}
		if len(e.Failures) > 0 || !(math.Abs(got-c.length) <= c.allowed*c.length) {
			t.Errorf("%s: %.9g m, want %.9g within %.2g: %v", c.name, got, c.length, c.allowed, e.Failures)
		}
	}
}

// TestHalfSpacesAlone: a bounded one shows its border, a boxed one its body.
func TestHalfSpacesAlone(t *testing.T) {
	const rest = `#102=IFCPLANE(#103);#103=IFCAXIS2PLACEMENT3D(#104,#105,$);#104=IFCCARTESIANPOINT((0.,0.,250.));#105=IFCDIRECTION((0.,1.,1.));`
	for _, c := range []struct {
		name, lines    string
		volume, length float64
	}{
		{"boxed", "#101=IFCBOXEDHALFSPACE(#102,.T.,#106);#106=IFCBOXDOMAIN(#107,1000.,2000.,1000.);#107=IFCCARTESIANPOINT((0.,-1000.,-250.));", 1, 0},
		{"bounded", "#101=IFCPOLYGONALBOUNDEDHALFSPACE(#102,.T.,#106,#107);#106=IFCAXIS2PLACEMENT3D(#108,$,$);#108=IFCCARTESIANPOINT((9.,9.,9.));#107=IFCPOLYLINE((#110,#111,#112,#113,#110));#110=IFCCARTESIANPOINT((0.,0.));#111=IFCCARTESIANPOINT((1000.,0.));#112=IFCCARTESIANPOINT((1000.,1000.));#113=IFCCARTESIANPOINT((0.,1000.));", 0, 2 + 2*math.Sqrt2},
	} {
		f, err := step.Parse("test.ifc", "ISO-10303-21;HEADER;FILE_SCHEMA(('IFC4'));ENDSEC;DATA;#3=IFCSIUNIT(*,.LENGTHUNIT.,.MILLI.,.METRE.);#2=IFCUNITASSIGNMENT((#3));#1=IFCPROJECT('0YvctVUKr0kugbFTf53O9L',$,$,$,$,$,$,$,#2);"+c.lines+rest+"ENDSEC;END-ISO-10303-21;")
		if err != nil {
			t.Fatal(err)
		}
		all := Build(ifc.New(f), Options{})
		if len(all) != 1 || len(all[0].Parts) != 1 || all[0].Boxed {
			t.Errorf("%s: %+v", c.name, all)
			continue
		}
		length := 0.0
		for _, l := range all[0].Parts[0].Lines {
			for k := 1; k < len(l); k++ {
				length += l[k].Sub(l[k-1]).Len()
			}
		}
		if v := all[0].Mesh().Volume(); math.Abs(v-c.volume) > 1e-9 || math.Abs(length-c.length) > 1e-9 {
			t.Errorf("%s: %v m³ and %v m, want %v and %v", c.name, v, length, c.volume, c.length)
		}
	}
}
