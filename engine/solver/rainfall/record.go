package rainfall

import (
	"errors"
	"fmt"
	"time"
)

// Series is the record of one gauge.
type Series struct {
	Rain *Table
	// Gaps are when the record says nothing, and all time before its first row
	// and after its last: what a Gauge wants.
	Gaps []Span
	// Start is the instant of time 0 if the file has dates, else the zero Time.
	// Times of such files count from their first row.
	Start time.Time
}

// Since returns the series with its times counted from an instant, such as the
// start of a run. It needs a file with dates.
func (s *Series) Since(origin time.Time) (*Series, error) {
	if s.Start.IsZero() {
		return nil, errors.New("this rain series has no dates: its times count from the start of the run already")
	}
	if _, expected, _ := checkYear(origin); expected != "" {
		return nil, fmt.Errorf("rain series since %v: %s", origin, expected)
	}
	shift := s.Start.Sub(origin).Seconds()
	out := &Series{Start: origin}
	for _, gap := range s.Gaps {
		out.Gaps = append(out.Gaps, Span{gap.From + shift, gap.To + shift})
	}
	times := make([]float64, len(s.Rain.times))
	for k, t := range s.Rain.times {
		times[k] = t + shift
	}
	out.Rain = &Table{times: times, rates: s.Rain.rates, depths: s.Rain.depths}
	return out, nil
}

// Gauge places the series.
func (s *Series) Gauge(name string, x, y float64) Gauge {
	return Gauge{Name: name, X: x, Y: y, Rain: s.Rain, Gaps: s.Gaps}
}
