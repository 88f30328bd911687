package crs

import "strings"

// spelling keeps of a name what all writers agree about: letters and digits.
func spelling(name string) string {
	var b strings.Builder
	for _, c := range strings.ToLower(name) {
		switch {
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
			b.WriteRune(c)
		case c == 'ü': // Krüger
			b.WriteByte('u')
		case c > 127:
			b.WriteRune(c)
		}
	}
	return b.String()
}

// plainName brings the spellings of a system's name together, EPSG's and
// ESRI's: "CGCS2000 / 3-degree Gauss-Kruger CM 120E" and
// "CGCS2000_3_Degree_GK_CM_120E".
func plainName(name string) string { return nameForms.Replace(spelling(name)) }

var nameForms = strings.NewReplacer(
	"gausskruger", "gk", "gausskrueger", "gk", "chinageodeticcoordinatesystem2000", "cgcs2000",
	"wgs1984", "wgs84", "etrs1989", "etrs89", "nad1983", "nad83", "nad1927", "nad27", "wgs1972", "wgs72",
	"xian80", "xian1980", "beijing54", "beijing1954", "gcs", "",
)

// datumByName finds the geographic code of a datum by one of its names, 0 if
// the table has none.
func datumByName(name string) int {
	r := tables()
	if code := r.datumNames[spelling(name)]; code != 0 {
		return code
	}
	// ESRI puts D_ before a datum and GCS_ before a system; some leave it out.
	bare := name
	for _, prefix := range []string{"D_", "GCS_"} {
		bare = strings.TrimPrefix(bare, prefix)
	}
	if code := r.datumNames[spelling(bare)]; code != 0 {
		return code
	}
	return r.datumNames["d"+spelling(bare)]
}

// unnamed tells whether a datum's name says nothing about which one it is.
func unnamed(name string) bool {
	plain := spelling(name)
	for _, word := range []string{"unknown", "notspecified", "undefined", "unnamed", "userdefined", "notavailable", "basedon"} {
		if strings.Contains(plain, word) {
			return true
		}
	}
	return plain == ""
}
