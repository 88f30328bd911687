package raster

import (
	"encoding/json"
	"math"
	"testing"
)

// TestInfoJSON: the keys that the issue names, and null for what is not known.
func TestInfoJSON(t *testing.T) {
	for _, c := range []struct {
		ra    *Raster
		wants string
	}{
		{&Raster{NX: 2, NY: 2, X0: 499400, Y0: 4793800.5, CellX: 5, CellY: 2.5, EPSG: 25830,
			Values: []float32{-2, 103, 1.5, noValue},
			Source: Source{Format: "GeoTIFF", Sample: "float64", Compression: "deflate", Predictor: 3, Bands: 2, Band: 1,
				NoData: "-9999", CRS: "ETRS89 / UTM zone 30N", MapUnit: "m", ValueUnit: "m"}},
			`{"kind":"raster","format":"GeoTIFF","sample":"float64","compression":"deflate","predictor":3,"bands":2,"band":1,` +
				`"crs":{"code":25830,"name":"ETRS89 / UTM zone 30N","unit":"m"},"bounds":{"native":[499400,4793800.5,499410,4793805.5]},` +
				`"width":2,"height":2,"pixel":[5,2.5],"pixel_m":[5,2.5],"nodata":"-9999","unit":"m","min":-2,"max":103,"mean":34.166666666666664,"valid_fraction":0.75}`},
		{&Raster{NX: 1, NY: 1, CellX: 1, CellY: 1, Values: []float32{noValue}},
			`{"kind":"raster","format":"","sample":"","compression":"","bands":0,"band":1,"crs":{"code":0,"name":""},"bounds":{"native":[0,0,1,1]},` +
				`"width":1,"height":1,"pixel":[1,1],"pixel_m":null,"nodata":null,"min":null,"max":null,"mean":null,"valid_fraction":0}`},
	} {
		got, err := json.Marshal(c.ra.Info())
		if err != nil || string(got) != c.wants {
			t.Errorf("got  %s (%v)\nwant %s", got, err, c.wants)
		}
	}
}

// TestPixelM: one second of arc at 45° is 30.87 m along the meridian, 21.90 m
// across it (NIMA TR8350.2's ellipsoid).
func TestPixelM(t *testing.T) {
	in := Info{Degrees: true, South: 44, North: 46, CellX: 1.0 / 3600, CellY: 1.0 / 3600}
	if p := in.pixelM(); math.Abs(p[0]-21.90) > 0.005 || math.Abs(p[1]-30.87) > 0.005 {
		t.Errorf("got %v", *p)
	}
	if p := (Info{Source: Source{MapUnit: "ft"}, CellX: 10, CellY: 5}).pixelM(); math.Abs(p[0]-3.048) > 1e-12 || math.Abs(p[1]-1.524) > 1e-12 {
		t.Errorf("got %v", *p)
	}
}
