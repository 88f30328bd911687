package site

import (
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/bim/gltf"
	"shapan/engine"
)

// withHouse is the golden site with the house of two storeys: its own origin is
// at the map's (634215, 3456320, 104.2), turned by atan2(0.6, 0.8).
func withHouse(t testing.TB, entry string, alter ...string) (yaml string, files map[string][]byte) {
	t.Helper()
	text, err := os.ReadFile("../testdata/building/two-storeys.ifc")
	if err != nil {
		t.Fatal(err)
	}
	files = goldenFiles(t)
	changedText := strings.NewReplacer(alter...).Replace(string(text))
	if len(alter) > 0 && changedText == string(text) {
		t.Fatalf("%q is not in the house", alter)
	}
	files["house.ifc"] = []byte(changedText)
	return changed(t, "hoardings:\n", "  - "+entry+"\nhoardings:\n"), files
}

func houseOf(t testing.TB, s *engine.Site) engine.Element {
	t.Helper()
	k := slices.IndexFunc(s.Elements, func(e engine.Element) bool { return e.ID == "model/house" })
	if k < 0 {
		t.Fatalf("no house among %d elements", len(s.Elements))
	}
	return s.Elements[k]
}

// fromIFC is where a point of the IFC file (z up) stands.
func fromIFC(e engine.Element, x, y, z float64) mgl64.Vec3 {
	return mgl64.TransformCoordinate(mgl64.Vec3{x, z, -y}, e.SiteFromModel) // glTF is y up
}

func TestIFCStandsByItsGeoreference(t *testing.T) {
	yaml, files := withHouse(t, "{id: house, class: building, name: House, file: house.ifc}")
	p, err := Open(write(t, yaml, files))
	if err != nil {
		t.Fatal(err)
	}
	house := houseOf(t, p.Site)
	if house.Class != "building" || house.Model != "house.ifc.glb" {
		t.Errorf("%+v", house)
	}
	for _, c := range []struct{ x, y, z, east, north, up float64 }{ // site: 634200, 3456300, 100
		{0, 0, 0, 15, 20, 4.2},
		{10, 0, 0, 15 + 8, 20 + 6, 4.2},
		{0, 5, 3, 15 - 3, 20 + 4, 7.2},
	} {
		if got := fromIFC(house, c.x, c.y, c.z); got.Sub(mgl64.Vec3{c.east, c.north, c.up}).Len() > 1e-6 {
			t.Errorf("(%g, %g, %g) stands at %v, want (%g, %g, %g)", c.x, c.y, c.z, got, c.east, c.north, c.up)
		}
	}
	if len(p.Report.Notes) != 0 {
		t.Errorf("notes %q", p.Report.Notes)
	}
	last := p.Report.Placements[len(p.Report.Placements)-1]
	if last.File != "house.ifc" || !strings.Contains(last.How, "IfcMapConversion #22") || len(last.Warnings) != 0 {
		t.Errorf("%+v", last)
	}
	glb := p.GLB(house.Model)
	if m, err := gltf.Read("house.glb", glb, nil); err != nil || m.Info.Triangles != 960 {
		t.Errorf("%v, %v", m, err)
	}
	if p.GLB("office.glb") != nil {
		t.Error("a file is taken for an IFC model")
	}
}

func TestIFCParts(t *testing.T) {
	yaml, files := withHouse(t, "{id: house, file: house.ifc, spaces: true}")
	path := write(t, yaml, files)
	s, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]engine.Element{}
	for _, e := range s.Elements {
		if e.Of == "model/house" {
			parts[e.Name.EN] = e
			if e.Model != "" || !strings.HasPrefix(e.ID, "model/house/0ShapanHouse") {
				t.Errorf("%+v", e)
			}
		}
	}
	window := parts["Window U"]
	if len(parts) != 23 || window.Class != "IfcWindow" || window.Storey != "二层 Upper floor" || parts["101"].Class != "IfcSpace" {
		t.Errorf("%d parts, window %+v, room %+v", len(parts), window, parts["101"])
	}
	if i, err := Inspect(path); err != nil || i.Models != 3 || i.Parts != 23 {
		t.Errorf("%+v, %v", i, err)
	}
	// The number of a part is that of its feature.
	p, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if got := p.IFC[0].Shown.Drawn.Features[window.Feature]; got.Name != "Window U" || window.ID != "model/house/"+got.GUID {
		t.Errorf("feature %d is %+v, the part %+v", window.Feature, got, window)
	}
}

// Loaded twice, a file is drawn once; another content or choice is another.
func TestIFCIsDrawnOnce(t *testing.T) {
	yaml, files := withHouse(t, "{id: house, file: house.ifc}\n  - {id: twin, file: house.ifc, at: [40, 30]}")
	path := write(t, yaml, files)
	a, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	b, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if a.IFC[0].ReadIFC != b.IFC[0].ReadIFC || a.IFC[0].ReadIFC != a.IFC[1].ReadIFC {
		t.Error("the same file was drawn again")
	}
	if err := os.WriteFile(strings.TrimSuffix(path, "site.yaml")+"house.ifc", []byte(strings.Replace(string(files["house.ifc"]), "'Front door'", "'Back door'", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(c.Elements, func(e engine.Element) bool { return e.Name.EN == "Back door" }) {
		t.Error("the file has changed, and its model has not")
	}
}

func TestIFCStandsWhereTold(t *testing.T) {
	yaml, files := withHouse(t, "{id: house, file: house.ifc, at: [20, 25, 5], heading_deg: 90}")
	s, report, err := LoadReport(write(t, yaml, files))
	if err != nil {
		t.Fatal(err)
	}
	// With heading 90 its y, north, looks east.
	if got := fromIFC(houseOf(t, s), 1, 2, 3); got.Sub(mgl64.Vec3{22, 24, 8}).Len() > 1e-9 {
		t.Errorf("(1, 2, 3) stands at %v", got)
	}
	// Middle (5, 3, 2.9): by at (23, 20, 7.9), by the map (17.2, 25.4, 7.1).
	if want := math.Sqrt(5.8*5.8 + 5.4*5.4 + 0.8*0.8); len(report.Notes) != 1 || !strings.Contains(report.Notes[0], "7.96 m from where its own georeference puts it") || math.Abs(want-7.96) > 0.01 {
		t.Errorf("%q; they are %.3f m apart", report.Notes, want)
	}
}

// Without a map conversion the site's latitude, longitude and true north count.
func TestIFCStandsByDegrees(t *testing.T) {
	yaml, files := withHouse(t, "{id: house, file: house.ifc}")
	s, err := Load(write(t, yaml, files))
	if err != nil {
		t.Fatal(err)
	}
	want := houseOf(t, s)
	lat, lon, err := Geographic("EPSG:4549", 634215, 3456320)
	if err != nil {
		t.Fatal(err)
	}
	dms := func(v float64) string {
		all := int64(math.Round(v * 3600e6))
		return fmt.Sprintf("(%d,%d,%d,%d)", all/3600e6, all/60e6%60, all/1e6%60, all%1e6)
	}
	// By latitude, longitude and true north alone it stands within the millionth of a
	// second of arc that the file can say, turned by the convergence of the meridian.
	yaml, files = withHouse(t, "{id: house, file: house.ifc}",
		"#22=IFCMAPCONVERSION(#19,#21,634215.,3456320.,104.2,0.8,0.6,0.001);\n", "",
		"IFCSITE('0ShapanHouse0000000002',#5,'Site',$,$,#26,$,$,.ELEMENT.,$,$,0.,$,$)", "IFCSITE('0ShapanHouse0000000002',#5,'Site',$,$,#26,$,$,.ELEMENT.,"+dms(lat)+","+dms(lon)+",104200.,$,$)")
	s, report, err := LoadReport(write(t, yaml, files))
	if err != nil {
		t.Fatal(err)
	}
	got := houseOf(t, s)
	if d := fromIFC(got, 0, 0, 0).Sub(fromIFC(want, 0, 0, 0)).Len(); d > 1e-3 {
		t.Errorf("by degrees it stands %.6f m from where the map puts it", d)
	}
	// Gauss–Krüger: γ ≈ Δλ sin φ, here eastwards of 120°, so grid north is east of true north.
	convergence := (lon - 120) * math.Pi / 180 * math.Sin(lat*math.Pi/180)
	a, b := fromIFC(got, 10, 0, 0).Sub(fromIFC(got, 0, 0, 0)), fromIFC(want, 10, 0, 0).Sub(fromIFC(want, 0, 0, 0))
	turned := math.Atan2(a[1], a[0]) - math.Atan2(b[1], b[0])
	if math.Abs(turned-convergence) > 1e-5 {
		t.Errorf("turned by %.6f rad, want the convergence %.6f", turned, convergence)
	}
	if w := strings.Join(report.Warnings(), "\n"); !strings.Contains(w, "latitude and longitude of IfcSite alone") {
		t.Errorf("warnings %q", w)
	}
}

func TestIFCMistakes(t *testing.T) {
	for _, c := range []struct {
		entry string
		alter []string
		want  string
	}{
		{"{id: house, file: house.ifc, scale: 0.001}", nil, "models[2].scale: 0.001: an IFC model says its units itself"},
		{"{id: house, file: house.ifc, heading_deg: 20}", nil, "models[2].heading_deg: without at the model's own georeference counts"},
		{"{id: house, file: house.ifc}", []string{"634215.", "638215."}, "puts it at (4017, 25), off the ground, x 0 to 60"},
		{"{id: house, file: house.ifc}", []string{"#22=IFCMAPCONVERSION(#19,#21,634215.,3456320.,104.2,0.8,0.6,0.001);\n", ""}, "does not say where on the map it stands (IfcMapConversion, IfcSite): say at"},
		{"{id: house, file: house.ifc}", []string{"EPSG:4549", "EPSG:999999"}, "models[2].file: house.ifc: IfcProjectedCRS #21: its map is not known here"},
		{"{id: house, file: house.ifc}", []string{"ISO-10303-21;\nHEADER;", "ISO-10303-28;\n<xml>"}, "models[2].file: "},
		{"{id: house, file: office.glb}", nil, "models[2].at: missing"},
	} {
		yaml, files := withHouse(t, c.entry, c.alter...)
		_, err := Load(write(t, yaml, files))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s %q: %v; want %q", c.entry, c.alter, err, c.want)
		}
	}
}
