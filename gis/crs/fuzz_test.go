package crs

import (
	"math"
	"strings"
	"testing"
)

// usable uses a system that a parser let through: nothing may panic, and near
// the origin of a map a point must come back to within a centimetre.
func usable(t *testing.T, c *CRS) {
	t.Helper()
	_, _ = c.PRJ()
	_ = c.String()
	if _, err := NewTransformation(epsg(t, wgs84), c); err != nil && !strings.Contains(err.Error(), "control points") {
		t.Errorf("%s: %v", c, err)
	}
	for _, p := range []float64{math.NaN(), math.Inf(1), 1e300, 0} {
		c.ToGeographic(p, p, p)
		c.FromGeographic(p, p, p)
		c.Distortion(p, p)
	}
	q := c.Projection
	if c.Kind != Projected || math.Abs(q.Lat0) > 1.3 || math.Max(math.Abs(q.FalseEast), math.Abs(q.FalseNorth)) > 1e8 {
		return
	}
	lon, lat := q.Lon0+c.Datum.PrimeMeridian+0.01, q.Lat0+0.01
	x, y, _ := c.FromGeographic(lon, lat, 0)
	if math.IsNaN(x) || math.Max(math.Abs(x), math.Abs(y))*c.Unit.Scale > 1e8 {
		return
	}
	u, v, _ := c.ToGeographic(x, y, 0)
	if !(math.Abs(wrap(u-lon)) < 2e-9) || !(math.Abs(v-lat) < 2e-9) {
		t.Errorf("%s: (%v, %v) comes back as (%v, %v): %+v on %+v", c, lon, lat, u, v, q, c.Datum.Ellipsoid)
	}
}

func FuzzWKT(f *testing.F) {
	for _, line := range lines(f, "wkt.txt") {
		f.Add(strings.SplitN(line, "\t", 3)[2])
	}
	f.Add(`BOUNDCRS[SOURCECRS[GEOGCRS["x",DATUM["y",ELLIPSOID["z",6378245,298.3]]]],TARGETCRS[GEOGCRS["WGS 84",DATUM["World Geodetic System 1984",ELLIPSOID["WGS 84",6378137,298.257223563]]]],` +
		`ABRIDGEDTRANSFORMATION["t",METHOD["Coordinate Frame rotation"],PARAMETER["X-axis translation",15.8],PARAMETER["Z-axis rotation",0.8],PARAMETER["Scale difference",1.0000012]]]`)
	f.Add(`GEOGCS["x",DATUM["y",SPHEROID["z",6378245,298.3],TOWGS84[1,2,3,4,5,6,7]],PRIMEM["Paris",2.33],UNIT["grad",0.01570796]]`)
	f.Fuzz(func(t *testing.T, text string) {
		if c, _, err := FromWKT(text); err == nil {
			usable(t, c)
		}
	})
}

func FuzzUser(f *testing.F) {
	for _, text := range []string{"EPSG:4547", "4549 +towgs84=1,2,3", "+proj=utm +zone=50", "+proj=lcc +lat_1=30 +lat_2=60 +units=us-ft", "UTM 50N",
		"urn:ogc:def:crs,crs:EPSG::27700,crs:EPSG::5701", "+proj=tmerc +a=6378137 +b=6356752 +pm=2 +axis=neu", "北京54", `GEOGCS["x"]`, "EPSG:7415 +geoid=egm96 +height_offset_m=3"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if c, _, err := FromUser(text); err == nil {
			usable(t, c)
		}
	})
}

func FuzzGeoKeys(f *testing.F) {
	f.Add(uint16(1), uint16(32767), uint16(4490), uint16(1), 120.0, 1.0, "GCS Name = x|Datum = D_WGS_1984")
	f.Fuzz(func(t *testing.T, model, projected, geodetic, method uint16, lon, scale float64, text string) {
		c, _, err := FromGeoKeys(GeoKeys{Numbers: map[int][]float64{1024: {float64(model)}, 3072: {float64(projected)}, 2048: {float64(geodetic)},
			3075: {float64(method)}, 3080: {lon}, 3092: {scale}, 2057: {scale * 6378137}, 2062: {lon, lon, lon}, 3077: {scale}, 4096: {float64(method)}},
			Texts: map[int]string{2049: text, 1026: text}})
		if err == nil {
			usable(t, c)
		}
	})
}
