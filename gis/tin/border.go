package tin

import (
	"math"
	"slices"
)

// border is one side of a tile: which places on it become corners.
type border struct {
	crossings []crossing
	corners   []bend // rising, without the border's ends
	rim       bool   // there is no tile beyond
}

// crossing is where a piece of a line meets a border, with the heights before
// and beyond it as one walks along the border.
type crossing struct {
	at             float64
	before, beyond float64
	side           int // of the border that the piece lies on: 0 west or south, 1 east or north
}

func (c *crossing) wall() bool { return c.before != c.beyond }

// bend is a corner on a border, at a place along it in lattice coordinates. The
// tiles on both sides take its heights, whatever stands on their own side.
type bend struct {
	at             float64
	before, beyond float64 // [m]; differ where walls cross
	crossed        bool
}

func (s *border) add(at float64, side int, left, right float64, leftBeyond bool) {
	c := crossing{at, left, right, side}
	if leftBeyond {
		c = crossing{at, right, left, side}
	}
	s.crossings = append(s.crossings, c)
}

// thinBorders chooses the corners on all borders.
func (b *builder) thinBorders() {
	nx, values := b.ground.Grid.NX, b.ground.Values
	for r, row := range b.upright {
		for c := range row {
			column := b.columns[c]
			row[c].rim = c == 0 || c == len(row)-1
			row[c].thin(b.rows[r], b.rows[r+1], b.limit, func(j int) float64 { return float64(values[j*nx+column]) })
		}
	}
	for r, row := range b.level {
		line := values[b.rows[r]*nx:]
		for c := range row {
			row[c].rim = r == 0 || r == len(b.level)-1
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
	end := height(high)
	for all := s.crossings; len(all) > 0; {
		n := 1
		for n < len(all) && all[n].at == all[0].at {
			n++
		}
		c := s.meet(all[:n])
		all = all[n:]
		switch {
		case c.at <= float64(low): // at the border's own end
			z = c.beyond
		case c.at >= float64(high):
			end = c.before
		default:
			s.run(at, c.at, z, c.before, limit, height)
			s.corners = append(s.corners, c)
			at, z = c.at, c.beyond
		}
	}
	s.run(at, float64(high), z, end, limit, height)
}

// meet makes one corner of all crossings at a place: two of every line that
// crosses there. Several lines that cross each other on the very border have one
// wall there, the first's; walls with pieces on one side only close at the mean.
func (s *border) meet(all []crossing) bend {
	first, last := all[0], all[len(all)-1]
	if s.rim {
		return bend{first.at, first.before, last.beyond, true}
	}
	walled := [2]bool{}
	for k := len(all) - 1; k >= 0; k-- {
		if all[k].wall() {
			walled[all[k].side] = true
			first = all[k]
		}
	}
	if walled[0] != walled[1] {
		first.before = (first.before + first.beyond) / 2
		first.beyond = first.before
	}
	return bend{first.at, first.before, first.beyond, true}
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
	s.corners = append(s.corners, bend{at: float64(at), before: z, beyond: z})
	s.run(float64(at), b, z, zb, limit, height)
}
