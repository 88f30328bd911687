package vector

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// Rates of the parsers on a city's worth of made-up footprints, in MB/s of the
// file and features/s. Nothing is asserted.
func BenchmarkParse(b *testing.B) {
	const n = 20_000
	var geo, table bytes.Buffer
	geo.WriteString(`{"type":"FeatureCollection","features":[`)
	table.WriteString("id,name,x,y,z\n")
	for k := range n {
		x, y := 500000+float64(k%200)*31.25, 3400000+float64(k/200)*40.125
		if k > 0 {
			geo.WriteByte(',')
		}
		fmt.Fprintf(&geo, "\n"+`{"type":"Feature","properties":{"id":%d,"name":"楼%d","height_m":%d},"geometry":{"type":"Polygon","coordinates":[[[%.3f,%.3f],[%.3f,%.3f],[%.3f,%.3f],[%.3f,%.3f],[%.3f,%.3f]]]}}`,
			k, k, k%90, x, y, x+12.5, y, x+12.5, y+9.75, x, y+9.75, x, y)
		fmt.Fprintf(&table, "%d,点%d,%.3f,%.3f,%.2f\n", k, k, x, y, float64(k%100)/10)
	}
	geo.WriteString("]}")
	for _, c := range []struct {
		name  string
		data  []byte
		parse func(data []byte) (*Layer, error)
	}{
		{"GeoJSON", geo.Bytes(), func(d []byte) (*Layer, error) { return ParseGeoJSON("b", d) }},
		{"CSV", table.Bytes(), func(d []byte) (*Layer, error) { return ParseTable("b", d, Options{}) }},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(int64(len(c.data)))
			features := 0
			for b.Loop() {
				l, err := c.parse(c.data)
				if err != nil {
					b.Fatal(err)
				}
				features += len(l.Features)
			}
			b.ReportMetric(float64(features)/b.Elapsed().Seconds(), "features/s")
		})
	}
}

// The files of testdata many times over.
func BenchmarkBinary(b *testing.B) {
	s := loadShapefile(b, "areas_gbk")
	const records = 5000
	shp, dbf := append([]byte(nil), s.shp[:shpHeader]...), s.dbf
	for range records {
		shp = append(shp, s.shp[shpHeader:]...)
	}
	s.shp = shp
	head := int(dbf[8]) | int(dbf[9])<<8
	width := int(dbf[10]) | int(dbf[11])<<8
	table := append([]byte(nil), dbf[:head]...)
	for range records {
		table = append(table, dbf[head:head+2*width]...)
	}
	table[4], table[5] = byte(2*records&0xff), byte(2*records>>8)
	s.dbf = table
	b.Run("Shapefile", func(b *testing.B) {
		b.SetBytes(int64(len(s.shp) + len(s.dbf)))
		features := 0
		for b.Loop() {
			l, err := s.layer("b.shp", Options{})
			if err != nil {
				b.Fatal(err)
			}
			features += len(l.Features)
		}
		b.ReportMetric(float64(features)/b.Elapsed().Seconds(), "features/s")
	})
	fgb, err := os.ReadFile(filepath.Join("testdata", "lines.fgb"))
	if err != nil {
		b.Fatal(err)
	}
	start := flatMagic + 4 + int(uint32(fgb[flatMagic])|uint32(fgb[flatMagic+1])<<8|uint32(fgb[flatMagic+2])<<16)
	many := append([]byte(nil), fgb[:start]...)
	for range records {
		many = append(many, fgb[start:]...)
	}
	b.Run("FlatGeobuf", func(b *testing.B) {
		b.SetBytes(int64(len(many)))
		r := 0
		for b.Loop() {
			g := flatGeobuf{report: report{file: "b"}, layer: &Layer{}}
			_ = g.read(many) // says at the end that it claims fewer
			r += len(g.layer.Features)
		}
		b.ReportMetric(float64(r)/b.Elapsed().Seconds(), "features/s")
	})
}

func BenchmarkMeasure(b *testing.B) {
	l, err := Open(realData(b, "shanghai_bund_lujiazui_buildings.geojson"), Options{})
	if err != nil {
		b.Fatal(err)
	}
	n := 0
	for b.Loop() {
		n += FactsOf(l).Positions
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "positions/s")
}
