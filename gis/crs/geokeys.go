package crs

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"strings"
)

// GeoKeys are the GeoKeys of a GeoTIFF by number: SHORT and DOUBLE ones as
// numbers, ASCII ones as text without the final |.
type GeoKeys struct {
	Numbers map[int][]float64
	Texts   map[int]string
}

type keyReader struct {
	GeoKeys
	faults   []error
	warnings []string
}

func (k *keyReader) fail(key int, format string, args ...any) {
	k.faults = append(k.faults, fmt.Errorf("GeoKey %d: %s", key, fmt.Sprintf(format, args...)))
}

func (k *keyReader) number(keys ...int) (float64, bool) {
	for _, key := range keys {
		if v := k.Numbers[key]; len(v) > 0 {
			if math.IsNaN(v[0]) || math.IsInf(v[0], 0) {
				k.fail(key, "%g: must be a finite number", v[0])
				return 0, false
			}
			return v[0], true
		}
	}
	return 0, false
}

func (k *keyReader) code(key int) int {
	v, _ := k.number(key)
	if v < 0 || v > 65535 || v != math.Trunc(v) {
		k.fail(key, "%g: must be a whole number from 0 to 65535", v)
		return 0
	}
	return int(v)
}

// FromGeoKeys makes a system of a GeoTIFF's keys: by EPSG code or user-defined,
// with WKT that ESRI hides in citations.
func FromGeoKeys(keys GeoKeys) (*CRS, How, error) {
	k := &keyReader{GeoKeys: keys}
	for _, key := range []int{projectedCitation, gtCitation, geodeticCitation} {
		if _, wkt, ok := strings.Cut(keys.Texts[key], "ESRI PE String = "); ok {
			c, how, err := FromWKT(wkt)
			if err == nil {
				how.Detail = "the WKT in the GeoTIFF's citation: " + how.Detail
			}
			return c, how, err
		}
	}
	c, claimed := k.system()
	if err := errors.Join(k.faults...); err != nil {
		return nil, How{}, err
	}
	c, how, err := settle(c, claimed, k.warnings)
	if err != nil {
		return nil, How{}, err
	}
	if code := k.code(verticalCRS); code != 0 && code != geoUserDefined && c.Kind != Geocentric {
		if d, err := c.WithVertical(code); err == nil {
			c = d
		} else {
			how.Warnings = append(how.Warnings, fmt.Sprintf("The heights are said to be EPSG:%d, which is not in the table.", code))
		}
	}
	if u, ok := geoUnits[k.code(verticalUnits)]; ok && c.Vertical == nil && u != Metre && !c.Degrees() {
		c.Vertical = &Vertical{Name: "height in " + plural(u.Name), Unit: u}
	}
	return c, how, errors.Join(k.faults...)
}

// system reads the horizontal part and the code it claims to have.
func (k *keyReader) system() (*CRS, int) {
	model, code := k.code(gtModelType), k.code(projectedCRS)
	projected := model == 1 || model == 0 && (code != 0 || k.code(projMethod) != 0)
	if projected && code != 0 && code != geoUserDefined {
		return k.registered(projectedCRS, code)
	}
	geodetic := k.code(geodeticCRS)
	if !projected && geodetic != 0 && geodetic != geoUserDefined {
		return k.registered(geodeticCRS, geodetic)
	}
	c := &CRS{Name: cmp.Or(k.Texts[geodeticCitation], k.Texts[gtCitation], "user-defined"), Kind: Geographic2D, Unit: Degree}
	k.datum(c, geodetic)
	angle := k.unit(geogAngularUnits, geogAngularUnitSize, Degree)
	if model == 3 {
		c.Kind, c.Unit, c.Axes = Geocentric, k.unit(geogLinearUnits, 0, Metre), "XYZ"
		return c, 0
	}
	if !projected {
		c.Unit = angle
		return c, 0
	}
	c.Kind, c.Name = Projected, cmp.Or(k.Texts[projectedCitation], k.Texts[gtCitation], "user-defined")
	c.Unit = k.unit(projLinearUnits, projLinearUnitSize, Metre)
	k.projection(c, angle)
	return c, 0
}

// registered takes a system of the table, in the units that the file says.
func (k *keyReader) registered(key, code int) (*CRS, int) {
	c, err := FromEPSG(code)
	if err != nil {
		k.fail(key, "%v", err)
		return &CRS{}, 0
	}
	if u, ok := geoUnits[k.code(projLinearUnits)]; ok && c.Kind == Projected && !sameUnit(u, c.Unit) {
		k.warnings = append(k.warnings, fmt.Sprintf("The file's unit is the %s, that of EPSG:%d the %s: the file's is taken.", u.Name, code, c.Unit.Name))
		c.Unit, c.Code = u, 0
		return c, 0
	}
	return c, code
}

func (k *keyReader) unit(key, size int, otherwise Unit) Unit {
	code := k.code(key)
	if u, ok := geoUnits[code]; ok {
		return u
	}
	if v, ok := k.number(size); ok && code == geoUserDefined {
		if v > 0 {
			return Unit{fmt.Sprintf("unit of %g", v), v}
		}
		k.fail(size, "%g: must be > 0", v)
	} else if code != 0 {
		k.fail(key, "unit %d: must be 9001 (metre), 9002 (foot), 9003 (US survey foot), 9102 (degree) or 32767 with its size", code)
	}
	return otherwise
}

// datum reads the datum by any of the ways to give one.
func (k *keyReader) datum(c *CRS, geodetic int) {
	r := tables()
	name := "user-defined"
	var parts = map[string]string{}
	for _, part := range strings.Split(k.Texts[geodeticCitation], "|") { // GDAL's "GCS Name = …|Datum = …"
		if key, value, ok := strings.Cut(part, "="); ok {
			parts[strings.TrimSpace(key)] = strings.TrimSpace(value)
		}
	}
	code := geodetic
	if _, ok := r.datums[code]; !ok {
		code = datumByName(cmp.Or(parts["Datum"], "?"))
	}
	if code == 0 {
		code = datumByName(cmp.Or(parts["GCS Name"], k.Texts[geodeticCitation], "?"))
	}
	if code == 0 {
		code = r.datumCodes[k.code(geodeticDatum)]
	}
	name = cmp.Or(parts["Datum"], parts["GCS Name"], k.Texts[geodeticCitation], name)
	known, registered := r.datums[code]
	e := known.Ellipsoid
	if a, ok := k.number(ellipsoidSemiMajor); ok {
		e = Ellipsoid{Name: cmp.Or(parts["Ellipsoid"], "user-defined"), A: a}
		if f, ok := k.number(ellipsoidInvFlat); ok {
			e.InvF = f
		} else if b, ok := k.number(ellipsoidSemiMinor); ok && b != a {
			e.InvF = a / (a - b)
		}
	} else if code := k.code(ellipsoidKey); !registered {
		for _, d := range r.datums {
			if d.Ellipsoid.Code == code {
				e = d.Ellipsoid
			}
		}
	}
	if e.A == 0 {
		k.fail(geodeticCRS, "%d: neither the geographic system nor its datum (2050) or ellipsoid (2056, 2057) is known by the file", geodetic)
		return
	}
	var warning string
	if c.Datum, warning = chooseDatum(code, name, e); warning != "" {
		k.warnings = append(k.warnings, warning)
	}
	if pm, ok := k.number(primeMeridianLong); ok {
		c.Datum.PrimeMeridian = radians(pm)
	}
	if v := k.Numbers[geogTOWGS84]; len(v) == 3 || len(v) == 7 {
		v = append(v[:len(v):len(v)], 0, 0, 0, 0)
		w := &wktReader{}
		if err := w.setShift(c, HelmertFromArcseconds(PositionVector, v[0], v[1], v[2], v[3], v[4], v[5], v[6])); err != nil {
			k.fail(geogTOWGS84, "%v", err)
		}
		k.warnings = append(k.warnings, w.warnings...)
	}
}

func (k *keyReader) projection(c *CRS, angle Unit) {
	if code := k.code(projectionKey); code > 16000 && code <= 16160 && code%100 >= 1 && code%100 <= 60 { // UTM
		c.Projection = Projection{Method: TransverseMercator, Lon0: radians(float64(6*(code%100) - 183)), Scale: 0.9996, FalseEast: 500000}
		if code > 16100 {
			c.Projection.FalseNorth = 1e7
		}
		return
	}
	code := k.code(projMethod)
	method, ok := geoMethods[code]
	if !ok {
		k.fail(projMethod, "method %d: must be 1 (transverse Mercator), 7 (Mercator), 8, 9 (Lambert conformal conic), 11 (Albers equal area) or 16 (oblique stereographic); project the file first (gdalwarp -t_srs EPSG:4490)", code)
		return
	}
	given := map[place]float64{}
	take := func(where place, factor float64, keys ...int) {
		if v, ok := k.number(keys...); ok {
			given[where] = v * factor
		}
	}
	take(lat0, angle.Scale, projNatOriginLat, projFalseOriginLat, projCenterLat)
	take(lon0, angle.Scale, projNatOriginLong, projFalseOriginLong, projCenterLong)
	take(lat1, angle.Scale, projStdParallel1)
	take(lat2, angle.Scale, projStdParallel2)
	take(scale, 1, projScaleAtNatOrigin, projScaleAtCenter)
	take(falseEast, c.Unit.Scale, projFalseEasting, projFalseOriginEast)
	take(falseNorth, c.Unit.Scale, projFalseNorthing, projFalseOriginNorth)
	if _, parallel := given[lat1]; method == MercatorA && parallel {
		method = MercatorB
	}
	c.Projection = gather(method, given)
}
