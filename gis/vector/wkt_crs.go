package vector

import (
	"regexp"
	"strconv"
	"strings"
)

var (
	wktName = regexp.MustCompile(`^\s*\w+\s*[\[(]\s*"((?:[^"]|"")*)"`)
	wktCode = regexp.MustCompile(`(?i)(?:AUTHORITY\s*[\[(]\s*"EPSG"\s*,\s*"?(\d+)"?\s*[\])]|ID\s*[\[(]\s*"EPSG"\s*,\s*(\d+)\s*[\])])\s*[\])]\s*$`)
)

// CRSOfWKT returns what WKT 1 or 2 says of itself: its name, and the code that
// stands at its end, if any. how says where it was found. Package crs reads the
// rest.
func CRSOfWKT(wkt, how string) CRS {
	c := CRS{WKT: strings.TrimSpace(wkt), How: how}
	if m := wktName.FindStringSubmatch(c.WKT); m != nil {
		c.Name = strings.ReplaceAll(m[1], `""`, `"`)
	}
	if m := wktCode.FindStringSubmatch(c.WKT); m != nil {
		code, err := strconv.Atoi(m[1] + m[2])
		if err == nil && code <= 999_999 {
			c.EPSG = code
		}
	}
	return c
}

var wktUnit = regexp.MustCompile(`(?i)\b(?:LENGTH)?UNIT\s*[\[(]\s*"([^"]*)"\s*,\s*([-+0-9.eE]+)`)

// Unit returns the name of the unit of the WKT's plane coordinates and how many
// metres it has; 0 when there is no WKT, or it is of degrees.
func (c CRS) Unit() (name string, metres float64) {
	if c.WKT == "" || geographicWKT(c.WKT) {
		return "", 0
	}
	// The unit of the plane follows the parameters of the projection; those
	// before are of angles, those after of heights.
	rest := c.WKT
	if k := strings.LastIndex(strings.ToUpper(rest), "PARAMETER"); k >= 0 {
		rest = rest[k:]
	}
	m := wktUnit.FindStringSubmatch(rest)
	if m == nil {
		return "", 0
	}
	metres, err := strconv.ParseFloat(m[2], 64)
	if err != nil || !(metres > 1e-6 && metres < 1e6) {
		return "", 0
	}
	return m[1], metres
}
