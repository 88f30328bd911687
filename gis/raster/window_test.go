package raster

import (
	"bytes"
	"encoding/binary"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
)

func mustOpen(t *testing.T, b []byte) *File {
	t.Helper()
	f, err := OpenGeoTIFF(bytes.NewReader(b), int64(len(b)), "dem.tif")
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// TestWindows: a window is the part of the whole that lies there, of every
// band, in every layout, whichever way the rows run.
func TestWindows(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	southUp := testTag{tagModelTransformation, []float64{2, 0, 0, 1000, 0, 3, 0, 5000, 0, 0, 0, 0, 0, 0, 0, 1}}
	for name, x := range map[string]testTIFF{
		"strips":         {stripRows: 4, compression: compressionLZW, predictor: 2},
		"one strip":      {compression: compressionNone},
		"one zstd strip": {compression: compressionZstd},
		"tiles":          {tileNX: 16, tileNY: 32, compression: compressionDeflate, predictor: 2},
		"chunky tiles":   {tileNX: 16, tileNY: 16, bands: 3, compression: compressionPackBits},
		"planar strips":  {stripRows: 5, bands: 3, planar: true, compression: compressionDeflate, order: binary.BigEndian},
	} {
		for _, south := range []bool{false, true} {
			x.kind, x.nx, x.ny = sampleKind{formatInt, 16}, 53, 47
			x.value, x.tags = testValue(x.kind), place
			if south {
				x.tags = []testTag{southUp}
			}
			f := mustOpen(t, x.bytes())
			for range 60 {
				w := Window{Band: 1 + random.IntN(f.Source.Bands), I0: random.IntN(53), J0: random.IntN(47)}
				w.NX, w.NY = 1+random.IntN(53-w.I0), 1+random.IntN(47-w.J0)
				f.Goroutines = 1 + random.IntN(3)
				ra, err := f.ReadWindow(w)
				if err != nil {
					t.Fatalf("%s: %+v: %v", name, w, err)
				}
				if ra.X0 != f.X0+2*float64(w.I0) || ra.Y0 != f.Y0+3*float64(w.J0) || ra.Source.Band != w.Band {
					t.Errorf("%s: %+v: placed at (%g, %g), band %d", name, w, ra.X0, ra.Y0, ra.Source.Band)
				}
				numbers, err := f.Float64s(w)
				if err != nil {
					t.Fatal(err)
				}
				for k, got := range ra.Values {
					i, j := w.I0+k%w.NX, w.J0+k/w.NX
					row := 46 - j
					if south {
						row = j
					}
					if want := x.value(w.Band-1, i, row); float64(got) != want || numbers[k] != want {
						t.Fatalf("%s: %+v: cell %d: got %g and %g, want %g", name, w, k, got, numbers[k], want)
					}
				}
			}
		}
	}
}

func TestWindowRefuses(t *testing.T) {
	f := mustOpen(t, int16TIFF(5, 4, place...).bytes())
	for want, w := range map[string]Window{
		"dem.tif: level 1: there are 0 to 0":                            {Level: 1, NX: 1, NY: 1},
		"dem.tif: band 2: there are 1 to 1":                             {Band: 2, NX: 1, NY: 1},
		"dem.tif: band -1: there are 1 to 1":                            {Band: -1, NX: 1, NY: 1},
		"dem.tif: window of 0 × 1 cells from column 0, row 0: must lie": {NY: 1},
		"dem.tif: window of 5 × 1 cells from column 1, row 0: must lie": {I0: 1, NX: 5, NY: 1},
		"dem.tif: window of 1 × 1 cells from column 0, row 4: must lie": {J0: 4, NX: 1, NY: 1},
		"dem.tif: window of 1 × 1 cells from column -1, row 0:":         {I0: -1, NX: 1, NY: 1},
		"dem.tif: window of 9223372036854775807 × 1 cells":              {I0: 1, NX: math.MaxInt, NY: 1},
	} {
		if _, err := f.ReadWindow(w); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// countingReader counts the bytes that are read.
type countingReader struct {
	r io.ReaderAt
	n atomic.Int64
}

func (c *countingReader) ReadAt(p []byte, offset int64) (int, error) {
	c.n.Add(int64(len(p)))
	return c.r.ReadAt(p, offset)
}

// TestTenGigabytes: a BigTIFF of 10 GB, sparse on the disk, opens and gives
// windows while next to nothing of it is read.
func TestTenGigabytes(t *testing.T) {
	const (
		side  = 51200 // float32: 10.5 GB
		tile  = 512
		tiles = side / tile
	)
	x := testTIFF{kind: sampleKind{formatFloat, 32}, big: true, nx: 1, ny: 1, value: func(int, int, int) float64 { return 0 }}
	offsets, counts := make([]uint64, tiles*tiles), make([]uint64, tiles*tiles)
	for k := range offsets {
		offsets[k], counts[k] = 1<<20+uint64(k)*4*tile*tile, 4*tile*tile
	}
	x.tags = append(place,
		testTag{tagImageWidth, []uint32{side}}, testTag{tagImageLength, []uint32{side}},
		testTag{tagTileWidth, []uint32{tile}}, testTag{tagTileLength, []uint32{tile}},
		testTag{tagTileOffsets, offsets}, testTag{tagTileByteCounts, counts})
	path := filepath.Join(t.TempDir(), "huge.tif")
	head := x.bytes()
	if len(head) > 1<<20 {
		t.Fatalf("directory of %d bytes", len(head))
	}
	if err := os.WriteFile(path, head, 0o600); err != nil {
		t.Fatal(err)
	}
	disk, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer disk.Close()
	size := int64(offsets[len(offsets)-1] + counts[len(counts)-1])
	if err := disk.Truncate(size); err != nil {
		t.Skipf("no room for a sparse file of %d bytes: %v", size, err)
	}
	// One value that is not zero: column 30000, row 20000 from the north.
	var b [4]byte
	binary.LittleEndian.PutUint32(b[:], math.Float32bits(42.5))
	k := 20000/tile*tiles + 30000/tile
	if _, err := disk.WriteAt(b[:], int64(offsets[k])+4*(20000%tile*tile+30000%tile)); err != nil {
		t.Skipf("no room for a sparse file of %d bytes: %v", size, err)
	}

	counted := &countingReader{r: disk}
	f, err := OpenGeoTIFF(counted, size, "huge.tif")
	if err != nil {
		t.Fatal(err)
	}
	if n := counted.n.Load(); n > 4096 {
		t.Errorf("%d bytes read to open a file of %d", n, size)
	}
	counted.n.Store(0)
	ra, err := f.ReadWindow(Window{I0: 29990, J0: side - 1 - 20010, NX: 20, NY: 20})
	if err != nil {
		t.Fatal(err)
	}
	for k, v := range ra.Values {
		want := float32(0)
		if k == 10*20+10 {
			want = 42.5
		}
		if v != want {
			t.Errorf("cell %d: got %g, want %g", k, v, want)
		}
	}
	if n := counted.n.Load(); n > 2*4*tile*tile {
		t.Errorf("%d bytes read for a window of 20 × 20 cells in one tile of %d", n, 4*tile*tile)
	}
	if _, err := f.Read(); err == nil || !strings.Contains(err.Error(), "51200 × 51200 cells: more than") {
		t.Errorf("read as a whole: %v", err)
	}
}

// TestDamagedBlocks: all damaged blocks are told together, the first ones
// first, however many goroutines decode.
func TestDamagedBlocks(t *testing.T) {
	x := int16TIFF(8, 300, place...)
	x.stripRows, x.compression = 4, compressionDeflate
	x.block = func(k int) []byte {
		if k%3 == 1 {
			return []byte("damaged, but long enough")
		}
		return nil
	}
	f := mustOpen(t, x.bytes())
	var first string
	for _, goroutines := range []int{1, 2, 7} {
		f.Goroutines = goroutines
		_, err := f.Read()
		if err == nil {
			t.Fatal("no error")
		}
		lines := strings.Split(err.Error(), "\n")
		if len(lines) != maxReported || !strings.HasPrefix(lines[9], "dem.tif: strip 28: deflate data are damaged") {
			t.Errorf("%d goroutines: %v", goroutines, err)
		}
		if first == "" {
			first = err.Error()
		}
		if err.Error() != first {
			t.Errorf("%d goroutines tell something else: %v", goroutines, err)
		}
	}
}

// TestInfoOfFile: statistics without keeping a value equal those of the values.
func TestInfoOfFile(t *testing.T) {
	for _, x := range []testTIFF{
		{nx: 700, ny: 500, tileNX: 64, tileNY: 32, compression: compressionDeflate},
		{nx: 70, ny: 50, stripRows: 7, bands: 2},
	} {
		x.kind = sampleKind{formatInt, 16}
		x.value, x.tags = testValue(x.kind), append(place, testTag{tagGDALNoData, "17"})
		f := mustOpen(t, x.bytes())
		in, err := f.Info(max(x.bands, 1))
		if err != nil {
			t.Fatal(err)
		}
		w := f.Whole(0)
		w.Band = max(x.bands, 1)
		ra, err := f.ReadWindow(w)
		if err != nil {
			t.Fatal(err)
		}
		want := ra.Info()
		if math.Abs(in.Mean-want.Mean) > 1e-12*math.Abs(want.Mean) {
			t.Errorf("mean %g, want %g", in.Mean, want.Mean)
		}
		in.Mean = want.Mean
		if in != want {
			t.Errorf("got  %+v\nwant %+v", in, want)
		}
	}
}
