package vector

import (
	"cmp"
	"encoding/binary"
	"math"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"
	"pgregory.net/rapid"
)

// same compares two layers' features: geometries, heights and properties.
// Properties whose value is nil may be absent.
func same(t *testing.T, name string, got, want *Layer) {
	t.Helper()
	checkLayer(t, got)
	if len(got.Features) != len(want.Features) {
		t.Errorf("%s: %d features, want %d", name, len(got.Features), len(want.Features))
		return
	}
	for k, f := range got.Features {
		w := want.Features[k]
		if !reflect.DeepEqual(single(f.Geometry), single(w.Geometry)) {
			t.Errorf("%s: feature %d:\n got %v\nwant %v", name, k, f.Geometry, w.Geometry)
		}
		if len(f.Heights) != len(w.Heights) {
			t.Errorf("%s: feature %d: heights\n got %v\nwant %v", name, k, f.Heights, w.Heights)
			continue
		}
		for i, z := range f.Heights {
			if math.Abs(z-w.Heights[i]) > 1e-12 {
				t.Errorf("%s: feature %d: heights\n got %v\nwant %v", name, k, f.Heights, w.Heights)
				break
			}
		}
		keys := map[string]bool{}
		for key := range f.Properties {
			keys[key] = true
		}
		for key := range w.Properties {
			keys[key] = true
		}
		for key := range keys {
			if key != "id" && !reflect.DeepEqual(f.Properties[key], w.Properties[key]) {
				t.Errorf("%s: feature %d: %s is %#v, want %#v", name, k, key, f.Properties[key], w.Properties[key])
			}
		}
	}
}

// single takes the Multi off a geometry of one part, which formats with one type
// for all features put on.
func single(g orb.Geometry) orb.Geometry {
	switch g := g.(type) {
	case orb.MultiPolygon:
		if len(g) == 1 {
			return g[0]
		}
	case orb.MultiLineString:
		if len(g) == 1 {
			return g[0]
		}
	}
	return g
}

func open(t *testing.T, file string, o Options) *Layer {
	t.Helper()
	l, err := Open(filepath.Join("testdata", file), o)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// The shapefiles and the FlatGeobufs were made of the GeoJSON
// files, which are ours, by ogr2ogr of GDAL 3.6.2: what they hold must be the
// same.
func TestFormsAgree(t *testing.T) {
	for _, c := range []struct {
		file, source, layer string
		epsg                int
	}{
		{"areas_gbk.shp", "areas.geojson", "", 0},
		{"areas_utf8.shp", "areas.geojson", "", 0},
		{"lines_gbk.shp", "lines.geojson", "", 0},
		{"points_utf8.shp", "points.geojson", "", 0},
		{"areas.fgb", "areas.geojson", "", 4549},
		{"lines.fgb", "lines.geojson", "", 4549},
		{"points.fgb", "points.geojson", "", 4326}, // with an index
		{"one.fgb", "one.geojson", "", 4326},
	} {
		want, got := open(t, c.source, Options{}), open(t, c.file, Options{Layer: c.layer})
		slices.SortStableFunc(got.Features, func(a, b Feature) int { // an index puts them in another order
			return cmp.Compare(a.Geometry.Bound().Min[0], b.Geometry.Bound().Min[0])
		})
		same(t, c.file, got, want)
		if got.CRS.EPSG != c.epsg || got.CRS.Name == "" || got.CRS.WKT == "" || len(got.Warnings) > 0 {
			t.Errorf("%s: %+v, %q", c.file, got.CRS, got.Warnings)
		}
		if got.Degrees() != (c.epsg == 4326 || c.file == "points_utf8.shp") {
			t.Errorf("%s: degrees %v", c.file, got.Degrees())
		}
	}
}

func FuzzWKB(f *testing.F) {
	for _, g := range []orb.Geometry{orb.Point{1, 2}, orb.Polygon{{{0, 0}, {1, 0}, {1, 1}, {0, 0}}}, orb.Collection{orb.MultiPoint{{1, 2}}, orb.MultiLineString{{{1, 2}, {3, 4}}}}} {
		b, err := wkb.Marshal(g)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Add([]byte("\x01\x05\x00\x00\x00\xff\xff\xff\xff\x01\x02\x00\x00\x80\x00\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		g, heights, err := ParseWKB(b)
		if err == nil {
			checkLayer(t, &Layer{Format: "WKB", Features: []Feature{{Geometry: g, Heights: heights}}})
		}
	})
}

// What orb writes is read as orb has it.
func TestWKBProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Float64Range(-1e7, 1e7)
		points := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) orb.Point { return orb.Point{n.Draw(t, "x"), n.Draw(t, "y")} }), 2, 9).Draw(t, "points")
		ring := append(append(orb.Ring{}, points...), points[0])
		for _, g := range []orb.Geometry{
			points[0], orb.MultiPoint(points), orb.LineString(points), orb.MultiLineString{points, points},
			orb.Polygon{ring, ring}, orb.MultiPolygon{{ring}, {ring, ring}}, orb.Collection{points[0], orb.LineString(points)},
		} {
			for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
				b, err := wkb.Marshal(g, order)
				if err != nil {
					t.Fatal(err)
				}
				got, heights, err := ParseWKB(b)
				if err != nil || !orb.Equal(got, g) || heights != nil {
					t.Fatalf("%v, %v: %v", got, heights, err)
				}
				if _, _, err := ParseWKB(b[:len(b)-1]); err == nil {
					t.Fatal("cut off, and read")
				}
			}
		}
	})
}
