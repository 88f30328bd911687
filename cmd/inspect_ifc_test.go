package cmd

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A model that says Luxembourg by its map and Chicago by its site's latitude and
// longitude: what it holds is told, and that the two disagree.
func TestInspectIFC(t *testing.T) {
	path := filepath.Join(t.TempDir(), "house.ifc")
	text := `ISO-10303-21;
HEADER;
FILE_DESCRIPTION((''),'2;1');
FILE_NAME('','',(''),(''),'','','');
FILE_SCHEMA(('IFC4'));
ENDSEC;
DATA;
#1=IFCPROJECT('p',$,'House',$,$,$,$,(#5),#2);
#2=IFCUNITASSIGNMENT((#3));
#3=IFCSIUNIT(*,.LENGTHUNIT.,$,.METRE.);
#5=IFCGEOMETRICREPRESENTATIONCONTEXT($,'Model',3,$,#6,$);
#6=IFCAXIS2PLACEMENT3D(#7,$,$);
#7=IFCCARTESIANPOINT((0.,0.,0.));
#8=IFCPROJECTEDCRS('EPSG:9897',$,$,$,$,$,$);
#9=IFCMAPCONVERSION(#5,#8,76670.,77179.,293.7,1.,0.,1.);
#10=IFCSITE('s',$,'Site',$,$,$,$,$,.ELEMENT.,(41,52,27,840000),(-87,-38,-21,-839999),0.,$,$);
#11=IFCBUILDINGSTOREY('st',$,'Ground',$,$,$,$,$,.ELEMENT.,0.5);
#12=IFCWALL('w',$,'Wall',$,$,$,#13,$,$);
#13=IFCPRODUCTDEFINITIONSHAPE($,$,());
#14=IFCRELCONTAINEDINSPATIALSTRUCTURE('r',$,$,$,(#12),#11);
ENDSEC;
END-ISO-10303-21;
`
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	out, _, err := shapan("inspect", path)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"IFC4", "lengths METRE", "1 IfcWall", "Ground at 0.50 m: 1 products", "EPSG:9897", "41.8744", "from where IfcMapConversion #9 puts the model"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in:\n%s", want, out)
		}
	}
	if out, _, err = shapan("inspect", "--json", path); err != nil {
		t.Fatal(err)
	}
	var facts struct {
		Schema string                         `json:"schema"`
		ByType map[string]struct{ Count int } `json:"by_type"`
		Georef struct {
			Warnings []struct{ Text string }
		} `json:"georeference"`
	}
	if err := json.Unmarshal([]byte(out), &facts); err != nil {
		t.Fatal(err)
	}
	if facts.Schema != "IFC4" || facts.ByType["IfcWall"].Count != 1 || len(facts.Georef.Warnings) != 1 {
		t.Errorf("%+v", facts)
	}
}
