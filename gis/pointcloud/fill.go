package pointcloud

import (
	"math"

	"shapan/gis/raster"
)

// fill gives empty cells within a radius [cells] of others the mean of the
// nearest heights around, weighed by 1/distance². It looks in rings outward and
// stops a ring after the first that has a height, so that it takes those about
// as near as the nearest and not a whole neighbourhood.
func fill(g *raster.Raster, radius float64) {
	reach := int(math.Ceil(min(radius, float64(max(g.NX, g.NY)))))
	from := append([]float32(nil), g.Values...)
	// Cells further from any height than the radius need not be searched.
	distance := nearestHeight(from, g.NX, g.NY)
	for j := range g.NY {
		for i := range g.NX {
			d := distance[j*g.NX+i]
			if d == 0 || int(d) > reach {
				continue
			}
			sum, weights := 0.0, 0.0
			for ring := int(d); ring <= min(int(d)+1, reach); ring++ {
				square(i, j, ring, g.NX, g.NY, func(m, n int) {
					d2 := float64((m-i)*(m-i) + (n-j)*(n-j))
					if z := from[n*g.NX+m]; z == z && d2 <= radius*radius {
						sum += float64(z) / d2
						weights += 1 / d2
					}
				})
			}
			if weights > 0 {
				g.Values[j*g.NX+i] = float32(sum / weights)
			}
		}
	}
}

// square visits the cells of a square ring about a cell, inside the grid.
func square(i, j, ring, nx, ny int, visit func(m, n int)) {
	for n := max(0, j-ring); n <= min(ny-1, j+ring); n++ {
		step := 2 * ring
		if n == j-ring || n == j+ring {
			step = 1
		}
		for m := i - ring; m <= i+ring; m += step {
			if m >= 0 && m < nx {
				visit(m, n)
			}
		}
	}
}

// nearestHeight returns for each cell how many square rings lie between it and
// the nearest height: 0 has one, math.MaxInt32 none anywhere. Two passes over
// the grid find this chessboard distance exactly (Rosenfeld & Pfaltz 1966).
func nearestHeight(values []float32, nx, ny int) []int32 {
	d := make([]int32, len(values))
	for k, z := range values {
		if z != z {
			d[k] = math.MaxInt32
		}
	}
	relax := func(i, j, m, n int) {
		if m >= 0 && m < nx && n >= 0 && n < ny {
			if near := d[n*nx+m]; near < math.MaxInt32 && near+1 < d[j*nx+i] {
				d[j*nx+i] = near + 1
			}
		}
	}
	for j := range ny {
		for i := range nx {
			relax(i, j, i-1, j)
			for m := i - 1; m <= i+1; m++ {
				relax(i, j, m, j-1)
			}
		}
	}
	for j := ny - 1; j >= 0; j-- {
		for i := nx - 1; i >= 0; i-- {
			relax(i, j, i+1, j)
			for m := i - 1; m <= i+1; m++ {
				relax(i, j, m, j+1)
			}
		}
	}
	return d
}
