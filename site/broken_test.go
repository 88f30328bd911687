package site

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shapan/yamlfile"
)

// broken lists mistakes: a text of the golden file, what stands there instead,
// and the report, a line for each mistake.
var broken = []struct {
	old, with string
	want      []string
}{
	// form
	{"name: {zh: 滨", "nmae: {zh: 滨", []string{
		"site.yaml:1:1: nmae: unknown key: did you mean name?",
		"site.yaml:1:1: name: missing (what the site is called)",
	}},
	{"cell_m: 1\n", "cell_m: 1 m\n", []string{
		"site.yaml:5:11: ground.cell_m: 1 m: must be a number alone: the unit is in the key (edge of a cell; absent: the file's, e.g. 1)",
	}},
	{"easting_m: 634200, ", "", []string{
		"site.yaml:2:1: crs.easting_m: missing (of the site's origin, e.g. 634200; or give control_points)",
	}},
	{"rotation_deg: 0}", "rotation_deg: .inf}", []string{
		"site.yaml:2:138: crs.rotation_deg: .inf: must be a finite number (from the map's east to the site's x, anticlockwise)",
	}},
	{"manning_s_per_m13: 0.016", "manning_s_per_m13: -0.01", []string{
		"site.yaml:7:22: ground.manning_s_per_m13: -0.01: must be >= 0 and <= 1 (Manning's n of ground without a surface, e.g. 0.016 for asphalt; 0: no friction)",
	}},
	{"outline: [[0, 30], [10, 30], [10, 40], [0, 40]]", "outline: [[0, 30], [10, .nan], [10, 40], [0, 40]]", []string{
		"site.yaml:10:75: surfaces[0].outline[1]: must be a point [x, y]: .nan must be a finite number (corners [[x, y], …] in site coordinates)",
	}},
	{"    formation_level_m: -12\n", "", []string{
		"site.yaml:19:5: pits[0].formation_level_m: missing (level of its floor, e.g. -12)",
	}},
	{"    formation_level_m: -12\n", "    formation_level_m: -12\n    formation_level_m: -10\n", []string{
		"site.yaml:23:5: pits[0].formation_level_m: is given twice (first on line 22)",
	}},
	{"    formation_level_m: -12\n", "     formation_level_m: -12\n", []string{
		"site.yaml:22: did not find expected key (is it closed and indented like its neighbours?)",
	}},
	{"at: [21.5, 11.5]", "at: [21.5]", []string{
		"site.yaml:30:43: pumps[0].at: must be a point [x, y] (where it sucks [x, y])",
	}},
	{"discharge: offsite", "discharge: off", []string{
		"site.yaml:31:43: pumps[1].discharge: must be a point [x, y], offsite, sump/<id> or manhole/<id>",
	}},
	{"[[0, 45], [20, 20], [30, 0]]", "[[0, 45]]", []string{
		"site.yaml:30:81: pumps[0].curve_head_m_flow_l_per_s: has 1 of at least 2 items (catalogue curve [[head, flow], …], e.g. [[0, 45], [12, 30], [20, 0]])",
	}},
	{"start_depth_m: 0.6", "start_depth_m: -20", []string{
		"site.yaml:30:153: pumps[0].start_depth_m: -20: must be > 0 and <= 100 (water depth at which it starts, e.g. 0.6)",
	}},
	{"start_depth_m: 0.6", "strat_depth_m: 0.6", []string{
		"site.yaml:30:5: pumps[0].start_depth_m: missing (water depth at which it starts, e.g. 0.6)",
		"site.yaml:30:138: pumps[0].strat_depth_m: unknown key: did you mean start_depth_m?",
	}},
	{"{id: P2, at", "{id: P 2, at", []string{
		"site.yaml:31:10: pumps[1].id: P 2: must match ^[0-9A-Za-z一-鿿_-]+$ (letters, digits, - and _, e.g. P1)",
	}},
	{"basis: {code: GB 50497-2019, clause", "basis: {clause", []string{
		"site.yaml:33:99: gauges[0].basis.code: missing (standard or design document, e.g. GB 50497-2019)",
	}},
	{"scale: 2}", "scale: 0}", []string{
		"site.yaml:36:108: models[0].scale: 0: must be > 0 and <= 1000 (metres per unit of the model)",
	}},
	// files and ground
	{"file: ground.tif", "file: graund.tif", []string{
		"site.yaml:4:9: ground.file: graund.tif: there is no such file (looked for graund.tif)",
	}},
	{"file: ground.tif", "file: .", []string{
		"site.yaml:4:9: ground.file: .: must be a regular file",
	}},
	{"file: ground.tif", "file: office.glb", []string{
		"site.yaml:4:9: ground.file: office.glb: neither a GeoTIFF, an ESRI ASCII grid nor SRTM .hgt: convert it first (gdal_translate office.glb out.tif)",
	}},
	{"epsg: 4549", "epsg: 4547", []string{
		"site.yaml:4:9: ground.file: ground.tif: has no data where the site is: as EPSG:4549 CGCS2000 / 3-degree Gauss-Kruger CM 120E it comes to lie 573 km from the site: its numbers are those of the site's map: is crs.epsg right? If so, say coordinates: map",
	}},
	{"northing_m: 3456300", "northing_m: 345630", []string{
		"site.yaml:4:9: ground.file: ground.tif: has no data where the site is: it covers x 634195 to 634265, y 3456295 to 3456345 on the map, the site (x 0 to 60, y 0 to 40) has its origin at (634200, 345630)",
	}},
	{"cell_m: 1\n", "cell_m: 30\n", []string{
		"site.yaml:5:11: ground.cell_m: cells of 30 m make a grid of 2 × 1: must be at least 3 × 3",
	}},
	{"cell_m: 1\n", "cell_m: 0.001\n", []string{
		"site.yaml:5:11: ground.cell_m: cells of 0.001 m make a grid of 60000 × 40000: must be at most 33554432 in all: give ground.extent_m, or a larger cell_m",
	}},
	{"extent_m: [0, 0, 60, 40]", "extent_m: [0, 0, 60, 0]", []string{
		"site.yaml:6:3: ground.extent_m: [0 0 60 0]: must be [west, south, east, north] with west < east and south < north",
	}},
	{"extent_m: [0, 0, 60, 40]", "extent_m: [60000, 0, 60060, 40]", []string{
		"site.yaml:2:1: crs: the ground lies 60 km from the site's origin (x 60000 to 60060, y 0 to 40): must be at most 50: check easting_m and northing_m",
	}},
	// areas
	{"outline: [[0, 30], [10, 30], [10, 40], [0, 40]]", "outline: [[0, 30], [10, 40], [10, 30], [0, 40]]", []string{
		"site.yaml:10:56: surfaces[0].outline: side 1 crosses side 3 at (5.00, 35.00)",
	}},
	{"outline: [[0, 30], [10, 30], [10, 40], [0, 40]]", "outline: [[0, 30], [10, 30]]", []string{
		"site.yaml:10:56: surfaces[0].outline: has 2 of at least 3 items (corners [[x, y], …] in site coordinates)",
	}},
	{"outline: [[0, 30], [10, 30], [10, 40], [0, 40]]", "outline: [[634200, 3456330], [634210, 3456330], [634210, 3456340]]", []string{
		"site.yaml:10:66: surfaces[0].outline[0]: (634200, 3456330): must be site coordinates, at most 100 km from the origin",
	}},
	{"coordinates: map", "coordinates: site", []string{
		"site.yaml:11:43: surfaces[1].coordinates: surfaces.geojson: as site coordinates it comes to lie 3514 km from the site: its numbers are those of the site's map: is crs.epsg right? If so, say coordinates: map",
	}},
	{", coordinates: map", ", coordinates: EPSG:4500000", []string{
		"site.yaml:11:43: surfaces[1].coordinates: surfaces.geojson: \"EPSG:4500000\": EPSG:4500000: is not in the table of 2197 systems: give its WKT or a form like \"+proj=tmerc +lat_0=0 +lon_0=120 +k=1 +x_0=500000 +y_0=0 +ellps=GRS80 +units=m\", or project the file (gdalwarp or ogr2ogr -t_srs EPSG:4490)",
	}},
	{"{file: surfaces.geojson, coordinates: map}", "{file: office.glb, coordinates: map}", []string{
		"site.yaml:11:12: surfaces[1].file: office.glb: unknown kind of file: must be GeoJSON, Shapefile, GeoPackage, OpenStreetMap (XML, PBF), FlatGeobuf, CityJSON or a table (.csv) with coordinates",
	}},
	{"{id: main, name", "{id: main, coordinates: site, name", []string{
		"site.yaml:13:29: roads[0].coordinates: belongs to file, which is not given",
	}},
	{"{id: main, name", "{name", []string{
		"site.yaml:13:5: roads[0].id: missing (letters, digits, - and _, e.g. b1)",
	}},
	{"{id: b1, name: Depot", "{id: way-7, name: Depot", []string{
		"buildings.geojson:2: features[0].properties.id: there is another building/way-7: each needs an id of its own",
	}},
	{"[58, 38], [50, 38]], height_m: 12}", "[58, 38], [50, 38]], height: 12}", []string{
		"site.yaml:15:5: buildings[0].height_m: missing (above the ground, e.g. 12)",
		"site.yaml:15:78: buildings[0].height: unknown key: did you mean height_m?",
	}},
	{"[[50, 30], [58, 30], [58, 38], [50, 38]]", "[[38, 15], [58, 15], [58, 38], [50, 38]]", []string{
		"site.yaml:15:27: buildings[0].outline: stands in pit station: draw them apart",
	}},
	{", height_m: 9}", "}", []string{
		"buildings.geojson:3: features[1].properties.height_m: missing (above the ground, e.g. 12)",
	}},
	{"raster: heights.asc, above_m", "raster: heights.tif, above_m", []string{
		"site.yaml:17:24: buildings[2].raster: heights.tif: there is no such file (looked for heights.tif)",
	}},
	{"{id: roof, raster: heights.asc, above_m: 2.5}", "{id: roof, file: buildings.geojson, raster: heights.asc}", []string{
		"site.yaml:17:5: buildings[2]: has keys of file and of raster: must be one of them",
	}},
	{"{id: roof, raster: heights.asc, above_m: 2.5}", "{id: roof, above_m: 2.5}", []string{
		"site.yaml:17:5: buildings[2]: needs either outline, or file, or raster",
	}},
	// pits and sumps
	{"formation_level_m: -12\n", "formation_level_m: 12\n", []string{
		"site.yaml:22:24: pits[0].formation_level_m: 12: lies above the ground in its outline, which is at most 4.39 m high",
	}},
	{"formation_level_m: -8}", "formation_level_m: 8}", []string{
		"site.yaml:26:90: pits[0].stages[0].formation_level_m: 8: lies above the ground in its outline, which is at most 4.39 m high",
	}},
	{"side_slope_h_per_v: 0\n", "side_slope_h_per_v: 10\n", []string{
		"site.yaml:23:25: pits[0].side_slope_h_per_v: 10: too gentle for this outline: the sides meet at 3.80 m, the formation level of -12 m is not reached",
	}},
	{"outline: [[20, 10], [40, 10], [40, 20], [20, 20]]", "outline: [[20, 10], [80, 10], [80, 20], [20, 20]]", []string{
		"site.yaml:21:5: pits[0].outline: corner (80, 10): lies outside the ground, x 0 to 60, y 0 to 40",
	}},
	{"outline: [[20, 10], [40, 10], [40, 20], [20, 20]]", "outline: [[20, 10], [60, 10], [60, 40], [20, 40]]", []string{
		"site.yaml:15:27: buildings[0].outline: stands in pit station: draw them apart",
		"site.yaml:21:5: pits[0].outline: no ground data in 1 of its cells",
		"buildings.geojson:2: features[0]: stands in pit station: draw them apart",
	}},
	{"outline: [[30, 10], [40, 10], [40, 20], [30, 20]]", "outline: [[30, 10], [45, 10], [45, 20], [30, 20]]", []string{
		"site.yaml:26:20: pits[0].stages[0].outline: reaches beyond the pit's outline: must lie inside",
	}},
	{"sumps:\n", "  - {id: two, outline: [[15, 15], [25, 15], [25, 19]], formation_level_m: 1}\nsumps:\n", []string{
		"site.yaml:27:15: pits[1].outline: overlaps pit station: make it a stage of that pit, or draw them apart",
	}},
	{"outline: [[21, 11], [23, 11], [23, 13], [21, 13]]", "outline: [[21.1, 11.1], [21.3, 11.1], [21.2, 11.2]]", []string{
		"site.yaml:28:28: sumps[0].outline: covers no centre of a cell of 1 m: enlarge it, or set a smaller ground.cell_m",
	}},
	{"floor_level_m: -13.5", "floor_level_m: -11", []string{
		"site.yaml:28:94: sumps[0].floor_level_m: -11: lies above the ground in its outline, which is at most -12.00 m high",
	}},
	// pumps, gauges, models
	{"at: [21.5, 11.5]", "at: [21.5, 111.5]", []string{
		"site.yaml:30:43: pumps[0].at: (21.5, 111.5): lies outside the ground, x 0 to 60, y 0 to 40",
	}},
	{"at: [21.5, 11.5]", "at: [59.5, 39.5]", []string{
		"site.yaml:30:43: pumps[0].at: (59.5, 39.5): the ground has no data there",
	}},
	{"at: [21.5, 11.5]", "at: [51, 31]", []string{
		"site.yaml:30:43: pumps[0].at: (51, 31): building/b1 stands there",
	}},
	{"discharge: [10, 3]", "discharge: [100, 3]", []string{
		"site.yaml:30:61: pumps[0].discharge: (100, 3): lies outside the ground, x 0 to 60, y 0 to 40",
	}},
	{"[[0, 45], [20, 20], [30, 0]]", "[[0, 45], [20, 50], [30, 0]]", []string{
		"site.yaml:30:118: pumps[0].curve_head_m_flow_l_per_s[1]: flow 50 L/s at head 20 m: must not rise with the head; the point before has 45",
	}},
	{"[[0, 45], [20, 20], [30, 0]]", "[[0, 45], [20, -1], [20, 0]]", []string{
		"site.yaml:30:118: pumps[0].curve_head_m_flow_l_per_s[1]: flow -1 L/s: must be >= 0",
		"site.yaml:30:128: pumps[0].curve_head_m_flow_l_per_s[2]: head 20 m: must be > 20, that of the point before",
	}},
	{"[[0, 45], [20, 20], [30, 0]]", "[[0, 0], [30, 0]]", []string{
		"site.yaml:30:109: pumps[0].curve_head_m_flow_l_per_s[0]: flow 0 at the lowest head: this pump moves nothing",
	}},
	{"start_depth_m: 0.6", "start_depth_m: 0.1", []string{
		"site.yaml:30:153: pumps[0].start_depth_m: 0.1: must be > stop_depth_m, 0.2, or it would never rest",
	}},
	{"{id: P2, at", "{id: P1, at", []string{
		"site.yaml:31:10: pumps[1].id: there is another pump/P1: each needs an id of its own",
	}},
	{"prewarning_depth_m: 0.15", "prewarning_depth_m: 0.35", []string{
		"site.yaml:33:48: gauges[0].prewarning_depth_m: 0.35: must be < alarm_depth_m, 0.3",
	}},
	{"prewarning_depth_m: 0.15", "prewarning_depth_m: 0.04", []string{
		"site.yaml:33:48: gauges[0].prewarning_depth_m: 0.04: is within the dead band of 0.05 m above the ground: once raised, the alarm would never end",
	}},
	{"alarm_level_m: 4.5", "alarm_level_m: 4", []string{
		"site.yaml:34:42: gauges[1].alarm_level_m: 4: must be above the ground there, 4.11",
	}},
	{"file: office.glb, at: [15, 25]", "file: ground.tif, at: [15, 25]", []string{
		"site.yaml:36:58: models[0].file: ground.tif: is neither GLB nor glTF: export it as glTF 2.0 binary (.glb)",
	}},
	{"at: [15, 25], heading_deg", "at: [15, 250], heading_deg", []string{
		"site.yaml:36:70: models[0].at: (15, 250): there is no ground: give a third number, the height",
	}},
}

// Every mistake is named with its line, its key and what was expected.
func TestBroken(t *testing.T) {
	for _, c := range broken {
		got := report(t, changed(t, c.old, c.with), goldenFiles(t))
		if want := strings.Join(c.want, "\n"); got != want {
			t.Errorf("%s instead of %s:\n got %s\nwant %s", c.with, c.old, got, want)
		}
	}
}

// report returns the mistakes of a site without the folder.
func report(t testing.TB, yaml string, files map[string][]byte) string {
	t.Helper()
	path := write(t, yaml, files)
	s, err := Load(path)
	if err == nil {
		return ""
	}
	var list yamlfile.ErrorList
	if s != nil || !errors.As(err, &list) {
		t.Errorf("%v is not a list of mistakes, or the site is half loaded", err)
	}
	return strings.ReplaceAll(err.Error(), filepath.Dir(path)+string(os.PathSeparator), "")
}
