package raster

import "io"

// expandPackBits decompresses PackBits, TIFF 6.0 section 9: a signed byte n,
// then n+1 literal bytes if n ≥ 0, or one byte to repeat 1-n times if n < 0;
// -128 does nothing. It returns how many bytes of dst it wrote; io.EOF where
// the data end between two runs, io.ErrUnexpectedEOF inside one.
func expandPackBits(dst, src []byte) (int, error) {
	out := 0
	for out < len(dst) {
		if len(src) == 0 {
			return out, io.EOF
		}
		n := int(int8(src[0]))
		src = src[1:]
		switch {
		case n >= 0:
			literal := src[:min(n+1, len(src))]
			out += copy(dst[out:], literal)
			if len(literal) < n+1 && out < len(dst) {
				return out, io.ErrUnexpectedEOF
			}
			src = src[len(literal):]
		case n > -128:
			if len(src) == 0 {
				return out, io.ErrUnexpectedEOF
			}
			run := dst[out:min(out+1-n, len(dst))]
			for i := range run {
				run[i] = src[0]
			}
			out += len(run)
			src = src[1:]
		}
	}
	return out, nil
}
