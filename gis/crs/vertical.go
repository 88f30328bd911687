package crs

import "fmt"

// Vertical is what the heights of a compound system are.
type Vertical struct {
	Code int    // EPSG: 5737 for the Yellow Sea 1985 heights; 0 when not registered
	Name string // "Yellow Sea 1985 height"
	Unit Unit
	Down bool // depths: counted downwards

	// separation returns the height [m] of the heights' zero above the ellipsoid
	// (of a geoid model: its undulation N) at a place [rad]; nil when unknown.
	separation func(lon, lat float64) float64
	source     string // where it comes from
}

// heightUnit returns the factor from the system's z to metres, up.
func (c *CRS) heightUnit() float64 {
	switch {
	case c.Vertical == nil:
		return 1
	case c.Vertical.Down:
		return -c.Vertical.Unit.Scale
	}
	return c.Vertical.Unit.Scale
}

// ellipsoidal tells whether z is a height above the ellipsoid or can be made one.
func (c *CRS) ellipsoidal() bool {
	return c.Kind == Geographic3D || c.Kind == Geocentric || c.Vertical != nil && c.Vertical.separation != nil
}

func (c *CRS) heightName() string {
	switch {
	case c.Kind == Geographic3D || c.Kind == Geocentric:
		return "height above the ellipsoid"
	case c.Vertical != nil:
		return c.Vertical.Name
	}
	return "height of unknown reference"
}

// WithVertical returns a copy whose heights are those of an EPSG vertical system.
func (c *CRS) WithVertical(code int) (*CRS, error) {
	v, ok := tables().vertical[code]
	if !ok {
		return nil, fmt.Errorf("EPSG:%d: is no vertical system of the table; e.g. 5737 (Yellow Sea 1985), 5773 (EGM96)", code)
	}
	if c.Kind == Geocentric || c.Kind == Geographic3D {
		return nil, fmt.Errorf("%s: has heights above the ellipsoid already: takes no %s", c, v.Name)
	}
	d := *c
	d.Vertical = &v
	return &d, nil
}

// WithSeparation returns a copy with a model of how high the zero of its
// heights lies above the ellipsoid [m] at longitude and latitude [degree], such
// as GeoidEGM96. Heights can then be carried to and from ellipsoidal ones.
// The source is named in reports.
func (c *CRS) WithSeparation(source string, metres func(lonDegrees, latDegrees float64) float64) *CRS {
	d := *c
	v := Vertical{Name: "height", Unit: Metre}
	if c.Vertical != nil {
		v = *c.Vertical
	}
	v.source = source
	v.separation = func(lon, lat float64) float64 {
		return metres(lon*degreesPerRadian, lat*degreesPerRadian)
	}
	d.Vertical = &v
	return &d
}

// WithHeightOffset is WithSeparation with one number for the whole site:
// ellipsoidal height = height + offset [m]. Over 10 km in plains that is good
// to a decimetre or so, in mountains to a metre.
func (c *CRS) WithHeightOffset(offset float64) *CRS {
	return c.WithSeparation(fmt.Sprintf("constant offset %+.3f m given by the user", offset),
		func(float64, float64) float64 { return offset })
}
