package author

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shapan/gis/crs"
)

// town writes a little town in the zone of Shanghai: ground, houses on a grid
// in degrees, displaced as asked, and streets between them.
func town(t *testing.T, dir string, shown func(lon, lat float64) (float64, float64)) Inputs {
	t.Helper()
	var dem strings.Builder
	dem.WriteString("ncols 200\nnrows 200\nxllcorner 634000\nyllcorner 3456000\ncellsize 5\nNODATA_value -9999\n")
	for j := range 200 {
		for i := range 200 {
			fmt.Fprintf(&dem, "%.2f ", 4+0.01*float64(i)+0.02*float64(j))
		}
		dem.WriteString("\n")
	}
	put := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	from, err := crs.FromEPSG(4549)
	if err != nil {
		t.Fatal(err)
	}
	to, err := crs.FromEPSG(4326)
	if err != nil {
		t.Fatal(err)
	}
	tr, err := crs.NewTransformation(from, to)
	if err != nil {
		t.Fatal(err)
	}
	at := func(x, y float64) []float64 {
		lon, lat, _ := tr.Forward(634000+x, 3456000+y, 0)
		if shown != nil {
			lon, lat = shown(lon, lat)
		}
		return []float64{lon, lat}
	}
	var houses []any
	for x := 30.0; x < 950; x += 60 {
		for y := 30.0; y < 950; y += 60 {
			ring := [][]float64{at(x, y), at(x+40, y), at(x+40, y+40), at(x, y+40), at(x, y)}
			houses = append(houses, map[string]any{"type": "Feature", "properties": map[string]any{"层数": 6},
				"geometry": map[string]any{"type": "Polygon", "coordinates": [][][]float64{ring}}})
		}
	}
	shown = nil
	var osm strings.Builder
	osm.WriteString(`<osm version="0.6">`)
	id := 0
	var ways strings.Builder
	for s := 20.0; s < 1000; s += 60 {
		for _, line := range [2][2][]float64{{at(s, 0), at(s, 1000)}, {at(0, s), at(1000, s)}} {
			fmt.Fprintf(&ways, `<way id="%d"><nd ref="%d"/><nd ref="%d"/><tag k="highway" v="residential"/></way>`, id+1, id+1, id+2)
			for _, p := range line {
				id++
				fmt.Fprintf(&osm, `<node id="%d" lon="%.9f" lat="%.9f"/>`, id, p[0], p[1])
			}
		}
	}
	osm.WriteString(ways.String() + "</osm>")
	text, err := json.Marshal(map[string]any{"type": "FeatureCollection", "features": houses})
	if err != nil {
		t.Fatal(err)
	}
	return Inputs{Elevation: put("dem.asc", dem.String()) + "@EPSG:4549", Buildings: put("houses.geojson", string(text)), Roads: put("roads.osm", osm.String())}
}

func TestWriteMakesASiteThatLoads(t *testing.T) {
	dir := t.TempDir()
	in := town(t, dir, nil)
	r, err := Write(filepath.Join(dir, "site"), in)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Doubts) > 0 {
		t.Errorf("doubts %q", r.Doubts)
	}
	if len(r.Report.Placements) != 3 {
		t.Errorf("%d placements, want 3", len(r.Report.Placements))
	}
	counts := map[string]int{}
	for _, f := range r.Site.Features {
		counts[f.Kind]++
		if f.Kind == "building" {
			if h, _ := f.Properties["height_m"].Number(); h != 18 {
				t.Errorf("%s is %g m high, want 6 storeys of 3 m", f.ID, h)
			}
		}
	}
	if counts["building"] != 256 || counts["road"] < 30 {
		t.Errorf("features %v", counts)
	}
	// A house stands where it was put: its south-west corner on (30, 30).
	for _, f := range r.Site.Features {
		if f.Kind == "building" {
			p := f.Rings[0][0]
			if x, y := math.Mod(p[0]-30, 60), math.Mod(p[1]-30, 60); math.Abs(x) > 1e-5 && math.Abs(x-60) > 1e-5 || math.Abs(y) > 1e-5 && math.Abs(y-60) > 1e-5 {
				t.Fatalf("%s stands at %v", f.ID, p)
			}
		}
	}
	if _, err := Write(filepath.Join(dir, "site"), in); err == nil || !strings.Contains(err.Error(), "is there already") {
		t.Errorf("a second time: %v", err)
	}
}

func TestBuildingsOfAWebMapAreDoubted(t *testing.T) {
	dir := t.TempDir()
	in := town(t, dir, crs.GCJ02FromWGS84)
	r, err := Write(filepath.Join(dir, "site"), in)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Doubts) != 1 || !strings.Contains(r.Doubts[0], "the buildings are in GCJ-02") {
		t.Fatalf("doubts %q", r.Doubts)
	}
	in.Buildings += "@gcj02"
	if r, err = Write(filepath.Join(dir, "right"), in); err != nil || len(r.Doubts) > 0 {
		t.Errorf("as it says: %v, %q", err, r.Doubts)
	}
}

func TestWithoutASystemTheUserIsAsked(t *testing.T) {
	dir := t.TempDir()
	in := town(t, dir, nil)
	in.Elevation = strings.TrimSuffix(in.Elevation, "@EPSG:4549")
	if _, err := Write(filepath.Join(dir, "site"), in); err == nil || !strings.Contains(err.Error(), "--crs") {
		t.Errorf("%v", err)
	}
	in.CRS = "EPSG:4549"
	if _, err := Write(filepath.Join(dir, "site"), in); err != nil {
		t.Error(err)
	}
}

func TestTheElevationIsDoubted(t *testing.T) {
	dir := t.TempDir()
	put := func(name, corner, cell string) string {
		path := filepath.Join(dir, name)
		text := "ncols 4\nnrows 4\n" + corner + "\ncellsize " + cell + "\nNODATA_value -9999\n" + strings.Repeat("4 4 4 -9999\n", 4)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	degrees := put("degrees.asc", "xllcorner 121.4\nyllcorner 31.2", "0.0003")
	if _, err := Write(filepath.Join(dir, "a"), Inputs{Elevation: degrees, CRS: "EPSG:4549"}); err == nil || !strings.Contains(err.Error(), "degrees") {
		t.Errorf("degrees as metres: %v", err)
	}
	metres := put("metres.asc", "xllcorner 634000\nyllcorner 3456000", "5") + "@EPSG:4549"
	r, err := Write(filepath.Join(dir, "b"), Inputs{Elevation: metres, Extent: [4]float64{633000, 3456000, 634020, 3456020}})
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(r.Choices, "; "); !strings.Contains(got, "cut to 634000,") {
		t.Errorf("an extent beyond the elevation: %q", got)
	}
	if got := strings.Join(r.Doubts, "; "); !strings.Contains(got, "4 of 16 cells") {
		t.Errorf("holes: %q", got)
	}
}
