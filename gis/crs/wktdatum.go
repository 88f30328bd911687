package crs

import "strings"

// datum reads datum, ellipsoid, prime meridian and TOWGS84 of a geographic system.
func (r *wktReader) datum(c *CRS, n *node) {
	d := n.child("DATUM", "GEODETICDATUM", "TRF", "ENSEMBLE")
	if d == nil {
		r.fail(n, "%q has no datum (DATUM or ENSEMBLE)", n.name())
		return
	}
	e := d.child("SPHEROID", "ELLIPSOID")
	if e == nil {
		r.fail(d, "%q has no ellipsoid (SPHEROID or ELLIPSOID)", d.name())
		return
	}
	ellipsoid := Ellipsoid{Name: strings.ReplaceAll(e.name(), "_", " "), A: r.number(e, 1, "semi-major axis"), InvF: r.number(e, 2, "inverse flattening")}
	if u := e.child(lengthKeys...); u != nil {
		ellipsoid.A *= r.unit(u).Scale
	}
	code := datumByName(d.name())
	if code == 0 {
		if _, ok := tables().datums[n.code()]; ok {
			code = n.code()
		} else if !unnamed(n.name()) {
			code = datumByName(n.name())
		}
	}
	var warning string
	c.Datum, warning = chooseDatum(code, d.name(), ellipsoid)
	if warning != "" {
		r.warn("%s", warning)
	}
	if pm := n.child("PRIMEM", "PRIMEMERIDIAN"); pm != nil {
		unit := r.angleUnit(n)
		if u := pm.child("ANGLEUNIT", "UNIT"); u != nil {
			unit = r.unit(u)
		}
		c.Datum.PrimeMeridian = r.number(pm, 1, "prime meridian") * unit.Scale
	}
	if t := d.child("TOWGS84"); t != nil {
		r.towgs84(c, t)
	}
}

// chooseDatum returns the table's datum if the file's ellipsoid is the one that
// belongs to it, and otherwise one of the file's own.
func chooseDatum(code int, name string, e Ellipsoid) (Datum, string) {
	known, ok := tables().datums[code]
	if !ok {
		return Datum{Name: name, Ellipsoid: e}, ""
	}
	// Writers round 1/f; 1e-4 of it is 15 cm of the polar radius, and the two
	// ellipsoids nearest to each other that are in use, GRS 1980 and WGS 84,
	// serve for either datum.
	near := func(a, b, tolerance float64) bool { return a-b < tolerance && b-a < tolerance }
	if near(known.Ellipsoid.A, e.A, 0.01) && near(known.Ellipsoid.InvF, e.InvF, 1e-4) {
		return known, ""
	}
	return Datum{Name: name, Ellipsoid: e}, "The datum is called " + name + ", but the ellipsoid " + e.Name +
		" is not the one that belongs to it (" + known.Ellipsoid.Name + "): the file's is taken and the datum for an unknown one."
}

// towgs84 reads three or seven parameters to WGS 84, position vector.
func (r *wktReader) towgs84(c *CRS, n *node) {
	if len(n.values) != 3 && len(n.values) != 7 {
		r.fail(n, "%d numbers: must be 3 (dx, dy, dz [m]) or 7 (and rx, ry, rz [arc-second], ds [ppm])", len(n.values))
		return
	}
	var v [7]float64
	for i := range n.values {
		v[i] = r.number(n, i, "parameter")
	}
	h := HelmertFromArcseconds(PositionVector, v[0], v[1], v[2], v[3], v[4], v[5], v[6])
	if err := r.setShift(c, h); err != nil {
		r.fail(n, "%v", err)
	}
}

// setShift puts a file's shift on the datum of a system. Zeros stand in many
// files for "not known": they are believed only on datums that are WGS 84's
// within metres.
func (r *wktReader) setShift(c *CRS, h Helmert) error {
	if err := h.check(); err != nil {
		return err
	}
	if c.Datum.Code == wgs84 {
		if !h.null() {
			r.warn("A shift to WGS 84 on WGS 84 itself is ignored.")
		}
		return nil
	}
	if h.null() {
		if !c.Datum.Ellipsoid.alike(tables().datums[wgs84].Ellipsoid) {
			r.warn("The shift to WGS 84 is all zeros on the ellipsoid %s, which means that nobody knew it: it is ignored.", c.Datum.Ellipsoid.Name)
			return nil
		}
		if c.Datum.Shift != nil {
			return nil
		}
	}
	c.Datum.Shift = &Shift{Helmert: h, Name: c.Datum.Name + " to WGS 84 by the file's TOWGS84", To: wgs84}
	return nil
}

// abridged reads the transformation of a BOUNDCRS.
func (r *wktReader) abridged(c *CRS, n *node) {
	t := n.child("ABRIDGEDTRANSFORMATION")
	if t == nil {
		r.fail(n, "has no ABRIDGEDTRANSFORMATION")
		return
	}
	if target := n.child("TARGETCRS"); target != nil && len(target.nodes) > 0 {
		to, _ := r.system(target.nodes[0])
		if to.Datum.Code != wgs84 {
			r.warn("The transformation of the file leads to %s, not to WGS 84: it is ignored.", to.Name)
			return
		}
	}
	h := Helmert{Convention: PositionVector}
	if m := t.child("METHOD"); m != nil {
		switch name := spelling(m.name()); {
		case strings.HasPrefix(name, "coordinateframe"):
			h.Convention = CoordinateFrame
		case strings.HasPrefix(name, "positionvector"), strings.HasPrefix(name, "geocentrictranslation"):
		default:
			r.warn("The transformation of the file is by %s, which is not known here: it is ignored.", m.name())
			return
		}
	}
	for _, p := range t.nodes {
		if p.key != "PARAMETER" {
			continue
		}
		v := r.number(p, 1, p.name())
		unit := arcsecond
		if u := p.child("ANGLEUNIT"); u != nil {
			unit = r.unit(u).Scale
		}
		switch spelling(p.name()) {
		case "xaxistranslation":
			h.DX = v
		case "yaxistranslation":
			h.DY = v
		case "zaxistranslation":
			h.DZ = v
		case "xaxisrotation":
			h.RX = v * unit
		case "yaxisrotation":
			h.RY = v * unit
		case "zaxisrotation":
			h.RZ = v * unit
		case "scaledifference":
			if h.Scale = v - 1; v < 0.5 { // a factor near one, or parts per million
				h.Scale = v * 1e-6
				if u := p.child("SCALEUNIT"); u != nil {
					h.Scale = v * r.unit(u).Scale
				}
			}
		default:
			r.fail(p, "%q: must be a translation, rotation or scale difference", p.name())
		}
	}
	if err := r.setShift(c, h); err != nil {
		r.fail(t, "%v", err)
	}
}
