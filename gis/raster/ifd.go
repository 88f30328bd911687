package raster

import (
	"errors"
	"fmt"
	"math"
	"strings"
)

// The TIFF tags that are read or written here.
const (
	tagNewSubfileType      = 254
	tagImageWidth          = 256
	tagImageLength         = 257
	tagBitsPerSample       = 258
	tagCompression         = 259
	tagPhotometric         = 262
	tagFillOrder           = 266
	tagImageDescription    = 270
	tagStripOffsets        = 273
	tagSamplesPerPixel     = 277
	tagRowsPerStrip        = 278
	tagStripByteCounts     = 279
	tagPlanarConfiguration = 284
	tagPredictor           = 317
	tagTileWidth           = 322
	tagTileLength          = 323
	tagTileOffsets         = 324
	tagTileByteCounts      = 325
	tagSampleFormat        = 339
	tagModelPixelScale     = 33550
	tagModelTiepoint       = 33922
	tagModelTransformation = 34264
	tagGeoKeyDirectory     = 34735
	tagGeoASCIIParams      = 34737
	tagGDALMetadata        = 42112
	tagGDALNoData          = 42113
)

var tagNames = map[uint16]string{
	tagNewSubfileType: "NewSubfileType", tagImageWidth: "ImageWidth", tagImageLength: "ImageLength",
	tagBitsPerSample: "BitsPerSample", tagCompression: "Compression", tagFillOrder: "FillOrder",
	tagStripOffsets: "StripOffsets", tagSamplesPerPixel: "SamplesPerPixel", tagRowsPerStrip: "RowsPerStrip",
	tagStripByteCounts: "StripByteCounts", tagPlanarConfiguration: "PlanarConfiguration",
	tagPredictor: "Predictor", tagTileWidth: "TileWidth", tagTileLength: "TileLength",
	tagTileOffsets: "TileOffsets", tagTileByteCounts: "TileByteCounts", tagSampleFormat: "SampleFormat",
	tagModelPixelScale: "ModelPixelScale", tagModelTiepoint: "ModelTiepoint",
	tagModelTransformation: "ModelTransformation", tagGeoKeyDirectory: "GeoKeyDirectory",
	tagGeoASCIIParams: "GeoAsciiParams", tagGDALMetadata: "GDAL_METADATA", tagGDALNoData: "GDAL_NODATA",
}

// TIFF field types and their sizes in bytes.
const (
	typeByte   = 1
	typeASCII  = 2
	typeShort  = 3
	typeLong   = 4
	typeDouble = 12
	typeLong8  = 16
)

var typeSizes = map[uint16]uint64{
	typeByte: 1, typeASCII: 1, typeShort: 2, typeLong: 4, typeDouble: 8, typeLong8: 8,
}

// maxEntries bounds a directory; real ones have a few dozen entries.
const maxEntries = 4096

// directory is one TIFF directory (IFD): an image described by tags.
type directory struct {
	f       *tiffFile
	index   int
	entries map[uint16]entry
}

type entry struct {
	typ   uint16
	count uint64
	value []byte // as stored: the value if it fits, else its offset
}

// directories follows the chain of directories from the first offset. That the
// chain neither closes to a circle nor exceeds the file bounds the work.
func (f *tiffFile) directories(offset uint64) ([]directory, error) {
	var dirs []directory
	seen := map[uint64]int{}
	total := uint64(0)
	for offset != 0 {
		if k, again := seen[offset]; again {
			return nil, fmt.Errorf("directory %d: its successor is directory %d again: the chain must end", len(dirs)-1, k)
		}
		seen[offset] = len(dirs)
		d, next, n, err := f.directory(offset, len(dirs))
		if err != nil {
			return nil, fmt.Errorf("directory %d: %w", len(dirs), err)
		}
		if total += n; total > uint64(f.size) {
			return nil, fmt.Errorf("directory %d: the directories overlap", len(dirs))
		}
		dirs = append(dirs, d)
		offset = next
	}
	if dirs == nil {
		return nil, errors.New("no directory: the file describes no image")
	}
	return dirs, nil
}

// directory reads one directory; it also returns the offset of the next one
// and its own length in bytes.
func (f *tiffFile) directory(offset uint64, index int) (d directory, next, length uint64, err error) {
	countSize, wordSize := uint64(2), uint64(4)
	if f.big {
		countSize, wordSize = 8, 8
	}
	b, err := f.bytes(offset, countSize)
	if err != nil {
		return d, 0, 0, err
	}
	n := f.word(b)
	if n == 0 || n > maxEntries {
		return d, 0, 0, fmt.Errorf("%d entries: must be 1 to %d", n, maxEntries)
	}
	entrySize := 4 + 2*wordSize
	length = n*entrySize + wordSize
	if b, err = f.bytes(offset+countSize, length); err != nil {
		return d, 0, 0, fmt.Errorf("%d entries: %w", n, err)
	}
	d = directory{f: f, index: index, entries: make(map[uint16]entry, n)}
	for ; len(b) > int(wordSize); b = b[entrySize:] {
		tag := f.order.Uint16(b)
		if _, twice := d.entries[tag]; twice {
			continue // the first one counts, as in libtiff
		}
		d.entries[tag] = entry{
			typ:   f.order.Uint16(b[2:]),
			count: f.word(b[4 : 4+wordSize]),
			value: b[4+wordSize : entrySize],
		}
	}
	return d, f.word(b), countSize + length, nil
}

// word reads an unsigned number as wide as b: 1, 2, 4 or 8 bytes.
func (f *tiffFile) word(b []byte) uint64 {
	switch len(b) {
	case 1:
		return uint64(b[0])
	case 2:
		return uint64(f.order.Uint16(b))
	case 4:
		return uint64(f.order.Uint32(b))
	}
	return f.order.Uint64(b)
}

// raw returns the bytes of a tag and its type; nil when the tag is absent.
func (d *directory) raw(tag uint16) ([]byte, uint16, error) {
	e, ok := d.entries[tag]
	if !ok {
		return nil, 0, nil
	}
	size, ok := typeSizes[e.typ]
	if !ok {
		return nil, 0, fmt.Errorf("%s: field type %d: not one that this tag may have", tagNames[tag], e.typ)
	}
	if e.count == 0 {
		return nil, 0, fmt.Errorf("%s: has no value", tagNames[tag])
	}
	if e.count > uint64(max(d.f.size, 0)) {
		return nil, 0, fmt.Errorf("%s: %d values: more than the file's %d bytes", tagNames[tag], e.count, d.f.size)
	}
	n := e.count * size
	if n <= uint64(len(e.value)) {
		return e.value[:n], e.typ, nil
	}
	b, err := d.f.bytes(d.f.word(e.value), n)
	if err != nil {
		return nil, 0, fmt.Errorf("%s: %w", tagNames[tag], err)
	}
	return b, e.typ, nil
}

// uints returns the values of an unsigned tag; nil when it is absent.
func (d *directory) uints(tag uint16) ([]uint64, error) {
	b, typ, err := d.raw(tag)
	if b == nil || err != nil {
		return nil, err
	}
	if typ != typeByte && typ != typeShort && typ != typeLong && typ != typeLong8 {
		return nil, fmt.Errorf("%s: field type %d: must be an unsigned integer", tagNames[tag], typ)
	}
	size := int(typeSizes[typ])
	v := make([]uint64, len(b)/size)
	for i := range v {
		v[i] = d.f.word(b[i*size:][:size])
	}
	return v, nil
}

// uint returns the first value of an unsigned tag, or a default when absent.
func (d *directory) uint(tag uint16, absent uint64) (uint64, error) {
	v, err := d.uints(tag)
	if v == nil || err != nil {
		return absent, err
	}
	return v[0], nil
}

// floats returns the values of a floating-point tag; nil when it is absent.
func (d *directory) floats(tag uint16) ([]float64, error) {
	b, typ, err := d.raw(tag)
	if b == nil || err != nil {
		return nil, err
	}
	if typ != typeDouble {
		return nil, fmt.Errorf("%s: field type %d: must be DOUBLE (12)", tagNames[tag], typ)
	}
	v := make([]float64, len(b)/8)
	for i := range v {
		v[i] = math.Float64frombits(d.f.order.Uint64(b[i*8:]))
	}
	return v, nil
}

// text returns an ASCII tag without the zero bytes that end it; "" when absent.
func (d *directory) text(tag uint16) (string, error) {
	b, typ, err := d.raw(tag)
	if b == nil || err != nil {
		return "", err
	}
	if typ != typeASCII {
		return "", fmt.Errorf("%s: field type %d: must be ASCII (2)", tagNames[tag], typ)
	}
	return strings.TrimRight(string(b), "\x00"), nil
}
