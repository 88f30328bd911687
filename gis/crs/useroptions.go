package crs

import (
	"errors"
	"strconv"
	"strings"
)

// complete puts what follows a system onto it: the shift to WGS 84 and what
// heights are.
func (o *options) complete(c *CRS, byName bool) (*CRS, error) {
	if byName {
		for _, key := range o.order {
			if key != "towgs84" && key != "geoid" && key != "height_offset_m" {
				o.fail(key, "must not follow a code: only +towgs84, +geoid and +height_offset_m may")
			}
		}
	}
	if text, ok := o.values["towgs84"]; ok {
		parts := strings.Split(text, ",")
		var v [7]float64
		if len(parts) != 3 && len(parts) != 7 {
			o.fail("towgs84", "%d numbers: must be 3 (dx, dy, dz [m]) or 7 (and rx, ry, rz [arc-second], ds [ppm])", len(parts))
			parts = nil
		}
		for i, part := range parts {
			n, err := strconv.ParseFloat(part, 64)
			if err != nil {
				o.fail("towgs84", "%.40q: must be a number", part)
			}
			v[i] = n
		}
		if len(o.faults) == 0 {
			d, err := c.WithShift(HelmertFromArcseconds(PositionVector, v[0], v[1], v[2], v[3], v[4], v[5], v[6]), "the user's towgs84")
			if err != nil {
				return nil, err
			}
			c = d
		}
	}
	if name, ok := o.values["geoid"]; ok {
		if !strings.EqualFold(name, "egm96") {
			o.fail("geoid", "%.40q: must be egm96", name)
		}
		c = c.WithSeparation(egm96Source, GeoidEGM96)
	}
	if o.has("height_offset_m") {
		c = c.WithHeightOffset(o.number("height_offset_m", 0))
	}
	return c, errors.Join(o.faults...)
}
