package raster

import (
	"math"
	"os"
	"path/filepath"
	"testing"
)

// realData returns the path of a file of shared/data/gis, which lies beside the
// repository, or skips the test.
func realData(t *testing.T, name string) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		if parent := filepath.Dir(dir); parent != dir {
			dir = parent
			continue
		}
		t.Skip("no go.mod above the test: cannot find the shared data")
	}
	path := filepath.Join(dir, "..", "shared", "data", "gis", name)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("real data absent: %v", err)
	}
	return path
}

// TestRealData compares with gdalinfo -stats (GDAL 3.6.2) of the same files:
// corners to the digits it prints, statistics to 1e-9 of the mean. The single
// cells come from gdallocationinfo.
func TestRealData(t *testing.T) {
	for _, c := range []struct {
		file                     string
		nx, ny, epsg             int
		west, south, east, north float64
		digit                    float64 // last digit of the corners
		min, max, mean, valid    float64
		cells                    map[[2]int]float64 // by column and row from the north-west
	}{
		{"pnoa_bilbao_dem5m.tif", 680, 680, 25830, 499400, 4793800.535, 502800.842, 4797200, 1e-3, -2, 103, 20.843086072665, 1, map[[2]int]float64{{10, 20}: 4, {679, 0}: 59, {300, 650}: 11}},
		{"pnoa_bilbao_bdsm2m5.tif", 1359, 1359, 25830, 499400, 4793799.226, 502800.297, 4797200, 1e-3, 0, 52, 2.5788770364739, 1, nil},
		{"nasadem_bangkok_khlongtoei.tif", 182, 164, 4326, 100.5509722, 13.6970833, 100.6015278, 13.7426389, 1e-7, 0, 44, 9.4640340473034, 0.4802, map[[2]int]float64{{100, 30}: math.NaN()}},
		{"srtm3_N43E007.hgt.zip", 1201, 1201, 4326, 6.9995833, 42.9995833, 8.0004167, 44.0004167, 1e-7, -11, 2064, 157.56501083422, 0.9989, map[[2]int]float64{{600, 900}: 0, {0, 0}: 771, {100, 50}: 747}},
		{"srtm3_monaco.tif", 144, 96, 4326, 7.3795833, 43.7004167, 7.4995833, 43.7804167, 1e-7, -2, 1138, 181.62440260681, 0.999, map[[2]int]float64{{10, 5}: 520, {140, 90}: 0}},
	} {
		t.Run(c.file, func(t *testing.T) {
			ra, err := Read(realData(t, c.file))
			if err != nil {
				t.Fatal(err)
			}
			in := ra.Info()
			f, err := Open(realData(t, c.file))
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			streamed, err := f.Info(1)
			if err != nil || streamed.Valid != in.Valid || streamed.Min != in.Min || streamed.Max != in.Max || math.Abs(streamed.Mean-in.Mean) > 1e-9*in.Mean {
				t.Errorf("block by block %+v, as a whole %+v (%v)", streamed, in, err)
			}
			if in.NX != c.nx || in.NY != c.ny || in.EPSG != c.epsg || in.Degrees != (c.epsg == 4326) || in.Sample != "int16" {
				t.Errorf("got %+v", in)
			}
			near := func(what string, got, want, tolerance float64) {
				if !(math.Abs(got-want) <= tolerance) {
					t.Errorf("%s: got %.12g, want %.12g ± %g", what, got, want, tolerance)
				}
			}
			near("west", in.West, c.west, c.digit/2)
			near("south", in.South, c.south, c.digit/2)
			near("east", in.East, c.east, c.digit/2)
			near("north", in.North, c.north, c.digit/2)
			near("min", in.Min, c.min, 0)
			near("max", in.Max, c.max, 0)
			near("mean", in.Mean, c.mean, 1e-9*c.mean)
			near("valid share", in.ValidShare(), c.valid, 0.00005)
			for cell, want := range c.cells {
				x := in.West + (float64(cell[0])+0.5)*in.CellX
				y := in.North - (float64(cell[1])+0.5)*in.CellY
				if got := math.Round(ra.At(x, y)*1e6) / 1e6; got != want && !(math.IsNaN(got) && math.IsNaN(want)) {
					t.Errorf("cell %v: got %g, want %g", cell, got, want)
				}
			}
		})
	}
}
