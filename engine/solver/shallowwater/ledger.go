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
	SubSteps    int64   // instants at which some block stepped
	TileSteps   int64   // steps of blocks of cells that were not idle
	CellUpdates int64   // Open cells in those
	Again       int64   // steps computed twice because some cell was asked for more than it had
	SmallestDt  float64 // [s]; 0 before the first step
}

// books are the ledger's running sums.
type books struct {
	initial                         float64
	rain, in, out, from, over, soak sum
}

// blockBooks are one block's entries within one Advance.
type blockBooks struct {
	rain, in, out, from, over, soaked float64
	updates, steps, again             int64
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
	for _, b := range s.blocks {
		b.eachOpen(func(_, _, k int) { total.add(b.water[k] * b.areaOf(k)) })
	}
	return total.value()
}

// closeBooks moves the blocks' entries into the ledger, in the blocks' order.
func (s *Solver) closeBooks() {
	l := &s.books
	for _, b := range s.blocks {
		t := &b.books
		l.rain.add(t.rain)
		l.in.add(t.in)
		l.out.add(t.out)
		l.from.add(t.from)
		l.over.add(t.over)
		l.soak.add(t.soaked)
		s.counters.CellUpdates += t.updates
		s.counters.TileSteps += t.steps
		s.counters.Again += t.again
		*t = blockBooks{}
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

// bookBoundaries enters what crossed the open rims of a block and the sections
// in it.
func (b *block) bookBoundaries(dt float64) {
	length := dt * b.cell
	for k := range b.brinks {
		if v := b.brinks[k].crossed * length; v > 0 {
			b.books.over += v
		} else {
			b.books.from -= v
		}
	}
	for k := range b.gates {
		b.gates[k].volume += b.gates[k].crossed * length
	}
}
