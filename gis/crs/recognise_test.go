package crs

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

// TestFromUser: what people write, and what comes of it.
func TestFromUser(t *testing.T) {
	for _, c := range []struct {
		text     string
		code     int
		vertical int
		by       string
	}{
		{"EPSG:4547", 4547, 0, "code"}, {"epsg:4547", 4547, 0, "code"}, {" 4547\n", 4547, 0, "code"}, {"EPSG:4547+5737", 4547, 5737, "code"},
		{"urn:ogc:def:crs:EPSG::28992", 28992, 0, "code"}, {"urn:ogc:def:crs:EPSG:6.9:4490", 4490, 0, "code"},
		{"http://www.opengis.net/def/crs/EPSG/0/25832", 25832, 0, "code"}, {"urn:ogc:def:crs,crs:EPSG::27700,crs:EPSG::5701", 27700, 5701, "code"},
		{"EPSG:7415", 28992, 5709, "code"}, {"OGC:CRS84", 4326, 0, "code"}, {"urn:ogc:def:crs:OGC:1.3:CRS84", 4326, 0, "code"}, {"EPSG:900913", 3857, 0, "code"},
		{"CGCS2000 / 3-degree Gauss-Kruger CM 120E", 4549, 0, "name"}, {"CGCS2000_3_Degree_GK_CM_120E", 4549, 0, "name"},
		{"WGS 84 / UTM zone 50N", 32650, 0, "name"}, {"UTM 50N", 32650, 0, "name"}, {"WGS_1984_UTM_Zone_51N", 32651, 0, "name"}, {"ETRS89 UTM 32N", 25832, 0, "name"},
		{"Xian_1980_3_Degree_GK_Zone_40", 2364, 0, "name"}, {"国家2000", 4490, 0, "name"}, {"西安80", 4610, 0, "name"}, {"北京54", 4214, 0, "name"}, {"CGCS2000", 4490, 0, "name"}, {"WGS84", 4326, 0, "name"},
		{"EPSG:2414 +towgs84=15.8,-154.4,-82.3", 2414, 0, "code"}, {"EPSG:4549 +geoid=egm96", 4549, 0, "code"}, {"4549 +height_offset_m=11.2", 4549, 0, "code"},
		{"+proj=tmerc +lat_0=0 +lon_0=120 +k=1 +x_0=500000 +y_0=0 +datum=CGCS2000 +units=m +no_defs", 4549, 0, "parameters"},
		{"+proj=utm +zone=33 +south +datum=WGS84", 32733, 0, "parameters"}, {"+proj=longlat +datum=WGS84 +no_defs", 4326, 0, "parameters"},
		{"+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m +nadgrids=@null +wktext +no_defs", 3857, 0, "parameters"},
		{"+proj=tmerc +lat_0=0 +lon_0=120.5 +k=1 +x_0=500000 +y_0=0 +ellps=GRS80 +units=m", 0, 0, "definition"},
		{"+proj=lcc +lat_0=41.75 +lon_0=-120.5 +lat_1=43 +lat_2=45.5 +x_0=400000 +y_0=0 +datum=NAD83(HARN) +units=ft", 2994, 0, "parameters"},
		{"+proj=sterea +lat_0=52.1561605555556 +lon_0=5.38763888888889 +k=0.9999079 +x_0=155000 +y_0=463000 +datum=Amersfoort", 28992, 0, "parameters"},
	} {
		got, how, err := FromUser(c.text)
		if err != nil {
			t.Errorf("%v", err)
			continue
		}
		vertical := 0
		if got.Vertical != nil {
			vertical = got.Vertical.Code
		}
		if got.Code != c.code && !(c.code == 28992 && got.Name == "Amersfoort / RD New + NAP height") || vertical != c.vertical || how.By != c.by {
			t.Errorf("%q: %s by %q, want EPSG:%d+%d by %q", c.text, got, how.By, c.code, c.vertical, c.by)
		}
	}
	for text, say := range map[string]string{
		"":                                "must be like",
		"EPSG:999999":                     "is not in the table",
		"EPSG:5737":                       "needs a horizontal one",
		"EPSG:4547+4326":                  "is no vertical system",
		"EPSG:4979+5737":                  "has heights above the ellipsoid already",
		"Atlantis 1900":                   "is no known system",
		"+proj=laea +lat_0=25":            "must be longlat",
		"+proj=utm +zone=99":              "must be 1 to 60",
		"+proj=tmerc +lon_0=abc +foo=1":   "+foo: must be one of",
		"+proj=tmerc +lon_0=abc":          `"abc": must be a number`,
		"+proj=tmerc +a=1 +rf=2":          "must be that of a planet",
		"+proj=lcc +lat_1=10 +lat_2=-10":  "not symmetric",
		"EPSG:4326 +towgs84=1,2,3":        "takes no shift",
		"EPSG:2414 +towgs84=1,2":          "must be 3",
		"EPSG:2414 +towgs84=1,2,x":        `"x": must be a number`,
		"EPSG:2414 +towgs84=nan,2,3":      "below 100 km",
		"EPSG:4549 +zone=3":               "must not follow a code",
		"EPSG:4549 +geoid=egm2008":        "must be egm96",
		"+proj=tmerc +units=li":           "must be m, km, ft or us-ft",
		"+proj=tmerc +ellps=mars +k=zero": "must be one of WGS84",
	} {
		if c, _, err := FromUser(text); err == nil || !strings.Contains(err.Error(), say) {
			t.Errorf("%q: %v, %v: must say %q", text, c, err, say)
		}
	}
}

// TestUserShift: parameters of the user make a Beijing 1954 grid usable.
func TestUserShift(t *testing.T) {
	from, _, err := FromUser("EPSG:2414 +towgs84=15.8,-154.4,-82.3")
	if err != nil {
		t.Fatal(err)
	}
	tr, err := NewTransformation(from, epsg(t, 4490))
	if err != nil {
		t.Fatal(err)
	}
	for _, say := range []string{"dx 15.8 dy -154.4 dz -82.3 m", "the user's towgs84", "CGCS2000 taken as WGS 84"} {
		if !strings.Contains(tr.Description, say) {
			t.Errorf("%q is not in %q", say, tr.Description)
		}
	}
	// By hand: the shift adds to the geocentric coordinates.
	lon, lat, _ := tr.Forward(38500000, 4319000, 0)
	x, y, z := from.Datum.Ellipsoid.ToECEF(radians(114), mustLat(from, 4319000), 0)
	wantLon, wantLat, _ := tr.To.Datum.Ellipsoid.FromECEF(x+15.8, y-154.4, z-82.3)
	if math.Abs(lon-wantLon*degreesPerRadian) > 1e-12 || math.Abs(lat-wantLat*degreesPerRadian) > 1e-12 {
		t.Errorf("(%.10f, %.10f), by hand (%.10f, %.10f)", lon, lat, wantLon*degreesPerRadian, wantLat*degreesPerRadian)
	}
	_, err = NewTransformation(epsg(t, 2414), epsg(t, 4549))
	if err == nil || !strings.Contains(err.Error(), "EPSG:2414 +towgs84=dx,dy,dz,rx,ry,rz,ds") || !strings.Contains(err.Error(), "control points") {
		t.Errorf("the refusal does not say what to give: %v", err)
	}
	if _, err = NewTransformation(epsg(t, 4549), epsg(t, 2343)); err == nil || !strings.Contains(err.Error(), "EPSG:2343 +towgs84") {
		t.Errorf("the refusal does not say what to give: %v", err)
	}
}

// mustLat returns the latitude of a northing on the central meridian.
func mustLat(c *CRS, north float64) float64 {
	_, lat := c.projector.unproject(c.Projection.FalseEast, north)
	return lat
}

// TestFromWKTSaysWhatIsWrong: several mistakes of a text come together, with
// line and column.
func TestFromWKTSaysWhatIsWrong(t *testing.T) {
	const twoFaults = `PROJCS["x",
  GEOGCS["g",DATUM["D_China_2000",SPHEROID["CGCS2000","abc",298.257222101]],PRIMEM["Greenwich",0],UNIT["Degree",0.0174532925199433]],
  PROJECTION["Transverse_Mercator"],
  PARAMETER["Central_Meridian",120],
  PARAMETER["Azimuth",7],
  UNIT["Meter",1]]`
	for text, says := range map[string][]string{
		twoFaults: {`2:35: SPHEROID: semi-major axis "abc": must be a number`, `5:3: PARAMETER: "Azimuth": is not known`},
		`PROJCS["x",GEOGCS["g",DATUM["d",SPHEROID["s",6378137,298]]]]`:                                     {"no projection"},
		`PROJCS["x",PROJECTION["Transverse_Mercator"]]`:                                                    {"no geographic system"},
		`PROJCS["x",GEOGCS["g",DATUM["d",SPHEROID["s",6378137,298]]],PROJECTION["Polyconic"],UNIT["m",1]]`: {`"Polyconic": must be one of`},
		`GEOGCS["g",DATUM["d",SPHEROID["s",6378137,298]],UNIT["Degree",0]]`:                                {"must be > 0"},
		`GEOGCS["g",DATUM["d",SPHEROID["s",637,298]],UNIT["Degree",0.0174532925199433]]`:                   {"must be that of a planet"},
		`GEOGCS["g",DATUM["d"],UNIT["Degree",0.01745]]`:                                                    {"no ellipsoid"},
		`LOCAL_CS["site grid",UNIT["m",1]]`:                                                                {"control points"},
		`VERT_CS["Yellow Sea",VERT_DATUM["x",2005]]`:                                                       {"a horizontal one is needed"},
		`GEOGCS["g"`:              {"1:11: GEOGCS: ends before its"},
		`GEOGCS["g`:               {"1:8: a text without a closing quote"},
		`GEOGCS`:                  {"must be followed by ["},
		`[`:                       {"must be a keyword"},
		`GEOGCS["a" "b"]`:         {"must be a comma"},
		strings.Repeat("A[", 100): {"brackets inside each other"},
		`GEOGCS["g",DATUM["d",SPHEROID["s",6378137,298],TOWGS84[1,2]],UNIT["Degree",0.0174532925199433]]`: {"must be 3"},
	} {
		_, _, err := FromWKT(text)
		for _, say := range says {
			if err == nil || !strings.Contains(err.Error(), say) {
				t.Errorf("%.60q: %v: must say %q", text, err, say)
			}
		}
	}
}

// TestFromWKTWarns: what is odd but can be read comes with a warning.
func TestFromWKTWarns(t *testing.T) {
	const form = `PROJCS["x",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",SPHEROID[%s]],PRIMEM["Greenwich",0],` +
		`UNIT["Degree",0.0174532925199433]],PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",500000],PARAMETER["False_Northing",0],` +
		`PARAMETER["Central_Meridian",%s],PARAMETER["Scale_Factor",1],PARAMETER["Latitude_Of_Origin",0],UNIT["Meter",1]%s]`
	const own, foreign = `"CGCS2000",6378137,298.257222101`, `"Krasovsky_1940",6378245,298.3`
	for _, c := range []struct {
		ellipsoid, meridian, authority string
		code                           int
		say                            string
	}{
		{own, "120", "", 4549, ""},
		{own, "120", `,AUTHORITY["EPSG","4549"]`, 4549, ""},
		{own, "117", `,AUTHORITY["EPSG","4549"]`, 4548, "says EPSG:4549"},
		{own, "120.25", "", 0, ""},
		{foreign, "120", "", 0, "is not the one that belongs to it"},
	} {
		got, how, err := FromWKT(fmt.Sprintf(form, c.ellipsoid, c.meridian, c.authority))
		if err != nil {
			t.Error(err)
			continue
		}
		if got.Code != c.code || c.say == "" && len(how.Warnings) > 0 || !strings.Contains(how.String(), c.say) {
			t.Errorf("EPSG:%d, %s: want %d, %q", got.Code, how, c.code, c.say)
		}
	}
}

// TestPRJComesBack: every system of the table written as .prj is recognised as
// itself, or as one of equal parameters.
func TestPRJComesBack(t *testing.T) {
	count := 0
	for _, code := range Codes() {
		c := epsg(t, code)
		text, err := c.PRJ()
		if c.Kind == Geocentric {
			if err == nil {
				t.Errorf("%s: a .prj of geocentric coordinates", c)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		got, how, err := FromWKT(text)
		if err != nil {
			t.Errorf("%s: %v\n%s", c, err, text)
			continue
		}
		same := got.Code == c.Code
		for _, also := range how.Also {
			same = same || also == c.Code
		}
		if !same && c.Kind != Geographic3D {
			t.Errorf("%s comes back as %s: %s\n%s", c, got, how, text)
		}
		count++
	}
	t.Logf("%d systems", count)
}

func TestGeoKeys(t *testing.T) {
	one := func(v ...float64) []float64 { return v }
	user := map[int][]float64{1024: one(1), 3072: one(32767), 2048: one(4490), 3075: one(1), 3076: one(9001), 3080: one(120), 3081: one(0), 3082: one(500000), 3083: one(0), 3092: one(1)}
	with := func(key int, v float64) map[int][]float64 {
		m := map[int][]float64{}
		for k, w := range user {
			m[k] = w
		}
		m[key] = one(v)
		return m
	}
	for _, c := range []struct {
		name     string
		keys     GeoKeys
		code     int
		vertical int
		warns    string
	}{
		{"projected by code", GeoKeys{Numbers: map[int][]float64{1024: one(1), 3072: one(25830)}}, 25830, 0, ""},
		{"geographic by code", GeoKeys{Numbers: map[int][]float64{1024: one(2), 2048: one(4326)}}, 4326, 0, ""},
		{"user-defined", GeoKeys{Numbers: user}, 4549, 0, ""},
		{"user-defined, other meridian", GeoKeys{Numbers: with(3080, 120.3)}, 0, 0, ""},
		{"with heights", GeoKeys{Numbers: with(4096, 5737)}, 4549, 5737, ""},
		{"UTM by its conversion", GeoKeys{Numbers: map[int][]float64{1024: one(1), 2048: one(4326), 3074: one(16050)}}, 32650, 0, ""},
		{"in feet though the code says metres", GeoKeys{Numbers: map[int][]float64{1024: one(1), 3072: one(32650), 3076: one(9002)}}, 0, 0, "the file's is taken"},
		{"ESRI's text", GeoKeys{Numbers: map[int][]float64{1024: one(1), 3072: one(32767)}, Texts: map[int]string{3073: `ESRI PE String = PROJCS["CGCS2000_3_Degree_GK_CM_120E",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",500000.0],PARAMETER["Central_Meridian",120.0],PARAMETER["Scale_Factor",1.0],UNIT["Meter",1.0]]`}}, 4549, 0, ""},
		{"Lambert in feet as GDAL writes it", GeoKeys{
			Numbers: map[int][]float64{1024: one(1), 2048: one(32767), 2050: one(6152), 2054: one(9102), 2057: one(6378137), 2059: one(298.257222101), 3072: one(32767), 3074: one(32767), 3075: one(8), 3076: one(9002), 3078: one(43), 3079: one(45.5), 3084: one(-120.5), 3085: one(41.75), 3086: one(1312335.958), 3087: one(0)},
			Texts:   map[int]string{1026: "NAD_1983_HARN_Lambert_Conformal_Conic", 2049: "GCS Name = GCS_North_American_1983_HARN|Datum = NAD83_High_Accuracy_Regional_Network|Ellipsoid = GRS_1980|Primem = Greenwich"}}, 2994, 0, "heights may be too"},
	} {
		got, how, err := FromGeoKeys(c.keys)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		vertical := 0
		if got.Vertical != nil {
			vertical = got.Vertical.Code
		}
		if got.Code != c.code || vertical != c.vertical || !strings.Contains(how.String(), c.warns) {
			t.Errorf("%s: %s, %s; want EPSG:%d+%d", c.name, got, how, c.code, c.vertical)
		}
	}
	for _, c := range []struct {
		keys map[int][]float64
		say  string
	}{
		{map[int][]float64{}, "GeoKey 2048"},
		{map[int][]float64{1024: one(1), 3072: one(30000)}, "GeoKey 3072: EPSG:30000"},
		{with(3075, 22), "method 22"},
		{with(3080, math.NaN()), "GeoKey 3080: NaN"},
		{with(3076, 9999), "unit 9999"},
		{with(3072, -1), "whole number"},
	} {
		if _, _, err := FromGeoKeys(GeoKeys{Numbers: c.keys}); err == nil || !strings.Contains(err.Error(), c.say) {
			t.Errorf("%v: %v must say %q", c.keys, err, c.say)
		}
	}
}

// TestHeightsThatDoNotMeet: numbers stay and a warning says so.
func TestHeightsThatDoNotMeet(t *testing.T) {
	from, _, _ := FromUser("EPSG:4549+5737")
	tr, err := NewTransformation(from, epsg(t, 4979))
	if err != nil {
		t.Fatal(err)
	}
	_, _, z := tr.Forward(500000, 3.4e6, 12)
	if z != 12 || len(tr.Warnings) != 1 || !strings.Contains(tr.Warnings[0], "Yellow Sea 1985 height is not turned into height above the ellipsoid") {
		t.Errorf("z %v, warnings %q", z, tr.Warnings)
	}
	if tr, err = NewTransformation(from.WithHeightOffset(10.5), epsg(t, 4979)); err != nil {
		t.Fatal(err)
	}
	if _, _, z = tr.Forward(500000, 3.4e6, 12); math.Abs(z-22.5) > 1e-9 || !strings.Contains(fmt.Sprint(tr.Warnings), "+10.500 m") {
		t.Errorf("z %v, warnings %q", z, tr.Warnings)
	}
	feet, _, _ := FromUser("EPSG:2263+6360")
	metres, _, _ := FromUser("EPSG:6318+5703")
	if tr, err = NewTransformation(feet, metres); err != nil {
		t.Fatal(err)
	}
	if _, _, z = tr.Forward(984250, 200000, 100); math.Abs(z-100*1200.0/3937) > 1e-12 {
		t.Errorf("100 ftUS are %v m", z)
	}
}
