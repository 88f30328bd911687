package raster

import (
	"math"
)

// tally sums values up.
type tally struct {
	valid         int
	min, max, sum float64
}

func newTally() tally { return tally{min: math.Inf(1), max: math.Inf(-1)} }

func (t *tally) add(v float64) {
	if v != v { // no data
		return
	}
	t.valid++
	t.sum += v
	if v < t.min {
		t.min = v
	}
	if v > t.max {
		t.max = v
	}
}

func (t *tally) join(u tally) {
	t.valid += u.valid
	t.sum += u.sum
	t.min, t.max = min(t.min, u.min), max(t.max, u.max)
}

// tell writes a tally down; without valid cells there is nothing to tell.
func (in *Info) tell(t tally) {
	in.Valid, in.Min, in.Max, in.Mean = t.valid, t.min, t.max, t.sum/float64(t.valid)
	if t.valid == 0 {
		in.Min, in.Max = math.NaN(), math.NaN()
	}
}

// Info summarises a band of the file, 1 the first, at full resolution. It looks
// at every value, block by block, and keeps none, so the file may be larger than
// memory. Of a file that is turned against the map the borders are those of the
// rectangle around it.
func (f *File) Info(band int) (Info, error) {
	in := Info{
		Source: f.Source,
		NX:     f.NX, NY: f.NY, CellX: f.CellX, CellY: f.CellY,
		EPSG: f.EPSG, Degrees: geographic(f.EPSG) || f.Source.MapUnit == "degree",
	}
	in.Band = max(band, 1)
	in.West, in.South, in.East, in.North = f.bounds()
	t := newTally()
	for w := range f.pieces(band) {
		u, err := f.tally(w)
		if err != nil {
			return Info{}, f.fail(err)
		}
		t.join(u)
	}
	in.tell(t)
	return in, nil
}

// bounds returns the borders of the file on the map.
func (f *File) bounds() (west, south, east, north float64) {
	if !f.turned {
		return f.X0, f.Y0, f.X0 + float64(f.NX)*f.CellX, f.Y0 + float64(f.NY)*f.CellY
	}
	west, south = math.Inf(1), math.Inf(1)
	east, north = math.Inf(-1), math.Inf(-1)
	for _, corner := range [][2]int{{0, 0}, {f.NX, 0}, {0, f.NY}, {f.NX, f.NY}} {
		x, y := f.Affine.At(float64(corner[0]), float64(corner[1]))
		west, south, east, north = min(west, x), min(south, y), max(east, x), max(north, y)
	}
	return west, south, east, north
}

// tally sums a window up: every block for itself, then the blocks in order, so
// that the sum does not depend on which goroutine was first.
func (f *File) tally(w Window) (tally, error) {
	r, err := f.reading(w)
	if err != nil {
		return tally{}, err
	}
	parts := make([]tally, max(len(r.jobs), 1))
	for k := range parts {
		parts[k] = newTally()
	}
	err = r.run(func(n, _, _ int, values []float64) {
		t := parts[n]
		for _, v := range values {
			t.add(v)
		}
		parts[n] = t
	})
	t := newTally()
	for _, u := range parts {
		t.join(u)
	}
	return t, err
}

// pieceCells is about how many cells a piece of a file has that is looked at in
// passing.
const pieceCells = 1 << 24

// pieces cuts the full resolution into windows of whole blocks, from the west
// and south, such that none has many more than pieceCells cells.
func (f *File) pieces(band int) func(yield func(Window) bool) {
	l := f.Levels[0]
	wide := max(pieceCells/l.BlockNY/l.BlockNX, 1) * l.BlockNX
	wide = min(wide, l.NX)
	high := max(pieceCells/wide/l.BlockNY, 1) * l.BlockNY
	return func(yield func(Window) bool) {
		for north := 0; north < l.NY; north += high { // rows as stored, where the blocks begin
			ny := min(high, l.NY-north)
			j0 := l.NY - north - ny
			if f.southUp {
				j0 = north
			}
			for i0 := 0; i0 < l.NX; i0 += wide {
				if !yield(Window{Band: band, I0: i0, J0: j0, NX: min(wide, l.NX-i0), NY: ny}) {
					return
				}
			}
		}
	}
}
