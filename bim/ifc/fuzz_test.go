package ifc

import (
	"strings"
	"testing"

	"shapan/bim/ifc/step"
)

// FuzzModel asks a model of arbitrary instances for all that it can tell: no
// panic, no end that does not come, and all of it can be written as JSON.
func FuzzModel(f *testing.F) {
	f.Add(true, house)
	f.Add(true, millimetres+"#10=IFCPROJECTEDCRS('EPSG:25832',$,$,$,$,$,#4);\n#11=IFCMAPCONVERSION(#5,#10,4.E5,5.E6,0.,0.866,0.5,1000.);\n#12=IFCSITE('s',$,$,$,$,#13,$,$,$,(49,5,43),(8,26,1),0.,$,$);\n#13=IFCLOCALPLACEMENT(#13,#6);")
	f.Add(false, "#1=IFCTASK('t',$,'Dig',$,$,'T7',$,$,.F.,$);\n#2=IFCRELASSIGNSTASKS('r',$,$,$,(#1),$,$,#3);\n#3=IFCSCHEDULETIMECONTROL('c',$,$,$,$,$,$,$,#5,$,$,$,$,1E300,$,$,$,$,.F.,$,$,$,1.);\n#5=IFCCALENDARDATE(31,2,2026);")
	f.Add(true, "#1=IFCRELAGGREGATES('r',$,$,$,#1,(#1,#1));\n#2=IFCGRIDPLACEMENT(#3,$);\n#3=IFCVIRTUALGRIDINTERSECTION((#4,#4),(1.,2.));\n#4=IFCGRIDAXIS($,#5,.T.);\n#5=IFCCIRCLE(#6,1.);\n#6=IFCAXIS2PLACEMENT2D(#7,$);\n#7=IFCCARTESIANPOINT((1.,2.));\n#8=IFCWALL($,$,$,$,$,#2,$,$,$);")
	f.Fuzz(func(t *testing.T, four bool, instances string) {
		edition := "IFC2X3"
		if four {
			edition = "IFC4"
		}
		file, err := step.Parse("f.ifc", "ISO-10303-21;HEADER;FILE_SCHEMA(('"+edition+"'));ENDSEC;DATA;\n"+instances+"\nENDSEC;END-ISO-10303-21;")
		if err != nil || strings.Count(instances, "#") > 3000 {
			return
		}
		everything(t, New(file))
	})
}
