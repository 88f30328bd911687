package author

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shapan/gis/terrain"
)

// Without an elevation model the ground is flat, under the whole of every model:
// on the map that a model names, in the zone where it says it lies, or on none.
func TestFlatGroundUnderModels(t *testing.T) {
	house, err := os.ReadFile("../../testdata/building/two-storeys.ifc")
	if err != nil {
		t.Fatal(err)
	}
	five := 5.0
	for _, c := range []struct {
		name, old, with string
		in              Inputs
		entry, ground   string
		epsg            bool
	}{
		{"placed", "", "", Inputs{}, `class: building, file: "../house.ifc"} #`, "level 0 of house.ifc", true},
		{"placed, at a height", "", "", Inputs{Ground: &five}, `class: building, file: "../house.ifc"} #`, "FLAT at 5.00 m (as you say)", true},
		{"nowhere", "IFCMAPCONVERSION(", "IFCDIMENSIONALEXPONENTS(", Inputs{}, "names no place on the map", "FLAT at 0.00 m", false},
	} {
		dir := t.TempDir()
		path := filepath.Join(dir, "house.ifc")
		if err := os.WriteFile(path, []byte(strings.Replace(string(house), c.old, c.with, 1)), 0o644); err != nil {
			t.Fatal(err)
		}
		c.in.Models = []string{path}
		r, err := Write(filepath.Join(dir, "site"), c.in)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		text, err := os.ReadFile(r.Path)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{c.entry, c.ground, "the ground is FLAT"} {
			if !strings.Contains(string(text), want) {
				t.Errorf("%s: no %q in\n%s", c.name, want, text)
			}
		}
		if got := r.Site.Origin.EPSG != 0; got != c.epsg {
			t.Errorf("%s: on map %d", c.name, r.Site.Origin.EPSG)
		}
		if len(r.Doubts) == 0 || !strings.Contains(r.Doubts[0], "flat") {
			t.Errorf("%s: nobody is told that the ground is flat: %v", c.name, r.Doubts)
		}
		if n := len(r.Site.Elements); n != 23 {
			t.Errorf("%s: %d elements, want the house and its 22 parts", c.name, n)
		}
		at := r.Site.Elements[0].SiteFromModel.Col(3).Vec3()
		if h := terrain.HeightAt(&r.Site.Ground, at.Vec2()); math.IsNaN(h) || c.in.Ground == nil && math.Abs(h-at[2]) > 10 {
			t.Errorf("%s: the house stands at %v, the ground there at %v", c.name, at, h)
		}
	}
	if _, err := Write(filepath.Join(t.TempDir(), "site"), Inputs{Models: []string{"none.ifc"}}); err == nil || !strings.Contains(err.Error(), "none.ifc") {
		t.Errorf("no model: %v", err)
	}
}
