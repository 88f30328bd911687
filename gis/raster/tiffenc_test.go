package raster

import (
	"encoding/binary"
	"slices"
)

// testTIFF describes a TIFF to be built for a test. It shares no code with the
// reader beyond the names of tags, types and kinds.
type testTIFF struct {
	order       binary.ByteOrder // little-endian unless set
	big         bool
	kind        sampleKind
	compression compression // none unless set
	predictor   int         // 1 unless set
	nx, ny      int
	bands       int // 1 unless set
	planar      bool
	tileNX      int // > 0: tiles
	tileNY      int
	stripRows   int // all rows unless set
	value       func(band, i, j int) float64
	tags        []testTag          // more tags, or others in place of the standard ones
	drop        []uint16           // standard tags to leave out
	block       func(k int) []byte // replaces the compressed block k unless nil is returned
}

type testTag struct {
	tag    uint16
	values any // []byte, string, []uint16, []uint32, []uint64, []float64
}

// place puts a raster with cells of 2 × 3 at (1000, 5000), its north-west corner.
var place = []testTag{
	{tagModelPixelScale, []float64{2, 3, 0}},
	{tagModelTiepoint, []float64{0, 0, 0, 1000, 5000, 0}},
}

func (t testTIFF) withDefaults() testTIFF {
	if t.order == nil {
		t.order = binary.LittleEndian
	}
	t.compression = max(t.compression, compressionNone)
	t.predictor, t.bands = max(t.predictor, 1), max(t.bands, 1)
	if t.stripRows == 0 {
		t.stripRows = t.ny
	}
	return t
}

func (t testTIFF) bytes() []byte {
	t = t.withDefaults()
	var blocks [][]byte
	if t.planar {
		for band := range t.bands {
			blocks = append(blocks, t.blocks([]int{band})...)
		}
	} else {
		all := make([]int, t.bands)
		for b := range all {
			all[b] = b
		}
		blocks = t.blocks(all)
	}
	for k := range blocks {
		if t.block != nil && t.block(k) != nil {
			blocks[k] = t.block(k)
		}
	}

	perBand := func(v uint16) []uint16 { return slices.Repeat([]uint16{v}, t.bands) }
	planar := uint16(1)
	if t.planar {
		planar = 2
	}
	tags := []testTag{
		{tagImageWidth, []uint32{uint32(t.nx)}},
		{tagImageLength, []uint16{uint16(t.ny)}},
		{tagBitsPerSample, perBand(uint16(t.kind.bits))},
		{tagCompression, []uint16{uint16(t.compression)}},
		{tagSamplesPerPixel, []uint16{uint16(t.bands)}},
		{tagPlanarConfiguration, []uint16{planar}},
		{tagPredictor, []uint16{uint16(t.predictor)}},
		{tagSampleFormat, perBand(uint16(t.kind.format))},
	}
	offsets, counts := make([]uint32, len(blocks)), make([]uint32, len(blocks))
	if t.tileNX > 0 {
		tags = append(tags, testTag{tagTileWidth, []uint16{uint16(t.tileNX)}}, testTag{tagTileLength, []uint16{uint16(t.tileNY)}},
			testTag{tagTileOffsets, offsets}, testTag{tagTileByteCounts, counts})
	} else {
		tags = append(tags, testTag{tagRowsPerStrip, []uint16{uint16(t.stripRows)}},
			testTag{tagStripOffsets, offsets}, testTag{tagStripByteCounts, counts})
	}

	// The blocks come before the directory, so that cutting the file short
	// leaves no directory and the offsets are known.
	out := t.header()
	for k, b := range blocks {
		offsets[k], counts[k] = uint32(len(out)), uint32(len(b))
		out = append(out, b...)
	}
	tags = slices.DeleteFunc(tags, func(standard testTag) bool {
		return slices.Contains(t.drop, standard.tag) ||
			slices.ContainsFunc(t.tags, func(own testTag) bool { return own.tag == standard.tag })
	})
	tags = append(tags, t.tags...)
	slices.SortFunc(tags, func(a, b testTag) int { return int(a.tag) - int(b.tag) })
	return t.directory(out, tags)
}

func (t testTIFF) header() []byte {
	sign := map[bool]string{true: "MM", false: "II"}[t.order == binary.ByteOrder(binary.BigEndian)]
	out := []byte(sign)
	if t.big {
		out = t.put(out, 2, 43)
		out = t.put(out, 2, 8)
		out = t.put(out, 2, 0)
		return t.put(out, 8, 0)
	}
	out = t.put(out, 2, 42)
	return t.put(out, 4, 0)
}

// directory appends the directory to out and sets the header's pointer to it.
func (t testTIFF) directory(out []byte, tags []testTag) []byte {
	word, count := 4, 2
	if t.big {
		word, count = 8, 8
	}
	type stored struct {
		typ, n int
		bytes  []byte
	}
	var values []stored
	for _, tag := range tags {
		typ, size := typeASCII, 1
		var b []byte
		switch v := tag.values.(type) {
		case string:
			b = append([]byte(v), 0)
		default:
			b, _ = binary.Append(nil, t.order, v)
			switch tag.values.(type) {
			case []byte:
				typ = typeByte
			case []uint16:
				typ, size = typeShort, 2
			case []uint32:
				typ, size = typeLong, 4
			case []uint64:
				typ, size = typeLong8, 8
			case []float64:
				typ, size = typeDouble, 8
			}
		}
		s := stored{typ, len(b) / size, b}
		if len(b) > word {
			at := len(out)
			out = append(out, b...)
			s.bytes = t.put(nil, word, uint64(at))
		}
		s.bytes = append(s.bytes, make([]byte, word-len(s.bytes))...)
		values = append(values, s)
	}
	copy(out[word:], t.put(nil, word, uint64(len(out)))) // 4 bytes at 4, or 8 at 8
	out = t.put(out, count, uint64(len(tags)))
	for k, tag := range tags {
		out = t.put(out, 2, uint64(tag.tag))
		out = t.put(out, 2, uint64(values[k].typ))
		out = t.put(out, word, uint64(values[k].n))
		out = append(out, values[k].bytes...)
	}
	return t.put(out, word, 0)
}

// put appends v as an unsigned number of so many bytes.
func (t testTIFF) put(out []byte, bytes int, v uint64) []byte {
	order := t.order.(binary.AppendByteOrder)
	switch bytes {
	case 1:
		return append(out, byte(v))
	case 2:
		return order.AppendUint16(out, uint16(v))
	case 4:
		return order.AppendUint32(out, uint32(v))
	}
	return order.AppendUint64(out, v)
}

// blocks cuts the given bands into compressed blocks.
func (t testTIFF) blocks(bands []int) [][]byte {
	width, length := t.nx, t.stripRows
	if t.tileNX > 0 {
		width, length = t.tileNX, t.tileNY
	}
	var out [][]byte
	for j0 := 0; j0 < t.ny; j0 += length {
		for i0 := 0; i0 < t.nx; i0 += width {
			rows := length
			if t.tileNX == 0 {
				rows = min(rows, t.ny-j0) // strips are not filled up, tiles are
			}
			var block []byte
			for j := range rows {
				block = append(block, t.row(bands, i0, j0+j, width)...)
			}
			out = append(out, t.compress(block))
		}
	}
	return out
}
