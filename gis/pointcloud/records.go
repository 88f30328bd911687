package pointcloud

import (
	"encoding/binary"
	"fmt"
	"io"
	"strings"

	"shapan/gis/vector"
)

const (
	maxRecords     = 10_000  // of variable length; real files have a handful
	maxRecordBytes = 1 << 20 // of one that names the reference system
)

// records reads the variable length records that name the reference system:
// those before the points, and since 1.4 those behind them.
func (c *Cloud) records(h header, size int64) error {
	var keys geoKeys
	wkt := ""
	take := func(user string, id uint16, at, length int64) error {
		if user != "LASF_Projection" || length > maxRecordBytes {
			return nil
		}
		body := make([]byte, length)
		if _, err := c.file.ReadAt(body, at); err != nil {
			return err
		}
		switch id {
		case 2112:
			wkt = strings.TrimRight(strings.ToValidUTF8(string(body), "?"), "\x00 \n")
		case 34735:
			for k := 0; k+1 < len(body); k += 2 {
				keys.directory = append(keys.directory, binary.LittleEndian.Uint16(body[k:]))
			}
		case 34737:
			keys.text = strings.ToValidUTF8(string(body), "?")
		}
		return nil
	}
	walk := func(at int64, count uint64, head int, end int64) error {
		if count > maxRecords {
			return fmt.Errorf("%d variable length records: must be at most %d", count, maxRecords)
		}
		b := make(header, head)
		for k := range count {
			if at < 0 || at > end-int64(head) {
				return fmt.Errorf("byte %d: variable length record %d lies outside its place", at, k)
			}
			if _, err := c.file.ReadAt(b, at); err != nil && err != io.EOF {
				return err
			}
			length := int64(b.u16(20))
			if head == 60 {
				length = int64(b.u64(20))
			}
			if length < 0 || length > end-at-int64(head) {
				return fmt.Errorf("byte %d: variable length record %d of %d bytes ends outside its place", at, k, length)
			}
			if err := take(b.text(2, 16), b.u16(18), at+int64(head), length); err != nil {
				return err
			}
			at += int64(head) + length
		}
		return nil
	}
	if err := walk(int64(h.u16(94)), uint64(h.u32(100)), 54, c.start); err != nil {
		return err
	}
	if h[25] == 4 && h.u32(243) > 0 {
		if err := walk(int64(h.u64(235)), uint64(h.u32(243)), 60, size); err != nil {
			return err
		}
	}
	keys.say(c)
	if wkt != "" {
		c.CRS = vector.CRSOfWKT(wkt, "LAS record 2112")
		c.Unit, _ = c.CRS.Unit()
	}
	if c.CRS == (vector.CRS{}) {
		c.warn("the file does not say its reference system: say it (pdal translate --writers.las.a_srs=EPSG:… in.las out.las)")
	}
	return nil
}

// geoKeys are GeoTIFF's, which LAS up to 1.3 uses.
type geoKeys struct {
	directory []uint16
	text      string
}

const userDefined = 32767

// linearUnits are EPSG's codes of the units in use.
var linearUnits = map[int]string{9001: "m", 9002: "ft", 9003: "US survey ft", 9102: "degree"}

// say fills in what the keys say; see GeoTIFF 1.1, annex B.
func (g geoKeys) say(c *Cloud) {
	if len(g.directory) < 4 {
		return
	}
	c.CRS.How = "GeoTIFF keys"
	for k := 4; k+3 < len(g.directory) && k < 4*(int(g.directory[3])+1); k += 4 {
		key, place, count, value := g.directory[k], g.directory[k+1], int(g.directory[k+2]), int(g.directory[k+3])
		text := ""
		if place == 34737 && value <= len(g.text) && value+count <= len(g.text) {
			text = strings.TrimRight(g.text[value:value+count], "|\x00 ")
		}
		code := place == 0 && value > 0 && value != userDefined
		switch {
		case key == 3072 && code: // ProjectedCRS
			c.CRS.EPSG = value
		case key == 2048 && code && c.CRS.EPSG == 0: // GeodeticCRS
			c.CRS.EPSG = value
		case key == 1026 && text != "", key == 3073 && text != "": // citations
			c.CRS.Name = text
		case key == 3076 && code:
			c.Unit = linearUnits[value]
		case key == 4096 && code:
			c.VerticalCRS = value
		case key == 4099 && code:
			c.HeightUnit = linearUnits[value]
		}
	}
	if c.CRS.EPSG == 0 && c.CRS.Name == "" {
		c.CRS = vector.CRS{}
	}
}
