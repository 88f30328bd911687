package shape

import (
	"github.com/go-gl/mathgl/mgl64"

	"shapan/bim/ifc"
	"shapan/bim/ifc/step"
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
	along, err := j.basis(basis.Number())
	if err != nil {
		return mgl64.Mat4{}, err
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

// basis is the curve that things stand along, read once: a railway's sleepers
// stand along one.
func (j *job) basis(id step.ID) (*alignment, error) {
	if known, ok := j.shared.bases.Load(id); ok {
		return known.(*alignment), nil
	}
	in, _ := j.file.Instance(id)
	base, err := j.curve(in)
	if err != nil {
		return nil, err
	}
	along, ok := base.(*alignment)
	if !ok {
		byLength, err := j.byLength(in, base)
		if err != nil {
			return nil, err
		}
		along = &alignment{base: byLength}
	}
	known, _ := j.shared.bases.LoadOrStore(id, along)
	return known.(*alignment), nil
}
