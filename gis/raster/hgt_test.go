package raster

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// tile is an SRTM tile whose sample of column i, row j from the north is
// i - 3j, with one void.
func tile(side int) []byte {
	var out []byte
	for j := range side {
		for i := range side {
			v := int16(i - 3*j)
			if i == 5 && j == 7 {
				v = -32768
			}
			out = binary.BigEndian.AppendUint16(out, uint16(v))
		}
	}
	return out
}

func zipped(t *testing.T, names ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, name := range names {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(tile(1201)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestHGT(t *testing.T) {
	dir := t.TempDir()
	for name, c := range map[string]struct {
		side     int
		lon, lat float64
	}{
		"N43E007.hgt":              {1201, 7, 43},
		"s01w078.SRTMGL3.hgt":      {1201, -78, -1},
		"N31E121.hgt":              {3601, 121, 31},
		"N31E121.SRTMGL3S.hgt.zip": {1201, 121, 31},
	} {
		content := []byte(nil)
		if strings.HasSuffix(name, ".zip") {
			content = zipped(t, "readme.txt", "N31E121.hgt")
		} else {
			content = tile(c.side)
		}
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		f, err := Open(path)
		if err != nil {
			t.Error(err)
			continue
		}
		n := c.side
		half := 0.5 / float64(n-1)
		if f.NX != n || f.NY != n || math.Abs(f.X0-(c.lon-half)) > 1e-12 || math.Abs(f.Y0-(c.lat-half)) > 1e-12 || f.EPSG != 4326 || f.Source.VerticalEPSG != 5773 {
			t.Errorf("%s: %+v", name, f)
		}
		ra, err := f.ReadWindow(Window{I0: 4, J0: n - 9, NX: 3, NY: 4})
		if err != nil {
			t.Error(err)
			continue
		}
		for k, got := range ra.Values {
			i, j := 4+k%3, 8-k/3 // from the north
			if want := float32(i - 3*j); got != want && !(i == 5 && j == 7 && isNaN(got)) {
				t.Errorf("%s: column %d, row %d: got %g, want %g", name, i, j, got, want)
			}
		}
		in, err := f.Info(1)
		if err != nil || in.Valid != n*n-1 || in.Max != float64(n-1) || in.Min != -3*float64(n-1) {
			t.Errorf("%s: %+v, %v", name, in, err)
		}
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestHGTRefuses(t *testing.T) {
	dir := t.TempDir()
	for name, c := range map[string]struct {
		content []byte
		want    []string
	}{
		"N43E007.hgt":     {make([]byte, 2884800), []string{"2884800 bytes: an SRTM tile has 2884802 (1201 × 1201) or 25934402 (3601 × 3601): cut short?"}},
		"dem.hgt":         {make([]byte, 7), []string{`name "dem.hgt": must begin like N43E007`, "7 bytes: an SRTM tile has"}},
		"N93E007.hgt":     {tile(1201), []string{"latitude must be S90 to N89"}},
		"N43E007.hgt.zip": {zipped(t, "N43E007.hgt", "N43E008.hgt"), []string{"holds 2 files .hgt: must hold one"}},
		"N43E008.hgt.zip": {zipped(t, "tile.hgt"), []string{`N43E008.hgt.zip/tile.hgt: name "tile.hgt": must begin like`}},
		"N43E009.hgt.zip": {[]byte("PK\x03\x04 and nothing more"), []string{"zip:"}},
	} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, c.content, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Open(path)
		if err == nil {
			t.Errorf("%s: no error", name)
			continue
		}
		for _, want := range c.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: got %v, want ... %s", name, err, want)
			}
		}
		for _, line := range strings.Split(err.Error(), "\n") {
			if !strings.HasPrefix(line, path) {
				t.Errorf("%q: must begin with the name", line)
			}
		}
	}
}

func FuzzHGTZip(f *testing.F) {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	w, _ := z.Create("N43E007.hgt")
	w.Write(make([]byte, 100))
	z.Close()
	f.Add(out.Bytes(), "N43E007.hgt")
	f.Add([]byte("PK\x05\x06"+strings.Repeat("\x00", 18)), "S00W000")
	f.Fuzz(func(t *testing.T, content []byte, name string) {
		if file, err := openHGTZip(bytes.NewReader(content), int64(len(content)), "a.hgt.zip"); err == nil && file.NX != 1201 && file.NX != 3601 {
			t.Fatalf("%+v", file)
		}
		if lon, lat, err := hgtCorner(name); err == nil && !(lon >= -180 && lon < 180 && lat >= -90 && lat < 90) {
			t.Fatalf("%q lies at %g, %g", name, lon, lat)
		}
	})
}
