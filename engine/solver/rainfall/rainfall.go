// Package rainfall says how much rain has fallen by when and where: the
// hyetographs that drive a run (this file), series read from gauges' files
// (series.go), and fields over a grid: the same everywhere (field.go), between
// gauges (gauges.go), under a moving storm cell (stormcell.go), in the radar's
// pictures (radar.go).
//
// A hyetograph is kept as its cumulative depth D(t) [m], t [s] since the start,
// so that the rain of any interval is D(t1) - D(t0) to rounding, however the
// run is stepped.
//
//	symbol  meaning                                    unit here
//	P       return period                              years
//	q       design intensity, 167 A1 (1 + C lg P)/(t+b)^n   L/(s·ha)
//	i       the same as depth, q/167                   mm/min
//	r       position of the peak in the storm          -
//
// Fields integrate in the same way, so the depths of a run's steps add up to the
// storm's. A model asks Uniform first, as rain alike everywhere is one number:
//
//	if h, ok := field.Uniform(); ok {
//		err = water.SetRain((h.Depth(t1)-h.Depth(t0))/dt, nil)
//	} else {
//		field.Depths(t0, t1, depths)          // [m] per cell, over dt = t1 - t0
//		err = water.SetRain(1/dt, depths)     // rate × weight is m/s
//	}
//
// Nothing here knows wind drift, advection between radar pictures, or snow.
//
// Source of the design storm: GB 50014 (design storm formula), Keifer and Chu
// (1957) for the Chicago pattern.
package rainfall

import (
	"fmt"
	"math"
	"sort"
)

// Hyetograph is rain over time.
type Hyetograph interface {
	// Depth returns the depth fallen from the start to t [s], in metres. It
	// never falls with t.
	Depth(t float64) float64
}

// Constant is steady rain from the start for Duration.
type Constant struct {
	Rate     float64 // [m/s]
	Duration float64 // [s]; 0 means for ever
}

// Depth implements Hyetograph.
func (c Constant) Depth(t float64) float64 {
	if c.Duration > 0 {
		t = min(t, c.Duration)
	}
	return c.Rate * max(t, 0)
}

// Table is rain whose rate holds from each time to the next; after the last
// time it holds on.
type Table struct {
	times  []float64 // [s], rising
	rates  []float64 // [m/s]
	depths []float64 // fallen by times[k] [m]
}

// NewTable makes a table of times [s] and the rates [m/s] that hold from them.
func NewTable(times, rates []float64) (*Table, error) {
	if len(times) == 0 || len(times) != len(rates) {
		return nil, fmt.Errorf("%d times for %d rates: expected the same number, at least 1", len(times), len(rates))
	}
	t := &Table{times: times, rates: rates, depths: make([]float64, len(times))}
	for k := range times {
		if !(rates[k] >= 0) || math.IsInf(rates[k], 1) {
			return nil, fmt.Errorf("row %d: rate %v: must be a number >= 0", k+1, rates[k])
		}
		if k == 0 {
			continue
		}
		if !(times[k] > times[k-1]) {
			return nil, fmt.Errorf("row %d: time %v s is not after %v s of the row before", k+1, times[k], times[k-1])
		}
		t.depths[k] = t.depths[k-1] + rates[k-1]*(times[k]-times[k-1])
	}
	return t, nil
}

// Depth implements Hyetograph.
func (t *Table) Depth(at float64) float64 {
	k := sort.Search(len(t.times), func(i int) bool { return t.times[i] > at }) - 1
	if k < 0 {
		return 0
	}
	return t.depths[k] + t.rates[k]*(at-t.times[k])
}

// DesignStorm is the Chinese design storm in a Chicago pattern: for every
// duration around the peak its mean intensity is that of the formula.
type DesignStorm struct {
	ReturnPeriod float64 // P [years]
	A1           float64 // [mm/min]
	C            float64 // [-]
	B            float64 // b [min]
	N            float64 // n [-]
	Peak         float64 // r, 0 < r < 1
	Duration     float64 // [s]
}

// Intensity returns the formula's mean intensity [m/s] over a duration [s].
func (d DesignStorm) Intensity(duration float64) float64 {
	return d.a() / math.Pow(duration/60+d.B, d.N) / 1000 / 60
}

// a is A1 (1 + C lg P) [mm/min · min^n].
func (d DesignStorm) a() float64 { return d.A1 * (1 + d.C*math.Log10(d.ReturnPeriod)) }

// Depth implements Hyetograph. The pattern's rates
//
//	i_before(tb) = a [(1-n) tb/r + b] / (tb/r + b)^(1+n)
//
// integrate to a tb / (tb/r + b)^n from the peak to tb before it, and likewise
// with 1-r after it.
func (d DesignStorm) Depth(t float64) float64 {
	t = min(max(t, 0), d.Duration)
	peak := d.Peak * d.Duration
	before := d.fromPeak(peak, d.Peak)
	if t <= peak {
		return before - d.fromPeak(peak-t, d.Peak)
	}
	return before + d.fromPeak(t-peak, 1-d.Peak)
}

// fromPeak returns the depth [m] within t [s] of the peak on the side whose
// share of the storm is r.
func (d DesignStorm) fromPeak(t, r float64) float64 {
	minutes := t / 60
	return d.a() * minutes / math.Pow(minutes/r+d.B, d.N) / 1000
}
