package vector

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/paulmach/orb"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
)

// Names of columns, without case, spaces and units. 横坐标 runs east, 纵坐标
// north; x and y mean either, see surveyors' order below.
var (
	eastNames   = []string{"lon", "lng", "long", "longitude", "x", "xcoord", "east", "easting", "e", "经度", "东坐标", "东", "横坐标", "x坐标"}
	northNames  = []string{"lat", "latitude", "y", "ycoord", "north", "northing", "n", "纬度", "北坐标", "北", "纵坐标", "y坐标"}
	heightNames = []string{"z", "h", "height", "elevation", "elev", "alt", "altitude", "高程", "标高", "高度", "海拔", "z坐标"}
	shapeNames  = []string{"wkt", "geom", "geometry", "thegeom", "wktgeom", "shape", "几何", "图形"}
	degreeNames = []string{"lon", "lng", "long", "longitude", "经度", "lat", "latitude", "纬度"}
)

var unitInName = regexp.MustCompile(`[(（\[].*[)）\]]|_(?:m|deg)$|[_\-\s]`)

// plainName takes case, spaces and units off a column's name.
func plainName(name string) string { return unitInName.ReplaceAllString(strings.ToLower(name), "") }

// columnNamed returns the column of the first of names that is there; -1: none.
func columnNamed(columns, names []string) int {
	for _, name := range names {
		for k, c := range columns {
			if plainName(c) == name {
				return k
			}
		}
	}
	return -1
}

// textOf decodes a table's bytes: by its mark, as wanted, or as it looks.
func textOf(data []byte, wanted string, l *Layer) (string, error) {
	var e encoding.Encoding
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		data = data[3:]
		e = unicode.UTF8
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")): // Excel's "Unicode text"
		e = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	}
	if wanted != "" {
		named, ok := encodingNamed(wanted)
		if !ok {
			return "", fmt.Errorf("encoding %q: must be such as GBK, UTF-8, Big5, windows-1252", wanted)
		}
		e = named
	} else if e == nil {
		guess, name := guessEncoding(func(yield func([]byte) bool) { yield(data) })
		if name != "UTF-8" {
			l.Warn("the text is no UTF-8: it looks like %s and is read so", name)
		}
		e = guess
	}
	if e == unicode.UTF8 {
		return strings.ToValidUTF8(string(data), "\uFFFD"), nil
	}
	return decodeText(e, data), nil
}

// delimiterOf returns the mark that cuts the first lines most evenly.
func delimiterOf(text string) rune {
	lines := strings.SplitN(text, "\n", 12)
	if len(lines) > 11 {
		lines = lines[:11]
	}
	best, bestScore := ',', 0
	for _, d := range ",;\t|" {
		counts := map[int]int{}
		for _, line := range lines {
			quoted, n := false, 0
			for _, c := range line {
				if c == '"' {
					quoted = !quoted
				} else if c == d && !quoted {
					n++
				}
			}
			if n > 0 {
				counts[n]++
			}
		}
		score := 0
		for n, lines := range counts {
			score = max(score, lines*100+min(n, 99)) // evenness before number
		}
		if score > bestScore {
			best, bestScore = d, score
		}
	}
	return best
}

func readTable(path string, o Options) (*Layer, error) {
	data, err := readWhole(path)
	if err != nil {
		return nil, err
	}
	return ParseTable(path, data, o)
}

// ParseTable reads a table with a header, whose rows become points by two
// columns, or what a column of well-known text says; name is for messages. Its
// error is Errors when the content is at fault.
func ParseTable(name string, data []byte, o Options) (*Layer, error) {
	t := table{report: report{file: name}, layer: &Layer{File: name, Format: "CSV"}}
	if err := t.read(data, o); err != nil {
		t.fail(0, "", "%v", err)
	}
	if err := t.err(); err != nil {
		return nil, err
	}
	return t.layer, nil
}

type table struct {
	report
	layer      *Layer
	columns    []string
	x, y, z, g int // columns; -1: none
	comma      bool
	rows       [][]string
	lines      []int
}

const maxColumns = 10_000

func (t *table) read(data []byte, o Options) error {
	text, err := textOf(data, o.Encoding, t.layer)
	if err != nil {
		return err
	}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.LazyQuotes, r.FieldsPerRecord = delimiterOf(text), true, -1
	t.comma = r.Comma == ';' || r.Comma == '\t'
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fmt.Errorf("is no table: %w", err)
		}
		line, _ := r.FieldPos(0)
		switch {
		case len(row) > maxColumns:
			t.fail(line, "", "%d columns: must be at most %d", len(row), maxColumns)
			return nil
		case t.columns == nil:
			for _, c := range row {
				t.columns = append(t.columns, strings.TrimSpace(c))
			}
			if err := t.choose(o); err != nil {
				t.fail(line, "", "%v", err)
				return nil
			}
		case len(row) == 1 && strings.TrimSpace(row[0]) == "":
		default:
			t.rows, t.lines = append(t.rows, row), append(t.lines, line)
		}
	}
	if t.columns == nil {
		return errors.New("is empty: it must have a line of column names")
	}
	t.features()
	return nil
}

// choose finds the columns of coordinates.
func (t *table) choose(o Options) error {
	find := func(what, wanted string, names []string) (int, error) {
		if wanted == "" {
			return columnNamed(t.columns, names), nil
		}
		for k, c := range t.columns {
			if c == wanted {
				return k, nil
			}
		}
		if n, err := strconv.Atoi(wanted); err == nil && n >= 1 && n <= len(t.columns) {
			return n - 1, nil
		}
		return -1, fmt.Errorf("there is no column %q for %s; there are %.200s", wanted, what, strings.Join(t.columns, ", "))
	}
	var errs [4]error
	t.x, errs[0] = find("x", o.X, eastNames)
	t.y, errs[1] = find("y", o.Y, northNames)
	t.z, errs[2] = find("z", o.Z, heightNames)
	t.g, errs[3] = find("wkt", o.WKT, shapeNames)
	if err := errors.Join(errs[:]...); err != nil {
		return err
	}
	if t.g >= 0 && (o.WKT != "" || t.x < 0 || t.y < 0) {
		t.x, t.y, t.z = -1, -1, -1
		return nil
	}
	t.g = -1
	if t.x < 0 || t.y < 0 || t.x == t.y {
		return fmt.Errorf("no columns of coordinates among %.200s: name them lon, lat or x, y or 经度, 纬度 or 东坐标, 北坐标, or wkt, or say which they are", strings.Join(t.columns, ", "))
	}
	for _, k := range []int{t.x, t.y} {
		for _, name := range degreeNames {
			if plainName(t.columns[k]) == name {
				t.layer.CRS = CRS{EPSG: 4326, Name: "longitude, latitude", How: "names of columns: " + t.columns[t.x] + ", " + t.columns[t.y]}
			}
		}
	}
	return nil
}

// number reads a coordinate; a comma may be the point where it does not part
// columns.
func (t *table) number(s string) (float64, bool) {
	s = strings.TrimSpace(s)
	if t.comma {
		s = strings.Replace(s, ",", ".", 1)
	}
	v, err := strconv.ParseFloat(s, 64)
	return v, err == nil && !math.IsNaN(v) && !math.IsInf(v, 0)
}

func (t *table) features() {
	numeric := t.numericColumns()
	srid := 0
	for k, row := range t.rows {
		f := Feature{Index: k, Line: t.lines[k], Properties: make(map[string]any, len(t.columns))}
		cell := func(c int) string {
			if c < 0 || c >= len(row) {
				return ""
			}
			return strings.TrimSpace(row[c])
		}
		if t.g >= 0 {
			if s := cell(t.g); s != "" {
				g, heights, id, err := parseWKT(s)
				if err != nil {
					t.fail(f.Line, t.columns[t.g], "%v", err)
				}
				f.Geometry, f.Heights = g, heights
				srid = max(srid, id)
			}
		} else if cell(t.x) != "" || cell(t.y) != "" {
			t.point(&f, cell)
		}
		for c, name := range t.columns {
			if c == t.x || c == t.y || c == t.z || c == t.g || name == "" {
				continue
			}
			switch s := cell(c); {
			case s == "":
				f.Properties[name] = nil
			case numeric[c]:
				v, _ := t.number(s)
				f.Properties[name] = v
			default:
				f.Properties[name] = s
			}
		}
		t.layer.Features = append(t.layer.Features, f)
	}
	if srid > 0 {
		t.layer.CRS = CRS{EPSG: srid, Name: fmt.Sprintf("EPSG:%d", srid), How: "SRID of well-known text"}
	}
	t.doubts()
}

func (t *table) point(f *Feature, cell func(int) string) {
	var p orb.Point
	for axis, c := range []int{t.x, t.y} {
		v, ok := t.number(cell(c))
		if !ok {
			t.fail(f.Line, t.columns[c], "%.40q: must be a number", cell(c))
			return
		}
		p[axis] = v
	}
	if err := checkPosition(p); err != nil {
		t.fail(f.Line, t.columns[t.x], "%v", err)
		return
	}
	f.Geometry = p
	if s := cell(t.z); s != "" {
		z, ok := t.number(s)
		if !ok || math.Abs(z) > furthest {
			t.fail(f.Line, t.columns[t.z], "%.40q: must be a height", s)
			return
		}
		f.Heights = []float64{z}
	}
}

// numericColumns tells which columns hold numbers alone. Codes such as 007 are
// texts, and so are digits beyond what float64 holds.
func (t *table) numericColumns() []bool {
	numeric := make([]bool, len(t.columns))
	for c := range numeric {
		numeric[c] = true
		for _, row := range t.rows {
			if c >= len(row) {
				continue
			}
			s := strings.TrimSpace(row[c])
			if s == "" {
				continue
			}
			_, ok := t.number(s)
			code := len(s) > 1 && s[0] == '0' && s[1] != '.' && s[1] != ','
			if !ok || code || len(strings.Trim(s, "-.0")) > 15 || strings.ContainsAny(s, "xX_") {
				numeric[c] = false
				break
			}
		}
	}
	return numeric
}

// doubts warns where the numbers do not fit the names.
func (t *table) doubts() {
	l := t.layer
	b := l.Bound()
	switch {
	case b.IsEmpty():
	case l.CRS.EPSG == 4326 && t.g < 0 && l.Swapped():
		l.toldSwapped = true
		l.Warn("latitude stands in %s and longitude in %s: exchange the columns (x: %s, y: %s)", t.columns[t.x], t.columns[t.y], t.columns[t.y], t.columns[t.x])
	case l.CRS.EPSG == 4326 && t.g < 0 && !onGlobe(b):
		l.CRS = CRS{How: l.CRS.How + ", yet not degrees"}
		l.Warn("columns %s, %s are no degrees: say the system and name them x, y", t.columns[t.x], t.columns[t.y])
	case l.CRS.EPSG == 4326 && t.g < 0:
		l.Warn("a table does not say its datum: taken for WGS 84; if the points come from a Chinese web map they are GCJ-02 or BD-09 and lie some 500 m off")
	case l.CRS == (CRS{}):
		l.Warn("a table does not say its reference system: say it")
		// Chinese surveyors' x runs north: 2,000–6,000 km from the equator, while y
		// is 500 km plus or minus 200, perhaps with the zone before it.
		east := func(low, high float64) bool {
			zone := math.Floor(low / 1e6)
			return low-zone*1e6 > 1e5 && high-zone*1e6 < 9e5 && (zone == 0 || zone >= 13 && zone <= 45)
		}
		if b.Min[0] > 1.9e6 && b.Max[0] < 6e6 && east(b.Min[1], b.Max[1]) && t.g < 0 {
			l.Warn("%s looks like a northing and %s like an easting, as Chinese surveyors name them: exchange the columns (x: %s, y: %s)", t.columns[t.x], t.columns[t.y], t.columns[t.y], t.columns[t.x])
		}
	}
}

// looksLikeTable tells whether a head is a text whose first line names columns
// of coordinates.
func looksLikeTable(head []byte) bool {
	if bytes.IndexByte(head, 0) >= 0 && !bytes.HasPrefix(head, []byte("\xff\xfe")) && !bytes.HasPrefix(head, []byte("\xfe\xff")) {
		return false
	}
	text, err := textOf(head, "", &Layer{})
	if err != nil || !utf8.ValidString(text) {
		return false
	}
	line, _, _ := strings.Cut(text, "\n")
	var columns []string
	for _, c := range strings.Split(line, string(delimiterOf(text))) {
		columns = append(columns, strings.Trim(strings.TrimSpace(c), `"`))
	}
	return columnNamed(columns, shapeNames) >= 0 || columnNamed(columns, eastNames) >= 0 && columnNamed(columns, northNames) >= 0
}
