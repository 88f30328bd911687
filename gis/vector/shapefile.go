package vector

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/paulmach/orb"
)

// A shapefile is several files of one name: .shp has the shapes, .dbf the
// properties, .prj the reference system, .cpg the encoding of texts, .shx an
// index that is not needed here. The reader is ours: go-shp (read at v0.1.1)
// returns texts as bytes whatever their encoding, a polygon as parts of which
// the caller has to find out which are holes, and makes room for as many points
// as a record claims before it has seen them. See "ESRI Shapefile Technical
// Description" (1998).
type shapefile struct {
	shp, dbf []byte // nil: absent
	prj, cpg string
	shx      bool
}

// Shape types. Those of a kind differ by 10 (with heights) and 20 (with
// measures, which are passed over).
const (
	shpNull       = 0
	shpPoint      = 1
	shpLines      = 3
	shpPolygon    = 5
	shpMultiPoint = 8
	shpMultiPatch = 31
)

func isShapefile(head []byte) bool {
	return len(head) >= 32 && binary.BigEndian.Uint32(head) == 9994 && binary.LittleEndian.Uint32(head[28:]) == 1000
}

// beside returns the path of a file of the same name with another ending, in
// lower case or upper; "" when there is none.
func beside(path, ext string) string {
	stem := strings.TrimSuffix(path, filepath.Ext(path))
	for _, e := range []string{ext, strings.ToUpper(ext), ext[:1] + strings.ToUpper(ext[1:2]) + ext[2:]} {
		if st, err := os.Stat(stem + e); err == nil && st.Mode().IsRegular() {
			return stem + e
		}
	}
	return ""
}

func readShapefile(path string, o Options) (*Layer, error) {
	if strings.EqualFold(filepath.Ext(path), ".shx") {
		return nil, fmt.Errorf("%s: is the index of a shapefile: open the .shp beside it", path)
	}
	var s shapefile
	var err error
	if s.shp, err = readWhole(path); err != nil {
		return nil, err
	}
	if p := beside(path, ".dbf"); p != "" {
		if s.dbf, err = readWhole(p); err != nil {
			return nil, err
		}
	}
	text := func(ext string) string {
		p := beside(path, ext)
		if p == "" {
			return ""
		}
		st, err := os.Stat(p)
		if err != nil || st.Size() > 1<<20 {
			return "" // neither has more than a few lines
		}
		data, err := os.ReadFile(p)
		if err != nil {
			return ""
		}
		return strings.TrimSpace(strings.TrimPrefix(strings.ToValidUTF8(string(data), "?"), "\ufeff"))
	}
	s.prj, s.cpg, s.shx = text(".prj"), text(".cpg"), beside(path, ".shx") != ""
	return s.layer(path, o)
}

func (s shapefile) layer(path string, o Options) (*Layer, error) {
	l := &Layer{File: path, Format: "Shapefile", Name: strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))}
	r := report{file: path}
	if s.prj != "" {
		l.CRS = CRSOfWKT(s.prj, ".prj")
	} else {
		l.Warn("%s.prj is missing, so the reference system is unknown: say it (ogr2ogr -a_srs EPSG:… out.shp %s)", l.Name, path)
	}
	if !s.shx {
		l.Warn("%s.shx is missing, without which other programs do not open it: ogrinfo --config SHAPE_RESTORE_SHX YES %s writes it", l.Name, path)
	}
	var table *dbf
	if s.dbf == nil {
		l.Warn("%s.dbf is missing, so features have no properties: copy it beside %s", l.Name, path)
	} else {
		var err error
		if table, err = parseDBF(s.dbf, s.cpg, o.Encoding, l); err != nil {
			r.fail(0, l.Name+".dbf", "%v", err)
		}
	}
	s.records(l, table, &r)
	if err := r.err(); err != nil {
		return nil, err
	}
	if table != nil && table.records != len(l.Features)+table.deleted {
		l.Warn("%s.dbf has %d records for %d shapes: one of the files is not of this set", l.Name, table.records, len(l.Features)+table.deleted)
	}
	return l, nil
}

const shpHeader = 100

// records reads the shapes one after the other.
func (s shapefile) records(l *Layer, table *dbf, r *report) {
	if !isShapefile(s.shp) || len(s.shp) < shpHeader {
		r.fail(0, "", "is no shapefile: its header of 100 bytes is cut off")
		return
	}
	at := shpHeader
	for index := 0; at < len(s.shp); index++ {
		if len(s.shp)-at < 8 {
			if index > 0 && strings.Trim(string(s.shp[at:]), "\x00") == "" {
				return // padding
			}
			r.fail(0, fmt.Sprintf("record %d", index+1), "byte %d: the file ends within the record's head: it is cut off", at)
			return
		}
		length := int64(binary.BigEndian.Uint32(s.shp[at+4:])) * 2
		if length < 4 || length > int64(len(s.shp)-at-8) {
			r.fail(0, fmt.Sprintf("record %d", index+1), "byte %d: claims %d bytes, the file has %d more: it is cut off (copy it again, or mend it: ogr2ogr -skipfailures)", at, length, len(s.shp)-at-8)
			return
		}
		body := s.shp[at+8 : at+8+int(length)]
		f := Feature{Index: index}
		var err error
		if f.Geometry, f.Heights, err = shapeOf(body); err != nil {
			r.fail(0, fmt.Sprintf("record %d", index+1), "byte %d: %v", at, err)
		}
		at += 8 + int(length)
		if table != nil {
			var gone bool
			if f.Properties, gone = table.row(index); gone {
				table.deleted++
				continue
			}
		}
		l.Features = append(l.Features, f)
	}
}

// shpBytes goes through a record.
type shpBytes struct {
	b []byte
}

var errShort = errors.New("the record is too short for what it claims")

func (s *shpBytes) take(n int64) ([]byte, error) {
	if n < 0 || n > int64(len(s.b)) {
		return nil, errShort
	}
	out := s.b[:n]
	s.b = s.b[n:]
	return out, nil
}

func (s *shpBytes) points(n int64) ([]orb.Point, error) {
	b, err := s.take(16 * n)
	if err != nil {
		return nil, err
	}
	points := make([]orb.Point, n)
	for k := range points {
		points[k] = orb.Point{float64At(b, 16*k), float64At(b, 16*k+8)}
		if err := checkPosition(points[k]); err != nil {
			return nil, err
		}
	}
	return points, nil
}

func (s *shpBytes) heights(n int64) ([]float64, error) {
	b, err := s.take(8 * n)
	if err != nil {
		return nil, err
	}
	z := make([]float64, n)
	for k := range z {
		z[k] = float64At(b, 8*k)
		if !(z[k] >= -furthest && z[k] <= furthest) {
			return nil, fmt.Errorf("height %g: must be on the earth", z[k])
		}
	}
	return z, nil
}
