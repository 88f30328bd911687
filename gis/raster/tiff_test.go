package raster

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"testing"
)

func readBytes(b []byte) (*Raster, error) {
	return ReadGeoTIFF(bytes.NewReader(b), int64(len(b)), "dem.tif")
}

func mustRead(t *testing.T, b []byte) *Raster {
	t.Helper()
	ra, err := readBytes(b)
	if err != nil {
		t.Fatal(err)
	}
	return ra
}

var allKinds = []sampleKind{
	{formatUint, 8}, {formatInt, 8}, {formatUint, 16}, {formatInt, 16},
	{formatUint, 32}, {formatInt, 32}, {formatFloat, 32}, {formatFloat, 64},
	{formatUint, 64}, {formatInt, 64},
}

var allCompressions = []compression{
	compressionNone, compressionLZW, compressionDeflate, compressionPackBits, compressionDeflate0, compressionZstd,
}

// testValue gives values over the whole range of a kind, partly smooth, partly not.
func testValue(k sampleKind) func(band, i, j int) float64 {
	return func(band, i, j int) float64 {
		h := uint32(i/3*2654435761) ^ uint32(j*40503) ^ uint32(band*97)
		h ^= h >> 15
		switch {
		case k.float():
			return float64(int32(h))/7e4 + 1e-4*float64(i)
		case k.format == formatInt:
			return float64(int32(h) >> (32 - min(k.bits, 32)))
		}
		return float64(h >> (32 - min(k.bits, 32)))
	}
}

// TestReadEveryStorage reads a small raster stored in every combination of
// sample type, compression, predictor, layout, byte order and TIFF flavour.
func TestReadEveryStorage(t *testing.T) {
	layouts := map[string]testTIFF{
		"one strip":            {},
		"strips":               {stripRows: 4},
		"tiles":                {tileNX: 16, tileNY: 16},
		"strips, 3 chunky":     {stripRows: 4, bands: 3},
		"tiles, 3 chunky":      {tileNX: 16, tileNY: 16, bands: 3},
		"strips, 3 planar":     {stripRows: 5, bands: 3, planar: true},
		"tiles, 2 planar":      {tileNX: 16, tileNY: 32, bands: 2, planar: true},
		"1 strip of long rows": {nx: 700, ny: 2},
	}
	count := 0
	for name, base := range layouts {
		for _, kind := range allKinds {
			for _, comp := range allCompressions {
				for predictor := 1; predictor <= 3; predictor++ {
					if predictor == 3 && !kind.float() || predictor > 1 && (comp == compressionNone || comp == compressionPackBits) {
						continue // does not exist
					}
					for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
						for _, big := range []bool{false, true} {
							x := base
							x.kind, x.compression, x.predictor, x.order, x.big = kind, comp, predictor, order, big
							x.value, x.tags = testValue(kind), place
							if x.nx == 0 {
								x.nx, x.ny = 37, 19
							}
							label := fmt.Sprintf("%s, %v, %v, predictor %d, %v, big %v", name, kind, comp, predictor, order, big)
							checkStorage(t, label, x)
							count++
						}
					}
				}
			}
		}
	}
	t.Logf("%d combinations", count)
}

func checkStorage(t *testing.T, label string, x testTIFF) {
	ra, err := readBytes(x.bytes())
	if err != nil {
		t.Errorf("%s: %v", label, err)
		return
	}
	if ra.NX != x.nx || ra.NY != x.ny || ra.X0 != 1000 || ra.Y0 != 5000-3*float64(x.ny) || ra.CellX != 2 || ra.CellY != 3 {
		t.Errorf("%s: placed as %+v", label, ra.Info())
		return
	}
	in := ra.Source
	if in.Sample != x.kind.String() || in.Compression != x.compression.String() || in.Predictor != x.predictor || in.Bands != max(x.bands, 1) {
		t.Errorf("%s: described as %+v", label, in)
	}
	loss := 0.0
	for j := range x.ny {
		for i := range x.nx {
			want := x.value(0, i, j)
			if x.kind == (sampleKind{formatFloat, 32}) {
				want = float64(float32(want))
			}
			loss = max(loss, math.Abs(want-float64(float32(want))))
			if got := ra.Values[(x.ny-1-j)*x.nx+i]; got != float32(want) {
				t.Errorf("%s: column %d, row %d from the north: got %v, want %v", label, i, j, got, want)
				return
			}
		}
	}
	if in.Rounding != loss {
		t.Errorf("%s: rounding %g, want %g", label, in.Rounding, loss)
	}
}

func int16TIFF(nx, ny int, tags ...testTag) testTIFF {
	kind := sampleKind{formatInt, 16}
	return testTIFF{kind: kind, nx: nx, ny: ny, value: testValue(kind), tags: tags}
}

// TestPredictorWithoutEffect: libtiff heeds the tag only with LZW, deflate and
// zstd; gdalinfo -checksum agrees.
func TestPredictorWithoutEffect(t *testing.T) {
	for _, comp := range []compression{compressionNone, compressionPackBits} {
		x := int16TIFF(9, 4, append(place, testTag{tagPredictor, []uint16{2}})...)
		x.compression = comp
		ra := mustRead(t, x.bytes())
		if got, want := ra.Values[3*9+5], float32(x.value(0, 5, 0)); got != want {
			t.Errorf("%v: got %v, want %v", comp, got, want)
		}
	}
}

func TestNoData(t *testing.T) {
	float32Kind, float64Kind := sampleKind{formatFloat, 32}, sampleKind{formatFloat, 64}
	for _, c := range []struct {
		kind  sampleKind
		tag   string
		value float64
		gone  bool
	}{
		{sampleKind{formatInt, 16}, "-32768", -32768, true},
		{sampleKind{formatInt, 16}, " -32768 ", -32768, true},
		{sampleKind{formatInt, 16}, "-9999.0", -9999, true},
		{sampleKind{formatInt, 16}, "-9999", -9998, false},
		{sampleKind{formatUint, 8}, "-9999", 241, false}, // -9999 modulo 256
		{float32Kind, "-3.4028234663852886e+38", -math.MaxFloat32, true},
		{float32Kind, "-3.40282e+38", -math.MaxFloat32, true},
		{float32Kind, "-3.40282e+38", math.MaxFloat32, false},
		{float32Kind, "-99.9", -99.9, true},
		{float32Kind, "0", 0, true},
		{float32Kind, "nan", math.NaN(), true},
		{float32Kind, "-1.#IND", 4, false},
		{float32Kind, "0", math.NaN(), true},
		{float32Kind, "0", math.Inf(1), true},
		{float64Kind, "-99.9", -99.9, true},
		{float64Kind, "-1.79769313486232e+308", -math.MaxFloat64, true},
		{float64Kind, "0", 1e300, true}, // not finite in single precision
	} {
		x := testTIFF{kind: c.kind, nx: 2, ny: 1, tags: append(place, testTag{tagGDALNoData, c.tag})}
		x.value = func(_, i, _ int) float64 { return []float64{c.value, 7}[i] }
		ra := mustRead(t, x.bytes())
		if gone := math.IsNaN(float64(ra.Values[0])); gone != c.gone {
			t.Errorf("%v, no data %q: %v became %v", c.kind, c.tag, c.value, ra.Values[0])
		}
		if ra.Values[1] != 7 {
			t.Errorf("%v, no data %q: 7 became %v", c.kind, c.tag, ra.Values[1])
		}
	}
}

// TestScale: GDAL keeps scale and offset beside the numbers; no data is meant
// of the number stored.
func TestScale(t *testing.T) {
	x := int16TIFF(3, 1, append(place,
		testTag{tagGDALNoData, "-1"},
		testTag{tagGDALMetadata, `<GDALMetadata>
  <Item name="note">role=</Item>
  <Item name="SCALE" sample="0" role="scale">0.1</Item>
  <Item name="SCALE" sample="1" role="scale">7</Item>
  <Item name="OFFSET" sample="0" role="offset">-20</Item>
  <Item name="UNITTYPE" sample="0" role="unittype">metre</Item>
</GDALMetadata>`})...)
	x.value = func(_, i, _ int) float64 { return []float64{-1, 0, 250}[i] }
	ra := mustRead(t, x.bytes())
	if v := ra.Values; !math.IsNaN(float64(v[0])) || v[1] != -20 || v[2] != 5 {
		t.Errorf("got %v, want [NaN -20 5]", v)
	}
	if ra.Source.ValueUnit != "m" {
		t.Errorf("unit %q", ra.Source.ValueUnit)
	}
}

// TestAllNoData: such a raster is readable, the caller decides.
func TestAllNoData(t *testing.T) {
	x := int16TIFF(5, 4, append(place, testTag{tagGDALNoData, "3"})...)
	x.value = func(_, _, _ int) float64 { return 3 }
	in := mustRead(t, x.bytes()).Info()
	if in.Valid != 0 || !math.IsNaN(in.Mean) || !math.IsNaN(in.Min) {
		t.Errorf("got %+v", in)
	}
}

// TestSparse: GDAL leaves out blocks of nothing but no data, or of zeros where
// no data is not declared.
func TestSparse(t *testing.T) {
	for _, declared := range []bool{false, true} {
		x := int16TIFF(32, 16, place...)
		x.tileNX, x.tileNY = 16, 16
		x.value = func(_, i, _ int) float64 { return float64(i) }
		if declared {
			x.tags = append(place, testTag{tagGDALNoData, "-1"})
		}
		x.tags = append(x.tags, testTag{tagTileOffsets, []uint32{8, 0}}, testTag{tagTileByteCounts, []uint32{512, 0}})
		ra := mustRead(t, x.bytes())
		if got := ra.Values[15]; got != 15 {
			t.Errorf("stored tile: got %v, want 15", got)
		}
		if got := ra.Values[16]; math.IsNaN(float64(got)) != declared || !declared && got != 0 {
			t.Errorf("missing tile, no data declared %v: got %v", declared, got)
		}
	}
}

func TestOverviewsAreSkipped(t *testing.T) {
	x := int16TIFF(4, 3, append(place, testTag{tagNewSubfileType, []uint32{1}})...)
	if _, err := readBytes(x.bytes()); err == nil {
		t.Error("a file of overviews alone was read")
	}
	x = int16TIFF(4, 3, append(place, testTag{tagNewSubfileType, []uint32{2}})...) // a page of several
	mustRead(t, x.bytes())
}
