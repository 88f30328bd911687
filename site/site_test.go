package site

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
)

func TestLoadGolden(t *testing.T) {
	s, err := Load(write(t, goldenYAML, goldenFiles(t)))
	if err != nil {
		t.Fatal(err)
	}
	if s.ID != "golden" || s.Name.ZH != "滨江路站延伸段" || s.Origin.EPSG != 4549 || s.Origin.Northing != 3456300 || s.Origin.Height != 100 {
		t.Errorf("%+v %+v", s.ID, s.Origin)
	}
	g := s.Ground.Grid
	if g != (engine.Grid{NX: 60, NY: 40, Cell: 1}) {
		t.Fatalf("%+v", g)
	}
	at := func(f *engine.Field, x, y float64) float64 {
		cell, ok := g.CellAt(x, y)
		if !ok {
			t.Fatalf("(%v, %v) is not in the grid", x, y)
		}
		return float64(f.Values[cell])
	}
	near := func(what string, got, want float64) {
		t.Helper()
		if math.Abs(got-want) > 1e-5 && !(math.IsNaN(got) && math.IsNaN(want)) {
			t.Errorf("%s: %v, want %v", what, got, want)
		}
	}
	near("ground in the west", at(&s.Ground, 0.5, 0.5), 4.005)
	near("no data", at(&s.Ground, 59.5, 39.5), math.NaN())
	near("formation", at(&s.Ground, 25, 15), -12)
	near("stage", at(&s.Ground, 35, 15), -8)
	near("sump", at(&s.Ground, 22, 12), -13.5)
	near("outside the pit", at(&s.Ground, 19.5, 15), 4.195)
	manning, infiltration, building := s.Layer("manning"), s.Layer("infiltration"), s.Layer("building")
	near("manning of the ground", at(manning, 30, 25), 0.016)
	near("manning of the road", at(manning, 30, 3), 0.013)
	near("manning of the park", at(manning, 5, 35), 0.05)
	near("manning of the pond", at(manning, 7, 27), 0.03)
	near("infiltration of the park [mm/h]", at(infiltration, 5, 35)*3.6e6, 36)
	near("infiltration elsewhere", at(infiltration, 30, 25), 0)
	near("depot", at(building, 55, 35), 12)
	near("height of the file", at(building, 46, 35), 15)
	near("height of the entry", at(building, 3.5, 11.5), 9)
	near("roof of the raster", at(building, 1, 23), 8)
	near("low in the raster", at(building, 5, 23), math.NaN())
	near("open ground", at(building, 30, 25), math.NaN())

	var ids []string
	for _, f := range s.Features {
		ids = append(ids, f.ID+"="+f.Kind)
	}
	want := "building/b1=building building/buildings-2=building building/buildings-2-2=building building/roof-1=building building/way-7=building " +
		"hoarding/north=hoarding pit/station=pit pit/station/east=pit_stage road/main=road sump/S1=sump surface/park-1=surface water/pond=water"
	if got := strings.Join(ids, " "); got != want {
		t.Errorf("features\n got %s\nwant %s", got, want)
	}
	ids = nil
	for _, a := range s.Assets {
		ids = append(ids, a.ID)
	}
	if got := strings.Join(ids, " "); got != "gauge/G1 gauge/G2 pump/P1 pump/P2 sump/S1" {
		t.Errorf("assets %s", got)
	}
	// 10 × 10 m to -12 and 10 × 10 m to -8, from ground of 4.25 and 4.35 on average
	pit := s.Features[6]
	volume, _ := pit.Properties["volume_m3"].Number()
	if want := 100*(4.25+12) + 100*(4.35+8); math.Abs(volume-want) > 1e-3 {
		t.Errorf("volume %v, want %v", volume, want)
	}
}

func TestGoldenAssets(t *testing.T) {
	s, err := Load(write(t, goldenYAML, goldenFiles(t)))
	if err != nil {
		t.Fatal(err)
	}
	show := func(v engine.Value) string {
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	for _, c := range []struct{ id, property, want string }{
		{"pump/P1", "discharge", "[[10,3,4.105]]"},
		{"pump/P2", "discharge", `"offsite"`},
		{"pump/P1", "curve_head_m_flow_m3_per_s", "[[0,0.045,0],[20,0.02,0],[30,0,0]]"},
		{"pump/P1", "ramp_s", "5"},
		{"pump/P2", "ramp_s", "8"},
		{"pump/P1", "start_depth_m", "0.6"},
		{"gauge/G1", "alarm_depth_m", "0.3"},
		{"gauge/G1", "dead_band_m", "0.05"},
		{"gauge/G1", "basis_code", `"GB 50497-2019"`},
		{"gauge/G1", "basis_verified", "false"},
		{"gauge/G2", "alarm_level_m", "4.5"},
		{"gauge/G2", "dead_band_m", "0.02"},
		{"gauge/G2", "alarm_depth_m", "null"},
		{"sump/S1", "floor_level_m", "-13.5"},
	} {
		got := show(s.Asset(c.id).Properties[c.property])
		if c.property == "discharge" && strings.HasPrefix(got, "[[10,3,4.10") { // float32 ground
			got = "[[10,3,4.105]]"
		}
		if got != c.want {
			t.Errorf("%s %s: %s, want %s", c.id, c.property, got, c.want)
		}
	}
	if p := s.Asset("sump/S1").Position; p[2] != -13.5 || p[0] < 21 || p[0] > 23 {
		t.Errorf("sump at %v", p)
	}
	if p := s.Asset("pump/P2"); p.Position[2] != -13.5 || p.Name.EN != "P2" {
		t.Errorf("%+v", p)
	}
}

func TestGoldenModels(t *testing.T) {
	s, err := Load(write(t, goldenYAML, goldenFiles(t)))
	if err != nil {
		t.Fatal(err)
	}
	office := s.Elements[1]
	if s.Elements[0].ID != "model/crane" || office.ID != "model/office" || office.Class != "site_office" || office.Model != "office.glb" {
		t.Fatalf("%+v", s.Elements)
	}
	for _, c := range []struct {
		model, want mgl64.Vec4
	}{
		{mgl64.Vec4{0, 0, 0, 1}, mgl64.Vec4{15, 25, 4.15, 1}},
		{mgl64.Vec4{0, 1, 0, 1}, mgl64.Vec4{15, 25, 6.15, 1}},  // glTF's up is up, twice as large
		{mgl64.Vec4{0, 0, -1, 1}, mgl64.Vec4{17, 25, 4.15, 1}}, // its front's back was north, and is east with heading 90
		{mgl64.Vec4{1, 0, 0, 1}, mgl64.Vec4{15, 23, 4.15, 1}},
	} {
		if got := office.SiteFromModel.Mul4x1(c.model); got.Sub(c.want).Len() > 1e-5 {
			t.Errorf("%v is at %v, want %v", c.model, got, c.want)
		}
	}
	if z := s.Elements[0].SiteFromModel.Col(3)[2]; z != 7 {
		t.Errorf("crane at height %v", z)
	}
}

func TestInspectGolden(t *testing.T) {
	i, err := Inspect(write(t, goldenYAML, goldenFiles(t)))
	if err != nil {
		t.Fatal(err)
	}
	if i.Cells != 2400 || i.NoData != 1 || i.Lowest != -13.5 || i.Features["building"] != 5 || i.Assets["pump"] != 2 || i.Models != 2 || i.BuiltUp < 64+18 {
		t.Errorf("%+v", i)
	}
}

// Turned by 30°, the site lies at the same place of the map.
func TestRotation(t *testing.T) {
	yaml := strings.NewReplacer("rotation_deg: 0}", "rotation_deg: 30}", "extent_m: [0, 0, 60, 40]", "extent_m: [10, 0, 40, 20]").Replace(goldenYAML)
	yaml = yaml[:strings.Index(yaml, "surfaces:")]
	s, err := Load(write(t, yaml, goldenFiles(t)))
	if err != nil {
		t.Fatal(err)
	}
	for cell, z := range s.Ground.Values {
		easting, _, _ := s.Origin.MapFromSite(s.Ground.Grid.Center(cell).Vec3(0))
		if want := 4 + 0.01*(easting-634200); math.Abs(float64(z)-want) > 1e-4 {
			t.Fatalf("cell %d: %v, want %v", cell, z, want)
		}
	}
}

func TestSchemaKnowsTheKeys(t *testing.T) {
	text, err := Schema()
	if err != nil {
		t.Fatal(err)
	}
	var schema map[string]any
	if err := json.Unmarshal(text, &schema); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{`"formation_level_m"`, `"curve_head_m_flow_l_per_s"`, `"outline"`, `"oneOf"`, `"offsite"`, `"exclusiveMinimum": 0`, `"coping_height_m"`} {
		if !strings.Contains(string(text), key) {
			t.Errorf("no %s in the schema", key)
		}
	}
}
