package raster

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"testing"
)

// terrainLike is a height as a lidar survey gives it: hills, ripples and a
// centimetre of noise, in steps of 1 cm for floats and 1 m for integers.
func terrainLike(k sampleKind) func(band, i, j int) float64 {
	return func(_, i, j int) float64 {
		x, y := float64(i), float64(j)
		h := 120 + 60*math.Sin(x/310)*math.Cos(y/270) + 4*math.Sin(x/23+y/31) + 0.3*math.Sin(x/3)*math.Sin(y/4)
		noise := uint32(i*374761393+j*668265263) * 2654435761
		h += float64(noise>>24)/12800 - 0.01
		if k.float() {
			return math.Round(h*100) / 100
		}
		return math.Round(h)
	}
}

// BenchmarkRead prints million pixels per second, decoded by one goroutine from
// a file in memory of 1024 × 1024 cells in tiles of 256 × 256.
func BenchmarkRead(b *testing.B) {
	for _, kind := range []sampleKind{{formatInt, 16}, {formatFloat, 32}} {
		for _, c := range []struct {
			compression compression
			predictor   int
		}{
			{compressionNone, 1}, {compressionPackBits, 1}, {compressionLZW, 1}, {compressionLZW, 2}, {compressionLZW, 3},
			{compressionDeflate, 1}, {compressionDeflate, 2}, {compressionDeflate, 3},
			{compressionZstd, 1}, {compressionZstd, 2}, {compressionZstd, 3},
		} {
			if c.predictor == 3 && !kind.float() {
				continue
			}
			x := testTIFF{kind: kind, nx: 1024, ny: 1024, tileNX: 256, tileNY: 256, value: terrainLike(kind), tags: place,
				compression: c.compression, predictor: c.predictor}
			b.Run(fmt.Sprintf("%v/%v/predictor%d", kind, c.compression, c.predictor), func(b *testing.B) {
				file := x.bytes()
				f, err := OpenGeoTIFF(bytes.NewReader(file), int64(len(file)), "bench.tif")
				if err != nil {
					b.Fatal(err)
				}
				f.Goroutines = 1
				b.ResetTimer()
				for range b.N {
					if _, err := f.Read(); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(x.nx*x.ny)*float64(b.N)/1e6/b.Elapsed().Seconds(), "Mpx/s")
				b.ReportMetric(float64(len(file))*8/float64(x.nx*x.ny), "bits/px")
			})
		}
	}
}

// BenchmarkReadASCII prints million pixels per second.
func BenchmarkReadASCII(b *testing.B) {
	var text strings.Builder
	text.WriteString("ncols 500\nnrows 500\nxllcorner 0\nyllcorner 0\ncellsize 1\n")
	value := terrainLike(sampleKind{formatFloat, 32})
	for j := range 500 {
		for i := range 500 {
			fmt.Fprintf(&text, "%.2f ", value(0, i, j))
		}
		text.WriteByte('\n')
	}
	for b.Loop() {
		if _, err := ReadASCII(strings.NewReader(text.String()), "bench.asc"); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(0.25*float64(b.N)/b.Elapsed().Seconds(), "Mpx/s")
}
