package raster

import (
	"encoding/binary"
	"errors"
	"hash/adler32"
	"io"
)

// expand decompresses zlib data, RFC 1950, until dst is full or the data end,
// and returns how many bytes of dst it wrote. Where the data end with dst it
// compares their checksum; surplus data are let pass: some writers fill the last
// strip up.
func (z *inflate) expand(dst, src []byte) (int, error) {
	if len(src) < 2 {
		return 0, io.ErrUnexpectedEOF
	}
	const deflated, dictionary = 8, 0x20
	if head := binary.BigEndian.Uint16(src); src[0]&15 != deflated || head%31 != 0 || head&dictionary != 0 {
		return 0, errors.New("zlib: invalid header")
	}
	src = src[2:]
	err := z.run(dst, src)
	switch {
	case errors.Is(err, errFullOutput):
		return z.out, nil
	case err != nil:
		return z.out, err
	case z.out < len(dst):
		return z.out, io.EOF
	case z.in+4 > len(src):
		return z.out, io.ErrUnexpectedEOF
	case binary.BigEndian.Uint32(src[z.in:]) != adler32.Checksum(dst):
		return z.out, errors.New("zlib: invalid checksum")
	}
	return z.out, nil
}
