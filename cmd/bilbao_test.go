package cmd

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"testing"

	"shapan/gis/raster"
)

// TestBilbaoRealTerrain rains on a real DEM (IGN España, 680 × 680 at 5 m) with
// real building heights and a pit that nobody dug.
func TestBilbaoRealTerrain(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: a minute of half a million cells is not for the race detector")
	}
	gis, err := filepath.Abs("../../shared/data/gis")
	if err != nil {
		t.Fatal(err)
	}
	dem := filepath.Join(gis, "pnoa_bilbao_dem5m.tif")
	if _, err := os.Stat(dem); err != nil {
		t.Skipf("the shared data are not here: %v", err)
	}
	folder := t.TempDir()
	duration := "1min" // an hour is in docs/performance.md
	scenario := writeBilbao(t, folder, gis, duration)
	out := filepath.Join(folder, "out")
	r, err := load(scenario)
	if err != nil {
		t.Fatal(err)
	}
	if err := runScenario(context.Background(), scenario, out, true, io.Discard, io.Discard); err != nil {
		t.Fatal(err)
	}
	ground, err := raster.Read(dem)
	if err != nil {
		t.Fatal(err)
	}
	depth, err := raster.Read(filepath.Join(out, "max_depth.tif"))
	if err != nil {
		t.Fatal(err)
	}
	// The file's cells are 5.0012 m × 4.9992 m; the site has square ones of 5 m from the same corner.
	if depth.X0 != ground.X0 || depth.Y0 != ground.Y0 || depth.CellX != 5 || depth.EPSG != 25830 ||
		math.Abs(float64(depth.NX)*5-float64(ground.NX)*ground.CellX) > 5 || math.Abs(float64(depth.NY)*5-float64(ground.NY)*ground.CellY) > 5 {
		t.Errorf("the depths lie at %+v, the terrain at %+v", depth.Info(), ground.Info())
	}
	text, err := os.ReadFile(filepath.Join(out, "summary.json"))
	if err != nil {
		t.Fatal(err)
	}
	var summary struct {
		Mass struct {
			Rain  float64 `json:"rain_m3"`
			Error float64 `json:"error_relative"`
		}
	}
	if err := json.Unmarshal(text, &summary); err != nil {
		t.Fatal(err)
	}
	cells := 0
	for _, z := range r.site.Ground.Values {
		if z == z {
			cells++
		}
	}
	if want := 0.1 / 60 * 25 * float64(cells); math.Abs(summary.Mass.Rain/want-1) > 1e-6 {
		t.Errorf("rain %v m³, want %v: 1.67 mm on %d cells of 25 m²", summary.Mass.Rain, want, cells)
	}
	if math.Abs(summary.Mass.Error) > 1e-9 {
		t.Errorf("mass error %v, allowed 1e-9", summary.Mass.Error)
	}
}

// writeBilbao writes a site over the real rasters and a storm of 100 mm/h.
func writeBilbao(t *testing.T, folder, gis, duration string) string {
	t.Helper()
	ground, err := raster.Read(filepath.Join(gis, "pnoa_bilbao_dem5m.tif"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"pnoa_bilbao_dem5m.tif", "pnoa_bilbao_bdsm2m5.tif"} {
		if err := os.Symlink(filepath.Join(gis, name), filepath.Join(folder, name)); err != nil {
			t.Fatal(err)
		}
	}
	write(t, folder, "site.yaml", fmt.Sprintf(`name: Bilbao
crs: {epsg: 25830, name: ETRS89 / UTM zone 30N, easting_m: %v, northing_m: %v}
ground: {file: pnoa_bilbao_dem5m.tif, cell_m: 5, manning_s_per_m13: 0.03}
buildings: [{raster: pnoa_bilbao_bdsm2m5.tif, above_m: 2.5}]
pits:
  - {id: p, name: Pit, outline: [[1500, 1500], [1600, 1500], [1600, 1550], [1500, 1550]], formation_level_m: -10, coping_height_m: 0.3}
`, ground.X0, ground.Y0))
	return write(t, folder, "rain.yaml", `title: 100 mm in an hour
site: site.yaml
start: 2026-07-20T18:00:00+08:00
duration: `+duration+`
models: [{use: rainstorm, with: {rain: {constant_mm_per_h: 100}}}]
`)
}
