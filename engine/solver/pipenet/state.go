package pipenet

import (
	"encoding/binary"
	"fmt"
	"math"
)

// State returns the whole state of the solver. SetState of a solver of the same
// network takes it back, and all that follows is the same bit by bit.
func (s *Solver) State() ([]byte, error) {
	b := make([]byte, 0, s.stateSize())
	s.visit(func(v *float64) { b = binary.LittleEndian.AppendUint64(b, math.Float64bits(*v)) })
	return b, nil
}

func (s *Solver) stateSize() (n int) {
	s.visit(func(*float64) { n += 8 })
	return n
}

// SetState takes a state that State gave.
func (s *Solver) SetState(state []byte) error {
	if want := s.stateSize(); len(state) != want {
		return fmt.Errorf("pipenet: state of %d bytes: expected %d for this network of %d nodes and %d links", len(state), want, len(s.nodes), len(s.flow))
	}
	s.visit(func(v *float64) {
		*v = math.Float64frombits(binary.LittleEndian.Uint64(state))
		state = state[8:]
	})
	return nil
}

// visit walks over every number that a step carries to the next one.
func (s *Solver) visit(f func(*float64)) {
	whole := func(n *int) {
		v := float64(*n)
		f(&v)
		*n = int(v)
	}
	yes := func(b *bool) {
		v := 0.0
		if *b {
			v = 1
		}
		f(&v)
		*b = v == 1
	}
	nodes, links := len(s.nodes), len(s.flow)
	whole(&nodes)
	whole(&links)
	f(&s.time)
	f(&s.pace)
	for k := range s.book {
		f(&s.book[k].total)
		f(&s.book[k].rest)
	}
	c := &s.counters
	for _, n := range []*int{&c.Steps, &c.Iterations, &c.Halved, &c.Unsettled, &c.Limited} {
		whole(n)
	}
	for i := range s.nodes {
		v := &s.nodes[i]
		for _, p := range []*float64{&v.head, &v.volume, &v.stage, &v.flooded, &v.arrived, &s.lateral[i]} {
			f(p)
		}
	}
	for k := range s.flow {
		f(&s.flow[k])
	}
	for i := range s.shaken {
		x := &s.shaken[i]
		for _, p := range []*float64{&x.net, &x.given, &x.surface, &x.rate, &x.strayed} {
			f(p)
		}
	}
	for k := range s.reaches {
		r := &s.reaches[k]
		for _, p := range []*float64{&r.flow, &r.mid, &r.y1, &r.y2, &r.froude} {
			f(p)
		}
		yes(&r.shut)
		yes(&r.hangs)
		yes(&r.falls)
	}
	for k := range s.gates {
		g := &s.gates[k]
		f(&g.setting)
		f(&g.target)
		yes(&g.running)
	}
	for k := range s.manholes {
		m := &s.manholes[k]
		for _, p := range []*float64{&m.level, &m.available, &m.volume, &m.open} {
			f(p)
		}
	}
}
