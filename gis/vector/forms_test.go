package vector

import (
	"math"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/paulmach/orb"
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

// The shapefiles, the GeoPackage and the FlatGeobufs were made of the GeoJSON
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
	} {
		want, got := open(t, c.source, Options{}), open(t, c.file, Options{Layer: c.layer})
		same(t, c.file, got, want)
		if got.CRS.EPSG != c.epsg || got.CRS.Name == "" || got.CRS.WKT == "" || len(got.Warnings) > 0 {
			t.Errorf("%s: %+v, %q", c.file, got.CRS, got.Warnings)
		}
		if got.Degrees() != strings.HasPrefix(c.source, "points") {
			t.Errorf("%s: degrees %v", c.file, got.Degrees())
		}
	}
}
