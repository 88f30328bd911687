package raster

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"

	"github.com/klauspost/compress/zlib"
)

// stripCells is about how many cells a strip gets: 256 KiB of values.
const stripCells = 1 << 16

// WriteGeoTIFF writes ra as a GeoTIFF of one band: float32, strips, deflate
// with predictor 3, NaN declared as no data, north up, cells as areas. Equal
// rasters give equal bytes. The compressed file is held in memory and must be
// smaller than 4 GiB. Source is not written.
func WriteGeoTIFF(w io.Writer, ra *Raster) error { return WriteLabelled(w, ra, Label{}) }

// WriteLabelled is WriteGeoTIFF with words about the values, and for grids that
// are turned against the map.
func WriteLabelled(w io.Writer, ra *Raster, label Label) error {
	if err := writeGeoTIFF(w, ra, label); err != nil {
		return fmt.Errorf("write GeoTIFF: %w", err)
	}
	return nil
}

func writeGeoTIFF(w io.Writer, ra *Raster, label Label) error {
	if err := ra.check(); err != nil {
		return err
	}
	if err := label.check(); err != nil {
		return err
	}
	geoKeys, err := writtenGeoKeys(ra.EPSG)
	if err != nil {
		return err
	}
	rows := min(max(stripCells/ra.NX, 1), ra.NY)
	data, counts, err := packStrips(ra, rows)
	if err != nil {
		return err
	}

	fields := []field{
		{tagImageWidth, []uint32{uint32(ra.NX)}},
		{tagImageLength, []uint32{uint32(ra.NY)}},
		{tagBitsPerSample, []uint16{32}},
		{tagCompression, []uint16{uint16(compressionDeflate)}},
		{tagPhotometric, []uint16{1}}, // more is brighter
		{tagStripOffsets, make([]uint32, len(counts))},
		{tagSamplesPerPixel, []uint16{1}},
		{tagRowsPerStrip, []uint32{uint32(rows)}},
		{tagStripByteCounts, counts},
		{tagPlanarConfiguration, []uint16{1}},
		{tagPredictor, []uint16{3}},
		{tagSampleFormat, []uint16{formatFloat}},
		{tagGeoKeyDirectory, geoKeys},
		{tagGDALNoData, []byte("nan\x00")},
	}
	fields = append(fields, label.fields()...)
	fields = append(fields, placed(ra, label.Rotation)...)
	slices.SortFunc(fields, func(a, b field) int { return cmp.Compare(a.tag, b.tag) }) // as TIFF demands
	head, err := layOut(fields, counts)
	if err != nil {
		return err
	}
	if _, err := w.Write(head); err != nil {
		return err
	}
	_, err = w.Write(data)
	return err
}

// packStrips compresses the rows from north to south, so many to a strip.
func packStrips(ra *Raster, rows int) (data []byte, counts []uint32, err error) {
	var out bytes.Buffer
	z := zlib.NewWriter(&out)
	plain := make([]byte, 4*ra.NX)
	split := make([]byte, len(plain))
	for top := 0; top < ra.NY; top += rows {
		begin := out.Len()
		z.Reset(&out)
		for r := top; r < min(top+rows, ra.NY); r++ {
			j := ra.NY - 1 - r
			for i, v := range ra.Values[j*ra.NX:][:ra.NX] {
				if math.IsInf(float64(v), 0) {
					return nil, nil, fmt.Errorf("value at column %d, row %d from the south-west is %g: must be a number or NaN", i, j, v)
				}
				binary.LittleEndian.PutUint32(plain[4*i:], math.Float32bits(v))
			}
			splitFloats(split, plain)
			if _, err := z.Write(split); err != nil {
				return nil, nil, err
			}
		}
		if err := z.Close(); err != nil {
			return nil, nil, err
		}
		counts = append(counts, uint32(out.Len()-begin))
		if out.Len() > math.MaxUint32 {
			return nil, nil, errors.New("compressed values exceed 4 GiB: split the raster")
		}
	}
	return out.Bytes(), counts, nil
}

// field is one tag with its values: []byte (text), []uint16, []uint32 or []float64.
type field struct {
	tag    uint16
	values any
}

// layOut returns header, directory and the values that do not fit into it. The
// strips follow, so their offsets are filled in once its length is known.
func layOut(fields []field, counts []uint32) ([]byte, error) {
	const header, entrySize = 8, 12
	le := binary.LittleEndian
	dirSize := 2 + entrySize*len(fields) + 4

	end := header + dirSize
	for _, f := range fields {
		if n := binary.Size(f.values); n > 4 {
			end += n + n%2 // values begin at even offsets
		}
	}
	offset := uint64(end)
	for k, f := range fields {
		if f.tag == tagStripOffsets {
			for s := range counts {
				fields[k].values.([]uint32)[s] = uint32(offset)
				offset += uint64(counts[s])
			}
		}
	}
	if offset > math.MaxUint32 {
		return nil, errors.New("compressed values exceed 4 GiB: split the raster")
	}

	dir := le.AppendUint32([]byte("II*\x00"), header)
	dir = le.AppendUint16(dir, uint16(len(fields)))
	var rest []byte
	for _, f := range fields {
		value, err := binary.Append(nil, le, f.values)
		if err != nil {
			return nil, err
		}
		typ, size := fieldType(f.values)
		dir = le.AppendUint16(dir, f.tag)
		dir = le.AppendUint16(dir, typ)
		dir = le.AppendUint32(dir, uint32(len(value)/size))
		if len(value) > 4 {
			dir = le.AppendUint32(dir, uint32(header+dirSize+len(rest)))
			rest = append(rest, value...)
			rest = append(rest, make([]byte, len(value)%2)...)
			continue
		}
		dir = append(dir, value...)
		dir = append(dir, make([]byte, 4-len(value))...)
	}
	dir = le.AppendUint32(dir, 0) // no further directory
	return append(dir, rest...), nil
}

func fieldType(values any) (typ uint16, size int) {
	switch values.(type) {
	case []uint16:
		return typeShort, 2
	case []uint32:
		return typeLong, 4
	case []float64:
		return typeDouble, 8
	}
	return typeASCII, 1
}
