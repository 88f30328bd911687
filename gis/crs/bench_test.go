package crs

import (
	"fmt"
	"testing"
)

// BenchmarkTransform prints transformations per second of one goroutine.
func BenchmarkTransform(b *testing.B) {
	for _, pair := range [][2]int{{4490, 4549}, {4326, 3857}, {4289, 28992}, {4171, 2154}, {4326, 2326}, {4549, 32651}, {4979, 4978}} {
		tr := between(b, pair[0], pair[1])
		a := tr.To.Area
		if pair[0] == 4326 || pair[0] == 4979 {
			a = Area{113.8, 22.2, 114.4, 22.5}
		}
		var xs, ys [1024]float64
		for i := range xs {
			xs[i] = a.West + (a.East-a.West)*float64(i)/1024
			ys[i] = a.South + (a.North-a.South)*float64(i*7%1024)/1024
		}
		if tr.From.Kind == Projected {
			for i := range xs {
				xs[i], ys[i], _ = tr.From.FromGeographic(radians(120.3), radians(25+float64(i)/100), 0)
			}
		}
		b.Run(fmt.Sprintf("%d-%d", pair[0], pair[1]), func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				tr.Forward(xs[i&1023], ys[i&1023], 0)
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds()/1e6, "Mpoints/s")
		})
		b.Run(fmt.Sprintf("%d-%d/inverse", pair[0], pair[1]), func(b *testing.B) {
			x, y, z := tr.Forward(xs[500], ys[500], 0)
			for b.Loop() {
				tr.Inverse(x, y, z)
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds()/1e6, "Mpoints/s")
		})
	}
	b.Run("GCJ-02/undo", func(b *testing.B) {
		for b.Loop() {
			WGS84FromGCJ02(121.49, 31.24)
		}
	})
	b.Run("EGM96", func(b *testing.B) {
		for b.Loop() {
			GeoidEGM96(121.49, 31.24)
		}
	})
}

func BenchmarkFromWKT(b *testing.B) {
	text, _ := epsg(b, 4549).PRJ()
	for b.Loop() {
		if _, _, err := FromWKT(text); err != nil {
			b.Fatal(err)
		}
	}
}
