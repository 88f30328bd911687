package raster

import (
	"encoding/binary"
	"io"
	"math"
)

// field is one tag with its values: []byte (text), []uint16, []uint32, []uint64
// or []float64.
type field struct {
	tag    uint16
	values any
}

func fieldType(values any) (typ uint16, size int) {
	switch values.(type) {
	case []uint16:
		return typeShort, 2
	case []uint32:
		return typeLong, 4
	case []uint64:
		return typeLong8, 8
	case []float64:
		return typeDouble, 8
	}
	return typeASCII, 1
}

// tiffOut is a TIFF to be written: header and directories, then the blocks.
type tiffOut struct {
	head     []byte
	pictures []picture
}

// structural tells GDAL that this is a Cloud-Optimised GeoTIFF, where a reader
// over a network needs no directory to know how long a block is: before it
// stands its length, after it once more its last four bytes. The number is the
// length of what follows its line. Source: GDAL's documentation of its COG driver.
const structural = "GDAL_STRUCTURAL_METADATA_SIZE=000140 bytes\n" +
	"LAYOUT=IFDS_BEFORE_DATA\nBLOCK_ORDER=ROW_MAJOR\nBLOCK_LEADER=SIZE_AS_UINT4\n" +
	"BLOCK_TRAILER=LAST_4_BYTES_REPEATED\nKNOWN_INCOMPATIBLE_EDITION=NO\n "

// framed puts length and last four bytes around a block.
func framed(b []byte) []byte {
	out := binary.LittleEndian.AppendUint32(make([]byte, 0, len(b)+frameBytes), uint32(len(b)))
	out = append(out, b...)
	return append(out, b[len(b)-4:]...) // no compressor writes less
}

const frameBytes = 8

// layOut puts all directories in front, the first picture's first, and then the
// blocks, the first picture's last: who looks at an overview reads the beginning.
func (s Storage) layOut(pictures []picture) *tiffOut {
	for _, big := range []bool{s.BigTIFF, true} {
		head := []byte("II*\x00\x00\x00\x00\x00")
		if big {
			head = []byte("II+\x00\x08\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00")
		}
		if s.Overviews {
			head = append(head, structural...)
		}
		head = append(head, make([]byte, len(head)%2)...) // directories begin at even offsets

		begin := uint64(len(head))
		offset := begin // of the blocks: as long as the directories are, whatever stands in them
		for _, p := range pictures {
			offset += uint64(len(directoryOut(p.located(0, big), 0, false, big)))
		}
		at := make([]uint64, len(pictures))
		for k := len(pictures) - 1; k >= 0; k-- {
			at[k] = offset
			offset += pictures[k].size()
		}
		if !big && offset > math.MaxUint32 {
			continue
		}
		for k, p := range pictures {
			head = append(head, directoryOut(p.located(at[k], big), uint64(len(head)), k < len(pictures)-1, big)...)
		}
		if big {
			binary.LittleEndian.PutUint64(head[8:], begin)
		} else {
			binary.LittleEndian.PutUint32(head[4:], uint32(begin))
		}
		return &tiffOut{head, pictures}
	}
	return nil // not reached: a BigTIFF holds everything
}

// directoryOut returns the bytes of a directory that stands at offset and of the
// values that do not fit into it. If another follows, it does so at once.
func directoryOut(fields []field, offset uint64, more, big bool) []byte {
	le := binary.LittleEndian
	count, word := 2, 4
	if big {
		count, word = 8, 8
	}
	put := func(out []byte, size int, v uint64) []byte {
		return append(out, le.AppendUint64(nil, v)[:size]...)
	}
	length := count + len(fields)*(4+2*word) + word
	var rest []byte
	dir := put(nil, count, uint64(len(fields)))
	for _, f := range fields {
		value, _ := binary.Append(nil, le, f.values) // fails on types that are not in fieldType
		typ, size := fieldType(f.values)
		dir = le.AppendUint16(dir, f.tag)
		dir = le.AppendUint16(dir, typ)
		dir = put(dir, word, uint64(len(value)/size))
		if len(value) > word {
			dir = put(dir, word, offset+uint64(length+len(rest)))
			rest = append(rest, value...)
			rest = append(rest, make([]byte, len(value)%2)...)
			continue
		}
		dir = append(dir, value...)
		dir = append(dir, make([]byte, word-len(value))...)
	}
	next := uint64(0)
	if more {
		next = offset + uint64(length+len(rest))
	}
	return append(put(dir, word, next), rest...)
}

func (t *tiffOut) writeTo(w io.Writer) error {
	if _, err := w.Write(t.head); err != nil {
		return err
	}
	for k := len(t.pictures) - 1; k >= 0; k-- {
		for _, b := range t.pictures[k].blocks {
			if _, err := w.Write(b); err != nil {
				return err
			}
		}
	}
	return nil
}
