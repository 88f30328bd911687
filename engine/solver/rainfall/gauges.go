package rainfall

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// Span is a stretch of time, from ≤ t < to [s]; either end may be infinite.
type Span struct{ From, To float64 }

// Gauge is a rain gauge. During its gaps it has nothing to say: no rain is
// read from it then, and the gauges around speak for its place.
type Gauge struct {
	Name string
	X, Y float64 // [m]
	Rain Hyetograph
	Gaps []Span
}

// Spread says how gauges speak for the ground between them: each cell takes the
// mean of its gauges, weighted by distance^-Power.
//
// Source: Shepard (1968), inverse distance; Thiessen (1911), the nearest gauge
// alone.
type Spread struct {
	Power   float64 // 2 is usual; 0 weighs alike all that are used
	Radius  float64 // gauges farther away are not used [m]; 0 means no limit
	Nearest int     // use at most so many, the nearest; 0 means all
}

// Thiessen gives every cell to the nearest gauge.
var Thiessen = Spread{Nearest: 1}

// Gauges is the Field of gauges.
//
// A gauge in a gap is left out and the others' weights grow in proportion. A
// cell of whose gauges none works (all in gaps, or none within the radius)
// takes the nearest that works. Before the first and after the last record of
// all there is no rain.
type Gauges struct {
	grid   Grid
	gauges []Gauge
	edges  []float64 // where a gap begins or ends [s], rising

	// Cell c hears gauge who[k] with weight[k], first[c] ≤ k < first[c+1], the
	// nearest first; a cell's weights add up to 1.
	first  []int32
	who    []uint16
	weight []float32
}

// NewGauges weighs the gauges for every cell, so that a step need not. It
// refuses times between the records' first and last at which no gauge works.
func NewGauges(g Grid, gauges []Gauge, s Spread) (*Gauges, error) {
	errs := []error{g.check(), s.check()}
	if len(gauges) == 0 || len(gauges) > math.MaxUint16 {
		errs = append(errs, fmt.Errorf("%d gauges: expected 1 to %d", len(gauges), math.MaxUint16))
	}
	for k, a := range gauges {
		if !finite(a.X, a.Y) {
			errs = append(errs, fmt.Errorf("gauge %d %q: position (%g, %g): expected numbers in m", k+1, a.Name, a.X, a.Y))
		}
		if a.Rain == nil {
			errs = append(errs, fmt.Errorf("gauge %d %q: no rain: expected a series", k+1, a.Name))
		}
		for _, gap := range a.Gaps {
			if !(gap.From < gap.To) {
				errs = append(errs, fmt.Errorf("gauge %d %q: gap from %g s to %g s: expected it to end after it begins", k+1, a.Name, gap.From, gap.To))
			}
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	f := &Gauges{grid: g, gauges: gauges}
	f.findEdges()
	if err := f.checkSilence(); err != nil {
		return nil, err
	}
	if err := f.weigh(s); err != nil {
		return nil, err
	}
	return f, nil
}

func (s Spread) check() error {
	if !(s.Power >= 0) || !(s.Radius >= 0) || !finite(s.Power, s.Radius) || s.Nearest < 0 {
		return fmt.Errorf("spread of power %g, radius %g m, nearest %d: expected numbers ≥ 0", s.Power, s.Radius, s.Nearest)
	}
	return nil
}

func (f *Gauges) findEdges() {
	for _, a := range f.gauges {
		for _, gap := range a.Gaps {
			for _, t := range [2]float64{gap.From, gap.To} {
				if finite(t) {
					f.edges = append(f.edges, t)
				}
			}
		}
	}
	slices.Sort(f.edges)
	f.edges = slices.Compact(f.edges)
}

// checkSilence reports the spans in which all gauges are silent, but for those
// before the first edge and after the last.
func (f *Gauges) checkSilence() error {
	var errs []error
	for k := 1; k < len(f.edges); k++ {
		from, to := f.edges[k-1], f.edges[k]
		if !slices.ContainsFunc(f.gauges, func(a Gauge) bool { return a.works(from) }) {
			errs = append(errs, fmt.Errorf("no gauge has data from %g s to %g s: expected at least 1 at any time between the first record and the last", from, to))
		}
	}
	return errors.Join(errs...)
}

// works tells whether the gauge has data from t to the next edge.
func (a *Gauge) works(t float64) bool {
	for _, gap := range a.Gaps {
		if gap.From <= t && t < gap.To {
			return false
		}
	}
	return true
}

// heard is a gauge as a cell hears it.
type heard struct {
	distance2 float64 // [m²]
	gauge     int
}

func (f *Gauges) weigh(s Spread) error {
	f.first = make([]int32, 0, f.grid.Cells()+1)
	f.first = append(f.first, 0)
	most := len(f.gauges)
	if s.Nearest > 0 {
		most = min(most, s.Nearest)
	}
	list := make([]heard, 0, most+1)
	for j := range f.grid.NY {
		for i := range f.grid.NX {
			x, y := f.grid.middle(i, j)
			list = f.listen(list[:0], x, y, most, s.Radius)
			if len(f.who)+len(list) > math.MaxInt32 {
				return fmt.Errorf("%d cells that hear %d gauges each are too many: set the spread's radius or nearest", f.grid.Cells(), len(list))
			}
			f.enter(list, s.Power)
		}
	}
	return nil
}

// listen lists the gauges nearest to a place: at most so many, within the
// radius, and the nearest in any case. Of two as far the first is nearer.
func (f *Gauges) listen(list []heard, x, y float64, most int, radius float64) []heard {
	for k, a := range f.gauges {
		h := heard{(a.X-x)*(a.X-x) + (a.Y-y)*(a.Y-y), k}
		at := len(list)
		for at > 0 && h.distance2 < list[at-1].distance2 {
			at--
		}
		if at < most {
			list = slices.Insert(list, at, h)
			list = list[:min(len(list), most)]
		}
	}
	within := len(list)
	for radius > 0 && within > 1 && list[within-1].distance2 > radius*radius {
		within--
	}
	return list[:within]
}

// enter adds a cell's weights. A gauge in the very middle of a cell is taken as
// a thousandth of a cell off, so that the others still count in its gaps.
func (f *Gauges) enter(list []heard, power float64) {
	least := 1e-3 * f.grid.Cell
	nearest := max(math.Sqrt(list[0].distance2), least)
	sum := 0.0
	for _, h := range list {
		sum += math.Pow(max(math.Sqrt(h.distance2), least)/nearest, -power)
	}
	for _, h := range list {
		w := math.Pow(max(math.Sqrt(h.distance2), least)/nearest, -power) / sum
		f.who = append(f.who, uint16(h.gauge))
		f.weight = append(f.weight, float32(w))
	}
	f.first = append(f.first, int32(len(f.who)))
}

// Uniform implements Field: a gauge that is alone and has no gaps speaks for
// all cells.
func (f *Gauges) Uniform() (Hyetograph, bool) {
	if len(f.gauges) == 1 {
		return f.gauges[0].Rain, true // what it does not know, nobody knows
	}
	return nil, false
}
