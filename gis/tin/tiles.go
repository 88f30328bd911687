package tin

import (
	"math"
	"slices"

	"github.com/go-gl/mathgl/mgl64"
)

// tileCells is how many cells a tile is wide where lines do not object: what is
// refined at a time stays in the processor's cache.
const tileCells = 256

// tiling is how the lattice is cut up.
type tiling struct {
	columns, rows []int // where borders run, from 0 to the last cell
	tiles         []tile
	segments      []segment
	upright       [][]border // [row of tiles][column border], from south to north
	level         [][]border // [row border][column of tiles], from west to east
}

// tile is a rectangle between borders.
type tile struct {
	column, row int
	segments    []int32 // that lie in it
}

// segment is a piece of a line in one tile, in lattice coordinates.
type segment struct {
	a, b        mgl64.Vec2
	left, right [2]float64 // heights beside its ends [m]
}

// wall tells whether the surface has two levels at a segment.
func (s *segment) wall() bool { return s.left != s.right }

// heights returns the heights on both sides at a point of the segment.
func (s *segment) heights(p mgl64.Vec2) (left, right float64) {
	d := s.b.Sub(s.a)
	if p == s.b { // exactly, for the neighbour beyond to have the same
		return s.left[1], s.right[1]
	}
	f := max(0, min(1, p.Sub(s.a).Dot(d)/d.LenSqr()))
	return s.left[0] + f*(s.left[1]-s.left[0]), s.right[0] + f*(s.right[1]-s.right[0])
}

// layOut chooses borders and cuts the lines along them.
func (b *builder) layOut(lines []Line) {
	g := b.ground.Grid
	all := make([][]mgl64.Vec2, len(lines))
	var corners []mgl64.Vec2
	for k, l := range lines {
		for _, p := range l.Points {
			all[k] = append(all[k], b.lattice(p))
		}
		corners = append(corners, all[k]...)
	}
	b.columns, b.rows = borders(g.NX-1, corners, 0), borders(g.NY-1, corners, 1)
	for row := range len(b.rows) - 1 {
		for column := range len(b.columns) - 1 {
			b.tiles = append(b.tiles, tile{column: column, row: row})
		}
	}
	b.upright = make([][]border, len(b.rows)-1)
	for r := range b.upright {
		b.upright[r] = make([]border, len(b.columns))
	}
	b.level = make([][]border, len(b.rows))
	for r := range b.level {
		b.level[r] = make([]border, len(b.columns)-1)
	}
	for k, l := range lines {
		right := l.Right
		if right == nil {
			right = l.Left
		}
		for m := range len(l.Points) - 1 {
			b.cut(segment{a: all[k][m], b: all[k][m+1],
				left: [2]float64{l.Left[m], l.Left[m+1]}, right: [2]float64{right[m], right[m+1]}})
		}
	}
}

// borders returns places about tileCells apart on which no corner of a line
// lies, so that no line runs along a border. If all places near are taken, the
// border is left out.
func borders(last int, corners []mgl64.Vec2, axis int) []int {
	taken := map[int]bool{}
	for _, p := range corners {
		if v := p[axis]; math.Abs(v-math.Round(v)) < 1e-6 && v > 0 && v < float64(last) {
			taken[int(math.Round(v))] = true
		}
	}
	places := []int{0}
	for at := tileCells; at < last-tileCells/4; at += tileCells {
		for k := range tileCells / 2 { // at, at+1, at-1, …
			place := at + (k+1)/2*(1-2*(k%2))
			if !taken[place] {
				places = append(places, place)
				break
			}
		}
	}
	return append(places, last)
}

// cut cuts a segment along the borders and notes where it meets them: at places
// in steps of a thousand-millionth of a cell, so that lines that meet on a border
// but for rounding meet on it.
func (b *builder) cut(s segment) {
	const step = 1 << 30 // to a cell
	d := s.b.Sub(s.a)
	type stop struct {
		f    float64 // fraction of the way
		p    mgl64.Vec2
		edge bool
	}
	stops := []stop{{0, s.a, false}, {1, s.b, false}}
	for axis, places := range [2][]int{b.columns, b.rows} {
		for _, place := range places {
			v := float64(place)
			if (s.a[axis] < v) == (s.b[axis] < v) || s.a[axis] == v || s.b[axis] == v {
				continue
			}
			f := (v - s.a[axis]) / d[axis]
			p := s.a.Add(d.Mul(f))
			p[axis], p[1-axis] = v, math.Round(p[1-axis]*step)/step
			stops = append(stops, stop{f: f, p: p})
		}
	}
	slices.SortFunc(stops, func(x, y stop) int {
		switch {
		case x.f < y.f:
			return -1
		case x.f > y.f:
			return 1
		}
		return 0
	})
	for k := range len(stops) - 1 {
		from, to := stops[k], stops[k+1]
		if from.p == to.p {
			continue
		}
		piece := segment{a: from.p, b: to.p}
		for e, f := range [2]float64{from.f, to.f} {
			piece.left[e] = s.left[0] + f*(s.left[1]-s.left[0])
			piece.right[e] = s.right[0] + f*(s.right[1]-s.right[0])
		}
		b.place(piece)
	}
}

// place gives a piece to its tile; pieces beyond the ground and along its rim
// are left out.
func (b *builder) place(s segment) {
	middle := s.a.Add(s.b).Mul(0.5)
	column, okX := between(b.columns, middle[0])
	row, okY := between(b.rows, middle[1])
	if !okX || !okY {
		return
	}
	id := int32(len(b.segments))
	b.segments = append(b.segments, s)
	t := &b.tiles[row*(len(b.columns)-1)+column]
	t.segments = append(t.segments, id)
	d := s.b.Sub(s.a)
	for e, p := range [2]mgl64.Vec2{s.a, s.b} {
		for c := column; c <= column+1; c++ {
			if p[0] == float64(b.columns[c]) { // left of a line to the east is north
				b.upright[row][c].add(p[1], column+1-c, s.left[e], s.right[e], d[0] > 0)
			}
		}
		for r := row; r <= row+1; r++ {
			if p[1] == float64(b.rows[r]) { // left of a line to the north is west
				b.level[r][column].add(p[0], row+1-r, s.left[e], s.right[e], d[1] < 0)
			}
		}
	}
}

// between finds the pair of places strictly between which v lies.
func between(places []int, v float64) (int, bool) {
	k, at := slices.BinarySearchFunc(places, v, func(place int, v float64) int {
		switch {
		case float64(place) < v:
			return -1
		case float64(place) > v:
			return 1
		}
		return 0
	})
	return k - 1, !at && k > 0 && k < len(places)
}
