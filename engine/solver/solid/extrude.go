package solid

import "github.com/go-gl/mathgl/mgl64"

// Extrude moves the region, which lies in the plane z = 0, along a vector [m]
// that need not be upright: a prism of volume area × |z|.
func Extrude(r Region, by mgl64.Vec3) (*Mesh, error) {
	if !finite(by[0]) || !finite(by[1]) || !finite(by[2]) {
		return nil, ErrNotFinite
	}
	if by[2] == 0 {
		return nil, ErrFlat
	}
	t, err := r.Triangulate()
	if err != nil {
		return nil, err
	}
	ends := [2]mgl64.Vec3{{}, by}
	if by[2] < 0 {
		ends[0], ends[1] = ends[1], ends[0]
	}
	return sections{outline: t}.loft(2, func(section int, p mgl64.Vec2, _ int) mgl64.Vec3 {
		return mgl64.Vec3{p[0] + ends[section][0], p[1] + ends[section][1], ends[section][2]}
	}), nil
}

// ExtrudeTapered joins a region in the plane z = 0 to another one that is moved
// along a vector; both have the same number of points.
func ExtrudeTapered(bottom, top Region, by mgl64.Vec3) (*Mesh, error) {
	if by[2] == 0 {
		return nil, ErrFlat
	}
	return Loft([]Region{bottom, top}, []mgl64.Mat4{mgl64.Ident4(), mgl64.Translate3D(by[0], by[1], by[2])})
}
