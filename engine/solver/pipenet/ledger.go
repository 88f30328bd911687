package pipenet

import "math"

// sum adds without losing what is small beside the total (Neumaier 1974).
type sum struct{ total, rest float64 }

func (s *sum) add(v float64) {
	t := s.total + v
	if math.Abs(s.total) >= math.Abs(v) {
		s.rest += (s.total - t) + v
	} else {
		s.rest += (v - t) + s.total
	}
	s.total = t
}

func (s *sum) value() float64 { return s.total + s.rest }

// entries of the ledger.
const (
	initial = iota
	inflow
	withdrawn
	outfallOut
	outfallIn
	flooded
	fromSurface
	toSurface
	entries
)

// Ledger counts every cubic metre [m³] since the start.
type Ledger struct {
	Initial     float64 // in the network at the start
	Inflow      float64 // given by SetInflow
	Withdrawn   float64 // taken by negative SetInflow
	OutfallOut  float64 // left through outfalls
	OutfallIn   float64 // came in through outfalls
	Flooded     float64 // lost over rims
	FromSurface float64 // taken by inlets
	ToSurface   float64 // given back by inlets
	Stored      float64 // in the network now
}

// Error is what is in the network and came from nowhere [m³].
func (l Ledger) Error() float64 {
	var s sum
	for _, v := range []float64{l.Stored, l.Withdrawn, l.OutfallOut, l.Flooded, l.ToSurface,
		-l.Initial, -l.Inflow, -l.OutfallIn, -l.FromSurface} {
		s.add(v)
	}
	return s.value()
}

// Relative is Error over all the water that was ever there; 0 for none.
func (l Ledger) Relative() float64 {
	if all := l.Initial + l.Inflow + l.OutfallIn + l.FromSurface; all > 0 {
		return l.Error() / all
	}
	return 0
}

// Ledger returns the balance so far.
func (s *Solver) Ledger() Ledger {
	var stored sum
	for i := range s.nodes {
		stored.add(s.nodes[i].volume)
	}
	b := &s.book
	return Ledger{
		Initial: b[initial].value(), Inflow: b[inflow].value(), Withdrawn: b[withdrawn].value(),
		OutfallOut: b[outfallOut].value(), OutfallIn: b[outfallIn].value(), Flooded: b[flooded].value(),
		FromSurface: b[fromSurface].value(), ToSurface: b[toSurface].value(), Stored: stored.value(),
	}
}

// Counters tell how hard the solver worked.
type Counters struct {
	Steps      int // internal steps done
	Iterations int // of all of them, failed ones too
	Halved     int // steps tried again with half the length
	Unsettled  int // steps that were taken though the levels had not settled
	Limited    int // steps in which flows out of an emptying node were cut
}
