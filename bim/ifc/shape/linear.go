package shape

import (
	"github.com/go-gl/mathgl/mgl64"

	"shapan/bim/ifc"
)

// linear gives the frame of an IfcLinearPlacement in the frame of its
// PlacementRelTo: RelativePlacement is an IfcAxis2PlacementLinear (Location,
// Axis, RefDirection) whose Location is an IfcPointByDistanceExpression
// (DistanceAlong, OffsetLateral, OffsetVertical, OffsetLongitudinal, BasisCurve).
// IFC4X1 and X2 had PlacementMeasuredAlong and Distance instead.
func (r *reader) linear(e ifc.Entity) (mgl64.Mat4, error) {
	j := r.job()
	in, _ := r.file.Instance(e.Number())
	place, basis := e.Ref("RelativePlacement"), e.Ref("PlacementMeasuredAlong")
	point := place.Ref("Location")
	if basis.Exists() {
		point = e.Ref("Distance")
	} else {
		basis = point.Ref("BasisCurve")
	}
	if !basis.Exists() || !point.Exists() {
		return mgl64.Mat4{}, fault(in, "has no curve to stand along")
	}
	at, _ := r.file.Instance(basis.Number())
	base, err := j.curve(at)
	if err != nil {
		return mgl64.Mat4{}, err
	}
	along, ok := base.(*alignment)
	if !ok {
		byLength, err := j.byLength(at, base)
		if err != nil {
			return mgl64.Mat4{}, err
		}
		along = &alignment{base: byLength}
	}
	where, _ := r.file.Instance(point.Number())
	d, shift, err := j.distanceOf(where, along)
	if err != nil {
		return mgl64.Mat4{}, err
	}
	f := along.frame(d)
	origin := mgl64.TransformCoordinate(shift, f)
	x, z := f.Col(0).Vec3(), f.Col(2).Vec3()
	// Axis and RefDirection are given in the frame of the curve.
	if axis := place.Ref("Axis"); axis.Exists() {
		if in, ok := r.file.Instance(axis.Number()); ok {
			if d, err := r.direction(in); err == nil {
				z = d
			}
		}
	}
	if ref := place.Ref("RefDirection"); ref.Exists() {
		if in, ok := r.file.Instance(ref.Number()); ok {
			if d, err := r.direction(in); err == nil {
				x = d
			}
		}
	}
	x, y := axes(z, x)
	return frame(x, y, z, origin), nil
}
