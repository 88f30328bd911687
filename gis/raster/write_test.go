package raster

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
)

// hills is a raster with all that single precision can hold, for writing.
func hills(nx, ny, epsg int) *Raster {
	ra := &Raster{NX: nx, NY: ny, X0: 500123.25, Y0: 3456789.5, CellX: 0.5, CellY: 0.25, EPSG: epsg, Values: make([]float32, nx*ny)}
	for j := range ny {
		for i := range nx {
			ra.Values[j*nx+i] = float32(40 + 30*math.Sin(float64(i)/17)*math.Cos(float64(j)/23))
		}
	}
	ra.Values[0] = noValue
	for k, v := range []float32{math.MaxFloat32, -math.MaxFloat32, math.SmallestNonzeroFloat32, float32(math.Copysign(0, -1))} {
		if k+1 < len(ra.Values) {
			ra.Values[k+1] = v
		}
	}
	return ra
}

func TestWriteRoundTrip(t *testing.T) {
	for _, size := range [][2]int{{1, 1}, {1, 9}, {9, 1}, {37, 19}, {333, 257}, {70000, 3}, {3, 70000}} {
		for _, epsg := range []int{0, 4547, 4326, 4490, 25830} {
			if epsg != 4547 && size[0]*size[1] > 1000 {
				continue
			}
			ra := hills(size[0], size[1], epsg)
			var file, again bytes.Buffer
			if err := WriteGeoTIFF(&file, ra); err != nil {
				t.Fatal(err)
			}
			if err := WriteGeoTIFF(&again, ra); err != nil || !bytes.Equal(file.Bytes(), again.Bytes()) {
				t.Errorf("%v: written twice, the files differ (%v)", size, err)
			}
			got := mustRead(t, file.Bytes())
			if got.NX != ra.NX || got.NY != ra.NY || got.X0 != ra.X0 || got.Y0 != ra.Y0 ||
				got.CellX != ra.CellX || got.CellY != ra.CellY || got.EPSG != ra.EPSG {
				t.Errorf("%v: got %+v, want %+v", size, got.Info(), ra.Info())
			}
			for k := range ra.Values {
				if math.Float32bits(got.Values[k]) != math.Float32bits(ra.Values[k]) && !(isNaN(got.Values[k]) && isNaN(ra.Values[k])) {
					t.Fatalf("%v: cell %d: got %g, want %g", size, k, got.Values[k], ra.Values[k])
				}
			}
			if got.Source.Predictor != 3 || got.Source.Compression != "deflate" || got.Source.Sample != "float32" {
				t.Errorf("written as %+v", got.Source)
			}
		}
	}
}

func isNaN(v float32) bool { return v != v }

func TestWriteRefuses(t *testing.T) {
	for want, change := range map[string]func(*Raster){
		"0 × 2 cells: both must be > 0":                                         func(ra *Raster) { ra.NX = 0 },
		"5 values for 3 × 2 cells: must be 6":                                   func(ra *Raster) { ra.Values = ra.Values[:5] },
		"4611686018427387904 × 4 cells":                                         func(ra *Raster) { ra.NX, ra.NY = 1<<62, 4 },
		"cell size 0 × 0.25: must be > 0":                                       func(ra *Raster) { ra.CellX = 0 },
		"corners (NaN, 3.4567895e+06), (NaN, 3.45679e+06): coordinates must be": func(ra *Raster) { ra.X0 = math.NaN() },
		"EPSG 102100: must be 0 (unknown) or 1024":                              func(ra *Raster) { ra.EPSG = 102100 },
		"value at column 2, row 1 from the south-west":                          func(ra *Raster) { ra.Values[5] = float32(math.Inf(-1)) },
	} {
		ra := hills(3, 2, 4547)
		change(ra)
		var file bytes.Buffer
		err := WriteGeoTIFF(&file, ra)
		if err == nil || !strings.HasPrefix(err.Error(), "write GeoTIFF: "+want) || file.Len() > 0 {
			t.Errorf("got %v and %d bytes, want write GeoTIFF: %s", err, file.Len(), want)
		}
	}
	if err := WriteGeoTIFF(full{}, hills(3, 2, 0)); !errors.Is(err, errFull) {
		t.Errorf("full disk: %v", err)
	}
}

type full struct{}

var errFull = fmt.Errorf("disk is full")

func (full) Write([]byte) (int, error) { return 0, errFull }
