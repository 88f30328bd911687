package crs

import (
	"fmt"
	"strings"
)

// How tells how a system was recognised, for the placement report.
type How struct {
	By       string   // "code", "parameters", "name" or "definition" (none of the table's)
	Detail   string   // "AUTHORITY EPSG:4547 of the file, confirmed by its parameters"
	Also     []int    // EPSG codes of systems that compute the same
	Warnings []string // what a person should look at, a sentence each
}

// String returns detail and warnings.
func (h How) String() string {
	text := h.Detail
	if len(h.Also) > 0 {
		text += fmt.Sprintf(" (the same numbers as EPSG:%s)", strings.Trim(strings.ReplaceAll(fmt.Sprint(h.Also), " ", ", EPSG:"), "[]"))
	}
	if len(h.Warnings) > 0 {
		text += "; " + strings.Join(h.Warnings, " ")
	}
	return text
}

// identify looks a definition up in the table by what it computes. It returns
// the system of the table, of several the one named like it or with the claimed
// code, and the codes of the others.
func identify(c *CRS, claimed int) (found *CRS, also []int) {
	r := tables()
	if c.Datum.Code == 0 || c.Datum.PrimeMeridian != 0 {
		return nil, nil
	}
	var best *row
	var all []int
	plain := plainName(c.Name)
	rank := func(w *row) int {
		switch {
		case w.code == claimed:
			return 3
		case plainName(w.name) == plain:
			return 2
		case strings.Contains(w.name, "3-degree"): // of equal 3° and 6° zones the ones that sites use
			return 1
		}
		return 0
	}
	for _, code := range r.codes {
		w := r.systems[code]
		if w.kind != c.Kind || w.datum != c.Datum.Code || !sameUnit(w.unit, c.Unit) ||
			c.Kind == Projected && !w.projection.computes(c.Projection, c.Datum.Ellipsoid) {
			continue
		}
		all = append(all, code)
		if best == nil || rank(w) > rank(best) {
			best = w
		}
	}
	if best == nil {
		return nil, nil
	}
	for _, code := range all {
		if code != best.code {
			also = append(also, code)
		}
	}
	found, err := best.crs(r)
	if err != nil {
		return nil, nil // the tables are tested; nothing is lost but a code
	}
	return found, also
}

func sameUnit(a, b Unit) bool {
	d := a.Scale/b.Scale - 1
	return d < 1e-7 && d > -1e-7 // foot and US survey foot differ by 2e-6
}

// computes tells whether two projections of one ellipsoid give the same
// coordinates to about a millimetre: files round angles to nine digits or so.
func (p Projection) computes(o Projection, e Ellipsoid) bool {
	if p.Method != o.Method {
		return false
	}
	angle := func(a, b float64) bool { d := (a - b) * e.A; return d < 2e-3 && d > -2e-3 }
	length := func(a, b float64) bool { d := a - b; return d < 2e-3 && d > -2e-3 }
	scale := func(a, b float64) bool { d := a - b; return d < 1e-10 && d > -1e-10 }
	if p.scaled() && !scale(p.Scale, o.Scale) {
		return false
	}
	return angle(p.Lat0, o.Lat0) && angle(p.Lon0, o.Lon0) && angle(p.Lat1, o.Lat1) && angle(p.Lat2, o.Lat2) &&
		length(p.FalseEast, o.FalseEast) && length(p.FalseNorth, o.FalseNorth)
}
