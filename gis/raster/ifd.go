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
	tagSubfileType         = 255
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
	tagColorMap            = 320
	tagTileWidth           = 322
	tagTileLength          = 323
	tagTileOffsets         = 324
	tagTileByteCounts      = 325
	tagSubIFDs             = 330
	tagExtraSamples        = 338
	tagSampleFormat        = 339
	tagModelPixelScale     = 33550
	tagModelTiepoint       = 33922
	tagModelTransformation = 34264
	tagGeoKeyDirectory     = 34735
	tagGeoDoubleParams     = 34736
	tagGeoASCIIParams      = 34737
	tagGDALMetadata        = 42112
	tagGDALNoData          = 42113
)

var tagNames = map[uint16]string{
	tagPhotometric: "PhotometricInterpretation", tagColorMap: "ColorMap", tagExtraSamples: "ExtraSamples",
	tagNewSubfileType: "NewSubfileType", tagSubfileType: "SubfileType", tagSubIFDs: "SubIFDs",
	tagGeoDoubleParams: "GeoDoubleParams", tagImageWidth: "ImageWidth", tagImageLength: "ImageLength",
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
	typeIFD    = 13 // a LONG that is the offset of a directory
	typeLong8  = 16
	typeIFD8   = 18
)

var typeSizes = map[uint16]uint64{
	typeByte: 1, typeASCII: 1, typeShort: 2, typeLong: 4, typeDouble: 8, typeIFD: 4, typeLong8: 8, typeIFD8: 8,
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

// directories follows the chain of directories from the first offset and then
// the SubIFDs, where some writers keep overviews. That no directory is met
// twice and none exceeds the file bounds the work.
func (f *tiffFile) directories(offset uint64) ([]directory, error) {
	w := dirWalk{f: f, seen: map[uint64]int{}}
	if err := w.chain(offset); err != nil {
		return nil, err
	}
	if w.dirs == nil {
		return nil, errors.New("no directory: the file describes no image")
	}
	for k := range len(w.dirs) { // of the main chain: SubIFDs of SubIFDs are nobody's overviews
		below, err := w.dirs[k].uints(tagSubIFDs)
		if err != nil {
			return nil, fmt.Errorf("directory %d: %w", k, err)
		}
		for _, offset := range below {
			if err := w.chain(offset); err != nil {
				return nil, fmt.Errorf("directory %d: SubIFDs: %w", k, err)
			}
		}
	}
	return w.dirs, nil
}

type dirWalk struct {
	f     *tiffFile
	dirs  []directory
	seen  map[uint64]int // directory by its offset
	total uint64         // bytes in directories
}

func (w *dirWalk) chain(offset uint64) error {
	for offset != 0 {
		if k, again := w.seen[offset]; again {
			return fmt.Errorf("directory %d: its successor is directory %d again: the chain must end", len(w.dirs)-1, k)
		}
		w.seen[offset] = len(w.dirs)
		d, next, n, err := w.f.directory(offset, len(w.dirs))
		if err != nil {
			return fmt.Errorf("directory %d: %w", len(w.dirs), err)
		}
		if w.total += n; w.total > uint64(w.f.size) {
			return fmt.Errorf("directory %d: the directories overlap", len(w.dirs))
		}
		w.dirs = append(w.dirs, d)
		offset = next
	}
	return nil
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

// check returns the size of one value of a tag, or what is wrong with its entry.
func (d *directory) check(tag uint16, e entry) (size uint64, err error) {
	size, ok := typeSizes[e.typ]
	switch {
	case !ok:
		return 0, fmt.Errorf("%s: field type %d: not one that this tag may have", tagNames[tag], e.typ)
	case e.count == 0:
		return 0, fmt.Errorf("%s: has no value", tagNames[tag])
	case e.count > uint64(max(d.f.size, 0)):
		return 0, fmt.Errorf("%s: %d values: more than the file's %d bytes", tagNames[tag], e.count, d.f.size)
	}
	return size, nil
}

// raw returns the bytes of a tag and its type; nil when the tag is absent.
func (d *directory) raw(tag uint16) ([]byte, uint16, error) {
	e, ok := d.entries[tag]
	if !ok {
		return nil, 0, nil
	}
	size, err := d.check(tag, e)
	if err != nil {
		return nil, 0, err
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

// unsigned refuses a tag whose values are no unsigned integers.
func unsigned(tag, typ uint16) error {
	switch typ {
	case typeByte, typeShort, typeLong, typeLong8, typeIFD, typeIFD8:
		return nil
	}
	return fmt.Errorf("%s: field type %d: must be an unsigned integer", tagNames[tag], typ)
}

// uints returns the values of an unsigned tag; nil when it is absent.
func (d *directory) uints(tag uint16) ([]uint64, error) {
	b, typ, err := d.raw(tag)
	if b == nil || err != nil {
		return nil, err
	}
	if err := unsigned(tag, typ); err != nil {
		return nil, err
	}
	return d.f.words(b, int(typeSizes[typ])), nil
}

// words reads unsigned numbers of size bytes each.
func (f *tiffFile) words(b []byte, size int) []uint64 {
	v := make([]uint64, len(b)/size)
	for i := range v {
		v[i] = f.word(b[i*size:][:size])
	}
	return v
}

// numbers is a long unsigned tag that is read piece by piece: the places of the
// blocks of a file of 10 GB are many.
type numbers struct {
	f    *tiffFile
	tag  uint16
	n    uint64
	size uint64
	at   uint64 // offset of the first one in the file
	all  []byte // all of them, where they are few
}

// numbers prepares reading an unsigned tag; n is 0 when it is absent.
func (d *directory) numbers(tag uint16) (numbers, error) {
	e, ok := d.entries[tag]
	if !ok {
		return numbers{f: d.f, tag: tag}, nil
	}
	size, err := d.check(tag, e)
	if err == nil {
		err = unsigned(tag, e.typ)
	}
	if err != nil {
		return numbers{}, err
	}
	v := numbers{f: d.f, tag: tag, n: e.count, size: size}
	if bytes := e.count * size; bytes <= uint64(len(e.value)) {
		v.all = e.value[:bytes]
	} else if v.at = d.f.word(e.value); !d.f.holds(v.at, bytes) {
		return numbers{}, fmt.Errorf("%s: %d bytes at offset %d: file has only %d: cut short?", tagNames[tag], bytes, v.at, d.f.size)
	}
	return v, nil
}

// read returns n numbers from the given one on.
func (v *numbers) read(from, n int) ([]uint64, error) {
	b := v.all
	if b != nil {
		b = b[uint64(from)*v.size:][:uint64(n)*v.size]
	} else {
		var err error
		if b, err = v.f.bytes(v.at+uint64(from)*v.size, uint64(n)*v.size); err != nil {
			return nil, fmt.Errorf("%s: %w", tagNames[v.tag], err)
		}
	}
	return v.f.words(b, int(v.size)), nil
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
