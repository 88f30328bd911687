package vector

import (
	"encoding/json"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
	"pgregory.net/rapid"
)

const town = `{
"type": "FeatureCollection",
"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4549"}},
"features": [
{"type": "Feature", "id": 7, "properties": {"height_m": 12.5, "name": null}, "geometry": {"type": "Polygon", "coordinates": [
  [[0, 0, 3], [40, 0, 3], [40, 30, 3], [40, 30, 3], [0, 30, 3], [0, 0, 3]],
  [[10, 10], [10, 20], [20, 20], [10, 10]]]}},
{"type": "Feature", "properties": null, "geometry": {"type": "MultiPolygon", "coordinates": [
  [[[50, 0], [60, 0], [60, 10]]], [[[70, 0], [80, 0], [80, 10]]]]}}
]}`

// outlines reads a text's areas.
func outlines(name, text string) (*Outlines, error) {
	l, err := ParseGeoJSON(name, []byte(text))
	if err != nil {
		return nil, err
	}
	return OutlinesOf(l)
}

func TestOutlines(t *testing.T) {
	c, err := outlines("town.geojson", town)
	if err != nil {
		t.Fatal(err)
	}
	if c.EPSG != 4549 || len(c.Areas) != 3 || c.Degrees() {
		t.Fatalf("%+v", c)
	}
	f := c.Areas[0]
	if f.ID != "7" || f.Line != 5 || len(f.Rings) != 2 || len(f.Rings[0]) != 4 || len(f.Rings[1]) != 3 || f.Properties["height_m"] != 12.5 {
		t.Errorf("%+v", f)
	}
	if g := c.Areas[2]; g.Index != 1 || g.Part != 1 || g.Line != 8 || g.Rings[0][0] != (mgl64.Vec2{70, 0}) {
		t.Errorf("%+v", g)
	}
}

func TestMistakesOfOutlines(t *testing.T) {
	feature := func(geometry string) string {
		return "{\"type\": \"FeatureCollection\", \"features\": [\n{\"geometry\": {\"type\": \"Polygon\", \"coordinates\": [[[0,0],[40,0],[40,40]]]}},\n{\"geometry\": " + geometry + "}\n]}"
	}
	for _, c := range []struct{ text, want string }{
		{"", "x:1: must be GeoJSON: a FeatureCollection, Feature or geometry"},
		{"[]", "x:1: must be GeoJSON: a FeatureCollection, Feature or geometry"},
		{`{"type": "Polygon"}`, "x:1: features[0]: a Polygon without coordinates"},
		{`{"type": "Topology"}`, "x:1: is TopoJSON: must be GeoJSON (ogr2ogr out.geojson x)"},
		{town[:len(town)-60], "x:9: the file ends too early: it is cut off"},
		{"{\"type\": \"FeatureCollection\",\n\"features\": [}", "x:2: is not JSON: \"}\": must be a value"},
		{"{\"features\": {}}", "x:1: features: must be one list"},
		{feature("null"), "x:3: features[1]: has no geometry"},
		{feature(`{"type": "Point", "coordinates": [1, 2]}`), `x:3: features[1]: geometry "Point": must be Polygon or MultiPolygon`},
		{feature(`{"type": "Polygon", "coordinates": [1, 2]}`), "x:3: features[1]: coordinates of a Polygon: 1: must be a list"},
		{feature(`{"type": "Polygon", "coordinates": []}`), "x:3: features[1]: has no outline (repair it: ogr2ogr -makevalid)"},
		{feature(`{"type": "Polygon", "coordinates": [[[0]]]}`), "x:3: features[1]: coordinates of a Polygon: [0]: a position of 1 numbers: must be [x, y]"},
		{feature(`{"type": "Polygon", "coordinates": [[[0, 1e10], [1, 1], [1, 2]]]}`), "x:3: features[1]: coordinates of a Polygon: position [0 1e+10]: must be on the earth"},
		{feature(`{"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [0, 0]]]}`), "x:3: features[1]: the outline has 2 different points: must have at least 3 (repair it: ogr2ogr -makevalid)"},
		{feature(`{"type": "Polygon", "coordinates": [[[0, 0], [4, 4], [4, 0], [0, 4]]]}`), "x:3: features[1]: side 1 crosses side 3 at (2.00, 2.00) (repair it: ogr2ogr -makevalid)"},
		{feature(`{"type": "MultiPolygon", "coordinates": []}`), "x:3: features[1]: has no polygon"},
	} {
		_, err := outlines("x", c.text)
		if err == nil || err.Error() != c.want {
			t.Errorf("%.80s:\n got %v\nwant %s", c.text, err, c.want)
		}
	}
}

func TestFault(t *testing.T) {
	square := []mgl64.Vec2{{0, 0}, {10, 0}, {10, 10}, {0, 10}}
	moved := func(dx, dy, scale float64) []mgl64.Vec2 {
		var out []mgl64.Vec2
		for _, p := range square {
			out = append(out, p.Mul(scale).Add(mgl64.Vec2{dx, dy}))
		}
		return out
	}
	for _, c := range []struct {
		name  string
		rings [][]mgl64.Vec2
		want  string
	}{
		{"square", [][]mgl64.Vec2{square}, ""},
		{"square far away", [][]mgl64.Vec2{moved(634200.1, 3456300.7, 0.1)}, ""},
		{"hole", [][]mgl64.Vec2{square, moved(2, 2, 0.5)}, ""},
		{"hole that touches", [][]mgl64.Vec2{square, {{0, 5}, {3, 4}, {3, 6}}}, ""},
		{"hole outside", [][]mgl64.Vec2{square, moved(20, 0, 0.5)}, "hole 1 lies outside the outer ring"},
		{"hole across", [][]mgl64.Vec2{square, moved(-2, 2, 0.5)}, "side 4 crosses side 1 of hole 1 at (0.00, 2.00)"},
		{"spike", [][]mgl64.Vec2{{{0, 0}, {10, 0}, {5, 0}, {5, 5}}}, "side 1 crosses side 2 at (5.00, 0.00)"},
		{"bow tie", [][]mgl64.Vec2{{{0, 0}, {10, 10}, {10, 1}, {0, 9}}}, "side 1 crosses side 3"},
		{"flat", [][]mgl64.Vec2{{{0, 0}, {1, 1}, {3, 3}}}, "the outline encloses no area"},
		{"touching itself at a point", [][]mgl64.Vec2{{{0, 0}, {5, 5}, {10, 0}, {10, 10}, {5, 5}, {0, 10}}}, ""},
	} {
		err := Fault(c.rings)
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
}

// A star drawn by rising angles never crosses itself, wherever it lies and
// whichever way round; exchanging two neighbours of a convex one makes it cross.
func TestFaultProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(4, 40).Draw(t, "corners")
		at := mgl64.Vec2{rapid.Float64Range(-1e6, 1e6).Draw(t, "x"), rapid.Float64Range(-5e6, 5e6).Draw(t, "y")}
		star, convex := make([]mgl64.Vec2, n), make([]mgl64.Vec2, n)
		for k := range n {
			sin, cos := math.Sincos(2 * math.Pi * float64(k) / float64(n))
			r := rapid.Float64Range(1, 100).Draw(t, "r")
			star[k], convex[k] = at.Add(mgl64.Vec2{r * cos, r * sin}), at.Add(mgl64.Vec2{50 * cos, 50 * sin})
		}
		if err := Fault([][]mgl64.Vec2{star}); err != nil {
			t.Fatal(err)
		}
		if a := Area(star); a <= 0 {
			t.Fatalf("area %v of an anticlockwise ring", a)
		}
		if !Contains([][]mgl64.Vec2{star}, at) || Contains([][]mgl64.Vec2{star}, at.Add(mgl64.Vec2{101, 0})) {
			t.Fatal("inside and outside are confused")
		}
		k := rapid.IntRange(0, n-2).Draw(t, "k")
		convex[k], convex[k+1] = convex[k+1], convex[k]
		if err := Fault([][]mgl64.Vec2{convex}); err == nil {
			t.Fatal("a crossing was not found")
		}
	})
}

func TestArea(t *testing.T) {
	ring := []mgl64.Vec2{{634200, 3456300}, {634201, 3456300}, {634201, 3456302}, {634200, 3456302}}
	if a := Area(ring); a != 2 {
		t.Errorf("%v", a)
	}
	if a := Area([]mgl64.Vec2{ring[2], ring[1], ring[0]}); a != -1 {
		t.Errorf("%v", a)
	}
}

// FuzzGeoJSON: no text makes the reader panic; what passes is sound.
func FuzzGeoJSON(f *testing.F) {
	f.Add([]byte(town))
	f.Add([]byte(`{"features":[{"id":"a","geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]],[]]}}],"type":"FeatureCollection"}`))
	f.Add([]byte(`{"type":"FeatureCollection","features":[],"crs":{"properties":{"name":"EPSG:99999999999999999999"}}}`))
	f.Add([]byte("{\"type\":\"FeatureCollection\",\n\"features\":[null,1,{}]}"))
	f.Add([]byte("{\"type\":\"Feature\",\"geometry\":null,\"properties\":{\"a\":9007199254740993}}\n\x1e{\"type\":\"Point\",\"coordinates\":[1e0,-2.5,null]}\n"))
	f.Add([]byte(`{"type":"GeometryCollection","geometries":[{"type":"MultiLineString","coordinates":[[[1,2,3],[4,5]],[]]},{"type":"MultiPoint","coordinates":[[1,2]]}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<16 {
			return
		}
		l, err := ParseGeoJSON("f", data)
		if err != nil {
			if err.Error() == "" {
				t.Error("an error without words")
			}
			return
		}
		checkLayer(t, l)
		for _, feature := range l.Features {
			if feature.Line < 1 || feature.Line > 1+strings.Count(string(data), "\n") {
				t.Errorf("line %d", feature.Line)
			}
		}
		o, err := OutlinesOf(l)
		if err != nil {
			return
		}
		for _, a := range o.Areas {
			if err := Fault(a.Rings); err != nil {
				t.Error(err)
			}
		}
	})
}

// Properties are as encoding/json has them, but whole numbers beyond 2^53 keep
// all digits.
func TestProperties(t *testing.T) {
	text := `{"a": "x\u4e00\"", "b": -1.5e3, "c": null, "d": [1, {"e": false}], "f": true, "g": 0, "h": 12345678.125, "": {}}`
	var want map[string]any
	if err := json.Unmarshal([]byte(text), &want); err != nil {
		t.Fatal(err)
	}
	s := newJSONScan([]byte(text))
	if got, err := s.properties(); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v, %v, want %v", got, err, want)
	}
	got, err := newJSONScan([]byte(`{"a": 9007199254740993, "b": 1e300}`)).properties()
	if err != nil || got["a"] != int64(9007199254740993) || got["b"] != 1e300 {
		t.Errorf("%v, %v", got, err)
	}
	for _, bad := range []string{`{"a": }`, `{"a": tru}`, `{"a": 1.2.3}`, `{"a": [1,]}`, `[]`, `{"a": 1e999}`, `{"a": "x`} {
		if got, err := newJSONScan([]byte(bad)).properties(); err == nil {
			t.Errorf("%s: %v", bad, got)
		}
	}
}
