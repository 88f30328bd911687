package crs

import (
	"fmt"
	"strconv"
	"strings"
)

// PRJ returns the system as ESRI's well-known text for a .prj file, on one
// line. Heights other than those above the ellipsoid are left out: such files
// lie beside plane coordinates. A geocentric system has no such form.
func (c *CRS) PRJ() (string, error) {
	if c.Kind == Geocentric {
		return "", fmt.Errorf("%s: geocentric coordinates have no .prj", c)
	}
	name := quotedName(c.Name)
	names := tables().esri[c.Datum.Code]
	if names.datum == "-" || names.datum == "" {
		names.datum = "D_" + strings.TrimPrefix(quotedName(c.Datum.Name), "D_")
	}
	if names.system == "-" || names.system == "" {
		names.system = "GCS_" + strings.TrimPrefix(names.datum, "D_")
	}
	e := c.Datum.Ellipsoid
	meridian := `PRIMEM["Greenwich",0.0]`
	if c.Datum.PrimeMeridian != 0 {
		meridian = fmt.Sprintf(`PRIMEM["Meridian",%s]`, number(c.Datum.PrimeMeridian*degreesPerRadian))
	}
	geographic := fmt.Sprintf(`GEOGCS["%s",DATUM["%s",SPHEROID["%s",%s,%s]],%s,UNIT["Degree",0.0174532925199433]]`,
		names.system, names.datum, quotedName(e.Name), number(e.A), number(e.InvF), meridian)
	if c.Kind != Projected {
		return geographic, nil
	}

	var b strings.Builder
	p := c.Projection
	add := func(name string, value float64) { fmt.Fprintf(&b, `,PARAMETER["%s",%s]`, name, number(value)) }
	degrees := func(name string, angle float64) { add(name, angle*degreesPerRadian) }
	add("False_Easting", p.FalseEast/c.Unit.Scale)
	add("False_Northing", p.FalseNorth/c.Unit.Scale)
	degrees("Central_Meridian", p.Lon0)
	method := ""
	switch p.Method {
	case TransverseMercator, ObliqueStereographic:
		if method = "Transverse_Mercator"; p.Method == ObliqueStereographic {
			method = "Double_Stereographic"
		}
		add("Scale_Factor", p.Scale)
		degrees("Latitude_Of_Origin", p.Lat0)
	case LambertConic1SP:
		method = "Lambert_Conformal_Conic"
		degrees("Standard_Parallel_1", p.Lat0)
		add("Scale_Factor", p.Scale)
		degrees("Latitude_Of_Origin", p.Lat0)
	case LambertConic2SP:
		method = "Lambert_Conformal_Conic"
		degrees("Standard_Parallel_1", p.Lat1)
		degrees("Standard_Parallel_2", p.Lat2)
		degrees("Latitude_Of_Origin", p.Lat0)
	case AlbersEqualArea:
		method = "Albers"
		degrees("Standard_Parallel_1", p.Lat1)
		degrees("Standard_Parallel_2", p.Lat2)
		degrees("Latitude_Of_Origin", p.Lat0)
	case WebMercator:
		method = "Mercator_Auxiliary_Sphere"
		degrees("Standard_Parallel_1", 0)
		add("Auxiliary_Sphere_Type", 0)
	case MercatorB:
		method = "Mercator"
		degrees("Standard_Parallel_1", p.Lat1)
	case MercatorA:
		method = "Mercator_1SP"
		add("Scale_Factor", p.Scale)
		degrees("Latitude_Of_Origin", p.Lat0)
	}
	unit := fmt.Sprintf(`UNIT["%s",%s]`, c.Unit.Name, number(c.Unit.Scale))
	switch c.Unit {
	case Metre:
		unit = `UNIT["Meter",1.0]`
	case Foot:
		unit = `UNIT["Foot",0.3048]`
	case USSurveyFoot:
		unit = `UNIT["Foot_US",0.3048006096012192]`
	}
	return fmt.Sprintf(`PROJCS["%s",%s,PROJECTION["%s"]%s,%s]`, name, geographic, method, b.String(), unit), nil
}

// quotedName spells a name as ESRI does: letters, digits and underscores.
func quotedName(name string) string {
	var b strings.Builder
	for _, c := range name {
		switch {
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '.':
			b.WriteRune(c)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "_"):
			b.WriteByte('_')
		}
	}
	return strings.TrimSuffix(b.String(), "_")
}

func number(v float64) string {
	s := strconv.FormatFloat(v, 'f', -1, 64)
	if !strings.Contains(s, ".") {
		s += ".0"
	}
	return s
}
