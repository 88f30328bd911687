package placement

import (
	"fmt"
	"math"
	"strings"

	"github.com/paulmach/orb"

	"shapan/gis/crs"
	"shapan/gis/vector"
)

// displacement is how a web map has moved its places.
type displacement string

const (
	none  displacement = ""
	gcj02 displacement = "GCJ-02"
	bd09  displacement = "BD-09"
)

// Find says in which system a source is and how its coordinates come to the
// site. An error says what the user has to tell.
func Find(s Source, t Target) (*Placement, error) {
	p := &Placement{File: s.File, What: s.What, Native: s.Bounds, Extent: Bounds{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}, target: t, swap: s.Swap}
	if s.Swap { // from here on all is as it should be
		s.Bounds = s.Bounds.swapped()
	}
	s.Key = strings.TrimSpace(s.Key)
	switch strings.ToLower(s.Key) {
	case "":
		if err := p.findInFile(s); err != nil {
			return nil, err
		}
		p.besides(s)
	case "site":
		p.sitesOwn("the key coordinates says so")
		p.disagree(s, nil)
	case "map":
		if err := p.sitesMap("the key coordinates says so"); err != nil {
			return nil, err
		}
		p.disagree(s, t.CRS)
	case "gcj02", "gcj-02", "bd09", "bd-09":
		p.shown = gcj02
		if strings.HasPrefix(strings.ToLower(s.Key), "bd") {
			p.shown = bd09
		}
		wgs, err := crs.FromEPSG(4326)
		if err != nil {
			return nil, err
		}
		p.from, p.CRS, p.How = wgs, string(p.shown)+", degrees", "the key coordinates says so"
		p.warn("%s is made for display and known to about a metre: survey anything that must be right", p.shown)
	default:
		c, how, err := crs.FromUser(s.Key)
		if err != nil {
			return nil, err
		}
		p.is(c, "the key coordinates: "+how.Detail, how.Warnings)
		p.disagree(s, c)
	}
	if c := p.from; c != nil && !s.Bounds.Empty() && c.Unit.Name != crs.Metre.Name && !c.Degrees() {
		p.warn("coordinates are in %s; they were turned into metres", plural(c.Unit.Name))
	}
	if p.shown == none {
		doubts, _ := Doubts(p.from, s.Bounds)
		p.Warnings = append(p.Warnings, doubts...)
	}
	err := p.connect()
	if s.Swap {
		p.Transform = "x and y swapped, then " + p.Transform
	}
	return p, err
}

// findInFile takes what the file says, then what its format means, then what
// its numbers look like.
func (p *Placement) findInFile(s Source) error {
	c, how, err := inFile(s)
	switch {
	case err != nil:
		return err
	case c != nil:
		p.is(c, s.From+": "+how.Detail, how.Warnings)
		return nil
	case s.Usual != "" && looksLikeDegrees(s.Bounds):
		c, _, err := crs.FromUser(s.Usual)
		if err != nil {
			return err
		}
		p.is(c, "the file does not say; files of its format without a word are in "+c.Name, nil)
		return nil
	}
	onMap := !p.target.Extent.Empty() && p.meets(s.Bounds, false)
	own := !p.target.Extent.Empty() && p.meets(s.Bounds, true)
	switch {
	case onMap && !own:
		p.warn("%s does not say its reference system: its numbers fit the site's map, so that was taken; say coordinates: map if that is right", s.File)
		return p.sitesMap("guessed: its numbers lie where the site is on the map")
	case own && !onMap:
		p.warn("%s does not say its reference system: its numbers fit the site's own coordinates, so these were taken; say coordinates: site if that is right", s.File)
		p.sitesOwn("guessed: its numbers lie where the site is")
		return nil
	}
	return fmt.Errorf("does not say its reference system (x %s to %s, y %s to %s): say coordinates: site, map, or a system such as EPSG:4549%s",
		short(s.Bounds[0]), short(s.Bounds[2]), short(s.Bounds[1]), short(s.Bounds[3]), hint(s))
}

// hint tells what kind of file could have said it.
func hint(s Source) string {
	switch lower := strings.ToLower(s.File); {
	case strings.HasSuffix(lower, ".shp"):
		return "; the .prj file that belongs beside it is missing"
	case strings.HasSuffix(lower, ".tif"), strings.HasSuffix(lower, ".tiff"):
		return "; gdal_edit.py -a_srs EPSG:4549 writes it into the file"
	case looksLikeDegrees(s.Bounds):
		return "; the numbers look like degrees: EPSG:4490 is CGCS2000, EPSG:4326 WGS 84, gcj02 a web map's"
	}
	return ""
}

// meets tells whether bounds meet the site's extent, as site or as map coordinates.
func (p *Placement) meets(b Bounds, site bool) bool {
	if b.Empty() {
		return false
	}
	if !site {
		b = around(b, func(x, y float64) (float64, float64) {
			q := p.target.Origin.SiteFromMap(x, y, 0)
			return q[0], q[1]
		})
	}
	return b.meets(p.target.Extent)
}

// SystemOf is the system that a file gives, and how; nil where it says nothing.
func SystemOf(s Source) (c *crs.CRS, how string, err error) {
	c, h, err := inFile(s)
	if c == nil || err != nil {
		return nil, "", err
	}
	return c, s.From + ": " + h.Detail, nil
}

// inFile is the system that the file gives; nil: none.
func inFile(s Source) (*crs.CRS, crs.How, error) {
	switch {
	case s.Keys != nil && len(s.Keys.Numbers) > 0:
		c, how, err := crs.FromGeoKeys(*s.Keys)
		if err == nil || s.EPSG == 0 {
			return c, how, err
		}
		fallthrough
	case s.EPSG != 0:
		c, err := crs.FromEPSG(s.EPSG)
		if err != nil && s.WKT != "" {
			return crs.FromWKT(s.WKT)
		}
		return c, crs.How{By: "code", Detail: fmt.Sprintf("EPSG:%d", s.EPSG)}, err
	case s.WKT != "":
		return crs.FromWKT(s.WKT)
	}
	return nil, crs.How{}, nil
}

// disagree warns where the file says another system than its user.
func (p *Placement) disagree(s Source, taken *crs.CRS) {
	c, _, err := inFile(s)
	if err != nil || c == nil || taken != nil && agree(c, taken, s.Bounds) {
		return
	}
	says := "site coordinates"
	if taken != nil {
		says = taken.String()
	}
	p.warn("%s says %s (%s), the key says %s: the key was taken; remove it if the file is right", s.File, c, s.From, says)
}

// besides warns where a file beside the input names another system than the
// input itself does.
func (p *Placement) besides(s Source) {
	own, _, err := inFile(s)
	if err != nil || own == nil {
		return
	}
	p.Warnings = append(p.Warnings, Quarrels(s, own)...)
}

// Quarrels are the words of files beside a source against the system that the
// source itself is in, with what to do.
func Quarrels(s Source, own *crs.CRS) (warnings []string) {
	for _, w := range s.Beside {
		if w.From == s.From {
			continue // it is what was taken
		}
		c, _, err := crs.FromWKT(w.WKT)
		switch {
		case err != nil:
			warnings = append(warnings, fmt.Sprintf("%s cannot be read (%v); %s was taken: delete the one that is wrong", w.From, err, s.From))
		case !agree(c, own, s.Bounds):
			warnings = append(warnings, fmt.Sprintf("%s says %s, but by %s it is %s, which was taken: delete the one that is wrong, for other programs may take the other; if %s should go, say coordinates: %s",
				w.From, c, s.From, own, s.From, idOrName(c)))
		}
	}
	return warnings
}

// idOrName is how a user names a system.
func idOrName(c *crs.CRS) string {
	if c.Code != 0 {
		return c.ID()
	}
	return "with the other"
}

// agree tells whether two systems put a rectangle's coordinates on the same
// places, to a centimetre. Heights are no part of it.
func agree(a, b *crs.CRS, bounds Bounds) bool {
	if a.Code != 0 && a.Code == b.Code || a.Name == b.Name {
		return true
	}
	if a.Datum.Code != b.Datum.Code || a.Kind != b.Kind || bounds.Empty() {
		return false
	}
	t, err := crs.NewTransformation(a, b)
	if err != nil {
		return false
	}
	x, y := bounds.centre()
	u, v, _ := t.Forward(x, y, 0)
	const near = 0.01 // [m]
	return math.Hypot(u-x, v-y)*metresOf(b) < near
}

// metresOf is about how long a unit of a system's coordinates is.
func metresOf(c *crs.CRS) float64 {
	if c.Degrees() {
		return c.Unit.Scale * c.Datum.Ellipsoid.A
	}
	return c.Unit.Scale
}

func (p *Placement) is(c *crs.CRS, how string, warnings []string) {
	p.from, p.CRS, p.How, p.Degrees = c, c.ID()+" "+c.Name, how, c.Degrees()
	p.Warnings = append(p.Warnings, warnings...)
}

func (p *Placement) sitesOwn(how string) {
	p.onSite, p.CRS, p.How = true, "site coordinates", how
}

func (p *Placement) sitesMap(how string) error {
	p.CRS, p.How = "the site's map", how
	if c := p.target.CRS; c != nil {
		p.from, p.CRS = c, c.ID()+" "+c.Name
	}
	return nil
}

// connect finds the way to the site's map.
func (p *Placement) connect() error {
	to := p.target.CRS
	switch {
	case p.onSite:
		p.Transform = "none"
		return nil
	case to == nil && p.from != nil:
		return fmt.Errorf("is in %s, but the site has no reference system: give crs.epsg (or crs.definition)", p.from)
	case to == nil || p.from == to || p.shown == none && p.from.Code != 0 && p.from.Code == to.Code:
		p.Transform = "the site's origin and rotation"
		return nil
	}
	t, err := crs.NewTransformation(p.from, to)
	if err != nil {
		return err
	}
	p.toMap, p.Transform, p.Accuracy = t, t.Description, t.Accuracy
	p.Warnings = append(p.Warnings, t.Warnings...)
	if p.shown != none {
		p.Transform = string(p.shown) + " undone by iteration, then " + p.Transform
		p.Accuracy = max(p.Accuracy, 1)
	}
	return nil
}

// looksLikeDegrees tells whether bounds can be longitudes and latitudes of a
// place, in whatever order, and are small as metres.
func looksLikeDegrees(b Bounds) bool {
	return !b.Empty() && vector.LooksLikeDegrees(orb.Bound{Min: orb.Point{b[0], b[1]}, Max: orb.Point{b[2], b[3]}})
}

// short prints a coordinate as precisely as a person needs it.
func short(v float64) string {
	if math.Abs(v) < 1000 {
		return fmt.Sprintf("%.6g", v)
	}
	return fmt.Sprintf("%.1f", v)
}
