package raster

import (
	"bytes"
	"io"

	"github.com/klauspost/compress/zstd"
)

// maxSurplus bounds the memory spent on rows outside the image.
const maxSurplus = 1 << 26

// openZstd decompresses block k as a whole: a zstd stream may name a window of
// hundreds of megabytes that a streaming decoder would allocate on its word.
// Instead room is given in steps, each in proportion to the compressed bytes.
func (d *decoder) openZstd(k int) (io.Reader, error) {
	packed := make([]byte, d.im.counts[k])
	if _, err := io.ReadFull(d.in, packed); err != nil {
		return nil, d.broken(k, 0, err)
	}
	if d.zstd == nil {
		var err error
		d.zstd, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecodeAllCapLimit(true))
		if err != nil {
			return nil, err
		}
	}
	// A block at the border may be stored with rows outside the image. Those of
	// a size that nobody writes are not waited for.
	full := max(d.im.rowBytes()*d.im.rows(k), min(d.im.rowBytes()*d.im.blockNY, maxSurplus))
	for room := min(full, 16*len(packed)); ; room = min(full, 16*room) {
		if cap(d.plain) < room {
			d.plain = make([]byte, 0, room)
		}
		plain, err := d.zstd.DecodeAll(packed, d.plain[:0:room])
		if err == nil {
			return bytes.NewReader(plain), nil
		}
		if room == full { // else lack of room may be the cause; its errors are of several kinds
			return nil, d.broken(k, len(plain), err)
		}
	}
}
