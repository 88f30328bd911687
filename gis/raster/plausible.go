package raster

import "fmt"

// maxRowBytes bounds the buffer for one row of a block, maxBlockBytes that for
// a compressed block, which is decompressed as a whole.
const (
	maxRowBytes   = 1 << 28
	maxBlockBytes = 1 << 30
)

// plausible compares what the directory claims of some blocks with what their
// bytes can hold at best, before anything of that size is allocated. It returns
// how many bytes the blocks hold that are there, and how many cells the others.
func (im *layout) plausible(jobs []job) (present, missing uint64, err error) {
	row := uint64(im.rowBytes())
	if row > maxRowBytes {
		return 0, 0, fmt.Errorf("%d bytes in a row of a %s: at most %d are read", row, im.block(), maxRowBytes)
	}
	ratio := im.compression.maxRatio()
	size := uint64(max(im.f.size, 0))
	for _, b := range jobs {
		if b.missing() {
			missing += uint64(b.to-b.from) * uint64(im.blockNX)
			continue
		}
		if b.offset > size || b.count > size-b.offset {
			return 0, 0, fmt.Errorf("%s %d: %d bytes at offset %d: file has only %d: cut short?", im.block(), b.k, b.count, b.offset, size)
		}
		need := row * uint64(b.to)
		switch {
		case ratio == 1 && b.count < need:
			return 0, 0, fmt.Errorf("%s %d: uncompressed data end after %d of %d bytes", im.block(), b.k, b.count, need)
		case (need-1)/ratio >= b.count: // count·ratio < need, without overflow
			return 0, 0, fmt.Errorf("%s %d: %d bytes of %s data cannot hold the %d needed",
				im.block(), b.k, b.count, im.compression, need)
		case ratio > 1 && max(need, b.count) > maxBlockBytes:
			return 0, 0, fmt.Errorf("%s %d: %d bytes of %s data for %d: at most %d are decompressed at once: "+
				"cut it into tiles first (gdal_translate -co TILED=YES in.tif out.tif)",
				im.block(), b.k, b.count, im.compression, need, maxBlockBytes)
		}
		if present += need; present/ratio > size {
			return 0, 0, fmt.Errorf("%d × %d cells claimed: more than a file of %d bytes can hold", im.nx, im.ny, size)
		}
	}
	return present, missing, nil
}

// sparseAllowance is how many cells may be missing in a sparse file that is
// read as a whole because its header says so.
const sparseAllowance = 1 << 24

// plausibleWhole is plausible for an image of whose size only its header knows.
func (im *layout) plausibleWhole(jobs []job) error {
	present, missing, err := im.plausible(jobs)
	switch {
	case err != nil:
		return err
	case present == 0:
		return fmt.Errorf("all %d %ss are empty: the file holds no values", len(jobs), im.block())
	case missing > present+sparseAllowance:
		absent := 0
		for _, b := range jobs {
			if b.missing() {
				absent++
			}
		}
		return fmt.Errorf("%d × %d cells claimed, but %d of %d %ss are missing: read a window of it, "+
			"or fill them first (gdal_translate in.tif out.tif)", im.nx, im.ny, absent, len(jobs), im.block())
	}
	return nil
}
