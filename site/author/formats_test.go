package author

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shapan/engine"
	"shapan/gis/crs"
	_ "shapan/gis/vector/geopackage" // so that vector.Open knows it
)

// flat writes an elevation model of level ground and returns its path.
func flat(t *testing.T, dir string, west, south float64) string {
	t.Helper()
	path := filepath.Join(dir, "flat.asc")
	text := fmt.Sprintf("ncols 80\nnrows 60\nxllcorner %g\nyllcorner %g\ncellsize 5\n", west, south) + strings.Repeat(strings.Repeat("4 ", 80)+"\n", 60)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path + "@EPSG:4549"
}

func featuresOf(s *engine.Site, kind string) (list []engine.Feature) {
	for _, f := range s.Features {
		if f.Kind == kind {
			list = append(list, f)
		}
	}
	return list
}

// cornerAt tells whether some corner of some feature lies at a place of the site.
func cornerAt(list []engine.Feature, x, y, within float64) bool {
	for _, f := range list {
		for _, ring := range f.Rings {
			for _, p := range ring {
				if math.Hypot(p[0]-x, p[1]-y) <= within {
					return true
				}
			}
		}
	}
	return false
}

// The same two houses (a block with a yard, a pump house of two parts) and two
// streets in each format that package vector has test files of: they come to
// lie at the same place, with the heights that the file gives.
func TestInitTakesOutlinesOfEveryFormat(t *testing.T) {
	const files = "../../gis/vector/testdata/"
	const gpkg = "../../gis/vector/geopackage/testdata/town.gpkg"
	for name, buildings := range map[string]string{
		"GeoJSON": files + "areas.geojson", "Shapefile": files + "areas_gbk.shp", "FlatGeobuf": files + "areas.fgb", "GeoPackage": gpkg + "#areas",
	} {
		roads := strings.NewReplacer("areas", "lines").Replace(buildings)
		dir := t.TempDir()
		r, err := Write(filepath.Join(dir, "site"), Inputs{Elevation: flat(t, dir, 499900, 3399900), Buildings: buildings, Roads: roads})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		houses := featuresOf(r.Site, "building")
		if len(houses) != 3 || !cornerAt(houses, 100, 100, 1e-6) || !cornerAt(houses, 190, 120, 1e-6) {
			t.Errorf("%s: %d buildings, want 3 parts with corners at (100, 100) and (190, 120)", name, len(houses))
		}
		heights := map[float64]int{}
		for _, f := range houses {
			h, _ := f.Properties["height_m"].Number()
			heights[h]++
		}
		// The pump house's height of -0.25 m is none, and so are its 0 floors.
		if heights[12.5] != 1 || heights[9] != 2 {
			t.Errorf("%s: heights %v", name, heights)
		}
		// Streets of 7 m: half of it beside (130, 120), the end of one.
		if streets := featuresOf(r.Site, "road"); len(streets) != 3 || !cornerAt(streets, 130, 116.5, 0.02) {
			t.Errorf("%s: %d streets", name, len(streets))
		}
	}
}

func TestInitAsksForTheLayer(t *testing.T) {
	const gpkg = "../../gis/vector/geopackage/testdata/town.gpkg"
	dir := t.TempDir()
	dem := flat(t, dir, 499900, 3399900)
	for buildings, want := range map[string]string{
		gpkg:            "has 3 layers: choose one: " + gpkg + "#areas, #lines, #points",
		gpkg + "#trees": `layer "trees": the file has areas, lines, points`,
		gpkg + "#lines": "holds no areas of buildings: it holds 1 LineString, 1 MultiLineString",
		gpkg + "#":      "the name of a layer must follow #",
		"../../gis/vector/testdata/areas.geojson#trees": `layer "trees": the file has but one, areas`,
	} {
		_, err := Write(filepath.Join(dir, "site"), Inputs{Elevation: dem, Buildings: buildings})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", buildings, err, want)
		}
		if _, err := os.Stat(filepath.Join(dir, "site")); err == nil {
			t.Fatalf("%s: the folder was made all the same", buildings)
		}
	}
	if _, err := Write(filepath.Join(dir, "site"), Inputs{Elevation: strings.Replace(dem, "@", "#band@", 1)}); err == nil || !strings.Contains(err.Error(), "rasters have no layers") {
		t.Errorf("layer of a raster: %v", err)
	}
}

// place is where a point of the little town lies on the globe [degree].
func place(t *testing.T) func(x, y float64) (lon, lat float64) {
	t.Helper()
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
	return func(x, y float64) (float64, float64) {
		lon, lat, _ := tr.Forward(634000+x, 3456000+y, 0)
		return lon, lat
	}
}

// A file of OpenStreetMap holds houses, a lake, a park's fence, a railway and
// streets: buildings are the houses alone, roads the streets alone.
func TestInitTakesOfOpenStreetMapWhatIsMeant(t *testing.T) {
	at, dir := place(t), t.TempDir()
	var nodes, ways strings.Builder
	id := 0
	way := func(tags string, closed bool, corners ...[2]float64) {
		first := id + 1
		refs := ""
		for _, c := range corners {
			id++
			lon, lat := at(c[0], c[1])
			fmt.Fprintf(&nodes, `<node id="%d" lon="%.9f" lat="%.9f"/>`, id, lon, lat)
			refs += fmt.Sprintf(`<nd ref="%d"/>`, id)
		}
		if closed {
			refs += fmt.Sprintf(`<nd ref="%d"/>`, first)
		}
		fmt.Fprintf(&ways, `<way id="%d">%s%s</way>`, id, refs, tags)
	}
	square := func(x, y float64) [][2]float64 {
		return [][2]float64{{x, y}, {x + 20, y}, {x + 20, y + 20}, {x, y + 20}}
	}
	way(`<tag k="building" v="yes"/><tag k="building:levels" v="5"/>`, true, square(50, 50)...)
	way(`<tag k="building" v="office"/><tag k="height" v="31.5 m"/>`, true, square(100, 50)...)
	way(`<tag k="building" v="no"/><tag k="landuse" v="construction"/>`, true, square(150, 50)...)
	way(`<tag k="natural" v="water"/>`, true, square(200, 50)...)
	way(`<tag k="highway" v="residential"/>`, false, [2]float64{20, 100}, [2]float64{300, 100})
	way(`<tag k="railway" v="rail"/>`, false, [2]float64{20, 150}, [2]float64{300, 150})
	way(`<tag k="highway" v="footway"/>`, false, [2]float64{20, 200}, [2]float64{300, 200})
	osm := filepath.Join(dir, "town.osm")
	if err := os.WriteFile(osm, []byte(`<osm version="0.6">`+nodes.String()+ways.String()+`</osm>`), 0o644); err != nil {
		t.Fatal(err)
	}
	r, err := Write(filepath.Join(dir, "site"), Inputs{Elevation: flat(t, dir, 634000, 3456000), Buildings: osm, Roads: osm})
	if err != nil {
		t.Fatal(err)
	}
	houses := featuresOf(r.Site, "building")
	heights := map[float64]bool{}
	for _, f := range houses {
		h, _ := f.Properties["height_m"].Number()
		heights[h] = true
	}
	if len(houses) != 2 || !cornerAt(houses, 50, 50, 1e-3) || !heights[15] || !heights[31.5] {
		t.Errorf("%d buildings of heights %v", len(houses), heights)
	}
	if streets := featuresOf(r.Site, "road"); len(streets) != 1 || !cornerAt(streets, 300, 103.5, 0.02) {
		t.Errorf("%d streets", len(streets))
	}
	if got := strings.Join(r.Choices, "\n"); !strings.Contains(got, "2 of 4 features of the file, those with building") {
		t.Errorf("choices %q", got)
	}
}

// A city model of a house of 12 m, a bush and a road as an area.
func TestInitTakesOfACityModelWhatIsMeant(t *testing.T) {
	dir := t.TempDir()
	box := func(kind string, first int) string { // floor and roof, of eight vertices
		n := make([]any, 9)
		n[0] = kind
		for k := range 8 {
			n[k+1] = first + k
		}
		return fmt.Sprintf(`{"type":"%s","geometry":[{"type":"MultiSurface","lod":"1","boundaries":[[[%d,%d,%d,%d]],[[%d,%d,%d,%d]]]}]}`, n...)
	}
	var vertices []string
	for _, o := range [3][2]float64{{50, 12}, {100, 3}, {150, 0.01}} {
		for _, z := range [2]float64{0, o[1]} {
			for _, c := range [4][2]float64{{0, 0}, {20, 0}, {20, 20}, {0, 20}} {
				vertices = append(vertices, fmt.Sprintf("[%g,%g,%g]", 634000+o[0]+c[0], 3456050+c[1], z))
			}
		}
	}
	text := `{"type":"CityJSON","version":"2.0","transform":{"scale":[1,1,1],"translate":[0,0,0]},
"metadata":{"referenceSystem":"https://www.opengis.net/def/crs/EPSG/0/4549"},
"CityObjects":{"house":` + box("Building", 0) + `,"bush":` + box("PlantCover", 8) + `,"street":` + box("Road", 16) + `},
"vertices":[` + strings.Join(vertices, ",") + `]}`
	city := filepath.Join(dir, "town.city.json")
	if err := os.WriteFile(city, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	r, err := Write(filepath.Join(dir, "site"), Inputs{Elevation: flat(t, dir, 634000, 3456000), Buildings: city, Roads: city})
	if err != nil {
		t.Fatal(err)
	}
	houses, streets := featuresOf(r.Site, "building"), featuresOf(r.Site, "road")
	if len(houses) != 1 || len(streets) != 1 || !cornerAt(houses, 50, 50, 1e-6) || !cornerAt(streets, 170, 70, 1e-6) {
		t.Fatalf("%d buildings, %d roads", len(houses), len(streets))
	}
	if h, _ := houses[0].Properties["height_m"].Number(); h != 12 {
		t.Errorf("the house is %g m high", h)
	}
}

// Tables: outlines as well-known text in degrees, streets in map coordinates.
func TestInitTakesTables(t *testing.T) {
	at, dir := place(t), t.TempDir()
	ring := ""
	for k, c := range [5][2]float64{{50, 50}, {90, 50}, {90, 80}, {50, 80}, {50, 50}} {
		lon, lat := at(c[0], c[1])
		ring += strings.Repeat(", ", min(k, 1)) + fmt.Sprintf("%.9f %.9f", lon, lat)
	}
	houses, streets := filepath.Join(dir, "houses.csv"), filepath.Join(dir, "streets.csv")
	if err := os.WriteFile(houses, []byte("编号,层数,wkt\nA1,4,\"POLYGON (("+ring+"))\"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(streets, []byte("highway,WKT\nprimary,\"LINESTRING (634020 3456100, 634300 3456100)\"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	r, err := Write(filepath.Join(dir, "site"), Inputs{Elevation: flat(t, dir, 634000, 3456000), Buildings: houses + "@EPSG:4326", Roads: streets + "@map"})
	if err != nil {
		t.Fatal(err)
	}
	built, roads := featuresOf(r.Site, "building"), featuresOf(r.Site, "road")
	if len(built) != 1 || len(roads) != 1 || !cornerAt(built, 50, 50, 1e-3) || !cornerAt(roads, 300, 107, 0.02) {
		t.Fatalf("%d buildings, %d roads", len(built), len(roads))
	}
	if h, _ := built[0].Properties["height_m"].Number(); h != 12 {
		t.Errorf("the house is %g m high", h)
	}
}

// Ground whose file has X = north, as Chinese surveyors write it: rows run with
// the easting, columns with the northing. Its north-east corner is the highest.
func TestInitOfGroundWithNorthFirst(t *testing.T) {
	dir := t.TempDir()
	var text strings.Builder
	text.WriteString("ncols 40\nnrows 60\nxllcorner 3456000\nyllcorner 634000\ncellsize 5\n")
	for east := 59; east >= 0; east-- { // from the top: the largest y, an easting
		for north := range 40 {
			fmt.Fprintf(&text, "%g ", 4+0.1*float64(north)+0.01*float64(east))
		}
		text.WriteString("\n")
	}
	dem := filepath.Join(dir, "x_north.asc")
	if err := os.WriteFile(dem, []byte(text.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	for name, in := range map[string]Inputs{"its own": {Elevation: dem + "@EPSG:4549"}, "the map's": {Elevation: dem, CRS: "EPSG:4549"}} {
		r, err := Write(filepath.Join(dir, name), in)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		g := r.Site.Ground
		if g.Grid.NX != 60 || g.Grid.NY != 40 || r.Site.Origin.Easting != 634000 || r.Site.Origin.Northing != 3456000 {
			t.Fatalf("%s: %d × %d cells at %+v", name, g.Grid.NX, g.Grid.NY, r.Site.Origin)
		}
		for cell, v := range g.Values {
			i, j := cell%60, cell/60
			if want := 4 + 0.1*float64(j) + 0.01*float64(i); math.Abs(float64(v)-want) > 1e-5 {
				t.Fatalf("%s: %g m at column %d, row %d, want %g", name, v, i, j, want)
			}
		}
		if got := strings.Join(r.Choices, "\n"); !strings.Contains(got, "x and y were exchanged") {
			t.Errorf("%s: choices %q", name, got)
		}
	}
}

// What does not load leaves nothing behind, so that the next try is not refused;
// asked for, the files stay.
func TestAFailedInitLeavesNoFile(t *testing.T) {
	dir := t.TempDir()
	place := at4549()
	house := func(height string) string {
		return fmt.Sprintf(`{"type":"Feature","properties":{"height_m":%s},"geometry":{"type":"Polygon","coordinates":%s}}`, height, place)
	}
	put := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	collection := func(f string) string {
		return `{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"EPSG:4549"}},"features":[` + f + `]}`
	}
	in := Inputs{Elevation: flat(t, dir, 634000, 3456000), Buildings: put("houses.geojson", collection(house("5000"))), Roads: put("roads.geojson",
		collection(`{"type":"Feature","properties":{},"geometry":{"type":"LineString","coordinates":[[634020,3456100],[634300,3456100]]}}`))}
	kept := filepath.Join(dir, "kept") // a folder that is there already
	if err := os.Mkdir(kept, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, site := range []string{filepath.Join(dir, "a", "b"), kept} {
		if _, err := Write(site, in); err == nil || !strings.Contains(err.Error(), "5000") || !strings.Contains(err.Error(), "--keep") {
			t.Fatalf("a house of 5 km: %v", err)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "a")); err == nil {
		t.Error("the folder stays")
	}
	if left, err := os.ReadDir(kept); err != nil || len(left) > 0 {
		t.Errorf("%v, %v stay in a folder that was there", left, err)
	}
	in.Buildings = put("houses.geojson", collection(house("50")))
	if _, err := Write(kept, in); err != nil {
		t.Errorf("the second try: %v", err)
	}
	in.Buildings, in.Keep = put("houses.geojson", collection(house("5000"))), true
	if _, err := Write(filepath.Join(dir, "a"), in); err == nil {
		t.Error("a house of 5 km")
	}
	if _, err := os.Stat(filepath.Join(dir, "a", "site.yaml")); err != nil {
		t.Error(err)
	}
}

func at4549() string {
	text, _ := json.Marshal([][][2]float64{{{634050, 3456050}, {634090, 3456050}, {634090, 3456080}, {634050, 3456080}, {634050, 3456050}}})
	return string(text)
}

// The user's own roads.geojson in the new site's folder is not written over.
func TestInitBesideItsInputs(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "roads.geojson")
	text := `{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"EPSG:4549"}},"features":[{"type":"Feature","properties":{},"geometry":{"type":"LineString","coordinates":[[634020,3456100],[634300,3456100]]}}]}`
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	r, err := Write(dir, Inputs{Elevation: flat(t, dir, 634000, 3456000), Roads: path})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != text {
		t.Errorf("%s is now %.80s, %v", path, got, err)
	}
	if len(featuresOf(r.Site, "road")) != 1 {
		t.Error("no road")
	}
}

// Buildings as a raster of heights above ground: a block of 12 m.
func TestInitTakesBuildingsFromARaster(t *testing.T) {
	dir := t.TempDir()
	var text strings.Builder
	text.WriteString("ncols 40\nnrows 30\nxllcorner 634050\nyllcorner 3456050\ncellsize 5\n")
	for row := range 30 { // from the north
		for column := range 40 {
			fmt.Fprintf(&text, "%d ", map[bool]int{true: 12}[row >= 10 && row < 20 && column >= 10 && column < 16])
		}
		text.WriteString("\n")
	}
	path := filepath.Join(dir, "heights.asc")
	if err := os.WriteFile(path, []byte(text.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	r, err := Write(filepath.Join(dir, "site"), Inputs{Elevation: flat(t, dir, 634000, 3456000), Buildings: path + "@EPSG:4549"})
	if err != nil {
		t.Fatal(err)
	}
	houses := featuresOf(r.Site, "building")
	if len(houses) != 1 || !cornerAt(houses, 100, 100, 1e-6) || !cornerAt(houses, 130, 150, 1e-6) {
		t.Fatalf("%d buildings: %+v", len(houses), houses)
	}
	if _, err := Write(filepath.Join(dir, "far"), Inputs{Elevation: flat(t, dir, 634000, 3456000), Buildings: path + "@EPSG:4547"}); err == nil || !strings.Contains(err.Error(), "heights.asc@map") {
		t.Errorf("in another zone: %v", err)
	}
}

func TestInitNamesWhatElseAFileIsFor(t *testing.T) {
	dir := t.TempDir()
	for name, want := range map[string]string{"houses.geojson": "give it as --buildings or --roads", "scan.las": "pdal translate scan.las scan.tif"} {
		if _, err := Write(filepath.Join(dir, "site"), Inputs{Elevation: filepath.Join(dir, name)}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestModelsThatCannotBeDrawn(t *testing.T) {
	dir := t.TempDir()
	for name, want := range map[string]string{"house.ifc": "house.ifc", "house.ifcxml": "export it as IFC-SPF", "house.obj": "must be a model in IFC (.ifc, .ifczip) or glTF"} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte("x"), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := Write(filepath.Join(dir, "site"), Inputs{Elevation: flat(t, dir, 634000, 3456000), Models: []string{path}}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Of an IFC model that is on the map the entry names the file alone; one that is
// not, or is elsewhere, stands in the middle of the site.
func TestIFCOnANewSite(t *testing.T) {
	house, err := os.ReadFile("../../testdata/building/two-storeys.ifc")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, old, with, entry string }{
		{"placed", "", "", `  - {id: "house", class: building, file: "../house.ifc"} #`},
		{"nowhere", "IFCMAPCONVERSION(", "IFCDIMENSIONALEXPONENTS(", `file: "../house.ifc", at: [`},
	} {
		dir := t.TempDir()
		path := filepath.Join(dir, "house.ifc")
		if err := os.WriteFile(path, []byte(strings.Replace(string(house), c.old, c.with, 1)), 0o644); err != nil {
			t.Fatal(err)
		}
		r, err := Write(filepath.Join(dir, "site"), Inputs{Elevation: flat(t, dir, 634200, 3456300), CRS: "EPSG:4549", Models: []string{path}})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		text, err := os.ReadFile(r.Path)
		if err != nil || !strings.Contains(string(text), c.entry) {
			t.Errorf("%s: no %q in\n%s", c.name, c.entry, text)
		}
		if n := len(r.Site.Elements); n != 23 {
			t.Errorf("%s: %d elements, want the house and its 22 parts", c.name, n)
		}
	}
}
