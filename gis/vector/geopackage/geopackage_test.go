package geopackage

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"shapan/gis/vector"
)

// town.gpkg was made of the GeoJSON files of package vector, which are ours, by
// ogr2ogr of GDAL 3.6.2: what it holds must be the same.
func TestAgreesWithGeoJSON(t *testing.T) {
	for name, epsg := range map[string]int{"areas": 4549, "lines": 4549, "points": 4326} {
		want, err := vector.Open(filepath.Join("..", "testdata", name+".geojson"), vector.Options{})
		if err != nil {
			t.Fatal(err)
		}
		got, err := vector.Open(filepath.Join("testdata", "town.gpkg"), vector.Options{Layer: name})
		if err != nil {
			t.Fatal(err)
		}
		if len(got.Features) != len(want.Features) || got.CRS.EPSG != epsg || got.CRS.WKT == "" || got.Degrees() != (epsg == 4326) || len(got.Warnings) > 0 {
			t.Errorf("%s: %d features, %+v, %q", name, len(got.Features), got.CRS, got.Warnings)
			continue
		}
		for k, f := range got.Features {
			w := want.Features[k]
			if !orb.Equal(f.Geometry, w.Geometry) || !reflect.DeepEqual(f.Heights, w.Heights) || !reflect.DeepEqual(f.Properties, w.Properties) {
				t.Errorf("%s:\n got %+v\nwant %+v", name, f, w)
			}
		}
	}
}

func TestLayerChoice(t *testing.T) {
	path := filepath.Join("testdata", "town.gpkg")
	if _, err := vector.Open(path, vector.Options{}); err == nil || !strings.HasSuffix(err.Error(), "has 3 layers: choose one: areas, lines, points") {
		t.Error(err)
	}
	if _, err := vector.Open(path, vector.Options{Layer: "trees"}); err == nil || !strings.HasSuffix(err.Error(), `layer "trees": the file has areas, lines, points`) {
		t.Error(err)
	}
	layers, err := vector.OpenAll(path, vector.Options{})
	if err != nil || len(layers) != 3 || layers[2].Features[1].ID != "2" {
		t.Errorf("%v, %v", layers, err)
	}
}

func TestBrokenGeoPackage(t *testing.T) {
	sound, err := os.ReadFile(filepath.Join("testdata", "town.gpkg"))
	if err != nil {
		t.Fatal(err)
	}
	write := func(data []byte) string {
		path := filepath.Join(t.TempDir(), "a b%?.gpkg") // a name that an address must quote
		if err := os.WriteFile(path, data, 0o400); err != nil {
			t.Fatal(err)
		}
		return path
	}
	if l, err := vector.OpenAll(write(sound), vector.Options{}); err != nil || len(l) != 3 {
		t.Error(err)
	}
	for name, data := range map[string][]byte{
		"cut":              sound[:len(sound)/2],
		"another database": bytes.ReplaceAll(sound, []byte("gpkg_geometry_columns"), []byte("gpkg_geometry_colours")),
		"no geometry":      bytes.ReplaceAll(sound, []byte("GP\x00"), []byte("GQ\x00")),
	} {
		if l, err := vector.OpenAll(write(data), vector.Options{}); err == nil {
			t.Errorf("%s: read %d layers", name, len(l))
		}
	}
}

func FuzzGeoPackage(f *testing.F) {
	sound, err := os.ReadFile(filepath.Join("testdata", "town.gpkg"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(sound)
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<16 {
			return
		}
		path := filepath.Join(t.TempDir(), "f.gpkg")
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		layers, err := Read(path, vector.Options{})
		if err == nil {
			for _, l := range layers {
				if _, err := json.Marshal(vector.FactsOf(l)); err != nil {
					t.Error(err)
				}
			}
		}
	})
}
