package ifc

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// Axes reads an IfcAxis2Placement2D or 3D, or an IfcAxis1Placement: the frame's
// place in the one around it, translation in metres. Directions that are missing
// are those of the frame around; a RefDirection is turned at right angles to the
// Axis, and one along it gives way to another, as in the standard's functions
// IfcFirstProjAxis and IfcBuildAxes.
func (m *Model) Axes(e Entity) (mgl64.Mat4, error) {
	at, err := m.Point(e.Ref("Location"))
	if err != nil {
		if !e.Exists() {
			return mgl64.Mat4{}, &Fault{Text: "a placement that refers to nothing"}
		}
		return mgl64.Mat4{}, err
	}
	x, y, z := mgl64.Vec3{1, 0, 0}, mgl64.Vec3{0, 1, 0}, mgl64.Vec3{0, 0, 1}
	switch {
	case e.Is("IfcAxis2Placement2D"):
		if d, ok := m.Direction(e.Ref("RefDirection")); ok && math.Hypot(d[0], d[1]) > 0 {
			x = mgl64.Vec3{d[0], d[1], 0}.Normalize()
			y = mgl64.Vec3{-x[1], x[0], 0}
		}
	case e.Is("IfcAxis2Placement3D"), e.Is("IfcAxis1Placement"):
		if d, ok := m.Direction(e.Ref("Axis")); ok {
			z = d
		}
		ref, _ := m.Direction(e.Ref("RefDirection"))
		x = Perpendicular(ref, z)
		y = z.Cross(x)
	default:
		return mgl64.Mat4{}, e.Errorf("expected an IfcAxis2Placement2D or 3D")
	}
	return mgl64.Mat4FromCols(x.Vec4(0), y.Vec4(0), z.Vec4(0), at.Vec4(1)), nil
}

// Perpendicular is the part of a direction at right angles to a unit vector z,
// of unit length; for a direction along z, or of no length, that of x or of y.
func Perpendicular(d, z mgl64.Vec3) mgl64.Vec3 {
	for _, v := range []mgl64.Vec3{d, {1, 0, 0}, {0, 1, 0}} {
		across := v.Sub(z.Mul(v.Dot(z)))
		if n := across.Len(); n > 1e-9 {
			return across.Mul(1 / n)
		}
	}
	return mgl64.Vec3{1, 0, 0} // z is no unit vector
}

// Point reads an IfcCartesianPoint, in metres.
func (m *Model) Point(e Entity) (mgl64.Vec3, error) {
	v, _, ok := e.Vector("Coordinates")
	if !ok {
		if !e.Exists() {
			return mgl64.Vec3{}, &Fault{Text: "a point that refers to nothing"}
		}
		return mgl64.Vec3{}, e.Errorf("Coordinates: expected one to three numbers")
	}
	return mgl64.Vec3(v).Mul(m.Units.Length), nil
}

// Direction reads an IfcDirection, of unit length; false if it has none.
func (m *Model) Direction(e Entity) (mgl64.Vec3, bool) {
	v, _, ok := e.Vector("DirectionRatios")
	largest := max(math.Abs(v[0]), math.Abs(v[1]), math.Abs(v[2]))
	if !ok || largest == 0 {
		return mgl64.Vec3{}, false
	}
	d := mgl64.Vec3{v[0] / largest, v[1] / largest, v[2] / largest} // squares of 1e200 overflow
	return d.Normalize(), true
}
