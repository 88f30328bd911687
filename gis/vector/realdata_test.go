package vector

import (
	"maps"
	"testing"
)

// The figures stand in MANIFEST.md of the shared data; those that it leaves
// open (types of some files, ids) were counted with Python's json.
func TestRealGeoJSON(t *testing.T) {
	for _, c := range []struct {
		file     string
		epsg     int
		features int
		byType   map[string]int
		ids      int
		bounds   [4]float64
		digit    float64 // last digit of the bounds
	}{
		{"shanghai_bund_lujiazui_buildings.geojson", 4326, 1981, map[string]int{"Polygon": 1572, "Point": 409}, 1517, [4]float64{121.4802, 31.2264, 121.5208, 31.2510}, 1e-4},
		{"shanghai_bund_lujiazui_roads.geojson", 4326, 1778, map[string]int{"LineString": 1635, "MultiLineString": 143}, 1094, [4]float64{121.4813, 31.2269, 121.5198, 31.2504}, 1e-4},
		{"shanghai_bund_lujiazui_water.geojson", 4326, 106, map[string]int{"LineString": 52, "MultiLineString": 12, "MultiPolygon": 11, "Point": 3, "Polygon": 28}, 29, [4]float64{121.4813, 31.2269, 121.5198, 31.2504}, 1e-4},
		{"shanghai_bund_lujiazui_landuse.geojson", 4326, 327, map[string]int{"LineString": 43, "MultiLineString": 1, "MultiPolygon": 11, "Point": 22, "Polygon": 250}, 212, [4]float64{121.4815, 31.2269, 121.5198, 31.2504}, 1e-4},
		{"shanghai_bund_lujiazui_pois.geojson", 4326, 494, map[string]int{"Point": 494}, 493, [4]float64{121.4813, 31.2270, 121.5195, 31.2503}, 1e-4},
		{"tudelft_bag_footprints_rd.geojson", 28992, 1529, map[string]int{"MultiPolygon": 1529}, 0, [4]float64{84756.142, 445388.196, 86104.750, 447070.939}, 1e-3},
		{"overture_bangkok_water.geojson", 4326, 162, map[string]int{"LineString": 66, "MultiPolygon": 6, "Point": 3, "Polygon": 87}, 162, [4]float64{100.5467, 13.6700, 100.6376, 13.7632}, 1e-4},
	} {
		t.Run(c.file, func(t *testing.T) {
			l, err := Open(realData(t, c.file), Options{})
			if err != nil {
				t.Fatal(err)
			}
			checkLayer(t, l)
			f := FactsOf(l)
			if f.Features != c.features || f.CRS.Code != c.epsg || f.Degrees != (c.epsg == 4326) || f.Swapped || len(f.Warnings) > 0 || f.IDs != c.ids {
				t.Errorf("%+v", f)
			}
			if !maps.Equal(f.ByType, c.byType) {
				t.Errorf("by type %v, want %v", f.ByType, c.byType)
			}
			for k, want := range c.bounds {
				near(t, "bound", f.Bounds.Native[k], want, c.digit)
			}
		})
	}
}

// Polygons of one building stand on several tiles and bear one id.
func TestRealBuildings(t *testing.T) {
	l, err := Open(realData(t, "shanghai_bund_lujiazui_buildings.geojson"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	pieces, tall, highest := map[any]int{}, map[any]bool{}, 0.0
	var towerID any
	for _, f := range l.Features {
		if TypeOf(f.Geometry) != "Polygon" {
			continue
		}
		pieces[f.Properties["id"]]++
		if h, ok := f.Properties["height"].(float64); ok && h > 0 {
			tall[f.Properties["id"]] = true
			if h > highest {
				highest, towerID = h, f.Properties["id"]
			}
		}
	}
	split := 0
	for _, n := range pieces {
		if n > 1 {
			split++
		}
	}
	if len(pieces) != 1450 || split != 114 || len(tall) != 692 || highest != 632 || towerID != 165792123.0 {
		t.Errorf("%d ids, %d split, %d with height, highest %v is %v", len(pieces), split, len(tall), highest, towerID)
	}
}
