package shallowwater

import "math"

// Ledger is where the water came from and went since the state was set [m³].
type Ledger struct {
	Initial, Stored         float64
	Rain                    float64
	SourcesIn, SourcesOut   float64
	BoundaryIn, BoundaryOut float64
	Infiltrated             float64
	Error                   float64 // (Stored - Initial - in + out) / max(all that came, all that went, Stored) [-]
}

// Counters is the work really done since the state was set.
type Counters struct {
	MacroSteps  int64   // calls of Advance
	SubSteps    int64   // instants at which some tile stepped
	TileSteps   int64   // steps of tiles that were not idle
	CellUpdates int64   // Open cells in those
	SmallestDt  float64 // [s]; 0 before the first step
}

// books are the ledger's running sums.
type books struct {
	initial                         float64
	rain, in, out, from, over, soak sum
}

// tileBooks are one tile's entries within one Advance.
type tileBooks struct {
	rain, in, out, from, over, soaked float64
	updates, steps                    int64
}

// sum is compensated (Neumaier 1974), so that a million small entries do not
// drift.
type sum struct{ a, err float64 }

func (s *sum) add(x float64) {
	t := s.a + x
	if math.Abs(s.a) >= math.Abs(x) {
		s.err += (s.a - t) + x
	} else {
		s.err += (x - t) + s.a
	}
	s.a = t
}

func (s sum) value() float64 { return s.a + s.err }

func (s *Solver) stored() float64 {
	var total sum
	for _, h := range s.h {
		total.add(h)
	}
	return total.value() * s.area()
}

// closeBooks moves the tiles' entries into the ledger, in the tiles' order.
func (s *Solver) closeBooks() {
	b := &s.books
	for k := range s.tiles {
		t := &s.tiles[k].books
		b.rain.add(t.rain)
		b.in.add(t.in)
		b.out.add(t.out)
		b.from.add(t.from)
		b.over.add(t.over)
		b.soak.add(t.soaked)
		s.counters.CellUpdates += t.updates
		s.counters.TileSteps += t.steps
		*t = tileBooks{}
	}
}

// Ledger sums up the water; it reads all cells.
func (s *Solver) Ledger() Ledger {
	b := &s.books
	l := Ledger{
		Initial: b.initial, Stored: s.stored(), Rain: b.rain.value(),
		SourcesIn: b.in.value(), SourcesOut: b.out.value(),
		BoundaryIn: b.from.value(), BoundaryOut: b.over.value(), Infiltrated: b.soak.value(),
	}
	in := l.Rain + l.SourcesIn + l.BoundaryIn
	out := l.SourcesOut + l.BoundaryOut + l.Infiltrated
	if most := max(l.Initial+in, out, l.Stored); most > 0 {
		l.Error = (l.Stored - l.Initial - in + out) / most
	}
	return l
}

// Counters since the state was set.
func (s *Solver) Counters() Counters { return s.counters }

// bookBoundaries enters what crossed the open rims of a tile.
func (s *Solver) bookBoundaries(t *tile, dt float64) {
	for k := range t.brinks {
		if v := t.brinks[k].crossed * dt * s.grid.Cell; v > 0 {
			t.books.over += v
		} else {
			t.books.from -= v
		}
	}
}
