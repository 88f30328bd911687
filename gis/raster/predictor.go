package raster

import "encoding/binary"

// unpredict turns one row of a block from what the compressor was given back
// into little-endian samples. scratch is as long as row.
func (im *layout) unpredict(row, scratch []byte) {
	between := 1 // samples from one of a band to the next of the same band
	if im.chunky {
		between = im.bands
	}
	if im.predictor == 3 { // its bytes are in an order of their own
		joinFloats(row, scratch, im.kind.bytes(), between)
		return
	}
	if im.bigEndian && !im.kind.packed() {
		im.kind.swap(row)
	}
	if im.predictor == 2 {
		sumSamples(row, im.kind.bytes(), between)
	}
}

// sumSamples undoes predictor 2 (TIFF 6.0, section 14): every sample is stored
// as the difference from its left neighbour, modulo its width. Floats are
// treated as integers of the same width, as libtiff does.
func sumSamples(row []byte, size, between int) {
	le := binary.LittleEndian
	for band := range between {
		switch size {
		case 1:
			sum := byte(0)
			for i := band; i < len(row); i += between {
				sum += row[i]
				row[i] = sum
			}
		case 2:
			sum := uint16(0)
			for i := 2 * band; i+2 <= len(row); i += 2 * between {
				sum += le.Uint16(row[i:])
				le.PutUint16(row[i:], sum)
			}
		case 4:
			sum := uint32(0)
			for i := 4 * band; i+4 <= len(row); i += 4 * between {
				sum += le.Uint32(row[i:])
				le.PutUint32(row[i:], sum)
			}
		case 8:
			sum := uint64(0)
			for i := 8 * band; i+8 <= len(row); i += 8 * between {
				sum += le.Uint64(row[i:])
				le.PutUint64(row[i:], sum)
			}
		}
	}
}

// joinFloats undoes predictor 3 (Adobe Photoshop TIFF Technical Note 3): the
// bytes of the floats of a row are sorted by significance, all the most
// significant ones first whatever the byte order of the file, and every byte
// is stored as the difference from its left neighbour.
func joinFloats(row, scratch []byte, size, between int) {
	scratch = scratch[:len(row)]
	for band := range between {
		sum := byte(0)
		for i := band; i < len(row); i += between {
			sum += row[i]
			scratch[i] = sum
		}
	}
	n := len(row) / size
	switch size {
	case 4:
		a, b, c, d := scratch[:n], scratch[n:][:n], scratch[2*n:][:n], scratch[3*n:][:n]
		for i := range a {
			binary.LittleEndian.PutUint32(row[4*i:], uint32(a[i])<<24|uint32(b[i])<<16|uint32(c[i])<<8|uint32(d[i]))
		}
	default:
		for significance := range size { // 0 is the sign and exponent byte
			for i, b := range scratch[significance*n:][:n] {
				row[i*size+size-1-significance] = b
			}
		}
	}
}

// subtractSamples is the inverse of sumSamples for one band of four bytes each.
func subtractSamples(row []byte) {
	le := binary.LittleEndian
	for i := len(row) - 4; i >= 4; i -= 4 {
		le.PutUint32(row[i:], le.Uint32(row[i:])-le.Uint32(row[i-4:]))
	}
}

// splitFloats is the inverse of joinFloats for one band of little-endian
// float32; out must not overlap row.
func splitFloats(out, row []byte) {
	n := len(row) / 4
	for i := range n {
		for significance := range 4 {
			out[significance*n+i] = row[4*i+3-significance]
		}
	}
	for i := len(out) - 1; i > 0; i-- {
		out[i] -= out[i-1]
	}
}
