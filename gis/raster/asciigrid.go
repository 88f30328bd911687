package raster

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
)

// ReadASCII reads an ESRI ASCII grid. Header keys, in any case and order:
// ncols, nrows, xllcorner or xllcenter, yllcorner or yllcenter, cellsize or dx
// and dy, and optionally NODATA_value, which is -9999 unless given, as ESRI
// defines it. Rows follow from north to south. Errors carry name and line; up to
// ten are reported together.
func ReadASCII(r io.Reader, name string) (*Raster, error) {
	g := asciiGrid{words: words{r: bufio.NewReaderSize(r, 1<<16), line: 1}, seen: map[string]float64{}}
	ra, err := g.read()
	if err != nil && err != errTooMany {
		g.fail(err)
	}
	for k, err := range g.wrong {
		g.wrong[k] = fmt.Errorf("%s:%w", name, err)
	}
	if g.wrong != nil {
		return nil, errors.Join(g.wrong...)
	}
	return ra, nil
}

// errTooMany says that enough mistakes have been found.
var errTooMany = errors.New("too many mistakes")

// fail notes a mistake at the line of the last word; reading may go on until
// there are too many.
func (g *asciiGrid) fail(err error) error {
	g.wrong = append(g.wrong, fmt.Errorf("%d: %w", g.words.at, err))
	if len(g.wrong) >= maxReported {
		return errTooMany
	}
	return nil
}

type asciiGrid struct {
	words  words
	seen   map[string]float64 // header numbers by lower-case key
	nodata noData
	source Source
	wrong  []error
}

var asciiKeys = []string{
	"ncols", "nrows", "xllcorner", "xllcenter", "yllcorner", "yllcenter",
	"cellsize", "dx", "dy", "nodata_value",
}

func (g *asciiGrid) read() (*Raster, error) {
	g.source = Source{Format: "ESRI ASCII grid", Sample: "text", Compression: "none", Bands: 1}
	g.nodata = noData{true, -9999}
	first, err := g.header()
	if err != nil {
		return nil, err
	}
	if g.wrong != nil {
		return nil, errTooMany // without a header numbers mean nothing
	}
	ra, err := g.place()
	if err != nil {
		return nil, err
	}
	ra.Values, err = g.values(first, ra.NX, ra.NY)
	if err != nil {
		return nil, err
	}
	ra.Source = g.source
	for south, north := 0, ra.NY-1; south < north; south, north = south+1, north-1 {
		a, b := ra.Values[south*ra.NX:][:ra.NX], ra.Values[north*ra.NX:][:ra.NX]
		for i := range a {
			a[i], b[i] = b[i], a[i]
		}
	}
	return ra, nil
}

// header reads key-value pairs up to the first word that is a number, the
// first value of the grid, and returns that word.
func (g *asciiGrid) header() ([]byte, error) {
	for {
		word, err := g.words.next()
		if errors.Is(err, io.EOF) {
			return nil, errors.New("file ends before the first value")
		}
		if err != nil {
			return nil, err
		}
		key := strings.ToLower(string(word))
		if !slices.Contains(asciiKeys, key) {
			if _, err := strconv.ParseFloat(key, 64); err == nil {
				return word, nil
			}
			return nil, fmt.Errorf("%q: must be a number or one of %s", key, strings.Join(asciiKeys, " "))
		}
		if err := g.pair(key); err != nil {
			if err := g.fail(fmt.Errorf("%s: %w", key, err)); err != nil {
				return nil, err
			}
		}
	}
}

// pair reads the value that belongs to key.
func (g *asciiGrid) pair(key string) error {
	if _, twice := g.seen[key]; twice {
		return errors.New("is given twice")
	}
	word, err := g.words.next()
	if errors.Is(err, io.EOF) {
		return errors.New("has no value: the file ends")
	}
	if err != nil {
		return err
	}
	text := string(word)
	if key == "nodata_value" {
		g.seen[key] = 0
		g.source.NoData = text
		g.nodata, err = parseNoData(text)
		return err
	}
	v, err := strconv.ParseFloat(text, 64)
	switch {
	case err != nil || !finite(v):
		return fmt.Errorf("%q: must be a number%s", text, commaHint(text))
	case (key == "ncols" || key == "nrows") && (v < 1 || v > maxCells || v != float64(int(v))):
		return fmt.Errorf("%s: must be a whole number from 1 to %d", text, maxCells)
	case (key == "cellsize" || key == "dx" || key == "dy") && v <= 0:
		return fmt.Errorf("%s: must be > 0", text)
	}
	g.seen[key] = v
	return nil
}

// place turns the header into an empty raster, or tells all that it lacks.
func (g *asciiGrid) place() (*Raster, error) {
	has := func(key string) bool { _, ok := g.seen[key]; return ok }
	var wrong []string
	one := func(a, b string) {
		if has(a) == has(b) {
			wrong = append(wrong, fmt.Sprintf("needs either %s or %s", a, b))
		}
	}
	for _, key := range []string{"ncols", "nrows"} {
		if !has(key) {
			wrong = append(wrong, "lacks "+key)
		}
	}
	one("xllcorner", "xllcenter")
	one("yllcorner", "yllcenter")
	if has("cellsize") == (has("dx") && has("dy")) || has("dx") != has("dy") {
		wrong = append(wrong, "needs either cellsize or both dx and dy")
	}
	if wrong != nil {
		return nil, fmt.Errorf("header above this line %s", strings.Join(wrong, ", "))
	}

	ra := &Raster{
		NX: int(g.seen["ncols"]), NY: int(g.seen["nrows"]),
		X0: g.seen["xllcorner"], Y0: g.seen["yllcorner"],
		CellX: g.seen["cellsize"], CellY: g.seen["cellsize"],
	}
	if has("dx") {
		ra.CellX, ra.CellY = g.seen["dx"], g.seen["dy"]
	}
	if has("xllcenter") {
		ra.X0 = g.seen["xllcenter"] - ra.CellX/2
	}
	if has("yllcenter") {
		ra.Y0 = g.seen["yllcenter"] - ra.CellY/2
	}
	if ra.NX > maxCells/ra.NY {
		return nil, fmt.Errorf("ncols %d × nrows %d: more than %d cells: crop the grid first", ra.NX, ra.NY, maxCells)
	}
	return ra, ra.checkPlace()
}

// values reads nx × ny numbers from north to south. The slice grows with the
// numbers that are really there, not with the size that the header claims.
func (g *asciiGrid) values(first []byte, nx, ny int) ([]float32, error) {
	want := nx * ny
	values := make([]float32, 0, min(want, 1<<16))
	word := first
	for {
		v, err := g.number(word)
		if err != nil {
			if err := g.fail(err); err != nil {
				return nil, err
			}
		}
		values = append(values, v)
		word, err = g.words.next()
		switch {
		case errors.Is(err, io.EOF) && len(values) == want:
			return values, nil
		case errors.Is(err, io.EOF):
			return nil, fmt.Errorf("data end after %d of %d values (ncols %d × nrows %d)", len(values), want, nx, ny)
		case err != nil:
			return nil, err
		case len(values) == want:
			return nil, fmt.Errorf("%q: one value too many: ncols %d × nrows %d are %d", word, nx, ny, want)
		}
	}
}

func (g *asciiGrid) number(word []byte) (float32, error) {
	v, ok := decimal(word)
	if !ok {
		text := string(word)
		var err error
		if v, err = strconv.ParseFloat(text, 64); err != nil {
			return 0, numberError(text)
		}
	}
	if g.nodata.matches(v) {
		return noValue, nil
	}
	if !finite(v) && !math.IsNaN(g.nodata.value) {
		return 0, fmt.Errorf("%q: must be a number, or %g where there is none", word, g.nodata.value)
	}
	return g.source.narrow(v), nil
}

func numberError(text string) error {
	return fmt.Errorf("%q: must be a number%s", text, commaHint(text))
}

// decimal reads a plain number like -12.34 of at most 15 digits: digits and power
// of ten are whole numbers that float64 holds, so their quotient is rounded once
// and right. What is not plain is left to strconv.
func decimal(word []byte) (v float64, ok bool) {
	digits := word
	if len(digits) > 0 && digits[0] == '-' {
		digits = digits[1:]
	}
	if len(digits) == 0 || len(digits) > 16 {
		return 0, false
	}
	whole, point, count := uint64(0), -1, 0
	for k, c := range digits {
		switch {
		case c >= '0' && c <= '9':
			whole = whole*10 + uint64(c-'0')
			count++
		case c == '.' && point < 0:
			point = k
		default:
			return 0, false
		}
	}
	if count == 0 || count > 15 {
		return 0, false
	}
	v = float64(whole)
	if point >= 0 {
		v /= powersOfTen[len(digits)-1-point]
	}
	if len(digits) < len(word) {
		v = -v
	}
	return v, true
}

var powersOfTen = [16]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15}

func commaHint(text string) string {
	if strings.Contains(text, ",") {
		return " with a decimal point"
	}
	return ""
}

// looksLikeASCIIGrid reports whether the first word is a header key.
func looksLikeASCIIGrid(head []byte) bool {
	fields := bytes.Fields(bytes.TrimPrefix(head, utf8BOM))
	return len(fields) > 0 && slices.Contains(asciiKeys, strings.ToLower(string(fields[0])))
}
