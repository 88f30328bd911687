package vector

import (
	"bytes"
	"maps"
	"os"
	"strings"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
	"github.com/paulmach/orb"
)

// block is a house of 4 × 3 × 5 m with a part on top of 2 × 3 × 1 m, a tree
// that uses a template, and a road; in millimetres from (1000, 2000, 10).
const block = `{"type": "CityJSON", "version": "1.1",
"metadata": {"referenceSystem": "urn:ogc:def:crs:EPSG::4549"},
"transform": {"scale": [0.001, 0.001, 0.001], "translate": [1000, 2000, 10]},
"geometry-templates": {"templates": [{"type": "MultiSurface", "lod": "2", "boundaries": [[[0, 1, 2]]]}],
  "vertices-templates": [[0, 0, 0], [1, 0, 0], [0, 1, 0]]},
"CityObjects": {
"house": {"type": "Building", "attributes": {"name": "屋"}, "children": ["top"], "geometry": [
  {"type": "MultiSurface", "lod": "1.2", "boundaries": [[[0, 3, 2, 1]]]},
  {"type": "Solid", "lod": 2, "boundaries": [[[[0, 3, 2, 1]], [[4, 5, 6, 7]], [[0, 1, 5, 4]], [[1, 2, 6, 5]], [[2, 3, 7, 6]], [[3, 0, 4, 7]]]],
   "semantics": {"surfaces": [{"type": "GroundSurface"}, {"type": "RoofSurface"}, {"type": "WallSurface"}], "values": [[0, 1, 2, 2, null, 2]]}}]},
"top": {"type": "BuildingPart", "parents": ["house"], "geometry": [{"type": "MultiPoint", "lod": "2", "boundaries": [4, 5]}]},
"tree": {"type": "SolitaryVegetationObject", "geometry": [{"type": "GeometryInstance", "template": 0, "boundaries": [5],
  "transformationMatrix": [2, 0, 0, 1, 0, 2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 1]}]},
"road": {"type": "Road", "geometry": []}},
"vertices": [[0, 0, 0], [4000, 0, 0], [4000, 3000, 0], [0, 3000, 0], [0, 0, 5000], [4000, 0, 5000], [4000, 3000, 5000], [0, 3000, 5000]]}`

func TestCityJSON(t *testing.T) {
	m, err := ParseCityJSON("block.city.json", []byte(block))
	if err != nil {
		t.Fatal(err)
	}
	house, _ := m.Object("house")
	solid := house.Geometries[1]
	if solid.LoD != "2" || len(solid.Surfaces) != 6 || solid.Surfaces[1].Semantic != "RoofSurface" || solid.Surfaces[4].Semantic != "" || solid.Surfaces[0].Semantic != "GroundSurface" {
		t.Errorf("%+v", solid)
	}
	tree, _ := m.Object("tree")
	if got := tree.Geometries[0].Surfaces[0].Rings[0]; got[1] != (mgl64.Vec3{1007, 2000, 15}) || got[2] != (mgl64.Vec3{1005, 2002, 15}) {
		t.Errorf("tree %v", got) // 2·(1,0,0) + (1,0,0) from the matrix + the vertex
	}
	l := m.Layer("")
	checkLayer(t, l)
	if len(l.Features) != 3 || l.CRS.EPSG != 4549 || len(l.Warnings) != 1 || !strings.Contains(l.Warnings[0], "1 objects have no geometry") {
		t.Errorf("%+v", l)
	}
	f := l.Features[0]
	if f.ID != "house" || f.Line != 7 || f.Properties["height"] != 5.0 || f.Properties["z_min"] != 10.0 || f.Properties["name"] != "屋" || f.Properties["lod"] != "2" {
		t.Errorf("%+v", f)
	}
	if p := f.Geometry.(orb.Polygon); len(p) != 1 || signedArea(p[0]) != 12 {
		t.Errorf("footprint %v", p)
	}
	if f := m.Layer("1").Features[0]; f.Properties["lod"] != "1.2" || f.Properties["height"] != 0.0 {
		t.Errorf("lod 1: %+v", f)
	}
	if got := strings.Join(m.LoDs(), " "); got != "1.2 2" {
		t.Errorf("levels of detail %s", got)
	}
}

// One feature a line: each has vertices of its own.
func TestCityJSONSeq(t *testing.T) {
	seq := `{"type":"CityJSON","version":"2.0","transform":{"scale":[0.01,0.01,0.01],"translate":[100,0,0]},"CityObjects":{},"vertices":[]}
{"type":"CityJSONFeature","id":"a","CityObjects":{"a":{"type":"Building","geometry":[{"type":"MultiSurface","lod":"1","boundaries":[[[0,1,2]]]}]}},"vertices":[[0,0,0],[100,0,0],[0,100,0]]}
{"type":"CityJSONFeature","id":"b","CityObjects":{"b":{"type":"Building","geometry":[{"type":"MultiSurface","lod":"1","boundaries":[[[2,1,0]]]}]}},"vertices":[[500,0,700],[600,0,700],[500,100,700]]}
`
	l, err := ParseCityJSON("a.city.jsonl", []byte(seq))
	if err != nil {
		t.Fatal(err)
	}
	b, _ := l.Object("b")
	if len(l.Objects) != 2 || b.Line != 3 || b.Geometries[0].Surfaces[0].Rings[0][0] != (mgl64.Vec3{105, 1, 7}) || !l.Seq {
		t.Errorf("%+v", l)
	}
	for _, f := range l.Layer("").Features {
		if _, area := Measure(f.Geometry, false); area != 0.5 {
			t.Errorf("%s: %v m²", f.ID, area)
		}
	}
}

// Faces that overlap in plan are united.
func TestFootprintOfOverlappingFaces(t *testing.T) {
	face := func(x0, x1 float64) CitySurface {
		return CitySurface{Rings: [][]mgl64.Vec3{{{x0, 0, 1}, {x0, 2, 1}, {x1, 2, 1}, {x1, 0, 1}}}, Semantic: "GroundSurface"}
	}
	_, area := Measure(footprint([]CitySurface{face(0, 3), face(2, 5)}), false)
	near(t, "area", area, 10, 1e-12)
}

func TestMistakesOfCityJSON(t *testing.T) {
	for _, c := range []struct{ old, with, want string }{
		{`"1.1"`, `"3.0"`, `version "3.0": must be 1.0, 1.1 or 2.0`},
		{`[[4, 5, 6, 7]]`, `[[4, 5, 6, 99]]`, `x:10: CityObjects["house"]: geometry[1]: boundaries: vertex 99: must be a whole number below 8`},
		{`[[4, 5, 6, 7]]`, `[[4, 5, 6.5, 7]]`, `x:10: CityObjects["house"]: geometry[1]: boundaries: vertex 6.5: must be a whole number below 8`},
		{`null, 2]`, `7, 2]`, `semantics: value 7: must be null or a whole number below 3`},
		{`null, 2]`, `2]`, `semantics: 5 values for 6 faces`},
		{`"template": 0`, `"template": 1`, `template 1: there are 1`},
		{`"Solid"`, `"Ball"`, `type "Ball": must be a geometry of CityJSON`},
		{`"scale": [0.001, `, `"scale": [`, `transform: scale and translate must be three numbers each`},
		{`[4000, 0, 0]`, `[4000, 0]`, `vertices: [1]: 2 numbers: must be three`},
		{`"road": {"type": "Road", `, `"road": {`, `x:14: CityObjects["road"]: has no type`},
		{`, [0, 3000, 5000]]}`, ``, `cut off`},
	} {
		text := strings.Replace(block, c.old, c.with, 1)
		_, err := ParseCityJSON("x", []byte(text))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s instead of %s:\n got %v\nwant %s", c.with, c.old, err, c.want)
		}
	}
}

func FuzzCityJSON(f *testing.F) {
	f.Add([]byte(block))
	f.Add([]byte("{\"type\":\"CityJSON\",\"version\":\"2.0\"}\n{\"type\":\"CityJSONFeature\",\"CityObjects\":{\"a\":{\"type\":\"Bridge\",\"children\":[\"a\"],\"geometry\":null}},\"vertices\":[[0,0,1e308]]}"))
	f.Add([]byte(`{"type":"CityJSON","version":"2.0","CityObjects":{"a":{"type":"B","geometry":[{"type":"MultiSolid","boundaries":[[[[[0,1,2],[0,0]]]]],"semantics":{"surfaces":[],"values":[null]}}]}},"vertices":[[0,0,0],[1,0,0],[1,1,0]]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<16 {
			return
		}
		m, err := ParseCityJSON("f", data)
		if err == nil {
			checkLayer(t, m.Layer(""))
			m.Layer("1")
		}
	})
}

func BenchmarkCityJSON(b *testing.B) {
	data, err := os.ReadFile(realData(b, "delft_lod1.city.json"))
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		m, err := ParseCityJSON("delft", bytes.Clone(data))
		if err != nil {
			b.Fatal(err)
		}
		m.Layer("")
	}
}

// The figures stand in MANIFEST.md.
func TestRealDelft(t *testing.T) {
	m, err := ReadCityJSON(realData(t, "delft_lod1.city.json"))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]int{"Building": 160, "Road": 143, "PlantCover": 126, "LandUse": 81, "Bridge": 3, "WaterBody": 3, "GenericCityObject": 54}
	if m.Version != "2.0" || m.CRS.EPSG != 7415 || !maps.Equal(m.Counts, want) {
		t.Errorf("%s, %+v, %v", m.Version, m.CRS, m.Counts)
	}
	for k, want := range []float64{84616.468, 447422.999, -0.452, 85140.839, 447750.636, 16.846} {
		got := append(m.Low[:], m.High[:]...)[k]
		near(t, "extent", got, want, 1e-6)
	}
	l := m.Layer("")
	checkLayer(t, l)
	// These bodies (of 3dfier) have walls and roofs and mostly no floors, so the
	// plan is what looks up or what looks down, whichever is more. The footprint
	// is joined from sides, this is summed from faces.
	for _, f := range l.Features {
		if f.Geometry == nil {
			t.Errorf("%s has no footprint", f.ID)
		}
		if f.Properties["type"] != "Building" {
			continue
		}
		o, _ := m.Object(f.ID)
		up, down := 0.0, 0.0
		for _, face := range o.Geometries[0].Surfaces {
			if a := signedArea(plan(face.Rings[0])); a > 0 {
				up += a
			} else {
				down -= a
			}
		}
		_, area := Measure(f.Geometry, false)
		near(t, f.ID+" footprint [m²]", area, max(up, down), 1e-3)
	}
}

func TestRealRotterdam(t *testing.T) {
	l, err := Open(realData(t, "rotterdam_lod2.city.json"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	checkLayer(t, l)
	f := FactsOf(l)
	if f.Features != 16 || f.Objects["Building"] != 16 || f.CRS.Code != 0 || len(f.Warnings) != 1 {
		t.Errorf("%+v", f)
	}
	near(t, "lowest", f.Heights[0], 0, 1e-9)
	near(t, "highest", f.Heights[1], 18.29, 1e-9)
	if _, err := OutlinesOf(l); err != nil {
		t.Errorf("footprints are no areas: %v", err)
	}
}
