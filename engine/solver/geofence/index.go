package geofence

import "math"

// index finds the fences whose box holds a point: a grid of square cells over
// them all, each with the fences that touch it.
type index struct {
	west, south, size float64
	nx, ny            int
	first             []int32
	list              []int32 // fences, rising within a cell
}

// newIndex lays out about four cells per fence that stands.
func newIndex(fences []Fence) index {
	west, south, east, north := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	standing := 0
	for _, f := range fences {
		if f.Carrier == "" {
			low, high := f.Zone.box()
			west, south, east, north = min(west, low[0]), min(south, low[1]), max(east, high[0]), max(north, high[1])
			standing++
		}
	}
	x := index{west: west, south: south}
	if standing == 0 {
		return x
	}
	width, height := max(east-west, 1), max(north-south, 1)
	x.size = max(math.Sqrt(width*height/float64(4*standing)), width/1000, height/1000)
	lay := func() { x.nx, x.ny = int(width/x.size)+1, int(height/x.size)+1 }
	lay()
	cells := func(do func(cell int, fence int32)) {
		for k, f := range fences {
			if f.Carrier != "" {
				continue
			}
			low, high := f.Zone.box()
			i0, j0 := x.column(low[0]), x.row(low[1])
			i1, j1 := x.column(high[0]), x.row(high[1])
			for j := j0; j <= j1; j++ {
				for i := i0; i <= i1; i++ {
					do(j*x.nx+i, int32(k))
				}
			}
		}
	}
	// Where large fences lie over each other, small cells would only repeat them.
	for x.covered(fences) > 64*standing && x.nx*x.ny > 1 {
		x.size *= 2
		lay()
	}
	x.first = make([]int32, x.nx*x.ny+1)
	cells(func(cell int, _ int32) { x.first[cell+1]++ })
	for k := range x.nx * x.ny {
		x.first[k+1] += x.first[k]
	}
	x.list = make([]int32, x.first[x.nx*x.ny])
	next := append([]int32(nil), x.first...)
	cells(func(cell int, fence int32) {
		x.list[next[cell]] = fence
		next[cell]++
	})
	return x
}

// covered returns how many entries the cells need.
func (x *index) covered(fences []Fence) (n int) {
	for _, f := range fences {
		if f.Carrier == "" {
			low, high := f.Zone.box()
			n += (x.column(high[0]) - x.column(low[0]) + 1) * (x.row(high[1]) - x.row(low[1]) + 1)
		}
	}
	return n
}

func (x *index) column(east float64) int { return clamp((east-x.west)/x.size, x.nx) }
func (x *index) row(north float64) int   { return clamp((north-x.south)/x.size, x.ny) }

// clamp is done in floats: what does not fit an int has no defined value there.
func clamp(k float64, n int) int { return int(min(float64(n-1), max(0, k))) }

// at returns the fences near a point; a point beyond all of them has none.
func (x *index) at(east, north float64) []int32 {
	i, j := math.Floor((east-x.west)/x.size), math.Floor((north-x.south)/x.size)
	if x.first == nil || !(i >= 0 && j >= 0 && i < float64(x.nx) && j < float64(x.ny)) {
		return nil
	}
	cell := int(j)*x.nx + int(i)
	return x.list[x.first[cell]:x.first[cell+1]]
}
