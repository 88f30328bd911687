package site

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"shapan/engine"
	"shapan/gis/crs"
	"shapan/yamlfile"
)

// inSystem writes the golden surfaces, which are in the site's map, in another
// system: moved by shift, with x and y swapped if the file is to have that.
func inSystem(t *testing.T, text []byte, code int, member string, swap bool, shift func(x, y float64) (float64, float64)) []byte {
	t.Helper()
	from, err := crs.FromEPSG(4549)
	if err != nil {
		t.Fatal(err)
	}
	to, err := crs.FromEPSG(code)
	if err != nil {
		t.Fatal(err)
	}
	tr, err := crs.NewTransformation(from, to)
	if err != nil {
		t.Fatal(err)
	}
	var doc map[string]any
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	delete(doc, "crs")
	if member != "" {
		doc["crs"] = map[string]any{"type": "name", "properties": map[string]any{"name": member}}
	}
	var move func(v any) any
	move = func(v any) any {
		list, ok := v.([]any)
		if !ok {
			return v
		}
		if len(list) == 2 {
			if x, ok := list[0].(float64); ok {
				u, w, _ := tr.Forward(x, list[1].(float64), 0)
				if shift != nil {
					u, w = shift(u, w)
				}
				if swap {
					u, w = w, u
				}
				return []any{u, w}
			}
		}
		for k := range list {
			list[k] = move(list[k])
		}
		return list
	}
	for _, f := range doc["features"].([]any) {
		g := f.(map[string]any)["geometry"].(map[string]any)
		g["coordinates"] = move(g["coordinates"])
	}
	out, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// The same things in any system come to the same place, and the report says how.
func TestFilesOfAnySystemComeToTheSamePlace(t *testing.T) {
	want := surfacesOf(t, goldenYAML, goldenFiles(t), "as it is")
	for _, c := range []struct {
		name, key, member string
		code              int
		swap              bool
		shift             func(x, y float64) (float64, float64)
		allowed           float64 // [m]
	}{
		{"CGCS2000 in degrees, said by a member", "", "urn:ogc:def:crs:EPSG::4490", 4490, false, nil, 1e-6},
		{"degrees that nobody names (RFC 7946)", "", "", 4326, false, nil, 1e-6},
		{"the zone with its prefix", "", "EPSG:4528", 4528, false, nil, 1e-6},
		{"UTM by key", "coordinates: EPSG:32651", "", 32651, false, nil, 1e-6},
		{"web Mercator", "coordinates: EPSG:3857", "", 3857, false, nil, 1e-6},
		{"a web map's", "coordinates: gcj02", "", 4326, false, crs.GCJ02FromWGS84, 1e-3},
		{"latitude first", "swap_axes: true", "EPSG:4490", 4490, true, nil, 1e-6},
	} {
		files := goldenFiles(t)
		files["surfaces.geojson"] = inSystem(t, files["surfaces.geojson"], c.code, c.member, c.swap, c.shift)
		old, key := ", coordinates: map}", "}"
		if c.key != "" {
			key = ", " + c.key + "}"
		}
		got := surfacesOf(t, strings.Replace(goldenYAML, old, key, 1), files, c.name)
		if len(got) != len(want) {
			t.Errorf("%s: %d surfaces, want %d", c.name, len(got), len(want))
			continue
		}
		for k := range got {
			for r, ring := range got[k].Rings {
				for n, p := range ring {
					if d := p.Sub(want[k].Rings[r][n]).Len(); d > c.allowed || math.IsNaN(d) {
						t.Errorf("%s: %s corner %d is %.3g m off, allowed %g", c.name, got[k].ID, n, d, c.allowed)
					}
				}
			}
		}
	}
}

func surfacesOf(t *testing.T, yaml string, files map[string][]byte, name string) (list []engine.Feature) {
	t.Helper()
	s, report, err := LoadReport(write(t, yaml, files))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	found := false
	for _, p := range report.Placements {
		if p.File == "surfaces.geojson" {
			found = p.How != "" && p.Transform != "" && p.CRS != "" && !p.Extent.Empty()
		}
	}
	if !found {
		t.Errorf("%s: the report does not say how surfaces.geojson was placed", name)
	}
	for _, f := range s.Features {
		if strings.HasPrefix(f.ID, "surface/") || strings.HasPrefix(f.ID, "water/") {
			list = append(list, f)
		}
	}
	return list
}

// Control points place the site as its origin and rotation would.
func TestControlPointsPlaceTheSite(t *testing.T) {
	const scale, turn = 1.0002, 0.1
	sin, cos := math.Sincos(turn)
	bad := strings.Replace(goldenYAML, "easting_m: 634200, northing_m: 3456300, height_m: 100, rotation_deg: 0", `height_m: 100, control_points: [
  {id: a, site: [0, 0], map: [634200, 3456300]}, {id: b, site: [60, 0], map: [634260, 3456300]}, {id: c, site: [0, 40], map: [634200, 3456343]}]`, 1)
	if bad == goldenYAML {
		t.Fatal("the golden site has another crs line")
	}
	if _, _, err := LoadReport(write(t, bad, goldenFiles(t))); err == nil || !strings.Contains(err.Error(), "crs.control_points[") {
		t.Errorf("a point 3 m off: %v", err)
	}
	good := strings.Replace(bad, "3456343", "3456340", 1)
	if _, r, err := LoadReport(write(t, good, goldenFiles(t))); err != nil || len(r.Notes) == 0 {
		t.Errorf("points that agree: %v, notes %q", err, r.Notes)
	}
	file, err := yamlfile.Open(write(t, good, goldenFiles(t)))
	if err != nil {
		t.Fatal(err)
	}
	l := loader{file: file}
	for k, p := range [][2]float64{{0, 0}, {60, 0}, {60, 40}, {0, 40}, {30, 20}} {
		l.doc.CRS.ControlPoints = append(l.doc.CRS.ControlPoints, controlPoint{ID: fmt.Sprint(k), Site: p[:],
			Map: []float64{634200 + scale*(p[0]*cos-p[1]*sin), 3456300 + scale*(p[0]*sin+p[1]*cos)}})
	}
	var o engine.Origin
	l.fit(&o)
	if math.Abs(o.Easting-634200) > 1e-6 || math.Abs(o.Northing-3456300) > 1e-6 || math.Abs(o.Rotation-turn) > 1e-9 || math.Abs(o.Scale-scale) > 1e-9 {
		t.Errorf("origin %+v", o)
	}
	p := o.SiteFromMap(o.MapFromSite([3]float64{12, 34, 5}))
	if p.Sub([3]float64{12, 34, 5}).Len() > 1e-6 {
		t.Errorf("there and back %v", p)
	}
}

// With a grid of the city's management every asset knows its cell.
func TestAssetsKnowTheirCellOfTheCity(t *testing.T) {
	yaml := strings.Replace(goldenYAML, "ground:\n", "city_grid: {prefix: \"310101\"}\nground:\n", 1)
	s, err := Load(write(t, yaml, goldenFiles(t)))
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range s.Assets {
		// The origin is at (634200, 3456300): all of the site is in column 6342, row 34563.
		if cell, _ := a.Properties["city_cell"].Text(); cell != "310101-100-N034563E006342" {
			t.Errorf("%s at %v: cell %q", a.ID, a.Position, cell)
		}
	}
}
