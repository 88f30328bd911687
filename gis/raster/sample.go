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

// readSampleKind reads BitsPerSample and SampleFormat. Bands that lie side by
// side must agree; of bands that lie apart the first one counts.
func readSampleKind(d *directory, chunky bool) (sampleKind, error) {
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
	if chunky {
		for _, b := range bits {
			if b != kind.bits {
				return kind, fmt.Errorf("BitsPerSample: %d and %d side by side: all bands must be alike", kind.bits, b)
			}
		}
	}

	const formatUndefined, formatComplexInt, formatComplex = 4, 5, 6
	switch kind.format {
	case formatUndefined:
		kind.format = formatUint
	case formatComplexInt, formatComplex:
		return kind, fmt.Errorf("SampleFormat: %d: complex numbers are not read", kind.format)
	}
	switch kind {
	case sampleKind{formatUint, 8}, sampleKind{formatInt, 8}, sampleKind{formatUint, 16}, sampleKind{formatInt, 16},
		sampleKind{formatUint, 32}, sampleKind{formatInt, 32}, sampleKind{formatFloat, 32}, sampleKind{formatFloat, 64}:
		return kind, nil
	}
	return kind, fmt.Errorf("SampleFormat %d with BitsPerSample %d: must be an integer of 8, 16 or 32 bits or a float of 32 or 64: "+
		"convert it first (gdal_translate -ot Float32 in.tif out.tif)", kind.format, kind.bits)
}

// unpack reads len(dst) samples out of a row, one every step bytes.
func (k sampleKind) unpack(dst []float64, row []byte, step int, order binary.ByteOrder) {
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
			dst[i] = float64(order.Uint16(row[i*step:]))
		}
	case sampleKind{formatInt, 16}:
		for i := range dst {
			dst[i] = float64(int16(order.Uint16(row[i*step:])))
		}
	case sampleKind{formatUint, 32}:
		for i := range dst {
			dst[i] = float64(order.Uint32(row[i*step:]))
		}
	case sampleKind{formatInt, 32}:
		for i := range dst {
			dst[i] = float64(int32(order.Uint32(row[i*step:])))
		}
	case sampleKind{formatFloat, 32}:
		for i := range dst {
			dst[i] = float64(math.Float32frombits(order.Uint32(row[i*step:])))
		}
	case sampleKind{formatFloat, 64}:
		for i := range dst {
			dst[i] = math.Float64frombits(order.Uint64(row[i*step:]))
		}
	}
}
