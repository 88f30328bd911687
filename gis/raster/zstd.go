package raster

import "github.com/klauspost/compress/zstd"

// unzstd decompresses zstd data as a whole: a zstd stream may name a window of
// hundreds of megabytes that a streaming decoder would allocate on its word.
type unzstd struct{ z *zstd.Decoder }

// expand decompresses src into dst, which must have room for all of it; it
// returns how many bytes of dst it wrote.
func (u *unzstd) expand(dst, src []byte) (int, error) {
	if u.z == nil {
		var err error
		u.z, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecodeAllCapLimit(true))
		if err != nil {
			return 0, err
		}
	}
	plain, err := u.z.DecodeAll(src, dst[:0:len(dst)])
	return len(plain), err
}

func (u *unzstd) close() {
	if u.z != nil {
		u.z.Close()
	}
}
