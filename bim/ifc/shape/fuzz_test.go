package shape

import (
	"math"
	"testing"

	"shapan/bim/ifc"
	"shapan/bim/ifc/step"
)

// FuzzItems reads whatever stands behind #103 as an item of a wall: no panic, no
// mesh with an index beyond its points or a point that is no number, and the
// same again.
func FuzzItems(f *testing.F) {
	for _, seed := range []string{
		box,
		"#103=IFCEXTRUDEDAREASOLID(#104,$,#11,1000.);#104=IFCISHAPEPROFILEDEF(.AREA.,$,$,200.,190.,6.5,10.,18.,5.,3.);",
		"#103=IFCSWEPTDISKSOLID(#104,10.,5.,0.,2.5);#104=IFCCOMPOSITECURVE((#105,#106),.F.);#105=IFCCOMPOSITECURVESEGMENT(.CONTINUOUS.,.T.,#107);#106=IFCCOMPOSITECURVESEGMENT(.CONTINUOUS.,.F.,#108);#107=IFCTRIMMEDCURVE(#109,(#110),(IFCPARAMETERVALUE(90.)),.T.,.PARAMETER.);#108=IFCPOLYLINE((#9,#110));#109=IFCCIRCLE(#8,1000.);#110=IFCCARTESIANPOINT((1000.,0.,0.));",
		"#103=IFCEXTRUDEDAREASOLID(#104,$,#11,1000.);#104=IFCARBITRARYCLOSEDPROFILEDEF(.AREA.,$,#105);#105=IFCBSPLINECURVEWITHKNOTS(2,(#14,#106,#107,#14),.UNSPECIFIED.,.T.,.F.,(3,1,3),(0.,1.,2.),.UNSPECIFIED.);#106=IFCCARTESIANPOINT((1000.,0.));#107=IFCCARTESIANPOINT((0.,1000.));",
		"#103=IFCGRADIENTCURVE((#104),.F.,#105,$);#104=IFCCURVESEGMENT(.CONTINUOUS.,#15,IFCLENGTHMEASURE(0.),IFCLENGTHMEASURE(100.),#106);#105=IFCCOMPOSITECURVE((#107),.F.);#106=IFCLINE(#14,#108);#107=IFCCURVESEGMENT(.CONTINUOUS.,#15,IFCLENGTHMEASURE(0.),IFCLENGTHMEASURE(100.),#109);#108=IFCVECTOR(#12,1.);#109=IFCCLOTHOID(#15,300.);",
		"#103=IFCBOOLEANRESULT(.DIFFERENCE.,#104,#105);#104=IFCBLOCK(#8,1.,2.,3.);#105=IFCHALFSPACESOLID(#106,.T.);#106=IFCPLANE(#8);",
		"#103=IFCADVANCEDBREP(#104);#104=IFCCLOSEDSHELL((#105));#105=IFCADVANCEDFACE((#106),#107,.T.);#106=IFCFACEOUTERBOUND(#108,.T.);#107=IFCCYLINDRICALSURFACE(#8,5.);#108=IFCEDGELOOP((#109));#109=IFCORIENTEDEDGE(*,*,#110,.T.);#110=IFCEDGECURVE(#111,#111,#112,.T.);#111=IFCVERTEXPOINT(#113);#112=IFCCIRCLE(#8,5.);#113=IFCCARTESIANPOINT((5.,0.,0.));",
		"#103=IFCPOLYGONALFACESET(#104,.T.,(#105),$);#104=IFCCARTESIANPOINTLIST3D(((0.,0.,0.),(1.,0.,0.),(1.,1.,0.),(0.,1.,0.)));#105=IFCINDEXEDPOLYGONALFACEWITHVOIDS((1,2,3,4),((1,2,3)));",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, lines string) {
		if len(lines) > 4000 {
			return
		}
		file, err := step.Parse("fuzz.ifc", `ISO-10303-21;HEADER;FILE_DESCRIPTION((''),'2;1');FILE_NAME('','',(''),(''),'','','');FILE_SCHEMA(('IFC4X3'));ENDSEC;DATA;
#8=IFCAXIS2PLACEMENT3D(#9,$,$);#9=IFCCARTESIANPOINT((0.,0.,0.));#11=IFCDIRECTION((0.,0.,1.));#12=IFCDIRECTION((1.,0.,0.));#14=IFCCARTESIANPOINT((0.,0.));#15=IFCAXIS2PLACEMENT2D(#14,$);
#100=IFCWALL('1YvctVUKr0kugbFTf53O9L',$,'wall',$,$,$,#101,$,$);#101=IFCPRODUCTDEFINITIONSHAPE($,$,(#102));#102=IFCSHAPEREPRESENTATION($,'Body','',(#103));
`+lines+"\nENDSEC;END-ISO-10303-21;\n")
		if err != nil {
			return
		}
		for _, e := range Build(ifc.New(file), Options{}) {
			for _, reason := range e.Failures {
				if len(reason) >= 8 && reason[:8] == "internal" {
					t.Errorf("%s", reason)
				}
			}
			for _, p := range e.Parts {
				if p.Mesh == nil {
					continue
				}
				for _, tri := range p.Mesh.Triangles {
					for _, k := range tri {
						if int(k) >= len(p.Mesh.Points) {
							t.Fatalf("index %d of %d points", k, len(p.Mesh.Points))
						}
						if at := p.Mesh.Points[k]; math.IsNaN(at[0] + at[1] + at[2]) {
							t.Fatalf("a point at %v", at)
						}
					}
				}
			}
		}
	})
}
