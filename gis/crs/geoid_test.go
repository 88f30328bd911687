package crs

import (
	"fmt"
	"math"
	"testing"
)

// TestGeoidAgainstLibproj compares the half-degree grid with libproj on NGA's
// 15' grid. Allowed, set before the first run from what the decimation of that
// grid costs at its own points: 0.12 m root mean square, 1 m at most.
func TestGeoidAgainstLibproj(t *testing.T) {
	for _, part := range []struct {
		name     string
		from, to int
	}{{"China", 9, 409}, {"world", 409, 809}, {"places", 0, 9}} {
		sum, most := 0.0, 0.0
		all := lines(t, "egm96.txt")[part.from:part.to]
		for _, line := range all {
			var lon, lat, want float64
			if _, err := fmt.Sscan(line, &lon, &lat, &want); err != nil {
				t.Fatal(err)
			}
			d := math.Abs(GeoidEGM96(lon, lat) - want)
			sum, most = sum+d*d, max(most, d)
		}
		rms := math.Sqrt(sum / float64(len(all)))
		t.Logf("%s: %.3f m root mean square, %.3f m at most", part.name, rms, most)
		if !(rms < 0.12) || !(most < 1) {
			t.Errorf("%s: allowed 0.12 m and 1 m", part.name)
		}
	}
}

func TestGeoidAtTheEdges(t *testing.T) {
	for _, lat := range []float64{-90, -89.9, 10, 89.9, 90} {
		if a, b := GeoidEGM96(-180, lat), GeoidEGM96(180, lat); math.Abs(a-b) > 1e-9 {
			t.Errorf("at %g: %g west and %g east of the 180th meridian", lat, a, b)
		}
	}
	for _, pole := range []float64{-90, 90} {
		if a, b := GeoidEGM96(0, pole), GeoidEGM96(77.3, pole); math.Abs(a-b) > 0.02 {
			t.Errorf("pole %g: %g and %g by way of two meridians", pole, a, b)
		}
		near := GeoidEGM96(30, pole*0.99999)
		if a := GeoidEGM96(0, pole); math.Abs(a-near) > 0.02 {
			t.Errorf("pole %g: %g, just beside %g", pole, a, near)
		}
	}
	for _, bad := range [][2]float64{{0, 91}, {0, math.NaN()}, {math.Inf(1), 0}} {
		if n := GeoidEGM96(bad[0], bad[1]); !math.IsNaN(n) {
			t.Errorf("%v: %g, must be NaN", bad, n)
		}
	}
	if _, err := unpackGeoid(egm96[:1000]); err == nil {
		t.Error("a cut grid passes")
	}
}

// TestHeightsThroughTheGeoid carries GNSS heights to EGM96 heights and back.
func TestHeightsThroughTheGeoid(t *testing.T) {
	gnss := epsg(t, 4979)
	sea, _, err := FromUser("EPSG:32651+5773")
	if err != nil {
		t.Fatal(err)
	}
	tr, err := NewTransformation(gnss, sea)
	if err != nil {
		t.Fatal(err)
	}
	x, y, h := tr.Forward(121.4737, 31.2304, 20)
	if n := GeoidEGM96(121.4737, 31.2304); math.Abs(h-(20-n)) > 1e-9 || n > 12 || n < 9 {
		t.Errorf("height %g, undulation %g", h, n)
	}
	if lon, lat, back := tr.Inverse(x, y, h); math.Abs(lon-121.4737) > 1e-12 || math.Abs(lat-31.2304) > 1e-12 || math.Abs(back-20) > 1e-9 {
		t.Errorf("back at %v %v %v", lon, lat, back)
	}
	if len(tr.Warnings) != 1 {
		t.Errorf("warnings %q", tr.Warnings)
	}
}
