package vector

import (
	"bytes"
	"encoding/binary"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"golang.org/x/text/encoding/simplifiedchinese"
)

func loadShapefile(t testing.TB, name string) shapefile {
	t.Helper()
	read := func(ext string) []byte {
		data, err := os.ReadFile(filepath.Join("testdata", name+ext))
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	return shapefile{shp: read(".shp"), dbf: read(".dbf"), prj: string(read(".prj")), cpg: string(read(".cpg")), shx: true}
}

// What is missing is said with the way to mend it, and does not keep the rest
// from being read.
func TestShapefileWithoutSidecars(t *testing.T) {
	s := loadShapefile(t, "areas_gbk")
	s.prj, s.cpg, s.shx = "", "", false
	l, err := s.layer("a.shp", Options{})
	if err != nil {
		t.Fatal(err)
	}
	if l.Features[0].Properties["名称"] != "一号楼" || l.CRS != (CRS{}) {
		t.Errorf("%+v", l.Features[0])
	}
	for k, want := range []string{
		"a.prj is missing, so the reference system is unknown: say it (ogr2ogr -a_srs EPSG:",
		"a.shx is missing", "a.cpg is missing: texts look like GB18030 and are read so; write GB18030 into a.cpg",
	} {
		if len(l.Warnings) != 3 || !strings.HasPrefix(l.Warnings[k], want) {
			t.Errorf("%q, want %s", l.Warnings, want)
		}
	}
	s.dbf = nil
	if l, err = s.layer("a.shp", Options{}); err != nil || len(l.Features) != 2 || l.Features[0].Properties != nil || !strings.HasPrefix(l.Warnings[2], "a.dbf is missing") {
		t.Errorf("%+v, %v", l, err)
	}
}

func TestEncodings(t *testing.T) {
	gbk := loadShapefile(t, "areas_gbk")
	for _, c := range []struct {
		name, cpg, wanted string
		driver            byte
		want, warning     string
	}{
		{"as the .cpg says", "GBK", "", 0, "一号楼", ""},
		{"by number", "936", "", 0, "一号楼", ""},
		{"by Windows' name", "ANSI 936", "", 0, "一号楼", ""},
		{"by byte 29", "", "", 0x4d, "一号楼", ""},
		{"as wanted", "UTF-8", "GB18030", 0, "一号楼", ""},
		{"a .cpg that lies", "UTF-8", "", 0, "一号楼", "a.cpg says UTF-8, yet the texts are none: they are read as GB18030"},
		{"a .cpg of nonsense", "Klingon", "", 0, "一号楼", `encoding "Klingon" is unknown`},
	} {
		s := gbk
		s.dbf = bytes.Clone(gbk.dbf)
		s.cpg, s.dbf[29] = c.cpg, c.driver
		l, err := s.layer("a.shp", Options{Encoding: c.wanted})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if l.Features[0].Properties["名称"] != c.want || (len(l.Warnings) > 0) != (c.warning != "") || c.warning != "" && !strings.Contains(l.Warnings[0], c.warning) {
			t.Errorf("%s: %v, %q", c.name, l.Features[0].Properties, l.Warnings)
		}
	}
	if _, err := gbk.layer("a.shp", Options{Encoding: "Klingon"}); err == nil || !strings.Contains(err.Error(), `encoding "Klingon": must be such as GBK`) {
		t.Error(err)
	}
	// A letter that the field's end cuts in two is left out.
	b, err := simplifiedchinese.GBK.NewEncoder().Bytes([]byte("一二三"))
	if err != nil {
		t.Fatal(err)
	}
	if got := decodeText(simplifiedchinese.GB18030, b[:5]); got != "一二" {
		t.Errorf("%q", got)
	}
	if got := decodeText(nil, []byte("一二三")[:8]); got != "一二" {
		t.Errorf("%q", got)
	}
}

func TestFieldTypes(t *testing.T) {
	for _, c := range []struct {
		kind     byte
		decimals int
		raw      string
		want     any
	}{
		{'N', 0, "   42", 42.0}, {'N', 0, "9007199254740993", int64(9007199254740993)}, {'N', 2, " -1.25", -1.25},
		{'N', 0, "*****", nil}, {'N', 2, "", nil}, {'F', 3, "1.5e3", 1500.0}, {'F', 3, "nan", nil},
		{'L', 0, "T", true}, {'L', 0, "n", false}, {'L', 0, "?", nil},
		{'D', 0, "20240229", "2024-02-29"}, {'D', 0, "20240230", nil}, {'D', 0, "        ", nil},
		{'C', 0, " a b  \x00", " a b"}, {'C', 0, "   ", nil},
		{'I', 0, "\xfe\xff\xff\xff", -2.0}, {'B', 0, "\x00\x00\x00\x00\x00\x00\xf8\x3f", 1.5}, {'Y', 0, "\x10\x27\x00\x00\x00\x00\x00\x00", 1.0},
		{'M', 0, "0000000001", nil},
	} {
		f := dbfField{kind: c.kind, decimals: c.decimals}
		if got := f.value([]byte(c.raw), nil); got != c.want {
			t.Errorf("%c %q: %#v, want %#v", c.kind, c.raw, got, c.want)
		}
	}
}

// shpOf wraps contents as records.
func shpOf(contents ...[]byte) []byte {
	b := make([]byte, shpHeader)
	binary.BigEndian.PutUint32(b, 9994)
	binary.LittleEndian.PutUint32(b[28:], 1000)
	for k, c := range contents {
		b = binary.BigEndian.AppendUint32(b, uint32(k+1))
		b = binary.BigEndian.AppendUint32(b, uint32(len(c)/2))
		b = append(b, c...)
	}
	return b
}

// content packs whole numbers (int) and doubles.
func content(values ...any) (b []byte) {
	for _, v := range values {
		switch v := v.(type) {
		case int:
			b = binary.LittleEndian.AppendUint32(b, uint32(v))
		case float64:
			b = binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
		}
	}
	return b
}

func TestShapes(t *testing.T) {
	const box = 0.0
	for _, c := range []struct {
		name    string
		content []byte
		want    orb.Geometry
		heights int
	}{
		{"null", content(0), nil, 0},
		{"point", content(1, 3.0, 4.0), orb.Point{3, 4}, 0},
		{"point with measure", content(21, 3.0, 4.0, 9.0), orb.Point{3, 4}, 0},
		{"point with height and measure", content(11, 3.0, 4.0, 5.0, 9.0), orb.Point{3, 4}, 1},
		{"points", content(8, box, box, box, box, 2, 1.0, 2.0, 3.0, 4.0), orb.MultiPoint{{1, 2}, {3, 4}}, 0},
		{"points with heights", content(18, box, box, box, box, 1, 1.0, 2.0, 7.0, 7.0, 7.0), orb.MultiPoint{{1, 2}}, 1},
		{"line with measures", content(23, box, box, box, box, 1, 2, 0, 1.0, 2.0, 3.0, 4.0, 0.0, 0.0, 0.0, 0.0), orb.LineString{{1, 2}, {3, 4}}, 0},
		{"island in a hole, turned any way", content(5, box, box, box, box, 3, 12, 0, 4, 8,
			0.0, 0.0, 0.0, 9.0, 9.0, 9.0, 9.0, 0.0, // open, clockwise
			1.0, 1.0, 1.0, 8.0, 8.0, 8.0, 8.0, 1.0,
			2.0, 2.0, 3.0, 2.0, 3.0, 3.0, 2.0, 3.0),
			orb.MultiPolygon{
				{{{0, 0}, {9, 0}, {9, 9}, {0, 9}, {0, 0}}, {{1, 1}, {1, 8}, {8, 8}, {8, 1}, {1, 1}}},
				{{{2, 2}, {3, 2}, {3, 3}, {2, 3}, {2, 2}}}}, 0},
		{"patch: fan and ring", content(31, box, box, box, box, 2, 7, 0, 4, 1, 5,
			0.0, 0.0, 1.0, 0.0, 1.0, 1.0, 0.0, 1.0, 5.0, 5.0, 6.0, 5.0, 6.0, 6.0, 0.0, 0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0),
			orb.MultiPolygon{{{{0, 0}, {1, 0}, {1, 1}, {0, 0}}}, {{{0, 0}, {1, 1}, {0, 1}, {0, 0}}}, {{{5, 5}, {6, 5}, {6, 6}, {5, 5}}}}, 12},
	} {
		l, err := shapefile{shp: shpOf(c.content)}.layer("a.shp", Options{})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		checkLayer(t, l)
		if f := l.Features[0]; !orb.Equal(f.Geometry, c.want) && c.want != nil || len(f.Heights) != c.heights {
			t.Errorf("%s:\n got %v %v\nwant %v", c.name, f.Geometry, f.Heights, c.want)
		}
	}
}

func TestMistakesOfShapefile(t *testing.T) {
	cut := shpOf(content(1, 3.0, 4.0))
	long := bytes.Clone(cut)
	binary.BigEndian.PutUint32(long[shpHeader+4:], 0x7fffffff)
	for _, c := range []struct {
		name string
		s    shapefile
		want string
	}{
		{"cut header", shapefile{shp: cut[:40]}, "a.shp: is no shapefile: its header of 100 bytes is cut off"},
		{"cut record", shapefile{shp: cut[:len(cut)-1]}, "a.shp: record 1: byte 100: claims 20 bytes, the file has 19 more"},
		{"huge record", shapefile{shp: long}, "record 1: byte 100: claims 4294967294 bytes"},
		{"cut head", shapefile{shp: append(cut[:len(cut):len(cut)], 1, 2)}, "record 2: byte 128: the file ends within the record's head"},
		{"shape of no type", shapefile{shp: shpOf(content(99, 1.0, 2.0))}, "shape type 99"},
		{"four billion points", shapefile{shp: shpOf(content(8, 0.0, 0.0, 0.0, 0.0, -1))}, "too short for what it claims"},
		{"parts backwards", shapefile{shp: shpOf(content(3, 0.0, 0.0, 0.0, 0.0, 2, 2, 2, 1, 1.0, 2.0, 3.0, 4.0))}, "part 0 from point 2 to 1 of 2"},
		{"two mistakes", shapefile{shp: shpOf(content(1, math.NaN(), 0.0), content(2))}, "record 1: byte 100: position [NaN 0]: must be on the earth\na.shp: record 2: byte 128: shape type 2"},
		{"short table", shapefile{shp: cut, dbf: make([]byte, 20)}, "a.shp: a.dbf: is cut off within its header"},
		{"table of nothing", shapefile{shp: cut, dbf: make([]byte, 64)}, "a header of 0 bytes, records of 0"},
	} {
		_, err := c.s.layer("a.shp", Options{})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s:\n got %v\nwant %s", c.name, err, c.want)
		}
	}
	_, err := Open(filepath.Join("testdata", "areas_gbk.shx"), Options{})
	if err == nil || !strings.Contains(err.Error(), "is the index of a shapefile: open the .shp") {
		t.Error(err)
	}
}

func FuzzShapefile(f *testing.F) {
	for _, name := range []string{"areas_gbk", "lines_gbk", "points_utf8"} {
		s := loadShapefile(f, name)
		f.Add(s.shp, s.dbf, s.cpg)
	}
	f.Add(shpOf(content(31, 0.0, 0.0, 0.0, 0.0, 1, 1, 0, 0, 1.0, 2.0, 0.0, 0.0, 3.0)), []byte(nil), "936")
	f.Fuzz(func(t *testing.T, shp, dbf []byte, cpg string) {
		if len(shp)+len(dbf) > 1<<16 {
			return
		}
		l, err := shapefile{shp: shp, dbf: dbf, cpg: cpg}.layer("f.shp", Options{})
		if err == nil {
			checkLayer(t, l)
		}
	})
}
