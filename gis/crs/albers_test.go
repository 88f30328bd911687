package crs

import (
	"math"
	"strconv"
	"strings"
	"testing"
)

// TestAlbersAgainstLibproj: cones of China, Australia, British Columbia and the
// United States, one with a single parallel, a sphere, and one of the whole globe.
func TestAlbersAgainstLibproj(t *testing.T) {
	var forward, back, there worst
	made := map[string]*CRS{}
	for _, line := range lines(t, "albers.txt") {
		columns := strings.Split(line, "\t")
		var v [4]float64
		for k := range v {
			var err error
			if v[k], err = strconv.ParseFloat(columns[k+1], 64); err != nil {
				t.Fatal(line, err)
			}
		}
		c := made[columns[0]]
		if c == nil {
			var err error
			if c, _, err = FromUser(columns[0]); err != nil {
				t.Fatal(err)
			}
			made[columns[0]] = c
		}
		// The same system by way of ESRI's text.
		text, err := c.PRJ()
		if err != nil {
			t.Fatal(err)
		}
		again, _, err := FromWKT(text)
		if err != nil {
			t.Fatal(err)
		}
		x, y, _ := c.FromGeographic(radians(v[0]), radians(v[1]), 0)
		u, w, _ := again.FromGeographic(radians(v[0]), radians(v[1]), 0)
		forward.see(math.Hypot(x-v[2], y-v[3])*c.Unit.Scale, line)
		if math.Hypot(x-u, y-w) > 1e-6 {
			t.Errorf("%s: its .prj gives %g, %g for %g, %g", line, u, w, x, y)
		}
		ground := func(x, y float64) float64 {
			lon, lat, _ := c.ToGeographic(x, y, 0)
			return c.Datum.Ellipsoid.A * math.Hypot(wrap(lon-radians(v[0]))*math.Cos(lat), lat-radians(v[1]))
		}
		back.see(ground(v[2], v[3]), line)
		there.see(ground(x, y), line)
	}
	t.Logf("%d cones: forward at most %.3g m off (%s), inverse %.3g m (%s), there and back %.3g m (%s)",
		len(made), forward.value, forward.where, back.value, back.where, there.value, there.where)
	if !(forward.value < tolerance) || !(back.value < tolerance) || !(there.value < roundTrip) {
		t.Errorf("allowed: %g m, %g m, %g m", tolerance, tolerance, roundTrip)
	}
	if len(made) != 7 {
		t.Errorf("%d cones", len(made))
	}
}

// Areas are kept: a trapezoid of a degree has that of the ellipsoid, which is the
// difference of alpha by definition; here its map is measured by its corners'
// arcs in small steps.
func TestAlbersKeepsAreas(t *testing.T) {
	c, _, err := FromUser("+proj=aea +lat_0=0 +lon_0=105 +lat_1=25 +lat_2=47 +ellps=GRS80 +units=m")
	if err != nil {
		t.Fatal(err)
	}
	const step = 1e-4 // [rad]
	for _, at := range [][2]float64{{75, 18}, {105, 36}, {134, 53}} {
		lon, lat := radians(at[0]), radians(at[1])
		x0, y0, _ := c.FromGeographic(lon, lat-step, 0)
		x1, y1, _ := c.FromGeographic(lon, lat+step, 0)
		x2, y2, _ := c.FromGeographic(lon-step, lat, 0)
		x3, y3, _ := c.FromGeographic(lon+step, lat, 0)
		onMap := math.Abs((x1-x0)*(y3-y2)-(y1-y0)*(x3-x2)) / 4
		e := c.Datum.Ellipsoid
		w2 := 1 - e.e2()*math.Sin(lat)*math.Sin(lat)
		onGround := e.A * e.A * (1 - e.e2()) / (w2 * w2) * math.Cos(lat) * step * step // M·N·cos φ
		if math.Abs(onMap/onGround-1) > 1e-7 {
			t.Errorf("at %v an area is %.9f times as large", at, onMap/onGround)
		}
	}
}

func TestAlbersInFiles(t *testing.T) {
	gdal := `PROJCS["Albers of China",GEOGCS["China Geodetic Coordinate System 2000",DATUM["China_2000",SPHEROID["CGCS2000",6378137,298.257222101]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433],AUTHORITY["EPSG","4490"]],PROJECTION["Albers_Conic_Equal_Area"],PARAMETER["latitude_of_center",0],PARAMETER["longitude_of_center",105],PARAMETER["standard_parallel_1",25],PARAMETER["standard_parallel_2",47],PARAMETER["false_easting",0],PARAMETER["false_northing",0],UNIT["metre",1]]`
	c, _, err := FromWKT(gdal)
	if err != nil {
		t.Fatal(err)
	}
	keys := GeoKeys{Numbers: map[int][]float64{1024: {1}, 2048: {4490}, 3072: {32767}, 3074: {32767}, 3075: {11}, 3076: {9001},
		3078: {25}, 3079: {47}, 3080: {105}, 3081: {0}, 3082: {0}, 3083: {0}}}
	k, _, err := FromGeoKeys(keys)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []*CRS{c, k} {
		if c.Datum.Code != 4490 || c.Projection.Method != AlbersEqualArea {
			t.Errorf("%v: %+v", c, c.Projection)
		}
		lon, lat, _ := c.ToGeographic(c.FromGeographic(radians(116), radians(40), 0))
		if math.Abs(lon-radians(116)) > 1e-12 || math.Abs(lat-radians(40)) > 1e-12 {
			t.Errorf("%v: back at %g, %g", c, lon, lat)
		}
	}
	// A pole that is a standard parallel is the cone's tip, and found again.
	polar, _, err := FromUser("+proj=aea +lat_1=90 +lat_2=90 +lat_0=90 +ellps=GRS80")
	if err != nil {
		t.Fatal(err)
	}
	if _, lat, _ := polar.ToGeographic(polar.FromGeographic(1, math.Pi/2, 0)); math.Abs(lat-math.Pi/2) > 1e-7 {
		t.Errorf("the pole is at %g", lat)
	}
	for text, want := range map[string]string{
		"+proj=aea +lat_1=30 +lat_2=-30": "symmetric about the equator",
		"+proj=aea +lat_1=100":           "must be -90 to 90",
	} {
		if c, _, err := FromUser(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, %v", text, c, err)
		}
	}
}
