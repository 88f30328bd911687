package vector

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/paulmach/orb"
)

// The PBF files were made of town.osm by osmium 1.15.
func TestOSMFormsAgree(t *testing.T) {
	want, err := Open(filepath.Join("testdata", "town.osm"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	checkLayer(t, want)
	types := map[string]string{}
	for _, f := range want.Features {
		types[f.ID] = TypeOf(f.Geometry)
	}
	if !reflect.DeepEqual(types, map[string]string{
		"node/9": "Point", "way/13": "LineString", "way/14": "Polygon", "way/15": "LineString", "relation/20": "Polygon",
	}) {
		t.Errorf("%v", types)
	}
	if f := want.Features[0]; f.Properties["name"] != `喷泉 & "Bench"` || f.Geometry != (orb.Point{121.40045, 31.2004}) {
		t.Errorf("%+v", f)
	}
	block := want.Features[len(want.Features)-1]
	if p := block.Geometry.(orb.Polygon); len(p) != 2 || len(p[0]) != 5 || len(p[1]) != 5 || signedArea(p[0]) < 0 || signedArea(p[1]) > 0 {
		t.Errorf("%v", p)
	}
	if len(want.Warnings) != 1 || !strings.Contains(want.Warnings[0], "relation/21") {
		t.Errorf("%q", want.Warnings)
	}
	for _, file := range []string{"town.osm.gz", "town.osm.bz2", "town.osm.pbf", "town_plain.osm.pbf"} {
		got, err := Open(filepath.Join("testdata", file), Options{})
		if err != nil {
			t.Error(err)
			continue
		}
		if got.Format != want.Format && !strings.HasSuffix(file, "pbf") {
			t.Errorf("%s: format %s", file, got.Format)
		}
		got.File, got.Format = want.File, want.Format
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\n%+v\nwant\n%+v", file, got, want)
		}
	}
}

func TestMistakesOfOSM(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"<gpx>", "x:1: <gpx>: must be <osm>: OpenStreetMap XML"},
		{"<osm>\n<node id='1' lat='1' lon='2'/>", "x:2: the file ends too early: it is cut off"},
		{"<osm>\n<node id='1' lat='1", "x:2: the file ends too early: it is cut off"},
		{"<osm><node id='a' lat='1' lon='2'/>\n<node id='2' lat='91' lon='0'/>\n<node id='3' lat='x' lon='0'/><way id='4'><nd ref='?'/></way></osm>",
			"x:1: node/0: id \"a\": must be a whole number\n" +
				"x:2: node/2: lon 0, lat 91: must be degrees from -180 to 180 and -90 to 90\n" +
				"x:3: node/3: lon \"0\", lat \"x\": must be numbers\n" +
				"x:3: way/4: nd ref \"?\": must be a whole number"},
		{"<osm><tag k='&bad;' v=''/></osm>", "x:1: &bad;: must be &amp; &lt; &gt; &quot; &apos; or a number"},
		{"<!DOCTYPE osm><osm/>", "x:1: <!DOCTYPE osm: must be OpenStreetMap XML, which has no document types"},
		{"<osm></osm></osm>", "x:1: </osm>: closes nothing"},
	} {
		_, err := DecodeOSM("x", strings.NewReader(c.text), int64(len(c.text)))
		if err == nil || err.Error() != c.want {
			t.Errorf("%s:\n got %v\nwant %s", c.text, err, c.want)
		}
	}
}

// pbfOf wraps a block as the format has it.
func pbfOf(kind string, blob []byte) []byte {
	header := append([]byte{0x0a, byte(len(kind))}, kind...)
	header = binary.AppendUvarint(append(header, 0x18), uint64(len(blob)))
	return append(append(binary.BigEndian.AppendUint32(nil, uint32(len(header))), header...), blob...)
}

func TestBrokenPBF(t *testing.T) {
	head := pbfOf("OSMHeader", nil)
	field := func(tag byte, b []byte) []byte {
		return append(binary.AppendUvarint([]byte{tag<<3 | 2}, uint64(len(b))), b...)
	}
	encoder, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	bomb := encoder.EncodeAll(make([]byte, 1<<20), nil)
	for _, c := range []struct {
		name string
		file []byte
		want string
	}{
		{"negative size", append(head[:len(head):len(head)], "\x00\x00\x00\x0d\x18\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x0a\x00"...), "a block of -1 bytes"},
		{"huge header", append(head[:len(head):len(head)], 0xff, 0xff, 0xff, 0xff), "a header of 4294967295 bytes"},
		{"cut", append(head[:len(head):len(head)], 0, 0, 0, 9, 1), "cut off"},
		{"bomb", append(head[:len(head):len(head)], pbfOf("OSMData", append([]byte{0x10, 5}, field(7, bomb)...))...), "unpacks to other than the 5 bytes"},
		{"larger bomb", append(head[:len(head):len(head)], pbfOf("OSMData", append([]byte{0x10, 0xff, 0xff, 0xff, 0xff, 0x0f}, field(7, bomb)...))...), "a block that unpacks to 4294967295 bytes"},
		{"LZ4", append(head[:len(head):len(head)], pbfOf("OSMData", field(6, nil))...), "is packed by LZ4"},
		{"future", pbfOf("OSMHeader", field(1, field(4, []byte("Teleportation")))), `needs "Teleportation"`},
		{"no text", append(head[:len(head):len(head)], pbfOf("OSMData", field(1, field(2, field(3, append([]byte{8, 7}, append(field(2, []byte{5}), field(3, []byte{5})...)...)))))...), "way/7: text 5 of 0"},
	} {
		_, err := DecodeOSM("x.pbf", bytes.NewReader(c.file), int64(len(c.file)))
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(err.Error(), "x.pbf: block at byte ") {
			t.Errorf("%s: %v, want %s", c.name, err, c.want)
		}
	}
}

// A gzip file that unpacks to gigabytes of white space is left early.
func TestGzipBomb(t *testing.T) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	fmt.Fprint(z, "<osm>")
	for range 100 {
		z.Write(bytes.Repeat([]byte(" "), 1<<20))
	}
	z.Close()
	_, err := DecodeOSM("bomb.osm.gz", bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err == nil || !strings.Contains(err.Error(), "unpacks to more than a hundred times its size") {
		t.Error(err)
	}
}

// Ways of a highway tag, closed ones too, measured as MANIFEST.md measures.
func highways(o *OSM) (n int, sphere, ellipsoid float64) {
	for _, w := range o.Ways {
		if w.Tags.Get("highway") == "" {
			continue
		}
		n++
		line, _ := o.Line(w)
		for k := 1; k < len(line); k++ {
			sphere += Haversine(line[k-1], line[k])
			ellipsoid += GeodesicLength(line[k-1], line[k])
		}
	}
	return n, sphere, ellipsoid
}

func TestRealHuangpu(t *testing.T) {
	o, err := ReadOSM(realData(t, "osm_shanghai_huangpu_roads.osm"))
	if err != nil {
		t.Fatal(err)
	}
	n, sphere, ellipsoid := highways(o)
	if o.Nodes() != 2958 || len(o.Ways) != 796 || n != 796 || len(o.Relations) != 0 {
		t.Errorf("%d nodes, %d ways, %d highways, %d relations", o.Nodes(), len(o.Ways), n, len(o.Relations))
	}
	near(t, "highways on the sphere [m]", sphere, 102_004, 0.5)
	near(t, "highways on the ellipsoid [m]", ellipsoid, 101_966, 0.5)
	l := o.Layer()
	checkLayer(t, l)
	f := FactsOf(l)
	t.Logf("%v, %.1f m, %.1f m²", f.ByType, f.LengthM, f.AreaM2)
	// ogrinfo of GDAL 3.6.2: 796 lines.
	if f.ByType["LineString"] != 796 || f.Objects["node"] != 2958 {
		t.Errorf("%+v", f)
	}
	near(t, "length_m", f.LengthM, 101_966, 0.5)
}

func TestRealMonaco(t *testing.T) {
	o, err := ReadOSM(realData(t, "osm_monaco.osm.gz"))
	if err != nil {
		t.Fatal(err)
	}
	_, sphere, _ := highways(o)
	near(t, "highways on the sphere [m]", sphere, 83_493, 0.5)
	if o.Nodes() != 13739 || len(o.Ways) != 1944 || len(o.Relations) != 77 {
		t.Errorf("%d nodes, %d ways, %d relations", o.Nodes(), len(o.Ways), len(o.Relations))
	}
	l := o.Layer()
	checkLayer(t, l)
	buildings, lines, length := 0, 0, 0.0 // OGR's lines are measured on the ellipsoid
	for _, f := range l.Features {
		kind := TypeOf(f.Geometry)
		if f.Properties["building"] != nil && strings.HasSuffix(kind, "Polygon") {
			buildings++
		}
		if f.Properties["highway"] != nil && kind == "LineString" {
			lines++
			m, _ := Measure(f.Geometry, true)
			length += m
		}
	}
	if buildings != 966 || lines != 860 {
		t.Errorf("%d buildings, %d highway lines", buildings, lines)
	}
	near(t, "highway lines [m]", length, 82_425, 0.5)
}

func FuzzOSM(f *testing.F) {
	for _, name := range []string{"town.osm", "town.osm.gz", "town.osm.bz2", "town.osm.pbf", "town_plain.osm.pbf"} {
		data, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<16 {
			return
		}
		o, err := DecodeOSM("f", bytes.NewReader(data), int64(len(data)))
		if err != nil {
			return
		}
		checkLayer(t, o.Layer())
	})
}

func BenchmarkOSM(b *testing.B) {
	for _, name := range []string{"osm_shanghai_huangpu_roads.osm", "osm_monaco.osm.gz"} {
		path := realData(b, name)
		data, err := os.ReadFile(path)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			features := 0
			for b.Loop() {
				o, err := DecodeOSM(name, bytes.NewReader(data), int64(len(data)))
				if err != nil {
					b.Fatal(err)
				}
				features += len(o.Layer().Features)
			}
			b.ReportMetric(float64(features)/b.Elapsed().Seconds(), "features/s")
		})
	}
}
