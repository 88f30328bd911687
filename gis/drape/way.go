package drape

import (
	"errors"
	"fmt"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/engine"
	"shapan/gis/crs"
)

// Datum says by which longitudes and latitudes a picture was placed.
type Datum string

// The datums of web maps.
const (
	WGS84 Datum = "wgs84" // also CGCS2000, which is the same to decimetres
	GCJ02 Datum = "gcj02"
	BD09  Datum = "bd09"
)

// Way leads from site coordinates to those of a picture and back.
type Way struct {
	origin      engine.Origin
	inSite      bool
	first, then *crs.Transformation // nil: nothing to do
	datum       Datum
}

// InSite is the way of a picture in site coordinates.
func InSite() *Way { return &Way{inSite: true} }

// NewWay makes the way from a site in one system (nil: unknown) to a picture in
// another (nil: the site's).
func NewWay(origin engine.Origin, site, picture *crs.CRS, datum Datum) (*Way, error) {
	w := &Way{origin: origin, datum: datum}
	displaced := datum == GCJ02 || datum == BD09
	if picture == nil || site != nil && picture.Code != 0 && picture.Code == site.Code && !displaced {
		if displaced {
			return nil, fmt.Errorf("datum %s needs a crs in degrees or Web Mercator: surveyed systems are not displaced", datum)
		}
		return w, nil
	}
	if site == nil {
		return nil, errors.New("the site's own reference system is unknown: give crs.epsg")
	}
	var err error
	if !displaced {
		w.first, err = crs.NewTransformation(site, picture)
		return w, err
	}
	wgs84, err := crs.FromEPSG(4326)
	if err != nil {
		return nil, err
	}
	if w.first, err = crs.NewTransformation(site, wgs84); err != nil {
		return nil, err
	}
	w.then, err = crs.NewTransformation(wgs84, picture)
	return w, err
}

// To returns the picture's coordinates of a point of the site.
func (w *Way) To(p mgl64.Vec2) (x, y float64) {
	if w.inSite {
		return p[0], p[1]
	}
	x, y, _ = w.origin.MapFromSite(p.Vec3(0))
	if w.first != nil {
		x, y, _ = w.first.Forward(x, y, 0)
	}
	switch w.datum {
	case GCJ02:
		x, y = crs.GCJ02FromWGS84(x, y)
	case BD09:
		x, y = crs.BD09FromWGS84(x, y)
	}
	if w.then != nil {
		x, y, _ = w.then.Forward(x, y, 0)
	}
	return x, y
}

// From is the inverse of To.
func (w *Way) From(x, y float64) mgl64.Vec2 {
	if w.inSite {
		return mgl64.Vec2{x, y}
	}
	if w.then != nil {
		x, y, _ = w.then.Inverse(x, y, 0)
	}
	switch w.datum {
	case GCJ02:
		x, y = crs.WGS84FromGCJ02(x, y)
	case BD09:
		x, y = crs.WGS84FromBD09(x, y)
	}
	if w.first != nil {
		x, y, _ = w.first.Inverse(x, y, 0)
	}
	return w.origin.SiteFromMap(x, y, 0).Vec2()
}
