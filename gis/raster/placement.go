package raster

import (
	"errors"
	"fmt"
	"math"
)

// placement is where the image lies on the map.
type placement struct {
	x0, y0       float64 // south-west corner
	cellX, cellY float64
	southUp      bool // the first row of the file is the southern one
}

// readPlacement reads cell size and tie point or, where these are absent, the
// transformation matrix. Column I and row J of the file become map coordinates
//
//	x = x(0,0) + I·dx,   y = y(0,0) + J·dy
//
// where I, J count from the outer corner of the first cell, or from its centre
// if pixelIsPoint (OGC 19-008r4, clause 7.4.2.2).
func readPlacement(d *directory, im *layout, pixelIsPoint bool) (placement, error) {
	x, dx, y, dy, err := readAffine(d, im)
	if err != nil {
		return placement{}, err
	}
	if pixelIsPoint {
		x -= dx / 2
		y -= dy / 2
	}
	p := placement{x0: x, cellX: dx, y0: y, cellY: dy, southUp: dy >= 0}
	if !p.southUp {
		p.y0, p.cellY = y+float64(im.ny)*dy, -dy
	}
	return p, nil
}

// readAffine returns the map coordinates of I = J = 0 and the steps per column
// and row; dy < 0 in a north-up file.
func readAffine(d *directory, im *layout) (x, dx, y, dy float64, err error) {
	scale, err := d.floats(tagModelPixelScale)
	if err != nil {
		return 0, 0, 0, 0, err
	}
	tie, err := d.floats(tagModelTiepoint)
	if err != nil {
		return 0, 0, 0, 0, err
	}
	matrix, err := d.floats(tagModelTransformation)
	if err != nil {
		return 0, 0, 0, 0, err
	}
	switch {
	case len(scale) >= 2 && len(tie) >= 6:
		dx, dy = scale[0], -scale[1]
		if !(dx > 0 && dy < 0) {
			return 0, 0, 0, 0, fmt.Errorf("ModelPixelScale: %g, %g: both must be > 0", scale[0], scale[1])
		}
		i, j := tie[0], tie[1] // the tie point's column and row
		return tie[3] - i*dx, dx, tie[4] - j*dy, dy, nil

	case len(matrix) >= 8:
		a, b, e, f := matrix[0], matrix[1], matrix[4], matrix[5]
		// A shear of a thousandth of a cell over the whole raster is rounding.
		sheared := math.Abs(b)*float64(im.ny) > 1e-3*math.Abs(a) || math.Abs(e)*float64(im.nx) > 1e-3*math.Abs(f)
		if sheared || !(a > 0) {
			return 0, 0, 0, 0, errors.New("ModelTransformation: raster is rotated, sheared or mirrored: " +
				"make it north-up first (gdalwarp in.tif out.tif)")
		}
		return matrix[3], a, matrix[7], f, nil

	case len(tie) > 6:
		return 0, 0, 0, 0, fmt.Errorf("placed by %d ground control points: make it north-up first (gdalwarp in.tif out.tif)", len(tie)/6)
	}
	return 0, 0, 0, 0, errors.New("does not say where it lies: needs ModelPixelScale and ModelTiepoint, or ModelTransformation " +
		"(gdal_translate -a_srs EPSG:code -a_ullr west north east south in.tif out.tif)")
}
