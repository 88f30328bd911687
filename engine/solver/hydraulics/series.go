package hydraulics

import (
	"fmt"
	"math"
	"sort"
)

// Series is a quantity over time, linear between its points and constant
// before the first and after the last.
type Series struct {
	times, values []float64
	sums          []float64 // integral from times[0] to times[k]
}

// NewSeries makes a series of times [s], rising, and values. Its error names
// the row from 1.
func NewSeries(times, values []float64) (*Series, error) {
	if len(times) == 0 || len(times) != len(values) {
		return nil, fmt.Errorf("%d times for %d values: expected the same number, at least 1", len(times), len(values))
	}
	s := &Series{times: times, values: values, sums: make([]float64, len(times))}
	for k := range times {
		if math.IsNaN(values[k]) || math.IsInf(values[k], 0) {
			return nil, &RowError{k + 1, fmt.Sprintf("%v: must be a number", values[k])}
		}
		if k == 0 {
			continue
		}
		if !(times[k] > times[k-1]) {
			return nil, &RowError{k + 1, fmt.Sprintf("time %g s is not after %g s of the row before", times[k], times[k-1])}
		}
		s.sums[k] = s.sums[k-1] + 0.5*(values[k]+values[k-1])*(times[k]-times[k-1])
	}
	return s, nil
}

// RowError is a mistake in a row of a series, counted from 1.
type RowError struct {
	Row     int
	Message string
}

// Error names the row.
func (e *RowError) Error() string { return fmt.Sprintf("row %d: %s", e.Row, e.Message) }

// At returns the value at t [s].
func (s *Series) At(t float64) float64 {
	k := sort.SearchFloat64s(s.times, t)
	switch {
	case k == 0:
		return s.values[0]
	case k == len(s.times):
		return s.values[k-1]
	}
	share := (t - s.times[k-1]) / (s.times[k] - s.times[k-1])
	return s.values[k-1] + share*(s.values[k]-s.values[k-1])
}

// Mean is the mean value from one time to another [s], exact, so that the
// volume of a hydrograph does not depend on the steps it is read in.
func (s *Series) Mean(from, to float64) float64 {
	if to <= from {
		return s.At(to)
	}
	return (s.integral(to) - s.integral(from)) / (to - from)
}

func (s *Series) integral(t float64) float64 {
	k := sort.SearchFloat64s(s.times, t)
	switch {
	case k == 0:
		return s.values[0] * (t - s.times[0])
	case k == len(s.times):
		return s.sums[k-1] + s.values[k-1]*(t-s.times[k-1])
	}
	return s.sums[k-1] + 0.5*(s.values[k-1]+s.At(t))*(t-s.times[k-1])
}
