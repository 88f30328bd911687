package vector

import (
	"slices"
	"strings"

	"github.com/paulmach/orb"
)

// unsaidCRS marks a system that the format's standard gives, not the file.
const unsaidCRS = "RFC 7946: no crs member"

// brokenCRS marks a file whose numbers cannot be what the standard gives.
const brokenCRS = "no crs member, yet not degrees"

// Degrees tells whether the coordinates are longitudes and latitudes, in
// whatever order: the file says so, or it does not say and they look like it.
func (l *Layer) Degrees() bool {
	if degrees, said := l.saysDegrees(); said {
		return degrees
	}
	return LooksLikeDegrees(l.Bound())
}

// LooksLikeDegrees tells whether numbers without a word are longitudes and
// latitudes, in whatever order: all lies in a span that is a district or a
// province in degrees and less than a room in metres.
func LooksLikeDegrees(b orb.Bound) bool {
	const room = 5.0
	if b.IsEmpty() || b.Max[0]-b.Min[0] >= room || b.Max[1]-b.Min[1] >= room {
		return false
	}
	const lastLand = 83.7 // [degree] north: an island off Greenland
	return onGlobe(b) && b.Max[1] < lastLand || chinaSwapped(b) || onGlobe(swappedBound(b)) && smallSpan(b.Min, b.Max)
}

// chinaSwapped tells whether bounds can be latitudes and longitudes of China in
// the order of its authorities: x 3…54, y 73…136 (as longitude and latitude a
// stretch from the Barents Sea to beyond the pole). What is larger than a
// district lies on the mainland or Hainan.
func chinaSwapped(b orb.Bound) bool {
	south := 3.0
	if !smallSpan(b.Min, b.Max) {
		south = 18
	}
	return b.Min[0] >= south && b.Max[0] <= 54 && b.Min[1] >= 73 && b.Max[1] <= 136
}

// saysDegrees returns what the file itself says of its unit, if anything.
func (l *Layer) saysDegrees() (degrees, said bool) {
	switch {
	case l.CRS.How == unsaidCRS:
		return false, false
	case l.CRS.EPSG != 0:
		return geographicCode(l.CRS.EPSG), true
	case strings.HasSuffix(strings.ToUpper(l.CRS.Name), "CRS84"), geographicWKT(l.CRS.WKT):
		return true, true
	}
	return false, l.CRS.WKT != ""
}

// Assumed tells whether the file does not name its system and its format's
// standard gives one, which many files break.
func (l *Layer) Assumed() bool { return l.CRS.How == unsaidCRS || l.CRS.How == brokenCRS }

// Assumed is Layer.Assumed for facts.
func (f FactsCRS) Assumed() bool { return f.How == unsaidCRS || f.How == brokenCRS }

func swappedBound(b orb.Bound) orb.Bound {
	return orb.Bound{Min: orb.Point{b.Min[1], b.Min[0]}, Max: orb.Point{b.Max[1], b.Max[0]}}
}

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
// round. Metres of a small site may have such numbers too, so that coordinates
// must be degrees by Degrees.
func (l *Layer) Swapped() bool {
	b := l.Bound()
	if b.IsEmpty() || !onGlobe(swappedBound(b)) || !l.Degrees() {
		return false
	}
	return !onGlobe(b) || chinaSwapped(b)
}
