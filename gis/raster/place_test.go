package raster

import (
	"math"
	"strings"
	"testing"
)

// TestPlacement: a raster of 4 × 3 cells placed in all the ways there are. The
// origin of the first cell is worked out by hand from OGC 19-008r4.
func TestPlacement(t *testing.T) {
	scale := testTag{tagModelPixelScale, []float64{2, 5, 0}}
	tie := func(v ...float64) testTag { return testTag{tagModelTiepoint, v} }
	matrix := func(v ...float64) testTag {
		return testTag{tagModelTransformation, append(v, 0, 0, 0, 0, 0, 0, 0, 1)}
	}
	point := testTag{tagGeoKeyDirectory, []uint16{1, 1, 0, 1, keyRasterType, 0, 1, rasterPixelIsPoint}}
	area := testTag{tagGeoKeyDirectory, []uint16{1, 1, 0, 1, keyRasterType, 0, 1, rasterPixelIsArea}}
	for name, c := range map[string]struct {
		tags   []testTag
		x0, y0 float64
	}{
		"corner":             {[]testTag{scale, tie(0, 0, 0, 100, 900, 0)}, 100, 885},
		"corner, area":       {[]testTag{scale, tie(0, 0, 0, 100, 900, 0), area}, 100, 885},
		"centre":             {[]testTag{scale, tie(0, 0, 0, 100, 900, 0), point}, 99, 887.5},
		"inner point":        {[]testTag{scale, tie(1, 2, 0, 100, 900, 0)}, 98, 895},
		"inner centre":       {[]testTag{scale, tie(1, 2, 0, 100, 900, 0), point}, 97, 897.5},
		"two points":         {[]testTag{scale, tie(0, 0, 0, 100, 900, 0, 4, 3, 0, 108, 885, 0)}, 100, 885},
		"matrix":             {[]testTag{matrix(2, 0, 0, 100, 0, -5, 0, 900)}, 100, 885},
		"matrix, centre":     {[]testTag{matrix(2, 0, 0, 100, 0, -5, 0, 900), point}, 99, 887.5},
		"matrix, rounding":   {[]testTag{matrix(2, 1e-12, 0, 100, -1e-12, -5, 0, 900)}, 100, 885},
		"south up":           {[]testTag{matrix(2, 0, 0, 100, 0, 5, 0, 900)}, 100, 900},
		"south up, centre":   {[]testTag{matrix(2, 0, 0, 100, 0, 5, 0, 900), point}, 99, 897.5},
		"scale beats matrix": {[]testTag{scale, tie(0, 0, 0, 100, 900, 0), matrix(9, 0, 0, 9, 0, -9, 0, 9)}, 100, 885},
	} {
		x := int16TIFF(4, 3, c.tags...)
		ra, err := readBytes(x.bytes())
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if ra.X0 != c.x0 || ra.Y0 != c.y0 || ra.CellX != 2 || ra.CellY != 5 {
			t.Errorf("%s: at (%g, %g), cells %g × %g; want (%g, %g), 2 × 5", name, ra.X0, ra.Y0, ra.CellX, ra.CellY, c.x0, c.y0)
		}
		first := 2 // row of the file's first row
		if strings.HasPrefix(name, "south up") {
			first = 0
		}
		if got, want := ra.Values[first*4+1], float32(x.value(0, 1, 0)); got != want {
			t.Errorf("%s: the file's first row: got %g, want %g", name, got, want)
		}
	}

	for want, tags := range map[string][]testTag{
		"does not say where it lies":          nil,
		"ground control points":               {tie(0, 0, 0, 1, 2, 0, 4, 0, 0, 5, 2, 0, 0, 3, 0, 1, 9, 0)},
		"rotated, sheared or mirrored":        {matrix(2, 0.5, 0, 100, 0.5, -5, 0, 900)},
		"mirrored":                            {matrix(-2, 0, 0, 100, 0, -5, 0, 900)},
		"must be > 0":                         {testTag{tagModelPixelScale, []float64{2, -5, 0}}, tie(0, 0, 0, 1, 2, 0)},
		"ModelPixelScale: 0, 0":               {testTag{tagModelPixelScale, []float64{0, 0, 0}}, tie(0, 0, 0, 1, 2, 0)},
		"coordinates must be finite":          {scale, tie(0, 0, 0, math.NaN(), 2, 0)},
		"cells without area":                  {matrix(2, 0, 0, 100, 0, 0, 0, 900)},
		"ModelPixelScale: field type 3: must": {testTag{tagModelPixelScale, []uint16{2, 2, 2}}, tie(1, 0, 0, 0, 2, 0)},
	} {
		_, err := readBytes(int16TIFF(4, 3, tags...).bytes())
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want ... %s", err, want)
		}
	}
}

func TestGeoKeys(t *testing.T) {
	for name, c := range map[string]struct {
		keys []uint16
		text string
		epsg int
		crs  string
		unit string
	}{
		"none":          {nil, "", 0, "", ""},
		"projected":     {[]uint16{1024, 0, 1, 1, 3072, 0, 1, 4547, 3076, 0, 1, 9001}, "", 4547, "", "m"},
		"with its base": {[]uint16{1024, 0, 1, 1, 2048, 0, 1, 4490, 3072, 0, 1, 4547}, "", 4547, "", ""},
		"geographic":    {[]uint16{1024, 0, 1, 2, 2048, 0, 1, 4326, 2054, 0, 1, 9102}, "", 4326, "", "degree"},
		"no model type": {[]uint16{2048, 0, 1, 4326}, "", 4326, "", ""},
		"user-defined":  {[]uint16{1024, 0, 1, 1, 2048, 0, 1, 4490, 3072, 0, 1, 32767, 3073, 34737, 10, 4}, "abc|site grid|", 0, "site grid", ""},
		"in feet":       {[]uint16{1024, 0, 1, 1, 3072, 0, 1, 2263, 3076, 0, 1, 9003}, "", 2263, "", "US survey ft"},
		"text outside":  {[]uint16{1024, 0, 1, 1, 3073, 34737, 900, 2, 1026, 34737, 9, 900}, "abcd|", 0, "cd", ""},
	} {
		tags := place
		if c.keys != nil {
			tags = append(tags, testTag{tagGeoKeyDirectory, append([]uint16{1, 1, 0, uint16(len(c.keys) / 4)}, c.keys...)})
		}
		if c.text != "" {
			tags = append(tags, testTag{tagGeoASCIIParams, c.text})
		}
		ra, err := readBytes(int16TIFF(4, 3, tags...).bytes())
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if ra.EPSG != c.epsg || ra.Source.CRS != c.crs || ra.Source.MapUnit != c.unit {
			t.Errorf("%s: got EPSG %d, %q, %q; want %d, %q, %q", name, ra.EPSG, ra.Source.CRS, ra.Source.MapUnit, c.epsg, c.crs, c.unit)
		}
	}

	for want, keys := range map[string][]uint16{
		"GeoKeyDirectory: 3 numbers":                   {1, 1, 0},
		"GeoKeyDirectory: claims 9 keys, has room for": {1, 1, 0, 9, 1024, 0, 1, 1},
		"GTRasterTypeGeoKey: 7: must be":               {1, 1, 0, 1, 1025, 0, 1, 7},
	} {
		_, err := readBytes(int16TIFF(4, 3, append(place, testTag{tagGeoKeyDirectory, keys})...).bytes())
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want ... %s", err, want)
		}
	}
}

func TestGeographic(t *testing.T) {
	for code, want := range map[int]bool{
		4326: true, 4490: true, 4214: true, 4258: true, 4610: true, 6668: true, 4555: true, // in degrees
		4547: false, 4526: false, 25830: false, 3857: false, 32651: false, 4978: false, 4979: false, 28992: false, 0: false,
	} {
		if got := geographic(code); got != want {
			t.Errorf("EPSG:%d: got %v", code, got)
		}
	}
	for k, r := range geographicRanges {
		if r[0] > r[1] || k > 0 && r[0] <= geographicRanges[k-1][1] {
			t.Errorf("range %d, %v: must ascend", k, r)
		}
	}
}
