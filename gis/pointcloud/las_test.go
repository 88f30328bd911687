package pointcloud

import (
	"bytes"
	"encoding/binary"
	"maps"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
)

// testLAS writes a file as the specification has it, so that each format can be
// read back.
type testLAS struct {
	minor   byte
	format  byte
	points  []Point
	extra   int // bytes behind each point
	scale   float64
	offset  mgl64.Vec3
	records []testRecord
	behind  []testRecord // extended ones
}

type testRecord struct {
	id   uint16
	body []byte
}

func (x testLAS) bytes() []byte {
	le := binary.LittleEndian
	size := header12
	if x.minor == 4 {
		size = header14
	}
	h := make([]byte, size)
	copy(h, "LASF")
	h[24], h[25], h[104] = 1, x.minor, x.format
	copy(h[58:], "a test of ours")
	record := recordBytes[x.format] + x.extra
	le.PutUint16(h[94:], uint16(size))
	le.PutUint32(h[100:], uint32(len(x.records)))
	le.PutUint16(h[105:], uint16(record))
	if x.minor < 4 || x.format < 6 {
		le.PutUint32(h[107:], uint32(len(x.points)))
	}
	if x.minor == 4 {
		le.PutUint64(h[247:], uint64(len(x.points)))
	}
	low, high := mgl64.Vec3{math.Inf(1), math.Inf(1), math.Inf(1)}, mgl64.Vec3{math.Inf(-1), math.Inf(-1), math.Inf(-1)}
	var body []byte
	for _, p := range x.points {
		b := make([]byte, record)
		for k := range 3 {
			n := int32(math.Round((p.At[k] - x.offset[k]) / x.scale))
			le.PutUint32(b[4*k:], uint32(n))
			v := float64(n)*x.scale + x.offset[k]
			low[k], high[k] = min(low[k], v), max(high[k], v)
		}
		le.PutUint16(b[12:], p.Intensity)
		rgb, time := -1, -1
		if x.format <= 5 {
			b[14] = p.Return | p.Returns<<3
			b[15] = p.Class
			if p.Withheld {
				b[15] |= 0x80
			}
			if p.Synthetic {
				b[15] |= 0x20
			}
			le.PutUint16(b[18:], p.Source)
			time, rgb = map[byte]int{1: 20, 3: 20, 4: 20, 5: 20}[x.format], map[byte]int{2: 20, 3: 28, 5: 28}[x.format]
		} else {
			b[14] = p.Return | p.Returns<<4
			if p.Withheld {
				b[15] |= 4
			}
			if p.Synthetic {
				b[15] |= 1
			}
			b[16] = p.Class
			le.PutUint16(b[20:], p.Source)
			time, rgb = 22, map[byte]int{7: 30, 8: 30, 10: 30}[x.format]
		}
		if time > 0 {
			le.PutUint64(b[time:], math.Float64bits(p.Time))
		}
		for k := 0; rgb > 0 && k < 3; k++ {
			le.PutUint16(b[rgb+2*k:], p.RGB[k])
		}
		body = append(body, b...)
	}
	for k := range 3 {
		for at, v := range map[int]float64{131: x.scale, 155: x.offset[k]} {
			le.PutUint64(h[at+8*k:], math.Float64bits(v))
		}
		le.PutUint64(h[179+16*k:], math.Float64bits(high[k]))
		le.PutUint64(h[187+16*k:], math.Float64bits(low[k]))
	}
	for _, r := range x.records {
		v := make([]byte, 54)
		copy(v[2:], "LASF_Projection")
		le.PutUint16(v[18:], r.id)
		le.PutUint16(v[20:], uint16(len(r.body)))
		h = append(append(h, v...), r.body...)
	}
	le.PutUint32(h[96:], uint32(len(h)))
	if len(x.behind) > 0 {
		le.PutUint64(h[235:], uint64(len(h)+len(body)))
		le.PutUint32(h[243:], uint32(len(x.behind)))
	}
	h = append(h, body...)
	for _, r := range x.behind {
		v := make([]byte, 60)
		copy(v[2:], "LASF_Projection")
		le.PutUint16(v[18:], r.id)
		le.PutUint64(v[20:], uint64(len(r.body)))
		h = append(append(h, v...), r.body...)
	}
	return h
}

func write(t testing.TB, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "x.las")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func openBytes(t testing.TB, data []byte) *Cloud {
	t.Helper()
	c, err := Open(write(t, data))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

var some = []Point{
	{At: mgl64.Vec3{634200.12, 3456300.34, 4.56}, Intensity: 700, Return: 1, Returns: 2, Class: 5, Source: 9, Time: 123.5, RGB: [3]uint16{1, 2, 3}},
	{At: mgl64.Vec3{634201.99, 3456299.01, -2.5}, Intensity: 65535, Return: 2, Returns: 2, Class: 2, Withheld: true, Synthetic: true, Source: 65535, Time: -1, RGB: [3]uint16{65535, 0, 7}},
}

func TestPointFormats(t *testing.T) {
	for format := range recordBytes {
		x := testLAS{minor: 4, format: byte(format), points: some, extra: format % 3, scale: 0.01, offset: mgl64.Vec3{634000, 3456000, 0}}
		if format < 4 {
			x.minor = 2
		}
		c := openBytes(t, x.bytes())
		var got []Point
		if err := c.Visit(func(p *Point) error { got = append(got, *p); return nil }); err != nil {
			t.Fatal(err)
		}
		for k, want := range some {
			switch format {
			case 0, 2:
				want.Time = 0
			}
			switch format {
			case 0, 1, 4, 6, 9:
				want.RGB = [3]uint16{}
			}
			if got[k].At.Sub(want.At).Len() > 1e-8 {
				t.Errorf("format %d: at %v, want %v", format, got[k].At, want.At)
			}
			got[k].At = want.At
			if got[k] != want {
				t.Errorf("format %d:\n got %+v\nwant %+v", format, got[k], want)
			}
		}
		f, err := FactsOf(c)
		if err != nil || f.Points != 2 || f.Withheld != 1 || f.ByClass["5"] != 1 || len(f.Warnings) != 1 {
			t.Errorf("format %d: %+v, %v", format, f, err)
		}
	}
}

func TestReferenceSystem(t *testing.T) {
	wkt := `PROJCS["CGCS2000 / 3-degree Gauss-Kruger CM 120E",GEOGCS["China Geodetic Coordinate System 2000",AUTHORITY["EPSG","4490"]],AUTHORITY["EPSG","4549"]]`
	var keys []byte
	for _, v := range []uint16{1, 1, 0, 4, 1026, 34737, 5, 0, 3072, 0, 1, 32650, 3076, 0, 1, 9001, 4099, 0, 1, 9003} {
		keys = binary.LittleEndian.AppendUint16(keys, v)
	}
	x := testLAS{minor: 4, format: 6, points: some, scale: 0.01, offset: mgl64.Vec3{634000, 3456000, 0}}
	x.records = []testRecord{{34735, keys}, {34737, []byte("grid|")}}
	if c := openBytes(t, x.bytes()); c.CRS.EPSG != 32650 || c.CRS.Name != "grid" || c.Unit != "m" || c.HeightUnit != "US survey ft" || len(c.Warnings) != 0 {
		t.Errorf("%+v, %s, %s, %v", c.CRS, c.Unit, c.HeightUnit, c.Warnings)
	}
	x.records, x.behind = nil, []testRecord{{2112, []byte(wkt + "\x00")}}
	if c := openBytes(t, x.bytes()); c.CRS.EPSG != 4549 || c.CRS.WKT != wkt || !strings.HasPrefix(c.CRS.Name, "CGCS2000 / 3-degree") {
		t.Errorf("%+v", c.CRS)
	}
}

func TestBrokenLAS(t *testing.T) {
	sound := testLAS{minor: 2, format: 3, points: some, scale: 0.01, offset: mgl64.Vec3{634000, 3456000, 0}}.bytes()
	change := func(at int, with ...byte) []byte {
		b := bytes.Clone(sound)
		copy(b[at:], with)
		return b
	}
	for _, c := range []struct {
		name string
		file []byte
		want string
	}{
		{"empty", nil, "is no LAS file"},
		{"cut in the header", sound[:100], "within its header: it is cut off"},
		{"cut in the points", sound[:len(sound)-1], "claims 2 points of 34 bytes, the file has room for 1"},
		{"4e9 points", change(107, 0, 0x28, 0x6b, 0xee), "claims 4000000000 points of 34 bytes, the file has room for 2"},
		{"LAZ", change(104, 3|0x80), "laszip64 -i in.laz -o out.las"},
		{"format 11", change(104, 11), "point format 11: must be 0 to 10"},
		{"short points", change(105, 20, 0), "points of 20 bytes: format 3 has at least 34"},
		{"version", change(24, 2), "LAS 2.2: must be 1.0 to 1.4"},
		{"no scale", change(131, 0, 0, 0, 0, 0, 0, 0, 0), "byte 131: scale 0"},
		{"far points", change(96, 0xff, 0xff, 0xff, 0xff), "points begin at byte 4294967295"},
		{"records", change(100, 0xff, 0xff, 0xff, 0xff), "4294967295 variable length records"},
		{"record outside", change(100, 3, 0, 0, 0), "variable length record 0 lies outside"},
	} {
		_, err := Open(write(t, c.file))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", c.name, err, c.want)
		}
	}
}

// The figures stand in MANIFEST.md.
func TestRealLAS(t *testing.T) {
	for _, c := range []struct {
		file      string
		points    uint64
		low, high float64
		byClass   map[string]uint64
	}{
		{"pdal_autzen_trim.las", 110000, 406.26, 520.51, map[string]uint64{"1": 83893, "2": 26107}},
		{"pdal_1.2-with-color.las", 1065, 406.59, 586.38, map[string]uint64{"1": 789, "2": 276}},
	} {
		cloud, err := Open(realData(t, c.file))
		if err != nil {
			t.Fatal(err)
		}
		defer cloud.Close()
		f, err := FactsOf(cloud)
		if err != nil {
			t.Fatal(err)
		}
		if f.Points != c.points || !maps.Equal(f.ByClass, c.byClass) || f.Format != "LAS 1.2, point format 3" {
			t.Errorf("%+v", f)
		}
		if math.Abs(f.Heights[0]-c.low) > 1e-6 || math.Abs(f.Heights[1]-c.high) > 1e-6 {
			t.Errorf("%s: heights %v", c.file, *f.Heights)
		}
		if autzen := c.points == 110000; autzen != (f.CRS.Name == "NAD_1983_HARN_Lambert_Conformal_Conic") || autzen != (strings.Contains(f.Unit, "oot")) || autzen != (len(f.Warnings) == 0) {
			t.Errorf("%+v, unit %q, %q", f.CRS, f.Unit, f.Warnings)
		}
	}
}

func realData(t testing.TB, name string) string {
	t.Helper()
	path := filepath.Join("..", "..", "..", "shared", "data", "gis", name)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("real data absent: %v", err)
	}
	return path
}

func FuzzLAS(f *testing.F) {
	for format := range recordBytes {
		x := testLAS{minor: 4, format: byte(format), points: some, scale: 0.01, offset: mgl64.Vec3{634000, 3456000, 0}}
		x.records = []testRecord{{2112, []byte(`GEOGCS["a",AUTHORITY["EPSG","4490"]]`)}, {34735, make([]byte, 20)}}
		x.behind = []testRecord{{34737, []byte("a|b|")}}
		f.Add(x.bytes())
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<12 {
			return
		}
		c, err := Open(write(t, data))
		if err != nil {
			return
		}
		defer c.Close()
		if _, err := FactsOf(c); err != nil {
			t.Fatal(err)
		}
		if g, err := Grid(c, GridSpec{Cell: 1, FillRadius: 3}); err == nil {
			if len(g.Values) != g.NX*g.NY || len(g.Values) > 1e6+1e3*len(data) {
				t.Fatalf("%d × %d, %d values", g.NX, g.NY, len(g.Values))
			}
		}
	})
}

func BenchmarkLAS(b *testing.B) {
	path := realData(b, "pdal_autzen_trim.las")
	st, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	for name, do := range map[string]func(c *Cloud) error{
		"facts": func(c *Cloud) error { _, err := FactsOf(c); return err },
		"grid":  func(c *Cloud) error { _, err := Grid(c, Ground(5)); return err },
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(st.Size())
			points := uint64(0)
			for b.Loop() {
				c, err := Open(path)
				if err != nil {
					b.Fatal(err)
				}
				if err := do(c); err != nil {
					b.Fatal(err)
				}
				points += c.Points
				c.Close()
			}
			b.ReportMetric(float64(points)/1e6/b.Elapsed().Seconds(), "Mpoints/s")
		})
	}
}
