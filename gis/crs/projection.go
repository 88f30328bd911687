package crs

import (
	"fmt"
	"math"
)

// Method names a map projection.
type Method string

// The projections of this package, with their EPSG method codes.
const (
	TransverseMercator   Method = "Transverse Mercator"                   // 9807; Gauss-Krüger, UTM
	MercatorA            Method = "Mercator (variant A)"                  // 9804, by scale on the equator
	MercatorB            Method = "Mercator (variant B)"                  // 9805, by standard parallel
	WebMercator          Method = "Popular Visualisation Pseudo Mercator" // 1024
	ObliqueStereographic Method = "Oblique Stereographic"                 // 9809
	LambertConic1SP      Method = "Lambert Conic Conformal (1SP)"         // 9801
	LambertConic2SP      Method = "Lambert Conic Conformal (2SP)"         // 9802
	AlbersEqualArea      Method = "Albers Equal Area"                     // 9822
)

// Projection is a map projection with its parameters. Which ones count depends
// on the method; the others are zero.
type Projection struct {
	Method                Method
	Lat0, Lon0            float64 // natural or false origin [rad]
	Lat1, Lat2            float64 // standard parallels [rad]: MercatorB (Lat1), LambertConic2SP, AlbersEqualArea
	Scale                 float64 // at the natural origin [-]: all but MercatorB, LambertConic2SP, AlbersEqualArea, WebMercator
	FalseEast, FalseNorth float64 // of the origin [m]
}

// projector does the mathematics: east and north [m] with the false ones added
// for longitude and latitude [rad], NaN where the projection has no value.
type projector interface {
	project(lon, lat float64) (x, y float64)
	unproject(x, y float64) (lon, lat float64)
}

// projector checks the parameters and prepares the constants.
func (p Projection) projector(e Ellipsoid) (projector, error) {
	switch {
	case !(e.A > 1e3 && e.A < 1e9):
		return nil, fmt.Errorf("ellipsoid %q: semi-major axis %g m: must be that of a planet (the Earth: 6378137)", e.Name, e.A)
	case e.InvF != 0 && !(e.InvF > 150 && !math.IsInf(e.InvF, 0)): // to which the series are exact
		return nil, fmt.Errorf("ellipsoid %q: inverse flattening %g: must be 0 (sphere) or > 150 (the Earth: 298.257)", e.Name, e.InvF)
	}
	for _, lat := range []struct {
		name  string
		value float64
	}{{"latitude of origin", p.Lat0}, {"first standard parallel", p.Lat1}, {"second standard parallel", p.Lat2}} {
		if !(math.Abs(lat.value) <= math.Pi/2+1e-12) {
			return nil, fmt.Errorf("%s %g°: must be -90 to 90", lat.name, lat.value*degreesPerRadian)
		}
	}
	switch {
	case !(math.Abs(p.Lon0) <= 4*math.Pi):
		return nil, fmt.Errorf("central meridian %g°: must be -180 to 360", p.Lon0*degreesPerRadian)
	case !(math.Abs(p.FalseEast) < 1e12 && math.Abs(p.FalseNorth) < 1e12):
		return nil, fmt.Errorf("false easting and northing (%g, %g) m: must be finite", p.FalseEast, p.FalseNorth)
	case p.scaled() && !(p.Scale > 0.1 && p.Scale < 10):
		return nil, fmt.Errorf("scale factor %g: must be near 1", p.Scale)
	}
	switch p.Method {
	case TransverseMercator:
		return newTransverseMercator(e, p), nil
	case MercatorA, MercatorB, WebMercator:
		if math.Max(math.Abs(p.Lat0), math.Abs(p.Lat1)) > 1.57 {
			return nil, fmt.Errorf("%s: the poles have no place in it", p.Method)
		}
		return newMercator(e, p), nil
	case ObliqueStereographic:
		if math.Abs(p.Lat0) > 1.57 {
			return nil, fmt.Errorf("%s about a pole: must be oblique; a polar one is another method", p.Method)
		}
		return newObliqueStereographic(e, p), nil
	case LambertConic1SP, LambertConic2SP:
		first, second := p.Lat0, p.Lat0
		if p.Method == LambertConic2SP {
			first, second = p.Lat1, p.Lat2
		}
		if math.Abs(first+second) < 1e-3 || math.Max(math.Abs(first), math.Abs(second)) > 1.57 {
			return nil, fmt.Errorf("%s with standard parallels %g° and %g°: must be short of the poles and not symmetric about the equator",
				p.Method, first*degreesPerRadian, second*degreesPerRadian)
		}
		return newLambertConic(e, p), nil
	case AlbersEqualArea:
		if math.Abs(p.Lat1+p.Lat2) < 1e-3 {
			return nil, fmt.Errorf("%s with standard parallels %g° and %g°: must not be symmetric about the equator",
				p.Method, p.Lat1*degreesPerRadian, p.Lat2*degreesPerRadian)
		}
		return newAlbers(e, p), nil
	}
	return nil, fmt.Errorf("projection %q: must be one of transverse Mercator, Mercator, web Mercator, oblique stereographic, Lambert conformal conic, Albers equal area", p.Method)
}

// scaled tells whether the method has a scale factor.
func (p Projection) scaled() bool {
	switch p.Method {
	case MercatorB, WebMercator, LambertConic2SP, AlbersEqualArea:
		return false
	}
	return true
}

// parallels tells whether the method has standard parallels.
func (p Projection) parallels() bool {
	return p.Method == MercatorB || p.Method == LambertConic2SP || p.Method == AlbersEqualArea
}

const degreesPerRadian = 180 / math.Pi

// radians turns degrees from tables and files into what is used inside.
func radians(degrees float64) float64 { return degrees / degreesPerRadian }
