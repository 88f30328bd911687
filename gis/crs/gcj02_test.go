package crs

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"testing"
)

// TestWebMapShifts against numbers that others published: the README of the
// JavaScript library coordtransform (to the last digit) and the tests of
// eviltransform (which uses another radius: 2 cm).
func TestWebMapShifts(t *testing.T) {
	near := func(what string, lon, lat, wantLon, wantLat, tolerance float64) {
		if d := 111320 * math.Hypot(lon-wantLon, lat-wantLat); !(d < tolerance) {
			t.Errorf("%s: (%.12f, %.12f), published (%.12f, %.12f): %g m", what, lon, lat, wantLon, wantLat, d)
		}
	}
	lon, lat := GCJ02FromWGS84(116.404, 39.915)
	near("GCJ-02 of Beijing", lon, lat, 116.41024449916938, 39.91640428150164, 1e-6)
	lon, lat = BD09FromGCJ02(116.404, 39.915)
	near("BD-09 of Beijing", lon, lat, 116.41036949371029, 39.92133699351021, 1e-6)
	lon, lat = GCJ02FromWGS84(121.5272106, 31.1774276)
	near("Shanghai", lon, lat, 121.531541859215, 31.17530398364597, 0.02)
	lon, lat = GCJ02FromWGS84(113.912316, 22.543847)
	near("Shenzhen", lon, lat, 113.9171764808363, 22.540796131694766, 0.02)
	if lon, lat = GCJ02FromWGS84(-0.1276, 51.5072); lon != -0.1276 || lat != 51.5072 {
		t.Errorf("London moved to %v %v", lon, lat)
	}
}

// TestWebMapInverses: allowed 1 mm by the issue; they are iterated to the end.
func TestWebMapInverses(t *testing.T) {
	var gcj, bd worst
	for lon := 72.5; lon < 137.5; lon += 0.73 {
		for lat := 1.0; lat < 55.5; lat += 0.61 {
			u, v := WGS84FromGCJ02(GCJ02FromWGS84(lon, lat))
			gcj.see(111320*math.Hypot(u-lon, v-lat), "")
			u, v = WGS84FromBD09(BD09FromWGS84(lon, lat))
			bd.see(111320*math.Hypot(u-lon, v-lat), "")
		}
	}
	t.Logf("there and back: GCJ-02 %.2g m, BD-09 %.2g m", gcj.value, bd.value)
	if !(gcj.value < 1e-6) || !(bd.value < 1e-6) {
		t.Error("allowed: 1e-6 m")
	}
}

// TestSuspectGCJ02OnRealBuildings displaces real building corners in Shanghai and
// asks whether it shows against the others.
func TestSuspectGCJ02OnRealBuildings(t *testing.T) {
	corners := realCorners(t, "shanghai_bund_lujiazui_buildings.geojson")
	s := SuspectGCJ02(corners, corners)
	t.Logf("as they are: %s", s)
	if s.Suspected || s.AsIs != 0 {
		t.Errorf("right data is suspected: %s", s)
	}
	displaced := make([][2]float64, len(corners))
	for i, p := range corners {
		displaced[i][0], displaced[i][1] = GCJ02FromWGS84(p[0], p[1])
	}
	s = SuspectGCJ02(displaced, corners)
	t.Logf("displaced: %s", s)
	// eviltransform's point in Shanghai moves by 475 m. (First set to 480 to 620 m
	// after a note that took degrees of longitude for as long as those of latitude.)
	if !s.Suspected || s.Shift < 460 || s.Shift > 500 || s.Corrected > 1e-3 {
		t.Errorf("displaced data is not suspected: %s", s)
	}
}

func realCorners(t *testing.T, name string) [][2]float64 {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "data", "gis", name))
	if err != nil {
		t.Skipf("real data absent: %v", err)
	}
	var file struct {
		Features []struct {
			Geometry struct {
				Type        string
				Coordinates json.RawMessage
			}
		}
	}
	if err := json.Unmarshal(content, &file); err != nil {
		t.Fatal(err)
	}
	var corners [][2]float64
	for _, f := range file.Features {
		var rings [][][2]float64
		if f.Geometry.Type == "Polygon" && json.Unmarshal(f.Geometry.Coordinates, &rings) == nil {
			for _, ring := range rings {
				corners = append(corners, ring...)
			}
		}
	}
	if len(corners) < 1000 {
		t.Fatalf("%d corners", len(corners))
	}
	return corners
}

func TestSuspectGCJ02WithFewPoints(t *testing.T) {
	reference := [][2]float64{{121.48, 31.23}, {121.49, 31.235}, {121.47, 31.24}, {121.5, 31.22}}
	var shown [][2]float64
	for _, p := range reference[1:] {
		lon, lat := GCJ02FromWGS84(p[0], p[1])
		shown = append(shown, [2]float64{lon + 2e-5, lat})
	}
	if s := SuspectGCJ02(shown, reference); !s.Suspected || s.Compared != 3 {
		t.Errorf("%s", s)
	}
	if s := SuspectGCJ02(reference, reference); s.Suspected {
		t.Errorf("%s", s)
	}
	if s := SuspectGCJ02([][2]float64{{0, 51}, {math.NaN(), 1}}, reference); s.Suspected || s.Compared != 0 {
		t.Errorf("%s", s)
	}
}

// TestWebMapInverseAtTheRoot: at 105° E the displacement has a root, whose slope
// is without bound.
func TestWebMapInverseAtTheRoot(t *testing.T) {
	for _, lon := range []float64{105, 105 + 1e-13, 105 - 1e-9, 105 + 1e-6} {
		u, v := WGS84FromGCJ02(GCJ02FromWGS84(lon, 35))
		if d := 111320 * math.Hypot(u-lon, v-35); !(d < 1e-6) {
			t.Errorf("%v: %g m off", lon, d)
		}
	}
}
