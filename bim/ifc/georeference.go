package ifc

import (
	"math"
	"strings"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/bim/ifc/step"
)

// A Georeference says where on the earth the model stands. What the file does not
// tell is nil or zero. Two tellings that disagree are in Warnings, with both; the
// one that is used is said first.
type Georeference struct {
	Conversion *MapConversion `json:"conversion,omitempty"`
	CRS        *MapCRS        `json:"crs,omitempty"`
	Site       *SitePosition  `json:"site,omitempty"`
	// TrueNorth is the angle from the model's y axis to true north, anticlockwise
	// seen from above [rad]; HasTrueNorth where the file tells it.
	TrueNorth    float64 `json:"true_north_rad,omitempty"`
	HasTrueNorth bool    `json:"has_true_north,omitempty"`
	Warnings     []Fault `json:"warnings,omitempty"`
}

// A MapConversion leads from the model's metres to the map's.
type MapConversion struct {
	ID     step.ID `json:"id"`
	Source string  `json:"source"` // IfcMapConversion, IfcRigidOperation, ePset_MapConversion
	// Of the model's origin, in metres of the map's axes.
	Eastings  float64 `json:"eastings_m"`
	Northings float64 `json:"northings_m"`
	Height    float64 `json:"height_m"`
	Rotation  float64 `json:"rotation_rad"` // of the model's x axis from the map's east, anticlockwise
	Scale     float64 `json:"scale"`        // metres on the map for one in the model, near 1
	// Geographic: the origin is given by angles [rad] and not by Eastings and
	// Northings.
	Geographic bool    `json:"geographic,omitempty"`
	First      float64 `json:"first_rad,omitempty"`
	Second     float64 `json:"second_rad,omitempty"`

	crs    Entity
	factor mgl64.Vec3 // IfcMapConversionScaled's, 1 otherwise
}

// MapFromModel is the conversion as a matrix: east, north, height from x, y, z,
// all in metres. Subtract the map's origin before anything becomes float32.
func (c *MapConversion) MapFromModel() mgl64.Mat4 {
	k := c.factor.Mul(c.Scale)
	turn := mgl64.HomogRotate3DZ(c.Rotation)
	return mgl64.Translate3D(c.Eastings, c.Northings, c.Height).Mul4(turn).Mul4(mgl64.Scale3D(k[0], k[1], k[2]))
}

// A MapCRS is the reference system of the map.
type MapCRS struct {
	ID            step.ID `json:"id"`
	Name          string  `json:"name,omitempty"` // EPSG:25832
	Description   string  `json:"description,omitempty"`
	GeodeticDatum string  `json:"geodetic_datum,omitempty"`
	VerticalDatum string  `json:"vertical_datum,omitempty"`
	Projection    string  `json:"projection,omitempty"`
	Zone          string  `json:"zone,omitempty"`
	WKT           string  `json:"wkt,omitempty"`
	UnitName      string  `json:"unit,omitempty"`
	Unit          float64 `json:"unit_m"` // metres of the file's map unit, which the system's axes have too
}

// A SitePosition is what IfcSite tells.
type SitePosition struct {
	ID        step.ID `json:"id"`
	Latitude  float64 `json:"latitude_deg"` // WGS 84, north and east positive
	Longitude float64 `json:"longitude_deg"`
	Elevation float64 `json:"elevation_m"`
}

// Georeference finds where the model stands. An IfcMapConversion counts before an
// IfcRigidOperation, and that before the property sets of IFC2X3.
func (m *Model) Georeference() Georeference {
	var g Georeference
	var all []MapConversion
	for _, e := range m.Of("IfcMapConversion") {
		if c, ok := m.mapConversion(e, &g); ok {
			all = append(all, c)
		}
	}
	for _, e := range m.Of("IfcRigidOperation") {
		if c, ok := m.rigidOperation(e, &g); ok {
			all = append(all, c)
		}
	}
	fromSets, crsFromSets := m.mapPropertySets(&g)
	all = append(all, fromSets...)
	if len(all) > 0 {
		g.Conversion = &all[0]
		if all[0].crs.Exists() {
			g.CRS = m.mapCRS(all[0].crs)
		}
	}
	if g.CRS == nil {
		if g.CRS = crsFromSets; g.CRS == nil {
			if named := m.Of("IfcCoordinateReferenceSystem"); len(named) > 0 {
				g.CRS = m.mapCRS(named[0])
			}
		}
	} else if crsFromSets != nil && crsFromSets.Name != g.CRS.Name {
		g.warn(m.Entity(crsFromSets.ID), "names the map's system %q, #%d %q: the latter is used", crsFromSets.Name, g.CRS.ID, g.CRS.Name)
	}
	for k := 1; k < len(all); k++ {
		m.compareConversions(&g, &all[0], &all[k])
	}
	m.sitePositions(&g)
	for _, c := range m.Contexts {
		if c.TrueNorth == (mgl64.Vec2{}) || c.Parent != 0 {
			continue
		}
		angle := math.Atan2(-c.TrueNorth[0], c.TrueNorth[1])
		if g.HasTrueNorth && math.Abs(turn(angle-g.TrueNorth)) > 1e-4 {
			g.warn(m.Entity(c.ID), "its TrueNorth differs by %.3f° from that of another context, which is used", turn(angle-g.TrueNorth)*180/math.Pi)
			continue
		}
		if !g.HasTrueNorth {
			g.TrueNorth, g.HasTrueNorth = angle+0, true // +0: no minus zero
		}
	}
	m.compareNorth(&g)
	return g
}

func (g *Georeference) warn(e Entity, format string, args ...any) {
	g.Warnings = append(g.Warnings, *e.Errorf(format, args...))
}

// turn brings an angle between -π and π.
func turn(angle float64) float64 { return math.Remainder(angle, 2*math.Pi) }

// mapUnit is that of a CRS in metres; the project's length where it has none.
func (m *Model) mapUnit(crs Entity, g *Georeference) (factor float64, name string) {
	unit := crs.Ref("MapUnit")
	if !unit.Exists() {
		return m.Units.Length, m.Units.LengthName
	}
	factor, name, err := m.Unit(unit)
	if err != nil {
		g.Warnings = append(g.Warnings, *err)
		return m.Units.Length, m.Units.LengthName
	}
	return factor, name
}

func (m *Model) mapConversion(e Entity, g *Georeference) (c MapConversion, ok bool) {
	c = MapConversion{ID: e.Number(), Source: e.Type(), crs: e.Ref("TargetCRS"), factor: mgl64.Vec3{1, 1, 1}}
	unit, name := m.mapUnit(c.crs, g)
	east, ok1 := e.Real("Eastings")
	north, ok2 := e.Real("Northings")
	if !ok1 || !ok2 {
		g.warn(e, "expected Eastings and Northings: the conversion is left out")
		return c, false
	}
	height, _ := e.Real("OrthogonalHeight")
	scale, hasScale := e.Real("Scale")
	x, okX := e.Real("XAxisAbscissa")
	y, okY := e.Real("XAxisOrdinate")
	for k, attribute := range []string{"FactorX", "FactorY", "FactorZ"} {
		if f, ok := e.Real(attribute); ok && f > 0 {
			c.factor[k] = f
		}
	}
	m.convert(g, e, &c, [3]float64{east, north, height}, x, y, okX && okY, scale, hasScale, unit, name)
	return c, true
}

// convert fills a conversion in from numbers in the map's unit.
func (m *Model) convert(g *Georeference, e Entity, c *MapConversion, origin [3]float64, x, y float64, turned bool, scale float64, hasScale bool, unit float64, unitName string) {
	c.Eastings, c.Northings, c.Height = origin[0]*unit, origin[1]*unit, origin[2]*unit
	if turned {
		if math.Hypot(x, y) > 0 {
			c.Rotation = math.Atan2(y, x)
		} else {
			g.warn(e, "XAxisAbscissa and XAxisOrdinate are both 0: not turned")
		}
	}
	// Scale counts map units for one of the project's. Some write its inverse, many
	// leave it out though the units differ. A map is no plan at 1 to 1000: what
	// would shrink or stretch the model by more than a tenth is taken for such.
	if !hasScale || !(scale > 0) {
		scale = 1
	}
	plausible := func(k float64) bool { return k > 0.9 && k < 1.1 }
	switch k, inverse := scale*unit/m.Units.Length, unit/m.Units.Length/scale; {
	case plausible(k):
		c.Scale = k
	case hasScale && plausible(inverse):
		c.Scale = inverse
		g.warn(e, "Scale %g would make a %s of the model %.6g of the map's: taken for its inverse", scale, m.Units.LengthName, k)
	default:
		c.Scale = 1
		g.warn(e, "Scale %g with a map in %s and a model in %s would stretch the model %.6g times: not scaled", scale, unitName, m.Units.LengthName, k)
	}
}

func (m *Model) rigidOperation(e Entity, g *Georeference) (c MapConversion, ok bool) {
	c = MapConversion{ID: e.Number(), Source: e.Type(), Scale: 1, crs: e.Ref("TargetCRS"), factor: mgl64.Vec3{1, 1, 1}}
	unit, _ := m.mapUnit(c.crs, g)
	first, ok1 := e.Real("FirstCoordinate")
	second, ok2 := e.Real("SecondCoordinate")
	if !ok1 || !ok2 {
		g.warn(e, "expected FirstCoordinate and SecondCoordinate: the operation is left out")
		return c, false
	}
	height, _ := e.Real("Height")
	c.Height = height * unit
	measure, _, _ := e.Typed("FirstCoordinate")
	if c.Geographic = strings.EqualFold(measure, "IFCPLANEANGLEMEASURE") || c.crs.Is("IfcGeographicCRS"); c.Geographic {
		angle := m.Units.Angle
		if of := c.crs.Ref("AngleUnit"); of.Exists() {
			if f, _, err := m.Unit(of); err == nil {
				angle = f
			}
		}
		c.First, c.Second = first*angle, second*angle
		return c, true
	}
	c.Eastings, c.Northings = first*unit, second*unit
	return c, true
}

func (m *Model) mapCRS(e Entity) *MapCRS {
	c := &MapCRS{
		ID: e.Number(), Name: e.Text("Name"), Description: e.Text("Description"), GeodeticDatum: e.Text("GeodeticDatum"),
		VerticalDatum: e.Text("VerticalDatum"), Projection: e.Text("MapProjection"), Zone: e.Text("MapZone"),
	}
	c.Unit, c.UnitName = m.mapUnit(e, &Georeference{})
	c.WKT = m.Inverse("IfcWellKnownText", "CoordinateReferenceSystem").first(e).Text("WellKnownText")
	return c
}

// mapPropertySets reads ePset_MapConversion and ePset_ProjectedCRS of IFC2X3, as
// buildingSMART's guide to georeferencing gives them, on project or site.
func (m *Model) mapPropertySets(g *Georeference) (all []MapConversion, crs *MapCRS) {
	var conversions []PropertySet
	var on []Entity
	for _, e := range append(m.Of("IfcSite"), m.Of("IfcProject")...) {
		for _, set := range m.PropertySets(e) {
			switch strings.ToLower(set.Name) {
			case "epset_mapconversion":
				conversions, on = append(conversions, set), append(on, e)
			case "epset_projectedcrs":
				text := func(name string) string { p, _ := set.Property(name); return p.Value.Text }
				crs = &MapCRS{
					ID: set.ID, Name: text("Name"), Description: text("Description"), GeodeticDatum: text("GeodeticDatum"),
					VerticalDatum: text("VerticalDatum"), Projection: text("MapProjection"), Zone: text("MapZone"), UnitName: text("MapUnit"),
				}
				crs.Unit = m.namedUnit(crs.UnitName)
				if crs.UnitName == "" {
					crs.UnitName = m.Units.LengthName
				}
			}
		}
	}
	unit, unitName := m.Units.Length, m.Units.LengthName
	if crs != nil {
		unit, unitName = crs.Unit, crs.UnitName
	}
	for k, set := range conversions {
		c := MapConversion{ID: set.ID, Source: "ePset_MapConversion", factor: mgl64.Vec3{1, 1, 1}}
		// A length's Number is metres by the project's unit; the map's unit counts.
		number := func(name string) (float64, bool) {
			p, ok := set.Property(name)
			if !ok || !p.Value.IsNumber {
				return 0, false
			}
			if factor, _ := m.Units.measure(p.Value.Type); factor != 1 {
				return p.Value.Number / factor, true
			}
			return p.Value.Number, true
		}
		east, ok1 := number("Eastings")
		north, ok2 := number("Northings")
		if !ok1 || !ok2 {
			g.warn(on[k], "ePset_MapConversion: expected Eastings and Northings: it is left out")
			continue
		}
		height, _ := number("OrthogonalHeight")
		x, okX := number("XAxisAbscissa")
		y, okY := number("XAxisOrdinate")
		scale, hasScale := number("Scale")
		m.convert(g, on[k], &c, [3]float64{east, north, height}, x, y, okX && okY, scale, hasScale, unit, unitName)
		all = append(all, c)
	}
	return all, crs
}

// namedUnit is a unit of length by the name that a property set gives.
func (m *Model) namedUnit(name string) float64 {
	switch strings.ToUpper(strings.TrimSpace(name)) {
	case "METRE", "METER", "M":
		return 1
	case "MILLIMETRE", "MILLIMETER", "MM":
		return 1e-3
	case "FOOT", "FEET", "FT":
		return 0.3048
	case "US SURVEY FOOT", "US FOOT", "US SURVEY FEET":
		return 1200.0 / 3937
	}
	return m.Units.Length
}
