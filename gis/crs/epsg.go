package crs

import (
	"fmt"
	"slices"
)

// aliases are codes that others use for systems of the table.
var aliases = map[int]int{
	3785: 3857, 900913: 3857, 102100: 3857, 102113: 3857, // web Mercator before it had a code
	84: 4326,
}

// FromEPSG makes a system from its EPSG code: geographic, geocentric,
// projected or compound. The table holds what a site in China and many
// elsewhere come in; codes it does not have are an error that says what to do.
func FromEPSG(code int) (*CRS, error) {
	r := tables()
	if other, ok := aliases[code]; ok {
		code = other
	}
	if both, ok := r.compound[code]; ok {
		c, err := FromEPSG(both.horizontal)
		if err != nil {
			return nil, err
		}
		if c, err = c.WithVertical(both.vertical); err != nil {
			return nil, err
		}
		c.Name = both.name
		return c, nil
	}
	w, ok := r.systems[code]
	if !ok {
		if v, ok := r.vertical[code]; ok {
			return nil, fmt.Errorf("EPSG:%d: %s is a vertical system: it needs a horizontal one, e.g. EPSG:4547+%d", code, v.Name, code)
		}
		return nil, fmt.Errorf("EPSG:%d: is not in the table of %d systems: give its WKT or a form like %q, or project the file (gdalwarp or ogr2ogr -t_srs EPSG:4490)",
			code, len(r.systems)+len(r.compound), "+proj=tmerc +lat_0=0 +lon_0=120 +k=1 +x_0=500000 +y_0=0 +ellps=GRS80 +units=m")
	}
	return w.crs(r)
}

func (w *row) crs(r *registry) (*CRS, error) {
	c := &CRS{Code: w.code, Name: w.name, Kind: w.kind, Datum: r.datums[w.datum], Projection: w.projection,
		Unit: w.unit, Axes: w.axes, Area: w.area}
	if err := c.prepare(); err != nil {
		return nil, fmt.Errorf("EPSG:%d: %w", w.code, err)
	}
	return c, nil
}

// Codes returns the EPSG codes of all systems that FromEPSG knows, ascending.
func Codes() []int {
	r := tables()
	codes := slices.Clone(r.codes)
	for code := range r.compound {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	return codes
}
