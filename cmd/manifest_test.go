package cmd

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The facts of shared/data/MANIFEST.md on each file of its folder gis, as inspect
// prints them: a path of keys and what must stand there. Numbers hold to a unit
// of the last digit that the manifest gives.
var manifest = map[string][]fact{
	"osm_shanghai_huangpu_roads.osm": {
		{"crs.code", 4326, 0}, {"bounds.native.0", 121.4611262, 1e-7}, {"bounds.native.1", 31.2196145, 1e-7}, {"bounds.native.2", 121.4863121, 1e-7}, {"bounds.native.3", 31.2411914, 1e-7},
		{"objects.node", 2958, 0}, {"objects.way", 796, 0}, {"objects.relation", 0, 0}, {"length_m", 101966, 1},
	},
	"shanghai_bund_lujiazui_buildings.geojson": {
		{"features", 1981, 0}, {"by_type.Polygon", 1572, 0}, {"by_type.Point", 409, 0}, {"crs.code", 4326, 0},
		{"bounds.wgs84.0", 121.4802, 1e-4}, {"bounds.wgs84.2", 121.5208, 1e-4}, {"bounds.wgs84.1", 31.2264, 1e-4}, {"bounds.wgs84.3", 31.2510, 1e-4},
	},
	"shanghai_bund_lujiazui_roads.geojson":   {{"features", 1778, 0}},
	"shanghai_bund_lujiazui_water.geojson":   {{"features", 106, 0}},
	"shanghai_bund_lujiazui_landuse.geojson": {{"features", 327, 0}},
	"shanghai_bund_lujiazui_pois.geojson":    {{"features", 494, 0}},
	"osm_monaco.osm.gz":                      {{"objects.node", 13739, 0}, {"objects.way", 1944, 0}, {"objects.relation", 77, 0}},
	"srtm3_N43E007.hgt.zip": {
		{"width", 1201, 0}, {"height", 1201, 0}, {"min", -11, 0}, {"max", 2064, 0}, {"mean", 157.565, 1e-3}, {"valid_fraction", 0.9989, 1e-4},
	},
	"srtm3_monaco.tif": {{"width", 144, 0}, {"height", 96, 0}, {"min", -2, 0}, {"max", 1138, 0}},
	"pnoa_bilbao_dem5m.tif": {
		{"crs.code", 25830, 0}, {"width", 680, 0}, {"height", 680, 0}, {"pixel_m.0", 5, 0.01}, {"pixel_m.1", 5, 0.01}, {"predictor", 2, 0},
		{"min", -2, 0}, {"max", 103, 0}, {"mean", 20.843, 1e-3},
	},
	"pnoa_bilbao_bdsm2m5.tif": {
		{"crs.code", 25830, 0}, {"width", 1359, 0}, {"height", 1359, 0}, {"pixel_m.0", 2.5, 0.01}, {"min", 0, 0}, {"max", 52, 0}, {"mean", 2.579, 1e-3},
	},
	"delft_lod1.city.json": {
		{"crs.code", 7415, 0}, {"objects.Building", 160, 0}, {"objects.Road", 143, 0}, {"objects.PlantCover", 126, 0}, {"objects.LandUse", 81, 0},
		{"objects.Bridge", 3, 0}, {"objects.WaterBody", 3, 0}, {"objects.GenericCityObject", 54, 0},
		{"bounds.native.0", 84616.468, 1e-3}, {"bounds.native.2", 85140.839, 1e-3}, {"bounds.native.1", 447422.999, 1e-3}, {"bounds.native.3", 447750.636, 1e-3},
		{"heights.0", -0.452, 1e-3}, {"heights.1", 16.846, 1e-3},
	},
	"rotterdam_lod2.city.json": {{"objects.Building", 16, 0}, {"heights.0", 0, 1e-2}, {"heights.1", 18.29, 1e-2}, {"crs.code", math.NaN(), 0}},
	"tudelft_bag_footprints_rd.geojson": {
		{"crs.code", 28992, 0}, {"by_type.MultiPolygon", 1529, 0},
		{"bounds.native.0", 84756.142, 1e-3}, {"bounds.native.1", 445388.196, 1e-3}, {"bounds.native.2", 86104.750, 1e-3}, {"bounds.native.3", 447070.939, 1e-3},
	},
	"pdal_autzen_trim.las":    {{"points", 110000, 0}, {"heights.0", 406.26, 0.01}, {"heights.1", 520.51, 0.01}, {"by_class.1", 83893, 0}, {"by_class.2", 26107, 0}},
	"pdal_1.2-with-color.las": {{"points", 1065, 0}, {"heights.0", 406.59, 0.01}, {"heights.1", 586.38, 0.01}, {"by_class.1", 789, 0}, {"by_class.2", 276, 0}},
	"nasadem_bangkok_khlongtoei.tif": {
		{"crs.code", 4326, 0}, {"width", 182, 0}, {"height", 164, 0}, {"pixel.0", 1.0 / 3600, 1e-9}, {"valid_fraction", 0.4802, 1e-4}, {"min", 0, 0}, {"max", 44, 0},
	},
	"overture_bangkok_water.geojson": {
		{"features", 162, 0}, {"bounds.native.0", 100.5467, 1e-4}, {"bounds.native.1", 13.6700, 1e-4}, {"bounds.native.2", 100.6376, 1e-4}, {"bounds.native.3", 13.7632, 1e-4},
	},
}

type fact struct {
	path   string
	want   float64 // NaN: nothing must be known
	within float64
}

func TestInspectPrintsTheManifestsFacts(t *testing.T) {
	if testing.Short() {
		t.Skip("only computes: nothing for the race detector; make unit runs it")
	}
	folder, err := filepath.Abs("../../shared/data/gis")
	if err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Skipf("%s is not here: no real files to inspect", folder)
	}
	seen := map[string]bool{}
	for _, e := range entries {
		facts, known := manifest[e.Name()]
		if !known {
			t.Errorf("%s: the test knows no facts of it", e.Name())
			continue
		}
		seen[e.Name()] = true
		got, err := inspect(filepath.Join(folder, e.Name()))
		if err != nil {
			t.Error(err)
			continue
		}
		text, err := json.Marshal(got)
		if err != nil {
			t.Fatal(err)
		}
		var table any
		if err := json.Unmarshal(text, &table); err != nil {
			t.Fatal(err)
		}
		for _, f := range facts {
			v, ok := follow(table, f.path).(float64)
			if ok == math.IsNaN(f.want) || ok && !(math.Abs(v-f.want) <= f.within) {
				t.Errorf("%s: %s is %v, want %g ± %g", e.Name(), f.path, follow(table, f.path), f.want, f.within)
			}
		}
	}
	for name := range manifest {
		if !seen[name] {
			t.Errorf("%s is not in %s", name, folder)
		}
	}
	for name, words := range map[string]map[string]string{
		"pnoa_bilbao_dem5m.tif":          {"sample": "int16", "compression": "deflate"},
		"nasadem_bangkok_khlongtoei.tif": {"sample": "int16", "nodata": "-32768"},
		"delft_lod1.city.json":           {"format": "CityJSON 2.0"},
		"pdal_autzen_trim.las":           {"format": "LAS 1.2, point format 3"},
	} {
		got, err := inspect(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		for key, want := range words {
			if text := fmt.Sprint(follow(got, key)); text != want {
				t.Errorf("%s: %s is %s, want %s", name, key, text, want)
			}
		}
	}
}

// follow goes down a path of keys and indices.
func follow(v any, path string) any {
	for _, key := range strings.Split(path, ".") {
		switch inner := v.(type) {
		case map[string]any:
			v = inner[key]
		case []any:
			k := 0
			if _, err := fmt.Sscan(key, &k); err != nil || k >= len(inner) {
				return nil
			}
			v = inner[k]
		default:
			return nil
		}
	}
	return v
}
