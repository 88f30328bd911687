package solid

import "github.com/go-gl/mathgl/mgl64"

// BoundedHalfSpace is what of the space behind a plane lies within an outline
// that is drawn in the plane z = 0 of a frame and goes on for ever along its z
// axis (a polygon-bounded half-space). Only the part around the box from low to
// high is made, so that it can be taken from a body with that box.
func BoundedHalfSpace(outline Region, worldFromFrame mgl64.Mat4, plane Plane, low, high mgl64.Vec3) (*Mesh, error) {
	frameFromWorld := worldFromFrame.Inv()
	margin := 1 + high.Sub(low).Len()
	var bottom, top float64
	for corner := range 8 {
		p := low
		for axis := range 3 {
			if corner>>axis&1 == 1 {
				p[axis] = high[axis]
			}
		}
		z := mgl64.TransformCoordinate(p, frameFromWorld)[2]
		if corner == 0 || z < bottom {
			bottom = z
		}
		if corner == 0 || z > top {
			top = z
		}
	}
	prism, err := Extrude(outline, mgl64.Vec3{0, 0, top - bottom + 2*margin})
	if err != nil {
		return nil, err
	}
	return ClipHalfSpace(prism.Transformed(worldFromFrame.Mul4(mgl64.Translate3D(0, 0, bottom-margin))), plane), nil
}
