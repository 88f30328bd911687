package raster

import (
	"bytes"
	"errors"
	"io"

	"github.com/klauspost/compress/zlib"
)

// inflater decompresses zlib data; it is reused from block to block.
type inflater struct {
	src bytes.Reader
	z   io.ReadCloser
}

// expand decompresses src until dst is full or the data end, and returns how
// many bytes of dst it wrote. Where the data end with dst it compares their
// checksum; surplus data are let pass: some writers fill the last strip up.
func (f *inflater) expand(dst, src []byte) (int, error) {
	f.src.Reset(src)
	var err error
	if f.z == nil {
		f.z, err = zlib.NewReader(&f.src)
	} else {
		err = f.z.(zlib.Resetter).Reset(&f.src, nil)
	}
	if err != nil {
		f.z = nil // what failed to begin is not begun again
		return 0, err
	}
	n, err := io.ReadFull(f.z, dst)
	if err != nil {
		return n, err
	}
	var surplus [1]byte
	if _, err := f.z.Read(surplus[:]); errors.Is(err, zlib.ErrChecksum) {
		return n, err
	}
	return n, nil
}
