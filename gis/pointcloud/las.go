// Package pointcloud reads LAS point clouds, versions 1.0 to 1.4 with point
// formats 0 to 10, and makes grids of them: the ground (DEM) or what stands on
// it (DSM).
//
// A file is read as a stream: Open takes the header and the records that name
// the reference system, Points visits the points, Grid keeps a few numbers per
// cell. What the header claims is compared with the size of the file before it
// is believed.
//
// It will not unpack LAZ, which is refused with the command that does; nor
// classify points, nor project them. Coordinates and heights are in the unit of
// the file: feet stay feet (Cloud.CRS says what the file says).
package pointcloud

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"strings"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/gis/vector"
)

// Cloud is an open LAS file.
type Cloud struct {
	File        string
	Version     string // "1.2"
	PointFormat int    // 0 to 10
	Points      uint64 // as many as there are
	ByReturn    []uint64
	Scale       mgl64.Vec3 // of the stored whole numbers
	Offset      mgl64.Vec3
	Low, High   mgl64.Vec3 // extent as the header says; FactsOf finds the true one
	Software    string
	CRS         vector.CRS
	VerticalCRS int    // EPSG code where the file gives one; else 0
	Unit        string // of the coordinates where the file says: "m", "ft", "US survey ft", "degree"
	HeightUnit  string // of the heights, likewise; "" means as Unit
	Warnings    []string

	file   *os.File
	start  int64 // of the first point
	record int   // bytes of a point
}

// recordBytes of each point format.
var recordBytes = [...]int{20, 28, 26, 34, 57, 63, 30, 36, 38, 59, 67}

// Open reads what stands before and after the points. Close it.
func Open(path string) (*Cloud, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	c, err := open(path, f)
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return c, nil
}

// Close closes the file.
func (c *Cloud) Close() error { return c.file.Close() }

// header is the file's public header block; its fields by their offsets.
type header []byte

func (h header) u16(at int) uint16  { return binary.LittleEndian.Uint16(h[at:]) }
func (h header) u32(at int) uint32  { return binary.LittleEndian.Uint32(h[at:]) }
func (h header) u64(at int) uint64  { return binary.LittleEndian.Uint64(h[at:]) }
func (h header) f64(at int) float64 { return math.Float64frombits(h.u64(at)) }
func (h header) text(at, n int) string {
	s, _, _ := strings.Cut(string(h[at:at+n]), "\x00")
	return strings.ToValidUTF8(strings.TrimSpace(s), "?")
}

const (
	header12 = 227 // bytes of the header of versions up to 1.2
	header14 = 375
)

func open(path string, f *os.File) (*Cloud, error) {
	st, err := f.Stat()
	switch {
	case err != nil:
		return nil, err
	case !st.Mode().IsRegular():
		return nil, errors.New("must be a regular file")
	}
	h := make(header, header14)
	n, err := io.ReadFull(f, h)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if n < 4 || string(h[:4]) != "LASF" {
		return nil, errors.New("is no LAS file: it must begin with LASF")
	}
	if n < header12 {
		return nil, fmt.Errorf("the file ends after %d bytes, within its header: it is cut off", n)
	}
	c := &Cloud{File: path, file: f, Version: fmt.Sprintf("%d.%d", h[24], h[25]), Software: h.text(58, 32)}
	if h[24] != 1 || h[25] > 4 {
		return nil, fmt.Errorf("LAS %s: must be 1.0 to 1.4", c.Version)
	}
	if h[25] == 4 && n < header14 {
		return nil, fmt.Errorf("the file ends after %d bytes, within its header: it is cut off", n)
	}
	c.PointFormat, c.record, c.start = int(h[104]), int(h.u16(105)), int64(h.u32(96))
	if h[104]&0xc0 != 0 {
		return nil, errors.New("is LAZ, compressed LAS: unpack it (laszip64 -i in.laz -o out.las, or pdal translate in.laz out.las)")
	}
	if c.PointFormat >= len(recordBytes) {
		return nil, fmt.Errorf("byte 104: point format %d: must be 0 to %d", c.PointFormat, len(recordBytes)-1)
	}
	if c.record < recordBytes[c.PointFormat] {
		return nil, fmt.Errorf("byte 105: points of %d bytes: format %d has at least %d", c.record, c.PointFormat, recordBytes[c.PointFormat])
	}
	c.Points = uint64(h.u32(107))
	returns, width := 5, 4
	at := 111
	if h[25] == 4 && h.u64(247) > 0 {
		c.Points, returns, width, at = h.u64(247), 15, 8, 255
	}
	for k := range returns {
		if width == 8 {
			c.ByReturn = append(c.ByReturn, h.u64(at+8*k))
		} else {
			c.ByReturn = append(c.ByReturn, uint64(h.u32(at+4*k)))
		}
	}
	if c.start < header12 || c.start > st.Size() {
		return nil, fmt.Errorf("byte 96: points begin at byte %d of a file of %d: must lie behind the header", c.start, st.Size())
	}
	if room := uint64(st.Size()-c.start) / uint64(c.record); c.Points > room {
		return nil, fmt.Errorf("the header claims %d points of %d bytes, the file has room for %d: it is cut off (pdal translate --writers.las.forward=all mends the count)", c.Points, c.record, room)
	}
	for k := range 3 {
		c.Scale[k], c.Offset[k] = h.f64(131+8*k), h.f64(155+8*k)
		c.High[k], c.Low[k] = h.f64(179+16*k), h.f64(187+16*k)
		if !(math.Abs(c.Scale[k]) > 0 && math.Abs(c.Scale[k]) <= 1e3 && math.Abs(c.Offset[k]) <= 1e9) {
			return nil, fmt.Errorf("byte %d: scale %g, offset %g of %c: must be a step above 0 and a place on the earth", 131+8*k, c.Scale[k], c.Offset[k], "xyz"[k])
		}
	}
	if err := c.records(h, st.Size()); err != nil {
		return nil, err
	}
	return c, nil
}

func (c *Cloud) warn(format string, args ...any) {
	c.Warnings = append(c.Warnings, fmt.Sprintf(format, args...))
}
