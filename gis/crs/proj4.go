package crs

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// options are the +key=value of a short form as PROJ has them.
type options struct {
	order  []string
	values map[string]string
	faults []error
}

// optionKeys are the keys that mean something here or nothing anywhere.
var optionKeys = []string{"proj", "zone", "south", "lat_0", "lon_0", "lat_1", "lat_2", "lat_ts", "k", "k_0", "x_0", "y_0",
	"ellps", "datum", "a", "b", "rf", "f", "R", "towgs84", "units", "to_meter", "pm", "axis", "nadgrids",
	"no_defs", "type", "wktext", "over", "vunits", "geoid", "height_offset_m"}

func parseOptions(text string) (*options, error) {
	o := &options{values: map[string]string{}}
	for _, word := range strings.Fields(text) {
		key, value, _ := strings.Cut(strings.TrimPrefix(word, "+"), "=")
		if !slices.Contains(optionKeys, key) {
			o.fail(key, "must be one of %s", strings.Join(optionKeys, ", "))
			continue
		}
		if _, twice := o.values[key]; twice {
			o.fail(key, "is given twice")
		}
		o.order = append(o.order, key)
		o.values[key] = value
	}
	return o, errors.Join(o.faults...)
}

func (o *options) fail(key, format string, args ...any) {
	o.faults = append(o.faults, fmt.Errorf("+%.40s: %s", key, fmt.Sprintf(format, args...)))
}

func (o *options) has(key string) bool { _, ok := o.values[key]; return ok }

func (o *options) number(key string, otherwise float64) float64 {
	text, ok := o.values[key]
	if !ok {
		return otherwise
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		o.fail(key, "%.40q: must be a number", text)
		return otherwise
	}
	return v
}

func (o *options) angle(key string) float64 { return radians(o.number(key, 0)) }

// ellipsoids by PROJ's names; the values are the table's.
var projEllipsoids = map[string]int{"WGS84": 7030, "GRS80": 7019, "krass": 7024, "IAU76": 7049, "bessel": 7004, "airy": 7001,
	"intl": 7022, "clrk66": 7008, "WGS72": 7043, "aust_SA": 7050, "CGCS2000": 1024}

func (o *options) ellipsoid() Ellipsoid {
	if o.has("R") {
		return Ellipsoid{Name: "sphere", A: o.number("R", 0)}
	}
	if name, ok := o.values["ellps"]; ok {
		code, known := projEllipsoids[name]
		if !known {
			o.fail("ellps", "%.40q: must be one of WGS84, GRS80, CGCS2000, krass (Beijing 1954), IAU76 (Xi'an 1980), bessel, airy, intl, clrk66, WGS72, aust_SA, or give +a and +rf", name)
		}
		for _, d := range tables().datums {
			if d.Ellipsoid.Code == code {
				return d.Ellipsoid
			}
		}
	}
	if !o.has("a") {
		return tables().datums[wgs84].Ellipsoid
	}
	e := Ellipsoid{Name: "given by the user", A: o.number("a", 0)}
	switch {
	case o.has("rf"):
		e.InvF = o.number("rf", 0)
	case o.has("f"):
		if f := o.number("f", 0); f != 0 {
			e.InvF = 1 / f
		}
	case o.has("b"):
		if b := o.number("b", e.A); b != e.A {
			e.InvF = e.A / (e.A - b)
		}
	}
	return e
}

var projUnits = map[string]Unit{"m": Metre, "ft": Foot, "us-ft": USSurveyFoot, "km": {"kilometre", 1000}}

// system makes the system of a +proj=… form.
func (o *options) system() (*CRS, How, error) {
	c := &CRS{Kind: Projected, Unit: Metre}
	if name, ok := o.values["datum"]; ok {
		code := datumByName(name)
		if code == 0 {
			o.fail("datum", "%.40q: must be WGS84, CGCS2000, NAD83, … or give +ellps and +towgs84", name)
		}
		c.Datum = tables().datums[code]
	} else {
		c.Datum = Datum{Name: "unknown", Ellipsoid: o.ellipsoid()}
	}
	c.Datum.PrimeMeridian = o.meridian()
	p := Projection{Lat0: o.angle("lat_0"), Lon0: o.angle("lon_0"), Lat1: o.angle("lat_1"), Lat2: o.angle("lat_2"),
		Scale: o.number("k", o.number("k_0", 1)), FalseEast: o.number("x_0", 0), FalseNorth: o.number("y_0", 0)}
	switch name := o.values["proj"]; name {
	case "longlat", "latlong":
		c.Kind, c.Unit, p = Geographic2D, Degree, Projection{}
	case "geocent":
		c.Kind, p, c.Axes = Geocentric, Projection{}, "XYZ"
	case "utm":
		zone := o.number("zone", 0)
		if zone != math.Trunc(zone) || zone < 1 || zone > 60 {
			o.fail("zone", "%g: must be 1 to 60 (China: 43 to 53)", zone)
		}
		p = Projection{Method: TransverseMercator, Lon0: radians(6*zone - 183), Scale: 0.9996, FalseEast: 500000}
		if o.has("south") {
			p.FalseNorth = 1e7
		}
	case "tmerc", "etmerc":
		p.Method = TransverseMercator
	case "sterea":
		p.Method = ObliqueStereographic
	case "webmerc":
		p.Method = WebMercator
	case "merc":
		p.Method = MercatorA
		if o.values["nadgrids"] == "@null" || o.has("a") && o.values["a"] == o.values["b"] {
			p.Method = WebMercator
			c.Datum = tables().datums[wgs84]
		} else if o.has("lat_ts") && o.number("lat_ts", 0) != 0 {
			p.Method, p.Lat1 = MercatorB, o.angle("lat_ts")
		}
	case "lcc":
		if p.Method = LambertConic2SP; !o.has("lat_2") || p.Lat1 == p.Lat2 && p.Lat0 == p.Lat1 {
			p.Method = LambertConic1SP
			if !o.has("lat_0") {
				p.Lat0 = p.Lat1
			} else if p.Lat0 != p.Lat1 {
				o.fail("lat_0", "%s: must equal +lat_1 in a cone with one standard parallel", o.values["lat_0"])
			}
		}
	case "aea":
		if p.Method = AlbersEqualArea; !o.has("lat_2") {
			p.Lat2 = p.Lat1
		}
	default:
		o.fail("proj", "%.40q: must be longlat, geocent, utm, tmerc, merc, webmerc, sterea, lcc or aea", name)
	}
	if !p.parallels() {
		p.Lat1, p.Lat2 = 0, 0
	}
	if !p.scaled() {
		p.Scale = 0
	}
	c.Projection = p
	if c.Kind != Geographic2D {
		o.unit(c)
	}
	switch axis := o.values["axis"]; axis {
	case "", "enu":
	case "neu":
		c.Axes = "NE"
	default:
		o.fail("axis", "%.20q: must be enu or neu", axis)
	}
	c.Name = "+" + strings.Join(o.order, " +")
	if err := errors.Join(o.faults...); err != nil {
		return nil, How{}, err
	}
	c.Name = o.text()
	return settle(c, 0, nil)
}

func (o *options) text() string {
	var b strings.Builder
	for i, key := range o.order {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString("+" + key)
		if v := o.values[key]; v != "" {
			b.WriteString("=" + v)
		}
	}
	return b.String()
}

func (o *options) unit(c *CRS) {
	if name, ok := o.values["units"]; ok {
		u, known := projUnits[name]
		if !known {
			o.fail("units", "%.20q: must be m, km, ft or us-ft, or give +to_meter", name)
			return
		}
		c.Unit = u
	}
	if o.has("to_meter") {
		if f := o.number("to_meter", 1); f > 0 {
			c.Unit = Unit{fmt.Sprintf("unit of %g m", f), f}
		} else {
			o.fail("to_meter", "%g: must be > 0", f)
		}
	}
}

func (o *options) meridian() float64 {
	if name, ok := o.values["pm"]; ok && !strings.EqualFold(name, "greenwich") {
		return o.angle("pm")
	}
	return 0
}
