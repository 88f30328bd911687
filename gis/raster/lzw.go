package raster

import (
	"fmt"
	"io"
)

// lzwReader decompresses the LZW of TIFF 6.0, section 13. It differs from that
// of GIF, which the standard library reads, in two ways: bits come most
// significant first, and the code width grows one code early.
//
// Codes 0-255 are bytes, 256 clears the table, 257 ends the data; 258 and up
// are strings, each the string of an earlier code and one more byte.
type lzwReader struct {
	in    io.ByteReader
	bits  uint32 // bits read and not used yet, the last ones lowest
	nbits uint   // how many

	width uint             // of the next code, 9 to 12
	next  int              // code that the next string gets
	prev  int              // code before, -1 after a clear
	head  [lzwCodes]uint16 // code of the string without its last byte
	last  [lzwCodes]byte   // last byte of the string
	first [lzwCodes]byte   // first byte of the string

	buf [lzwCodes]byte // the current string, written from the end
	out []byte         // what of it has not been delivered
	err error
}

const (
	lzwClear    = 256
	lzwEnd      = 257
	lzwFirst    = 258
	lzwMaxWidth = 12
	lzwCodes    = 1 << lzwMaxWidth
)

func (z *lzwReader) reset(in io.ByteReader) {
	z.in, z.bits, z.nbits, z.out, z.err = in, 0, 0, nil, nil
	for c := range lzwClear {
		z.last[c], z.first[c] = byte(c), byte(c)
	}
	z.clear()
}

func (z *lzwReader) clear() { z.width, z.next, z.prev = 9, lzwFirst, -1 }

func (z *lzwReader) Read(p []byte) (int, error) {
	n := 0
	for n < len(p) {
		if len(z.out) == 0 {
			if z.err == nil {
				z.err = z.string()
			}
			if z.err != nil {
				return n, z.err
			}
		}
		c := copy(p[n:], z.out)
		z.out = z.out[c:]
		n += c
	}
	return n, nil
}

// string reads codes up to one that stands for bytes and puts these into out.
func (z *lzwReader) string() error {
	code, err := z.code()
	for err == nil && code == lzwClear {
		z.clear()
		code, err = z.code()
	}
	switch {
	case err != nil:
		return err
	case code == lzwEnd:
		return io.EOF
	case z.prev < 0 && code > lzwEnd:
		return fmt.Errorf("LZW code %d right after a cleared table", code)
	case code > z.next, code == z.next && z.next == lzwCodes:
		return fmt.Errorf("LZW code %d: the table ends at %d", code, z.next-1)
	}

	if z.prev >= 0 && z.next < lzwCodes {
		// The new string is the previous one and the first byte of this one,
		// which may be the new one itself: then it begins as the previous did.
		begin := z.first[z.prev]
		if code < z.next {
			begin = z.first[code]
		}
		z.head[z.next], z.last[z.next], z.first[z.next] = uint16(z.prev), begin, z.first[z.prev]
		z.next++
		if z.next == 1<<z.width-1 && z.width < lzwMaxWidth {
			z.width++ // one code early
		}
	}
	z.prev = code

	at := len(z.buf)
	for ; code >= lzwFirst; code = int(z.head[code]) {
		at--
		z.buf[at] = z.last[code]
	}
	at--
	z.buf[at] = z.last[code]
	z.out = z.buf[at:]
	return nil
}

func (z *lzwReader) code() (int, error) {
	for z.nbits < z.width {
		b, err := z.in.ReadByte()
		if err != nil {
			return 0, unexpected(err)
		}
		z.bits = z.bits<<8 | uint32(b)
		z.nbits += 8
	}
	z.nbits -= z.width
	return int(z.bits>>z.nbits) & (1<<z.width - 1), nil
}
