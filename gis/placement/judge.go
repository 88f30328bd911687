package placement

import (
	"fmt"
	"math"

	"shapan/gis/crs"
)

// Doubts is what shows of a system and a rectangle in it without a site: numbers
// that cannot well be of the system that was taken for them; b has east first.
// Swapped tells that they can be if x and y change places.
func Doubts(c *crs.CRS, b Bounds) (doubts []string, swapped bool) {
	if c == nil || b.Empty() {
		return nil, false
	}
	if c.Area == (crs.Area{}) || inUse(c, b) {
		return nil, false
	}
	fix := "is that the right system?"
	switch {
	case c.Kind == crs.Projected && looksLikeDegrees(b):
		fix = "the numbers look like degrees: EPSG:4490 is CGCS2000, EPSG:4326 WGS 84"
	case inUse(c, b.swapped()):
		swapped = true
		fix = "x and y seem to be in each other's place (X = north?): swap_axes: true, or turn the file"
	}
	return []string{fmt.Sprintf("x %s to %s, y %s to %s is no place where %s is used: %s",
		short(b[0]), short(b[2]), short(b[1]), short(b[3]), c, fix)}, swapped
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

// Misplaced is the error of Judge: nothing of an input is on the site. What
// would put it right stands in at most one of Swap and Coordinates.
type Misplaced struct {
	CRS         string // that was taken
	Away        string // how far off: "12 km"
	Swap        bool   // x and y are in each other's place
	Coordinates string // that the key should say: "site", "map", "EPSG:4549"
	Remedy      string // both in words; "": none was found
}

// Error says where the input lies and what would put it right.
func (m *Misplaced) Error() string {
	remedy := m.Remedy
	if remedy == "" {
		remedy = "say coordinates: with the system that it is in, or leave it out"
	}
	return fmt.Sprintf("as %s it comes to lie %s from the site: %s", m.CRS, m.Away, remedy)
}

// Judge looks at where the input comes to lie. Where nothing of it is on the
// site, the error is Misplaced; what may be meant is a warning.
func (p *Placement) Judge() error {
	if p.Native.Empty() {
		return nil
	}
	p.Extent = p.onSiteBounds(p.Native)
	site := p.target.Extent
	if site.Empty() {
		return nil
	}
	if !p.Extent.Empty() && p.Extent.meets(site) {
		return nil
	}
	m := &Misplaced{CRS: p.CRS, Away: p.away()}
	if p.remedy(m); m.Remedy != "" || !p.Extent.Empty() {
		return m
	}
	return fmt.Errorf("has no place in the site's map as %s (x %s to %s, y %s to %s)", p.CRS,
		short(p.Native[0]), short(p.Native[2]), short(p.Native[1]), short(p.Native[3]))
}

// JudgeOn is Judge with the site's extent, once that is known.
func (p *Placement) JudgeOn(extent Bounds) error {
	p.target.Extent = extent
	return p.Judge()
}

// remedy finds a change that brings the input onto the site.
func (p *Placement) remedy(m *Misplaced) {
	site := p.target.Extent
	if b := p.onSiteBounds(p.Native.swapped()); !p.swap && !b.Empty() && b.meets(site) {
		m.Swap = true
		m.Remedy = "x and y are in each other's place (X = north?): say swap_axes: true"
		if p.Degrees {
			m.Remedy = "latitude and longitude are in each other's place: say swap_axes: true"
		}
		return
	}
	if p.meets(p.Native, true) && !p.onSite && !looksLikeDegrees(p.Native) {
		m.Coordinates, m.Remedy = "site", "its numbers are the site's own: say coordinates: site"
		return
	}
	c, away := p.nearestSibling()
	if p.meets(p.Native, false) && !p.AsMap() {
		const same = 1e-3 // [m]
		if p.awayAsMap() <= away+same {
			m.Coordinates, m.Remedy = "map", "its numbers are those of the site's map: is crs.epsg right? If so, say coordinates: map"
			return
		}
	}
	if c != nil {
		m.Coordinates = fmt.Sprintf("EPSG:%d", c.Code)
		m.Remedy = fmt.Sprintf("as EPSG:%d (%s) it lies on the site: say coordinates: EPSG:%d", c.Code, c.Name, c.Code)
	}
}

// awayAsMap is how far the input's middle lies from the site's [m] if its numbers
// are those of the site's map.
func (p *Placement) awayAsMap() float64 {
	x, y := p.Native.centre()
	q := p.target.Origin.SiteFromMap(x, y, 0)
	u, v := p.target.Extent.centre()
	return math.Hypot(q[0]-u, q[1]-v)
}

// nearestSibling is that of the systems often mixed up with the input's in which
// the input lies on the site and its middle nearest to the site's; nil: none.
// Several may touch a site: zones of 3° and 6° share every other meridian, and a
// large input in a wrong one may still graze the site.
func (p *Placement) nearestSibling() (best *crs.CRS, least float64) {
	site := p.target.Extent
	least = math.Inf(1)
	x, y := site.centre()
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
		b := other.onSiteBounds(p.Native)
		if b.Empty() || !b.meets(site) {
			continue
		}
		u, v := b.centre()
		const same = 1e-3 // [m]: then the one that is more usual stays
		if d := math.Hypot(u-x, v-y); d < least-same {
			best, least = c, d
		}
	}
	return best, least
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
