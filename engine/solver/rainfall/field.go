package rainfall

import (
	"errors"
	"fmt"
	"math"
)

// Grid is square cells in rows from the south-west; X0, Y0 is the south-west
// corner of the first cell.
type Grid struct {
	NX, NY int
	X0, Y0 float64 // [m]
	Cell   float64 // edge of a cell [m]
}

// Cells returns the number of cells.
func (g Grid) Cells() int { return g.NX * g.NY }

// middle returns the middle of column i, row j [m].
func (g Grid) middle(i, j int) (x, y float64) {
	return g.X0 + (float64(i)+0.5)*g.Cell, g.Y0 + (float64(j)+0.5)*g.Cell
}

// maxCells keeps indices within int32.
const maxCells = math.MaxInt32

func (g Grid) check() error {
	if g.NX < 1 || g.NY < 1 || g.NX > maxCells/g.NY {
		return fmt.Errorf("grid of %d×%d cells: expected at least 1×1 and at most %d cells", g.NX, g.NY, maxCells)
	}
	if !(g.Cell > 0) || !finite(g.X0, g.Y0, g.Cell) {
		return fmt.Errorf("grid with cells of %g m from (%g, %g): expected numbers and a cell > 0", g.Cell, g.X0, g.Y0)
	}
	return nil
}

// Field is rain over a grid and over time. Fields never change, so runs and
// forks may share one, also at the same time.
type Field interface {
	// Depths sets into[cell], one value for each cell of the grid, to the depth
	// [m] that falls on the cell between t0 and t1 [s], t0 ≤ t1. It is the
	// integral of the rate, so the depths of the steps add up to the storm's,
	// however it is stepped. It allocates nothing.
	Depths(t0, t1 float64, into []float32)

	// Uniform returns the rain that falls on all cells alike, if it does: then
	// one number for each step is enough and Depths need not be called.
	Uniform() (Hyetograph, bool)
}

// adder is a Field that can add to what lies there, so that fields can be
// summed without memory of their own.
type adder interface {
	addDepths(t0, t1 float64, into []float32)
}

// Uniform is the Field of one hyetograph for all cells.
type Uniform struct{ Rain Hyetograph }

// Depths implements Field.
func (u Uniform) Depths(t0, t1 float64, into []float32) {
	d := float32(u.Rain.Depth(t1) - u.Rain.Depth(t0))
	for c := range into {
		into[c] = d
	}
}

// Uniform implements Field.
func (u Uniform) Uniform() (Hyetograph, bool) { return u.Rain, true }

func (u Uniform) addDepths(t0, t1 float64, into []float32) {
	d := float32(u.Rain.Depth(t1) - u.Rain.Depth(t0))
	for c := range into {
		into[c] += d
	}
}

// Sum is several fields falling together: cells of a front, a background.
type Sum struct{ parts []Field }

// NewSum sums fields of this package over the same grid.
func NewSum(parts ...Field) (*Sum, error) {
	if len(parts) == 0 {
		return nil, errors.New("sum of no fields: expected at least 1")
	}
	for k, p := range parts {
		if _, ok := p.(adder); !ok {
			return nil, fmt.Errorf("field %d: %T cannot be summed: expected a field of this package", k+1, p)
		}
	}
	return &Sum{parts}, nil
}

// Depths implements Field.
func (s *Sum) Depths(t0, t1 float64, into []float32) {
	clear(into)
	s.addDepths(t0, t1, into)
}

func (s *Sum) addDepths(t0, t1 float64, into []float32) {
	for _, p := range s.parts {
		p.(adder).addDepths(t0, t1, into)
	}
}

// Uniform implements Field.
func (s *Sum) Uniform() (Hyetograph, bool) {
	var all together
	for _, p := range s.parts {
		h, ok := p.Uniform()
		if !ok {
			return nil, false
		}
		all = append(all, h)
	}
	return all, true
}

// together is hyetographs falling at once.
type together []Hyetograph

func (a together) Depth(t float64) float64 {
	sum := 0.0
	for _, h := range a {
		sum += h.Depth(t)
	}
	return sum
}

// ArealMean returns the mean of depths over all cells, or over those that have
// a weight > 0, by weight; nil is 1 everywhere. [the unit of depths]
func ArealMean(depths, weight []float32) float64 {
	sum, all := 0.0, 0.0
	for c, d := range depths {
		w := 1.0
		if weight != nil {
			w = float64(weight[c])
		}
		if w > 0 {
			sum += w * float64(d)
			all += w
		}
	}
	if all == 0 {
		return 0
	}
	return sum / all
}

func finite(xs ...float64) bool {
	for _, x := range xs {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return false
		}
	}
	return true
}
