package crs

import (
	"errors"
	"fmt"
	"math"
)

// SevenParameters is a similarity of space, with a rotation of any size:
//
//	map = Shift + Scale · Rotation · local
type SevenParameters struct {
	Scale    float64       // [-]
	Rotation [3][3]float64 // map from local
	Shift    [3]float64    // map coordinates of the local origin [m]
	Quality                // residuals of the control points
	center   [3]float64    // of the local points, and
	toMap    [3]float64    // of the map points: near them numbers stay small
}

// FitSevenParameters finds the similarity of least squares from three or more
// points that are not on a line. Four show that something is wrong, five where.
func FitSevenParameters(points []ControlPoint) (*SevenParameters, error) {
	if err := checkPoints(points, 3); err != nil {
		return nil, err
	}
	f, err := solveSpace(points)
	if err != nil {
		return nil, err
	}
	s := similarity{3, 7, func(points []ControlPoint) (func(p [3]float64) [3]float64, error) {
		f, err := solveSpace(points)
		if err != nil {
			return nil, err
		}
		return f.at, nil
	}}
	f.Quality = s.judge(points, f.at)
	if len(points) == 3 {
		f.Warnings = append(f.Warnings, "Three control points leave little redundancy: a mistake in one would hardly show.")
	}
	if math.Abs(f.Scale-1) > 1e-3 {
		f.Warnings = append(f.Warnings, fmt.Sprintf("The scale %.6f is more than 1000 ppm from one: check units and points.", f.Scale))
	}
	return f, nil
}

// centred returns the centroids and coordinates about them, and an error where
// the points are on a line: a turn about it would remain free.
func centred(points []ControlPoint) (local, target [3]float64, from, to [][3]float64, err error) {
	n := float64(len(points))
	for _, p := range points {
		for i := range 3 {
			local[i] += p.Local[i] / n
			target[i] += p.Map[i] / n
		}
	}
	scatter := [][]float64{{0, 0, 0}, {0, 0, 0}, {0, 0, 0}}
	for _, p := range points {
		var a, b [3]float64
		for i := range 3 {
			a[i], b[i] = p.Local[i]-local[i], p.Map[i]-target[i]
		}
		for i := range 3 {
			for j := range 3 {
				scatter[i][j] += a[i] * a[j]
			}
		}
		from, to = append(from, a), append(to, b)
	}
	values, _ := eigen(scatter)
	if len(points) < 3 || values[0] < 1e-6*n {
		return local, target, nil, nil, errors.New("the control points are at one place or too few: must be 3 or more, apart")
	}
	if width := math.Sqrt(max(0, values[1]) / values[0]); width < 0.01 {
		return local, target, nil, nil, fmt.Errorf("the control points lie on a line (width %.1e of the length): a turn about it remains free; add a point beside it", width)
	}
	return local, target, from, to, nil
}

// solveSpace is Horn's closed solution: the rotation's quaternion is the
// eigenvector to the largest eigenvalue of a matrix of sums of products.
// Source: Horn (1987), J. Opt. Soc. Am. A 4(4).
func solveSpace(points []ControlPoint) (*SevenParameters, error) {
	f := &SevenParameters{}
	var from, to [][3]float64
	var err error
	if f.center, f.toMap, from, to, err = centred(points); err != nil {
		return nil, err
	}
	var s [3][3]float64
	var size float64
	for k := range from {
		for i := range 3 {
			for j := range 3 {
				s[i][j] += from[k][i] * to[k][j]
			}
			size += from[k][i] * from[k][i]
		}
	}
	_, vectors := eigen([][]float64{
		{s[0][0] + s[1][1] + s[2][2], s[1][2] - s[2][1], s[2][0] - s[0][2], s[0][1] - s[1][0]},
		{s[1][2] - s[2][1], s[0][0] - s[1][1] - s[2][2], s[0][1] + s[1][0], s[2][0] + s[0][2]},
		{s[2][0] - s[0][2], s[0][1] + s[1][0], s[1][1] - s[0][0] - s[2][2], s[1][2] + s[2][1]},
		{s[0][1] - s[1][0], s[2][0] + s[0][2], s[1][2] + s[2][1], s[2][2] - s[0][0] - s[1][1]},
	})
	w, x, y, z := vectors[0][0], vectors[0][1], vectors[0][2], vectors[0][3]
	f.Rotation = [3][3]float64{
		{w*w + x*x - y*y - z*z, 2 * (x*y - w*z), 2 * (x*z + w*y)},
		{2 * (x*y + w*z), w*w - x*x + y*y - z*z, 2 * (y*z - w*x)},
		{2 * (x*z - w*y), 2 * (y*z + w*x), w*w - x*x - y*y + z*z},
	}
	for k := range from {
		for i := range 3 {
			for j := range 3 {
				f.Scale += to[k][i] * f.Rotation[i][j] * from[k][j] / size
			}
		}
	}
	if !(f.Scale > 1e-9) {
		return nil, errors.New("the control points of the two lists have nothing to do with each other: check names and order")
	}
	f.Shift = f.at([3]float64{})
	return f, nil
}

func (f *SevenParameters) at(p [3]float64) [3]float64 {
	q := f.toMap
	for i := range 3 {
		for j := range 3 {
			q[i] += f.Scale * f.Rotation[i][j] * (p[j] - f.center[j])
		}
	}
	return q
}

// ToMap carries a local point to the map [m].
func (f *SevenParameters) ToMap(x, y, z float64) (east, north, up float64) {
	q := f.at([3]float64{x, y, z})
	return q[0], q[1], q[2]
}

// FromMap is the inverse of ToMap.
func (f *SevenParameters) FromMap(east, north, up float64) (x, y, z float64) {
	d := [3]float64{east - f.toMap[0], north - f.toMap[1], up - f.toMap[2]}
	p := f.center
	for i := range 3 {
		for j := range 3 {
			p[i] += f.Rotation[j][i] * d[j] / f.Scale
		}
	}
	return p[0], p[1], p[2]
}
