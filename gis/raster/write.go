package raster

import (
	"cmp"
	"fmt"
	"io"
	"slices"
)

// WriteGeoTIFF writes ra as a GeoTIFF of one band: float32, strips, deflate
// with predictor 3, NaN declared as no data, north up, cells as areas. Equal
// rasters give equal bytes. The compressed file is held in memory; one of more
// than 4 GiB is a BigTIFF. Of Source nothing is written.
func WriteGeoTIFF(w io.Writer, ra *Raster) error { return WriteStored(w, ra, Label{}, Storage{}) }

// WriteLabelled is WriteGeoTIFF with words about the values, and for grids that
// are turned against the map.
func WriteLabelled(w io.Writer, ra *Raster, label Label) error {
	return WriteStored(w, ra, label, Storage{})
}

// WriteStored is WriteLabelled in the storage of one's choice.
func WriteStored(w io.Writer, ra *Raster, label Label, storage Storage) error {
	if err := writeGeoTIFF(w, ra, label, storage); err != nil {
		return fmt.Errorf("write GeoTIFF: %w", err)
	}
	return nil
}

func writeGeoTIFF(w io.Writer, ra *Raster, label Label, storage Storage) error {
	if err := ra.check(); err != nil {
		return err
	}
	if err := ra.checkValues(); err != nil {
		return err
	}
	if err := label.check(); err != nil {
		return err
	}
	if err := storage.check(); err != nil {
		return err
	}
	geoKeys, err := writtenGeoKeys(ra.EPSG)
	if err != nil {
		return err
	}

	fields := append(label.fields(), field{tagGeoKeyDirectory, geoKeys})
	fields = append(fields, placed(ra, label.Rotation)...)
	pictures := []picture{storage.picture(ra, fields)}
	for _, level := range storage.overviews(ra) {
		pictures = append(pictures, storage.picture(level, []field{{tagNewSubfileType, []uint32{subfileReduced}}}))
	}
	return storage.layOut(pictures).writeTo(w)
}

// picture is an image that is ready to be written but for the places of its blocks.
type picture struct {
	tiled  bool
	framed bool    // each block stands in its frame
	fields []field // all but those that tell of the blocks
	blocks [][]byte
}

// picture compresses a raster and describes it in fields, more of which are given.
func (s Storage) picture(ra *Raster, more []field) picture {
	nx, ny := s.block(ra)
	p := picture{tiled: s.Tile > 0, framed: s.Overviews, blocks: s.pack(ra, nx, ny)}
	if p.framed {
		for k, b := range p.blocks {
			p.blocks[k] = framed(b)
		}
	}
	p.fields = append(more,
		field{tagImageWidth, []uint32{uint32(ra.NX)}},
		field{tagImageLength, []uint32{uint32(ra.NY)}},
		field{tagBitsPerSample, []uint16{32}},
		field{tagCompression, []uint16{uint16(s.compression())}},
		field{tagPhotometric, []uint16{1}}, // more is brighter
		field{tagSamplesPerPixel, []uint16{1}},
		field{tagPlanarConfiguration, []uint16{1}},
		field{tagSampleFormat, []uint16{formatFloat}},
		field{tagGDALNoData, []byte("nan\x00")},
	)
	if s.compression() != compressionNone {
		p.fields = append(p.fields, field{tagPredictor, []uint16{uint16(s.predictor())}})
	}
	if p.tiled {
		p.fields = append(p.fields, field{tagTileWidth, []uint32{uint32(nx)}}, field{tagTileLength, []uint32{uint32(ny)}})
	} else {
		p.fields = append(p.fields, field{tagRowsPerStrip, []uint32{uint32(ny)}})
	}
	return p
}

// located returns all fields, in the order that TIFF demands, with the places of
// the blocks, the first of which stands at offset.
func (p *picture) located(offset uint64, big bool) []field {
	at, n := []uint64{}, []uint64{}
	for _, b := range p.blocks {
		begin, length := offset, uint64(len(b))
		if p.framed {
			begin, length = begin+frameBytes/2, length-frameBytes
		}
		at, n = append(at, begin), append(n, length)
		offset += uint64(len(b))
	}
	offsetsTag, countsTag := uint16(tagStripOffsets), uint16(tagStripByteCounts)
	if p.tiled {
		offsetsTag, countsTag = tagTileOffsets, tagTileByteCounts
	}
	fields := slices.Clone(p.fields)
	if big {
		fields = append(fields, field{offsetsTag, at}, field{countsTag, n})
	} else {
		fields = append(fields, field{offsetsTag, narrowed(at)}, field{countsTag, narrowed(n)})
	}
	slices.SortFunc(fields, func(a, b field) int { return cmp.Compare(a.tag, b.tag) })
	return fields
}

func narrowed(v []uint64) []uint32 {
	out := make([]uint32, len(v))
	for k := range v {
		out[k] = uint32(v[k])
	}
	return out
}

// size returns how many bytes the blocks take.
func (p *picture) size() uint64 {
	n := uint64(0)
	for _, b := range p.blocks {
		n += uint64(len(b))
	}
	return n
}
