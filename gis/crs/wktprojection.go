package crs

import "strings"

// wktMethods are the names of projections in files, spelled plainly.
var wktMethods = map[string]Method{
	"transversemercator": TransverseMercator, "gausskruger": TransverseMercator, "transversemercatorcomplex": TransverseMercator,
	"mercator1sp": MercatorA, "mercatorvarianta": MercatorA, "mercator2sp": MercatorB, "mercatorvariantb": MercatorB, "mercator": MercatorB,
	"mercatorauxiliarysphere": WebMercator, "popularvisualisationpseudomercator": WebMercator,
	"obliquestereographic": ObliqueStereographic, "doublestereographic": ObliqueStereographic, "obliquestereographicalternative": ObliqueStereographic,
	"lambertconformalconic1sp": LambertConic1SP, "lambertconicconformal1sp": LambertConic1SP,
	"albersconicequalarea": AlbersEqualArea, "albersequalarea": AlbersEqualArea, "albers": AlbersEqualArea,
	"lambertconformalconic2sp": LambertConic2SP, "lambertconicconformal2sp": LambertConic2SP, "lambertconformalconic": LambertConic2SP,
}

// Places of parameters.
type place int

const (
	lat0 place = iota
	lon0
	lat1
	lat2
	scale
	falseEast
	falseNorth
	ignored // of meaning only to the writer when zero
)

var wktParameters = map[string]place{
	"latitudeoforigin": lat0, "latitudeofnaturalorigin": lat0, "latitudeofcenter": lat0, "latitudeoffalseorigin": lat0, "latitudeofprojectioncentre": lat0,
	"centralmeridian": lon0, "longitudeoforigin": lon0, "longitudeofnaturalorigin": lon0, "longitudeofcenter": lon0, "longitudeoffalseorigin": lon0,
	"standardparallel1": lat1, "latitudeof1ststandardparallel": lat1, "standardparallel2": lat2, "latitudeof2ndstandardparallel": lat2,
	"scalefactor": scale, "scalefactoratnaturalorigin": scale,
	"falseeasting": falseEast, "eastingatfalseorigin": falseEast, "falsenorthing": falseNorth, "northingatfalseorigin": falseNorth,
	"auxiliaryspheretype": ignored, "xscale": ignored, "yscale": ignored, "xyplanerotation": ignored,
}

// projection reads method and parameters; angle is the unit of the geographic
// system's angles.
func (r *wktReader) projection(c *CRS, n *node, angle Unit) {
	from := n
	m := n.child("PROJECTION")
	if conversion := n.child("CONVERSION", "DERIVINGCONVERSION"); conversion != nil {
		from, m = conversion, conversion.child("METHOD", "PROJECTION")
	}
	if m == nil {
		r.fail(n, "%q has no projection (PROJECTION or CONVERSION with METHOD)", n.name())
		return
	}
	method, ok := wktMethods[spelling(m.name())]
	if !ok {
		r.fail(m, "%q: must be one of transverse Mercator, Mercator, web Mercator, oblique (double) stereographic, Lambert conformal conic, Albers equal area; project the file first (ogr2ogr or gdalwarp -t_srs EPSG:4490)", m.name())
		return
	}
	given := map[place]float64{}
	for _, p := range from.nodes {
		if p.key != "PARAMETER" {
			continue
		}
		r.parameter(p, given, angle, c.Unit)
	}
	if e := n.child("EXTENSION"); e != nil && len(e.values) > 1 && strings.Contains(e.values[1].text, "+nadgrids=@null") &&
		strings.Contains(e.values[1].text, "+proj=merc") { // how GDAL writes web Mercator in WKT 1
		method = WebMercator
	}
	c.Projection = gather(method, given)
}

// gather makes a projection of parameters by place.
func gather(method Method, given map[place]float64) Projection {
	p := Projection{Method: method, Lat0: given[lat0], Lon0: given[lon0], Lat1: given[lat1], Lat2: given[lat2],
		Scale: 1, FalseEast: given[falseEast], FalseNorth: given[falseNorth]}
	if k, ok := given[scale]; ok {
		p.Scale = k
	}
	_, origin := given[lat0]
	_, first := given[lat1]
	_, second := given[lat2]
	switch method {
	case MercatorB:
		if !first || p.Lat1 == 0 { // ESRI calls both Mercator; on the equator they are one
			p.Method = MercatorA
		}
		p.Lat2 = 0
	case LambertConic2SP:
		if !second {
			p.Lat2 = p.Lat1
		} else if !first {
			p.Lat1 = p.Lat2
		}
		switch { // ESRI has one name for both forms
		case !first && !second:
			p.Method = LambertConic1SP
		case p.Lat1 == p.Lat2 && (!origin || p.Lat0 == p.Lat1):
			p.Method, p.Lat0 = LambertConic1SP, p.Lat1
		}
	case AlbersEqualArea:
		if !second {
			p.Lat2 = p.Lat1
		} else if !first {
			p.Lat1 = p.Lat2
		}
	case LambertConic1SP:
		if first && !origin {
			p.Lat0 = p.Lat1
		}
	}
	if !p.parallels() {
		p.Lat1, p.Lat2 = 0, 0
	}
	if !p.scaled() {
		p.Scale = 0
	}
	return p
}

func (r *wktReader) parameter(n *node, given map[place]float64, angle, length Unit) {
	where, ok := wktParameters[spelling(n.name())]
	value := r.number(n, 1, n.name())
	switch {
	case !ok && value == 0:
		return
	case !ok:
		r.fail(n, "%q: is not known; the projections here take latitude and longitude of origin, standard parallels, scale factor, false easting and northing", n.name())
		return
	}
	unit := Unit{"", 1}
	switch where {
	case lat0, lon0, lat1, lat2:
		unit = angle
		if u := n.child("ANGLEUNIT", "UNIT"); u != nil {
			unit = r.unit(u)
		}
	case falseEast, falseNorth:
		unit = length
		if u := n.child(lengthKeys...); u != nil {
			unit = r.unit(u)
		}
	case scale:
		if u := n.child("SCALEUNIT", "UNIT"); u != nil {
			unit = r.unit(u)
		}
	}
	given[where] = value * unit.Scale
}
