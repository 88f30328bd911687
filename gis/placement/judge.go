package placement

import (
	"fmt"
	"math"

	"shapan/gis/crs"
)

// suspect warns of what shows without a site: feet, and numbers that cannot
// well be of the system that was taken for them. b has east first.
func (p *Placement) suspect(b Bounds) {
	c := p.from
	if c == nil || b.Empty() {
		return
	}
	if c.Unit.Name != crs.Metre.Name && !c.Degrees() {
		p.warn("coordinates are in %s; they were turned into metres", plural(c.Unit.Name))
	}
	if c.Area == (crs.Area{}) || p.shown != none || inUse(c, b) {
		return
	}
	fix := "is that the right system?"
	switch {
	case c.Kind == crs.Projected && looksLikeDegrees(b):
		fix = "the numbers look like degrees: EPSG:4490 is CGCS2000, EPSG:4326 WGS 84"
	case inUse(c, b.swapped()):
		fix = "x and y seem to be in each other's place (X = north?): swap_axes: true, or turn the file"
	}
	p.warn("x %s to %s, y %s to %s is no place where %s is used: %s", short(b[0]), short(b[2]), short(b[1]), short(b[3]), c, fix)
}

// inUse tells whether the middle of bounds lies where a system is used. Zones
// are used beyond their rims, so some degrees around count as well.
func inUse(c *crs.CRS, b Bounds) bool {
	const around = 3 // [degree], the width of a zone
	x, y := b.centre()
	lon, lat, _ := c.ToGeographic(x, y, 0)
	lon, lat = lon*180/math.Pi, lat*180/math.Pi
	a := c.Area
	for _, dx := range [...]float64{-around, 0, around} {
		if a.Contains(math.Remainder(lon+dx, 360), max(a.South, min(a.North, lat))) && lat >= a.South-around && lat <= a.North+around {
			return true
		}
	}
	return false
}

// Judge looks at where the input comes to lie. Where nothing of it is on the
// site, the error says what would put it right; what may be meant is a warning.
func (p *Placement) Judge() error {
	if p.Native.Empty() {
		return nil
	}
	p.Extent = p.onSiteBounds(p.Native)
	site := p.target.Extent
	if site.Empty() {
		return nil
	}
	if !p.Extent.Empty() && p.Extent.meets(site, 0) {
		return nil
	}
	if fix := p.remedy(); fix != "" {
		return fmt.Errorf("as %s it comes to lie %s from the site: %s", p.CRS, p.away(), fix)
	}
	if p.Extent.Empty() {
		return fmt.Errorf("has no place in the site's map as %s (x %s to %s, y %s to %s)", p.CRS,
			short(p.Native[0]), short(p.Native[2]), short(p.Native[1]), short(p.Native[3]))
	}
	return fmt.Errorf("as %s it comes to lie %s from the site: say coordinates: with the system that it is in, or leave it out", p.CRS, p.away())
}

// JudgeOn is Judge with the site's extent, once that is known.
func (p *Placement) JudgeOn(extent Bounds) error {
	p.target.Extent = extent
	return p.Judge()
}

// remedy finds a change that brings the input onto the site.
func (p *Placement) remedy() string {
	site := p.target.Extent
	if b := p.onSiteBounds(p.Native.swapped()); !p.swap && !b.Empty() && b.meets(site, 0) {
		if p.Degrees {
			return "latitude and longitude are in each other's place: say swap_axes: true"
		}
		return "x and y are in each other's place (X = north?): say swap_axes: true"
	}
	if p.meets(p.Native, true) && !p.onSite && !looksLikeDegrees(p.Native) {
		return "its numbers are the site's own: say coordinates: site"
	}
	if p.meets(p.Native, false) && !p.AsMap() {
		return "its numbers are those of the site's map: is crs.epsg right? If so, say coordinates: map"
	}
	for _, code := range p.siblings() {
		c, err := crs.FromEPSG(code)
		if err != nil {
			continue
		}
		other := *p
		other.from, other.onSite, other.shown, other.toMap = c, false, none, nil
		if other.connect() != nil {
			continue
		}
		if b := other.onSiteBounds(p.Native); !b.Empty() && b.meets(site, 0) {
			return fmt.Sprintf("as EPSG:%d (%s) it lies on the site: say coordinates: EPSG:%d", code, c.Name, code)
		}
	}
	return ""
}

// siblings are systems with which this one is often mixed up: the other zones
// of CGCS2000, with and without the prefix of the zone, degrees, web Mercator.
func (p *Placement) siblings() []int {
	list := []int{4490, 3857}
	for _, zones := range [...][2]int{{4534, 4554}, {4513, 4533}, {4502, 4512}, {4491, 4501}} { // 3° zones are more usual
		for code := zones[0]; code <= zones[1]; code++ {
			list = append(list, code)
		}
	}
	if p.target.CRS != nil && p.target.CRS.Code != 0 {
		list = append(list, p.target.CRS.Code)
	}
	return list
}

// away says how far the input lies from the site.
func (p *Placement) away() string {
	ax, ay := p.Extent.centre()
	bx, by := p.target.Extent.centre()
	switch d := math.Hypot(ax-bx, ay-by); {
	case math.IsNaN(d) || math.IsInf(d, 0):
		return "nowhere near"
	case d < 2000:
		return fmt.Sprintf("%.0f m", d)
	default:
		return fmt.Sprintf("%.0f km", d/1000)
	}
}

func plural(unit string) string {
	switch unit {
	case "foot":
		return "feet"
	case "US survey foot":
		return "US survey feet"
	}
	return unit
}
