package crs

import (
	"fmt"
	"math"
	"strconv"
)

// Convention says which way rotations of a Helmert transformation are counted.
// Mixing them up moves a map by twice the rotation: 56 m in Hong Kong.
type Convention string

// The two conventions differ in the sign of the rotations alone. Chinese
// national practice (布尔莎模型, positive for a counter-clockwise turn of the
// axes) is CoordinateFrame; PROJ's and ESRI WKT's TOWGS84 is PositionVector.
const (
	PositionVector  Convention = "position vector"  // EPSG 1033, 9606: rotations turn the point
	CoordinateFrame Convention = "coordinate frame" // EPSG 1032, 9607: rotations turn the axes
)

// Helmert is a similarity of geocentric coordinates by seven parameters, three
// when rotations and scale are zero:
//
//	⎡x'⎤   ⎡dx⎤            ⎡  1  -rz   ry⎤ ⎡x⎤
//	⎢y'⎥ = ⎢dy⎥ + (1 + s)· ⎢ rz    1  -rx⎥ ⎢y⎥     (position vector)
//	⎣z'⎦   ⎣dz⎦            ⎣-ry   rx    1⎦ ⎣z⎦
//
// Source: EPSG Guidance Note 7-2, methods 1031, 1032, 1033. The inverse taken
// here is that of this matrix; reversing the signs instead, as some do, errs
// by up to 1 mm at 2 arc-seconds.
type Helmert struct {
	Convention Convention // empty means PositionVector
	DX, DY, DZ float64    // [m]
	RX, RY, RZ float64    // [rad]
	Scale      float64    // s = scale - 1 [-]
}

const arcsecond = math.Pi / 180 / 3600 // [rad]

// HelmertFromArcseconds takes the parameters in the units of publications:
// shifts in metres, rotations in arc-seconds, scale in parts per million.
func HelmertFromArcseconds(c Convention, dx, dy, dz, rx, ry, rz, ppm float64) Helmert {
	return Helmert{Convention: c, DX: dx, DY: dy, DZ: dz,
		RX: rx * arcsecond, RY: ry * arcsecond, RZ: rz * arcsecond, Scale: ppm * 1e-6}
}

// String returns the parameters as published, such as
// "dx 446.448 dy -125.157 dz 542.06 m, rx 0.15 ry 0.247 rz 0.842 arc-second, scale -20.489 ppm (position vector)".
func (h Helmert) String() string {
	g := func(v float64) string { return strconv.FormatFloat(v, 'g', 10, 64) }
	text := fmt.Sprintf("dx %s dy %s dz %s m", g(h.DX), g(h.DY), g(h.DZ))
	if h.RX == 0 && h.RY == 0 && h.RZ == 0 && h.Scale == 0 {
		return text
	}
	return fmt.Sprintf("%s, rx %s ry %s rz %s arc-second, scale %s ppm (%s)", text,
		g(h.RX/arcsecond), g(h.RY/arcsecond), g(h.RZ/arcsecond), g(h.Scale*1e6), h.convention())
}

func (h Helmert) convention() Convention {
	if h.Convention == "" {
		return PositionVector
	}
	return h.Convention
}

// null tells whether the transformation changes nothing.
func (h Helmert) null() bool {
	return h.DX == 0 && h.DY == 0 && h.DZ == 0 && h.RX == 0 && h.RY == 0 && h.RZ == 0 && h.Scale == 0
}

// check reports parameters that cannot be meant: small angles are assumed.
func (h Helmert) check() error {
	const far, turn, size = 1e5, 120 * arcsecond, 1e-3
	switch {
	case h.Convention != "" && h.Convention != PositionVector && h.Convention != CoordinateFrame:
		return fmt.Errorf("convention %q: must be %q or %q", h.Convention, PositionVector, CoordinateFrame)
	case !(math.Abs(h.DX) < far && math.Abs(h.DY) < far && math.Abs(h.DZ) < far):
		return fmt.Errorf("shift (%g, %g, %g) m: must be below 100 km each", h.DX, h.DY, h.DZ)
	case !(math.Abs(h.RX) < turn && math.Abs(h.RY) < turn && math.Abs(h.RZ) < turn):
		return fmt.Errorf("rotation (%g, %g, %g) arc-second: must be below 120 each", h.RX/arcsecond, h.RY/arcsecond, h.RZ/arcsecond)
	case !(math.Abs(h.Scale) < size):
		return fmt.Errorf("scale %g ppm: must be below 1000", h.Scale*1e6)
	}
	return nil
}

// affine is x' = m x + t.
type affine struct {
	m [3][3]float64
	t [3]float64
}

func identity() affine { return affine{m: [3][3]float64{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}} }

func (h Helmert) affine() affine {
	rx, ry, rz, k := h.RX, h.RY, h.RZ, 1+h.Scale
	if h.convention() == CoordinateFrame {
		rx, ry, rz = -rx, -ry, -rz
	}
	return affine{
		m: [3][3]float64{{k, -k * rz, k * ry}, {k * rz, k, -k * rx}, {-k * ry, k * rx, k}},
		t: [3]float64{h.DX, h.DY, h.DZ},
	}
}

func (a *affine) apply(x, y, z float64) (float64, float64, float64) {
	m := &a.m
	return m[0][0]*x + m[0][1]*y + m[0][2]*z + a.t[0],
		m[1][0]*x + m[1][1]*y + m[1][2]*z + a.t[1],
		m[2][0]*x + m[2][1]*y + m[2][2]*z + a.t[2]
}

// then returns the transformation that does a first and b after it.
func (a affine) then(b affine) affine {
	var c affine
	for i := range 3 {
		for j := range 3 {
			for k := range 3 {
				c.m[i][j] += b.m[i][k] * a.m[k][j]
			}
			c.t[i] += b.m[i][j] * a.t[j]
		}
		c.t[i] += b.t[i]
	}
	return c
}

// inverse is exact; the matrix is close to a rotation, so never singular.
func (a affine) inverse() affine {
	m := a.m
	cofactor := func(i, j int) float64 {
		r, s := [2]int{(i + 1) % 3, (i + 2) % 3}, [2]int{(j + 1) % 3, (j + 2) % 3}
		return m[r[0]][s[0]]*m[r[1]][s[1]] - m[r[0]][s[1]]*m[r[1]][s[0]]
	}
	det := m[0][0]*cofactor(0, 0) + m[0][1]*cofactor(0, 1) + m[0][2]*cofactor(0, 2)
	var c affine
	for i := range 3 {
		for j := range 3 {
			c.m[i][j] = cofactor(j, i) / det
		}
	}
	for i := range 3 {
		for j := range 3 {
			c.t[i] -= c.m[i][j] * a.t[j]
		}
	}
	return c
}
