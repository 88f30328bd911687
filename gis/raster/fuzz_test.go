package raster

import (
	"bytes"
	"encoding/binary"
	"math"
	"strings"
	"testing"
)

// checkAny checks what must hold of any raster that was read.
func checkAny(t *testing.T, ra *Raster, bytesRead int) {
	if err := ra.check(); err != nil {
		t.Fatalf("read a raster that is none: %v", err)
	}
	// Zstd makes 32768 bytes of one at best, a byte may hold 8 cells, and as many
	// as there are bytes may be missing.
	if len(ra.Values) > bytesRead*32768*9+sparseAllowance {
		t.Fatalf("%d cells out of %d bytes", len(ra.Values), bytesRead)
	}
	in := ra.Info()
	_ = in.String()
	if in.Valid < 0 || in.Valid > len(ra.Values) || in.Valid > 0 && !(in.Min <= in.Max) {
		t.Fatalf("%+v", in)
	}
	for k, v := range ra.Values {
		if math.IsInf(float64(v), 0) {
			t.Fatalf("cell %d is infinite", k)
		}
	}
	ra.At(ra.X0, ra.Y0)
	ra.At(ra.X0+ra.CellX*float64(ra.NX), ra.Y0+ra.CellY*float64(ra.NY))
	ra.At((in.West+in.East)/2, (in.South+in.North)/2)
}

func FuzzReadGeoTIFF(f *testing.F) {
	kinds := []sampleKind{{formatUint, 8}, {formatInt, 16}, {formatInt, 32}, {formatFloat, 32}, {formatFloat, 64}}
	for k, c := range []struct {
		compression compression
		predictor   int
	}{
		{compressionNone, 1}, {compressionLZW, 1}, {compressionLZW, 2}, {compressionDeflate, 2}, {compressionDeflate, 3},
		{compressionPackBits, 1}, {compressionDeflate0, 1}, {compressionZstd, 1}, {compressionZstd, 2}, {compressionZstd, 3},
	} {
		x := testTIFF{nx: 7, ny: 5, kind: kinds[k%len(kinds)], compression: c.compression, predictor: c.predictor, big: k%3 == 2}
		if c.predictor == 3 {
			x.kind = kinds[3+k%2]
		}
		if k%2 == 1 {
			x.order = binary.BigEndian
		}
		switch k % 4 {
		case 1:
			x.stripRows = 2
		case 2:
			x.tileNX, x.tileNY = 16, 16
		case 3:
			x.bands, x.planar = 2, k%8 == 3
		}
		x.value = testValue(x.kind)
		x.tags = append(x.tags, place...)
		x.tags = append(x.tags,
			testTag{tagGDALNoData, "-1"},
			testTag{tagGeoKeyDirectory, []uint16{1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, 2, 3073, tagGeoASCIIParams, 4, 0}},
			testTag{tagGeoASCIIParams, "grid|"})
		if k%5 == 0 {
			x.tags = append(x.tags, testTag{tagGDALMetadata, `<Item sample="0" role="scale">0.5</Item>`})
		}
		f.Add(x.bytes())
	}
	matrix := testTag{tagModelTransformation, []float64{2, 0, 0, 9, 0, 3, 0, 9, 0, 0, 0, 0, 0, 0, 0, 1}}
	f.Add(int16TIFF(3, 2, matrix).bytes())
	f.Fuzz(func(t *testing.T, file []byte) {
		ra, err := readBytes(file)
		if err != nil {
			if !strings.HasPrefix(err.Error(), "dem.tif: ") {
				t.Fatalf("%v: must begin with the name", err)
			}
			return
		}
		checkAny(t, ra, len(file))
		if len(ra.Values) > 1<<16 {
			return
		}
		var out bytes.Buffer
		if err := WriteGeoTIFF(&out, ra); err != nil {
			t.Fatal(err)
		}
		again, err := readBytes(out.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		for k, v := range ra.Values {
			if w := again.Values[k]; v != w && !(isNaN(v) && isNaN(w)) {
				t.Fatalf("cell %d: %g written, %g read", k, v, w)
			}
		}
	})
}

// FuzzBlock gives arbitrary bytes to each decompressor and predictor inside an
// otherwise sound file, which mutations of a whole file rarely reach.
func FuzzBlock(f *testing.F) {
	for k := range allCompressions {
		x := int16TIFF(40, 30)
		x.compression = allCompressions[k]
		f.Add(uint8(k), uint8(2), uint8(k), x.withDefaults().blocks([]int{0})[0])
	}
	f.Fuzz(func(t *testing.T, comp, predictor, kind uint8, block []byte) {
		x := testTIFF{kind: allKinds[int(kind)%len(allKinds)], compression: allCompressions[int(comp)%len(allCompressions)],
			predictor: 1 + int(predictor%3), nx: 40, ny: 30, tags: place, value: func(_, _, _ int) float64 { return 0 }}
		x.tileNX, x.tileNY = 48, 32
		x.block = func(int) []byte { return block }
		if x.predictor == 3 && !x.kind.float() {
			return
		}
		file := x.bytes()
		if ra, err := readBytes(file); err == nil {
			checkAny(t, ra, len(file))
		} else if !strings.HasPrefix(err.Error(), "dem.tif: tile 0: ") {
			t.Fatal(err)
		}
	})
}

func FuzzReadASCII(f *testing.F) {
	head := "ncols 3\nnrows 2\nxllcorner 100\nyllcorner 200\ncellsize 10\n"
	f.Add([]byte(head + "NODATA_value -1\n1 2 3\n4 5 -1\n"))
	f.Add([]byte(head + "1 2 3 4 5"))
	f.Add([]byte("\ufeffNCOLS 1\r\nNROWS 1\r\nXLLCENTER 0.5\r\nYLLCENTER -.5\r\nDX 1\r\nDY 2\r\nnan"))
	f.Add([]byte(head + "nodata_value -3.40282e+38\n1 -3.4028235e+38 inf 1e999 0x1p-2 5,5"))
	f.Add([]byte("ncols 99999 nrows 9999 cellsize 1 xllcorner 0 yllcorner 0 1"))
	f.Fuzz(func(t *testing.T, file []byte) {
		ra, err := ReadASCII(bytes.NewReader(file), "dem.asc")
		if err != nil {
			if !strings.HasPrefix(err.Error(), "dem.asc:") {
				t.Fatalf("%v: must begin with the name", err)
			}
			return
		}
		if len(ra.Values) > len(file) {
			t.Fatalf("%d cells out of %d bytes", len(ra.Values), len(file))
		}
		checkAny(t, ra, len(file))
	})
}
