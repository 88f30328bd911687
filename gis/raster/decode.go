package raster

import (
	"bufio"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"
)

// decoder turns blocks into values. Data are decompressed row by row, so its
// memory does not depend on how large a block the file claims.
type decoder struct {
	f       *tiffFile
	im      *layout
	meaning meaning
	southUp bool

	in      *bufio.Reader // compressed bytes of the current block
	deflate io.ReadCloser // reused from block to block, as are the following
	lzw     *lzwReader
	zstd    *zstd.Decoder
	plain   []byte // a block out of zstd
}

func newDecoder(f *tiffFile, im *layout, m meaning, southUp bool) *decoder {
	return &decoder{f: f, im: im, meaning: m, southUp: southUp, in: bufio.NewReaderSize(nil, 1<<16)}
}

// fill reads all blocks of the first band into ra.Values.
func (d *decoder) fill(ra *Raster) error {
	im := d.im
	defer func() {
		if d.zstd != nil {
			d.zstd.Close()
		}
	}()
	var row, scratch []byte
	samples := make([]float64, im.nx)
	step := im.rowBytes() / im.blockNX // from one pixel to the next
	missing := noValue
	if !d.meaning.noData.set {
		missing = d.meaning.value(0, &ra.Source) // GDAL's rule for blocks not written
	}

	for k := range im.across * im.down {
		i0, j0 := k%im.across*im.blockNX, k/im.across*im.blockNY
		samples := samples[:min(im.blockNX, im.nx-i0)]
		if im.missing(k) {
			for r := range im.rows(k) {
				out := d.row(ra, j0+r)[i0:][:len(samples)]
				for i := range out {
					out[i] = missing
				}
			}
			continue
		}
		if row == nil { // plausible has compared its size with the data
			row = make([]byte, im.rowBytes())
			scratch = make([]byte, len(row))
		}
		data, err := d.open(k)
		if err != nil {
			return err
		}
		for r := range im.rows(k) {
			if n, err := io.ReadFull(data, row); err != nil {
				return d.broken(k, r*len(row)+n, err)
			}
			d.unpredict(row, scratch)
			im.kind.unpack(samples, row, step, d.f.order)
			out := d.row(ra, j0+r)[i0:]
			for i, stored := range samples {
				out[i] = d.meaning.value(stored, &ra.Source)
			}
		}
		if err := d.verify(data); err != nil {
			return fmt.Errorf("%s %d: %s data: %w", im.block(), k, im.compression, err)
		}
	}
	return nil
}

// row returns the row of the raster for row j of the file.
func (d *decoder) row(ra *Raster, j int) []float32 {
	if !d.southUp {
		j = ra.NY - 1 - j
	}
	return ra.Values[j*ra.NX:][:ra.NX]
}

// broken describes why block k gave only n bytes.
func (d *decoder) broken(k, n int, err error) error {
	im := d.im
	what := im.compression.String()
	if im.compression == compressionNone {
		what = "uncompressed"
	}
	want := im.rows(k) * im.rowBytes()
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("%s %d: %s data end after %d of %d bytes", im.block(), k, what, n, want)
	}
	return fmt.Errorf("%s %d: %s data are damaged after %d of %d bytes: %w", im.block(), k, what, n, want, err)
}

// verify lets deflate compare its checksum, which stands behind the data.
// Surplus data are let pass: some writers fill the last strip up.
func (d *decoder) verify(data io.Reader) error {
	if data != io.Reader(d.deflate) {
		return nil
	}
	var surplus [1]byte
	if _, err := data.Read(surplus[:]); errors.Is(err, zlib.ErrChecksum) {
		return err
	}
	return nil
}

// open returns a reader of the decompressed bytes of block k.
func (d *decoder) open(k int) (io.Reader, error) {
	offset, count := int64(d.im.offsets[k]), int64(d.im.counts[k])
	d.in.Reset(io.NewSectionReader(d.f.r, offset, count))

	switch d.im.compression {
	case compressionLZW:
		if b, err := d.in.Peek(2); err == nil && b[0] == 0 && b[1]&1 != 0 {
			return nil, fmt.Errorf("%s %d: LZW data in the bit order of TIFF before 5.0: "+
				"convert it first (gdal_translate in.tif out.tif)", d.im.block(), k)
		}
		if d.lzw == nil {
			d.lzw = new(lzwReader)
		}
		d.lzw.reset(d.in)
		return d.lzw, nil

	case compressionDeflate, compressionDeflate0:
		var err error
		if d.deflate == nil {
			d.deflate, err = zlib.NewReader(d.in)
		} else {
			err = d.deflate.(zlib.Resetter).Reset(d.in, nil)
		}
		if err != nil {
			return nil, d.broken(k, 0, err)
		}
		return d.deflate, nil

	case compressionPackBits:
		return &packBitsReader{r: d.in}, nil

	case compressionZstd:
		return d.openZstd(k)
	}
	return d.in, nil
}
