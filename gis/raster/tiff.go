package raster

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// ReadGeoTIFF reads the first band of the first full-resolution image of a
// GeoTIFF of size bytes: classic or BigTIFF, either byte order, 8 to 32-bit
// integers, 32 and 64-bit floats, strips or tiles; uncompressed, LZW, deflate,
// PackBits or zstd with predictors 1, 2 and 3. Scale and offset that GDAL keeps
// in its metadata are applied. Cells equal to GDAL's no-data value, and floats
// that are not finite in single precision, become NaN.
//
// A rotated or unplaced raster is an error. Errors begin with name.
func ReadGeoTIFF(r io.ReaderAt, size int64, name string) (*Raster, error) {
	ra, err := readGeoTIFF(r, size)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return ra, nil
}

func readGeoTIFF(r io.ReaderAt, size int64) (*Raster, error) {
	f, first, err := openTIFF(r, size)
	if err != nil {
		return nil, err
	}
	dirs, err := f.directories(first)
	if err != nil {
		return nil, err
	}
	dir, err := fullResolution(dirs)
	if err != nil {
		return nil, err
	}
	im, err := readLayout(dir)
	if err != nil {
		return nil, err
	}
	keys, err := readGeoKeys(dir)
	if err != nil {
		return nil, err
	}
	place, err := readPlacement(dir, im, keys.pixelIsPoint)
	if err != nil {
		return nil, err
	}
	meaning, err := readMeaning(dir, im.kind)
	if err != nil {
		return nil, err
	}
	if err := im.plausible(size); err != nil {
		return nil, err
	}

	ra := &Raster{
		NX: im.nx, NY: im.ny,
		X0: place.x0, Y0: place.y0,
		CellX: place.cellX, CellY: place.cellY,
		EPSG: keys.epsg,
		Source: Source{
			Format: "GeoTIFF", Sample: im.kind.String(), Compression: im.compression.String(),
			Predictor: im.predictor, Bands: im.bands, NoData: meaning.noDataText,
			CRS: keys.name, MapUnit: keys.mapUnit, ValueUnit: keys.valueUnit,
		},
	}
	if f.big {
		ra.Source.Format = "BigTIFF GeoTIFF"
	}
	if meaning.unit != "" {
		ra.Source.ValueUnit = meaning.unit
	}
	if err := ra.checkPlace(); err != nil {
		return nil, err
	}
	ra.Values = make([]float32, im.nx*im.ny)
	if err := newDecoder(f, im, meaning, place.southUp).fill(ra); err != nil {
		return nil, err
	}
	return ra, nil
}

// tiffFile is the file below the directories: bytes, byte order, word size.
type tiffFile struct {
	r     io.ReaderAt
	size  int64
	order binary.ByteOrder
	big   bool // BigTIFF: counts and offsets of 8 bytes
}

// looksLikeTIFF reports whether the file begins like a TIFF or BigTIFF.
func looksLikeTIFF(head []byte) bool {
	if len(head) < 4 {
		return false
	}
	switch string(head[:4]) {
	case "II*\x00", "MM\x00*", "II+\x00", "MM\x00+":
		return true
	}
	return false
}

// openTIFF reads the file header and returns the offset of the first directory.
func openTIFF(r io.ReaderAt, size int64) (*tiffFile, uint64, error) {
	f := &tiffFile{r: r, size: size, order: binary.LittleEndian}
	head, err := f.bytes(0, 8)
	if err != nil {
		return nil, 0, fmt.Errorf("header: %w", err)
	}
	if !looksLikeTIFF(head) {
		return nil, 0, errors.New("not a TIFF: must begin with II*, MM* or the BigTIFF sign")
	}
	if head[0] == 'M' {
		f.order = binary.BigEndian
	}
	if f.order.Uint16(head[2:]) == 42 {
		return f, uint64(f.order.Uint32(head[4:])), nil
	}
	f.big = true
	if head, err = f.bytes(0, 16); err != nil {
		return nil, 0, fmt.Errorf("BigTIFF header: %w", err)
	}
	if n := f.order.Uint16(head[4:]); n != 8 {
		return nil, 0, fmt.Errorf("BigTIFF header: offsets of %d bytes: must be 8", n)
	}
	return f, f.order.Uint64(head[8:]), nil
}

// bytes reads n bytes at an offset, allocating only what the file can hold.
func (f *tiffFile) bytes(offset, n uint64) ([]byte, error) {
	if !f.holds(offset, n) {
		return nil, fmt.Errorf("%d bytes at offset %d: file has only %d: cut short?", n, offset, f.size)
	}
	b := make([]byte, n)
	if got, err := f.r.ReadAt(b, int64(offset)); got < len(b) {
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		return nil, fmt.Errorf("%d bytes at offset %d: %w", n, offset, err)
	}
	return b, nil
}

// holds reports whether n bytes at an offset lie inside the file.
func (f *tiffFile) holds(offset, n uint64) bool {
	size := uint64(max(f.size, 0))
	return offset <= size && n <= size-offset
}
