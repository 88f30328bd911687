package site

import (
	"bytes"
	"encoding/binary"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"shapan/gis/raster"
)

// Mistakes of many places come in one report, files named by the site included.
func TestAllMistakesTogether(t *testing.T) {
	files := goldenFiles(t)
	files["buildings.geojson"] = []byte("{\"type\":\"FeatureCollection\",\"features\":[\n{\"geometry\":{\"type\":\"Point\",\"coordinates\":[1,2]}},\n{\"geometry\":null}]}")
	files["office.glb"] = files["office.glb"][:100]
	yaml := strings.NewReplacer(
		"kind: park", "knid: park", "formation_level_m: -8", "formation_level_m: [1]",
		"at: [22.5, 12.5]", "at: [-1, 12.5]", "alarm_depth_m: 0.3,", "alarm_depth_m: 0.1,", "height_m: 2.5}", "height_m: -2.5}",
	).Replace(goldenYAML)
	want := `site.yaml:10:18: surfaces[0].knid: unknown key: did you mean kind?
site.yaml:26:71: pits[0].stages[0].formation_level_m: must be a number (level of its floor, e.g. -8)
site.yaml:31:14: pumps[1].at: (-1, 12.5): lies outside the ground, x 0 to 60, y 0 to 40
site.yaml:33:48: gauges[0].prewarning_depth_m: 0.15: must be < alarm_depth_m, 0.1
site.yaml:36:58: models[0].file: office.glb: GLB header claims 516 bytes, the file has 100: it is cut off
site.yaml:39:54: hoardings[0].height_m: -2.5: must be > 0 and <= 50
buildings.geojson:2: features[0]: geometry "Point": must be Polygon or MultiPolygon
buildings.geojson:3: features[1]: has no geometry`
	if got := report(t, yaml, files); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// Broken data files: an error that names the key, nothing half loaded, no
// memory that the bytes do not bear out.
func TestBrokenFiles(t *testing.T) {
	golden := goldenFiles(t)
	lie := func(name string, at int, v uint32) []byte {
		out := bytes.Clone(golden[name])
		binary.LittleEndian.PutUint32(out[at:], v)
		return out
	}
	allNaN := &raster.Raster{NX: 70, NY: 50, X0: 634195, Y0: 3456295, CellX: 1, CellY: 1, EPSG: 4549, Values: make([]float32, 3500)}
	for k := range allNaN.Values {
		allNaN.Values[k] = float32(math.NaN())
	}
	var nan, odd, high, degrees bytes.Buffer
	oddCells := *allNaN
	oddCells.CellX, oddCells.Values = 2, make([]float32, 3500)
	highest := *allNaN
	highest.Values = constant(3500, -32768)
	inDegrees := oddCells
	inDegrees.EPSG, inDegrees.X0, inDegrees.Y0, inDegrees.CellX, inDegrees.CellY = 4490, 120, 31, 1e-5, 1e-5
	for _, w := range []struct {
		to *bytes.Buffer
		ra *raster.Raster
	}{{&nan, allNaN}, {&odd, &oddCells}, {&high, &highest}, {&degrees, &inDegrees}} {
		if err := raster.WriteGeoTIFF(w.to, w.ra); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		name, file string
		data       []byte
		want       string
	}{
		{"truncated GeoTIFF", "ground.tif", golden["ground.tif"][:200], "site.yaml:4:9: ground.file: ground.tif: "},
		{"DEM of NaN", "ground.tif", nan.Bytes(), "site.yaml:4:9: ground.file: ground.tif: has no data where the site is"},
		{"no-data value as height", "ground.tif", high.Bytes(), "not of this earth"},
		{"DEM in degrees", "ground.tif", degrees.Bytes(), "has no data where the site is: as EPSG:4490 China Geodetic Coordinate System 2000 it comes to lie 137 km from the site"},
		{"GLB that claims 4 GB", "office.glb", lie("office.glb", 8, math.MaxUint32), "site.yaml:36:58: models[0].file: office.glb: GLB header claims 4294967295 bytes"},
		{"GLB chunk of 2 GB", "office.glb", lie("office.glb", 12, 1<<31), "GLB chunk 0 claims 2147483648 bytes"},
		{"GeoJSON in degrees", "buildings.geojson", []byte(`{"type":"FeatureCollection","features":[{"geometry":{"type":"Polygon","coordinates":[[[121.49,31.24],[121.491,31.24],[121.49,31.241],[121.49,31.24]]]}}]}`), "buildings[1].coordinates: buildings.geojson: as site coordinates it comes to lie"},
		{"GeoJSON of another system", "surfaces.geojson", []byte(`{"type":"FeatureCollection","crs":{"properties":{"name":"urn:ogc:def:crs:EPSG::28992"}},"features":[]}`), "surfaces[1].coordinates: map: surfaces.geojson says EPSG:28992: leave the key out"},
		{"height as a text", "buildings.geojson", bytes.Replace(golden["buildings.geojson"], []byte(`"height_m":15`), []byte(`"height_m":"15"`), 1), "buildings.geojson:2: features[0].properties.height_m: 15: must be a number from 0.01 to 1000"},
		{"an id twice", "buildings.geojson", bytes.Replace(golden["buildings.geojson"], []byte("way/7"), []byte("b1"), 1), "buildings.geojson:2: features[0].properties.id: there is another building/b1"},
	} {
		files := goldenFiles(t)
		files[c.file] = c.data
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		got := report(t, goldenYAML, files)
		runtime.ReadMemStats(&after)
		if !strings.Contains(got, c.want) {
			t.Errorf("%s: got %q, want …%s…", c.name, got, c.want)
		}
		if took := (after.TotalAlloc - before.TotalAlloc) >> 20; took > 64 {
			t.Errorf("%s: took %d MiB", c.name, took)
		}
	}
	files := goldenFiles(t)
	files["ground.tif"] = odd.Bytes()
	if got, want := report(t, changed(t, "  cell_m: 1\n", ""), files), "site.yaml:3:1: ground.cell_m: missing: the file's cells of 2 × 1 m are not square (e.g. 2)"; got != want {
		t.Errorf("odd cells: got %q, want %q", got, want)
	}
	if err := Check(filepath.Join(t.TempDir(), "none.yaml")); !os.IsNotExist(err) {
		t.Errorf("no file: %v", err)
	}
}

func constant(n int, v float32) []float32 {
	out := make([]float32, n)
	for k := range out {
		out[k] = v
	}
	return out
}

// The Bilbao elevation model with its building heights, and a pit in the middle.
func TestBilbao(t *testing.T) {
	const data = "/work/shared/data/gis/"
	if _, err := os.Stat(data + "pnoa_bilbao_dem5m.tif"); err != nil {
		t.Skip("no shared data here")
	}
	s, err := Load(write(t, `
name: {zh: 毕尔巴鄂, en: Bilbao}
crs: {epsg: 25830, name: ETRS89 / UTM zone 30N, easting_m: 501000, northing_m: 4795500}
ground: {file: `+data+`pnoa_bilbao_dem5m.tif, cell_m: 5}
buildings:
  - {id: bdsm, raster: `+data+`pnoa_bilbao_bdsm2m5.tif, above_m: 2.5}
pits:
  - {id: pit, outline: [[0, 0], [120, 0], [120, 60], [0, 60]], formation_level_m: -10}
`, map[string][]byte{}))
	if err != nil {
		t.Fatal(err)
	}
	i := InfoOf(s)
	t.Logf("%+v", i)
	if i.Cells != 680*679 && i.Cells != 680*680 || i.NoData > 2000 || i.Features["building"] < 100 || i.Lowest != -10 {
		t.Errorf("%+v", i)
	}
}
