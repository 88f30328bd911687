package raster

import (
	"encoding/binary"
	"fmt"
	"math"
)

// sampleKind is the type of a stored sample: TIFF SampleFormat and bits.
type sampleKind struct {
	format uint64
	bits   uint64
}

const (
	formatUint  = 1
	formatInt   = 2
	formatFloat = 3
)

func (k sampleKind) String() string {
	switch k.format {
	case formatUint:
		return fmt.Sprintf("uint%d", k.bits)
	case formatInt:
		return fmt.Sprintf("int%d", k.bits)
	}
	return fmt.Sprintf("float%d", k.bits)
}

func (k sampleKind) float() bool { return k.format == formatFloat }
func (k sampleKind) bytes() int  { return int(k.bits / 8) }

// packed reports whether samples do not begin at bytes: unsigned integers of
// less than 8 bits or in between, as GDAL writes them with NBITS.
func (k sampleKind) packed() bool {
	return k.bits%8 != 0 || k.bits == 24 && k.format == formatUint
}

// exact reports whether single precision holds every value of the kind.
func (k sampleKind) exact() bool { return k.bits <= 24 || k.float() && k.bits <= 32 }

// read reports whether the kind is one that is read.
func (k sampleKind) read() bool {
	switch k.format {
	case formatUint:
		return k.bits >= 1 && k.bits <= 32 || k.bits == 64
	case formatInt:
		return k.bits == 8 || k.bits == 16 || k.bits == 32 || k.bits == 64
	case formatFloat:
		return k.bits == 16 || k.bits == 24 || k.bits == 32 || k.bits == 64
	}
	return false
}

// readSampleKind reads BitsPerSample and SampleFormat; all bands must agree.
func readSampleKind(d *directory) (sampleKind, error) {
	bits, err := d.uints(tagBitsPerSample)
	if err != nil {
		return sampleKind{}, err
	}
	formats, err := d.uints(tagSampleFormat)
	if err != nil {
		return sampleKind{}, err
	}
	kind := sampleKind{format: formatUint, bits: 1} // TIFF's defaults
	if bits != nil {
		kind.bits = bits[0]
	}
	if formats != nil {
		kind.format = formats[0]
	}
	for _, b := range bits {
		if b != kind.bits {
			return kind, fmt.Errorf("BitsPerSample: %d and %d side by side: all bands must be alike", kind.bits, b)
		}
	}
	for _, f := range formats {
		if f != kind.format {
			return kind, fmt.Errorf("SampleFormat: %d and %d side by side: all bands must be alike", kind.format, f)
		}
	}

	const formatUndefined, formatComplexInt, formatComplex = 4, 5, 6
	switch kind.format {
	case formatUndefined:
		kind.format = formatUint
	case formatComplexInt, formatComplex:
		return kind, fmt.Errorf("SampleFormat: %d: complex numbers are not read", kind.format)
	}
	if !kind.read() {
		return kind, fmt.Errorf("SampleFormat %d with BitsPerSample %d: must be an integer of 8, 16, 32 or 64 bits, "+
			"an unsigned one of 1 to 32, or a float of 16, 24, 32 or 64: convert it first (gdal_translate -ot Float32 in.tif out.tif)",
			kind.format, kind.bits)
	}
	return kind, nil
}

// swap turns big-endian samples into little-endian ones, in place.
func (k sampleKind) swap(row []byte) {
	le, be := binary.LittleEndian, binary.BigEndian
	switch k.bits {
	case 16:
		for i := 0; i+2 <= len(row); i += 2 {
			le.PutUint16(row[i:], be.Uint16(row[i:]))
		}
	case 24:
		for i := 0; i+3 <= len(row); i += 3 {
			row[i], row[i+2] = row[i+2], row[i]
		}
	case 32:
		for i := 0; i+4 <= len(row); i += 4 {
			le.PutUint32(row[i:], be.Uint32(row[i:]))
		}
	case 64:
		for i := 0; i+8 <= len(row); i += 8 {
			le.PutUint64(row[i:], be.Uint64(row[i:]))
		}
	}
}

// unpack reads len(dst) samples out of a row of little-endian ones: sample
// first, first+step, ...
func (k sampleKind) unpack(dst []float64, row []byte, first, step int) {
	if k.packed() {
		k.unpackBits(dst, row, first, step)
		return
	}
	size := k.bytes()
	row, step = row[first*size:], step*size
	le := binary.LittleEndian
	switch k {
	case sampleKind{formatUint, 8}:
		for i := range dst {
			dst[i] = float64(row[i*step])
		}
	case sampleKind{formatInt, 8}:
		for i := range dst {
			dst[i] = float64(int8(row[i*step]))
		}
	case sampleKind{formatUint, 16}:
		for i := range dst {
			dst[i] = float64(le.Uint16(row[i*step:]))
		}
	case sampleKind{formatInt, 16}:
		for i := range dst {
			dst[i] = float64(int16(le.Uint16(row[i*step:])))
		}
	case sampleKind{formatUint, 32}:
		for i := range dst {
			dst[i] = float64(le.Uint32(row[i*step:]))
		}
	case sampleKind{formatInt, 32}:
		for i := range dst {
			dst[i] = float64(int32(le.Uint32(row[i*step:])))
		}
	case sampleKind{formatUint, 64}:
		for i := range dst {
			dst[i] = float64(le.Uint64(row[i*step:]))
		}
	case sampleKind{formatInt, 64}:
		for i := range dst {
			dst[i] = float64(int64(le.Uint64(row[i*step:])))
		}
	case sampleKind{formatFloat, 16}:
		for i := range dst {
			dst[i] = smallFloat(uint32(le.Uint16(row[i*step:])), 5, 10)
		}
	case sampleKind{formatFloat, 24}:
		for i := range dst {
			b := row[i*step:]
			dst[i] = smallFloat(uint32(le.Uint16(b))|uint32(b[2])<<16, 7, 16)
		}
	case sampleKind{formatFloat, 32}:
		for i := range dst {
			dst[i] = float64(math.Float32frombits(le.Uint32(row[i*step:])))
		}
	case sampleKind{formatFloat, 64}:
		for i := range dst {
			dst[i] = math.Float64frombits(le.Uint64(row[i*step:]))
		}
	}
}

// unpackBits reads unsigned samples that lie bit by bit, most significant bit
// first, whatever the byte order of the file.
func (k sampleKind) unpackBits(dst []float64, row []byte, first, step int) {
	n := int(k.bits)
	at := first * n // in bits
	for i := range dst {
		v := uint64(0)
		for have := 0; have < n; {
			take := min(8-(at+have)%8, n-have) // from one byte
			b := uint64(row[(at+have)/8]) >> (8 - (at+have)%8 - take)
			v = v<<take | b&(1<<take-1)
			have += take
		}
		dst[i] = float64(v)
		at += step * n
	}
}

// smallFloat widens a float with sign, exponent and mantissa of so many bits,
// built as IEEE 754 builds larger ones.
func smallFloat(bits, exponentBits, mantissaBits uint32) float64 {
	sign := 1.0
	if bits>>(exponentBits+mantissaBits)&1 != 0 {
		sign = -1
	}
	top := uint32(1)<<exponentBits - 1
	bias := int(top >> 1)
	exponent := bits >> mantissaBits & top
	mantissa := bits & (1<<mantissaBits - 1)
	switch exponent {
	case 0:
		return sign * math.Ldexp(float64(mantissa), 1-bias-int(mantissaBits))
	case top:
		if mantissa != 0 {
			return math.NaN()
		}
		return sign * math.Inf(1)
	}
	return sign * math.Ldexp(float64(mantissa|1<<mantissaBits), int(exponent)-bias-int(mantissaBits))
}
