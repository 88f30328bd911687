package raster

import (
	"bytes"
	"math"

	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"
)

// row encodes one row of a block, with the predictor applied.
func (t testTIFF) row(bands []int, i0, j, width int) []byte {
	size := t.kind.bytes()
	bits := make([]uint64, 0, width*len(bands)) // samples as patterns of bits
	for i := range width {
		for _, band := range bands {
			v := 0.0
			if i0+i < t.nx && j < t.ny {
				v = t.value(band, i0+i, j)
			}
			bits = append(bits, bitsOf(t.kind, v))
		}
	}
	if t.predictor == 2 {
		for k := len(bits) - 1; k >= len(bands); k-- {
			bits[k] -= bits[k-len(bands)]
		}
	}
	var row []byte
	if t.predictor < 3 {
		for _, b := range bits {
			row = t.put(row, size, b)
		}
		return row
	}
	for shift := 8 * (size - 1); shift >= 0; shift -= 8 {
		for _, b := range bits {
			row = append(row, byte(b>>shift))
		}
	}
	for k := len(row) - 1; k >= len(bands); k-- {
		row[k] -= row[k-len(bands)]
	}
	return row
}

func bitsOf(k sampleKind, v float64) uint64 {
	switch {
	case k.format == formatFloat && k.bits == 64:
		return math.Float64bits(v)
	case k.format == formatFloat:
		return uint64(math.Float32bits(float32(v)))
	}
	return uint64(int64(v))
}

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
