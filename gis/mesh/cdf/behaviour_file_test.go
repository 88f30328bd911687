package cdf

import (
	"bytes"
	"errors"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// large has two variables for each record, numbers without dimensions, and
// attributes of every type.
func large(records int) Header {
	return Header{
		Dims: []Dim{{"time", 0}, {"row", 3}, {"column", 40000}},
		Attrs: []Attr{
			{"text", "沙盘, dépôt"}, {"empty", ""}, {"whole", []int32{1, -2, math.MaxInt32}},
			{"single", []float32{0.1}}, {"double", []float64{math.Pi, -1e300}},
		},
		Vars: []Var{
			{Name: "depth", Type: Float32, Dims: []string{"time", "row", "column"}, Attrs: []Attr{{"_FillValue", []float32{-9}}}},
			{Name: "grid", Type: Int32},
			{Name: "height", Type: Float64, Dims: []string{"column"}},
			{Name: "time", Type: Float64, Dims: []string{"time"}},
		},
		Records: records,
	}
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	for _, records := range []int{0, 1, 3} {
		h := large(records)
		var b bytes.Buffer
		w, err := NewWriter(&b, h)
		if err != nil {
			t.Fatal(err)
		}
		value := func(variable string, record int) any {
			switch variable {
			case "grid":
				return []int32{-7}
			case "time":
				return []float64{float64(record) * 0.1}
			case "height":
				v := make([]float64, 40000)
				for k := range v {
					v[k] = float64(k) / 3
				}
				return v
			}
			v := make([]float32, 3*40000)
			for k := range v {
				v[k] = float32(k+record) / 7
			}
			return v
		}
		var order []string
		for name, record := w.Next(); name != ""; name, record = w.Next() {
			order = append(order, name)
			if err := w.Put(name, value(name, record)); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if want := "grid height" + strings.Repeat(" depth time", records); strings.Join(order, " ") != want {
			t.Errorf("order %v, want %s", order, want)
		}
		f, err := Open(bytes.NewReader(b.Bytes()), int64(b.Len()))
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(f.Header, h) {
			t.Errorf("header\n%+v, want\n%+v", f.Header, h)
		}
		for _, v := range h.Vars {
			most := 1
			if len(v.Dims) > 0 && v.Dims[0] == "time" {
				most = records
			}
			for r := range most {
				got, err := f.Read(v.Name, r)
				if err != nil || !reflect.DeepEqual(got, value(v.Name, r)) {
					t.Errorf("%s of record %d of %d is not what was written (%v)", v.Name, r, records, err)
				}
			}
			if _, err := f.Read(v.Name, most); err == nil {
				t.Errorf("%s has a record %d", v.Name, most)
			}
		}
	}
}

func TestWriterNamesWhatIsWrong(t *testing.T) {
	of := func(change func(h *Header)) Header {
		h := large(1)
		change(&h)
		return h
	}
	for want, h := range map[string]Header{
		`dimension "row"`:           of(func(h *Header) { h.Dims[2].Name = "row" }),
		`dimension ""`:              of(func(h *Header) { h.Dims[1].Name = "" }),
		"both have length 0":        of(func(h *Header) { h.Dims[1].Len = 0 }),
		"length -1":                 of(func(h *Header) { h.Dims[1].Len = -1 }),
		`no dimension "layer"`:      of(func(h *Header) { h.Vars[0].Dims[2] = "layer" }),
		"must be its first":         of(func(h *Header) { h.Vars[0].Dims = []string{"row", "time"} }),
		"must be int, float or":     of(func(h *Header) { h.Vars[2].Type = Text }),
		"more than 4 GiB":           of(func(h *Header) { h.Dims[1].Len, h.Dims[2].Len = 1<<20, 1<<20 }),
		`attribute "x"`:             of(func(h *Header) { h.Attrs = append(h.Attrs, Attr{"x", 3}) }),
		`variable "a/b"`:            of(func(h *Header) { h.Vars[1].Name = "a/b" }),
		"-1 records: must be 0 to ": of(func(h *Header) { h.Records = -1 }),
	} {
		var b bytes.Buffer
		if _, err := NewWriter(&b, h); err == nil || !strings.Contains(err.Error(), want) || b.Len() > 0 {
			t.Errorf("%q expected, got %v after %d bytes", want, err, b.Len())
		}
	}
	w, err := NewWriter(&bytes.Buffer{}, large(1))
	if err != nil {
		t.Fatal(err)
	}
	for name, values := range map[string]any{"depth": []float32{1}, "grid": []float32{1}, "nothing": nil} {
		if err := w.Put(name, values); err == nil {
			t.Errorf("%s was taken out of turn or type", name)
		}
	}
	if err := w.Put("grid", []int32{1, 2}); err == nil {
		t.Error("two values were taken for one")
	}
	if err := w.Close(); err == nil || !strings.Contains(err.Error(), "before grid") {
		t.Errorf("an empty file was closed: %v", err)
	}
}

type full struct{ left int }

var errFull = errors.New("disk full")

func (f *full) Write(b []byte) (int, error) {
	if f.left -= len(b); f.left < 0 {
		return 0, errFull
	}
	return len(b), nil
}

func TestFullDiskIsReported(t *testing.T) {
	w, err := NewWriter(&full{100000}, large(1))
	if err != nil {
		t.Fatal(err)
	}
	w.Put("grid", []int32{1})
	w.Put("height", make([]float64, 40000))
	w.Put("depth", make([]float32, 120000))
	if err := w.Close(); !errors.Is(err, errFull) {
		t.Errorf("got %v", err)
	}
}

func TestReaderNamesWhatIsWrong(t *testing.T) {
	good := writeSmall(t)
	put := func(at int, bytes ...byte) []byte {
		b := append([]byte(nil), good...)
		copy(b[at:], bytes)
		return b
	}
	for want, data := range map[string][]byte{
		"no NetCDF file":      []byte("GIF89a.."),
		"this is no NetCDF":   nil,
		"NetCDF-4":            []byte("\x89HDF\r\n\x1a\n"),
		"CDF-5":               put(3, 5),
		"cut short":           good[:34],
		"claims 4294967040":   put(12, 0xff, 0xff, 0xff, 0),
		"dimension 9 of 2":    put(88, 0, 0, 0, 9),
		"must be 11":          put(68, 0, 0, 0, 3),
		"both have length 0":  put(24, 0, 0, 0, 0),
		"must be int, float":  put(100, 0, 0, 0, 3),
		"type 99: unknown":    put(56, 0, 0, 0, 99),
		"claims 67108866 val": put(60, 4, 0, 0, 2),
	} {
		if _, err := Open(bytes.NewReader(data), int64(len(data))); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q expected, got %v", want, err)
		}
	}
	cut := good[:len(good)-2]
	f, err := Open(bytes.NewReader(cut), int64(len(cut)))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Read("q", 0); err == nil || !strings.Contains(err.Error(), "cut short") {
		t.Errorf("values beyond the end: %v", err)
	}
	if _, err := f.Read("r", 0); err == nil {
		t.Error("there is no variable r")
	}
}

// TestReaderCountsRecordsOfAStream reads a file whose writer did not say how
// many records would come.
func TestReaderCountsRecordsOfAStream(t *testing.T) {
	data := writeSmall(t)
	copy(data[4:], "\xff\xff\xff\xff")
	f, err := Open(bytes.NewReader(data), int64(len(data)))
	if err != nil || f.Records != 1 {
		t.Errorf("%v, %+v", err, f)
	}
}

// TestNcdumpReadsIt asks the netCDF library itself.
func TestNcdumpReadsIt(t *testing.T) {
	if _, err := exec.LookPath("ncdump"); err != nil {
		t.Skip("ncdump (Debian's netcdf-bin) is not installed")
	}
	path := filepath.Join(t.TempDir(), "small.nc")
	if err := os.WriteFile(path, writeSmall(t), 0o644); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("ncdump", path).CombinedOutput()
	if err != nil {
		t.Fatalf("ncdump: %v\n%s", err, out)
	}
	for _, want := range []string{"t = UNLIMITED ; // (1 currently)", "int p(x)", "q:z = 0.5", `:a = "hi"`, "p = 1, -2", "q = 1.5"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("ncdump lacks %q:\n%s", want, out)
		}
	}
}

func FuzzOpen(f *testing.F) {
	f.Add(writeSmall(f))
	f.Add([]byte("CDF\x01"))
	f.Add([]byte("\x89HDF"))
	streamed := writeSmall(f)
	copy(streamed[4:], "\xff\xff\xff\xff")
	f.Add(streamed)
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := Open(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			return
		}
		for _, v := range file.Vars {
			file.Read(v.Name, 0)
			file.Read(v.Name, file.Records-1)
		}
	})
}
