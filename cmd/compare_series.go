package cmd

import (
	"fmt"
	"math"
	"strings"

	"shapan/engine/record"
)

// comparedRow is one number of both runs; null where a run has none.
type comparedRow struct {
	Subject  string   `json:"subject"`  // "gauge/G1"
	Quantity string   `json:"quantity"` // "max_depth_m"
	A        *float64 `json:"a"`
	B        *float64 `json:"b"`
}

// measures are the numbers that sum up a series, by the ending of its name.
var measures = []struct {
	ending, quantity string
	of               func(seconds, values []float64) float64
}{
	{".depth", "max_depth_m", highest},
	{".depth", "time_of_max_s", timeOfHighest},
	{".level", "max_level_m", highest},
	{".freeboard", "min_freeboard_m", func(t, v []float64) float64 { return -highest(t, negated(v)) }},
	{".inflow", "overflowed_m3", integral},
	{".inflow", "max_inflow_m3_per_s", highest},
	{".volume", "max_volume_m3", highest},
	{".moved", "moved_m3", highest},
	{".flow", "max_flow_m3_per_s", highest},
	{"flooded.area", "max_area_m2", highest},
}

// compareSeries sums up the series of both runs, those of A first.
func compareSeries(a, b *source) (rows []comparedRow, err error) {
	var columns [2]map[string]record.Column
	var times [2][]float64
	var order []string
	for k, s := range []*source{a, b} {
		series, err := s.recording.Series()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.path, err)
		}
		columns[k], times[k] = map[string]record.Column{}, series.Seconds
		for _, c := range series.Columns {
			if _, known := columns[0][c.Name]; !known || k == 0 {
				order = append(order, c.Name)
			}
			columns[k][c.Name] = c
		}
	}
	for _, name := range order {
		for _, m := range measures {
			if !strings.HasSuffix(name, m.ending) {
				continue
			}
			row := comparedRow{Subject: strings.TrimSuffix(name, m.ending), Quantity: m.quantity}
			if row.Subject == "" {
				row.Subject, _, _ = strings.Cut(name, ".")
			}
			for k, into := range []**float64{&row.A, &row.B} {
				if c, there := columns[k][name]; there {
					if v := m.of(times[k], c.Values); !math.IsNaN(v) && !math.IsInf(v, 0) {
						*into = &v
					}
				}
			}
			rows = append(rows, row)
		}
	}
	return rows, nil
}

// highest returns the greatest value that is a number.
func highest(_, values []float64) float64 {
	most := math.NaN()
	for _, v := range values {
		if !(v <= most) && !math.IsNaN(v) {
			most = v
		}
	}
	return most
}

// timeOfHighest returns when the greatest value first came; of a series that
// is never above 0, never.
func timeOfHighest(seconds, values []float64) float64 {
	at, most := math.NaN(), 0.0
	for k, v := range values {
		if v > most {
			at, most = seconds[k], v
		}
	}
	return at
}

// integral returns the area under the series, by trapezoids.
func integral(seconds, values []float64) (sum float64) {
	for k := 1; k < len(values); k++ {
		if pair := values[k-1] + values[k]; !math.IsNaN(pair) {
			sum += pair / 2 * (seconds[k] - seconds[k-1])
		}
	}
	return sum
}

func negated(values []float64) []float64 {
	v := make([]float64, len(values))
	for k := range v {
		v[k] = -values[k]
	}
	return v
}

// title names the row for people: "gauge/G1 max depth [m]".
func (r *comparedRow) title() string {
	words := strings.Fields(strings.ReplaceAll(r.Quantity, "_", " "))
	unit := words[len(words)-1]
	words = words[:len(words)-1]
	if unit == "s" && len(words) > 2 && words[len(words)-1] == "per" {
		unit, words = "m³/s", words[:len(words)-2]
	}
	switch unit {
	case "s":
		return r.Subject + " " + strings.Join(words, " ")
	case "m2":
		unit = "m²"
	case "m3":
		unit = "m³"
	}
	return fmt.Sprintf("%s %s [%s]", r.Subject, strings.Join(words, " "), unit)
}

// isTime tells whether the row's number is an instant.
func (r *comparedRow) isTime() bool { return strings.HasPrefix(r.Quantity, "time_of_") }

func (r *comparedRow) show(v *float64) string {
	switch {
	case v == nil:
		return "-"
	case r.isTime():
		return clock(seconds(*v))
	case math.Abs(*v) >= 1000:
		return fmt.Sprintf("%.0f", *v)
	}
	return fmt.Sprintf("%.3f", *v)
}

func (r *comparedRow) difference() string {
	if r.A == nil || r.B == nil {
		return "-"
	}
	d := *r.B - *r.A
	if r.isTime() {
		return fmt.Sprintf("%+.0f s", d)
	}
	if math.Abs(d) >= 1000 {
		return fmt.Sprintf("%+.0f", d)
	}
	return fmt.Sprintf("%+.3f", d)
}
