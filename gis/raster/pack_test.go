package raster

import (
	"bytes"

	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"
)

// Made once, for they are costly to make.
var (
	deflateForTests = zlib.NewWriter(nil)
	zstdForTests, _ = zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1))
)

func (t testTIFF) compress(block []byte) []byte {
	var out bytes.Buffer
	switch t.compression {
	case compressionLZW:
		return packLZW(block)
	case compressionDeflate, compressionDeflate0:
		z := deflateForTests
		z.Reset(&out)
		z.Write(block)
		z.Close()
	case compressionPackBits:
		return packPackBits(block)
	case compressionZstd:
		return zstdForTests.EncodeAll(block, nil)
	default:
		return block
	}
	return out.Bytes()
}

// packLZW follows the pseudocode of TIFF 6.0, section 13.
func packLZW(data []byte) []byte {
	type omegaK struct { // a string of the table and one more byte
		omega int
		k     byte
	}
	var (
		out     []byte
		acc, n  uint64
		table   = map[omegaK]int{}
		width   = uint64(9)
		next    = 258
		writing = func(code int) {
			acc, n = acc<<width|uint64(code), n+width
			for ; n >= 8; n -= 8 {
				out = append(out, byte(acc>>(n-8)))
			}
		}
		added = func() {
			switch next++; next {
			case 512, 1024, 2048: // "as soon as we add table entry 511, we switch to 10-bit codes"
				width++
			case 4095: // "as soon as we use entry 4094, we write out a (12-bit) ClearCode"
				writing(256)
				clear(table)
				next, width = 258, 9
			}
		}
	)
	writing(256)
	if len(data) > 0 {
		omega := int(data[0])
		for _, k := range data[1:] {
			if code, ok := table[omegaK{omega, k}]; ok {
				omega = code
				continue
			}
			writing(omega)
			table[omegaK{omega, k}] = next
			added()
			omega = int(k)
		}
		writing(omega)
		added()
	}
	writing(257)
	return append(out, byte(acc<<(8-n)))
}

func packPackBits(data []byte) []byte {
	var out []byte
	for len(data) > 0 {
		run := 1
		for run < len(data) && run < 128 && data[run] == data[0] {
			run++
		}
		if run > 1 {
			out = append(out, byte(1-run), data[0], 0x80) // and a no-op
			data = data[run:]
			continue
		}
		n := 1
		for n < len(data) && n < 128 && data[n] != data[n-1] {
			n++
		}
		out = append(append(out, byte(n-1)), data[:n]...)
		data = data[n:]
	}
	return out
}
