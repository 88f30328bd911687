package raster

import "encoding/binary"

// unpredict turns one row of a block from what the compressor was given back
// into samples. scratch is as long as row.
func (d *decoder) unpredict(row, scratch []byte) {
	between := 1 // samples from one of a band to the next of the same band
	if d.im.chunky {
		between = d.im.bands
	}
	switch d.im.predictor {
	case 2:
		sumSamples(row, d.im.kind.bytes(), between, d.f.order)
	case 3:
		joinFloats(row, scratch, d.im.kind.bytes(), between, d.f.order)
	}
}

// sumSamples undoes predictor 2 (TIFF 6.0, section 14): every sample is stored
// as the difference from its left neighbour, modulo its width. Floats are
// treated as integers of the same width, as libtiff does.
func sumSamples(row []byte, size, between int, order binary.ByteOrder) {
	n := len(row) / size
	switch size {
	case 1:
		for i := between; i < n; i++ {
			row[i] += row[i-between]
		}
	case 2:
		for i := between; i < n; i++ {
			at := row[2*i:]
			order.PutUint16(at, order.Uint16(at)+order.Uint16(row[2*(i-between):]))
		}
	case 4:
		for i := between; i < n; i++ {
			at := row[4*i:]
			order.PutUint32(at, order.Uint32(at)+order.Uint32(row[4*(i-between):]))
		}
	case 8:
		for i := between; i < n; i++ {
			at := row[8*i:]
			order.PutUint64(at, order.Uint64(at)+order.Uint64(row[8*(i-between):]))
		}
	}
}

// joinFloats undoes predictor 3 (Adobe Photoshop TIFF Technical Note 3): the
// bytes of the floats of a row are sorted by significance, all the most
// significant ones first whatever the byte order of the file, and every byte
// is stored as the difference from its left neighbour.
func joinFloats(row, scratch []byte, size, between int, order binary.ByteOrder) {
	for i := between; i < len(row); i++ {
		row[i] += row[i-between]
	}
	copy(scratch, row)
	n := len(row) / size
	for significance := range size { // 0 is the sign and exponent byte
		at := size - 1 - significance
		if order == binary.ByteOrder(binary.BigEndian) {
			at = significance
		}
		for i, b := range scratch[significance*n:][:n] {
			row[i*size+at] = b
		}
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
