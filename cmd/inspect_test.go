package cmd

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shapan/gis/raster"
)

// inspected is what inspect prints, as a program reads it.
type inspected struct {
	CRS struct {
		Code      float64
		Name, How string
	}
	Bounds  struct{ WGS84 *[4]float64 }
	Area    float64 `json:"area_m2"`
	Degrees *bool
	Swapped bool
	Warning []string `json:"warnings"`
}

func inspectedOf(t *testing.T, name string) inspected {
	t.Helper()
	facts, err := inspect(name)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(facts)
	if err != nil {
		t.Fatal(err)
	}
	var got inspected
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	return got
}

// A square of some hundred metres, of two degrees, and of a site's own metres,
// in either order of axes: told once what it is taken for, and how to say
// otherwise, and measured accordingly.
func TestInspectOfFilesInAnyOrder(t *testing.T) {
	dir := t.TempDir()
	square := func(crs string, x, y, w, h float64) string {
		if crs != "" {
			crs = `"crs":{"type":"name","properties":{"name":"` + crs + `"}},`
		}
		return fmt.Sprintf(`{"type":"FeatureCollection",%s"features":[{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[[%[2]g,%[3]g],[%[4]g,%[3]g],[%[4]g,%[5]g],[%[2]g,%[5]g],[%[2]g,%[3]g]]]}}]}`, crs, x, y, x+w, y+h)
	}
	// Areas on the ellipsoid to 1 %: a·b of the arcs in the middle.
	degree := 111.2e3
	zone := 6371007.2 * 6371007.2 * 10 * math.Pi / 180 * (math.Sin(30*math.Pi/180) - math.Sin(20*math.Pi/180)) // of the sphere of equal area
	small, wide := 0.01*degree*0.01*degree*math.Cos(31.235*math.Pi/180), 2*degree*2*degree*math.Cos(32*math.Pi/180)
	for _, c := range []struct {
		name, text, as string
		code           float64
		area           float64
		degrees        bool
		swapped        bool
		lon, lat       float64 // of a place within; 0: none is known
		warning, how   string
	}{
		{"plain", square("", 121.47, 31.23, 0.01, 0.01), "", 4326, small, true, false, 121.475, 31.235, "", "files of its format without a word"},
		{"latitude first", square("", 31.23, 121.47, 0.01, 0.01), "", 4326, small, true, true, 121.475, 31.235, "swap_axes: true", "latitude stands first"},
		{"latitude first, a province", square("", 31, 120, 2, 2), "", 4326, wide, true, true, 121, 32, "swap_axes: true", "latitude stands first"},
		{"latitude first, CGCS2000", square("EPSG:4490", 31.23, 121.47, 0.01, 0.01), "", 4490, small, true, true, 121.475, 31.235, "swap_axes: true", "latitude stands first"},
		{"metres of a site", square("", 0, 0, 120, 50), "", 0, 6000, false, false, 0, 0, "", "@EPSG:4326 if they are degrees"},
		{"metres of a site as degrees", square("", 100, 20, 10, 10), "@EPSG:4326", 4326, zone, true, false, 105, 25, "", "as you say"},
		{"X = north", square("EPSG:4549", 3456000, 634000, 100, 50), "", 4549, 5000, false, true, 121.405, 31.22, "X = north?", ""},
		{"another system than is said", square("EPSG:4549", 634000, 3456000, 100, 50), "@EPSG:4547", 4547, 5000, false, false, 115.405, 31.22, "", "as you say"},
	} {
		got := inspectedOf(t, write(t, dir, "a.geojson", c.text)+c.as)
		if got.CRS.Code != c.code || got.Degrees == nil || *got.Degrees != c.degrees || got.Swapped != c.swapped || !strings.Contains(got.CRS.How, c.how) {
			t.Errorf("%s: %+v", c.name, got)
		}
		if math.Abs(got.Area/c.area-1) > 0.01 {
			t.Errorf("%s: %g m², want %g", c.name, got.Area, c.area)
		}
		if b := got.Bounds.WGS84; (b == nil) != (c.lon == 0) || b != nil && !(b[0]-0.01 <= c.lon && c.lon <= b[2]+0.01 && b[1]-0.01 <= c.lat && c.lat <= b[3]+0.01) {
			t.Errorf("%s: lies at %v, want (%g, %g)", c.name, b, c.lon, c.lat)
		}
		if all := strings.Join(got.Warning, "\n"); len(got.Warning) > 1 || (all == "") != (c.warning == "") || !strings.Contains(all, c.warning) {
			t.Errorf("%s: warnings %q, want one with %q", c.name, got.Warning, c.warning)
		}
	}
}

func TestInspectRefusesWithAReason(t *testing.T) {
	dir := t.TempDir()
	sound := write(t, dir, "a.geojson", `{"type":"Point","coordinates":[121.4,31.2]}`)
	for name, want := range map[string]string{
		dir:                                    "is a folder",
		sound + "#houses":                      "has no named layers",
		sound + "@site":                        "which site's is not known here",
		sound + "@EPSG:99999":                  "EPSG:99999",
		"none.tif":                             "no such file",
		"../testdata/yard/site.yaml@EPSG:4549": "only geodata take",
		"../gis/vector/geopackage/testdata/town.gpkg#trees": "the file has areas, lines, points",
	} {
		if _, err := inspect(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", name, err, want)
		}
	}
	for _, ext := range []string{"tif", "asc", "hgt", "hgt.zip", "las", "geojson", "shp", "gpkg", "fgb", "osm", "osm.pbf", "osm.gz", "city.json", "csv", "glb", "mcap", "yaml", "xyz"} {
		path := write(t, dir, "empty."+ext, "")
		if _, err := inspect(path); err == nil || !strings.Contains(err.Error(), "the file is empty (0 bytes)") {
			t.Errorf("empty.%s: %v", ext, err)
		}
	}
	if facts, err := inspect("../gis/vector/geopackage/testdata/town.gpkg#lines"); err != nil || facts.(map[string]any)["features"] != 2.0 {
		t.Errorf("one layer: %v, %v", facts, err)
	}
}

// A GeoTIFF whose .prj and world file beside it are another's.
func TestInspectTellsWhatLiesBesideARaster(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "dem.tif")
	out, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := raster.WriteGeoTIFF(out, &raster.Raster{NX: 4, NY: 4, X0: 634000, Y0: 3456000, CellX: 5, CellY: 5, EPSG: 4549, Values: make([]float32, 16)}); err != nil {
		t.Fatal(err)
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	write(t, dir, "dem.tfw", "5\n0\n0\n-5\n500002.5\n3456017.5\n")
	write(t, dir, "dem.prj", `GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]`)
	got := inspectedOf(t, path)
	all := strings.Join(got.Warning, "\n")
	if got.CRS.Code != 4549 || len(got.Warning) != 2 || !strings.Contains(all, "dem.prj beside it says WGS 84") || !strings.Contains(all, "dem.tfw puts it 134000 ") {
		t.Errorf("%+v", got)
	}
}
