package site

import (
	"bytes"
	"encoding/binary"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shapan/gis/raster"
)

// goldenYAML uses every key once. The ground (goldenFiles) is a plane that
// rises a centimetre a metre to the east, 4 m high in the west, with one cell
// without data in the north-east corner.
const goldenYAML = `name: {zh: 滨江路站延伸段, en: Binjiang Road station extension}
crs: {epsg: 4549, name: "CGCS2000 / 3-degree Gauss-Kruger CM 120E", easting_m: 634200, northing_m: 3456300, height_m: 100, rotation_deg: 0}
ground:
  file: ground.tif
  cell_m: 1
  extent_m: [0, 0, 60, 40]
  manning_s_per_m13: 0.016
  infiltration_mm_per_h: 0
surfaces:
  - {id: park-1, kind: park, name: {zh: 公园, en: Park}, outline: [[0, 30], [10, 30], [10, 40], [0, 40]], manning_s_per_m13: 0.05, infiltration_mm_per_h: 36}
  - {file: surfaces.geojson, coordinates: map}
roads:
  - {id: main, name: 滨江路, outline: [[0, 0], [60, 0], [60, 6], [0, 6], [0, 0]], manning_s_per_m13: 0.013}
buildings:
  - {id: b1, name: Depot, outline: [[50, 30], [58, 30], [58, 38], [50, 38]], height_m: 12}
  - {file: buildings.geojson, coordinates: site, height_m: 9}
  - {id: roof, raster: heights.asc, above_m: 2.5}
pits:
  - id: station
    name: {zh: 车站, en: Station}
    outline: [[20, 10], [40, 10], [40, 20], [20, 20]]
    formation_level_m: -12
    side_slope_h_per_v: 0
    coping_height_m: 0.3
    stages:
      - {id: east, outline: [[30, 10], [40, 10], [40, 20], [30, 20]], formation_level_m: -8}
sumps:
  - {id: S1, name: Sump 1, outline: [[21, 11], [23, 11], [23, 13], [21, 13]], floor_level_m: -13.5}
pumps:
  - {id: P1, name: {zh: 1号泵, en: Pump 1}, at: [21.5, 11.5], discharge: [10, 3], curve_head_m_flow_l_per_s: [[0, 45], [20, 20], [30, 0]], start_depth_m: 0.6, stop_depth_m: 0.2}
  - {id: P2, at: [22.5, 12.5], discharge: offsite, curve_head_m_flow_l_per_s: [[0, 45], [30, 0]], start_depth_m: 0.8, stop_depth_m: 0.2, ramp_s: 8}
gauges:
  - {id: G1, at: [25, 15], prewarning_depth_m: 0.15, alarm_depth_m: 0.3, freeboard_to_level_m: 4, basis: {code: GB 50497-2019, clause: 8.0.4}}
  - {id: G2, at: [10, 3], alarm_level_m: 4.5, dead_band_m: 0.02}
models:
  - {id: office, class: site_office, name: Office, file: office.glb, at: [15, 25], heading_deg: 90, scale: 2}
  - {id: crane, file: office.glb, at: [45, 25, 7]}
hoardings:
  - {id: north, line: [[0, 39], [60, 39]], height_m: 2.5}
`

// goldenFiles are the files that goldenYAML names.
func goldenFiles(t testing.TB) map[string][]byte {
	ground := &raster.Raster{NX: 70, NY: 50, X0: 634195, Y0: 3456295, CellX: 1, CellY: 1, EPSG: 4549, Values: make([]float32, 70*50)}
	for k := range ground.Values {
		ground.Values[k] = float32(104 + 0.01*(float64(k%70)-5+0.5))
	}
	ground.Values[44*70+64] = float32(math.NaN()) // the cell at (59.5, 39.5)
	var tif bytes.Buffer
	if err := raster.WriteGeoTIFF(&tif, ground); err != nil {
		t.Fatal(err)
	}
	return map[string][]byte{
		"ground.tif": tif.Bytes(),
		"surfaces.geojson": []byte(`{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"id":"pond","kind":"water","name_zh":"池","name_en":"Pond","manning_s_per_m13":0.03},"geometry":{"type":"Polygon","coordinates":[[[634205,3456325],[634209,3456325],[634209,3456329],[634205,3456329],[634205,3456325]]]}}
]}`),
		"buildings.geojson": []byte(`{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"id":"way/7","height_m":15},"geometry":{"type":"Polygon","coordinates":[[[45,30],[48,30],[48,36],[45,36],[45,30]]]}},
{"type":"Feature","properties":{"height_m":null},"geometry":{"type":"MultiPolygon","coordinates":[[[[0,10],[4,10],[4,14],[0,10]]],[[[0,20],[4,20],[4,24],[0,20]]]]}}
]}`),
		"heights.asc": []byte("ncols 3\nnrows 2\nxllcorner 634200\nyllcorner 3456322\ncellsize 2\n0 1 0\n8 10 2\n"),
		"office.glb":  tetrahedron(),
	}
}

// tetrahedron is the smallest GLB with a body: corners at the origin and 1 m
// along each axis.
func tetrahedron() []byte {
	text := []byte(`{"asset":{"version":"2.0"},"buffers":[{"byteLength":60}],"bufferViews":[{"buffer":0,"byteLength":48},{"buffer":0,"byteOffset":48,"byteLength":12}],` +
		`"accessors":[{"bufferView":0,"componentType":5126,"count":4,"type":"VEC3"},{"bufferView":1,"componentType":5121,"count":12,"type":"SCALAR"}],` +
		`"meshes":[{"primitives":[{"attributes":{"POSITION":0},"indices":1}]}],"nodes":[{"name":"body","mesh":0}],"scenes":[{"nodes":[0]}],"scene":0}`)
	for len(text)%4 != 0 {
		text = append(text, ' ')
	}
	var bin []byte
	for _, v := range []float32{0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1} {
		bin = binary.LittleEndian.AppendUint32(bin, math.Float32bits(v))
	}
	bin = append(bin, 0, 2, 1, 0, 1, 3, 0, 3, 2, 1, 2, 3)
	out := []byte("glTF\x02\x00\x00\x00")
	out = binary.LittleEndian.AppendUint32(out, uint32(12+8+len(text)+8+len(bin)))
	out = append(binary.LittleEndian.AppendUint32(out, uint32(len(text))), "JSON"...)
	out = append(out, text...)
	out = append(binary.LittleEndian.AppendUint32(out, uint32(len(bin))), "BIN\x00"...)
	return append(out, bin...)
}

// write puts a site with its files into a folder of its own.
func write(t testing.TB, yaml string, files map[string][]byte) (path string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "golden")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	files["site.yaml"] = []byte(yaml)
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, "site.yaml")
}

// changed is the golden file with one text in place of another that must be in
// it once.
func changed(t testing.TB, old, with string) string {
	t.Helper()
	if n := strings.Count(goldenYAML, old); n != 1 {
		t.Fatalf("%q is %d times in the golden file", old, n)
	}
	return strings.Replace(goldenYAML, old, with, 1)
}
