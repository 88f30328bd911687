package raster

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
)

// decoder turns blocks into samples; each goroutine has one.
type decoder struct {
	im      *layout
	lzw     *lzwTable
	inflate inflate
	unzstd  unzstd
	packed  []byte // a block as in the file
	plain   []byte // and decompressed
	scratch []byte
	samples []float64
}

// sink takes samples of row j as the file stores it, from column i on, of job
// n, and may change them. Calls for different jobs come from several goroutines
// at once.
type sink func(n, i, j int, stored []float64)

// decode reads the blocks of some jobs, which plausible has looked at, as far
// as they lie in a span, with so many goroutines. What was never written is
// filled in. It reports up to maxReported damaged blocks.
func (im *layout) decode(jobs []job, s span, band int, fill float64, goroutines int, put sink) error {
	var (
		mu     sync.Mutex
		next   int
		failed []failure
		group  sync.WaitGroup
	)
	take := func() (n int, ok bool) {
		mu.Lock()
		defer mu.Unlock()
		// Blocks are handed out in order, so the first damaged ones are among
		// those that were handed out when enough of them are known.
		if next == len(jobs) || len(failed) >= maxReported {
			return 0, false
		}
		next++
		return next - 1, true
	}
	work := func() {
		d := decoder{im: im}
		defer d.unzstd.close()
		for n, ok := take(); ok; n, ok = take() {
			if err := d.block(&jobs[n], n, s, band, fill, put); err != nil {
				mu.Lock()
				failed = append(failed, failure{n, err})
				mu.Unlock()
			}
		}
	}
	for range min(max(goroutines, 1), len(jobs)) - 1 {
		group.Go(work)
	}
	work()
	group.Wait()
	return joined(failed)
}

// maxReported bounds how many mistakes of one file are reported together.
const maxReported = 10

type failure struct {
	n   int
	err error
}

// joined makes one error of the first failures.
func joined(failed []failure) error {
	slices.SortFunc(failed, func(a, b failure) int { return a.n - b.n })
	errs := make([]error, 0, maxReported)
	for _, f := range failed[:min(len(failed), maxReported)] {
		errs = append(errs, f.err)
	}
	return errors.Join(errs...)
}

// block reads one block.
func (d *decoder) block(b *job, n int, s span, band int, fill float64, put sink) error {
	im := d.im
	west, east := max(s.i0, b.i0), min(s.i0+s.nx, b.i0+im.blockNX)
	if cap(d.samples) < east-west {
		d.samples = make([]float64, east-west)
	}
	samples := d.samples[:east-west]
	if b.missing() {
		for j := b.from; j < b.to; j++ {
			for i := range samples {
				samples[i] = fill
			}
			put(n, west, b.j0+j, samples)
		}
		return nil
	}

	step := im.step()
	first := (west - b.i0) * step
	if im.chunky {
		first += band
	}
	row := im.rowBytes()
	if cap(d.scratch) < row {
		d.scratch = make([]byte, row)
	}
	for j := b.from; j < b.to; {
		rows, have, err := d.rows(b, j)
		if err != nil {
			return err
		}
		for r := range have {
			line := rows[r*row:][:row]
			im.unpredict(line, d.scratch[:row])
			im.kind.unpack(samples, line, first, step)
			put(n, west, b.j0+j+r, samples)
		}
		j += have
	}
	return nil
}

// batchBytes is about how much of an uncompressed block is read at once.
const batchBytes = 1 << 20

// rows returns some rows of a block from row j on: all that are wanted if it is
// compressed, a batch of them if not.
func (d *decoder) rows(b *job, j int) (rows []byte, n int, err error) {
	row := d.im.rowBytes()
	if d.im.compression == compressionNone {
		n = min(max(batchBytes/row, 1), b.to-j)
		if d.plain, err = d.im.f.into(d.plain, b.offset+uint64(j)*uint64(row), n*row); err != nil {
			return nil, 0, fmt.Errorf("%s %d: %w", d.im.block(), b.k, err)
		}
		return d.plain, n, nil
	}
	if err := d.expand(b); err != nil {
		return nil, 0, err
	}
	return d.plain[j*row:], b.to - j, nil
}

// expand decompresses the rows of a block down to the last wanted one. Room is
// given in steps, each in proportion to the bytes that bear it out, and not on
// the word of the directory.
func (d *decoder) expand(b *job) error {
	im := d.im
	var err error
	if d.packed, err = im.f.into(d.packed, b.offset, int(b.count)); err != nil {
		return fmt.Errorf("%s %d: %w", im.block(), b.k, err)
	}
	if im.compression == compressionLZW && len(d.packed) > 1 && d.packed[0] == 0 && d.packed[1]&1 != 0 {
		return fmt.Errorf("%s %d: LZW data in the bit order of TIFF before 5.0: "+
			"convert it first (gdal_translate in.tif out.tif)", im.block(), b.k)
	}
	need := im.rowBytes() * b.to
	full := need
	if im.compression == compressionZstd {
		// It is all or nothing there, and a block at the border may be stored with
		// rows outside the image. Those of a size that nobody writes are not waited for.
		full = max(need, min(im.rowBytes()*im.blockNY, maxSurplus))
	}
	for room := min(full, 16*len(d.packed)+1024); ; room = min(full, 16*room) {
		if cap(d.plain) < room {
			d.plain = make([]byte, room)
		}
		d.plain = d.plain[:room]
		n, err := d.uncompress(d.plain, d.packed)
		switch {
		case n >= need && err == nil:
			return nil
		case room == full || err != nil && n < room && im.compression != compressionZstd:
			return d.broken(b.k, n, need, err)
		}
	}
}

// maxSurplus bounds the memory spent on rows outside the image.
const maxSurplus = 1 << 26

// uncompress fills dst from src and returns how many bytes it wrote. It is an
// error only if there is something wrong before dst is full.
func (d *decoder) uncompress(dst, src []byte) (int, error) {
	switch d.im.compression {
	case compressionLZW:
		if d.lzw == nil {
			d.lzw = new(lzwTable)
		}
		return d.lzw.expand(dst, src)
	case compressionDeflate, compressionDeflate0:
		return d.inflate.expand(dst, src)
	case compressionPackBits:
		return expandPackBits(dst, src)
	}
	return d.unzstd.expand(dst, src)
}

// broken describes why block k gave only n bytes.
func (d *decoder) broken(k, n, want int, err error) error {
	im := d.im
	switch {
	case n >= want:
		return fmt.Errorf("%s %d: %s data: %w", im.block(), k, im.compression, err)
	case err == nil, errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("%s %d: %s data end after %d of %d bytes", im.block(), k, im.compression, n, want)
	}
	return fmt.Errorf("%s %d: %s data are damaged after %d of %d bytes: %w", im.block(), k, im.compression, n, want, err)
}
