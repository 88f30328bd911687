package crs

// FitHelmert finds the datum shift of least squares from points whose
// geocentric coordinates (Ellipsoid.ToECEF) are known in both datums, for
// CRS.WithShift. The model is linear in its parameters, so the small angles
// are no approximation of the fit.
func FitHelmert(points []ControlPoint) (Helmert, Quality, error) {
	if err := checkPoints(points, 3); err != nil {
		return Helmert{}, Quality{}, err
	}
	h, err := solveHelmert(points)
	if err == nil {
		err = h.check()
	}
	if err != nil {
		return Helmert{}, Quality{}, err
	}
	through := func(h Helmert) func(p [3]float64) [3]float64 {
		a := h.affine()
		return func(p [3]float64) [3]float64 {
			x, y, z := a.apply(p[0], p[1], p[2])
			return [3]float64{x, y, z}
		}
	}
	s := similarity{3, 7, func(points []ControlPoint) (func(p [3]float64) [3]float64, error) {
		h, err := solveHelmert(points)
		return through(h), err
	}}
	return h, s.judge(points, through(h)), nil
}

// solveHelmert solves x' = k x + w × x about the centroids: k separates, and
// Σ(|x|² I - x xᵀ) w = Σ x × x'.
func solveHelmert(points []ControlPoint) (Helmert, error) {
	local, target, from, to, err := centred(points)
	if err != nil {
		return Helmert{}, err
	}
	var k, size float64
	var m affine
	var right [3]float64
	for n := range from {
		a, b := from[n], to[n]
		square := a[0]*a[0] + a[1]*a[1] + a[2]*a[2]
		size += square
		for i := range 3 {
			k += a[i] * b[i]
			m.m[i][i] += square
			for j := range 3 {
				m.m[i][j] -= a[i] * a[j]
			}
			right[i] += a[(i+1)%3]*b[(i+2)%3] - a[(i+2)%3]*b[(i+1)%3]
		}
	}
	k /= size
	inverse := m.inverse()
	wx, wy, wz := inverse.apply(right[0], right[1], right[2])
	h := Helmert{Convention: PositionVector, RX: wx / k, RY: wy / k, RZ: wz / k, Scale: k - 1}
	a := h.affine()
	x, y, z := a.apply(local[0], local[1], local[2])
	h.DX, h.DY, h.DZ = target[0]-x, target[1]-y, target[2]-z
	return h, nil
}
