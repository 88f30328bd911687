package cdf

import (
	"bytes"
	"encoding/hex"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// small has a bit of everything; smallCDL is the same in the words of the
// netCDF library's own tools.
var small = Header{
	Dims:  []Dim{{"x", 2}, {"t", 0}},
	Attrs: []Attr{{"a", "hi"}},
	Vars: []Var{
		{Name: "p", Type: Int32, Dims: []string{"x"}},
		{Name: "q", Type: Float32, Dims: []string{"t"}, Attrs: []Attr{{"z", []float64{0.5}}}},
	},
	Records: 1,
}

const smallCDL = `netcdf small {
dimensions: x = 2; t = UNLIMITED;
variables: int p(x); float q(t); q:z = 0.5;
:a = "hi";
data: p = 1, -2; q = 1.5;
}`

// smallFile was put together by hand from the format's grammar.
const smallFile = `
43444602 00000001
0000000a 00000002  00000001 78000000 00000002  00000001 74000000 00000000
0000000c 00000001  00000001 61000000 00000002 00000002 68690000
0000000b 00000002
  00000001 70000000  00000001 00000000  00000000 00000000  00000004 00000008 00000000000000b4
  00000001 71000000  00000001 00000001  0000000c 00000001 00000001 7a000000 00000006 00000001 3fe0000000000000
                                                           00000005 00000004 00000000000000bc
00000001 fffffffe  3fc00000`

func writeSmall(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := NewWriter(&b, small)
	if err != nil {
		t.Fatal(err)
	}
	for _, put := range []struct {
		name   string
		values any
	}{{"p", []int32{1, -2}}, {"q", []float32{1.5}}} {
		if err := w.Put(put.name, put.values); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestBytesAreThoseOfTheGrammar(t *testing.T) {
	want, err := hex.DecodeString(strings.Join(strings.Fields(smallFile), ""))
	if err != nil {
		t.Fatal(err)
	}
	if got := writeSmall(t); !bytes.Equal(got, want) {
		t.Errorf("got  %x\nwant %x", got, want)
	}
}

// TestBytesAreThoseOfNcgen compares with the library that everybody else uses.
func TestBytesAreThoseOfNcgen(t *testing.T) {
	if _, err := exec.LookPath("ncgen"); err != nil {
		t.Skip("ncgen (Debian's netcdf-bin) is not installed")
	}
	folder := t.TempDir()
	cdl, nc := filepath.Join(folder, "small.cdl"), filepath.Join(folder, "small.nc")
	if err := os.WriteFile(cdl, []byte(smallCDL), 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("ncgen", "-k", "64-bit offset", "-o", nc, cdl).CombinedOutput(); err != nil {
		t.Fatalf("ncgen: %v\n%s", err, out)
	}
	want, err := os.ReadFile(nc)
	if err != nil {
		t.Fatal(err)
	}
	if got := writeSmall(t); !bytes.Equal(got, want) {
		t.Errorf("got   %x\nncgen %x", got, want)
	}
}
