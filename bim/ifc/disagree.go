package ifc

import "math"

// Two tellings that differ by more than this disagree.
const (
	sameOrigin = 1e-3 // metres: what a survey can tell apart
	sameTurn   = 1e-5 // radians: 1 mm at 100 m
	// The map's north and true north differ by the convergence of meridians, 3° at
	// the edge of a zone in high latitudes; a model turned the wrong way differs more.
	convergence = 5 * math.Pi / 180
	sameDegrees = 1e-5 // of latitude: a metre
	// sitePrecision is how far the latitude and longitude of a site, often those of
	// the town, may lie from the map's origin before it is worth a word [m].
	sitePrecision = 1000
)

func (m *Model) compareConversions(g *Georeference, used, other *MapConversion) {
	e := m.Entity(other.ID)
	if used.Geographic != other.Geographic {
		return // one may hold what the other projects
	}
	if used.crs.Exists() && other.crs.Exists() && used.crs.Text("Name") != other.crs.Text("Name") {
		return // two maps
	}
	apart := math.Hypot(math.Hypot(used.Eastings-other.Eastings, used.Northings-other.Northings), used.Height-other.Height)
	by := math.Abs(turn(used.Rotation - other.Rotation))
	if apart > sameOrigin || by > sameTurn || math.Abs(used.Scale/other.Scale-1) > 1e-9 ||
		math.Abs(turn(used.First-other.First)) > 1e-9 || math.Abs(turn(used.Second-other.Second)) > 1e-9 {
		g.warn(e, "%s disagrees with %s #%d, which is used: origins %.3f m apart, turned by %.4f°, scales %.9g and %.9g",
			other.Source, used.Source, used.ID, apart, by*180/math.Pi, other.Scale, used.Scale)
	}
}

// compareNorth compares the map's north, by the conversion's rotation, with true
// north.
func (m *Model) compareNorth(g *Georeference) {
	if g.Conversion == nil || g.Conversion.Geographic || !g.HasTrueNorth || g.Conversion.Source == "IfcRigidOperation" {
		return
	}
	if by := turn(g.TrueNorth + g.Conversion.Rotation); math.Abs(by) > convergence {
		g.warn(m.Entity(g.Conversion.ID), "the map's north and the context's TrueNorth are %.2f° apart, more than meridians converge: the conversion is used", by*180/math.Pi)
	}
}

// sitePositions reads what the sites tell; the first one counts.
func (m *Model) sitePositions(g *Georeference) {
	for _, e := range m.Of("IfcSite") {
		latitude, ok1 := degrees(e, "RefLatitude")
		longitude, ok2 := degrees(e, "RefLongitude")
		if !ok1 || !ok2 {
			continue
		}
		if math.Abs(latitude) > 90 || math.Abs(longitude) > 180 {
			g.warn(e, "RefLatitude %.6f°, RefLongitude %.6f°: beyond the earth, left out", latitude, longitude)
			continue
		}
		if latitude == 0 && longitude == 0 {
			continue // what programs write that know nothing; there is sea
		}
		elevation, _ := e.Real("RefElevation")
		at := SitePosition{e.Number(), latitude, longitude, elevation*m.Units.Length + 0} // +0: no minus zero
		if g.Site == nil {
			g.Site = &at
		} else if math.Abs(at.Latitude-g.Site.Latitude) > sameDegrees || math.Abs(at.Longitude-g.Site.Longitude) > sameDegrees {
			g.warn(e, "stands at %.6f°, %.6f°, and site #%d at %.6f°, %.6f°: the latter is used", at.Latitude, at.Longitude, g.Site.ID, g.Site.Latitude, g.Site.Longitude)
		}
	}
}

// degrees reads an IfcCompoundPlaneAngleMeasure: degrees, minutes, seconds,
// millionths of a second, all of one sign; where signs differ, as some write, the
// first that is not 0 counts for all.
func degrees(e Entity, attribute string) (float64, bool) {
	parts, _, ok := e.Ints(attribute, nil)
	if !ok || len(parts) < 3 || len(parts) > 4 {
		return 0, false
	}
	sign, sum := 0.0, 0.0
	for k, unit := range []float64{1, 60, 3600, 3600e6}[:len(parts)] {
		v := float64(parts[k])
		if sign == 0 && v != 0 {
			sign = math.Copysign(1, v)
		}
		sum += math.Abs(v) / unit
	}
	return sign * sum, true
}

// CompareSite asks whether the site's latitude and longitude lie where the map
// conversion puts the model's origin. This package projects nothing: geographic
// leads from the metres of a map, named EPSG:25832, to latitude and longitude in
// degrees. A map that it does not know is no disagreement.
func (m *Model) CompareSite(g *Georeference, geographic func(crs string, east, north float64) (latitude, longitude float64, err error)) {
	if g.Conversion == nil || g.CRS == nil || g.Site == nil {
		return
	}
	latitude, longitude := g.Conversion.Second*180/math.Pi, g.Conversion.First*180/math.Pi
	if !g.Conversion.Geographic {
		var err error
		if latitude, longitude, err = geographic(g.CRS.Name, g.Conversion.Eastings, g.Conversion.Northings); err != nil {
			return
		}
	}
	const metresPerDegree = 111_195 // of a sphere of 6371 km: for telling near from far
	north := (latitude - g.Site.Latitude) * metresPerDegree
	east := math.Remainder(longitude-g.Site.Longitude, 360) * metresPerDegree * math.Cos(latitude*math.Pi/180)
	if apart := math.Hypot(north, east); apart > sitePrecision {
		g.warn(m.Entity(g.Site.ID), "stands at %.6f°, %.6f°, %.1f km from where %s #%d puts the model, %.6f°, %.6f°: the latter is used",
			g.Site.Latitude, g.Site.Longitude, apart/1000, g.Conversion.Source, g.Conversion.ID, latitude, longitude)
	}
}
