package site

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/go-gl/mathgl/mgl64"
)

const pointsYAML = goldenYAML + `city_grid: {prefix: "310101"}
points:
  - id: CX1
    name: {zh: 测斜1, en: Inclinometer 1}
    at: [19.5, 15]
    kind: inclinometer
    property: displacement
    unit: mm
    group: west wall
    standard: {item: deep_horizontal, support: wall, grade: 1, depth_m: 16, designer: {control_mm: 24, paper: scheme S-07}}
    on_delay: 20min
    sensor: {low: -100, high: 100, noise: 0.02, every: 10min, neighbours: [CX2, CX3, D1], most_off_neighbours: 5}
    latches: true
    escalate: [15min, 30min]
    forecast: 24h
  - file: others.csv
    kind: inclinometer
    property: displacement
    unit: m
    group: east wall
    standard: {item: deep_horizontal, support: wall, grade: 2, depth_m: 8}
    sensor: {every: 10min, neighbours: [group], most_off_neighbours: 0.005}
  - {id: W1, at: [30, 15, -6], kind: water_level, property: level, unit: m, limits: {warning: -5, notice: -6}, rate: {over: 6h, danger_per_day: 0.5}, basis: {code: scheme S-07}, dead_band: 0.1}
  - {id: N1, at: [30, 25], kind: strut_force, property: force, unit: kN, limits: {warning: 800, notice: 900, side: below}, basis: {code: scheme S-07}}
`

const othersCSV = "\ufeffid,x,y,z,name_zh,group\nCX2,40.5,12,,测斜2,\nCX3,40.5,14,2.5,,\nCX4,40.5,16,,,\nD1,40.5,18,,,\n"

func pointsSite(t testing.TB, yaml, table string) string {
	files := goldenFiles(t)
	files["others.csv"] = []byte(table)
	return write(t, yaml, files)
}

func TestPointsStandOnTheSiteWithTheirRules(t *testing.T) {
	p, err := Open(pointsSite(t, pointsYAML, othersCSV))
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Points) != 7 || p.Points[0].ID != "point/CX1" || p.Points[6].ID != "point/W1" {
		t.Fatalf("points: %+v", p.Points)
	}
	a := p.Asset("point/CX2")
	if cell, _ := a.Properties["city_cell"].Text(); a.Kind != "point" || a.Name.ZH != "测斜2" || a.Position.Sub(mgl64.Vec3{40.5, 12, 4.405}).Len() > 1e-5 || !strings.HasPrefix(cell, "310101") {
		t.Errorf("CX2: %+v", a)
	}
	if z := p.Asset("point/CX3").Position[2]; z != 2.5 {
		t.Errorf("CX3 stands at %v m", z)
	}
	cx1 := p.Points[0]
	if len(cx1.Rules) != 2 || cx1.Horizon != 24*time.Hour || !cx1.Manner.Latches || len(cx1.Neighbours) != 3 {
		t.Fatalf("CX1: %+v", cx1)
	}
	// 70, 85 and 100 % of the designer's 24 mm; the table's 2 mm a day stands.
	for k, want := range [3]float64{16.8, 20.4, 24} {
		if got := cx1.Rules[0].Limits[k]; math.Abs(got-want) > 1e-12 {
			t.Errorf("CX1, limit %d: %v mm, want %v", k, got, want)
		}
	}
	if r := cx1.Rules[1]; r.Limits[2] != 2 || r.Rate != 24*time.Hour || r.OnDelay != 20*time.Minute || r.Both || r.Basis.Override != "scheme S-07" || !cx1.Rules[0].Both {
		t.Errorf("CX1, rate: %+v", r)
	}
	// Grade 2: the smaller of 40 mm and 0.4 % of 8 m, in metres.
	cx2 := p.Points[1]
	if got := cx2.Rules[0].Limits[2]; math.Abs(got-0.032) > 1e-12 || cx2.Group != "east wall" || len(cx2.Neighbours) != 3 {
		t.Errorf("CX2: %v m, %+v", got, cx2)
	}
	w1 := p.Points[6]
	if r := w1.Rules[0]; r.Limits[0] != -6 || r.Limits[1] != -5 || !math.IsNaN(r.Limits[2]) || r.DeadBand != 0.1 || w1.Rules[1].Rate != 6*time.Hour {
		t.Errorf("W1: %+v", w1.Rules)
	}
	if tier, limit, up, ok := p.Points[5].NextTier(1000); tier != 1 || limit != 900 || up || !ok {
		t.Errorf("next tier of N1 from 1000 kN: %v %v %v %v", tier, limit, up, ok)
	}
}

// brokenPoints lists mistakes, as broken does.
var brokenPoints = []struct {
	old, with string
	want      []string
}{
	{"grade: 1, depth_m: 16", "grade: 4, depth_m: 16", []string{"site.yaml:49:61: points[0].standard.grade: 4: must be >= 1 and <= 3 (of the pit; not for struts and formwork)"}},
	{"item: deep_horizontal, support: wall, grade: 1", "item: deep, support: wall, grade: 1", []string{
		`site.yaml:49:22: points[0].standard.item: with support: item "deep_wall": must be top_horizontal_wall, top_horizontal_nail, top_vertical_wall, deep_horizontal_wall, ground_settlement, groundwater_level, strut_force or formwork_…`}},
	{"paper: scheme S-07}}", "}}", []string{"site.yaml:49:77: points[0].standard.designer.paper: missing (in which they stand, and whose it is, e.g. monitoring scheme S-07 rev. B)"}},
	{"control_mm: 24, ", "", []string{"site.yaml:49:77: points[0].standard.designer: control_mm or control_mm_per_day: give at least one"}},
	{"neighbours: [CX2, CX3, D1]", "neighbours: [CX2, CX9, D1]", []string{
		"site.yaml:51:81: points[0].sensor.neighbours[1]: CX9: there is no such other point"}},
	{"neighbours: [CX2, CX3, D1]", "neighbours: [CX2, CX3]", []string{
		"site.yaml:51:63: points[0].sensor.neighbours: point/CX1 has 2 neighbours: must be at least 3, or nobody can tell who is wrong"}},
	{"escalate: [15min, 30min]", "escalate: [15min, 0s]", []string{"site.yaml:53:23: points[0].escalate[1]: 0s: must be > 0"}},
	{"unit: m\n    group", "unit: kPa\n    group", []string{"site.yaml:58:11: points[1].unit: kPa: must be mm, cm or m, as the standard's limits are"}},
	{"warning: -5, notice: -6", "warning: -6, notice: -5", []string{"site.yaml:62:107: points[2].limits.notice: -5: must be less bad than warning, -6"}},
	{"warning: 800, notice: 900", "warning: 900, notice: 800", []string{"site.yaml:63:105: points[3].limits.notice: 800: must be less bad than warning, 900"}},
	{", side: below}, basis: {code: scheme S-07}", ", side: below}", []string{"site.yaml:63:5: points[3]: basis: missing: say where the limits come from"}},
	{"id: N1, at: [30, 25]", "id: N1, at: [300, 25]", []string{"site.yaml:63:14: points[3].at: (300, 25): lies outside the ground, x 0 to 60, y 0 to 40: give its height as well"}},
	{"id: N1", "id: W1", []string{"site.yaml:63:10: points[3].id: there is another point/W1: each needs an id of its own"}},
	{"low: -100", "low: 200", []string{"site.yaml:51:19: points[0].sensor.low: 200: must be < high, 100"}},
	{"noise: 0.02, every: 10min", "noise: 0.02", []string{"site.yaml:51:43: points[0].sensor.noise: every or stuck_for: missing: without one of them nobody knows how long it may rest"}},
}

func TestBrokenPoints(t *testing.T) {
	for _, c := range brokenPoints {
		if n := strings.Count(pointsYAML, c.old); n != 1 {
			t.Fatalf("%q is %d times in the file", c.old, n)
		}
		files := goldenFiles(t)
		files["others.csv"] = []byte(othersCSV)
		if got, want := report(t, strings.Replace(pointsYAML, c.old, c.with, 1), files), strings.Join(c.want, "\n"); got != want {
			t.Errorf("%q:\ngot\n%s\nwant\n%s", c.with, got, want)
		}
	}
}

func TestBrokenPointTable(t *testing.T) {
	files := goldenFiles(t)
	files["others.csv"] = []byte("id,x,y,z\nCX2,40.5,12,\nCX 3,40.5,14,\nCX2,1,1,\nCX4,a,16,b\nCX5,400,16,\nCX6,1\nCX7,40,12,NaN\n")
	want := `others.csv:3: id: "CX 3": must be letters, digits, - and _
others.csv:4: id: CX2: is given twice (first on line 2)
others.csv:5: x: "a": must be a number [m]
others.csv:5: z: "b": must be a number [m]
others.csv:6: x: (400, 16): lies outside the ground, x 0 to 60, y 0 to 40: give its height as well
others.csv:7: 2 fields: must be 4
others.csv:8: z: "NaN": must be a number [m]`
	got := report(t, pointsYAML, files)
	if !strings.Contains(got, want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	files["others.csv"] = []byte("id,x,why\nA,1,2\n")
	want = "others.csv:1: why: unknown column: must be id, x, y, z, name_zh, name_en, group, group_zh\nothers.csv:1: y: missing column"
	if got := report(t, pointsYAML, files); !strings.Contains(got, want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func FuzzPointTable(f *testing.F) {
	f.Add([]byte(othersCSV))
	f.Add([]byte("id,x,y\nA,1,2\n\"B,1,2\nC,1e999,3"))
	f.Fuzz(func(t *testing.T, data []byte) {
		places, mistakes := readPointTable("p.csv", data, func(_ func(string, ...any), at []float64) (mgl64.Vec3, bool) {
			if len(at) < 2 {
				t.Fatal("a place without x and y")
			}
			return mgl64.Vec3{at[0], at[1]}, true
		})
		seen := map[string]bool{}
		for _, p := range places {
			if seen[p.id] || p.id == "" {
				t.Fatalf("point %q is there twice or has no id", p.id)
			}
			seen[p.id] = true
		}
		if len(places) > len(data) || len(mistakes) > 4*len(data)+4 {
			t.Fatalf("%d places and %d mistakes of %d bytes", len(places), len(mistakes), len(data))
		}
	})
}
