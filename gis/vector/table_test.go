package vector

import (
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

func TestTables(t *testing.T) {
	gbk, err := simplifiedchinese.GBK.NewEncoder().String("点号,东坐标(m),北坐标(m),高程\nK1,634200.5,3456300.25,4.5\n")
	if err != nil {
		t.Fatal(err)
	}
	excel, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String("name\tlat\tlng\n井\t31,5\t121,25\n")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, text string
		o          Options
		at         orb.Geometry
		heights    []float64
		properties map[string]any
		epsg       int
		warning    string
	}{
		{"English", "id,lon,lat,depth,code\n1,121.5,31.25,2.5,007\n", Options{}, orb.Point{121.5, 31.25}, nil, map[string]any{"id": 1.0, "depth": 2.5, "code": "007"}, 4326, "GCJ-02"},
		{"mark of UTF-8", "\xef\xbb\xbf经度,纬度,名称\n121.5,31.25,泵\n", Options{}, orb.Point{121.5, 31.25}, nil, map[string]any{"名称": "泵"}, 4326, "GCJ-02"},
		{"GBK", gbk, Options{}, orb.Point{634200.5, 3456300.25}, []float64{4.5}, map[string]any{"点号": "K1"}, 0, "looks like GB18030"},
		{"Excel's text", excel, Options{}, orb.Point{121.25, 31.5}, nil, map[string]any{"name": "井"}, 4326, "GCJ-02"},
		{"semicolons and decimal commas", "X;Y;Z;q\n1,5;2,5;3,5;\"a;b\"\n", Options{}, orb.Point{1.5, 2.5}, []float64{3.5}, map[string]any{"q": "a;b"}, 0, "does not say its reference system"},
		{"surveyors' order", "x,y\n3456300,634200\n", Options{}, orb.Point{3456300, 634200}, nil, map[string]any{}, 0, "looks like a northing"},
		{"surveyors' order with the zone", "x,y\n3456300,40634200\n", Options{}, orb.Point{3456300, 40634200}, nil, map[string]any{}, 0, "looks like a northing"},
		{"chosen", "x,y\n3456300,634200\n", Options{X: "y", Y: "1"}, orb.Point{634200, 3456300}, nil, map[string]any{}, 0, "does not say its reference system"},
		{"well-known text", "a,wkt\n5,\"SRID=4549;LINESTRING Z (1 2 3, 4 5 6)\"\n", Options{}, orb.LineString{{1, 2}, {4, 5}}, []float64{3, 6}, map[string]any{"a": 5.0}, 4549, ""},
		{"no degrees", "lon,lat\n634200,3456300\n", Options{}, orb.Point{634200, 3456300}, nil, map[string]any{}, 0, "are no degrees"},
		{"no place", "lon,lat,a\n,,b\n", Options{}, nil, nil, map[string]any{"a": "b"}, 4326, ""},
	} {
		l, err := ParseTable("t.csv", []byte(c.text), c.o)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		checkLayer(t, l)
		f := l.Features[0]
		if len(l.Features) != 1 || !reflect.DeepEqual(f.Geometry, c.at) || !reflect.DeepEqual(f.Heights, c.heights) || !reflect.DeepEqual(f.Properties, c.properties) || f.Line != 2 || l.CRS.EPSG != c.epsg {
			t.Errorf("%s: %+v, %+v", c.name, f, l.CRS)
		}
		if got := strings.Join(l.Warnings, "\n"); (got == "") != (c.warning == "") || !strings.Contains(got, c.warning) {
			t.Errorf("%s: %q, want %s", c.name, got, c.warning)
		}
	}
}

func TestMistakesOfTables(t *testing.T) {
	for _, c := range []struct {
		text string
		o    Options
		want string
	}{
		{"", Options{}, "t.csv: is empty: it must have a line of column names"},
		{"a,b\n1,2\n", Options{}, "t.csv:1: no columns of coordinates among a, b: name them lon, lat"},
		{"x,y\n1,2\n", Options{X: "east"}, `t.csv:1: there is no column "east" for x; there are x, y`},
		{"x,y,z\n1,2,3\n\n4,five,6\n7,,8\n9,10,high\n", Options{}, "t.csv:4: y: \"five\": must be a number\nt.csv:5: y: \"\": must be a number\nt.csv:6: z: \"high\": must be a height"},
		{"x,y\n1e300,2\n", Options{}, "t.csv:2: x: position [1e+300 2]: must be on the earth"},
		{"wkt\nPOINT (1)\nCIRCLE (1 2)\n", Options{}, "t.csv:2: wkt: \")\": must be a position of two to four numbers\nt.csv:3: wkt: geometry \"CIRCLE\": must be POINT"},
		{"x,y\n1,2\n", Options{Encoding: "Klingon"}, `encoding "Klingon"`},
	} {
		_, err := ParseTable("t.csv", []byte(c.text), c.o)
		if err == nil || !strings.HasPrefix(err.Error(), "t.csv") || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q:\n got %v\nwant %s", c.text, err, c.want)
		}
	}
}

func TestWKT(t *testing.T) {
	for text, want := range map[string]struct {
		g orb.Geometry
		z []float64
	}{
		"POINT(1 2)":                                         {orb.Point{1, 2}, nil},
		" point z ( 1 -2e1 3 ) ":                             {orb.Point{1, -20}, []float64{3}},
		"POINT M (1 2 3)":                                    {orb.Point{1, 2}, nil},
		"POINTZM (1 2 3 4)":                                  {orb.Point{1, 2}, []float64{3}},
		"POINT EMPTY":                                        {nil, nil},
		"MULTIPOINT (1 2, 3 4)":                              {orb.MultiPoint{{1, 2}, {3, 4}}, nil},
		"MULTIPOINT ((1 2), (3 4))":                          {orb.MultiPoint{{1, 2}, {3, 4}}, nil},
		"POLYGON ((0 0, 1 0, 1 1))":                          {orb.Polygon{{{0, 0}, {1, 0}, {1, 1}, {0, 0}}}, nil},
		"MULTIPOLYGON (((0 0 5,1 0 6,1 1 7)))":               {orb.MultiPolygon{{{{0, 0}, {1, 0}, {1, 1}, {0, 0}}}}, []float64{5, 6, 7, 5}},
		"GEOMETRYCOLLECTION (POINT (1 2), LINESTRING EMPTY)": {orb.Collection{orb.Point{1, 2}, orb.LineString(nil)}, nil},
	} {
		g, z, _, err := parseWKT(text)
		if err != nil || !reflect.DeepEqual(g, want.g) || !reflect.DeepEqual(z, want.z) {
			t.Errorf("%s: %#v %v, %v", text, g, z, err)
		}
	}
	for _, text := range []string{"", "POINT", "POINT (1 2", "POINT (1 2) x", "POINT (1 2, 3 4)", "POINT (NaN 2)", "SRID=x;POINT (1 2)", "POLYGON (1 2)", strings.Repeat("GEOMETRYCOLLECTION (", 40)} {
		if g, _, _, err := parseWKT(text); err == nil {
			t.Errorf("%s: %v", text, g)
		}
	}
}

func FuzzTable(f *testing.F) {
	f.Add([]byte("id;lon;lat\n1;121,5;31,25\n"), "")
	f.Add([]byte("wkt\n\"MULTIPOLYGON Z (((0 0 1, 1 0 1, 1 1 1, 0 0 1)))\"\nSRID=1;GEOMETRYCOLLECTION(MULTILINESTRING((1 2,3 4)))\n"), "GBK")
	f.Add([]byte("\xff\xfex\x00,\x00y\x00\n\x001\x00,\x002\x00"), "")
	f.Fuzz(func(t *testing.T, data []byte, encoding string) {
		if len(data) > 1<<16 {
			return
		}
		looksLikeTable(data[:min(len(data), headBytes)])
		l, err := ParseTable("f", data, Options{Encoding: encoding})
		if err != nil {
			return
		}
		checkLayer(t, l)
		for _, f := range l.Features {
			for key, v := range f.Properties {
				if n, ok := v.(float64); ok && math.IsNaN(n) {
					t.Errorf("%s is NaN", key)
				}
			}
		}
	})
}
