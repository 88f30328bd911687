package crs

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// FromUser makes a system of what people write:
//
//	EPSG:4547  4547  EPSG:4547+5737  urn:ogc:def:crs:EPSG::4547  OGC:CRS84
//	CGCS2000 / 3-degree Gauss-Kruger CM 120E   CGCS2000_3_Degree_GK_CM_120E   UTM 50N   国家2000
//	CGCS2000 CM117   CGCS2000 zone 39   西安80 CM114   北京54 3度带 38带   in full-width characters, too
//	EPSG:2414 +towgs84=dx,dy,dz[,rx,ry,rz,ds]   (m, arc-second position vector, ppm)
//	EPSG:4547 +geoid=egm96   EPSG:4547 +height_offset_m=12.3
//	+proj=tmerc +lat_0=0 +lon_0=120.5 +k=1 +x_0=500000 +y_0=0 +ellps=GRS80 +units=m
//	PROJCS["…"], PROJCRS["…"] and other well-known text
//
// Height offset and geoid tell how high the zero of the heights lies above the
// ellipsoid.
func FromUser(text string) (*CRS, How, error) {
	text = strings.TrimSpace(strings.TrimPrefix(text, "\ufeff"))
	if text == "" {
		return nil, How{}, errors.New(`no coordinate reference system: must be like "EPSG:4547", WKT or "+proj=…"`)
	}
	if len(text) > maxWKT {
		return nil, How{}, fmt.Errorf("%d bytes: at most %d are read", len(text), maxWKT)
	}
	if keyword, _, ok := strings.Cut(text, "["); ok && strings.Trim(strings.TrimSpace(keyword), "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_") == "" {
		return FromWKT(text)
	}
	text = spaced(narrow(text))
	head, rest, _ := strings.Cut(" "+text, " +")
	head = strings.TrimSpace(head)
	options, err := parseOptions(rest)
	if err != nil {
		return nil, How{}, fmt.Errorf("%.200q: %w", text, err)
	}
	var c *CRS
	var how How
	if head == "" {
		c, how, err = options.system()
	} else {
		c, how, err = named(head)
	}
	if err == nil {
		c, err = options.complete(c, head != "")
	}
	if err != nil {
		return nil, How{}, fmt.Errorf("%.200q: %w", text, err)
	}
	return c, how, nil
}

// named finds a system by its code or name.
func named(text string) (*CRS, How, error) {
	if horizontal, vertical, ok := codes(text); ok {
		c, err := FromEPSG(horizontal)
		if err != nil {
			return nil, How{}, err
		}
		if vertical != 0 {
			if c, err = c.WithVertical(vertical); err != nil {
				return nil, How{}, err
			}
		}
		return c, How{By: "code", Detail: fmt.Sprintf("%s as given", c.ID())}, nil
	}
	switch spelling(text) {
	case "crs84", "ogccrs84", "urnogcdefcrsogc13crs84", "httpwwwopengisnetdefcrsogc13crs84", "httpswwwopengisnetdefcrsogc13crs84":
		c, err := FromEPSG(wgs84)
		if err == nil {
			c.Axes, c.Name = "EN", "WGS 84 (CRS84)"
		}
		return c, How{By: "code", Detail: "OGC:CRS84 as given: longitude first"}, err
	}
	if code := codeByName(text); code != 0 {
		c, err := FromEPSG(code)
		return c, How{By: "name", Detail: fmt.Sprintf("EPSG:%d by the name %q", code, text)}, err
	}
	code, err := chineseZone(text)
	if code != 0 {
		c, err := FromEPSG(code)
		if err != nil {
			return nil, How{}, err
		}
		return c, How{By: "name", Detail: fmt.Sprintf("EPSG:%d (%s) by the name %q", code, c.Name, text)}, nil
	}
	if err != nil {
		return nil, How{}, err
	}
	if zone := strings.TrimPrefix(strings.TrimPrefix(plainName(text), "utm"), "zone"); strings.HasPrefix(plainName(text), "utm") && zone != "" && allDigits(zone) {
		return nil, How{}, fmt.Errorf("says no hemisphere: UTM %sN, or UTM %sS south of the equator", zone, zone)
	}
	near := ""
	if names := nearNames(text); len(names) > 0 {
		near = "; is it " + strings.Join(names, ", ") + "?"
	}
	return nil, How{}, fmt.Errorf(`is no known system: must be like "EPSG:4547", "UTM 50N", "CGCS2000 CM117", "西安80 3度带 38带", a name as EPSG or ESRI writes it, WKT or "+proj=…"%s`, near)
}

// codes reads the forms of EPSG codes, of a compound system two.
func codes(text string) (horizontal, vertical int, ok bool) {
	lower := strings.ToLower(text)
	if rest, ok := strings.CutPrefix(lower, "urn:ogc:def:crs,"); ok { // horizontal and vertical in one
		a, b, _ := strings.Cut(rest, ",")
		h, _, ok1 := codes("urn:ogc:def:" + a)
		v, _, ok2 := codes("urn:ogc:def:" + b)
		return h, v, ok1 && ok2
	}
	for _, prefix := range []string{"urn:ogc:def:crs:epsg:", "urn:x-ogc:def:crs:epsg:"} {
		if rest, found := strings.CutPrefix(lower, prefix); found {
			lower = rest[strings.LastIndexByte(rest, ':')+1:] // behind the version, mostly empty
		}
	}
	for _, scheme := range []string{"http://", "https://"} {
		if rest, found := strings.CutPrefix(lower, scheme+"www.opengis.net/def/crs/epsg/"); found {
			lower = rest[strings.LastIndexByte(rest, '/')+1:]
		}
		if rest, found := strings.CutPrefix(lower, scheme+"www.opengis.net/gml/srs/epsg.xml#"); found {
			lower = rest
		}
	}
	lower = strings.TrimSpace(strings.TrimPrefix(lower, "epsg:"))
	first, second, both := strings.Cut(lower, "+")
	horizontal, err := strconv.Atoi(first)
	if err != nil || horizontal <= 0 {
		return 0, 0, false
	}
	if both {
		if vertical, err = strconv.Atoi(strings.TrimPrefix(second, "epsg:")); err != nil || vertical <= 0 {
			return 0, 0, false
		}
	}
	return horizontal, vertical, true
}

// chineseNames are what Chinese surveyors call the systems.
var chineseNames = map[string]int{
	"国家2000": 4490, "2000国家大地坐标系": 4490, "国家2000大地坐标系": 4490, "大地2000": 4490,
	"西安80": 4610, "1980西安坐标系": 4610, "西安1980": 4610, "80西安": 4610, "1980年西安坐标系": 4610,
	"北京54": 4214, "1954北京坐标系": 4214, "北京1954": 4214, "54北京": 4214, "1954年北京坐标系": 4214,
	"新北京54": 4555, "香港1980": 2326, "香港1980方格网": 2326,
}

// codeByName finds a system by its name in any common spelling.
func codeByName(text string) int {
	r := tables()
	plain := plainName(text)
	if code := r.names[plain]; code != 0 {
		return code
	}
	if code := chineseNames[plain]; code != 0 {
		return code
	}
	if rest, ok := strings.CutPrefix(plain, "utm"); ok {
		if code := r.names["wgs84utmzone"+strings.TrimPrefix(rest, "zone")]; code != 0 {
			return code
		}
	}
	if base, zone, ok := strings.Cut(plain, "utm"); ok && !strings.HasPrefix(zone, "zone") {
		if code := r.names[base+"utmzone"+zone]; code != 0 {
			return code
		}
	}
	if code := datumByName(text); code != 0 {
		return code
	}
	return 0
}
