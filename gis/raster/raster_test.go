package raster

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestAt(t *testing.T) {
	nan := math.NaN()
	ra := &Raster{
		NX: 3, NY: 3, X0: 100, Y0: 500, CellX: 2, CellY: 4,
		Values: []float32{ // from the south; centres at x 101 103 105, y 502 506 510
			0, 2, 4,
			10, 12, 14,
			20, 22, float32(nan),
		},
	}
	for _, c := range []struct{ x, y, want float64 }{
		{101, 502, 0}, {103, 506, 12}, {101, 510, 20}, // centres
		{102, 502, 1}, {101, 504, 5}, {102, 504, 6}, {101.5, 503, 3}, // between
		{100, 500, 0}, {106, 500, 4}, {106, 502, 4}, {100, 512, 20}, {100, 504, 5}, // within half a cell of the border
		{99.999, 502, nan}, {106.001, 502, nan}, {101, 499.9, nan}, {101, 512.1, nan}, // outside
		{nan, 502, nan}, {101, math.Inf(1), nan},
		{105, 510, nan}, {104, 508, nan}, {106, 512, nan}, {105, 506.1, nan}, // next to no data
		{105, 506, 14}, {103, 510, 22}, {104, 506, 13}, // on the last centres before it
	} {
		if got := ra.At(c.x, c.y); got != c.want && !(math.IsNaN(got) && math.IsNaN(c.want)) {
			t.Errorf("At(%g, %g) = %g, want %g", c.x, c.y, got, c.want)
		}
	}
	one := &Raster{NX: 1, NY: 1, CellX: 1, CellY: 1, Values: []float32{7}}
	if got := one.At(1, 0); got != 7 {
		t.Errorf("single cell: got %g", got)
	}
	if got := new(Raster).At(0, 0); !math.IsNaN(got) {
		t.Errorf("zero raster: got %g", got)
	}
}

// TestAtPlane: bilinear values of a plane are the plane, also where single
// precision could not hold the coordinates.
func TestAtPlane(t *testing.T) {
	ra := &Raster{NX: 40, NY: 30, X0: 5e5, Y0: 5.6e6, CellX: 0.5, CellY: 0.25, Values: make([]float32, 1200)}
	plane := func(x, y float64) float64 { return 3 + 0.5*(x-5e5) - 2*(y-5.6e6) }
	for j := range 30 {
		for i := range 40 {
			ra.Values[j*40+i] = float32(plane(5e5+(float64(i)+0.5)*0.5, 5.6e6+(float64(j)+0.5)*0.25))
		}
	}
	for y := 5.6e6 + 0.125; y < 5.6e6+7.3; y += 0.0731 {
		for x := 5e5 + 0.25; x < 5e5+19.7; x += 0.1117 {
			if got, want := ra.At(x, y), plane(x, y); math.Abs(got-want) > 1e-6 {
				t.Fatalf("At(%.4f, %.4f) = %.9f, want %.9f", x, y, got, want)
			}
		}
	}
}

func TestInfoString(t *testing.T) {
	ra := &Raster{NX: 2, NY: 2, X0: 499400, Y0: 4793800.5, CellX: 5, CellY: 2.5, EPSG: 25830,
		Values: []float32{-2, 103, 1.5, float32(math.NaN())},
		Source: Source{Format: "GeoTIFF", Sample: "float64", Compression: "deflate", Predictor: 3, Bands: 2,
			NoData: "-9999", CRS: "ETRS89 / UTM zone 30N", MapUnit: "m", ValueUnit: "m", Rounding: 0.25}}
	want := `GeoTIFF, float64, deflate, predictor 3, 2 bands (the first is read), no data -9999
2 × 2 cells of 5 × 2.5 m
x 499400 to 499410, y 4793800.5 to 4793805.5, EPSG:25830 ETRS89 / UTM zone 30N
min -2, max 103, mean 34.167 m; 75.00 % of the cells have data; single precision changed values by up to 0.25`
	if got := ra.Info().String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	ra = &Raster{NX: 1, NY: 1, X0: 7.379583333, Y0: 0, CellX: 1, CellY: 1, EPSG: 4326, Values: []float32{float32(math.NaN())}}
	want = "1 × 1 cells of 1 × 1 degree\nx 7.3795833 to 8.3795833, y 0 to 1, EPSG:4326\nno cell has data"
	if got := ra.Info().String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestReadByContent(t *testing.T) {
	dir := t.TempDir()
	file := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	tiff := string(int16TIFF(4, 3, place...).bytes())
	grid := "ncols 2\nnrows 1\nxllcorner 0\nyllcorner 0\ncellsize 1\n1 2\n"
	for _, path := range []string{
		file("a.tif", tiff), file("a.dat", tiff), file("tiff.asc", tiff),
		file("b.asc", grid), file("b.dat", "\n  "+strings.ToUpper(grid)), file("grid.tif", grid), file("bom.txt", "\ufeff"+grid),
	} {
		if _, err := Read(path); err != nil {
			t.Error(err)
		}
	}
	for path, want := range map[string]string{
		file("c.tif", "hello, world"):  "not a TIFF",
		file("c.asc", "hello"):         `c.asc:1: "hello": must be a number or one of ncols`,
		file("c.pdf", "%PDF-1.7"):      "neither a GeoTIFF, an ESRI ASCII grid nor SRTM .hgt",
		file("d.asc.gz", "\x1f\x8b\b"): "unpack it first",
		file("empty.tif", ""):          "empty.tif: the file is empty (0 bytes)",
		file("empty.asc", ""):          "empty.asc: the file is empty (0 bytes)",
		filepath.Join(dir, "none.tif"): "no such file",
		dir:                            "must be a regular file",
	} {
		if _, err := Read(path); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: got %v, want ... %s", path, err, want)
		}
	}
}
