package rainfall

import (
	"errors"
	"fmt"
	"math"
)

// maxRate is more than ever fell: 38 mm in a minute, 2280 mm/h, is the highest
// rate that records tell of. What exceeds this has its unit wrong.
const maxRate = 10.0 / 3600 // 10 m/h

// stretch is a rate that holds; NaN is a gap.
type stretch struct {
	from, to float64
	rate     float64 // [m/s]
}

// series turns the rows into a table, or returns all mistakes.
func (s *seriesReader) series() (*Series, error) {
	if s.value.name == "" && !s.failed() {
		s.line = max(s.line, 1)
		s.wrong("", "", "empty: expected a header such as time_min,mm_per_h and rows")
	} else if len(s.rows) == 0 && !s.failed() {
		s.wrong("", "", "no rows: expected at least 1 below the header")
	}
	if s.failed() {
		return nil, s.all()
	}
	stretches := s.stretches()
	if s.failed() {
		return nil, s.all()
	}

	var times, rates []float64
	out := &Series{Start: s.start, Gaps: []Span{{math.Inf(-1), stretches[0].from}}}
	for _, a := range stretches {
		rate := a.rate
		if math.IsNaN(rate) {
			if a.to > a.from {
				out.Gaps = append(out.Gaps, Span{a.from, a.to})
			}
			rate = 0
		}
		times = append(times, a.from)
		rates = append(rates, rate)
	}
	end := stretches[len(stretches)-1].to
	out.Gaps = append(out.Gaps, Span{end, math.Inf(1)})
	if end > times[len(times)-1] {
		times, rates = append(times, end), append(rates, 0)
	}
	table, err := NewTable(times, rates)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.name, err)
	}
	out.Rain = table
	return out, nil
}

func (s *seriesReader) all() error {
	if s.more > 0 {
		s.errs = append(s.errs, fmt.Errorf("%s: and %d more mistakes", s.name, s.more))
	}
	return errors.Join(s.errs...)
}

// stretches returns at least one.
func (s *seriesReader) stretches() []stretch {
	var list []stretch
	add := func(row seriesRow, from, to, rate float64) {
		if rate > maxRate {
			s.line = row.line
			s.wrong(s.value.name, row.text, fmt.Sprintf("that is %.4g mm/h: expected at most %.4g mm/h (is the unit right?)", rate*1000*3600, maxRate*1000*3600))
		}
		list = append(list, stretch{from, to, rate})
	}
	switch s.value.kind {
	case rateFrom, depthFrom:
		for k, row := range s.rows {
			to := row.time
			if k+1 < len(s.rows) {
				to = s.rows[k+1].time
			} else if k > 0 {
				to += row.time - s.rows[k-1].time
			} else if row.value > 0 {
				s.line = row.line
				s.wrong(s.value.name, row.text, "1 row alone does not say how long it rained: expected a second")
				break
			}
			if rate := row.value * s.value.unit; s.value.kind == rateFrom || row.value == 0 {
				add(row, row.time, to, rate)
			} else {
				add(row, row.time, to, rate/(to-row.time))
			}
		}
	case depthUntil:
		s.line = s.rows[0].line
		if s.rows[0].value > 0 {
			s.wrong(s.value.name, s.rows[0].text, "expected 0 or nothing in the first row: there is none before it to rain since")
		}
		for k, row := range s.rows[1:] {
			from := s.rows[k].time
			add(row, from, row.time, row.value*s.value.unit/(row.time-from))
		}
	case total:
		s.cumulative(add)
	}
	if len(list) == 0 && !s.failed() {
		s.wrong(s.value.name, "", "1 row alone has no duration: expected a second")
	}
	return list
}

func (s *seriesReader) cumulative(add func(row seriesRow, from, to, rate float64)) {
	known := -1
	for k, row := range s.rows {
		if math.IsNaN(row.value) {
			continue
		}
		if known >= 0 {
			before := s.rows[known]
			if row.value < before.value {
				s.line = row.line
				s.wrong(s.value.name, row.text, "below "+before.text+" before it: expected a total that never falls")
			}
			add(row, before.time, row.time, (row.value-before.value)*s.value.unit/(row.time-before.time))
		}
		known = k
	}
}
