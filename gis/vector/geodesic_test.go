package vector

import (
	"math"
	"testing"

	"github.com/paulmach/orb"
)

// The table is by GeographicLib (pyproj 3.4.1, Geod.inv): allowed 1 mm.
func TestGeodesicLength(t *testing.T) {
	for _, c := range []struct {
		p, q orb.Point
		want float64
	}{
		{orb.Point{121.47, 31.22}, orb.Point{121.48, 31.23}, 1461.883714},
		{orb.Point{0, 0}, orb.Point{1, 0}, 111319.490793},
		{orb.Point{0, 0}, orb.Point{0, 1}, 110574.388558},
		{orb.Point{116.4, 39.9}, orb.Point{121.5, 31.2}, 1069819.450792},
		{orb.Point{-0.1, 51.5}, orb.Point{-122.4, 37.8}, 8637382.585302},
		{orb.Point{179.9, -45}, orb.Point{-179.9, -45.2}, 27236.646702},
		{orb.Point{7.42, 43.73}, orb.Point{7.4201, 43.7301}, 13.724473},
		{orb.Point{10, 89.9}, orb.Point{-170, 89.8}, 33508.192836},
		{orb.Point{20, -10}, orb.Point{20, -10}, 0.000000},
		{orb.Point{100, 0}, orb.Point{170, 0}, 7792364.355529},
		{orb.Point{0, 0}, orb.Point{170, 40}, 15460826.987921},
	} {
		if got := GeodesicLength(c.p, c.q); math.Abs(got-c.want) > 1e-3 {
			t.Errorf("%v to %v: %.6f m, want %.6f", c.p, c.q, got, c.want)
		}
		if there, back := GeodesicLength(c.p, c.q), GeodesicLength(c.q, c.p); math.Abs(there-back) > 1e-6 {
			t.Errorf("%v to %v: %v there, %v back", c.p, c.q, there, back)
		}
	}
}

// Areas by GeographicLib (pyproj 3.4.1, Geod.polygon_area_perimeter): allowed
// are 1e-7 of the area.
func TestGeodesicArea(t *testing.T) {
	for _, c := range []struct {
		name string
		ring orb.Ring
		want float64
	}{
		{"street block", orb.Ring{{121.4802, 31.2264}, {121.4815, 31.2266}, {121.4813, 31.2279}, {121.4801, 31.2277}}, 17482.920210},
		{"district", orb.Ring{{121.4, 31.1}, {121.6, 31.12}, {121.62, 31.3}, {121.5, 31.35}, {121.38, 31.28}}, 494381302.008166},
		{"China as a box", orb.Ring{{73.5, 18.2}, {135, 18.2}, {135, 53.5}, {73.5, 53.5}}, 21301489949166.988281},
		{"one degree at the equator", orb.Ring{{10, 0}, {11, 0}, {11, 1}, {10, 1}}, 12308778361.469452},
		{"over the date line", orb.Ring{{179, -17}, {-179, -17}, {-179, -16}, {179, -16}}, 23631413768.383423},
		{"round the pole", orb.Ring{{0, 80}, {90, 81}, {180, 80}, {-90, 82}}, 2129784768521.500000},
		{"round the south pole", orb.Ring{{0, -80}, {-90, -81}, {180, -80}, {90, -82}}, 2129784768521.500000},
		{"octant", orb.Ring{{0, 0}, {90, 0}, {0, 90}}, 63758202715511.054688},
		{"ten metres", orb.Ring{{121.48, 31.23}, {121.4801, 31.23}, {121.4801, 31.2301}, {121.48, 31.2301}}, 105.633793399},
	} {
		got := geodesicArea(c.ring)
		t.Logf("%s: %.1e of %.6g m²", c.name, math.Abs(got/c.want-1), c.want)
		if math.Abs(got-c.want) > 1e-7*math.Abs(c.want) {
			t.Errorf("%s: %.6f m², want %.6f", c.name, got, c.want)
		}
		c.ring.Reverse()
		if back := geodesicArea(c.ring); math.Abs(back+got) > 1e-12*math.Abs(got) {
			t.Errorf("%s: %v one way, %v the other", c.name, got, back)
		}
	}
}
