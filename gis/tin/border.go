package tin

import (
	"math"
	"slices"
)

// border is one side of a tile: which places on it become corners.
type border struct {
	crossings []crossing
	corners   []float64 // places along it in lattice coordinates, rising, without its ends
	heights   []float64 // of the corners [m]; means where a line crosses
}

// crossing is where a line meets a border, with the heights before and beyond
// it as one walks along the border.
type crossing struct {
	at             float64
	before, beyond float64
}

func (s *border) add(at, left, right float64, leftBeyond bool) {
	c := crossing{at, left, right}
	if leftBeyond {
		c = crossing{at, right, left}
	}
	s.crossings = append(s.crossings, c)
}

// thinBorders chooses the corners on all borders.
func (b *builder) thinBorders() {
	nx, values := b.ground.Grid.NX, b.ground.Values
	for r, row := range b.upright {
		for c := range row {
			column := b.columns[c]
			row[c].thin(b.rows[r], b.rows[r+1], b.limit, func(j int) float64 { return float64(values[j*nx+column]) })
		}
	}
	for r, row := range b.level {
		line := values[b.rows[r]*nx:]
		for c := range row {
			row[c].thin(b.columns[c], b.columns[c+1], b.limit, func(i int) float64 { return float64(line[i]) })
		}
	}
}

// thin keeps as many cells of a border as the limit asks for (Ramer 1972,
// Douglas & Peucker 1973), and all crossings.
func (s *border) thin(low, high int, limit float64, height func(int) float64) {
	slices.SortStableFunc(s.crossings, func(a, b crossing) int {
		switch {
		case a.at < b.at:
			return -1
		case a.at > b.at:
			return 1
		}
		return 0
	})
	at, z := float64(low), height(low)
	for _, c := range s.crossings {
		switch {
		case c.at == at && c.at != float64(low): // two pieces of one line meet there
			z = c.beyond
			continue
		case c.at <= float64(low): // at the border's own end
			z = c.beyond
			continue
		case c.at >= float64(high):
			continue
		}
		s.run(at, c.at, z, c.before, limit, height)
		s.corners, s.heights = append(s.corners, c.at), append(s.heights, (c.before+c.beyond)/2)
		at, z = c.at, c.beyond
	}
	end := height(high)
	if n := len(s.crossings); n > 0 && s.crossings[n-1].at >= float64(high) {
		end = s.crossings[n-1].before
	}
	s.run(at, float64(high), z, end, limit, height)
}

// run keeps cells strictly between two corners.
func (s *border) run(a, b, za, zb, limit float64, height func(int) float64) {
	first, last := int(math.Floor(a))+1, int(math.Ceil(b))-1
	worst, at := limit, 0
	slope := (zb - za) / (b - a)
	void := math.IsNaN(za) || math.IsNaN(zb)
	for k := first; k <= last; k++ {
		z := height(k)
		off := math.Abs(z - (za + (float64(k)-a)*slope))
		if void != math.IsNaN(z) {
			off = math.Inf(1)
		}
		if off > worst {
			worst, at = off, k
		}
	}
	if worst == limit {
		return
	}
	z := height(at)
	s.run(a, float64(at), za, z, limit, height)
	s.corners, s.heights = append(s.corners, float64(at)), append(s.heights, z)
	s.run(float64(at), b, z, zb, limit, height)
}
