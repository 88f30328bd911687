package shape

import (
	"math"
	"testing"

	"shapan/bim/ifc"
)

// A pipe has no style of its own and the colour of its material, PVC-U; the duct
// beside it has one, which goes before that of any material.
func TestMaterialsColourWhatHasNoStyle(t *testing.T) {
	m, err := ifc.Open("../../../testdata/building/services.ifc")
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][3]float64{"IfcPipeSegment": {0.2, 0.62, 0.35}, "IfcDuctSegment": {0.55, 0.62, 0.7}}
	seen := map[string]int{}
	for _, e := range Build(m, Options{}) {
		for _, p := range e.Parts {
			rgb, coloured := want[e.Type]
			if !coloured {
				if p.Style != nil {
					t.Errorf("%s %s: %+v; its material has no colour", e.Type, e.Name, *p.Style)
				}
				continue
			}
			seen[e.Type]++
			if s := p.Style; s == nil || math.Abs(s.Red-rgb[0])+math.Abs(s.Green-rgb[1])+math.Abs(s.Blue-rgb[2]) > 1e-12 {
				t.Errorf("%s %s: %+v, want %v", e.Type, e.Name, s, rgb)
			}
		}
	}
	if seen["IfcPipeSegment"] != 2 || seen["IfcDuctSegment"] != 1 {
		t.Errorf("%v", seen)
	}
}
