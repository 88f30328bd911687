package vector

import (
	"slices"
	"strings"
)

// unsaidCRS marks a system that the format's standard gives, not the file.
const unsaidCRS = "RFC 7946: no crs member"

// brokenCRS marks a file whose numbers cannot be what the standard gives.
const brokenCRS = "no crs member, yet not degrees"

// Degrees tells whether the coordinates are longitudes and latitudes: the file
// says so, or it does not say and all of it lies in a span that is a district
// in degrees and less than a step in metres.
func (l *Layer) Degrees() bool {
	b := l.Bound()
	switch {
	case l.CRS.How == unsaidCRS:
		return !b.IsEmpty() && onGlobe(b) && smallSpan(b.Min, b.Max)
	case l.CRS.EPSG != 0:
		return geographicCode(l.CRS.EPSG)
	case strings.HasSuffix(strings.ToUpper(l.CRS.Name), "CRS84"), geographicWKT(l.CRS.WKT):
		return true
	case l.CRS.WKT != "" || b.IsEmpty():
		return false
	}
	return onGlobe(b) && smallSpan(b.Min, b.Max)
}

// Assumed tells whether the file does not name its system and its format's
// standard gives one, which many files break.
func (l *Layer) Assumed() bool { return l.CRS.How == unsaidCRS || l.CRS.How == brokenCRS }

// Assumed is Layer.Assumed for facts.
func (f FactsCRS) Assumed() bool { return f.How == unsaidCRS || f.How == brokenCRS }

// smallSpan tells whether two corners are less than a step apart if metres.
func smallSpan(low, high [2]float64) bool {
	const step = 1.0
	return high[0]-low[0] < step && high[1]-low[1] < step
}

// geographicWKT tells whether WKT 1 or 2 describes degrees.
func geographicWKT(wkt string) bool {
	word, _, _ := strings.Cut(strings.TrimSpace(strings.ToUpper(wkt)), "[")
	return slices.Contains([]string{"GEOGCS", "GEOGCRS", "GEOGRAPHICCRS", "GEODCRS", "GEODETICCRS"}, strings.TrimSpace(word))
}

// geographicCode tells whether an EPSG code means degrees, for those that files
// of a site carry; package crs knows them all.
func geographicCode(code int) bool {
	switch {
	case code >= 4120 && code <= 4216, code >= 4218 && code <= 4326, code >= 4600 && code <= 4646, code >= 4657 && code <= 4765:
		return true
	}
	return slices.Contains([]int{4463, 4470, 4475, 4479, 4480, 4483, 4490, 4555, 4558, 4937, 4979, 5451, 6318, 6319, 6668, 6697, 7844}, code)
}

// Swapped tells whether degrees look like latitude before longitude: what
// stands for latitude cannot be one, or all of it is China read the wrong way
// round (x 3…54, y 73…136, which as longitude and latitude would be the Arctic
// Sea and the pole).
func (l *Layer) Swapped() bool {
	b := l.Bound()
	if b.IsEmpty() || b.Min[0] < -90 || b.Max[0] > 90 || b.Min[1] < -180 || b.Max[1] > 180 {
		return false
	}
	if b.Max[1] > 90 || b.Min[1] < -90 {
		return true
	}
	return b.Min[0] >= 3 && b.Max[0] <= 54 && b.Min[1] >= 73 && b.Max[1] <= 136
}
