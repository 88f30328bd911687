package vector

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

// A line of some hundred metres in Shanghai, in either order and under several
// names; and metres that are mistaken for neither.
func TestDegreesAndTheirOrder(t *testing.T) {
	line := func(crs string, x1, y1, x2, y2 float64) string {
		return fmt.Sprintf(`{"type":"FeatureCollection",%s"features":[{"type":"Feature","properties":{},"geometry":{"type":"LineString","coordinates":[[%v,%v],[%v,%v]]}}]}`, crs, x1, y1, x2, y2)
	}
	named := func(name string) string { return `"crs":{"type":"name","properties":{"name":"` + name + `"}},` }
	const length = 1461.883714 // GeographicLib, as in TestGeodesicLength
	for _, c := range []struct {
		name, text       string
		degrees, swapped bool
		length           float64
		warning          string
	}{
		{"RFC 7946", line("", 121.47, 31.22, 121.48, 31.23), true, false, length, ""},
		{"latitude first", line("", 31.22, 121.47, 31.23, 121.48), true, true, length, "latitude seems to stand before longitude"},
		{"latitude first, 4326", line(named("urn:ogc:def:crs:EPSG::4326"), 31.22, 121.47, 31.23, 121.48), true, true, length, "latitude seems to stand before longitude"},
		{"latitude first in the west of China, CGCS2000", line(named("EPSG:4490"), 43.82, 87.61, 43.83, 87.62), true, true, 0, "latitude seems to stand before longitude"},
		{"CRS84", line(named("urn:ogc:def:crs:OGC:1.3:CRS84"), 121.47, 31.22, 121.48, 31.23), true, false, length, ""},
		{"metres of a projection", line(named("EPSG:4549"), 500000, 3400000, 500003, 3400004), false, false, 5, ""},
		{"metres of a site", line("", 5, 80, 8, 84), false, false, 5, ""},
		{"latitude first, a province", line("", 30, 100, 33, 104), true, true, 0, "latitude seems to stand before longitude"},
		{"more metres of a site", line("", 30, 100, 33, 106), false, false, math.Sqrt(45), "coordinates are no degrees"},
		{"a province", line("", 115.4, 39.4, 117.5, 41.1), true, false, 0, ""},
		{"metres of a site with its origin", line("", 0, 0, 120, 50), false, false, 130, ""},
		{"metres of a map", line("", 500000, 3400000, 500003, 3400004), false, false, 5, "coordinates are no degrees"},
	} {
		l, err := ParseGeoJSON("a.geojson", []byte(c.text))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		f := FactsOf(l)
		if f.Degrees != c.degrees || f.Swapped != c.swapped {
			t.Errorf("%s: degrees %v, swapped %v", c.name, f.Degrees, f.Swapped)
		}
		if c.length > 0 {
			near(t, c.name, f.LengthM, c.length, 1e-3)
		}
		if got := strings.Join(f.Warnings, "\n"); (got == "") != (c.warning == "") || !strings.Contains(got, c.warning) {
			t.Errorf("%s: %q, want %s", c.name, got, c.warning)
		}
	}
	// A table's own word on it, with the columns' names, is enough.
	l, err := ParseTable("a.csv", []byte("lon,lat\n31.22,121.47\n"), Options{})
	if err != nil || len(l.Warnings) != 1 || !strings.Contains(l.Warnings[0], "exchange the columns (x: lat, y: lon)") {
		t.Errorf("%q, %v", l.Warnings, err)
	}
	if f := FactsOf(l); err == nil && len(f.Warnings) != 1 {
		t.Errorf("told twice: %q", f.Warnings)
	}
}
