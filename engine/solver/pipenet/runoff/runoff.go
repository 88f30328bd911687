// Package runoff turns rain on subcatchments into inflow of a drainage network,
// by the nonlinear reservoirs of EPA SWMM 5. It knows neither networks nor files.
//
// A subcatchment is up to three planes: impervious without and with depression
// storage, and pervious. On each, with
//
//	symbol  meaning                                            unit
//	d, ds   depth of water, of depression storage              m
//	i       rain and what other planes send                    m/s
//	e, f    evaporation, infiltration                          m/s
//	W, S    width of overland flow [m], slope                  m, -
//	A, n    area of the pervious or impervious part, Manning's n   m², s/m^(1/3)
//
// the depth follows
//
//	dd/dt = i - e - f - W sqrt(S) / (A n) (d - ds)^(5/3)
//
// solved by the trapezoidal rule, so that what runs off is exactly what came and
// neither stayed nor was lost. Snow, groundwater and quality are not modelled.
//
// Source: Storm Water Management Model Reference Manual, volume I, hydrology
// (EPA/600/R-15/162A), chapters 3 and 4.
package runoff

import (
	"errors"
	"fmt"
	"math"
	"sort"
)

// Model is what rains, where, and how it runs off. A Runoff only reads it.
type Model struct {
	Gages       []Gage
	Areas       []Subcatchment
	Evaporation Evaporation
}

// Gage is rain over time: from Times[k] to Ends[k] it rains Rates[k].
type Gage struct {
	Name        string
	Times, Ends []float64 // [s] since the start, rising, not overlapping
	Rates       []float64 // [m/s]
}

// rain returns the depth that falls from t0 to t1 [m]; k is where the search
// begins and ends.
func (g *Gage) rain(t0, t1 float64, k *int) (depth float64) {
	for *k < len(g.Times) && g.Ends[*k] <= t0 {
		*k++
	}
	for j := *k; j < len(g.Times) && g.Times[j] < t1; j++ {
		depth += g.Rates[j] * max(min(t1, g.Ends[j])-max(t0, g.Times[j]), 0)
	}
	return depth
}

// Rate returns how hard it rains at t [m/s].
func (g *Gage) Rate(t float64) float64 {
	for k := sort.SearchFloat64s(g.Ends, t); k < len(g.Times) && g.Times[k] <= t; k++ {
		if t < g.Ends[k] {
			return g.Rates[k]
		}
	}
	return 0
}

// Fallen returns the depth that falls from t0 to t1 [m].
func (g *Gage) Fallen(t0, t1 float64) float64 {
	k := sort.SearchFloat64s(g.Ends, t0)
	return g.rain(t0, t1, &k)
}

// Evaporation is a potential rate; what is not there does not evaporate.
type Evaporation struct {
	Times   []float64 // [s]; the rate holds from its time to the next
	Rates   []float64 // [m/s]
	DryOnly bool      // none while it rains on the subcatchment
}

func (e *Evaporation) at(t float64) float64 {
	rate := 0.0
	for k := range e.Times {
		if k == 0 || e.Times[k] <= t {
			rate = e.Rates[k]
		}
	}
	return rate
}

// Route tells where the runoff of one part of a subcatchment goes.
type Route int

// To the outlet, from the impervious part to the pervious, or the other way.
const (
	ToOutlet Route = iota
	ToPervious
	ToImpervious
)

// Subcatchment is a piece of ground that drains to one point.
type Subcatchment struct {
	Name       string
	Gage       int     // -1: none
	Node       int     // where it drains to, an index of the caller's; -1: to Next
	Next       int     // another subcatchment; -1: none. Neither: it is lost
	Area       float64 // [m²]
	Impervious float64 // share
	Width      float64 // [m]
	Slope      float64 // [-]
	// Of the impervious and the pervious part.
	NImpervious, NPervious         float64 // Manning's n [s/m^(1/3)]
	StoreImpervious, StorePervious float64 // depression storage [m]
	Bare                           float64 // share of the impervious part without storage
	Route                          Route
	Routed                         float64 // share that takes the route; the rest goes to the outlet
	Soil                           Soil
}

// Check returns all mistakes of a model together.
func (m *Model) Check() error {
	var all []error
	say := func(format string, a ...any) { all = append(all, fmt.Errorf(format, a...)) }
	for k := range m.Gages {
		g := &m.Gages[k]
		if len(g.Times) != len(g.Rates) || len(g.Times) != len(g.Ends) {
			say("gage %s: %d times, %d ends, %d rates: expected as many", g.Name, len(g.Times), len(g.Ends), len(g.Rates))
			continue
		}
		for j := range g.Times {
			if !(g.Rates[j] >= 0) || math.IsInf(g.Rates[j], 1) {
				say("gage %s: row %d: rate %v m/s: must be a number >= 0", g.Name, j+1, g.Rates[j])
			}
			if !(g.Ends[j] > g.Times[j]) || j > 0 && g.Times[j] < g.Ends[j-1] {
				say("gage %s: row %d: from %v to %v s: the rows must follow one another", g.Name, j+1, g.Times[j], g.Ends[j])
			}
		}
	}
	for k := range m.Areas {
		a := &m.Areas[k]
		if a.Gage >= len(m.Gages) || a.Next >= len(m.Areas) || a.Next == k {
			say("subcatchment %s: gage %d, next %d: no such", a.Name, a.Gage, a.Next)
		}
		for _, v := range []struct {
			what  string
			value float64
		}{{"area", a.Area}, {"width", a.Width}, {"slope", a.Slope}, {"Manning's n (impervious)", a.NImpervious},
			{"Manning's n (pervious)", a.NPervious}, {"storage (impervious)", a.StoreImpervious}, {"storage (pervious)", a.StorePervious}} {
			if !(v.value >= 0) || math.IsInf(v.value, 1) {
				say("subcatchment %s: %s %v: must be a number >= 0", a.Name, v.what, v.value)
			}
		}
		for _, share := range []float64{a.Impervious, a.Bare, a.Routed} {
			if !(share >= 0 && share <= 1) {
				say("subcatchment %s: share %v: must be from 0 to 1", a.Name, share)
			}
		}
		if err := a.Soil.check(); err != nil {
			say("subcatchment %s: %w", a.Name, err)
		}
	}
	return errors.Join(all...)
}
