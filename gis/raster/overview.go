package raster

// overviews returns a raster in halves of its resolution, down to one that a
// single tile holds.
func (s Storage) overviews(ra *Raster) []*Raster {
	var levels []*Raster
	for s.Overviews && (ra.NX > s.Tile || ra.NY > s.Tile) {
		ra = halved(ra)
		levels = append(levels, ra)
	}
	return levels
}

// halved returns a raster of the same area with half the cells along a side,
// rounded up: means by area of the cells that have data.
func halved(ra *Raster) *Raster {
	half := &Raster{NX: (ra.NX + 1) / 2, NY: (ra.NY + 1) / 2, X0: ra.X0, Y0: ra.Y0, EPSG: ra.EPSG}
	half.CellX = ra.CellX * float64(ra.NX) / float64(half.NX)
	half.CellY = ra.CellY * float64(ra.NY) / float64(half.NY)
	half.Values = make([]float32, half.NX*half.NY)
	columns, rows := shares(ra.NX, half.NX), shares(ra.NY, half.NY)
	for j, south := range rows {
		for i, west := range columns {
			sum, area := 0.0, 0.0
			for y, dy := range south.of {
				for x, dx := range west.of {
					if dx*dy == 0 {
						continue
					}
					if v := float64(ra.Values[(south.from+y)*ra.NX+west.from+x]); v == v {
						sum += v * dx * dy
						area += dx * dy
					}
				}
			}
			half.Values[j*half.NX+i] = float32(sum / area) // NaN where nothing has data
		}
	}
	return half
}

// share tells how much of three cells from one on a larger cell covers.
type share struct {
	from int
	of   [3]float64
}

// shares covers n cells with m larger ones, n ≤ 2m: at most three lie under one.
func shares(n, m int) []share {
	out := make([]share, m)
	for k := range out {
		// Borders in units of 1/m cell, so whole numbers.
		begin, end := k*n, (k+1)*n
		out[k].from = begin / m
		for c := range out[k].of {
			cell := (out[k].from + c) * m
			covered := min(end, cell+m) - max(begin, cell)
			out[k].of[c] = float64(max(covered, 0)) / float64(m)
		}
	}
	return out
}
