package raster

import (
	"bytes"
	"runtime"
	"strings"
	"testing"
)

// allocated returns how many bytes f allocates.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// TestClaims: small files that claim to be large get an error before anything
// of the claimed size is allocated.
func TestClaims(t *testing.T) {
	long := func(tag uint16, v uint32) testTag { return testTag{tag, []uint32{v}} }
	size := func(x *testTIFF, nx, ny uint32) {
		x.tags = append(x.tags, long(tagImageWidth, nx), long(tagImageLength, ny))
	}
	for name, c := range map[string]struct {
		change func(x *testTIFF)
		want   string
	}{
		"100000²": {func(x *testTIFF) { size(x, 100000, 100000); x.tags = append(x.tags, long(tagRowsPerStrip, 100000)) },
			"100000 × 100000 cells: more than"},
		"2³² - 1": {func(x *testTIFF) { size(x, 1<<32-1, 1<<32-1) }, "cells: more than"},
		"uncompressed": {func(x *testTIFF) { size(x, 30000, 30000); x.stripRows = 30000 },
			"strip 0: uncompressed data end after 24 of 1800000000 bytes"},
		"deflate": {func(x *testTIFF) { size(x, 30000, 30000); x.stripRows = 30000; x.compression = compressionDeflate },
			"bytes of deflate data cannot hold the 1800000000 needed"},
		"LZW": {func(x *testTIFF) { size(x, 30000, 30000); x.stripRows = 30000; x.compression = compressionLZW },
			"bytes of LZW data cannot hold"},
		"zstd": {func(x *testTIFF) { size(x, 30000, 30000); x.stripRows = 30000; x.compression = compressionZstd },
			"bytes of zstd data cannot hold"},
		"PackBits": {func(x *testTIFF) { size(x, 30000, 30000); x.stripRows = 30000; x.compression = compressionPackBits },
			"bytes of PackBits data cannot hold"},
		"too few strips": {func(x *testTIFF) { size(x, 30000, 30000) }, "1 offsets and 1 byte counts: 30000 × 30000 cells in strips of 30000 × 3 need 10000 of each"},
		"the same strip 30 times": {func(x *testTIFF) {
			size(x, 6000, 900)
			x.stripRows, x.compression = 30, compressionDeflate
			offsets, counts := make([]uint32, 30), make([]uint32, 30)
			for k := range offsets {
				offsets[k], counts[k] = 8, 350
			}
			x.tags = append(x.tags, testTag{tagStripOffsets, offsets}, testTag{tagStripByteCounts, counts}, testTag{65000, make([]byte, 300)})
		}, "6000 × 900 cells claimed: more than a file of"},
		"all strips empty": {func(x *testTIFF) {
			x.tags = append(x.tags, long(tagStripOffsets, 0), long(tagStripByteCounts, 0))
		}, "all 1 strips are empty"},
		"nearly all tiles empty": {func(x *testTIFF) {
			size(x, 30000, 30000)
			offsets, counts := make([]uint32, 4), make([]uint32, 4)
			offsets[0], counts[0] = 8, 100
			x.compression = compressionZstd
			x.tags = append(x.tags, long(tagTileWidth, 29999), long(tagTileLength, 29999),
				testTag{tagTileOffsets, offsets}, testTag{tagTileByteCounts, counts})
		}, "cannot hold"},
		"sparse": {func(x *testTIFF) {
			size(x, 30000, 30000)
			offsets, counts := make([]uint32, 900), make([]uint32, 900)
			offsets[0], counts[0] = 8, 2000
			x.compression = compressionDeflate
			x.tags = append(x.tags, long(tagTileWidth, 1000), long(tagTileLength, 1000),
				testTag{tagTileOffsets, offsets}, testTag{tagTileByteCounts, counts})
		}, "30000 × 30000 cells claimed, but 899 of 900 tiles are missing"},
		"wide tile": {func(x *testTIFF) {
			x.tags = append(x.tags, long(tagTileWidth, 1<<30), long(tagTileLength, 16), long(tagTileOffsets, 8), long(tagTileByteCounts, 24))
		}, "2147483648 bytes in a row of a tile"},
		"many bands": {func(x *testTIFF) {
			size(x, 1000000, 1)
			x.tags = append(x.tags, testTag{tagSamplesPerPixel, []uint16{65535}})
		}, "bytes in a row of a strip"},
	} {
		x := int16TIFF(4, 3, place...)
		c.change(&x)
		file := x.bytes()
		var err error
		used := allocated(func() { _, err = readBytes(file) })
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(err.Error(), "dem.tif: ") {
			t.Errorf("%s: got %v, want dem.tif: ... %s", name, err, c.want)
		}
		if used > 1<<20 {
			t.Errorf("%s: %d bytes allocated for a file of %d", name, used, len(file))
		}
	}
}

// TestZstdClaims: a zstd frame that claims a large content, or a large window,
// costs no more than the data bear out.
func TestZstdClaims(t *testing.T) {
	frame := []byte{0x28, 0xb5, 0x2f, 0xfd, 0xa0, 0, 0, 0, 8, 1, 0, 0} // content of 128 MiB, one empty block
	x := int16TIFF(4, 3, place...)
	x.compression, x.block = compressionZstd, func(int) []byte { return frame }
	var err error
	file := x.bytes()
	if used := allocated(func() { _, err = readBytes(file) }); err == nil || used > 4<<20 {
		t.Errorf("%v after %d bytes allocated", err, used)
	}
	t.Log(err)

	window := []byte{0x28, 0xb5, 0x2f, 0xfd, 0, 17 << 3, 24<<3 | 1, 0, 0} // window of 128 MiB, as GDAL's level 22
	file = int16TIFF(4, 3, place...).bytes()
	x.block = func(int) []byte { return append(window, file[8:32]...) }
	file = x.bytes()
	if used := allocated(func() { _, err = readBytes(file) }); err != nil || used > 4<<20 {
		t.Errorf("%v after %d bytes allocated", err, used)
	}
}

func TestBrokenTIFF(t *testing.T) {
	short := func(tag uint16, v ...uint16) func(*testTIFF) {
		return func(x *testTIFF) { x.tags = append(x.tags, testTag{tag, v}) }
	}
	for want, change := range map[string]func(x *testTIFF){
		"ImageWidth 0, ImageLength 3: both must be > 0":       short(tagImageWidth, 0),
		"Compression: 7 JPEG: is not read: convert it first":  short(tagCompression, 7),
		"Compression: 999: is not read":                       short(tagCompression, 999),
		"Predictor: 4: must be 1, 2 or 3":                     short(tagPredictor, 4),
		"Predictor: 3: is for floating point, not int16":      short(tagPredictor, 3),
		"FillOrder: 2: must be 1":                             short(tagFillOrder, 2),
		"SampleFormat: 6: complex numbers are not read":       short(tagSampleFormat, 6),
		"SampleFormat 2 with BitsPerSample 12: must be":       short(tagBitsPerSample, 12),
		"SamplesPerPixel: 0: must be":                         short(tagSamplesPerPixel, 0),
		"PlanarConfiguration: 3: must be":                     short(tagPlanarConfiguration, 3),
		"strips of 4 × 0 cells: both must be":                 short(tagRowsPerStrip, 0),
		"0 offsets and 0 byte counts":                         func(x *testTIFF) { x.drop = []uint16{tagStripOffsets, tagStripByteCounts} },
		"StripOffsets: has no value":                          short(tagStripOffsets),
		"all 1 images are overviews or masks":                 short(tagNewSubfileType, 4),
		"StripByteCounts: field type 12: must be an unsigned": func(x *testTIFF) { x.tags = append(x.tags, testTag{tagStripByteCounts, []float64{24}}) },
		"strip 0: uncompressed data end after 23 of 24 bytes": short(tagStripByteCounts, 23),
		"strip 0: uncompressed data end after 0 of 24 bytes":  short(tagStripByteCounts, 0),
		"strip 0: 60000 bytes at offset 8: file has only":     short(tagStripByteCounts, 60000),
		"strip 0: 24 bytes at offset 65535: file has only":    short(tagStripOffsets, 65535),
		"GDAL_NODATA: \"none\": must be a number":             func(x *testTIFF) { x.tags = append(x.tags, testTag{tagGDALNoData, "none"}) },
		"GDAL_NODATA: field type 3: must be ASCII":            short(tagGDALNoData, 1),
		"GDAL_METADATA: XML syntax error":                     func(x *testTIFF) { x.tags = append(x.tags, testTag{tagGDALMetadata, "<Item role=\"scale\""}) },
		"GDAL_METADATA: scale \"x\": must be a number": func(x *testTIFF) {
			x.tags = append(x.tags, testTag{tagGDALMetadata, `<Item sample="0" role="scale">x</Item>`})
		},
		"BitsPerSample: 16 and 8 side by side: all bands must": func(x *testTIFF) { x.bands = 2; short(tagBitsPerSample, 16, 8)(x) },
		"strip 0: deflate data end after ":                     cutBlock(compressionDeflate),
		"strip 0: deflate data are damaged after 0 of 24 bytes": func(x *testTIFF) {
			x.compression = compressionDeflate
			x.block = func(int) []byte { return make([]byte, 30) }
		},
		"strip 0: LZW data end after":                cutBlock(compressionLZW),
		"strip 0: PackBits data end after":           cutBlock(compressionPackBits),
		"strip 0: zstd data end after 0 of 24 bytes": cutBlock(compressionZstd),
		"strip 0: LZW data in the bit order of TIFF before 5.0": func(x *testTIFF) {
			x.compression = compressionLZW
			x.block = func(int) []byte { return []byte{0, 1, 9, 9, 9, 9} }
		},
		"strip 0: deflate data: zlib: invalid checksum": func(x *testTIFF) {
			whole := *x
			whole.compression = compressionDeflate
			block := whole.withDefaults().blocks([]int{0})[0]
			block[len(block)-1] ^= 1
			x.compression, x.block = compressionDeflate, func(int) []byte { return block }
		},
	} {
		x := int16TIFF(4, 3, place...)
		change(&x)
		_, err := readBytes(x.bytes())
		if err == nil || !strings.HasPrefix(err.Error(), "dem.tif: "+want) {
			t.Errorf("got  %v\nwant dem.tif: %s", err, want)
		}
	}
}

// cutBlock removes the last third of the compressed data.
func cutBlock(c compression) func(x *testTIFF) {
	return func(x *testTIFF) {
		x.compression = c
		block := x.withDefaults().blocks([]int{0})[0]
		x.block = func(int) []byte { return block[:len(block)*2/3] }
	}
}

// TestTruncated cuts a file everywhere: the directory stands at the end, so no
// part of it is a raster.
func TestTruncated(t *testing.T) {
	for _, big := range []bool{false, true} {
		x := int16TIFF(9, 7, append(place, testTag{tagGeoKeyDirectory, []uint16{1, 1, 0, 1, 1025, 0, 1, 1}})...)
		x.big, x.compression, x.predictor, x.stripRows = big, compressionDeflate, 2, 2
		file := x.bytes()
		for n := range file {
			if _, err := readBytes(file[:n]); err == nil {
				t.Errorf("big %v: %d of %d bytes were read", big, n, len(file))
			}
			// The same with a size that the file does not have.
			if _, err := ReadGeoTIFF(bytes.NewReader(file[:n]), int64(len(file)), "dem.tif"); err == nil {
				t.Errorf("big %v: %d of %d bytes were read as the whole", big, n, len(file))
			}
		}
	}
}

// TestFlipped changes every byte in turn; what matters is that nothing panics.
func TestFlipped(t *testing.T) {
	for _, c := range allCompressions {
		x := int16TIFF(9, 7, place...)
		x.compression, x.tileNX, x.tileNY = c, 16, 16
		file := x.bytes()
		for k := range file {
			for _, flip := range []byte{0x01, 0x80, 0xff} {
				file[k] ^= flip
				readBytes(file)
				file[k] ^= flip
			}
		}
	}
}
