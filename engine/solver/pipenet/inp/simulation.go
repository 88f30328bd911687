package inp

import (
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"sort"
	"time"

	"shapan/engine/solver/pipenet"
	"shapan/engine/solver/pipenet/runoff"
)

// Simulation is a file in motion: rain, runoff, inflows and the network.
type Simulation struct {
	File   *File
	Net    *pipenet.Solver
	Runoff *runoff.Runoff

	// Runoff enters the nodes at rates that go linearly from one wet step of the
	// file to the next, as SWMM has it: with long steps a little more or less
	// water than ran off. Handed says how much entered [m³]; compare it with
	// Runoff.Ledger().Runoff.
	Handed      float64
	old, rates  []float64 // per node at the ends of the wet step [m³/s]
	from, until float64   // its ends [s]
	given       []float64 // per node, by SetExtra [m³/s]

	units  units
	looked float64   // when the rules are next looked at [s]
	turned []float64 // per link: when it was last opened or shut [s]
	errors []float64 // of PID controllers, two of each
}

// Begin makes a simulation of the file, at its start.
func (f *File) Begin() (*Simulation, error) {
	net, err := pipenet.New(f.Network)
	if err != nil {
		return nil, err
	}
	run, err := runoff.New(f.Runoff)
	if err != nil {
		return nil, err
	}
	n := len(f.Network.Nodes)
	u, _ := unitsOf(f.FlowUnits)
	return &Simulation{File: f, Net: net, Runoff: run, rates: make([]float64, n), old: make([]float64, n), given: make([]float64, n),
		units: u, turned: make([]float64, len(f.Network.Links)), errors: make([]float64, 2*f.steered)}, nil
}

// Time returns the time since the start [s].
func (s *Simulation) Time() float64 { return s.Net.Time() }

// Now returns the instant in the file's own calendar.
func (s *Simulation) Now() time.Time {
	return s.File.Start.Add(time.Duration(s.Net.Time() * float64(time.Second)))
}

// SetExtra sets an inflow of a node [m³/s] on top of the file's own.
func (s *Simulation) SetExtra(node int, rate float64) { s.given[node] = rate }

// Advance moves everything by dt [s].
func (s *Simulation) Advance(ctx context.Context, dt float64) error {
	end := s.Net.Time() + dt
	for t := s.Net.Time(); t < end-1e-9*max(1, dt); t = s.Net.Time() {
		next := end
		if s.likeSWMM() {
			next = min(t+s.Net.NextStep(), end)
			for s.until < next-1e-6 {
				s.rain()
			}
		} else {
			if t >= s.until-1e-9 {
				s.rain()
			}
			next = min(t+s.File.Step, s.until, end)
		}
		if end-next < 1e-6 {
			next = end
		}
		s.control(next - t)
		s.feed(t, next)
		if err := s.Net.Advance(ctx, next-t); err != nil {
			return err
		}
	}
	return nil
}

// rain moves the runoff by a wet step.
func (s *Simulation) rain() {
	step := s.File.WetStep
	copy(s.old, s.rates)
	clear(s.rates)
	s.Runoff.Advance(step)
	for k := range s.File.Runoff.Areas {
		if i := s.File.Runoff.Areas[k].Node; i >= 0 {
			s.rates[i] += s.Runoff.Rate(k)
		}
	}
	s.from, s.until = s.until, s.until+step
}

func (s *Simulation) likeSWMM() bool { return s.File.Network.Options.Trials > 0 }

// feed sets what enters the network from t0 to t1 [s]: the mean; by EXTRAN's
// scheme what enters at t0, as SWMM has it.
func (s *Simulation) feed(t0, t1 float64) {
	middle := (t0 + t1) / 2
	if s.likeSWMM() {
		middle = t0
	}
	x := min(max((middle-s.from)/(s.until-s.from), 0), 1)
	for i, r := range s.rates {
		r = s.old[i] + x*(r-s.old[i])
		s.Handed += r * (t1 - t0)
		s.Net.SetInflow(i, r+s.given[i])
	}
	now := s.File.Start.Add(time.Duration(middle * float64(time.Second)))
	for k := range s.File.Inflows {
		in := &s.File.Inflows[k]
		q := in.Baseline
		for _, p := range in.Patterns {
			q *= p.At(now)
		}
		switch {
		case in.Series == nil:
		case s.likeSWMM():
			q += in.Scale * in.Series.At(t0)
		default:
			q += in.Scale * in.Series.mean(t0, t1)
		}
		s.Net.AddInflow(in.Node, q)
	}
	for k := range s.File.Stages {
		g := &s.File.Stages[k]
		if g.Tide != nil {
			at := s.File.Start.Add(time.Duration(t1 * float64(time.Second)))
			hour := float64(at.Hour()) + float64(at.Minute())/60 + (float64(at.Second())+float64(at.Nanosecond())/1e9)/3600
			s.Net.SetStage(g.Node, g.Tide.At(hour))
		} else {
			s.Net.SetStage(g.Node, g.Series.hold(t1)*s.File.lengthUnit())
		}
	}
}

func (f *File) lengthUnit() float64 { u, _ := unitsOf(f.FlowUnits); return u.length }

// mean is the mean of a series from t0 to t1 [s], 0 outside its times.
func (s *Series) mean(t0, t1 float64) float64 {
	if len(s.Times) == 0 || t1 <= t0 {
		return s.At(t1)
	}
	sum, t := 0.0, t0
	for k := sort.SearchFloat64s(s.Times, t0); k < len(s.Times); k++ {
		knot := s.Times[k]
		if knot <= t {
			continue
		}
		to := min(knot, t1)
		sum += (to - t) * s.At((t+to)/2) // linear between knots: the middle is the mean
		if t = to; t >= t1 {
			break
		}
	}
	return sum / (t1 - t0)
}

// State returns the whole state; SetState takes it back, bit by bit.
func (s *Simulation) State() ([]byte, error) {
	run, err := s.Runoff.State()
	if err != nil {
		return nil, err
	}
	net, err := s.Net.State()
	if err != nil {
		return nil, err
	}
	b := binary.LittleEndian.AppendUint64(nil, uint64(len(run)))
	b = append(b, run...)
	for _, v := range s.numbers() {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(*v))
	}
	return append(b, net...), nil
}

// SetState takes a state that State gave.
func (s *Simulation) SetState(state []byte) error {
	short := fmt.Errorf("simulation: state of %d bytes is too short for %s", len(state), s.File.Name)
	if len(state) < 8 {
		return short
	}
	n := binary.LittleEndian.Uint64(state)
	state = state[8:]
	own := s.numbers()
	if rest := uint64(8 * len(own)); n > uint64(len(state)) || uint64(len(state))-n < rest {
		return short
	}
	run, state := state[:n], state[n:]
	net := state[8*len(own):]
	if err := s.Runoff.SetState(run); err != nil {
		return err
	}
	if err := s.Net.SetState(net); err != nil {
		return err
	}
	for k, v := range own {
		*v = math.Float64frombits(binary.LittleEndian.Uint64(state[8*k:]))
	}
	return nil
}

// numbers lists what the simulation itself carries from step to step.
func (s *Simulation) numbers() []*float64 {
	all := []*float64{&s.Handed, &s.from, &s.until, &s.looked}
	for _, list := range [][]float64{s.old, s.rates, s.given, s.turned, s.errors} {
		for k := range list {
			all = append(all, &list[k])
		}
	}
	return all
}
