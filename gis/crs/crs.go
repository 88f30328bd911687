// Package crs knows coordinate reference systems: it recognises them in files
// and carries coordinates from one to another, to the millimetre where the
// mathematics allows, and says what it did.
//
// It is for geodata on its way to a site: a DEM in CGCS2000 zones, a Shapefile
// in Xi'an 1980, buildings in RD New, control points of a local grid. Projected,
// geographic and geocentric systems, three- and seven-parameter datum shifts,
// and shifts fitted to control points are exact; grid shifts (NTv2), polar
// projections and the motion of plates are not there. It never invents a datum
// shift: where none is published it refuses and says what to give.
//
// Coordinates are in the traditional order of GIS files, x = east or longitude,
// y = north or latitude, in the system's own unit (CRS.Unit: degrees, metres,
// feet), whatever order the authority prescribes; CRS.Axes tells that order, so
// that readers of files that follow it can swap. Inside all is metres and radians.
//
// The walk: FromEPSG, FromWKT, FromGeoKeys and FromUser (epsg.go, wkt*.go,
// geokeys.go, user.go) make a CRS out of the tables in data/ (table.go).
// NewTransformation (transformation.go) joins two by the datum shifts between
// (shift.go, helmert.go) and their projections (projection.go and a file each).
// FitLocalGrid, FitSevenParameters and FitHelmert (a file each, judged in controlpoints.go) make
// transformations from control points. gcj02.go undoes web maps, geoid.go is
// for heights.
package crs

import (
	"fmt"
	"math"
	"strings"
)

// Kind says what the coordinates of a system are.
type Kind string

// Kinds of systems.
const (
	Geographic2D Kind = "geographic 2D" // longitude, latitude [degree]
	Geographic3D Kind = "geographic 3D" // longitude, latitude [degree], height above the ellipsoid [m]
	Geocentric   Kind = "geocentric"    // x, y, z [m] from the centre of the Earth
	Projected    Kind = "projected"     // east, north on a map
)

// Unit is a unit of map coordinates or heights.
type Unit struct {
	Name  string  // "metre", "foot", "US survey foot", "degree"
	Scale float64 // metres or radians per unit
}

// Units that systems come in.
var (
	Metre        = Unit{"metre", 1}
	Foot         = Unit{"foot", 0.3048}
	USSurveyFoot = Unit{"US survey foot", 1200.0 / 3937}
	Degree       = Unit{"degree", math.Pi / 180}
)

// Datum ties an ellipsoid to the Earth. Two systems of one datum need no shift.
type Datum struct {
	Code          int    // EPSG code of the datum's geographic system (4490 for CGCS2000); 0 when not registered
	Name          string // "China 2000"
	Ellipsoid     Ellipsoid
	PrimeMeridian float64 // east of Greenwich [rad]
	Shift         *Shift  // towards WGS 84; nil when nobody said one
}

// Area is a rectangle of longitudes and latitudes [degree]. East is less than
// West where it contains the 180th meridian.
type Area struct{ West, South, East, North float64 }

// Contains tells whether a place [degree] is in the area.
func (a Area) Contains(lonDegrees, latDegrees float64) bool {
	if latDegrees < a.South || latDegrees > a.North {
		return false
	}
	if a.East < a.West {
		return lonDegrees >= a.West || lonDegrees <= a.East
	}
	return lonDegrees >= a.West && lonDegrees <= a.East
}

// CRS is a coordinate reference system. It is not changed once made; the
// methods With… return changed copies.
type CRS struct {
	Code       int    // EPSG; 0 when it is none of the table's
	Name       string // "CGCS2000 / 3-degree Gauss-Kruger CM 114E"
	Kind       Kind
	Datum      Datum
	Projection Projection // of a projected system
	Unit       Unit       // of x and y (of x, y and z when geocentric)

	// Axes is the order and direction that the authority prescribes, a letter
	// each: "EN", "NE" (Chinese grids: X = north first), "NEU", "XYZ". Forward and
	// Inverse of a Transformation take and give x = east, y = north regardless.
	Axes string

	Area     Area      // where the system is meant to be used [degree]
	Vertical *Vertical // what heights are, when it was said; else nil

	projector projector // of a projected system
}

// NorthFirst tells whether the authority lists north (or latitude) before east
// (or longitude), so that a reader of a file in that order has to swap.
func (c *CRS) NorthFirst() bool { return strings.HasPrefix(c.Axes, "N") }

// Degrees tells whether x and y are longitude and latitude.
func (c *CRS) Degrees() bool { return c.Kind == Geographic2D || c.Kind == Geographic3D }

// ID returns "EPSG:4547", "EPSG:28992+5709" or "no EPSG code".
func (c *CRS) ID() string {
	if c.Code == 0 {
		return "no EPSG code"
	}
	id := fmt.Sprintf("EPSG:%d", c.Code)
	if c.Vertical != nil && c.Vertical.Code != 0 {
		id += fmt.Sprintf("+%d", c.Vertical.Code)
	}
	return id
}

// String returns name and code.
func (c *CRS) String() string { return fmt.Sprintf("%s (%s)", c.Name, c.ID()) }

// prepare checks the definition and makes ready to compute.
func (c *CRS) prepare() error {
	if !(c.Unit.Scale > 0 && c.Unit.Scale < 1e7) {
		return fmt.Errorf("%s: unit %q of %g m: must be > 0", c.Name, c.Unit.Name, c.Unit.Scale)
	}
	if !(math.Abs(c.Datum.PrimeMeridian) <= 2*math.Pi) {
		return fmt.Errorf("%s: prime meridian %g°: must be -180 to 360", c.Name, c.Datum.PrimeMeridian*degreesPerRadian)
	}
	p := c.Projection
	if c.Kind != Projected { // the ellipsoid is checked all the same
		p = Projection{Method: TransverseMercator, Scale: 1}
	}
	projector, err := p.projector(c.Datum.Ellipsoid)
	if err != nil {
		return fmt.Errorf("%s: %w", c.Name, err)
	}
	if c.Kind == Projected {
		c.projector = projector
	}
	return nil
}

// ToGeographic returns longitude from Greenwich and latitude [rad] on the
// system's own datum and the height [m] of a point in the system's units.
func (c *CRS) ToGeographic(x, y, z float64) (lon, lat, h float64) {
	switch c.Kind {
	case Geocentric:
		return c.Datum.Ellipsoid.FromECEF(x*c.Unit.Scale, y*c.Unit.Scale, z*c.Unit.Scale)
	case Projected:
		lon, lat = c.projector.unproject(x*c.Unit.Scale, y*c.Unit.Scale)
	default:
		lon, lat = x*c.Unit.Scale, y*c.Unit.Scale
		if !(math.Abs(lat) <= math.Pi/2+1e-12) {
			return math.NaN(), math.NaN(), math.NaN()
		}
	}
	if c.Datum.PrimeMeridian != 0 {
		lon = wrap(lon + c.Datum.PrimeMeridian)
	}
	return lon, lat, z * c.heightUnit()
}

// FromGeographic is the inverse of ToGeographic.
func (c *CRS) FromGeographic(lon, lat, h float64) (x, y, z float64) {
	if c.Kind == Geocentric {
		x, y, z = c.Datum.Ellipsoid.ToECEF(lon, lat, h)
		return x / c.Unit.Scale, y / c.Unit.Scale, z / c.Unit.Scale
	}
	if c.Datum.PrimeMeridian != 0 {
		lon = wrap(lon - c.Datum.PrimeMeridian)
	}
	if c.Kind == Projected {
		x, y = c.projector.project(lon, lat)
	} else {
		x, y = lon, lat
	}
	return x / c.Unit.Scale, y / c.Unit.Scale, h / c.heightUnit()
}

// Distortion returns what the map does at a place of a projected system: scale
// [-], a distance on the map over the one on the ellipsoid, and convergence
// [rad], from true to grid north, clockwise: positive east of a central meridian
// in the northern hemisphere. Grid bearing = true bearing - convergence.
// Web Mercator, which keeps no angles, gives its scale along the meridian.
func (c *CRS) Distortion(x, y float64) (scale, convergence float64) {
	if c.Kind != Projected {
		return 1, 0
	}
	const step = 1e-5 // [rad], 64 m: the difference errs by 1e-10 of the scale
	lon, lat := c.projector.unproject(x*c.Unit.Scale, y*c.Unit.Scale)
	x1, y1 := c.projector.project(lon, lat-step)
	x2, y2 := c.projector.project(lon, lat+step)
	sin := math.Sin(lat)
	e2 := c.Datum.Ellipsoid.e2()
	w := 1 - e2*sin*sin
	rho := c.Datum.Ellipsoid.A * (1 - e2) / (w * math.Sqrt(w)) // radius of the meridian [m]
	return math.Hypot(x2-x1, y2-y1) / (2 * step * rho), math.Atan2(x1-x2, y2-y1)
}
