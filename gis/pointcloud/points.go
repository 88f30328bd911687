package pointcloud

import (
	"encoding/binary"
	"fmt"
	"io"

	"github.com/go-gl/mathgl/mgl64"
)

// Point is one return of a pulse.
type Point struct {
	At        mgl64.Vec3
	Intensity uint16
	Return    uint8 // which of the pulse, from 1
	Returns   uint8 // of the pulse
	Class     uint8 // of ASPRS: 2 ground, 3–5 vegetation, 6 building, 7 and 18 noise, 9 water
	Withheld  bool  // to be left out of all use
	Synthetic bool  // not measured
	Overlap   bool
	Source    uint16    // flight line
	Time      float64   // GPS time as the file has it; 0 where the format has none
	RGB       [3]uint16 // 0 where the format has none
}

// chunkBytes are read at a time.
const chunkBytes = 1 << 20

// Visit calls visit with each point, in the order of the file; the point stands
// until the next call.
func (c *Cloud) Visit(visit func(p *Point) error) error {
	old := c.PointFormat <= 5
	timeAt, rgbAt := -1, -1
	switch c.PointFormat {
	case 1, 4:
		timeAt = 20
	case 2:
		rgbAt = 20
	case 3, 5:
		timeAt, rgbAt = 20, 28
	case 6, 9:
		timeAt = 22
	case 7, 8, 10:
		timeAt, rgbAt = 22, 30
	}
	r := io.NewSectionReader(c.file, c.start, int64(c.Points)*int64(c.record))
	per := max(1, chunkBytes/c.record)
	chunk := make([]byte, per*c.record)
	var p Point
	le := binary.LittleEndian
	for left := c.Points; left > 0; {
		n := int(min(uint64(per), left))
		if _, err := io.ReadFull(r, chunk[:n*c.record]); err != nil {
			return fmt.Errorf("%s: point %d: %w", c.File, c.Points-left, err)
		}
		for k := range n {
			b := chunk[k*c.record : (k+1)*c.record : (k+1)*c.record]
			for axis := range 3 {
				p.At[axis] = float64(int32(le.Uint32(b[4*axis:])))*c.Scale[axis] + c.Offset[axis]
			}
			p.Intensity = le.Uint16(b[12:])
			if old {
				p.Return, p.Returns = b[14]&7, b[14]>>3&7
				p.Class = b[15] & 31
				p.Synthetic, p.Withheld, p.Overlap = b[15]&0x20 != 0, b[15]&0x80 != 0, p.Class == 12
				p.Source = le.Uint16(b[18:])
			} else {
				p.Return, p.Returns = b[14]&15, b[14]>>4
				p.Synthetic, p.Withheld, p.Overlap = b[15]&1 != 0, b[15]&4 != 0, b[15]&8 != 0
				p.Class = b[16]
				p.Source = le.Uint16(b[20:])
			}
			if timeAt >= 0 {
				p.Time = float64frombytes(b[timeAt:])
			}
			if rgbAt >= 0 {
				for i := range 3 {
					p.RGB[i] = le.Uint16(b[rgbAt+2*i:])
				}
			}
			if err := visit(&p); err != nil {
				return err
			}
		}
		left -= uint64(n)
	}
	return nil
}
