package shape

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"

	"shapan/bim/ifc/step"
)

// frame is the transform from a frame with these axes and origin to the frame
// in which they are given.
func frame(x, y, z, origin mgl64.Vec3) mgl64.Mat4 {
	return mgl64.Mat4FromCols(x.Vec4(0), y.Vec4(0), z.Vec4(0), origin.Vec4(1))
}

// axes makes the axes of a placement: z as given, x what of ref is square to it.
func axes(z, ref mgl64.Vec3) (x, y mgl64.Vec3) {
	x = ref.Sub(z.Mul(ref.Dot(z)))
	if x.Len() < 1e-9 { // ref along z: the standard forbids it, files hold it
		x = mgl64.Vec3{1, 0, 0}
		if math.Abs(z[0]) > 0.9 {
			x = mgl64.Vec3{0, 0, 1}
		}
		x = x.Sub(z.Mul(x.Dot(z)))
	}
	x = x.Normalize()
	return x, z.Cross(x)
}

// placement reads an IfcAxis2Placement2D or 3D, or an IfcAxis1Placement.
func (r *reader) placement(in step.Instance) (mgl64.Mat4, error) {
	a := in.Args()
	var origin mgl64.Vec3
	if a.Kind(0) != step.Null { // the standard wants one, files leave it out
		var err error
		if origin, err = r.pointAt(in, &a, 0, "Location"); err != nil {
			return mgl64.Ident4(), err
		}
	}
	switch in.Type() {
	case "IFCAXIS2PLACEMENT3D": // Location, Axis, RefDirection
		z := r.directionAt(&a, 1, mgl64.Vec3{0, 0, 1})
		x, y := axes(z, r.directionAt(&a, 2, mgl64.Vec3{1, 0, 0}))
		return frame(x, y, z, origin), nil
	case "IFCAXIS2PLACEMENT2D": // Location, RefDirection
		x := r.directionAt(&a, 1, mgl64.Vec3{1, 0, 0})
		x[2] = 0
		if x.Len() < 1e-9 {
			x = mgl64.Vec3{1, 0, 0}
		}
		x = x.Normalize()
		return frame(x, mgl64.Vec3{-x[1], x[0], 0}, mgl64.Vec3{0, 0, 1}, origin), nil
	case "IFCAXIS1PLACEMENT": // Location, Axis
		z := r.directionAt(&a, 1, mgl64.Vec3{0, 0, 1})
		x, y := axes(z, mgl64.Vec3{1, 0, 0})
		return frame(x, y, z, origin), nil
	}
	return mgl64.Ident4(), fault(in, "expected a placement")
}

// placementAt reads the placement that attribute k refers to; none is the origin.
func (r *reader) placementAt(a *step.Args, k int) (mgl64.Mat4, error) {
	to, ok := a.Instance(k)
	if !ok {
		return mgl64.Ident4(), nil
	}
	return r.placement(to)
}

// operator reads an IfcCartesianTransformationOperator of 2 or 3 dimensions,
// which may mirror and, non-uniform, stretch along its axes.
// Source: IfcBaseAxis of the standard.
func (r *reader) operator(in step.Instance) (mgl64.Mat4, error) {
	// Axis1, Axis2, LocalOrigin, Scale; 2D non-uniform: Scale2;
	// 3D: Axis3; non-uniform: Scale2, Scale3
	a := in.Args()
	origin, err := r.pointAt(in, &a, 2, "LocalOrigin")
	if err != nil {
		return mgl64.Ident4(), err
	}
	scale := [3]float64{1, 1, 1}
	if s, ok := a.Real(3); ok {
		scale = [3]float64{s, s, s}
	}
	var x, y, z mgl64.Vec3
	switch kind := in.Type(); kind {
	case "IFCCARTESIANTRANSFORMATIONOPERATOR2D", "IFCCARTESIANTRANSFORMATIONOPERATOR2DNONUNIFORM":
		z = mgl64.Vec3{0, 0, 1}
		scale[2] = 1
		x = r.directionAt(&a, 0, mgl64.Vec3{1, 0, 0})
		y = mgl64.Vec3{-x[1], x[0], 0}
		if given, ok := a.Instance(1); ok {
			d, err := r.direction(given)
			switch {
			case err != nil:
				return mgl64.Ident4(), err
			case a.Kind(0) != step.Ref:
				x, y = mgl64.Vec3{d[1], -d[0], 0}, d
			case d.Dot(y) < 0:
				y = y.Mul(-1)
			}
		}
		if kind == "IFCCARTESIANTRANSFORMATIONOPERATOR2DNONUNIFORM" {
			if s, ok := a.Real(4); ok {
				scale[1] = s
			}
		}
	case "IFCCARTESIANTRANSFORMATIONOPERATOR3D", "IFCCARTESIANTRANSFORMATIONOPERATOR3DNONUNIFORM":
		z = r.directionAt(&a, 4, mgl64.Vec3{0, 0, 1})
		x, y = axes(z, r.directionAt(&a, 0, mgl64.Vec3{1, 0, 0}))
		if r.directionAt(&a, 1, y).Dot(y) < 0 {
			y = y.Mul(-1)
		}
		if kind == "IFCCARTESIANTRANSFORMATIONOPERATOR3DNONUNIFORM" {
			for axis := 1; axis < 3; axis++ {
				if s, ok := a.Real(4 + axis); ok {
					scale[axis] = s
				}
			}
		}
	default:
		return mgl64.Ident4(), fault(in, "expected an IfcCartesianTransformationOperator")
	}
	for _, s := range scale {
		if !(math.Abs(s) > 0) || math.Abs(s) > 1e9 {
			return mgl64.Ident4(), fault(in, "Scale is %v; expected a number that is not 0", s)
		}
	}
	return frame(x.Mul(scale[0]), y.Mul(scale[1]), z.Mul(scale[2]), origin), nil
}
