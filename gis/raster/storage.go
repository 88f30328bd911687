package raster

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"runtime"
	"sync"

	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"
)

// Storage says how a written GeoTIFF is stored. The zero value means strips of
// deflate with predictor 3, without overviews.
type Storage struct {
	Tile        int    // side of square tiles in cells, a multiple of 16; 0: strips
	Compression string // "deflate", "zstd" or "none"; "" means deflate
	Predictor   int    // 1 none, 2 differences, 3 floating point; 0 means 3
	Overviews   bool   // each of half the cells along a side, down to one of a single tile
	BigTIFF     bool   // also where the file is smaller than 4 GiB
}

// CloudOptimised is the storage of a Cloud-Optimised GeoTIFF (OGC 21-026):
// tiles with overviews, all directories before all values.
var CloudOptimised = Storage{Tile: 512, Overviews: true}

func (s Storage) check() error {
	switch {
	case s.Tile < 0 || s.Tile%16 != 0 || s.Tile > 1<<14:
		return fmt.Errorf("tiles of %d cells: must be a multiple of 16 up to %d", s.Tile, 1<<14)
	case s.Overviews && s.Tile == 0:
		return fmt.Errorf("overviews in strips: they need tiles, say of 512 cells")
	case s.compression() == 0:
		return fmt.Errorf("compression %q: must be deflate, zstd or none", s.Compression)
	case s.Predictor < 0 || s.Predictor > 3:
		return fmt.Errorf("predictor %d: must be 1, 2 or 3", s.Predictor)
	}
	return nil
}

func (s Storage) compression() compression {
	switch s.Compression {
	case "", "deflate":
		return compressionDeflate
	case "zstd":
		return compressionZstd
	case "none":
		return compressionNone
	}
	return 0
}

func (s Storage) predictor() int {
	switch {
	case s.compression() == compressionNone:
		return 1
	case s.Predictor == 0:
		return 3
	}
	return s.Predictor
}

// stripCells is about how many cells a strip gets: 256 KiB of values.
const stripCells = 1 << 16

// block returns columns and rows of a block.
func (s Storage) block(ra *Raster) (nx, ny int) {
	if s.Tile > 0 {
		return s.Tile, s.Tile
	}
	return ra.NX, min(max(stripCells/ra.NX, 1), ra.NY)
}

// checkValues reports the first value that no raster may have.
func (ra *Raster) checkValues() error {
	for k, v := range ra.Values {
		if math.IsInf(float64(v), 0) {
			return fmt.Errorf("value at column %d, row %d from the south-west is %g: must be a number or NaN", k%ra.NX, k/ra.NX, v)
		}
	}
	return nil
}

// pack compresses a raster in blocks of nx × ny cells, from the north-west row
// by row, side by side on all processors.
func (s Storage) pack(ra *Raster, nx, ny int) [][]byte {
	across, down := (ra.NX+nx-1)/nx, (ra.NY+ny-1)/ny
	blocks := make([][]byte, across*down)
	next := make(chan int)
	var group sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(blocks)) {
		group.Go(func() {
			p := newPacker(s, nx, ny)
			for k := range next {
				blocks[k] = p.block(ra, k%across*nx, k/across*ny)
			}
		})
	}
	for k := range blocks {
		next <- k
	}
	close(next)
	group.Wait()
	return blocks
}

// packer compresses blocks; each goroutine has one.
type packer struct {
	s      Storage
	nx, ny int
	plain  []byte
	split  []byte
	zlib   *zlib.Writer
	zstd   *zstd.Encoder
}

func newPacker(s Storage, nx, ny int) *packer {
	p := &packer{s: s, nx: nx, ny: ny, plain: make([]byte, 4*nx), split: make([]byte, 4*nx)}
	switch s.compression() {
	case compressionDeflate:
		p.zlib = zlib.NewWriter(nil)
	case compressionZstd:
		p.zstd, _ = zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1)) // fails on bad options alone
	}
	return p
}

// block compresses the block whose north-west cell is column i0, row j0 from
// the north. A tile that reaches beyond the raster is filled up with what
// compresses well: its last column and row.
func (p *packer) block(ra *Raster, i0, j0 int) []byte {
	rows := p.ny
	if p.s.Tile == 0 {
		rows = min(rows, ra.NY-j0)
	}
	var out bytes.Buffer
	for r := range rows {
		j := max(ra.NY-1-j0-r, 0)
		p.row(ra.Values[j*ra.NX:][:ra.NX], i0)
		out.Write(p.plain)
	}
	switch p.s.compression() {
	case compressionDeflate:
		var packed bytes.Buffer
		p.zlib.Reset(&packed)
		p.zlib.Write(out.Bytes()) // into a bytes.Buffer: no error
		p.zlib.Close()
		return packed.Bytes()
	case compressionZstd:
		return p.zstd.EncodeAll(out.Bytes(), nil)
	}
	return out.Bytes()
}

// row puts the values from column i0 on into plain, predictor applied.
func (p *packer) row(values []float32, i0 int) {
	for i := range p.nx {
		v := values[min(i0+i, len(values)-1)]
		binary.LittleEndian.PutUint32(p.plain[4*i:], math.Float32bits(v))
	}
	switch p.s.predictor() {
	case 2:
		subtractSamples(p.plain)
	case 3:
		splitFloats(p.split, p.plain)
		p.plain, p.split = p.split, p.plain
	}
}
