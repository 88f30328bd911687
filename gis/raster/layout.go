package raster

import (
	"encoding/binary"
	"fmt"
	"math"
)

// layout is how an image is cut into blocks (strips or tiles) and where they lie.
type layout struct {
	f           *tiffFile
	nx, ny      int
	bands       int
	kind        sampleKind
	bigEndian   bool
	chunky      bool // the bands of a pixel lie side by side
	compression compression
	predictor   int

	tiled            bool
	blockNX, blockNY int // cells in a full block; a strip is as wide as the image
	across, down     int // blocks of one band
	offsets, counts  numbers
}

// readLayout reads and checks the tags that say how the cells are stored.
func readLayout(d *directory) (*layout, error) {
	im := &layout{f: d.f, bigEndian: d.f.order == binary.ByteOrder(binary.BigEndian)}
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
	case nx > math.MaxInt32 || ny > math.MaxInt32:
		return nil, fmt.Errorf("%d × %d cells: more than %d along a side", nx, ny, math.MaxInt32)
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
	if im.kind, err = readSampleKind(d); err != nil {
		return nil, err
	}
	if im.compression == compressionNone || im.compression == compressionPackBits {
		if im.predictor == 3 && !im.kind.float() {
			return nil, fmt.Errorf("%s: 3: is for floating point, not %s", tagNames[tagPredictor], im.kind)
		}
		im.predictor = 1 // libtiff neither writes nor heeds it there
	}
	switch {
	case im.predictor == 3 && !im.kind.float():
		return nil, fmt.Errorf("%s: 3: is for floating point, not %s", tagNames[tagPredictor], im.kind)
	case im.predictor == 2 && (im.kind.packed() || im.kind.bits == 24):
		return nil, fmt.Errorf("%s: 2: is for samples of 8, 16, 32 or 64 bits, not %s", tagNames[tagPredictor], im.kind)
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
	if width == 0 || length == 0 || width > math.MaxInt32 || length > math.MaxInt32 {
		return fmt.Errorf("%ss of %d × %d cells: both must be 1 to %d", im.block(), width, length, math.MaxInt32)
	}
	im.blockNX, im.blockNY = int(width), int(length)
	im.across = (im.nx + im.blockNX - 1) / im.blockNX
	im.down = (im.ny + im.blockNY - 1) / im.blockNY

	if im.offsets, err = d.numbers(offsetsTag); err != nil {
		return err
	}
	if im.counts, err = d.numbers(countsTag); err != nil {
		return err
	}
	need := uint64(im.across) * uint64(im.down)
	if !im.chunky {
		need *= uint64(im.bands)
	}
	if im.offsets.n < need || im.counts.n < need {
		return fmt.Errorf("%d offsets and %d byte counts: %d × %d cells in %ss of %d × %d need %d of each",
			im.offsets.n, im.counts.n, im.nx, im.ny, im.block(), im.blockNX, im.blockNY, need)
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

// step returns how many samples lie from one cell of a band to the next.
func (im *layout) step() int {
	if im.chunky {
		return im.bands
	}
	return 1
}

// rowBytes returns the length of one row of a block, decompressed.
func (im *layout) rowBytes() int {
	return int((uint64(im.blockNX)*uint64(im.step())*im.kind.bits + 7) / 8)
}

// span is a rectangle of cells; rows count as the file stores them.
type span struct{ i0, j0, nx, ny int }

// job is a block and where its compressed bytes lie.
type job struct {
	k             int // number of the block in the file
	i0, j0        int // its first cell
	from, to      int // its rows that are wanted
	offset, count uint64
}

// missing reports whether the block was never written, as GDAL leaves blocks of
// nothing but no data or zero in a sparse file.
func (b *job) missing() bool { return b.offset == 0 && b.count == 0 }

// jobs lists the blocks of a band that a span touches, in the file's order.
func (im *layout) jobs(s span, band int) ([]job, error) {
	base := 0
	if !im.chunky {
		base = band * im.across * im.down
	}
	west, east := s.i0/im.blockNX, (s.i0+s.nx-1)/im.blockNX
	var jobs []job
	for row := s.j0 / im.blockNY; row <= (s.j0+s.ny-1)/im.blockNY; row++ {
		first := base + row*im.across + west
		offsets, err := im.offsets.read(first, east-west+1)
		if err != nil {
			return nil, err
		}
		counts, err := im.counts.read(first, east-west+1)
		if err != nil {
			return nil, err
		}
		j0 := row * im.blockNY
		for n := range offsets {
			jobs = append(jobs, job{
				k: first + n, i0: (west + n) * im.blockNX, j0: j0,
				from: max(s.j0-j0, 0), to: min(s.j0+s.ny-j0, im.blockNY),
				offset: offsets[n], count: counts[n],
			})
		}
	}
	return jobs, nil
}
