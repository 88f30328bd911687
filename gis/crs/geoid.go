package crs

import (
	"bytes"
	"compress/zlib"
	_ "embed"
	"fmt"
	"io"
	"math"
	"sync"
)

// egm96 is the undulation of EGM96 each half degree, 361 rows from the south
// pole, 720 columns from 180° W, as scripts/crs-geoid.py packs it. NGA's grid is
// a work of the United States government, in the public domain.
//
//go:embed data/egm96.z
var egm96 []byte

const (
	geoidRows    = 361
	geoidColumns = 720
	egm96Source  = "the EGM96 geoid (half-degree grid, ±1 m)"
	egm96Height  = 5773 // EPSG code of the heights that it defines
)

// geoidGrid unpacks the grid once [cm].
var geoidGrid = sync.OnceValue(func() []int16 {
	grid, err := unpackGeoid(egm96)
	if err != nil {
		panic(err) // a fault of the build, found by any test
	}
	return grid
})

func unpackGeoid(packed []byte) ([]int16, error) {
	const n = geoidRows * geoidColumns
	z, err := zlib.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, fmt.Errorf("EGM96 grid: %w", err)
	}
	planes := make([]byte, 2*n)
	if _, err := io.ReadFull(z, planes); err != nil {
		return nil, fmt.Errorf("EGM96 grid: %w", err)
	}
	grid := make([]int16, n)
	for k := range grid {
		folded := int(planes[k])<<8 | int(planes[n+k])
		guess := 0
		switch i := k % geoidColumns; {
		case k == 0:
		case k < geoidColumns:
			guess = int(grid[k-1])
		case i == 0:
			guess = int(grid[k-geoidColumns])
		default:
			guess = int(grid[k-1]) + int(grid[k-geoidColumns]) - int(grid[k-geoidColumns-1])
		}
		grid[k] = int16(guess + (folded>>1 ^ -(folded & 1)))
	}
	return grid, nil
}

// GeoidEGM96 returns the height of the EGM96 geoid above the WGS 84 ellipsoid
// [m] at longitude and latitude [degree]; NaN where the latitude is none. A
// height above the ellipsoid (GNSS) less this is a height above mean sea level.
//
// EGM96 itself is good to half a metre or a metre. Against NGA's 15' grid the
// interpolation here adds 0.09 m (root mean square) in China, up to 0.9 m in the
// Himalayas. National heights, as Yellow Sea 1985, have a zero of their own,
// decimetres from EGM96's. For a site the separation measured at
// a control point (CRS.WithHeightOffset) is better than any of that.
func GeoidEGM96(lonDegrees, latDegrees float64) float64 {
	if !(math.Abs(latDegrees) <= 90) || math.IsNaN(lonDegrees) || math.IsInf(lonDegrees, 0) {
		return math.NaN()
	}
	u := (math.Mod(lonDegrees+180, 360) + 360) * 2 // columns, positive
	v := (latDegrees + 90) * 2                     // rows
	i, j := math.Floor(u), math.Floor(v)
	wx, wy := sixPoints(u-i), sixPoints(v-j)
	grid := geoidGrid()
	sum := 0.0
	for b := range wy {
		row, turn := int(j)+b-2, 0
		switch { // beyond a pole the rows go down again on the other side
		case row < 0:
			row, turn = -row, geoidColumns/2
		case row >= geoidRows:
			row, turn = 2*(geoidRows-1)-row, geoidColumns/2
		}
		line := grid[row*geoidColumns : (row+1)*geoidColumns]
		part := 0.0
		for a := range wx {
			part += wx[a] * float64(line[(int(i)+a-2+turn+geoidColumns)%geoidColumns])
		}
		sum += wy[b] * part
	}
	return sum / 100
}

// sixPoints returns Lagrange's weights of points at -2 to 3 for a place t in
// 0 to 1. EGM96 has waves down to a degree, so straight lines between half
// degrees would miss twice as much as fifth-degree curves do.
func sixPoints(t float64) (w [6]float64) {
	for k := range w {
		w[k] = 1
		for m := range w {
			if m != k {
				w[k] *= (t + 2 - float64(m)) / float64(k-m)
			}
		}
	}
	return w
}

// addGeoid ties the heights that a geoid model of ours defines to the ellipsoid.
func (r *registry) addGeoid() {
	v, ok := r.vertical[egm96Height]
	if !ok {
		return
	}
	v.source = egm96Source
	v.separation = func(lon, lat float64) float64 { return GeoidEGM96(lon*degreesPerRadian, lat*degreesPerRadian) }
	r.vertical[egm96Height] = v
}
