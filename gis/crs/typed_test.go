package crs

import (
	"strings"
	"testing"
)

// Zones as surveyors write them; codes by the EPSG registry.
func TestNamesAsPeopleTypeThem(t *testing.T) {
	for text, code := range map[string]int{
		"西安80 CM114":                     2383,
		"西安80 3度带 38带":                   2362,
		"西安80 三度带 中央子午线114°":             2383,
		"西安1980 6度带 20带":                 2334,
		"1980西安坐标系 高斯投影 3度带 第38带":        2362,
		"CGCS2000 CM117":                 4548,
		"CGCS2000 117E":                  4548,
		"cgcs2000 cm 117e":               4548,
		"CGCS2000 zone 39":               4527,
		"CGCS2000 39带":                   4527,
		"CGCS2000 20带":                   4498,
		"CGCS2000 六度带 CM117":             4509,
		"CGCS2000 / 3-degree GK zone 39": 4527,
		"CGCS2000_3_Degree_GK_Zone_39":   4527,
		"国家2000 3度带 39带":                 4527,
		"2000国家大地坐标系 中央经线117":            4548,
		"国家2000":                         4490,
		"CGCS2000坐标系":                    4490,
		"北京54 3度带 38带":                   2414,
		"北京54 CM114":                     2435,
		"Beijing 54 zone 20":             21420,
		"Xian 80 CM 114":                 2383,
		"ＣＧＣＳ２０００　ＣＭ１１７":                 4548,
		"ＥＰＳＧ：４５４７":                      4547,
		"EPSG:4547+5737":                 4547,
	} {
		c, how, err := FromUser(text)
		if err != nil || c.Code != code {
			t.Errorf("%s: %v (%v), %v; want EPSG:%d", text, c, how, err, code)
		}
	}
}

func TestOptionsWithoutASpace(t *testing.T) {
	close, _, err := FromUser("EPSG:2383+towgs84=15.8,-154.4,-82.3+height_offset_m=3")
	if err != nil {
		t.Fatal(err)
	}
	wide, _, err := FromUser("EPSG:2383 +towgs84=15.8,-154.4,-82.3 +height_offset_m=3")
	if err != nil {
		t.Fatal(err)
	}
	if close.Code != 2383 || close.Datum.Shift == nil || close.Datum.Shift.Helmert != wide.Datum.Shift.Helmert || close.Vertical == nil {
		t.Errorf("%+v", close)
	}
	if c, _, err := FromUser("+proj=tmerc+lat_0=0+lon_0=120.5+k=1+x_0=500000+ellps=GRS80"); err != nil || c.Projection.FalseEast != 500000 {
		t.Errorf("%v, %v", c, err)
	}
}

func TestUnknownNamesGetANearOne(t *testing.T) {
	for text, want := range map[string]string{
		"CGCS2000 / 3-degree Gaus-Kruger CM 120E": "EPSG:4549 (CGCS2000 / 3-degree Gauss-Kruger CM 120E)",
		"WGS 84 / UTM zone 50 North":              "EPSG:32650 (WGS 84 / UTM zone 50N)",
		"西安80 CM115":                              "Xian 1980 has no such zone of 3°: their meridians are 75, 78",
		"CGCS2000 3度带 52带":                        "numbers 25 to 45",
		"CGCS2000 6度带 39带":                        "numbers 13 to 23",
		"北京54 3度带":                                "which zone of Beijing 1954?",
		"CGCS2000 CM117.5":                        "is no known system",
		"CGCS2000 39":                             "is no known system",
		"UTM 30":                                  "UTM 30N, or UTM 30S",
		"UTM zone 50":                             "UTM 50N",
		"qwertz":                                  "is no known system",
		"EPSG:4547+towgs=1,2,3":                   "is no known system",
	} {
		if c, _, err := FromUser(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, %v; want %s", text, c, err, want)
		}
	}
	if _, _, err := FromUser("qwertz"); strings.Contains(err.Error(), "is it") {
		t.Errorf("near to nothing: %v", err)
	}
}
