package raster

import (
	"errors"
	"io"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"
)

func TestReadASCII(t *testing.T) {
	plain := "ncols 3\nnrows 2\nxllcorner 100\nyllcorner 200\ncellsize 10\nNODATA_value -1\n"
	for name, c := range map[string]struct {
		text   string
		values []float32 // from the south-west
		place  [4]float64
	}{
		"plain":            {plain + "1 2 3\n4 5 -1\n", []float32{4, 5, noValue, 1, 2, 3}, [4]float64{100, 200, 10, 10}},
		"upper case, CRLF": {strings.ReplaceAll(strings.ToUpper(plain)+"1 2 3\n4 5 -1.000\n", "\n", "\r\n"), []float32{4, 5, noValue, 1, 2, 3}, [4]float64{100, 200, 10, 10}},
		"one line":         {strings.ReplaceAll(plain+"1 2 3 4 5 6", "\n", "  "), []float32{4, 5, 6, 1, 2, 3}, [4]float64{100, 200, 10, 10}},
		"centres, dx, dy": {"xllcenter 105\nyllcenter 202.5\ndx 10\ndy 5\nnrows 2\nncols 3\n1 2 3 4 5 6\n",
			[]float32{4, 5, 6, 1, 2, 3}, [4]float64{100, 200, 10, 5}},
		"mixed, default no data": {"ncols 2\nnrows 1\nxllcorner 100\nyllcenter 205\ncellsize 10\n-9999 -1e0\n",
			[]float32{noValue, -1}, [4]float64{100, 200, 10, 10}},
		"nan": {"ncols 2\nnrows 1\nxllcorner 1e2\nyllcorner 200.0\ncellsize 10\nnodata_value nan\nnan 4\n",
			[]float32{noValue, 4}, [4]float64{100, 200, 10, 10}},
		"float32 minimum": {"ncols 2\nnrows 1\nxllcorner 100\nyllcorner 200\ncellsize 10\nnodata_value -3.40282e+38\n-3.4028234663852886e+38 .5\n",
			[]float32{noValue, 0.5}, [4]float64{100, 200, 10, 10}},
		"infinite": {"ncols 2\nnrows 1\nxllcorner 100\nyllcorner 200\ncellsize 10\nnodata_value nan\ninf +3\n",
			[]float32{noValue, 3}, [4]float64{100, 200, 10, 10}},
		"byte order mark": {"\ufeff" + plain + "1 2 3 4 5 6", []float32{4, 5, 6, 1, 2, 3}, [4]float64{100, 200, 10, 10}},
	} {
		ra, err := ReadASCII(iotest.OneByteReader(strings.NewReader(c.text)), "dem.asc")
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := [4]float64{ra.X0, ra.Y0, ra.CellX, ra.CellY}; got != c.place {
			t.Errorf("%s: place %v, want %v", name, got, c.place)
		}
		if len(ra.Values) != len(c.values) || len(ra.Values) != ra.NX*ra.NY {
			t.Errorf("%s: got %v", name, ra.Values)
			continue
		}
		for k, want := range c.values {
			if got := ra.Values[k]; got != want && !(isNaN(got) && isNaN(want)) {
				t.Errorf("%s: got %v, want %v", name, ra.Values, c.values)
				break
			}
		}
	}
}

func TestASCIIRounding(t *testing.T) {
	ra, err := ReadASCII(strings.NewReader("ncols 2 nrows 1 xllcorner 0 yllcorner 0 cellsize 1 4321.1 5"), "dem.asc")
	if err != nil {
		t.Fatal(err)
	}
	if want := math.Abs(float64(float32(4321.1)) - 4321.1); ra.Source.Rounding != want || want > 0.0003 {
		t.Errorf("got %g, want %g", ra.Source.Rounding, want)
	}
}

func TestBrokenASCII(t *testing.T) {
	head := "ncols 3\nnrows 2\nxllcorner 100\nyllcorner 200\ncellsize 10\n"
	for text, want := range map[string]string{
		"":                        "dem.asc:1: file ends before the first value",
		"ncols":                   "dem.asc:1: ncols: has no value: the file ends",
		head:                      "dem.asc:6: file ends before the first value",
		head + "1 2 3\n4 5\n":     "dem.asc:8: data end after 5 of 6 values (ncols 3 × nrows 2)",
		head + "1 2 3\n4 5 6\n7":  `dem.asc:8: "7": one value too many: ncols 3 × nrows 2 are 6`,
		head + "1 2 3\n4 x 6\n":   `dem.asc:7: "x": must be a number`,
		head + "1 2 3\n4 5,5 6":   `dem.asc:7: "5,5": must be a number with a decimal point`,
		head + "1e999 2 3 4 5 6":  `dem.asc:6: "1e999": must be a number`,
		head + "1 2 3\nnan inf 6": "dem.asc:7: \"nan\": must be a number, or -9999 where there is none\ndem.asc:7: \"inf\": must",
		head + "ncols 3\n":        "dem.asc:6: ncols: is given twice",
		"ncols 3\nnrows two\n":    `dem.asc:2: nrows: "two": must be a number`,
		"ncols 3.5\n":             "dem.asc:1: ncols: 3.5: must be a whole number from 1 to 1073741824",
		"ncols 0\n":               "dem.asc:1: ncols: 0: must be a whole number",
		"ncols nan\n":             `dem.asc:1: ncols: "nan": must be a number`,
		"cellsize 0\n":            "dem.asc:1: cellsize: 0: must be > 0",
		"nodata_value none\n":     `dem.asc:1: nodata_value: "none": must be a number or nan`,
		"rows 3\n":                `dem.asc:1: "rows": must be a number or one of ncols nrows`,
		"ncols 3\ncellsize 1\ndx 1\nxllcorner 1\nxllcenter 1\n7 8 9": "dem.asc:6: header above this line lacks nrows, " +
			"needs either xllcorner or xllcenter, needs either yllcorner or yllcenter, needs either cellsize or both dx and dy",
		"ncols 100000\nnrows 100000\nxllcorner 0\nyllcorner 0\ncellsize 1\n5": "dem.asc:6: ncols 100000 × nrows 100000: more than",
		"ncols 30000\nnrows 30000\nxllcorner 0\nyllcorner 0\ncellsize 1\n5\n": "dem.asc:7: data end after 1 of 900000000 values",
		head + strings.Repeat("1", 200):                                       `dem.asc:6: "11111111111111111111"...: must be a number or key`,
	} {
		var err error
		used := allocated(func() { _, err = ReadASCII(strings.NewReader(text), "dem.asc") })
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%.40q:\ngot  %v\nwant %s", text, err, want)
		}
		if used > 1<<20 {
			t.Errorf("%.40q: %d bytes allocated", text, used)
		}
	}
	failing := io.MultiReader(strings.NewReader(head+"1 2"), iotest.ErrReader(io.ErrClosedPipe))
	if _, err := ReadASCII(failing, "dem.asc"); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("disk error: %v", err)
	}
}

// TestMistakesTogether: all mistakes of a grid are told together, with their lines.
func TestMistakesTogether(t *testing.T) {
	_, err := ReadASCII(strings.NewReader("ncols two\nnrows -1\nxllcorner 0\nyllcorner 0\ncellsize 1\n1 2\n"), "dem.asc")
	want := "dem.asc:1: ncols: \"two\": must be a number\ndem.asc:2: nrows: -1: must be a whole number from 1 to 1073741824"
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
	_, err = ReadASCII(strings.NewReader("ncols 2\nnrows 3\nxllcorner 0\nyllcorner 0\ncellsize 1\n1 a\n3 4\n5,5 6\n7"), "dem.asc")
	want = "dem.asc:6: \"a\": must be a number\ndem.asc:8: \"5,5\": must be a number with a decimal point\n" +
		"dem.asc:9: \"7\": one value too many: ncols 2 × nrows 3 are 6"
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
	_, err = ReadASCII(strings.NewReader("ncols 9\nnrows 9\nxllcorner 0\nyllcorner 0\ncellsize 1\n1\n"+strings.Repeat("x\n", 80)), "dem.asc")
	if lines := strings.Split(err.Error(), "\n"); len(lines) != maxReported || !strings.HasPrefix(lines[9], "dem.asc:16: ") {
		t.Errorf("%d lines: %v", len(lines), err)
	}
}

// TestDecimal: the fast way gives what strconv gives, bit by bit.
func TestDecimal(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 8))
	fast := 0
	for range 200000 {
		text := strconv.FormatFloat((random.Float64()-0.5)*math.Pow10(random.IntN(9)), 'f', random.IntN(9), 64)
		want, err := strconv.ParseFloat(text, 64)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := decimal([]byte(text)); ok {
			fast++
			if math.Float64bits(got) != math.Float64bits(want) {
				t.Fatalf("%s: got %g, want %g", text, got, want)
			}
		}
	}
	if fast < 150000 {
		t.Errorf("%d of 200000 the fast way", fast)
	}
	for _, text := range []string{"", "-", ".", "-.", "1.2.3", "1e3", "+1", "nan", "0x1", "1234567890123456", "1_0", "5,5"} {
		if v, ok := decimal([]byte(text)); ok {
			t.Errorf("%q is taken for %g", text, v)
		}
	}
	for text, want := range map[string]float64{"-0": math.Copysign(0, -1), "5.": 5, "-.5": -0.5, "007": 7, "999999999999999": 999999999999999} {
		if v, ok := decimal([]byte(text)); !ok || math.Float64bits(v) != math.Float64bits(want) {
			t.Errorf("%q: got %g, %v", text, v, ok)
		}
	}
}
