package raster

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var allStorages = []Storage{
	{}, {Predictor: 1}, {Predictor: 2}, {Compression: "zstd"}, {Compression: "zstd", Predictor: 2}, {Compression: "none"},
	{BigTIFF: true}, {Tile: 64}, {Tile: 16, BigTIFF: true, Compression: "zstd", Predictor: 1},
	{Tile: 64, Overviews: true}, {Tile: 32, Overviews: true, Predictor: 2, BigTIFF: true}, {Tile: 48, Overviews: true, Compression: "none"},
	CloudOptimised,
}

func stored(t *testing.T, ra *Raster, s Storage) []byte {
	t.Helper()
	var file, again bytes.Buffer
	if err := WriteStored(&file, ra, Label{}, s); err != nil {
		t.Fatal(err)
	}
	if err := WriteStored(&again, ra, Label{}, s); err != nil || !bytes.Equal(file.Bytes(), again.Bytes()) {
		t.Errorf("%+v: written twice, the files differ (%v)", s, err)
	}
	return file.Bytes()
}

func same(a, b float32) bool { return a == b || isNaN(a) && isNaN(b) }

func TestStorages(t *testing.T) {
	ra := hills(333, 257, 4547)
	for _, s := range allStorages {
		file := stored(t, ra, s)
		f, err := OpenGeoTIFF(bytes.NewReader(file), int64(len(file)), "ours.tif")
		if err != nil {
			t.Errorf("%+v: %v", s, err)
			continue
		}
		got, err := f.Read()
		if err != nil {
			t.Errorf("%+v: %v", s, err)
			continue
		}
		for k := range ra.Values {
			if !same(got.Values[k], ra.Values[k]) {
				t.Errorf("%+v: cell %d: got %g, want %g", s, k, got.Values[k], ra.Values[k])
				break
			}
		}
		if big := got.Source.Format == "BigTIFF GeoTIFF"; big != s.BigTIFF || got.X0 != ra.X0 || got.CellY != ra.CellY || len(f.Notes) > 0 {
			t.Errorf("%+v: %+v, %v", s, got.Info(), f.Notes)
		}
		want := 1
		if s.Overviews {
			for nx := 333; nx > s.Tile; nx = (nx + 1) / 2 {
				want++
			}
		}
		if len(f.Levels) != want {
			t.Errorf("%+v: %d levels, want %d", s, len(f.Levels), want)
		}
		for k, level := range s.overviews(ra) {
			small, err := f.ReadWindow(f.Whole(k + 1))
			if err != nil {
				t.Fatal(err)
			}
			if small.NX != level.NX || small.X0 != ra.X0 || math.Abs(small.CellX*float64(small.NX)-ra.CellX*333) > 1e-9 {
				t.Errorf("%+v: level %d: %+v", s, k+1, small.Info())
			}
			for c := range level.Values {
				if !same(small.Values[c], level.Values[c]) {
					t.Fatalf("%+v: level %d, cell %d: got %g, want %g", s, k+1, c, small.Values[c], level.Values[c])
				}
			}
		}
	}
}

func TestStorageRefuses(t *testing.T) {
	for want, s := range map[string]Storage{
		"tiles of 100 cells: must be a multiple of 16":                {Tile: 100},
		"overviews in strips":                                         {Overviews: true},
		`compression "lzma": must be deflate, zstd or none`:           {Compression: "lzma"},
		"predictor 4: must be 1, 2 or 3":                              {Predictor: 4},
		"tiles of -16 cells: must be a multiple of 16 up to 16384":    {Tile: -16},
		"tiles of 1048576 cells: must be a multiple of 16 up to 1638": {Tile: 1 << 20},
	} {
		var file bytes.Buffer
		if err := WriteStored(&file, hills(3, 2, 0), Label{}, s); err == nil || !strings.HasPrefix(err.Error(), "write GeoTIFF: "+want) || file.Len() > 0 {
			t.Errorf("got %v, want write GeoTIFF: %s", err, want)
		}
	}
}

// TestHalved: a mean by area keeps the volume over the ground, whatever the
// numbers of cells, and no data neither count nor spread.
func TestHalved(t *testing.T) {
	for _, size := range [][2]int{{4, 4}, {5, 7}, {1, 9}, {333, 2}, {17, 16}} {
		ra := hills(size[0], size[1], 0)
		for k := range ra.Values {
			ra.Values[k] = float32(k*7919%1009) / 8
		}
		volume := func(ra *Raster) float64 {
			sum := 0.0
			for _, v := range ra.Values {
				sum += float64(v)
			}
			return sum * ra.CellX * ra.CellY
		}
		half := halved(ra)
		if got, want := volume(half), volume(ra); math.Abs(got-want) > 1e-6*want {
			t.Errorf("%v: volume %g, want %g", size, got, want)
		}
		if half.NX != (size[0]+1)/2 || half.NY != (size[1]+1)/2 {
			t.Errorf("%v: halved to %d × %d", size, half.NX, half.NY)
		}
	}
	nan := noValue
	half := halved(&Raster{NX: 4, NY: 2, CellX: 1, CellY: 1, Values: []float32{1, nan, nan, nan, 3, 5, nan, nan}})
	if half.Values[0] != 3 || !isNaN(half.Values[1]) {
		t.Errorf("got %v, want [3 NaN]", half.Values)
	}
}

// TestGDALReadsOurStorages asks gdalinfo for the layout and gdal_translate for
// every value of every level.
func TestGDALReadsOurStorages(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "ours.tif")
	ra := hills(333, 257, 25830)
	for _, s := range allStorages {
		if err := os.WriteFile(path, stored(t, ra, s), 0o600); err != nil {
			t.Fatal(err)
		}
		var info struct {
			Metadata map[string]map[string]string
			Bands    []struct {
				Block     [2]int
				Overviews []struct{ Size [2]int }
			}
		}
		if err := json.Unmarshal(gdal(t, "gdalinfo", "-json", path), &info); err != nil {
			t.Fatal(err)
		}
		levels := s.overviews(ra)
		if layout := info.Metadata["IMAGE_STRUCTURE"]["LAYOUT"]; (layout == "COG") != s.Overviews || len(info.Bands[0].Overviews) != len(levels) {
			t.Errorf("%+v: layout %q, %d overviews, want %d", s, layout, len(info.Bands[0].Overviews), len(levels))
		}
		for k, level := range append([]*Raster{ra}, levels...) {
			raw := filepath.Join(dir, "raw.bin")
			args := []string{"-q", "-of", "ENVI"}
			if k > 0 {
				args = append(args, "-oo", "OVERVIEW_LEVEL="+string(rune('0'+k-1)))
			}
			gdal(t, "gdal_translate", append(args, path, raw)...)
			b, err := os.ReadFile(raw)
			if err != nil || len(b) != 4*len(level.Values) {
				t.Fatalf("%+v: level %d: %d bytes, %v", s, k, len(b), err)
			}
			for c := range level.Values {
				got := math.Float32frombits(binary.LittleEndian.Uint32(b[4*c:]))
				if want := level.Values[(level.NY-1-c/level.NX)*level.NX+c%level.NX]; !same(got, want) {
					t.Errorf("%+v: level %d, value %d from the north-west: GDAL reads %g, want %g", s, k, c, got, want)
					break
				}
			}
		}
	}
}
