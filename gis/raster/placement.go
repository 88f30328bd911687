package raster

import (
	"errors"
	"fmt"
	"math"
)

// Affine takes columns and rows, counted from the outer corner of the first
// cell as the file stores it, to map coordinates:
//
//	x = a[0] + I·a[1] + J·a[2],   y = a[3] + I·a[4] + J·a[5]
//
// which is GDAL's geotransform. Cell centres are at I + ½, J + ½. North-up
// files have a[2] = a[4] = 0 and a[5] < 0.
type Affine [6]float64

// At returns the map coordinates of column i, row j, both with fractions.
func (a Affine) At(i, j float64) (x, y float64) {
	return a[0] + i*a[1] + j*a[2], a[3] + i*a[4] + j*a[5]
}

// turned reports whether an image of nx × ny cells is rotated, sheared or
// mirrored west to east against the map. A shear of a thousandth of a cell over
// the whole raster is rounding.
func (a Affine) turned(nx, ny int) bool {
	return math.Abs(a[2])*float64(ny) > 1e-3*math.Abs(a[1]) || math.Abs(a[4])*float64(nx) > 1e-3*math.Abs(a[5]) || !(a[1] > 0)
}

// check reports what makes the place unusable.
func (a Affine) check() error {
	for _, v := range a {
		if !finite(v) {
			return fmt.Errorf("placed by %v: coordinates must be finite", a)
		}
	}
	if a[1]*a[5]-a[2]*a[4] == 0 {
		return fmt.Errorf("placed by %v: cells without area", a)
	}
	return nil
}

// errUnplaced says that a file has nothing to place it by.
var errUnplaced = errors.New("does not say where it lies: needs ModelPixelScale and ModelTiepoint, or ModelTransformation, or a world file beside it " +
	"(gdal_translate -a_srs EPSG:code -a_ullr west north east south in.tif out.tif)")

// readAffine reads cell size and tie point or, where these are absent, the
// transformation matrix. Their columns and rows count from the outer corner of
// the first cell, or from its centre if pixelIsPoint (OGC 19-008r4, clause 7.4.2.2).
func readAffine(d *directory, pixelIsPoint bool) (Affine, error) {
	a, err := readModel(d)
	if err != nil {
		return a, err
	}
	if pixelIsPoint {
		a[0], a[3] = a.At(-0.5, -0.5)
	}
	return a, a.check()
}

func readModel(d *directory) (Affine, error) {
	scale, err := d.floats(tagModelPixelScale)
	if err != nil {
		return Affine{}, err
	}
	tie, err := d.floats(tagModelTiepoint)
	if err != nil {
		return Affine{}, err
	}
	matrix, err := d.floats(tagModelTransformation)
	if err != nil {
		return Affine{}, err
	}
	switch {
	case len(scale) >= 2 && len(tie) >= 6:
		dx, dy := scale[0], -scale[1]
		if !(dx > 0 && dy < 0) {
			return Affine{}, fmt.Errorf("ModelPixelScale: %g, %g: both must be > 0", scale[0], scale[1])
		}
		i, j := tie[0], tie[1] // the tie point's column and row
		return Affine{tie[3] - i*dx, dx, 0, tie[4] - j*dy, 0, dy}, nil

	case len(matrix) >= 8:
		return Affine{matrix[3], matrix[0], matrix[1], matrix[7], matrix[4], matrix[5]}, nil

	case len(tie) > 6:
		return Affine{}, fmt.Errorf("placed by %d ground control points: make it north-up first (gdalwarp in.tif out.tif)", len(tie)/6)
	}
	return Affine{}, errUnplaced
}
