package raster

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

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
	return f.into(nil, offset, int(n))
}

// into reads n bytes at an offset into buf, which it makes longer if the file
// can hold so many.
func (f *tiffFile) into(buf []byte, offset uint64, n int) ([]byte, error) {
	if !f.holds(offset, uint64(n)) {
		return buf, fmt.Errorf("%d bytes at offset %d: file has only %d: cut short?", n, offset, f.size)
	}
	if cap(buf) < n {
		buf = make([]byte, n)
	}
	buf = buf[:n]
	if got, err := f.r.ReadAt(buf, int64(offset)); got < n {
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		return buf, fmt.Errorf("%d bytes at offset %d: %w", n, offset, err)
	}
	return buf, nil
}

// holds reports whether n bytes at an offset lie inside the file.
func (f *tiffFile) holds(offset, n uint64) bool {
	size := uint64(max(f.size, 0))
	return offset <= size && n <= size-offset
}
