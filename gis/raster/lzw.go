package raster

import (
	"encoding/binary"
	"fmt"
	"io"
)

// lzwTable decompresses the LZW of TIFF 6.0, section 13. It differs from that
// of GIF, which the standard library reads, in two ways: bits come most
// significant first, and the code width grows one code early.
//
// Codes 0-255 are bytes, 256 clears the table, 257 ends the data; 258 and up
// are strings, each the string of an earlier code and one more byte. As that
// byte is the first of the next string, every string of the table stands in
// the output already, in one piece: the table keeps where, as place<<16 | length.
type lzwTable [lzwCodes]uint64

const (
	lzwClear    = 256
	lzwEnd      = 257
	lzwFirst    = 258
	lzwMaxWidth = 12
	lzwCodes    = 1 << lzwMaxWidth
)

// expand decompresses src until dst is full or the data end, and returns how
// many bytes of dst it wrote; io.EOF after an end code, io.ErrUnexpectedEOF
// where src just stops.
func (table *lzwTable) expand(dst, src []byte) (int, error) {
	var (
		bits  uint64 // read and not used yet, the last ones lowest
		nbits uint   // how many
		in    int    // read of src
		out   int    // written to dst
		width = uint(9)
		next  = lzwFirst // code that the next string gets
		prev  = -1       // where the string before began; -1 after a clear
	)
	for out < len(dst) {
		if nbits < width {
			if in+4 <= len(src) {
				bits = bits<<32 | uint64(binary.BigEndian.Uint32(src[in:]))
				in, nbits = in+4, nbits+32
			} else {
				for nbits < width {
					if in == len(src) {
						return out, io.ErrUnexpectedEOF
					}
					bits = bits<<8 | uint64(src[in])
					in, nbits = in+1, nbits+8
				}
			}
		}
		nbits -= width
		code := int(bits>>nbits) & (1<<width - 1)

		begin := out
		switch {
		case code < lzwClear:
			dst[out] = byte(code)
			out++
		case code == lzwClear:
			width, next, prev = 9, lzwFirst, -1
			continue
		case code == lzwEnd:
			return out, io.EOF
		case code < next && prev >= 0:
			at, n := int(table[code]>>16), int(table[code]&0xffff)
			if n <= 8 && out+8 <= len(dst) { // most strings are short; what is too much is written over
				binary.LittleEndian.PutUint64(dst[out:], binary.LittleEndian.Uint64(dst[at:]))
				out += n
			} else {
				out += copy(dst[out:], dst[at:at+n])
			}
		case prev < 0:
			return out, fmt.Errorf("LZW code %d right after a cleared table", code)
		case code > next || next == lzwCodes:
			return out, fmt.Errorf("LZW code %d: the table ends at %d", code, next-1)
		default: // the string that is made now: the previous one and its own first byte
			out += copy(dst[out:], dst[prev:begin])
			if out < len(dst) {
				dst[out] = dst[prev]
				out++
			}
		}

		if prev >= 0 && next < lzwCodes {
			table[next] = uint64(prev)<<16 | uint64(begin-prev+1)
			next++
			if next == 1<<width-1 && width < lzwMaxWidth {
				width++ // one code early
			}
		}
		prev = begin
	}
	return out, nil
}
