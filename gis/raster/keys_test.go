package raster

import (
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// TestKeysOfSiteGrid: a reference system that no register knows comes through
// key by key.
func TestKeysOfSiteGrid(t *testing.T) {
	tags := append(place,
		testTag{tagGeoKeyDirectory, []uint16{1, 1, 0, 7,
			1024, 0, 1, 1, 1025, 0, 1, 1, 1026, tagGeoASCIIParams, 10, 0, 3072, 0, 1, 32767, 3075, 0, 1, 1,
			3080, tagGeoDoubleParams, 1, 1, 4096, 0, 1, 5737}},
		testTag{tagGeoDoubleParams, []float64{6378137, 121.4667, 0.9996}},
		testTag{tagGeoASCIIParams, "site grid|other|"})
	f := mustOpen(t, int16TIFF(4, 3, tags...).bytes())
	want := GeoKeys{
		Numbers: map[int][]float64{1024: {1}, 1025: {1}, 3072: {32767}, 3075: {1}, 3080: {121.4667}, 4096: {5737}},
		Texts:   map[int]string{1026: "site grid"},
	}
	if !reflect.DeepEqual(f.Keys, want) || f.EPSG != 0 || f.Source.CRS != "site grid" || f.Source.VerticalEPSG != 5737 {
		t.Errorf("got %+v, EPSG %d, %+v", f.Keys, f.EPSG, f.Source)
	}
}

// TestTurned: a raster that is turned against the map opens, gives its numbers
// and where they lie, and refuses to be taken for one that is not.
func TestTurned(t *testing.T) {
	matrix := testTag{tagModelTransformation, []float64{1.6, 1.8, 0, 100, 1.2, -2.4, 0, 900, 0, 0, 0, 0, 0, 0, 0, 1}}
	x := int16TIFF(4, 3, matrix)
	f := mustOpen(t, x.bytes())
	if !f.Turned() || math.Abs(f.CellX-2) > 1e-12 || math.Abs(f.CellY-3) > 1e-12 {
		t.Errorf("turned %v, cells %g × %g", f.Turned(), f.CellX, f.CellY)
	}
	if east, north := f.Affine.At(4, 3); math.Abs(east-(100+6.4+5.4)) > 1e-9 || math.Abs(north-(900+4.8-7.2)) > 1e-9 {
		t.Errorf("last corner at (%g, %g)", east, north)
	}
	v, err := f.Float64s(f.Whole(0))
	if err != nil || v[0] != x.value(0, 0, 2) || v[11] != x.value(0, 3, 0) {
		t.Errorf("%v, %v", v, err)
	}
	if _, err := f.Read(); err == nil || !strings.Contains(err.Error(), "gdalwarp") {
		t.Errorf("read as if it were not turned: %v", err)
	}
	in, err := f.Info(1)
	if err != nil || math.Abs(in.West-100) > 1e-9 || math.Abs(in.East-111.8) > 1e-9 || math.Abs(in.South-892.8) > 1e-9 || math.Abs(in.North-904.8) > 1e-9 {
		t.Errorf("%+v, %v", in, err)
	}
}

// TestBesides: a world file places a TIFF that does not know where it lies, a
// .prj names the reference system.
func TestBesides(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, content []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	path := write("dem.tif", int16TIFF(4, 3).bytes())
	if _, err := Open(path); err == nil || !strings.Contains(err.Error(), "does not say where it lies") {
		t.Errorf("unplaced: %v", err)
	}
	write("dem.tfw", []byte("2\r\n0\r\n0\r\n-5\r\n101\r\n897.5\r\n"))
	write("dem.PRJ", []byte("\ufeffPROJCS[\"site\"]\n"))
	ra, err := Read(path)
	if err != nil {
		t.Fatal(err)
	}
	if ra.X0 != 100 || ra.Y0 != 885 || ra.CellX != 2 || ra.CellY != 5 || ra.Source.WKT != `PROJCS["site"]` {
		t.Errorf("placed as %+v", ra.Info())
	}
	write("dem.tfw", []byte("2,0\n0\n0\n-5\nx\n897.5\n"))
	_, err = Read(path)
	if err == nil || !strings.Contains(err.Error(), `line 1: "2,0": must be a number with a decimal point`) || !strings.Contains(err.Error(), `line 5: "x"`) {
		t.Errorf("broken world file: %v", err)
	}
	grid := write("grid.asc", []byte("ncols 2\nnrows 1\nxllcorner 0\nyllcorner 0\ncellsize 1\n1 2\n"))
	write("grid.prj", []byte("Projection GEOGRAPHIC"))
	if ra, err = Read(grid); err != nil || ra.Source.WKT != "Projection GEOGRAPHIC" {
		t.Errorf("%+v, %v", ra, err)
	}
}

// TestSmallFloats: floats of 16 and 24 bits, by the definition of IEEE 754.
func TestSmallFloats(t *testing.T) {
	for _, c := range []struct {
		bits, exponent, mantissa uint32
		want                     float64
	}{
		{0x3c00, 5, 10, 1}, {0xc000, 5, 10, -2}, {0x7bff, 5, 10, 65504}, {0x0001, 5, 10, math.Ldexp(1, -24)},
		{0x03ff, 5, 10, math.Ldexp(1023, -24)}, {0x0400, 5, 10, math.Ldexp(1, -14)}, {0x7c00, 5, 10, math.Inf(1)},
		{0xfc00, 5, 10, math.Inf(-1)}, {0x7c01, 5, 10, math.NaN()}, {0x8000, 5, 10, 0}, {0x3555, 5, 10, 0.333251953125},
		{0x3f0000, 7, 16, 1}, {0xc08000, 7, 16, -3}, {0x7effff, 7, 16, math.Ldexp(131071, 47)}, {0x000001, 7, 16, math.Ldexp(1, -78)},
		{0x7f0000, 7, 16, math.Inf(1)},
	} {
		if got := smallFloat(c.bits, c.exponent, c.mantissa); got != c.want && !(math.IsNaN(got) && math.IsNaN(c.want)) {
			t.Errorf("%#x, %d bits of exponent: got %g, want %g", c.bits, c.exponent, got, c.want)
		}
	}
}
