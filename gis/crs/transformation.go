package crs

import (
	"fmt"
	"math"
	"strings"
)

// Transformation carries coordinates from one system to another and back. It
// is safe for use by several goroutines.
type Transformation struct {
	From, To    *CRS
	Description string   // one line: what is done, with which parameters, from where
	Accuracy    float64  // of the datum shift [m], the sum of its steps; 0 when there is none or nobody knows
	Warnings    []string // what the user should know, a sentence each

	shifted       bool // by way of geocentric coordinates
	there, back   affine
	keepsHeights  bool // z goes through unchanged but for its unit
	fromNull, toN func(lon, lat float64) float64
}

// NewTransformation joins two systems. Systems of one datum need nothing but
// mathematics. For another datum it takes the published shift named in the
// table or the one given by CRS.WithShift (or TOWGS84 in a file), and refuses
// where there is none: a guess would be wrong by some 100 m.
//
// Heights: where both systems have heights above the ellipsoid, or ones that
// a known separation ties to it, z is transformed; otherwise it goes through
// with only its unit changed, and Warnings says so if references differ.
func NewTransformation(from, to *CRS) (*Transformation, error) {
	t := &Transformation{From: from, To: to, there: identity(), back: identity()}
	var steps []string
	switch {
	case from.Datum.same(&to.Datum):
		if from.Kind == Geocentric != (to.Kind == Geocentric) {
			steps = append(steps, "geocentric conversion")
		}
	default:
		shifts, err := t.join()
		if err != nil {
			return nil, err
		}
		steps = append(steps, shifts...)
	}
	t.back = t.there.inverse()
	t.heights()

	if from.Kind == Projected {
		steps = append([]string{"inverse " + string(from.Projection.Method)}, steps...)
	}
	if to.Kind == Projected {
		steps = append(steps, string(to.Projection.Method))
	}
	if len(steps) == 0 {
		steps = []string{"nothing to do"}
	}
	t.Description = fmt.Sprintf("%s → %s: %s", from, to, strings.Join(steps, "; "))
	return t, nil
}

// join finds the datum shifts between the systems and returns their names.
func (t *Transformation) join() ([]string, error) {
	from, to := &t.From.Datum, &t.To.Datum
	up, down := from.way(), to.way()
	if end, other := from.end(up), to.end(down); end != other || end == 0 {
		return nil, t.refusal()
	}
	for len(up) > 0 && len(down) > 0 && up[len(up)-1] == down[len(down)-1] { // the way that both share
		up, down = up[:len(up)-1], down[:len(down)-1]
	}
	var names []string
	null := true
	known := true
	add := func(s *Shift, a affine, prefix string) {
		t.there = t.there.then(a)
		null = null && s.null()
		t.Accuracy += s.Accuracy
		known = known && (s.Accuracy > 0 || s.null())
		names = append(names, prefix+s.String())
	}
	for _, s := range up {
		add(s, s.affine(), "")
	}
	for i := len(down) - 1; i >= 0; i-- {
		add(down[i], down[i].affine().inverse(), "inverse of ")
	}
	// Null shifts between ellipsoids that differ by 0.1 mm: latitudes stay.
	t.shifted = !null || !from.Ellipsoid.alike(to.Ellipsoid)
	if !known {
		t.Accuracy = 0
	}
	return names, nil
}

func (t *Transformation) refusal() error {
	which := t.From
	if t.From.Datum.end(t.From.Datum.way()) == wgs84 {
		which = t.To
	}
	code := "EPSG:" + fmt.Sprint(which.Code)
	if which.Code == 0 {
		code = "<the system>"
	}
	return fmt.Errorf("%s → %s: no published transformation between the datums %q and %q that holds without local parameters: "+
		"ask the survey office for the seven parameters to WGS 84 or CGCS2000 and give them as %q (dx, dy, dz [m], rx, ry, rz [arc-second, position vector; "+
		"reverse the signs of coordinate-frame ones], ds [ppm]), or give at least 3 control points known in both systems (2 for a plane grid)",
		t.From, t.To, t.From.Datum.Name, t.To.Datum.Name, code+" +towgs84=dx,dy,dz,rx,ry,rz,ds")
}

func (t *Transformation) heights() {
	from, to := t.From, t.To
	separation := func(c *CRS) func(lon, lat float64) float64 {
		if c.Vertical == nil {
			return nil
		}
		return c.Vertical.separation
	}
	both := from.ellipsoidal() && to.ellipsoidal()
	same := from.Vertical != nil && to.Vertical != nil && from.Vertical.Code != 0 && from.Vertical.Code == to.Vertical.Code
	switch {
	case both && !same:
		t.fromNull, t.toN = separation(from), separation(to)
		for _, c := range []*CRS{from, to} {
			if c.Vertical != nil {
				t.Warnings = append(t.Warnings, fmt.Sprintf("%s related to the ellipsoid by %s.", c.Vertical.Name, c.Vertical.source))
			}
		}
	default:
		t.keepsHeights = from.Kind != Geocentric && to.Kind != Geocentric
		told := from.Vertical != nil || to.Vertical != nil || from.Kind == Geographic3D || to.Kind == Geographic3D
		switch a, b := from.heightName(), to.heightName(); {
		case !told || same || a == b && a != "height of unknown reference":
		case t.keepsHeights:
			t.Warnings = append(t.Warnings, fmt.Sprintf("Heights keep their numbers: %s is not turned into %s; give an offset or a geoid model if they differ.", a, b))
		}
		if !t.keepsHeights && (from.Kind == Geocentric && !to.ellipsoidal() || to.Kind == Geocentric && !from.ellipsoidal()) {
			t.Warnings = append(t.Warnings, "Heights without a reference are taken as heights above the ellipsoid.")
		}
	}
}

// Forward carries a point of From to To, both in the order x = east, y = north
// and in their own units. Where there is no result, as at 90° from a central
// meridian, it is NaN. Without heights give z = 0.
func (t *Transformation) Forward(x, y, z float64) (float64, float64, float64) {
	return t.carry(t.From, t.To, &t.there, t.fromNull, t.toN, x, y, z)
}

// Inverse carries a point of To back to From: the inverse of Forward to the
// last digits, with or without heights.
func (t *Transformation) Inverse(x, y, z float64) (float64, float64, float64) {
	if !t.shifted || !t.keepsHeights {
		return t.carry(t.To, t.From, &t.back, t.toN, t.fromNull, x, y, z)
	}
	// Forward took z for the height above From's ellipsoid and dropped the one
	// that came out. It has to be found again: off by a datum's 50 m it would
	// move the point by a millimetre.
	lon, lat, h := t.To.ToGeographic(x, y, z)
	up := h
	var u, v, w float64
	for range 2 {
		u, v, w = t.From.Datum.Ellipsoid.FromECEF(t.back.apply(t.To.Datum.Ellipsoid.ToECEF(lon, lat, up)))
		up += h - w
	}
	return t.From.FromGeographic(u, v, h)
}

func (t *Transformation) carry(from, to *CRS, shift *affine, plus, minus func(lon, lat float64) float64, x, y, z float64) (float64, float64, float64) {
	if from == to {
		return x, y, z
	}
	lon, lat, h := from.ToGeographic(x, y, z)
	kept := h
	if plus != nil {
		h += plus(lon, lat)
	}
	if t.shifted {
		// Heights of any reference serve here: 100 m of height move the result by 1 mm at most.
		lon, lat, h = to.Datum.Ellipsoid.FromECEF(shift.apply(from.Datum.Ellipsoid.ToECEF(lon, lat, h)))
	}
	if minus != nil {
		h -= minus(lon, lat)
	}
	if t.keepsHeights {
		h = kept
	}
	return to.FromGeographic(lon, lat, h)
}

// ForwardAll carries points in place: x, y and, unless nil, z. It reports how
// many have no result; those are NaN.
func (t *Transformation) ForwardAll(x, y, z []float64) error {
	return all(t.Forward, t.From, t.To, x, y, z)
}

// InverseAll is ForwardAll the other way.
func (t *Transformation) InverseAll(x, y, z []float64) error {
	return all(t.Inverse, t.To, t.From, x, y, z)
}

func all(carry func(x, y, z float64) (float64, float64, float64), from, to *CRS, x, y, z []float64) error {
	if len(y) != len(x) || z != nil && len(z) != len(x) {
		return fmt.Errorf("%d x, %d y, %d z: must be as many", len(x), len(y), len(z))
	}
	lost, first := 0, 0
	var at [2]float64
	for i := range x {
		h := 0.0
		if z != nil {
			h = z[i]
		}
		u, v, w := carry(x[i], y[i], h)
		if math.IsNaN(u) || math.IsNaN(v) {
			if lost == 0 {
				first, at = i, [2]float64{x[i], y[i]}
			}
			lost++
		}
		x[i], y[i] = u, v
		if z != nil {
			z[i] = w
		}
	}
	if lost > 0 {
		return fmt.Errorf("%d of %d points of %s have no place in %s, the first is number %d at (%.10g, %.10g): the system of the file is probably another one, or x and y are swapped",
			lost, len(x), from, to, first+1, at[0], at[1])
	}
	return nil
}
