package cmd

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"testing"
)

// Real files of several kinds are found on the globe, each with how.
func TestInspectFindsFilesOnTheGlobe(t *testing.T) {
	if testing.Short() {
		t.Skip("only computes: nothing for the race detector; make unit runs it")
	}
	gis, err := filepath.Abs("../../shared/data/gis")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(gis); err != nil {
		t.Skipf("%s is not here: no real files to inspect", gis)
	}
	for _, c := range []struct {
		file     string
		code     float64
		lon, lat float64 // of a place within
	}{
		{"pnoa_bilbao_dem5m.tif", 25830, -2.985, 43.31},
		{"tudelft_bag_footprints_rd.geojson", 28992, 4.374, 52.0},
		{"pdal_autzen_trim.las", 2994, -123.071, 44.0505},
		{"delft_lod1.city.json", 7415, 4.366, 52.012},
		{"srtm3_N43E007.hgt.zip", 4326, 7.42, 43.73},
		{"shanghai_bund_lujiazui_buildings.geojson", 4326, 121.5, 31.24},
	} {
		facts, err := inspect(filepath.Join(gis, c.file))
		if err != nil {
			t.Error(err)
			continue
		}
		text, err := json.Marshal(facts)
		if err != nil {
			t.Fatal(err)
		}
		var got struct {
			Kind string
			CRS  struct {
				Code      float64
				Name, How string
			}
			Bounds struct{ WGS84 *[4]float64 }
		}
		if err := json.Unmarshal(text, &got); err != nil {
			t.Fatal(err)
		}
		b := got.Bounds.WGS84
		if got.Kind == "" || got.CRS.Code != c.code && !(c.code == 4326 && got.CRS.Name != "") || got.CRS.How == "" {
			t.Errorf("%s: %+v", c.file, got.CRS)
		}
		if b == nil || c.lon < b[0] || c.lon > b[2] || c.lat < b[1] || c.lat > b[3] || math.Abs(b[2]-b[0]) > 1.1 {
			t.Errorf("%s: lies at %v, which does not hold (%g, %g)", c.file, b, c.lon, c.lat)
		}
	}
}
