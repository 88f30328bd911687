package raster

import "fmt"

// layout is how an image is cut into blocks (strips or tiles) and where they lie.
type layout struct {
	nx, ny      int
	bands       int
	kind        sampleKind
	chunky      bool // the bands of a pixel lie side by side
	compression compression
	predictor   int

	tiled            bool
	blockNX, blockNY int // cells in a full block; a strip is as wide as the image
	across, down     int // blocks of the first band
	offsets, counts  []uint64
}

// fullResolution returns the first directory that is a picture of its own, not
// an overview or a mask. A mask is refused: without it, masked cells would pass
// for heights.
func fullResolution(dirs []directory) (*directory, error) {
	const overview, mask = 1, 4
	var found *directory
	for k := range dirs {
		typ, err := dirs[k].uint(tagNewSubfileType, 0)
		if err != nil {
			return nil, fmt.Errorf("directory %d: %w", k, err)
		}
		switch {
		case typ&mask != 0 && typ&overview == 0:
			return nil, fmt.Errorf("directory %d: a validity mask is not read: make it a no-data value "+
				"(gdalwarp -dstnodata -9999 in.tif out.tif)", k)
		case typ&(mask|overview) == 0 && found == nil:
			found = &dirs[k]
		}
	}
	if found == nil {
		return nil, fmt.Errorf("all %d images are overviews: one of full resolution is needed", len(dirs))
	}
	return found, nil
}

// readLayout reads and checks the tags that say how the cells are stored.
func readLayout(d *directory) (*layout, error) {
	im := &layout{}
	var err error
	one := func(tag uint16, absent uint64) uint64 {
		v, e := d.uint(tag, absent)
		if err == nil {
			err = e
		}
		return v
	}
	nx, ny := one(tagImageWidth, 0), one(tagImageLength, 0)
	bands := one(tagSamplesPerPixel, 1)
	planar := one(tagPlanarConfiguration, 1)
	im.compression = compression(one(tagCompression, uint64(compressionNone)))
	predictor := one(tagPredictor, 1)
	fillOrder := one(tagFillOrder, 1)
	if err != nil {
		return nil, err
	}

	switch {
	case nx == 0 || ny == 0:
		return nil, fmt.Errorf("ImageWidth %d, ImageLength %d: both must be > 0", nx, ny)
	case nx > maxCells || ny > maxCells/nx:
		return nil, fmt.Errorf("%d × %d cells: more than %d: crop first (gdal_translate -projwin)", nx, ny, maxCells)
	case bands == 0 || bands > 65535:
		return nil, fmt.Errorf("SamplesPerPixel: %d: must be 1 to 65535", bands)
	case planar != 1 && planar != 2:
		return nil, fmt.Errorf("PlanarConfiguration: %d: must be 1 or 2", planar)
	case fillOrder != 1:
		return nil, fmt.Errorf("FillOrder: %d: must be 1", fillOrder)
	case predictor < 1 || predictor > 3:
		return nil, fmt.Errorf("%s: %d: must be 1, 2 or 3", tagNames[tagPredictor], predictor)
	}
	im.nx, im.ny = int(nx), int(ny)
	im.bands = int(bands)
	im.chunky = planar == 1 && bands > 1
	im.predictor = int(predictor)

	if err := im.compression.check(); err != nil {
		return nil, err
	}
	if im.kind, err = readSampleKind(d, im.chunky); err != nil {
		return nil, err
	}
	if im.predictor == 3 && !im.kind.float() {
		return nil, fmt.Errorf("%s: 3: is for floating point, not %s", tagNames[tagPredictor], im.kind)
	}
	if im.compression == compressionNone || im.compression == compressionPackBits {
		im.predictor = 1 // libtiff neither writes nor heeds it there
	}
	return im, im.readBlocks(d)
}

// readBlocks reads where the strips or tiles lie.
func (im *layout) readBlocks(d *directory) error {
	offsetsTag, countsTag := uint16(tagStripOffsets), uint16(tagStripByteCounts)
	width, length := uint64(im.nx), uint64(0)
	var err error
	if _, im.tiled = d.entries[tagTileWidth]; im.tiled {
		offsetsTag, countsTag = tagTileOffsets, tagTileByteCounts
		if width, err = d.uint(tagTileWidth, 0); err != nil {
			return err
		}
		if length, err = d.uint(tagTileLength, 0); err != nil {
			return err
		}
	} else {
		if length, err = d.uint(tagRowsPerStrip, uint64(im.ny)); err != nil {
			return err
		}
		length = min(length, uint64(im.ny))
	}
	if width == 0 || length == 0 || width > maxCells || length > maxCells {
		return fmt.Errorf("%ss of %d × %d cells: both must be 1 to %d", im.block(), width, length, maxCells)
	}
	im.blockNX, im.blockNY = int(width), int(length)
	im.across = (im.nx + im.blockNX - 1) / im.blockNX
	im.down = (im.ny + im.blockNY - 1) / im.blockNY

	if im.offsets, err = d.uints(offsetsTag); err != nil {
		return err
	}
	if im.counts, err = d.uints(countsTag); err != nil {
		return err
	}
	need := im.across * im.down
	if len(im.offsets) < need || len(im.counts) < need {
		return fmt.Errorf("%d offsets and %d byte counts: %d × %d cells in %ss of %d × %d need %d of each",
			len(im.offsets), len(im.counts), im.nx, im.ny, im.block(), im.blockNX, im.blockNY, need)
	}
	return nil
}

// block is the word for a block of this image.
func (im *layout) block() string {
	if im.tiled {
		return "tile"
	}
	return "strip"
}

// rowBytes returns the length of one row of a block, decompressed.
func (im *layout) rowBytes() int {
	n := im.blockNX * im.kind.bytes()
	if im.chunky {
		n *= im.bands
	}
	return n
}

// rows returns how many rows of block k lie inside the image.
func (im *layout) rows(k int) int {
	return min(im.blockNY, im.ny-k/im.across*im.blockNY)
}

// missing reports whether block k was never written, as GDAL leaves blocks of
// nothing but no data or zero in a sparse file.
func (im *layout) missing(k int) bool { return im.offsets[k] == 0 && im.counts[k] == 0 }

// maxRowBytes bounds the buffer for one row of a block.
const maxRowBytes = 1 << 28

// plausible compares what the directory claims with what so many bytes of
// compressed data can hold at best, before anything of that size is allocated.
func (im *layout) plausible(fileSize int64) error {
	row := uint64(im.rowBytes())
	if row > maxRowBytes {
		return fmt.Errorf("%d bytes in a row of a %s: at most %d are read", row, im.block(), maxRowBytes)
	}
	ratio := im.compression.maxRatio()
	size := uint64(max(fileSize, 0))
	total, present := uint64(0), 0
	for k := range im.across * im.down {
		if im.missing(k) {
			continue
		}
		present++
		offset, count := im.offsets[k], im.counts[k]
		if offset > size || count > size-offset {
			return fmt.Errorf("%s %d: %d bytes at offset %d: file has only %d: cut short?", im.block(), k, count, offset, size)
		}
		need := row * uint64(im.rows(k))
		switch {
		case ratio == 1 && count < need:
			return fmt.Errorf("%s %d: uncompressed data end after %d of %d bytes", im.block(), k, count, need)
		case (need-1)/ratio >= count: // count·ratio < need, without overflow
			return fmt.Errorf("%s %d: %d bytes of %s data cannot hold the %d needed",
				im.block(), k, count, im.compression, need)
		}
		if total += need; total/ratio > size {
			return fmt.Errorf("%d × %d cells claimed: more than a file of %d bytes can hold", im.nx, im.ny, size)
		}
	}
	switch blocks := im.across * im.down; {
	case present == 0:
		return fmt.Errorf("all %d %ss are empty: the file holds no values", blocks, im.block())
	case present < blocks && uint64(im.nx*im.ny) > total+sparseAllowance:
		return fmt.Errorf("%d × %d cells claimed, but %d of %d %ss are missing: fill them first (gdal_translate in.tif out.tif)",
			im.nx, im.ny, blocks-present, blocks, im.block())
	}
	return nil
}

// sparseAllowance is how many cells may be missing in a sparse file beyond
// those that the bytes present could hold.
const sparseAllowance = 1 << 24
