package crs

import (
	"fmt"
	"math"
	"strings"
)

// FromWKT makes a system from well-known text: WKT 1 as OGC, GDAL and ESRI
// (.prj files) write it, or WKT 2. The definition is looked up in the table by
// its parameters, so a .prj without authority codes is recognised too; where
// code and parameters disagree the parameters win and How warns. Mistakes are
// reported all together, each with line and column.
func FromWKT(text string) (*CRS, How, error) {
	text = strings.TrimPrefix(text, "\ufeff")
	tops, err := parseWKT(text)
	if err != nil {
		return nil, How{}, fmt.Errorf("WKT: %w", err)
	}
	r := &wktReader{text: text}
	c, claimed := r.system(tops[0])
	if len(r.faults) == 0 && len(tops) > 1 {
		r.vertical(c, tops[1])
	}
	if err := r.err(); err != nil {
		return nil, How{}, fmt.Errorf("WKT: %w", err)
	}
	return settle(c, claimed, r.warnings)
}

// settle finishes a system that a file defines: checks it, compares it with
// the code that the file claims (0 for none) and looks it up in the table.
func settle(c *CRS, claimed int, warnings []string) (*CRS, How, error) {
	if err := c.prepare(); err != nil {
		return nil, How{}, err
	}
	how := How{Warnings: warnings}
	found, also := identify(c, claimed)
	how.Also = also
	switch {
	case found != nil && found.Code == claimed:
		how.By, how.Detail = "code", fmt.Sprintf("EPSG:%d as the file says, confirmed by its parameters", claimed)
	case found != nil && plainName(found.Name) == plainName(c.Name):
		how.By, how.Detail = "parameters", fmt.Sprintf("EPSG:%d by the file's name %q and its parameters", found.Code, c.Name)
	case found != nil:
		how.By, how.Detail = "parameters", fmt.Sprintf("EPSG:%d by the file's parameters (its name: %q)", found.Code, c.Name)
	default:
		how.By, how.Detail = "definition", fmt.Sprintf("by the file's own definition %q, which is none of the EPSG systems in the table", c.Name)
	}
	if claimed != 0 && (found == nil || found.Code != claimed) {
		if said, err := FromEPSG(claimed); err == nil {
			how.Warnings = append(how.Warnings, fmt.Sprintf("The file says EPSG:%d (%s), but its parameters are others: the parameters are taken.", claimed, said.Name))
		} else if found == nil {
			c.Code = claimed // a system that the table lacks
		}
	}
	if found != nil {
		found.Vertical, found.Datum.Shift = c.Vertical, pick(c.Datum.Shift, found.Datum.Shift)
		if c.Axes != "" {
			found.Axes = c.Axes
		}
		c = found
	}
	if c.Axes == "" {
		c.Axes = "EN"
	}
	if c.Kind == Projected && c.Unit.Scale != 1 && c.Vertical == nil {
		how.Warnings = append(how.Warnings, fmt.Sprintf("Coordinates are in %s: heights may be too, the definition does not say.", plural(c.Unit.Name)))
	}
	return c, how, nil
}

func plural(unit string) string {
	if strings.HasSuffix(unit, "foot") {
		return strings.TrimSuffix(unit, "foot") + "feet"
	}
	return unit + "s"
}

// pick returns the shift that a file gives, or else the table's: the table
// knows its accuracy and newer values, but a file's own TOWGS84 was meant.
func pick(file, table *Shift) *Shift {
	if file != nil {
		return file
	}
	return table
}

// system reads a coordinate reference system and the code it claims to be.
func (r *wktReader) system(n *node) (*CRS, int) {
	c := &CRS{Name: n.name()}
	switch n.key {
	case "GEOGCS", "GEOGCRS", "GEOGRAPHICCRS", "GEODCRS", "GEODETICCRS", "BASEGEOGCRS", "BASEGEODCRS", "GEOCCS":
		c.Kind = Geographic2D
		r.geographic(c, n)
	case "PROJCS", "PROJCRS", "PROJECTEDCRS":
		c.Kind = Projected
		r.projected(c, n)
	case "COMPD_CS", "COMPOUNDCRS":
		if len(n.nodes) < 2 {
			r.fail(n, "must hold a horizontal and a vertical system")
			return c, 0
		}
		var claimed int
		c, claimed = r.system(n.nodes[0])
		r.vertical(c, n.nodes[1])
		return c, claimed
	case "BOUNDCRS":
		source := n.child("SOURCECRS")
		if source == nil || len(source.nodes) == 0 {
			r.fail(n, "must hold SOURCECRS[ a system ]")
			return c, 0
		}
		c, claimed := r.system(source.nodes[0])
		r.abridged(c, n)
		return c, claimed
	case "LOCAL_CS", "ENGCRS", "ENGINEERINGCRS":
		r.fail(n, "%q is a local grid that no mathematics ties to the Earth: fit it to control points that are known in a national system too", n.name())
	case "VERT_CS", "VERTCRS", "VERTICALCRS", "VERTCS":
		r.fail(n, "%q is a vertical system alone: a horizontal one is needed before it", n.name())
	default:
		r.fail(n, "must be a coordinate reference system: GEOGCS, PROJCS, COMPD_CS, GEOGCRS, PROJCRS, COMPOUNDCRS or BOUNDCRS")
	}
	return c, n.code()
}

// geographic reads datum, unit and kind of a geographic or geocentric system.
func (r *wktReader) geographic(c *CRS, n *node) {
	r.datum(c, n)
	c.Unit = r.angleUnit(n)
	cs := n.child("CS")
	switch {
	case n.key == "GEOCCS" || cs != nil && strings.EqualFold(cs.name(), "Cartesian"):
		c.Kind, c.Unit, c.Axes = Geocentric, r.lengthUnit(n), "XYZ"
		return
	case cs != nil && len(cs.values) > 1 && cs.values[1].text == "3", n.child("LINUNIT") != nil:
		c.Kind = Geographic3D
	}
	c.Axes = r.axes(n)
}

func (r *wktReader) projected(c *CRS, n *node) {
	base := n.child("GEOGCS", "BASEGEOGCRS", "BASEGEODCRS", "GEOGCRS", "GEODCRS")
	if base == nil {
		r.fail(n, "%q has no geographic system (GEOGCS or BASEGEOGCRS)", n.name())
		return
	}
	under := &CRS{Name: base.name()}
	r.datum(under, base)
	c.Datum = under.Datum
	c.Unit = r.lengthUnit(n)
	c.Axes = r.axes(n)
	r.projection(c, n, r.angleUnit(base))
}

// axes returns the order of the axes that a text tells, "" when it does not.
func (r *wktReader) axes(n *node) string {
	axes := ""
	for _, a := range n.nodes {
		if a.key != "AXIS" || len(a.values) == 0 {
			continue
		}
		letter := map[string]string{"east": "E", "north": "N", "west": "W", "south": "S", "up": "U"}[strings.ToLower(a.values[len(a.values)-1].text)]
		axes += letter
	}
	switch axes {
	case "EN", "NE", "ENU", "NEU":
		return axes
	case "":
		return ""
	}
	r.warn("The axes point %s: coordinates are taken as east and north.", axes)
	return ""
}

var lengthKeys = []string{"UNIT", "LENGTHUNIT"}

// lengthUnit reads the unit of the coordinates: behind the system in WKT 1, in
// its axes or behind them in WKT 2.
func (r *wktReader) lengthUnit(n *node) Unit {
	u := n.child(lengthKeys...)
	if u == nil {
		u = n.child("AXIS").child(lengthKeys...)
	}
	if u == nil {
		return Metre
	}
	return r.unit(u)
}

func (r *wktReader) unit(n *node) Unit {
	scale := r.number(n, 1, "unit "+n.name())
	if !(scale > 0) {
		r.fail(n, "%q of %g: must be > 0", n.name(), scale)
		return Metre
	}
	for _, known := range []Unit{Metre, Foot, USSurveyFoot, Degree} {
		if math.Abs(scale/known.Scale-1) < 1e-8 {
			return known
		}
	}
	return Unit{n.name(), scale}
}

func (r *wktReader) angleUnit(n *node) Unit {
	u := n.child("UNIT", "ANGLEUNIT")
	if u == nil {
		if u = n.child("AXIS").child("UNIT", "ANGLEUNIT"); u == nil {
			return Degree
		}
	}
	return r.unit(u)
}

// vertical reads the vertical part of a compound system.
func (r *wktReader) vertical(c *CRS, n *node) {
	switch n.key {
	case "VERT_CS", "VERTCRS", "VERTICALCRS", "VERTCS":
	default:
		r.fail(n, "must be a vertical system: VERT_CS or VERTCRS")
		return
	}
	if n.child("DATUM") != nil { // ESRI's vertical system of heights above the ellipsoid
		if c.Kind == Geographic2D {
			c.Kind = Geographic3D
		}
		return
	}
	v := Vertical{Name: n.name(), Unit: r.lengthUnit(n)}
	if axis := n.child("AXIS"); axis != nil && len(axis.values) > 0 {
		v.Down = strings.EqualFold(axis.values[len(axis.values)-1].text, "down")
	}
	if known, ok := tables().vertical[n.code()]; ok && sameUnit(known.Unit, v.Unit) && known.Down == v.Down {
		v = known
	} else {
		for _, known := range tables().vertical {
			if spelling(known.Name) == spelling(v.Name) && sameUnit(known.Unit, v.Unit) && known.Down == v.Down {
				v = known
			}
		}
	}
	c.Vertical = &v
}
